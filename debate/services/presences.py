"""When a seat's browser was heard of last: for "who is here", never an event.

A page asks for its parts every fifteen seconds while somebody looks at it, so once in twenty
seconds is enough to write it down.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.models.seats import Presence, Seat

EVERY_MS = 20_000


def due(seen_ms: int | None, now: int) -> bool:
    """Whether a sign of life at `now` is worth noting after one at `seen_ms` (None: never)."""
    return seen_ms is None or now - seen_ms >= EVERY_MS


def seen(session: Session, seat_id: int, now: int) -> None:
    """The seat is here at `now` (ms). Locks the seat, so that two tabs make one row."""
    session.scalar(select(Seat.id).where(Seat.id == seat_id).with_for_update())
    row = session.get(Presence, seat_id)
    if row is None:
        session.add(Presence(seat_id=seat_id, seen_ms=now))
    else:
        row.seen_ms = max(row.seen_ms, now)
    session.flush()
