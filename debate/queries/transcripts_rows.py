"""The statements by which the steps of a record are read (`transcripts_steps`), nothing else."""

from sqlalchemy import bindparam, func, literal, select
from sqlalchemy.orm import aliased

from debate.models.accounts import Account
from debate.models.moderation import ModerationAct
from debate.models.seats import Seat
from debate.models.speeches import Citation, Point, PointLink
from debate.queries.speeches_rows import StoredPoint

_OF_DEBATE = Point.debate_id == bindparam("debate")
_OF_PAGE = (_OF_DEBATE, Point.speech_id.in_(bindparam("speeches", expanding=True)))
_TARGET = aliased(Point)
_WITHOUT_WORDS = [
    getattr(Point, name)
    for name in StoredPoint._fields
    if name not in ("claim", "reasons_html", "note")
]
ALL_POINTS = (
    select(
        Seat.number.label("seat"),
        Point.current,
        Point.reasons,
        *(getattr(Point, name) for name in StoredPoint._fields),
    )
    .join(Seat, Seat.id == Point.seat_id)
    .where(_OF_DEBATE)
    .order_by(Point.id)
)
POINTS = ALL_POINTS.where(_OF_PAGE[1])
CITED = (
    select(
        Citation.point_id,
        Citation.card_number,
        Citation.badge,
        Citation.stopped_at,
        Citation.card_id,
    )
    .join(Point, Point.id == Citation.point_id)
    .where(*_OF_PAGE)
    .order_by(Citation.point_id, Citation.position)
)
_LINK_COLUMNS = (
    PointLink.point_id,
    PointLink.kind,
    _TARGET.speech_id,
    _TARGET.seat_id,
    _TARGET.number,
    _TARGET.half,
    _TARGET.state,
)
LINKS = (
    select(*_LINK_COLUMNS, _TARGET.claim)
    .join(Point, Point.id == PointLink.point_id)
    .join(_TARGET, _TARGET.id == PointLink.target_id)
    .where(*_OF_PAGE)
    .order_by(PointLink.id)
)
ACTS = (
    select(
        ModerationAct.point_id,
        ModerationAct.kind,
        ModerationAct.at_ms,
        ModerationAct.note,
        Account.name,
    )
    .join(Point, Point.id == ModerationAct.point_id)
    .join(Account, Account.id == ModerationAct.account_id)
    .where(*_OF_PAGE)
    .order_by(ModerationAct.id)
)
BARE = select(*_WITHOUT_WORDS).where(_OF_DEBATE, Point.current.is_(True)).order_by(Point.id)
BARE_LINKS = (
    select(*_LINK_COLUMNS, literal("").label("claim"))
    .join(Point, Point.id == PointLink.point_id)
    .join(_TARGET, _TARGET.id == PointLink.target_id)
    .where(_OF_DEBATE, Point.current.is_(True))
    .order_by(PointLink.id)
)
OUTS = (
    select(ModerationAct.point_id, func.max(ModerationAct.at_ms))
    .where(
        ModerationAct.debate_id == bindparam("debate"),
        ModerationAct.kind.in_(("return", "hide", "strike")),
    )
    .group_by(ModerationAct.point_id)
)
NUMBERS = (
    select(Citation.point_id, Citation.card_number)
    .join(Point, Point.id == Citation.point_id)
    .where(_OF_DEBATE, Point.current.is_(True))
)
