"""A challenge in the house: the other side says that P1.1 cites its card out of context."""

from typing import Any

from debate.models.challenges import Challenge, ChallengeStatement
from debate.models.hands import Draw
from debate.models.speeches import Point
from tests import cast


def ids(session: Any, people: cast.Cast, point: Point, draw: Draw, now: int) -> dict[str, int]:
    """The number of the challenge, and the citation that it is about."""
    seat = people.seats["priya"]
    made = Challenge(
        debate_id=people.debate.id,
        number=1,
        point_id=point.id,
        card_number=draw.card_number,
        seat_id=seat.id,
        ground="context",
        made_ms=now,
        mark="challenged",
    )
    session.add(made)
    session.flush()
    session.add(
        ChallengeStatement(
            debate_id=people.debate.id,
            challenge_id=made.id,
            part="claim",
            seat_id=seat.id,
            text="The next paragraph takes it back.",
            at_ms=now,
        )
    )
    session.flush()
    about = "debates/<slug>/<slug>/challenges/points/"
    return {
        "challenges": made.number,
        about: point.id,
        f"{about}<slug>/cards/": draw.card_number,
    }
