"""Drafts of marks: kept as one writes, seen by nobody else, gone once the mark is kept.

A page says what it saw when it was opened. Where another page has written since, nothing is
changed, and both versions are shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from debate.domain.permissions import Actor
from debate.domain.refusals import ChangedMeanwhile, NotFound
from debate.models.debates import Debate
from debate.models.marks import Mark, MarkDraft
from debate.models.seats import Seat

TAB_MAX = 40


@dataclass(frozen=True)
class Seen:
    """What stood on the page that posts: version of the mark, revision of the draft; 0: none.

    None does not ask for anything. `tab` tells pages of one account apart.
    """

    version: int | None = None
    revision: int | None = None
    tab: str = ""


def save(
    session: Session,
    actor: Actor,
    debate: Debate,
    seat_number: int,
    levels: Mapping[str, int],
    comment: str,
    seen: Seen,
    now: int,
) -> None:
    """Keep what was typed so far. Raises NotFound, or ChangedMeanwhile after another page."""
    seat = seat_of(session, debate, seat_number)
    draft = _own(session, actor, debate, seat)
    _check_draft(draft, seen)
    if draft is None:
        draft = MarkDraft(
            debate_id=debate.id, seat_id=seat.id, account_id=actor.account_id, revision=0
        )
        session.add(draft)
    draft.levels, draft.comment = dict(levels), comment
    draft.revision += 1
    draft.tab, draft.saved_ms = seen.tab[:TAB_MAX], now
    session.flush()


def settle(
    session: Session,
    actor: Actor,
    debate: Debate,
    seat_number: int,
    seen: Seen,
    written: tuple[Mapping[str, int], str] | None = None,
) -> None:
    """Let the mark on the page take the place of the draft, before it is kept.

    Raises NotFound, or ChangedMeanwhile where the mark or the draft is not the one on the page,
    unless the mark says what is `written` already, levels and comment: its answer was lost.
    """
    seat = seat_of(session, debate, seat_number)
    _check_draft(_own(session, actor, debate, seat), seen)
    mark = session.scalar(
        select(Mark).where(Mark.debate_id == debate.id, Mark.seat_id == seat.id, Mark.current)
    )
    if seen.version not in (None, mark.version if mark else 0) and not _says(mark, written):
        raise ChangedMeanwhile
    session.execute(
        delete(MarkDraft).where(
            MarkDraft.debate_id == debate.id,
            MarkDraft.seat_id == seat.id,
            MarkDraft.account_id == actor.account_id,
        )
    )


def seat_of(session: Session, debate: Debate, number: int) -> Seat:
    """The seat with this number in the debate. Raises NotFound."""
    seat = session.scalar(select(Seat).where(Seat.debate_id == debate.id, Seat.number == number))
    if seat is None:
        raise NotFound
    return seat


def _says(mark: Mark | None, written: tuple[Mapping[str, int], str] | None) -> bool:
    if mark is None or written is None:
        return False
    levels, comment = written
    return (mark.levels, mark.comment) == (dict(levels), comment.strip())


def _own(session: Session, actor: Actor, debate: Debate, seat: Seat) -> MarkDraft | None:
    return session.scalar(
        select(MarkDraft).where(
            MarkDraft.debate_id == debate.id,
            MarkDraft.seat_id == seat.id,
            MarkDraft.account_id == actor.account_id,
        )
    )


def _check_draft(draft: MarkDraft | None, seen: Seen) -> None:
    if draft is None or seen.revision is None or (seen.tab and seen.tab == draft.tab):
        return
    if draft.revision != seen.revision:
        raise ChangedMeanwhile
