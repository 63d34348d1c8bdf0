"""Frames: what a stream shows of a change, rendered from tables by the page's own templates.

A renderer is registered for the part of a target before its first "-" ("point-P2.3" → "point"). It
gets the debate as the view sees it, and must not depend on who looks.
"""

from collections.abc import Callable, Collection, Mapping

from flask import Flask
from sqlalchemy import Row, and_, bindparam, func, or_, select, tuple_
from sqlalchemy.orm import Session

from debate.db import clock_ms, db, read
from debate.live.frames import Batch, Frame, Key
from debate.models.debates import Debate
from debate.models.events import ViewChange
from debate.models.seats import Seat
from debate.queries import debates

Renderer = Callable[[Session, debates.DebateNow, str], str]
RENDERERS: dict[str, Renderer] = {}
RELOAD_ABOVE = 50

ViewRow = Row[int, str, int, str, str, bool]


def frame(prefix: str) -> Callable[[Renderer], Renderer]:
    """Register the renderer of targets that begin with `prefix`; it answers "" for "take away"."""

    def register(renderer: Renderer) -> Renderer:
        RENDERERS[prefix] = renderer
        return renderer

    return register


def reader(app: Flask) -> Callable[[Mapping[Key, int]], Mapping[Key, Batch]]:
    """The function by which streams read what is new; it blocks, and runs in a worker thread."""

    def read(positions: Mapping[Key, int]) -> Mapping[Key, Batch]:
        with app.app_context():
            return batches(db.session(), positions, clock_ms())

    return read


def changed(app: Flask) -> Callable[[Collection[int]], Mapping[int, int]]:
    """The last event number of debates, in one statement: the safety poll."""

    def last(ids: Collection[int]) -> Mapping[int, int]:
        with app.app_context():
            query = select(Debate.id, Debate.last_seq).where(Debate.id.in_(ids))
            return {row.id: row.last_seq for row in db.session.execute(query)}

    return last


def alive(app: Flask) -> Callable[[Collection[tuple[int, int]]], set[tuple[int, int]]]:
    """Which (seat id, generation) still hold; accounts are not checked here."""

    def check(pairs: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
        seats = [pair for pair in pairs if pair[0] > 0]
        with app.app_context():
            query = select(Seat.id, Seat.generation).where(
                tuple_(Seat.id, Seat.generation).in_(seats)
            )
            found = {(row.id, row.generation) for row in db.session.execute(query)}
        return found | {pair for pair in pairs if pair[0] <= 0}

    return check


def batches(session: Session, positions: Mapping[Key, int], now: int) -> Mapping[Key, Batch]:
    """The present state of what changed in each view since its number, from one transaction."""
    rows = _rows(session, positions)
    lasts = last_numbers(session, positions)
    answer: dict[Key, Batch] = {}
    for key in positions:
        own = [row for row in rows if (row.debate_id, row.view) == key]
        reload = len(own) > RELOAD_ABOVE
        frames = () if reload or not own else tuple(_frames(session, key, own, now))
        taken_back = any(row.taken_back for row in own)
        answer[key] = Batch(lasts.get(key, 0), frames, reload, taken_back)
    return answer


def last_numbers(session: Session, keys: Collection[Key]) -> dict[Key, int]:
    """The last number of each view; a view in which nothing happened is left out."""
    found = read(session, _LAST_NUMBERS, {"keys": list(keys)})
    return {(debate_id, view): number for debate_id, view, number in found}


_LAST_NUMBERS = (
    select(ViewChange.debate_id, ViewChange.view, func.max(ViewChange.number))
    .where(tuple_(ViewChange.debate_id, ViewChange.view).in_(bindparam("keys", expanding=True)))
    .group_by(ViewChange.debate_id, ViewChange.view)
)


def _rows(session: Session, positions: Mapping[Key, int]) -> list[ViewRow]:
    if not positions:
        return []
    since = [
        and_(ViewChange.debate_id == key[0], ViewChange.view == key[1], ViewChange.number > number)
        for key, number in positions.items()
    ]
    return list(
        session.execute(
            select(
                ViewChange.debate_id,
                ViewChange.view,
                ViewChange.number,
                ViewChange.target,
                ViewChange.into,
                ViewChange.taken_back,
            )
            .where(or_(*since))
            .order_by(ViewChange.number)
        )
    )


def _frames(session: Session, key: Key, rows: list[ViewRow], now: int) -> list[Frame]:
    debate = debates.load(session, key[0], key[1], now)
    if debate is None:
        return []
    newest = {row.target: row for row in rows}
    return [
        Frame(key[0], key[1], row.number, row.target, row.into, _render(session, debate, row))
        for row in sorted(newest.values(), key=lambda row: row.number)
    ]


def _render(session: Session, debate: debates.DebateNow, row: ViewRow) -> str:
    prefix, _, rest = row.target.partition("-")
    return RENDERERS[prefix](session, debate, rest)
