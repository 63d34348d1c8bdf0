"""Revising a point that was sent, while its step lasts: it goes back to its author's composer.

The point stands as it is until the new words are sent (`speeches.send_point`) and, where points are
held for review, approved. Does not belong here: what a moderator returns (`moderation`).
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.debates import Debate
from debate.models.speeches import Draft, Point
from debate.queries import debates
from debate.services import drafts, points, speeches


def begin(
    session: Session, actor: Actor, debate: Debate, point_id: int, *, now: int, arrival: int
) -> Draft:
    """Lay the actor's own point into the composer, to be changed; a change begun goes on.

    What stood there is kept as prepared. Raises NotFound for another's point, Refused when its step
    is over, it was taken out, or a change of it waits.
    """
    point = session.get(Point, point_id)
    here = debates.load(session, debate.id, actor.view, now)
    if here is None or point is None or point.debate_id != here.id:
        raise NotFound
    if point.seat_id != actor.seat_id:
        raise NotFound
    line = here.speech_of[point.speech_id]
    step = here.fmt.steps[line.step_index]
    if point.half or step.entry != "points":
        raise Refused("Only a point of a speech can be changed once it is sent.")
    if point.state != "sent":
        raise Refused("This point was taken out, so it cannot be changed.", status=409)
    drafts.check_revisable(session, point)
    if not speeches.in_time(here, actor, step, arrival, now).ok or line.handed_in_ms is not None:
        raise Refused("Nothing in this speech can be changed now. The point stands as it was sent.")
    draft = session.scalar(
        select(Draft).where(Draft.seat_id == actor.seat_id, Draft.returned_point_id == point.id)
    )
    if draft is None:
        draft = drafts.give_back(
            session,
            debate,
            point.seat_id,
            step.index,
            points.words_of(session, point),
            "",
            point.id,
            now,
        )
    return drafts.edit(session, actor, draft.id, now)
