"""What a seat is told to do now, in words.

Does not belong here: what it may do, and its composer (`drafts`).
"""

from debate.domain.permissions import Actor
from debate.domain.steps import Step
from debate.queries.debates import DebateNow, SpeechLine

SENDS = ("speak", "ask", "answer")


def words(
    here: DebateNow,
    actor: Actor,
    step: Step | None,
    act: str,
    line: SpeechLine | None,
    state: str,
    came_back: bool,
    voted: bool,
) -> tuple[str, str]:
    """A title and a sentence: what the seat `actor` is to do now.

    `act` and `line` are those of `queries.drafts.Turn`; `came_back`: a returned point may be sent
    again; `voted`: this poll has a vote of the seat.
    """
    if step is None or act == "over":
        return "The debate is over.", "Your words are on the record."
    if act == "vote":
        return ("You have voted." if voted else "Vote now."), step.hint
    if act == "reflect":
        return "Write your reflection.", step.hint
    if act in SENDS:
        return _sending(here, step, act, state)
    return _listening(here, actor, step, line, came_back)


def _sending(here: DebateNow, step: Step, act: str, state: str) -> tuple[str, str]:
    if state == "over":
        return "Time is up.", "You can write on, but not send. Your words are kept as a draft."
    if state == "paused":
        return "The clock is paused.", "Write on. You can send when it goes on."
    line = here.speeches_of(step.index)[0]
    if act == "ask":
        return f"You ask {here.label(line.answerer_id)}.", step.hint
    if act == "answer":
        return f"You answer {here.label(line.seat_id)}.", step.hint
    return "You have the floor.", step.hint


def _listening(
    here: DebateNow, actor: Actor, step: Step, line: SpeechLine | None, came_back: bool
) -> tuple[str, str]:
    if here.floor_seat_id == actor.seat_id:
        return "You have the floor for a moment.", "Speak now. The round’s clock goes on."
    if came_back:
        return "A point came back to you.", "Change it and send it again while there is time."
    if here.reading.state == "ready":
        return "Not started yet.", _when(here, step, line) or "Wait for the start."
    lines = here.speeches_of(step.index)
    if any(one.seat_id == actor.seat_id and one.handed_in_ms for one in lines):
        return "Your speech is in.", _when(here, step, line) if line else ""
    # A hint is for who acts; where nobody enters anything it is for all.
    return _when(here, step, line), step.hint if step.entry == "none" else ""


def _when(here: DebateNow, step: Step, line: SpeechLine | None) -> str:
    if line is None:
        return "You listen."
    later = here.fmt.steps[line.step_index]
    if not later.turns and later.entry == "points":
        if later.index == step.index:
            return "The floor is open. Raise your hand to speak."
        return f"You can speak in the {later.name.lower()}. Prepare points below."
    away = line.step_index - step.index
    if away == 1:
        return f"You speak next: {later.name.lower()}."
    return f"Your {later.name.lower()} comes in {away} rounds. Prepare points below."
