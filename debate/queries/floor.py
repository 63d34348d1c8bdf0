"""Reads of the floor: who speaks, how long, what comes next. The head of every screen."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain.offers import Offer
from debate.domain.screens import Bells, bells
from debate.domain.speeches import needs_floor
from debate.domain.steps import Step
from debate.domain.text import listed
from debate.models.moderation import FloorTurn
from debate.queries import debates_teams
from debate.queries.controls import left_ms
from debate.queries.debates import DebateNow, SeatLine
from debate.queries.offers import Poi, poi
from debate.queries.passes import Turns, turns
from debate.queries.preparations import Bank, banks


class Floor(NamedTuple):
    """The head of a room. Times in ms; `bells` are the instants that a running clock needs.

    The whole debate: `rest_ms` of its plan is left, with what is left of this step; `gone_ms` have
    gone by since the start, pauses included; None before the start and after the end.
    """

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
    team: str  # of four teams the name of the one that speaks; "" elsewhere
    answerer: str
    guest: str  # who was given the floor beside the speaker, or ""
    hint: str
    left_ms: int
    total_ms: int
    bells: Bells
    rest_ms: int
    gone_ms: int | None
    percent: float
    prep_side: str | None
    prep: tuple[Bank, ...]  # of both sides, in a format that has any
    next_line: str
    next_hand: str  # in an open floor: whose hand has been up longest, or ""
    until_ms: int | None  # when a step with a due date moves on, with the extra time that it waits
    zone: str
    poll: str | None
    last_step: bool
    poi: Poi | None  # points of information in the speech that is given
    turns: Turns | None  # the clocks of a free debate
    now: int
    challenged: int | None  # number of the card of the challenge that is open


def floor(here: DebateNow, offered: Sequence[Offer] = ()) -> Floor:
    """Who has the floor now, as the view `here.view` names them.

    `offered`: the points of information that `offers.current` finds.
    """
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
        team=debates_teams.of_step(here, step) if step and side else "",
        answerer=answerer,
        guest=given.label if given and step and not needs_floor(step) else "",
        hint=step.hint if step else "",
        left_ms=reading.left_ms,
        total_ms=reading.total_ms,
        bells=bells(reading, here.now),
        rest_ms=left_ms(here),
        gone_ms=_gone_ms(here),
        percent=round(min(reading.elapsed_ms / total, 1.0) * 100, 1),
        prep_side=reading.prep_side,
        prep=banks(here),
        next_line=next_line(here, step),
        next_hand=here.label(here.next_seat_id) if _has_next(here, step) else "",
        until_ms=reading.ends_ms if step and step.due_hours else None,
        zone=here.time_zone,
        poll=step.poll if step else None,
        last_step=reading.is_last,
        poi=poi(here, offered),
        turns=turns(here),
        now=here.now,
        challenged=here.challenged.card if here.challenged else None,
    )


def next_line(here: DebateNow, step: Step | None) -> str:
    """What comes after the current step, with who: "Rebuttal, Luca Ferri"; "" at the end."""
    if step is None or step.index + 1 >= len(here.fmt.steps):
        return ""
    follows = here.fmt.steps[step.index + 1]
    names = [here.label(line.seat_id) for line in here.speeches_of(follows.index) if line.seat_id]
    names += [line.label for line in debates_teams.speakers(here, follows)]
    return ", ".join([follows.name, " and ".join(names)]) if names else follows.name


def _has_next(here: DebateNow, step: Step | None) -> bool:
    return step is not None and needs_floor(step) and here.next_seat_id is not None


def _gone_ms(here: DebateNow) -> int | None:
    started = here.reading.started_ms
    return None if started is None or here.reading.state == "finished" else here.now - started


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
    if step.crossfire:
        return None, listed([line.label for line in debates_teams.speakers(here, step)]), ""
    if step.side_clocks:
        return here.reading.turn_side, "", ""
    if step.entry == "exchange" and lines:
        asker = here.seat(lines[0].seat_id)
        side = asker.side if asker else (step.asker.side if step.asker else None)
        return side, here.label(lines[0].seat_id), here.label(lines[0].answerer_id)
    if needs_floor(step):
        return (given.side, given.label, "") if given else (None, "", "")
    if not step.turns:
        everybody = "All debaters" if step.open_to == ("debaters",) else "Everybody"
        return None, everybody if step.takes_points else "", ""
    names = " and ".join(here.label(line.seat_id) for line in lines)
    sides = {line.side for line in lines}
    side = sides.pop() if len(sides) == 1 else None
    return side, names, ""
