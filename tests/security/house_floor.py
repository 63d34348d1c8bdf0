"""The floor of the house: a hand that is up, an offer, a card that was read."""

from typing import Any

from debate.models.hands import Draw
from debate.models.moderation import FloorRequest
from debate.models.offers import Offer
from debate.models.speeches import Citation, Point
from tests import cast


def give(session: Any, people: cast.Cast, point: Point, draw: Draw, now: int) -> dict[str, Any]:
    """Put them there, the card into `point`; values by the segment before them."""
    debate_id, kofi = people.debate.id, people.seats["kofi"].id
    raised = FloorRequest(debate_id=debate_id, seat_id=kofi, step_index=1, raised_ms=now)
    offered = Offer(
        debate_id=debate_id,
        speech_id=point.speech_id,
        seat_id=people.seats["priya"].id,
        offered_ms=now,
    )
    session.add_all([raised, offered, point])
    session.flush()
    cited = Citation(
        point_id=point.id,
        position=1,
        card_id=draw.card_id,
        card_number=draw.card_number,
        badge="located",
    )
    session.add(cited)
    return {
        "floor-requests": raised.id,
        "offers": offered.id,
        "debates/<slug>/nudges/": people.seats["kofi"].number,
        "answers": 1,
        "scribes": kofi,
        "readings": "P1.1",
    }
