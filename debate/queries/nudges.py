"""Reads of nudges: the one that waits for a seat, and what each seat of a debate was told last."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from debate.db import read
from debate.domain.permissions import Actor
from debate.models.nudges import Nudge
from debate.queries.debates import DebateNow


class OwnNudge(NamedTuple):
    """What a moderator said to this seat alone, and that waits to be read."""

    id: int
    text: str


class Nudged(NamedTuple):
    """The last nudge of a seat. `state`: waits, read or lapsed."""

    text: str
    at_ms: int
    state: str


def own(session: Session, here: DebateNow, actor: Actor) -> OwnNudge | None:
    """The nudge that waits for the seat `actor`; no statement where none does."""
    seat = here.seat(actor.seat_id)
    if seat is None or (seat.nudged_until_ms or 0) <= here.now:
        return None
    row = read(session, _OWN, {"seat": actor.seat_id}).one_or_none()
    return OwnNudge(*row) if row else None


def last(session: Session, here: DebateNow) -> Mapping[int, Nudged]:
    """The last nudge of each seat of the debate that had one, by the seat's id."""
    found = {}
    for row in read(session, _LAST, {"debate": here.id}):
        waits = row.done_ms is None and row.until_ms > here.now
        state = "waits" if waits else row.outcome or "lapsed"
        found[row.seat_id] = Nudged(row.text, row.at_ms, state)
    return found


_OWN = select(Nudge.id, Nudge.text).where(
    Nudge.seat_id == bindparam("seat"), Nudge.done_ms.is_(None)
)
_LAST = (
    select(Nudge.seat_id, Nudge.text, Nudge.at_ms, Nudge.until_ms, Nudge.done_ms, Nudge.outcome)
    .where(Nudge.debate_id == bindparam("debate"))
    .order_by(Nudge.id)
)
