"""Reads of how a debate was shared: time with the floor, points and words, by side and person.

Does not belong here: what a share is (`domain.floor`), who waits (`floor_queue`).
"""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from debate.db import read
from debate.domain import clock, floor, modes
from debate.domain.floor import Part, Share
from debate.models.moderation import FloorTurn
from debate.models.speeches import Point
from debate.queries import debates_teams
from debate.queries.debates import DebateNow, SeatLine


class Line(NamedTuple):
    """One person's or side's share, and its name."""

    label: str
    share: Share


class Balance(NamedTuple):
    """How time, points and words were shared so far, by side and by person."""

    sides: tuple[Line, ...]
    people: tuple[Line, ...]  # who was not heard yet first


def balance(session: Session, here: DebateNow, spoken: Mapping[int | None, int]) -> Balance:
    """How it was shared; one statement. `spoken` is what `spoken_ms` gives."""
    counts: dict[int, tuple[int, int]] = {}
    for row in read(session, _WORDS, {"debate": here.id}):
        points, words = counts.get(row.seat_id, (0, 0))
        said = len(modes.words_of(row.claim)) + len(modes.words_of(row.reasons))
        counts[row.seat_id] = (points + 1, words + said)
    parts = [
        Part(line.id, line.side, spoken.get(line.id, 0), *counts.get(line.id, (0, 0)))
        for line in here.seats
        if line.role != "judge" and not line.absent
    ]
    names = {line.id: line.label for line in here.seats}
    sides: list[str | None] = list(here.fmt.sides)
    if any(part.side is None and (part.ms or part.points) for part in parts):
        sides.append(None)
    return Balance(
        tuple(
            Line(here.fmt.sides.get(one.part.side or "", "The others"), one)
            for one in floor.side_shares(parts, sides)
        ),
        tuple(Line(names[one.part.seat], one) for one in floor.shares(parts)),
    )


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


_WORDS = select(Point.seat_id, Point.claim, Point.reasons).where(
    Point.debate_id == bindparam("debate"), Point.current, Point.state == "sent"
)
