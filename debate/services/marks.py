"""Instructors' marks. Before their release, nothing of them is visible to students (`releases`)."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import ballots, text
from debate.domain.permissions import Actor
from debate.domain.refusals import Refused
from debate.models.debates import Debate
from debate.models.marks import Mark
from debate.queries.debates import parse_rubric
from debate.services import events, marks_drafts, wordlists

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
    seat = marks_drafts.seat_of(session, debate, seat_number)
    _check(debate, levels, comment)
    old = session.scalar(
        select(Mark).where(Mark.debate_id == debate.id, Mark.seat_id == seat.id, Mark.current)
    )
    had = (old.levels, old.comment) if old is not None else ({}, "")
    if had == (dict(levels), comment.strip()):
        return
    wordlists.look_for_names(session, debate, comment, now=now, reader=seat.id)
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


def _check(debate: Debate, levels: Mapping[str, int], comment: str) -> None:
    for problem in ballots.check_levels(parse_rubric(debate.rubric_json), levels):
        raise Refused(problem.message, problem.path)
    if len(comment) > COMMENT_MAX:
        raise Refused(f"A comment has at most {COMMENT_MAX} characters. Shorten it.", "comment")
