"""Reads for retention: a class's rule, and which of its sessions are due, or soon will be."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from debate.domain import retentions
from debate.models.courses import Course, CourseMember
from debate.models.erasures import Erasure
from debate.models.retentions import Retention
from debate.models.sittings import Sitting


class RetentionRule(NamedTuple):
    """Months that names and texts are kept after a session, and whether they go by themselves."""

    months: int
    automatic: bool


class EndedLine(NamedTuple):
    """A session that has ended. `due_ms` and `state` are None and "kept" without a rule."""

    slug: str
    title: str
    course_slug: str
    ended_ms: int
    due_ms: int | None
    state: str  # kept | soon | due
    automatic: bool


def rule(session: Session, course_id: int) -> RetentionRule | None:
    """The rule of a class; None while everything is kept."""
    row = session.get(Retention, course_id)
    return RetentionRule(row.months, row.automatic) if row else None


def ended(session: Session, course_id: int, now: int) -> tuple[EndedLine, ...]:
    """The sessions of a class that have ended and are not erased, the oldest first."""
    return _lines(session, Sitting.course_id == course_id, now)


def warnings(
    session: Session, account_id: int, now: int, course: str = ""
) -> tuple[EndedLine, ...]:
    """What is due within fourteen days, or overdue, in the classes that this account teaches.

    `course`: of this class alone. One statement.
    """
    mine = Sitting.course_id.in_(
        select(CourseMember.course_id).where(
            CourseMember.account_id == account_id,
            CourseMember.role.in_(("owner", "instructor")),
        )
    )
    ruled = Sitting.course_id.in_(select(Retention.course_id))
    found = _lines(session, mine & ruled, now)
    return tuple(
        line for line in found if line.state != retentions.KEPT and course in ("", line.course_slug)
    )


def due(session: Session, now: int) -> tuple[tuple[int, str], ...]:
    """(class id, session) of those that a class wants erased by themselves, and whose day it is."""
    ruled = Sitting.course_id.in_(select(Retention.course_id).where(Retention.automatic))
    query = select(Sitting.course_id, Sitting.slug).where(ruled)
    courses = {row.slug: row.course_id for row in session.execute(query)}
    found = _lines(session, ruled, now) if courses else ()
    return tuple((courses[line.slug], line.slug) for line in found if line.state == retentions.DUE)


def _lines(session: Session, chosen: ColumnElement[bool], now: int) -> tuple[EndedLine, ...]:
    erased = exists().where(Erasure.target_kind == "sitting", Erasure.target_id == Sitting.id)
    rows = session.execute(
        select(
            Sitting.slug,
            Sitting.title,
            Course.slug.label("course"),
            Sitting.ended_ms,
            Retention.months,
            Retention.automatic,
        )
        .join(Course, Course.id == Sitting.course_id)
        .outerjoin(Retention, Retention.course_id == Sitting.course_id)
        .where(chosen, Sitting.state == "ended", Sitting.ended_ms.is_not(None), ~erased)
        .order_by(Sitting.ended_ms, Sitting.id)
    )
    found = []
    for slug, title, course, ended, months, automatic in rows:
        ended_ms = ended or 0  # the query leaves out those without
        day = None if months is None else retentions.due_ms(ended_ms, months)
        state = retentions.KEPT if day is None else retentions.state(day, now)
        found.append(EndedLine(slug, title, course, ended_ms, day, state, bool(automatic)))
    return tuple(found)
