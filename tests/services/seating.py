"""What the tests of seats and places share: taking seats, acting on them, and looking."""

from typing import Any

from sqlalchemy import select

from debate.db import transaction
from debate.domain.permissions import Actor
from debate.models.debates import Debate
from debate.models.events import Event
from debate.models.seats import Seat
from debate.models.speeches import Point, Speech
from debate.services import accounts, events, seats, seats_places, sittings
from tests import cast
from tests.cast import NOW

LATER = NOW + 1_000


def owner(made: cast.Cast) -> Actor:
    return Actor("owner", account_id=made.owner.id)


def fresh(session: Any, **settings: Any) -> cast.Cast:
    """The class with every seat still free."""
    made = cast.make(session, **settings)
    with transaction(session):
        for seat in made.seats.values():
            seat.claimed_how, seat.claimed_ms, seat.confirmed_ms = "", None, None
    return made


def join(session: Any, made: cast.Cast, name: str) -> Seat:
    with transaction(session):
        return seats.claim_by_code(session, sittings.lock(session, made.sitting.id), name, LATER)


def act(session: Any, made: cast.Cast, verb: Any, seat: Seat, *more: Any, **named: Any) -> Any:
    with transaction(session):
        sittings.lock(session, made.sitting.id)
        return verb(session, owner(made), seat, *more, **named)


def place(session: Any, made: cast.Cast, seat: Seat, *where: Any) -> None:
    act(session, made, seats_places.place, seat, *where, now=LATER)


def hold(session: Any, seat: Seat, old: str = "") -> str:
    with transaction(session):
        return accounts.rotate(session, accounts.hash_of(old), NOW, seat=(seat.id, seat.generation))


def kinds(session: Any, made: cast.Cast) -> list[tuple[str, int | None]]:
    rows = session.execute(
        select(Event.kind, Event.seat_number)
        .where(Event.debate_id == made.debate.id)
        .order_by(Event.seq)
    )
    return [tuple(row) for row in rows]


def payload(session: Any, kind: str) -> Any:
    event = session.scalars(select(Event.id).where(Event.kind == kind).order_by(Event.id.desc()))
    return events.content(session, event.first(), "payload")


def holder(session: Any, made: cast.Cast, address: str, half: str = "seat_id") -> int | None:
    session.expire_all()
    row = session.scalars(
        select(Speech).where(Speech.debate_id == made.debate.id, Speech.address == address)
    ).one()
    found: int | None = getattr(row, half)
    return found


def add_point(session: Any, made: cast.Cast, address: str, seat: Seat, half: str = "") -> None:
    speech = session.scalars(
        select(Speech).where(Speech.debate_id == made.debate.id, Speech.address == address)
    ).one()
    with transaction(session):
        point = Point(debate_id=made.debate.id, speech_id=speech.id, seat_id=seat.id, half=half)
        point.number, point.state, point.claim, point.sent_ms = 1, "sent", "A claim", NOW
        session.add(point)


def second_room(session: Any, made: cast.Cast) -> Debate:
    with transaction(session):
        room = cast.add_debate(session, made.sitting, made.deck, made.version, NOW, number=2)
        cast.add_speeches(session, room, [])
    return room
