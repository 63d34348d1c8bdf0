"""Giving the turn of a free debate to the other side: an act of the side that has it.

A moderator does it by a control (`controls`).
"""

from sqlalchemy.orm import Session

from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.steps import SIDES, other_side
from debate.models.debates import Debate
from debate.queries import debates
from debate.services import controls


def give(session: Session, actor: Actor, debate: Debate, now: int) -> None:
    """Pass the turn of a debater's own side. Raises Refused when it is not theirs to pass."""
    here = debates.load(session, debate.id, actor.view, now)
    if here is None or actor.side is None:
        raise NotFound
    if here.reading.turn_side is None:
        raise Refused("No turn can be passed in this round.", status=409)
    if here.reading.turn_side != actor.side:
        raise Refused("Your side does not have the turn.", status=409)
    to = SIDES.index(other_side(actor.side))
    controls.act(session, actor, debate, "pass", to, now=now)
