"""Measures and reports in the house: a debater was warned, and a listener reported a point.

The debater has also said what is missing from a speech.
"""

from typing import Any

from debate.models.agreements import Agreement
from debate.models.measures import Measure
from debate.models.reports import Report
from debate.models.speeches import Point
from tests import cast


def ids(session: Any, people: cast.Cast, point: Point, now: int) -> dict[str, int]:
    """The warning, the seat it is about, and the number of the report."""
    warned = people.seats["amara"]
    warning = Measure(
        debate_id=people.debate.id,
        seat_id=warned.id,
        kind="warn",
        note="Stay with the point.",
        account_id=people.owner.id,
        at_ms=now,
    )
    report = Report(
        debate_id=people.debate.id,
        number=1,
        seat_id=people.seats["kofi"].id,
        point_id=point.id,
        about_id=warned.id,
        reason="off_topic",
        words="This is not about the motion.",
        at_ms=now,
        decision="",
        note="",
    )
    missing = Agreement(
        debate_id=people.debate.id,
        speech_id=point.speech_id,
        seat_id=warned.id,
        agrees=False,
        words="The costs.",
        at_ms=now,
    )
    session.add_all([warning, report, missing])
    session.flush()
    return {
        "measures": warning.id,
        "people": warned.number,
        "reports": report.number,
        "debates/<slug>/agreements/<slug>/": warned.number,
    }
