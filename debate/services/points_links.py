"""What a point does to others, checked: the points that its links lead to.

Does not belong here: the rules of links (`domain.speeches.check_links`), writing them (`points`).
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain.refusals import Refused
from debate.domain.speeches import Target, check_links, point_address
from debate.models.speeches import Point
from debate.queries import points
from debate.queries.debates import DebateNow

_GONE = "A point that yours takes up is not there any more. Choose again, then send."
_SEALED = "A point that yours takes up is not revealed yet. Choose again, then send."


def targets(
    session: Session,
    here: DebateNow,
    seat_id: int,
    side: str | None,
    links: Sequence[tuple[str, int]],
    old: Point | None = None,
) -> list[tuple[str, Point]]:
    """Each kind with the point it leads to, for a point of `seat_id` that argues `side`.

    One statement where there are links; one more where a target was revised since it was chosen.
    `old` is what the point replaces. Raises Refused, with the field "links".
    """
    if not links:
        return []
    ids = [target for _, target in links]
    rows = _points(session, here, ids)
    if not rows.keys() >= set(ids):
        newer = points.followed(session, here.id, set(ids) - rows.keys())
        rows = _points(session, here, [*rows, *newer.values()])
        ids = [newer.get(target, target) for target in ids]
    found = [(kind, rows.get(target)) for (kind, _), target in zip(links, ids, strict=True)]
    known = [(kind, point) for kind, point in found if point is not None and point is not old]
    if len(known) < len(found):
        raise Refused(_GONE, "links")
    if any(here.is_sealed(_step(here, point)) for _, point in known):
        raise Refused(_SEALED, "links")
    shown = [
        Target(kind, _address(here, point), point.side, point.seat_id == seat_id)
        for kind, point in known
    ]
    problem = next(iter(check_links(shown, side)), None)
    if problem is not None:
        raise Refused(problem.message, problem.field)
    return known


def _points(session: Session, here: DebateNow, ids: Sequence[int]) -> dict[int, Point]:
    rows = session.scalars(
        select(Point).where(
            Point.id.in_(ids), Point.debate_id == here.id, Point.current, Point.state == "sent"
        )
    )
    return {point.id: point for point in rows}


def _step(here: DebateNow, point: Point) -> int:
    return here.speech_of[point.speech_id].step_index


def _address(here: DebateNow, point: Point) -> str:
    speech = here.speech_of[point.speech_id].address
    return point_address(speech, point.number or 0, point.half)
