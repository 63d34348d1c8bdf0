"""Second marking in the house: the marker was asked, and has not handed in."""

from typing import Any

from debate.models.second_marks import SecondMark, SecondRound
from tests import cast

CODE = "HJ7K"
IDS = {"second-marks": 1, "work": CODE, "pairs": CODE}
"""Values by the segment before them."""


def give(session: Any, people: cast.Cast, now: int) -> None:
    """Ask the marker for one student's work."""
    asked = SecondRound(
        sitting_id=people.sitting.id,
        number=1,
        marker_id=people.marker.id,
        asked_by_id=people.owner.id,
        chosen_how="all",
        threshold=1_000,
        asked_ms=now,
    )
    session.add(asked)
    session.flush()
    session.add(
        SecondMark(
            round_id=asked.id,
            seat_id=people.seats["amara"].id,
            debate_id=people.debate.id,
            position=1,
            code=CODE,
            levels={},
        )
    )
