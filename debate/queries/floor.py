"""Reads of the floor: who speaks, how long, what comes next. The head of every screen."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain.speeches import needs_floor
from debate.domain.steps import Step
from debate.models.moderation import FloorTurn
from debate.queries.debates import DebateNow, SeatLine


class Floor(NamedTuple):
    """The head of a room. Times in ms; `ends_ms` is None unless the clock runs."""

    debate_id: int
    state: str  # ready | running | paused | over | finished
    interrupted: bool
    step_name: str
    step_number: int  # from 1
    step_count: int
    entry: str
    side: str | None  # whose colour floods; None: nobody's
    side_name: str
    speaker: str  # labels of those who have the floor, or ""
    answerer: str
    guest: str  # who was given the floor beside the speaker, or ""
    hint: str
    left_ms: int
    total_ms: int
    ends_ms: int | None
    percent: float
    prep_side: str | None
    next_line: str
    poll: str | None
    last_step: bool
    now: int


def floor(here: DebateNow) -> Floor:
    """Who has the floor now, as the view `here.view` names them."""
    reading = here.reading
    step = reading.step if reading.state != "finished" else None
    given = here.seat(here.floor_seat_id) if step and reading.state != "ready" else None
    side, speaker, answerer = _who(here, step, given)
    total = max(reading.total_ms, 1)
    return Floor(
        debate_id=here.id,
        state=reading.state,
        interrupted=reading.interrupted,
        step_name=step.name if step else "The debate is over",
        step_number=min(reading.step_index + 1, len(here.fmt.steps)),
        step_count=len(here.fmt.steps),
        entry=step.entry if step else "none",
        side=side,
        side_name=here.fmt.sides.get(side or "", ""),
        speaker=speaker,
        answerer=answerer,
        guest=given.label if given and step and not needs_floor(step) else "",
        hint=step.hint if step else "",
        left_ms=reading.left_ms,
        total_ms=reading.total_ms,
        ends_ms=reading.ends_ms,
        percent=round(min(reading.elapsed_ms / total, 1.0) * 100, 1),
        prep_side=reading.prep_side,
        next_line=next_line(here, step),
        poll=step.poll if step else None,
        last_step=reading.is_last,
        now=here.now,
    )


def next_line(here: DebateNow, step: Step | None) -> str:
    """What comes after the current step, with who: "Rebuttal, Luca Ferri"; "" at the end."""
    if step is None or step.index + 1 >= len(here.fmt.steps):
        return ""
    follows = here.fmt.steps[step.index + 1]
    names = [here.label(line.seat_id) for line in here.speeches_of(follows.index) if line.seat_id]
    return ", ".join([follows.name, " and ".join(names)]) if names else follows.name


def holder(session: Session, debate_id: int) -> int | None:
    """The id of the seat that was given the floor in an open step, if any."""
    return session.scalar(
        select(FloorTurn.seat_id).where(
            FloorTurn.debate_id == debate_id, FloorTurn.ended_ms.is_(None)
        )
    )


def _who(here: DebateNow, step: Step | None, given: SeatLine | None) -> tuple[str | None, str, str]:
    if step is None or here.reading.state == "ready":
        return None, "", ""
    lines = here.speeches_of(step.index)
    if step.entry == "exchange" and lines:
        asker = here.seat(lines[0].seat_id)
        side = asker.side if asker else (step.asker.side if step.asker else None)
        return side, here.label(lines[0].seat_id), here.label(lines[0].answerer_id)
    if needs_floor(step):
        return (given.side, given.label, "") if given else (None, "", "")
    names = " and ".join(here.label(line.seat_id) for line in lines)
    side = lines[0].side if len(lines) == 1 else None
    return side, names, ""
