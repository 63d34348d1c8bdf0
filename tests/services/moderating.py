"""Acting as a moderator or a seat in a debate, and what a view was shown of it."""

from typing import Any

from debate.db import transaction
from debate.domain.permissions import Actor
from debate.domain.speeches import Words
from debate.models.events import Event, ViewChange
from debate.models.speeches import Draft
from debate.queries import debates, speeches
from debate.services import debates as debate_writes
from debate.services import events
from debate.services import speeches as sending
from tests import cast
from tests.cast import NOW

S = 1000
OTHERS = ("room", "judges", "team1", "team2")


def seat_actor(people: cast.Cast, who: str) -> Actor:
    seat = people.seats[who]
    return Actor(
        seat.role,
        seat_id=seat.id,
        seat_number=seat.number,
        side=seat.side,
        debate_id=seat.debate_id,
    )


def send(
    session: Any, people: cast.Cast, who: str, address: str, words: Words, at: int = NOW + S
) -> Any:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        return sending.send_point(
            session, seat_actor(people, who), debate, address, words, now=at, arrival=at
        )


def resend(session: Any, people: cast.Cast, who: str, at: int) -> Any:
    with transaction(session):
        draft = session.query(Draft).filter(Draft.returned_point_id.is_not(None)).one()
        debate = debate_writes.lock(session, people.slug)
        return sending.send_prepared(
            session, seat_actor(people, who), debate, draft.id, now=at, arrival=at
        )


def act(session: Any, people: cast.Cast, verb: Any, *values: Any, at: int = NOW + 5 * S) -> Any:
    moderator = Actor("owner", account_id=people.owner.id)
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        return verb(session, moderator, debate, *values, now=at)


def by_seat(session: Any, people: cast.Cast, who: str, verb: Any, at: int = NOW + S) -> None:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        verb(session, seat_actor(people, who), debate, now=at)


def seen(session: Any, people: cast.Cast, view: str, at: int = NOW + 6 * S) -> list[Any]:
    here = debates.load(session, people.slug, view, at)
    assert here is not None
    blocks = speeches.transcript(session, here)
    return [(p.address, p.level, p.claim) for block in blocks for p in block.points]


def numbers(session: Any, view: str) -> int:
    return int(session.query(ViewChange).filter_by(view=view).count())


def last(session: Any, kind: str) -> Any:
    row = session.query(Event).filter_by(kind=kind).order_by(Event.seq.desc()).first()
    return events.content(session, row.id, "payload")
