"""What a seat is told to do now, in words.

Does not belong here: what it may do, and its composer (`drafts`).
"""

from debate.domain import deadlines, modes
from debate.domain.permissions import Actor
from debate.domain.steps import Step
from debate.domain.text import in_line
from debate.queries.deadlines import OwnLine
from debate.queries.debates import DebateNow, SpeechLine

SENDS = ("speak", "ask", "answer")
_TITLES = {"check": "Is it your case?", "statement": "Write it together."}


def words(
    here: DebateNow,
    actor: Actor,
    step: Step | None,
    act: str,
    line: SpeechLine | None,
    state: str,
    came_back: bool,
    voted: bool,
    late: OwnLine | None,
) -> tuple[str, str]:
    """A title and a sentence: what the seat `actor` is to do now.

    `act` and `line` are those of `queries.drafts.Turn`; `came_back`: a returned point may be sent
    again; `voted`: this poll has a vote of the seat; `late`: `line` is late and still let in.
    """
    if late is not None:
        marked = here.fmt.steps[late.step_index].late == "mark"
        until = deadlines.said(late.late_until_ms, here.time_zone)
        return (
            "Your speech is late." if marked else "Time is up, with some grace.",
            f"It can still be handed in until {until}{', marked as late' if marked else ''}.",
        )
    if step is None or act == "over":
        return "The debate is over.", "Your words are on the record."
    if act in SENDS and modes.entered_later(here.mode, step, False):
        return _speaking(here, step, act, state)
    if act == "vote":
        return ("You have voted." if voted else "Vote now."), step.hint
    if act == "reflect":
        return "Write your reflection.", step.hint
    if act in SENDS:
        return _sending(here, step, act, state)
    return _listening(here, actor, step, line, came_back)


def _sending(here: DebateNow, step: Step, act: str, state: str) -> tuple[str, str]:
    if state == "grace":
        return "Time is up: finish now.", "What you send in the next seconds still counts."
    if state == "over":
        return "Time is up.", "You can write on, but not send. Your words are kept as a draft."
    if state == "paused" and here.reading.prep_side is not None:
        who = here.fmt.sides[here.reading.prep_side]
        return f"{who} prepares.", "The clock of this round stands meanwhile. Write on."
    if state == "paused":
        return _why(here), "Write on. You can send when it goes on."
    if step.entry in _TITLES:
        return _TITLES[step.entry], step.hint
    if step.crossfire:
        return "You question each other.", step.hint
    if step.side_clocks:
        return "Your side has the turn.", step.hint
    line = here.speeches_of(step.index)[0]
    if act == "ask":
        return f"You ask {here.label(line.answerer_id)}.", step.hint
    if act == "answer":
        return f"You answer {here.label(line.seat_id)}.", step.hint
    return "You have the floor.", step.hint


def _speaking(here: DebateNow, step: Step, act: str, state: str) -> tuple[str, str]:
    """Where one speaks, and points are entered beside it until the debate ends."""
    if state == "over":
        return "Time is up.", "Points that you made can still be entered."
    if state == "paused":
        return _why(here), "Points that you made can still be entered."
    title, text = _sending(here, step, act, state)
    told = "Your points are entered as you speak, by you or by a scribe."
    return ("Speak now.", told) if act == "speak" else (title, text)


def _why(here: DebateNow) -> str:
    """Why the clock stands."""
    if here.challenged is not None:
        return f"Stopped: card No. {here.challenged.card} is challenged."
    return "The clock is paused."


def _listening(
    here: DebateNow, actor: Actor, step: Step, line: SpeechLine | None, came_back: bool
) -> tuple[str, str]:
    if here.floor_seat_id == actor.seat_id:
        return "You have the floor for a moment.", "Speak now. The round’s clock goes on."
    if came_back:
        return "A point came back to you.", "Change it and send it again while there is time."
    if here.reading.state == "ready":
        return "Not started yet.", _when(here, step, line) or "Wait for the start."
    if step.side_clocks and actor.side is not None:
        return "The other side has the turn.", "Prepare points for your side’s next turn."
    lines = here.speeches_of(step.index)
    if any(one.seat_id == actor.seat_id and one.handed_in_ms for one in lines):
        return "Your speech is in.", _when(here, step, line) if line else ""
    # A hint is for who acts; where nobody enters anything it is for all.
    return _when(here, step, line), step.hint if step.entry == "none" else ""


def _when(here: DebateNow, step: Step, line: SpeechLine | None) -> str:
    if line is None:
        return "You listen."
    later = here.fmt.steps[line.step_index]
    if not later.turns and later.takes_points:
        if later.index == step.index:
            return "The floor is open. Raise your hand to speak."
        return f"You can speak in the {in_line(later.name)}. Prepare points below."
    away = line.step_index - step.index
    if away == 1:
        return f"You are next: {in_line(later.name)}."
    return f"You speak in {away} rounds: {in_line(later.name)}. Prepare points below."
