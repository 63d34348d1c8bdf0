"""Instructors' marks and their release. Before it, nothing of them is visible to students."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import ballots, text
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.debates import Debate
from debate.models.marks import Mark
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.queries.debates import parse_rubric
from debate.services import accounts, controls, events

COMMENT_MAX = 5_000


def give(
    session: Session,
    actor: Actor,
    debate: Debate,
    seat_number: int,
    levels: Mapping[str, int],
    comment: str,
    *,
    now: int,
) -> None:
    """Mark one student by the rubric; each change is a version, and the old one stays.

    An incomplete mark may be kept: it counts once every criterion has a level. Raises NotFound for
    a seat that is not in the debate, Refused for a level or a comment that cannot be.
    """
    seat = session.scalar(
        select(Seat).where(Seat.debate_id == debate.id, Seat.number == seat_number)
    )
    if seat is None:
        raise NotFound
    _check(debate, levels, comment)
    old = session.scalar(
        select(Mark).where(Mark.debate_id == debate.id, Mark.seat_id == seat.id, Mark.current)
    )
    had = (old.levels, old.comment) if old is not None else ({}, "")
    if had == (dict(levels), comment.strip()):
        return
    if old is not None:
        old.current = False
        session.flush()
    mark = Mark(
        debate_id=debate.id,
        seat_id=seat.id,
        version=old.version + 1 if old is not None else 1,
        levels=dict(levels),
        comment=comment.strip(),
        comment_html=text.render_safe(comment) if comment.strip() else "",
        account_id=actor.account_id,
        at_ms=now,
    )
    session.add(mark)
    session.flush()
    payload = {
        "seat": seat.number,
        "version": mark.version,
        "levels": mark.levels,
        "comment": mark.comment,
    }
    events.record(session, debate, "mark_given", now=now, payload=payload)


def release(session: Session, actor: Actor, debate: Debate, now: int) -> None:
    """Show marks and ballots to those they are about, and seal the record as it stands.

    Marks that are changed afterwards stay as they were released until the next release, which
    seals again. Raises Refused while the debate runs.
    """
    if debate.ended_ms is None:
        raise Refused(
            "The debate is not over yet. End it first, then release the marks.", status=409
        )
    debate.released_ms = now
    course_id = session.get_one(Sitting, debate.sitting_id).course_id
    accounts.audit(session, actor.account_id, "marks.release", "debate", debate.id, now, course_id)
    events.record(session, debate, "released", now=now, hint="turn")
    controls.seal(session, debate, now)


def _check(debate: Debate, levels: Mapping[str, int], comment: str) -> None:
    for problem in ballots.check_levels(parse_rubric(debate.rubric_json), levels):
        raise Refused(problem.message, problem.path)
    if len(comment) > COMMENT_MAX:
        raise Refused(f"A comment has at most {COMMENT_MAX} characters. Shorten it.", "comment")
