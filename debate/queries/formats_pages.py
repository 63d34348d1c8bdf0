"""Reads of formats: which there are to read and copy, and one with what it says.

Does not belong here: choosing one for a session (`formats`, the set-up page).
"""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from debate.domain import formats_outline
from debate.domain.formats import Format, speaking_seconds
from debate.domain.formats_outline import Part
from debate.models.accounts import Account
from debate.models.courses import Course, CourseMember
from debate.models.formats import Format as Row
from debate.queries.debates import parse_format


class FormatLine(NamedTuple):
    """A format in the list. `course`: title of the class whose it is; "" for one that came along.

    `words`: "45 minutes, two speakers a side, judges decide".
    """

    slug: str
    fmt: Format
    course: str
    words: str
    parts: tuple[Part, ...]


class FormatPage(NamedTuple):
    """A format as it is. `role`: what the account is in its class; "member" where it has none.

    `speaking`: planned time in seconds of "P", "O" and the "room".
    """

    slug: str
    fmt: Format
    version: int
    course: str | None  # slug of the class whose it is
    course_title: str | None
    made_by: str | None
    role: str
    total: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    rows: tuple[formats_outline.Row, ...]
    speaking: Mapping[str, int]


def listing(session: Session, account_id: int) -> tuple[FormatLine, ...]:
    """The formats of one's classes, the newest first, and those that came with files."""
    mine = select(CourseMember.course_id).where(CourseMember.account_id == account_id)
    return _lines(session, Row.course_id.in_(mine))


def of_course(session: Session, course_id: int) -> tuple[FormatLine, ...]:
    """The formats of a class, the newest first, and those that came with files; one statement."""
    return _lines(session, Row.course_id == course_id)


def page(session: Session, slug: str, account_id: int) -> FormatPage | None:
    """One format as an account sees it; None for another class's. One statement."""
    row = session.execute(
        select(
            Row.definition,
            Row.version,
            Row.course_id,
            Course.slug.label("course"),
            Course.title,
            CourseMember.role,
            Account.name,
        )
        .outerjoin(Course, Course.id == Row.course_id)
        .outerjoin(
            CourseMember,
            (CourseMember.course_id == Row.course_id) & (CourseMember.account_id == account_id),
        )
        .outerjoin(Account, Account.id == Row.made_by_id)
        .where(Row.slug == slug)
    ).one_or_none()
    if row is None or (row.course_id is not None and row.role is None):
        return None
    fmt = parse_format(row.definition)
    return FormatPage(
        slug=slug,
        fmt=fmt,
        version=row.version,
        course=row.course,
        course_title=row.title,
        made_by=row.name,
        role=row.role or "member",
        total=formats_outline.total(fmt),
        facts=formats_outline.facts(fmt),
        parts=formats_outline.parts(fmt),
        rows=formats_outline.rows(fmt),
        speaking=speaking_seconds(fmt),
    )


def _lines(session: Session, also: ColumnElement[bool]) -> tuple[FormatLine, ...]:
    rows = session.execute(
        select(Row.slug, Row.definition, Course.title)
        .outerjoin(Course, Course.id == Row.course_id)
        .where(or_(Row.course_id.is_(None), also))
        .order_by(Row.course_id.is_(None), Row.position, Row.id.desc())
    )
    return tuple(_line(row.slug, parse_format(row.definition), row.title) for row in rows)


def _line(slug: str, fmt: Format, course: str | None) -> FormatLine:
    words, parts = formats_outline.summed_up(fmt), formats_outline.parts(fmt)
    return FormatLine(slug, fmt, course or "", words, parts)
