"""Reads of rubrics: which there are to choose from, and one with what it says."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from debate.domain.rubrics import Rubric
from debate.models.courses import Course, CourseMember
from debate.models.rubrics import Rubric as Row
from debate.queries.debates import parse_rubric


class RubricLine(NamedTuple):
    """A rubric to choose. `course`: title of the class whose it is; "" for one that came along."""

    slug: str
    rubric: Rubric
    course: str

    @property
    def words(self) -> str:
        """What it judges: "Argument 25 %, Evidence 25 % …; four levels"."""
        parts = ", ".join(f"{one.name} {one.weight}\u00a0%" for one in self.rubric.criteria)
        return f"{parts}; {self.rubric.top} levels"


class RubricPage(NamedTuple):
    """A rubric as it is. `role`: what the account is in its class; "member" where it has none."""

    slug: str
    rubric: Rubric
    version: int
    course: str | None  # slug of the class whose it is
    course_title: str | None
    role: str


def listing(session: Session, account_id: int) -> tuple[RubricLine, ...]:
    """The rubrics that came with files and those of one's classes; one statement."""
    mine = select(CourseMember.course_id).where(CourseMember.account_id == account_id)
    return _lines(session, Row.course_id.in_(mine))


def to_choose(session: Session, course_id: int | None) -> tuple[RubricLine, ...]:
    """The rubrics that a session of this class may have, the usual one first; one statement."""
    return _lines(session, Row.course_id == course_id if course_id is not None else None)


def definition(session: Session, slug: str, course_id: int) -> str | None:
    """What a debate copies; the first rubric for an empty slug, None for one there is not."""
    query = (
        select(Row.definition)
        .where(or_(Row.course_id.is_(None), Row.course_id == course_id))
        .order_by(Row.course_id.is_not(None), Row.position, Row.id)
    )
    return session.scalar(query.where(Row.slug == slug) if slug else query.limit(1))


def page(session: Session, slug: str, account_id: int) -> RubricPage | None:
    """One rubric as an account sees it; None for another class's. One statement."""
    row = session.execute(
        select(
            Row.definition,
            Row.version,
            Row.course_id,
            Course.slug.label("course"),
            Course.title,
            CourseMember.role,
        )
        .outerjoin(Course, Course.id == Row.course_id)
        .outerjoin(
            CourseMember,
            (CourseMember.course_id == Row.course_id) & (CourseMember.account_id == account_id),
        )
        .where(Row.slug == slug)
    ).one_or_none()
    if row is None or (row.course_id is not None and row.role is None):
        return None
    return RubricPage(
        slug,
        parse_rubric(row.definition),
        row.version,
        row.course,
        row.title,
        row.role or "member",
    )


def _lines(session: Session, also: ColumnElement[bool] | None) -> tuple[RubricLine, ...]:
    bundled = Row.course_id.is_(None)
    rows = session.execute(
        select(Row.slug, Row.definition, Course.title)
        .outerjoin(Course, Course.id == Row.course_id)
        .where(bundled if also is None else or_(bundled, also))
        .order_by(Row.course_id.is_not(None), Row.position, Row.id)
    )
    return tuple(
        RubricLine(row.slug, parse_rubric(row.definition), row.title or "") for row in rows
    )
