"""Acts and looks that the tests of votes share."""

from typing import Any

from debate.db import transaction
from debate.domain.events import MODERATORS
from debate.domain.permissions import Actor
from debate.models.seats import Seat
from debate.models.speeches import Point, Speech
from debate.queries import debates
from debate.queries import polls as reads
from debate.services import debates as debate_writes
from debate.services import polls
from tests import cast
from tests.cast import NOW

STEPS_TO_CLOSING_VOTE = 9  # after the first timed step of the seminar


def actor(seat: Any) -> Actor:
    return Actor(
        seat.role,
        seat_id=seat.id,
        seat_number=seat.number,
        side=seat.side,
        debate_id=seat.debate_id,
    )


def vote(
    session: Any,
    people: cast.Cast,
    who: str,
    choice: str = "P",
    *,
    poll: str = "before",
    sure: int | None = None,
    at: int = NOW,
    arrival: int | None = None,
) -> None:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        seat = actor(people.seats[who])
        given = at if arrival is None else arrival
        polls.vote(session, seat, debate, poll, choice, sure, now=at, arrival=given)


def go_on(session: Any, people: cast.Cast, steps: int, at: int) -> None:
    for _ in range(steps):
        cast.control(session, people, "next", at)


def results(session: Any, people: cast.Cast, at: int, view: str = MODERATORS) -> reads.PollResults:
    here = debates.load(session, people.slug, view, at)
    assert here is not None
    return reads.results(session, here)


def add_point(
    session: Any, people: cast.Cast, address: str, who: str, *, state: str = "sent", half: str = ""
) -> Point:
    """A point that stands at `address` ("P1.2"), as if it was said."""
    speech, _, number = address.partition(".")
    with transaction(session):
        point = Point(
            debate_id=people.debate.id,
            speech_id=session.query(Speech)
            .filter_by(debate_id=people.debate.id, address=speech)
            .one()
            .id,
            seat_id=people.seats[who].id,
            number=int(number),
            half=half,
            state=state,
            claim=f"Claim {address}{half}",
            sent_ms=NOW,
            visible_ms=NOW,
        )
        session.add(point)
    return point


def name(session: Any, people: cast.Cast, who: str, address: str, at: int = NOW) -> None:
    """Say which point moved one."""
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        polls.name_point(session, actor(people.seats[who]), debate, address, now=at, arrival=at)


def add_audience(session: Any, people: cast.Cast, count: int) -> None:
    with transaction(session):
        for number in range(7, 7 + count):
            seat = Seat(
                sitting_id=people.sitting.id,
                number=number,
                debate_id=people.debate.id,
                role="audience",
                typed_name=f"Listener {number}",
                code_name=f"Wren {number}",
                claimed_how="code",
                claimed_ms=NOW,
                confirmed_ms=NOW,
            )
            session.add(seat)
            people.seats[f"listener {number}"] = seat
