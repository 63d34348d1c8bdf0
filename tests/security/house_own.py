"""What each seat of the house has for itself: a prepared point, a nudge that waits, a block."""

from collections.abc import Mapping
from typing import Any

from debate.models.blocks import Block
from debate.models.nudges import Nudge
from debate.models.seats import Seat
from debate.models.speeches import Draft
from tests import cast

HOUR = 60 * cast.MINUTE


def draft(session: Any, people: cast.Cast, seat: int, now: int) -> int:
    """Put it there; its id, a small number, so that it is a step of the format too."""
    row = Draft(
        debate_id=people.debate.id,
        seat_id=seat,
        step_index=1,
        position=1,
        claim="A prepared point",
        saved_ms=now,
    )
    session.add(row)
    session.flush()
    return row.id


def nudge(session: Any, people: cast.Cast, seat: int, now: int) -> int:
    """The same of a nudge, which the seat's page shows."""
    row = Nudge(
        debate_id=people.debate.id,
        seat_id=seat,
        text="Let others speak first.",
        account_id=people.owner.id,
        at_ms=now,
        until_ms=now + HOUR,
    )
    session.add(row)
    session.get(Seat, seat).nudged_until_ms = row.until_ms
    session.flush()
    return row.id


def block(session: Any, seat: int, now: int) -> int:
    """The same of a block."""
    row = Block(seat_id=seat, title="An answer", answers=[], saved_ms=now)
    session.add(row)
    session.flush()
    return row.id


def values(
    drafts: Mapping[str, int], nudges: Mapping[str, int], blocks: Mapping[str, int], who: str
) -> dict[str, Any]:
    """By the segments before them: one's own, or the debater's for who has none."""
    return {
        "drafts": drafts.get(who, drafts["debater"]),
        "blocks": blocks.get(who, blocks["debater"]),
        "debates/<slug>/<slug>/nudges/": nudges.get(who, nudges["debater"]),
    }
