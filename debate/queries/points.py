"""Reads for the author of what came back: points to be sent again, and words that were not sent.

Does not belong here: points as a view sees them (`speeches`), sending them (`services.speeches`).
"""

from collections.abc import Collection, Container, Mapping
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from debate.db import read
from debate.domain import modes
from debate.domain.speeches import resend_until_ms
from debate.domain.steps import Step
from debate.models.speeches import Draft, Point
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
    aloud: bool  # it was spoken, so what was said may still be entered


class StoredDraft(NamedTuple):
    """A draft as it is stored. At position 0 stands the composer's own."""

    id: int
    step_index: int
    position: int
    claim: str
    reasons: str
    cards: list[int]
    links: list[tuple[str, int]]  # kinds, and ids of points
    reason: str
    saved_ms: int
    returned_point_id: int | None


def drafts_of(session: Session, seat_id: int) -> tuple[StoredDraft, ...]:
    """All that a seat prepared, in order of step and position; one statement.

    Their links may lead to what was revised since (`led_on`).
    """
    return tuple(StoredDraft(*row) for row in read(session, _DRAFTS, {"seat": seat_id}))


def led_on(
    session: Session, debate_id: int, drafts: tuple[StoredDraft, ...], known: Container[int]
) -> tuple[StoredDraft, ...]:
    """The same drafts with links that lead to what stands now; `known`: ids of that.

    One statement where a link leads to anything else, else none.
    """
    gone = {target for draft in drafts for _, target in draft.links if target not in known}
    if not gone:
        return drafts
    newer = followed(session, debate_id, gone)
    return tuple(
        draft._replace(links=[(kind, newer.get(target, target)) for kind, target in draft.links])
        for draft in drafts
    )


def followed(session: Session, debate_id: int, ids: Collection[int]) -> Mapping[int, int]:
    """Of points that were revised or sent again, the version that stands now, by their ids."""
    rows = read(session, _FOLLOWED, {"debate": debate_id, "ids": list(ids)})
    return {row[0]: row[1] for row in rows}


def left_over(
    here: DebateNow,
    drafts: Collection[StoredDraft],
    before: int | None,
    rows: Collection[PointRow],
) -> tuple[LeftOver, ...]:
    """What a seat wrote for steps before the index `before` (None: for any) and did not send.

    Of what came back only changes of points that still stand: a returned point tells itself.
    """
    changes = any(row.returned_point_id for row in drafts)
    standing = {None, *(row.id for row in (rows if changes else ()) if row.state == "sent")}
    return tuple(
        LeftOver(
            row.id,
            row.claim,
            row.reasons,
            here.fmt.steps[row.step_index].name,
            row.reason,
            _aloud(here, row.step_index),
        )
        for row in drafts
        if row.returned_point_id in standing
        if before is None or row.step_index < before
        if _made_here(here.fmt.steps[row.step_index])
        if row.claim.strip() or row.reasons.strip()
    )


def _aloud(here: DebateNow, step_index: int) -> bool:
    over = here.reading.state == "finished"
    return not over and modes.entered_later(here.mode, here.fmt.steps[step_index], False)


def _made_here(step: Step) -> bool:
    return step.takes_points or step.entry == "exchange"


def returned(
    here: DebateNow, drafts: Collection[StoredDraft], own: Collection[PointRow]
) -> Mapping[int, Returned]:
    """Of one's own points, those that may be sent again now, by their ids."""
    back = {row.id: row for row in own if row.state == "returned"}
    if not back or here.reading.state == "finished":
        return {}
    found = {}
    for draft in drafts:
        point = back.get(draft.returned_point_id or 0)
        if point is None:
            continue
        until = resend_until_ms(here.ends[draft.step_index].end_ms, point.out_ms or 0)
        if until is None or here.now <= until:
            found[point.id] = Returned(draft.id, point, draft.position == 0)
    return found


# Built once: every phone of a class asks this four times a minute.
_NEWER = aliased(Point)
_FOLLOWED = (
    select(Point.id, _NEWER.id)
    .join(
        _NEWER,
        (_NEWER.speech_id == Point.speech_id)
        & (_NEWER.number == Point.number)
        & (_NEWER.half == Point.half),
    )
    .where(
        Point.debate_id == bindparam("debate"),
        Point.id.in_(bindparam("ids", expanding=True)),
        Point.current.is_(False),
        _NEWER.current,
    )
)
_DRAFTS = (
    select(*(getattr(Draft, name) for name in StoredDraft._fields))
    .where(Draft.seat_id == bindparam("seat"))
    .order_by(Draft.step_index, Draft.position, Draft.id)
)
