"""Reads of measures: what a measured seat is told, and what moderators see of one person.

Belongs here: measures with their reasons, and what a person sent. Does not belong here: which
measures stand, without words (`debates.DebateNow.standing`).
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import measures as rules
from debate.domain.events import MODERATORS
from debate.models.accounts import Account
from debate.models.measures import Measure
from debate.models.speeches import Point
from debate.queries import debates
from debate.queries.debates import DebateNow, SeatLine
from debate.queries.speeches import PointRow, point_rows


class MeasureLine(NamedTuple):
    """A measure as moderators see it. `step`: the name of the round that a mute is for, or ""."""

    id: int
    kind: str
    note: str
    by: str
    step: str
    at_ms: int
    ended_ms: int | None
    stands: bool  # in force now; of a warning: not read yet


class OwnMeasure(NamedTuple):
    """What a seat reads at the top of its room: a warning, or that it is muted."""

    id: int
    kind: str
    by: str
    note: str
    sentence: str


class Person(NamedTuple):
    """One seat with what it sent and the measures so far, the newest first."""

    line: SeatLine
    points: tuple[PointRow, ...]
    measures: tuple[MeasureLine, ...]
    muted: bool
    removed: bool
    held: bool


class Held(NamedTuple):
    """Whose words wait: the names of rounds, and of people."""

    steps: tuple[str, ...]
    people: tuple[str, ...]


def held(here: DebateNow) -> Held:
    """Which rounds and people are held although the debate is not."""
    return Held(
        tuple(here.fmt.steps[step].name for step in sorted(here.hold_steps)),
        tuple(here.label(one.seat_id) for one in here.standing if one.kind == rules.HOLD),
    )


def why_removed(session: Session, debate_id: int, seat_id: int) -> str:
    """What a seat that was taken out of a room reads there."""
    found = _standing(session, debate_id, seat_id, rules.REMOVE)
    return rules.removed_sentence(found.by, found.note) if found else ""


def why_muted(session: Session, debate_id: int, seat_id: int, now: int) -> str:
    """What a seat reads that is muted at `now`; "" where it is not."""
    here = debates.load(session, debate_id, MODERATORS, now)
    if here is None or not here.is_muted(seat_id):
        return ""
    found = _standing(session, debate_id, seat_id, rules.MUTE)
    step = _step(here, found.step_index) if found else ""
    return rules.muted_sentence(found.by, found.note, step) if found else ""


def own(session: Session, here: DebateNow, seat_id: int) -> tuple[OwnMeasure, ...]:
    """What a seat is to read; a statement only where there is something."""
    shown = (rules.WARN, rules.MUTE)
    if not any(one.seat_id == seat_id and one.kind in shown for one in here.standing):
        return ()
    muted = here.is_muted(seat_id)
    return tuple(
        OwnMeasure(
            row.id,
            row.kind,
            row.by,
            row.note,
            rules.muted_sentence(row.by, row.note, _step(here, row.step_index))
            if row.kind == rules.MUTE
            else "",
        )
        for row in _rows(session, here.id, seat_id)
        if row.ended_ms is None and row.kind in shown and (row.kind == rules.WARN or muted)
    )


def person(session: Session, here: DebateNow, number: int) -> Person | None:
    """The seat with this number of a debate as moderators see it; None if there is none."""
    line = next((line for line in here.seats if line.number == number), None)
    if line is None:
        return None
    sent = select(Point.id).where(Point.debate_id == here.id, Point.seat_id == line.id)
    ids = set(session.scalars(sent))
    rows = [row for row in point_rows(session, here) if row.id in ids]
    return Person(
        line=line,
        points=tuple(sorted(rows, key=lambda row: row.sent_ms, reverse=True)),
        measures=of_seat(session, here, line.id),
        muted=here.is_muted(line.id),
        removed=here.is_removed(line.id),
        held=any((one.seat_id, one.kind) == (line.id, rules.HOLD) for one in here.standing),
    )


def of_seat(session: Session, here: DebateNow, seat_id: int) -> tuple[MeasureLine, ...]:
    """Measures against one seat, the newest first."""
    muted = here.is_muted(seat_id)
    return tuple(
        MeasureLine(
            row.id,
            row.kind,
            row.note,
            row.by,
            _step(here, row.step_index),
            row.at_ms,
            row.ended_ms,
            row.ended_ms is None and (row.kind != rules.MUTE or muted),
        )
        for row in reversed(_rows(session, here.id, seat_id))
    )


class _Row(NamedTuple):
    id: int
    kind: str
    note: str
    step_index: int | None
    at_ms: int
    ended_ms: int | None
    by: str


def _step(here: DebateNow, index: int | None) -> str:
    return here.fmt.steps[index].name if index is not None else ""


def _rows(session: Session, debate_id: int, seat_id: int) -> Sequence[_Row]:
    rows = session.execute(
        select(
            Measure.id,
            Measure.kind,
            Measure.note,
            Measure.step_index,
            Measure.at_ms,
            Measure.ended_ms,
            Account.name,
        )
        .join(Account, Account.id == Measure.account_id)
        .where(Measure.debate_id == debate_id, Measure.seat_id == seat_id)
        .order_by(Measure.id)
    )
    return [_Row(*row) for row in rows]


def _standing(session: Session, debate_id: int, seat_id: int, kind: str) -> _Row | None:
    rows = _rows(session, debate_id, seat_id)
    return next((row for row in rows if row.kind == kind and row.ended_ms is None), None)
