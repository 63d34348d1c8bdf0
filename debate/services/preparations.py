"""Preparation time that a side takes by itself; a moderator does it by a control (`controls`)."""

from sqlalchemy.orm import Session

from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.steps import SIDES
from debate.models.debates import Debate
from debate.queries import debates, preparations
from debate.services import controls


def take(session: Session, actor: Actor, debate: Debate, now: int) -> None:
    """Start the bank of a debater's side; the clock of the round stands meanwhile.

    Raises Refused when it is not for this side to take now, or nothing is left.
    """
    here, side = _here(session, actor, debate, now)
    wrong = preparations.check_take(here, side)
    if wrong:
        raise Refused(wrong, status=409)
    controls.act(session, actor, debate, "prep_on", SIDES.index(side), now=now)


def end(session: Session, actor: Actor, debate: Debate, now: int) -> None:
    """End the preparation of a debater's own side; what is left stays in its bank."""
    here, side = _here(session, actor, debate, now)
    if here.reading.prep_side != side:
        raise Refused("Your side’s preparation time is not running.", status=409)
    controls.act(session, actor, debate, "prep_off", SIDES.index(side), now=now)


def _here(
    session: Session, actor: Actor, debate: Debate, now: int
) -> tuple[debates.DebateNow, str]:
    here = debates.load(session, debate.id, actor.view, now)
    if here is None or actor.side is None:
        raise NotFound
    return here, actor.side
