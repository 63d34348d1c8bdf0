"""Reads for the author of what came back: points to be sent again, and words that were not sent.

Does not belong here: points as a view sees them (`speeches`), sending them (`services.speeches`).
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from debate.db import read
from debate.domain import clock
from debate.domain.speeches import resend_until_ms
from debate.models.speeches import Draft
from debate.queries.debates import DebateNow
from debate.queries.speeches import PointRow


class Returned(NamedTuple):
    """A returned point that may be sent again. `open`: its draft stands in the composer."""

    draft_id: int
    point: PointRow
    open: bool


class LeftOver(NamedTuple):
    """Words for a round that is over, never sent. `reason`: why they came back, if they did."""

    id: int
    claim: str
    reasons: str
    step_name: str
    reason: str


def left_over(
    session: Session, here: DebateNow, seat_id: int, before: int | None
) -> tuple[LeftOver, ...]:
    """What a seat wrote for steps before the index `before` (None: for any) and did not send."""
    return tuple(
        LeftOver(row.id, row.claim, row.reasons, here.fmt.steps[row.step_index].name, row.reason)
        for row in read(session, _LEFT, {"seat": seat_id})
        if before is None or row.step_index < before
        if here.fmt.steps[row.step_index].entry in ("points", "exchange")
        if row.claim.strip() or row.reasons.strip()
    )


def returned(
    session: Session, here: DebateNow, seat_id: int, own: Collection[PointRow]
) -> Mapping[int, Returned]:
    """Of one's own points, those that may be sent again now, by their ids."""
    back = {row.id: row for row in own if row.state == "returned"}
    if not back or here.reading.state == "finished":
        return {}
    ends = clock.step_ends(here.fmt, here.controls, here.factors or 100)
    found = {}
    for draft in read(session, _DRAFTS, {"seat": seat_id}):
        point = back.get(draft.returned_point_id)
        if point is None:
            continue
        until = resend_until_ms(ends[draft.step_index].end_ms, point.out_ms or 0)
        if until is None or here.now <= until:
            found[point.id] = Returned(draft.id, point, draft.position == 0)
    return found


_LEFT = (
    select(Draft.id, Draft.step_index, Draft.claim, Draft.reasons, Draft.reason)
    .where(Draft.seat_id == bindparam("seat"), Draft.returned_point_id.is_(None))
    .order_by(Draft.step_index, Draft.position, Draft.id)
)
_DRAFTS = select(Draft.id, Draft.step_index, Draft.position, Draft.returned_point_id).where(
    Draft.seat_id == bindparam("seat"), Draft.returned_point_id.is_not(None)
)
