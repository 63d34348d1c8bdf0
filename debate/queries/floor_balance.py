"""Reads of how a debate was shared: time, words, points, cards and answers, by side and person.

Does not belong here: what a share is (`domain.floor`), who waits (`floor_queue`).
"""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased

from debate.db import read
from debate.domain import clock, floor, flow, modes
from debate.domain.floor import Part, Share
from debate.domain.steps import SIDES
from debate.models.moderation import FloorTurn
from debate.models.speeches import Citation, Point, PointLink
from debate.queries import debates_teams, nudges
from debate.queries.debates import DebateNow, SeatLine
from debate.queries.nudges import Nudged


class Line(NamedTuple):
    """One person's or side's share, and its name. `number`: of the seat; 0 of a side."""

    label: str
    share: Share
    number: int = 0
    here: bool = False  # the seat is taken, so a nudge would be read
    nudged: Nudged | None = None  # the last one


class Row(NamedTuple):
    """One measure of both sides, for a row about the aisle; `most`: the larger of the two."""

    measure: str
    first: Share
    second: Share
    most: int


class Balance(NamedTuple):
    """How a debate was shared so far, by side and by person."""

    sides: tuple[Line, ...]
    rows: tuple[Row, ...]  # the two sides, measure by measure
    people: tuple[Line, ...]  # who was not heard yet first
    free_ms: int  # time in free debates, which counts for sides alone


def balance(session: Session, here: DebateNow, spoken: Mapping[int | None, int]) -> Balance:
    """How it was shared; two statements. `spoken` is what `spoken_ms` gives."""
    counts: dict[int, tuple[int, int, int, int]] = {}
    for row in read(session, _SAID, {"debate": here.id}):
        points, words, cards, answers = counts.get(row.seat_id, (0, 0, 0, 0))
        said = len(modes.words_of(row.claim)) + len(modes.words_of(row.reasons))
        met = row.answers + (row.half == "a")
        counts[row.seat_id] = (points + 1, words + said, cards + row.cards, answers + met)
    seats = [line for line in here.seats if line.role != "judge" and not line.absent]
    parts = [
        Part(line.id, line.side, spoken.get(line.id, 0), *counts.get(line.id, (0, 0, 0, 0)))
        for line in seats
    ]
    free = clock.free_ms(
        here.fmt, here.controls, here.factors or 100, here.now, heartbeat_ms=here.heartbeat_ms
    )
    sides: list[str | None] = list(SIDES)
    if any(part.side is None and (part.ms or part.points) for part in parts):
        sides.append(None)
    of_sides = floor.side_shares(parts, sides, free)
    known, nudged = {line.id: line for line in seats}, nudges.last(session, here)
    return Balance(
        sides=tuple(
            Line(here.fmt.sides.get(one.part.side or "", "The others"), one) for one in of_sides
        ),
        rows=tuple(
            Row(one, first, second, max(first.part.of(one), second.part.of(one)))
            for first, second in [of_sides[:2]]
            for one in floor.MEASURES
        ),
        people=tuple(_line(known[one.part.seat], one, nudged) for one in floor.shares(parts)),
        free_ms=sum(free.values()),
    )


def _line(line: SeatLine, share: Share, nudged: Mapping[int, Nudged]) -> Line:
    return Line(line.label, share, line.number, line.claimed, nudged.get(line.id))


def spoken_ms(session: Session, here: DebateNow) -> Mapping[int | None, int]:
    """Speaking time in ms by seat: a speech's whole step, what an open floor gave; one statement.

    Of an exchange each half has half, of a crossfire each speaker an equal part; None: of speeches
    that nobody holds.
    """
    used = clock.used_ms(
        here.fmt, here.controls, here.factors or 100, here.now, heartbeat_ms=here.heartbeat_ms
    )
    spoken: dict[int | None, int] = {}
    for line in here.speeches:
        step, share = here.fmt.steps[line.step_index], used[line.step_index]
        crossfire = debates_teams.speakers(here, step) if step.crossfire else ()
        for one in crossfire:
            spoken[one.id] = spoken.get(one.id, 0) + share // len(crossfire)
        if crossfire:
            continue
        if step.asker:
            spoken[line.answerer_id] = spoken.get(line.answerer_id, 0) + share // 2
            share = share // 2
        spoken[line.seat_id] = spoken.get(line.seat_id, 0) + share
    for seat_id, given, ended in session.execute(
        select(FloorTurn.seat_id, FloorTurn.given_ms, FloorTurn.ended_ms).where(
            FloorTurn.debate_id == here.id
        )
    ):
        spoken[seat_id] = spoken.get(seat_id, 0) + max((ended or here.now) - given, 0)
    return spoken


def debaters(here: DebateNow) -> list[SeatLine]:
    """The debaters by side and place."""
    seats = [line for line in here.seats if line.role == "debater"]
    return sorted(seats, key=lambda line: (line.side or "", line.position or 0))


# What a link names, and the version of it that stands now.
_TARGET, _NOW = aliased(Point), aliased(Point)
_SAID = select(
    Point.seat_id,
    Point.half,
    Point.claim,
    Point.reasons,
    select(func.count())
    .select_from(Citation)
    .where(Citation.point_id == Point.id)
    .correlate(Point)
    .scalar_subquery()
    .label("cards"),
    select(func.count())
    .select_from(PointLink)
    .join(_TARGET, _TARGET.id == PointLink.target_id)
    .join(
        _NOW,
        (_NOW.speech_id == _TARGET.speech_id)
        & (_NOW.number == _TARGET.number)
        & (_NOW.half == _TARGET.half),
    )
    .where(
        PointLink.point_id == Point.id,
        PointLink.kind.in_(flow.ANSWERS),
        _NOW.current,
        _NOW.state == "sent",
    )
    .correlate(Point)
    .scalar_subquery()
    .label("answers"),
).where(Point.debate_id == bindparam("debate"), Point.current, Point.state == "sent")
