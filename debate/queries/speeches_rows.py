"""The statements by which points are read, and what comes back of them.

Does not belong here: what a view is shown of it (`speeches`).
"""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import aliased

from debate.models.moderation import ModerationAct
from debate.models.speeches import Citation, Point, PointLink


class StoredPoint(NamedTuple):
    """A point as it is stored, with the columns that pages need."""

    id: int
    speech_id: int
    seat_id: int
    number: int | None
    half: str
    side: str | None
    version: int
    replaces_id: int | None
    state: str
    claim: str
    reasons_html: str
    sent_ms: int
    visible_ms: int | None
    note: str
    late: bool
    question_number: int | None = None  # of an answer
    by_scribe: bool = False
    entered_by_id: int | None = None


class StoredLink(NamedTuple):
    """A link with what is stored of its target: enough to know who may see that."""

    point_id: int
    kind: str
    speech_id: int
    seat_id: int
    number: int | None
    half: str
    state: str
    claim: str


class Statements(NamedTuple):
    """What reads points, what they cite, and what they are linked to."""

    points: Select[*tuple[Any, ...]]
    citations: Select[int, int, str, int | None, int]
    links: Select[*tuple[Any, ...]]


@cache
def statements(one_speech: bool, one_number: bool, every_version: bool) -> Statements:
    """Built once of each kind: building a statement costs more than running it."""
    chosen = [Point.debate_id == bindparam("debate")]
    if one_speech:
        chosen.append(Point.speech_id == bindparam("speech"))
    if one_number:
        chosen.append(Point.number == bindparam("number"))
    if not every_version:
        chosen.append(Point.current.is_(True))
    target = aliased(Point)
    return Statements(
        select(*(getattr(Point, name) for name in StoredPoint._fields))
        .where(*chosen)
        .order_by(Point.id),
        select(
            Citation.point_id,
            Citation.card_number,
            Citation.badge,
            Citation.stopped_at,
            Citation.card_id,
        )
        .join(Point, Point.id == Citation.point_id)
        .where(*chosen)
        .order_by(Citation.point_id, Citation.position),
        select(
            PointLink.point_id,
            PointLink.kind,
            target.speech_id,
            target.seat_id,
            target.number,
            target.half,
            target.state,
            target.claim,
        )
        .join(Point, Point.id == PointLink.point_id)
        .join(target, target.id == PointLink.target_id)
        .where(*chosen)
        .order_by(PointLink.id),
    )


OUTS = (
    select(ModerationAct.point_id, func.max(ModerationAct.at_ms))
    .where(
        ModerationAct.point_id.in_(bindparam("ids", expanding=True)),
        ModerationAct.kind.in_(("return", "hide", "strike")),
    )
    .group_by(ModerationAct.point_id)
)
