"""A debate in which Amara of the Proposition has cited card No. 1, for challenges to it."""

from typing import Any

from debate.db import transaction
from debate.domain.challenges import Ruling
from debate.domain.speeches import Words
from debate.models.decks import Card
from debate.models.hands import Draw
from debate.queries import challenges as reads
from debate.queries import debates
from debate.services import challenges, challenges_rulings
from debate.services import debates as debate_writes
from tests import cast
from tests.cast import NOW
from tests.services.moderating import S, act, seat_actor, send

CARD = 1
UPHELD = Ruling(True, "strike", "The source ends before this passage.")
DISMISSED = Ruling(False, "none", "The words stand there.")


def hold(session: Any, people: cast.Cast, who: str, card: int) -> None:
    """Put a card into a hand."""
    seat = people.seats[who]
    with transaction(session):
        row = session.query(Card).filter_by(number=card, version=1).one()
        session.add(
            Draw(
                debate_id=people.debate.id,
                seat_id=seat.id,
                n=session.query(Draw).filter_by(seat_id=seat.id).count() + 1,
                card_id=row.id,
                card_number=card,
                pile=seat.side,
                exclusive=people.debate.exclusive,
                drawn_ms=NOW,
            )
        )


def cited(session: Any, steps: int = 0, **settings: Any) -> tuple[cast.Cast, int]:
    """The people, and the id of P1.1, which cites the card. Its step comes so many later."""
    people = cast.make(session, **settings)
    hold(session, people, "amara", CARD)
    cast.start(session, people)
    for _ in range(steps):
        cast.control(session, people, "next", NOW)
    sent = send(session, people, "amara", "P1", Words("It is likely", "", (CARD,)))
    return people, sent.point_id


def challenge(
    session: Any,
    people: cast.Cast,
    point: int,
    who: str = "priya",
    ground: str = "distortion",
    text: str = "The author says the opposite.",
    card: int = CARD,
    at: int = NOW + 10 * S,
) -> int:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        return challenges.make(
            session, seat_actor(people, who), debate, point, card, ground, text, now=at
        )


def answer(
    session: Any, people: cast.Cast, who: str = "amara", number: int = 1, at: int = NOW + 20 * S
) -> None:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        challenges.state(
            session, seat_actor(people, who), debate, number, "It is in the next line.", now=at
        )


def rule(session: Any, people: cast.Cast, ruling: Ruling = UPHELD, number: int = 1) -> None:
    act(session, people, challenges_rulings.rule, number, ruling, at=NOW + 30 * S)


def whole(session: Any, people: cast.Cast, point: int, ruling: Ruling = UPHELD) -> None:
    """Challenged, answered and ruled on."""
    challenge(session, people, point)
    answer(session, people)
    rule(session, people, ruling)


def now(session: Any, people: cast.Cast, view: str = "room", at: int = NOW + 40 * S) -> Any:
    here = debates.load(session, people.slug, view, at)
    assert here is not None
    return here


def line(session: Any, people: cast.Cast, number: int = 1, view: str = "room") -> Any:
    return reads.one(session, now(session, people, view), number)
