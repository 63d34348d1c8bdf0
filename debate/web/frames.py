"""Frames: what a stream shows of a change, rendered from tables by the page's own templates.

A renderer is registered for the part of a target before its first "-" ("point-P2.3" → "point"). It
gets the debate as the view sees it, and must not depend on who looks.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar

from flask import Flask, current_app
from sqlalchemy import Row, bindparam, func, select, tuple_
from sqlalchemy.orm import Session

from debate.db import clock_ms, db, read
from debate.domain.measures import REMOVE
from debate.live.frames import Batch, Frame, Key
from debate.models.debates import Debate
from debate.models.events import ViewChange
from debate.models.measures import Measure
from debate.models.seats import Seat
from debate.queries import debates

Made = TypeVar("Made")
Renderer = Callable[[Session, debates.DebateNow, str], str]
RENDERERS: dict[str, Renderer] = {}
RELOAD_ABOVE = 50
# Of some 100 kB each.
ALIKE_MAX = 150

ViewRow = Row[int, str, str, bool]


def frame(prefix: str) -> Callable[[Renderer], Renderer]:
    """Register the renderer of targets that begin with `prefix`; it answers "" for "take away"."""

    def register(renderer: Renderer) -> Renderer:
        RENDERERS[prefix] = renderer
        return renderer

    return register


def alike(
    here: debates.DebateNow,
    noun: str,
    make: Callable[[], Made],
    grow: Callable[[Made], Made | None] | None = None,
) -> Made:
    """What is alike for all in a view, made once for each state of the debate.

    Every change of a debate writes an event, and time alone moves what is shown only where it moves
    the clock's reading. Kept in memory, the newest of each view, and dropped like the tail of a
    stream when something is taken back. Where only events came since, `grow` may make it of what
    was there before; None says that it cannot.
    """
    kept = _kept(current_app)
    reading = here.reading
    state = (here.last_seq, reading.state, reading.step_index, here.seats, here.deck_version_id)
    key = (here.id, here.view, noun)
    found = kept.get(key)
    if found is None or found[0] != state:
        if len(kept) >= ALIKE_MAX:
            kept.clear()
        more = grow(found[1]) if grow and found and found[0][1:] == state[1:] else None
        found = kept[key] = state, make() if more is None else more
    made: Made = found[1]
    return made


def lasting(here: debates.DebateNow, noun: str) -> dict[Any, Any]:
    """Pieces alike for all in a view that outlive a state; the key of each holds all it shows.

    Dropped with everything else when something is taken back.
    """
    kept = _kept(current_app)
    if len(kept) >= ALIKE_MAX:
        kept.clear()
    pieces: dict[Any, Any] = kept.setdefault((here.id, here.view, noun), ((), {}))[1]
    return pieces


def _kept(app: Flask) -> dict[tuple[int, str, str], tuple[tuple[object, ...], Any]]:
    kept: dict[tuple[int, str, str], tuple[tuple[object, ...], Any]]
    kept = app.extensions.setdefault("alike", {})
    return kept


def _forget(debate_id: int) -> None:
    kept = _kept(current_app)
    for key in [key for key in tuple(kept) if key[0] == debate_id]:  # others may add meanwhile
        kept.pop(key, None)


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
            found = read(db.session(), _LAST_SEQS, {"ids": list(ids)})
            return {row.id: row.last_seq for row in found}

    return last


def alive(app: Flask) -> Callable[[Collection[tuple[int, int]]], set[tuple[int, int]]]:
    """Which (seat id, generation) still hold, and were not taken out of their room.

    Accounts are not checked here.
    """

    def check(pairs: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
        seats = [pair for pair in pairs if pair[0] > 0]
        with app.app_context():
            rows = read(db.session(), _GENERATIONS, {"ids": [seat_id for seat_id, _ in seats]})
            now = {row.id: row.generation for row in rows}
        return {pair for pair in pairs if pair[0] <= 0 or now.get(pair[0]) == pair[1]}

    return check


def batches(session: Session, positions: Mapping[Key, int], now: int) -> Mapping[Key, Batch]:
    """The present state of what changed in each view since its number, from one transaction."""
    rows = {key: _rows(session, key, number) for key, number in positions.items()}
    quiet = last_numbers(session, [key for key, own in rows.items() if not own])
    answer: dict[Key, Batch] = {}
    for key, own in rows.items():
        reload = len(own) > RELOAD_ABOVE
        frames = () if reload or not own else tuple(_frames(session, key, own, now))
        taken_back = any(row.taken_back for row in own)
        if taken_back:
            _forget(key[0])
        # What was committed between these two reads counts at the next one; a number below the
        # page's own is that of a database restored from a copy.
        last = own[-1].number if own else min(quiet.get(key, 0), positions[key])
        answer[key] = Batch(last, frames, reload, taken_back)
    return answer


def last_numbers(session: Session, keys: Collection[Key]) -> dict[Key, int]:
    """The last number of each view; a view in which nothing happened is left out."""
    found = read(session, _LAST_NUMBERS, {"keys": list(keys)}) if keys else ()
    return {(debate_id, view): number for debate_id, view, number in found}


def _rows(session: Session, key: Key, number: int) -> Sequence[ViewRow]:
    values = {"debate": key[0], "view": key[1], "number": number}
    return read(session, _SINCE, values).all()


def _frames(session: Session, key: Key, rows: Sequence[ViewRow], now: int) -> list[Frame]:
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


# Built once: each wake-up and the polls between run these.
_LAST_NUMBERS = (
    select(ViewChange.debate_id, ViewChange.view, func.max(ViewChange.number))
    .where(
        tuple_(ViewChange.debate_id, ViewChange.view).in_(bindparam("keys", expanding=True)),
    )
    .group_by(ViewChange.debate_id, ViewChange.view)
)
_SINCE = (
    select(
        ViewChange.number,
        ViewChange.target,
        ViewChange.into,
        ViewChange.taken_back,
    )
    .where(
        ViewChange.debate_id == bindparam("debate"),
        ViewChange.view == bindparam("view"),
        ViewChange.number > bindparam("number"),
    )
    .order_by(ViewChange.number)
)
_LAST_SEQS = select(Debate.id, Debate.last_seq).where(
    Debate.id.in_(bindparam("ids", expanding=True))
)
_GENERATIONS = select(Seat.id, Seat.generation).where(
    Seat.id.in_(bindparam("ids", expanding=True)),
    ~select(Measure.id)
    .where(
        Measure.debate_id == Seat.debate_id,
        Measure.seat_id == Seat.id,
        Measure.kind == REMOVE,
        Measure.ended_ms.is_(None),
    )
    .exists(),
)
