"""Offers of points of information that end because their step is left.

Does not belong here: what people do with an offer (`offers`).
"""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from debate.domain.offers import ACCEPTED, ENDED, OPEN
from debate.models.debates import Debate
from debate.models.offers import Offer
from debate.models.speeches import Speech
from debate.queries.debates import parse_format


def end_open(session: Session, debate: Debate, now: int, but_step: int | None) -> int:
    """End the offers of every step but one that stand, or wait for their question; how many.

    Called when a step is left.
    """
    if not any(step.poi for step in parse_format(debate.format_json).steps):
        return 0
    steps = select(Speech.id).where(
        Speech.debate_id == debate.id,
        Speech.step_index != (-1 if but_step is None else but_step),
    )
    left = update(Offer).where(
        Offer.speech_id.in_(steps),
        Offer.outcome.in_((OPEN, ACCEPTED)),
        Offer.point_id.is_(None),
    )
    session.flush()
    ended = session.execute(left.values(outcome=ENDED, done_ms=now))
    return ended.rowcount  # type: ignore[attr-defined,no-any-return]
