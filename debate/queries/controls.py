"""Reads of the clock for many debates at once: the heartbeat's look round, the console's tabs.

Belongs here: clocks alone, in four statements however many debates there are. Does not belong here:
one debate with its people and speeches (`debates`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from debate.domain import clock
from debate.domain.steps import Format
from debate.models.debates import Control, Debate, DebateFactor, Heartbeat
from debate.queries.debates import parse_format

Factors = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class RoomClock:
    """One debate's clock at one instant. `ended` is written; `reading` may be ahead of it."""

    id: int
    slug: str
    number: int
    fmt: Format
    controls: tuple[clock.Control, ...]
    factors: Factors
    heartbeat_ms: int | None
    reading: clock.Reading
    ended: bool


def clocks(session: Session, chosen: ColumnElement[bool], now: int) -> tuple[RoomClock, ...]:
    """The clocks of the debates that `chosen` picks, at `now` (ms), in order of their ids."""
    rows = session.execute(
        select(Debate.id, Debate.slug, Debate.number, Debate.format_json, Debate.ended_ms)
        .where(chosen)
        .order_by(Debate.id)
    ).all()
    ids = [row.id for row in rows]
    controls, factors = _controls(session, ids), _factors(session, ids)
    heartbeat = session.scalar(select(Heartbeat.at_ms).where(Heartbeat.id == 1))
    found = []
    for row in rows:
        fmt = parse_format(row.format_json)
        own, changes = controls.get(row.id, ()), factors.get(row.id, ())
        reading = clock.read(fmt, own, changes or 100, now, heartbeat_ms=heartbeat)
        ended = row.ended_ms is not None
        found.append(
            RoomClock(row.id, row.slug, row.number, fmt, own, changes, heartbeat, reading, ended)
        )
    return tuple(found)


def _controls(session: Session, ids: list[int]) -> Mapping[int, tuple[clock.Control, ...]]:
    found: dict[int, list[clock.Control]] = {}
    for row in session.execute(
        select(Control.debate_id, Control.n, Control.kind, Control.at_ms, Control.value)
        .where(Control.debate_id.in_(ids))
        .order_by(Control.debate_id, Control.n)
    ):
        line = clock.Control(row.n, row.kind, row.at_ms, row.value)
        found.setdefault(row.debate_id, []).append(line)
    return {debate_id: tuple(lines) for debate_id, lines in found.items()}


def _factors(session: Session, ids: list[int]) -> Mapping[int, Factors]:
    found: dict[int, list[tuple[int, int]]] = {}
    for row in session.execute(
        select(DebateFactor.debate_id, DebateFactor.from_ms, DebateFactor.percent)
        .where(DebateFactor.debate_id.in_(ids))
        .order_by(DebateFactor.debate_id, DebateFactor.from_ms, DebateFactor.id)
    ):
        found.setdefault(row.debate_id, []).append((row.from_ms, row.percent))
    return {debate_id: tuple(lines) for debate_id, lines in found.items()}
