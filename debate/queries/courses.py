"""Reads of classes: the list of mine, one class with its students, staff and sessions."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from debate.domain.courses import Roster
from debate.domain.permissions import OWNERS, may_change_member
from debate.domain.rosters import Known, Layouts, Plan, compare
from debate.models.accounts import Account
from debate.models.courses import Course, CourseMember, Student
from debate.models.debates import Debate
from debate.models.sittings import Sitting
from debate.queries.accounts import InvitationLine, open_invitations


class CourseLine(NamedTuple):
    """A class in the list of one account's classes."""

    slug: str
    title: str
    role: str
    students: int
    sittings: int


class SittingLine(NamedTuple):
    """A session of the class."""

    slug: str
    title: str
    state: str
    created_ms: int
    debates: int


class MemberLine(NamedTuple):
    """Somebody of the staff; `changeable` says whether the one who looks may change the role."""

    account_id: int
    name: str
    email: str
    role: str
    changeable: bool


class CoursePage(NamedTuple):
    """One class. Markers and assistants (`may_edit` false) are shown names and sections only."""

    slug: str
    title: str
    may_edit: bool
    time_zone: str
    students: tuple[Known, ...]
    removed: tuple[Known, ...]
    staff: tuple[MemberLine, ...]
    sittings: tuple[SittingLine, ...]


class StaffPage(NamedTuple):
    """The staff of a class, and the invitations that are still open."""

    slug: str
    title: str
    staff: tuple[MemberLine, ...]
    invitations: tuple[InvitationLine, ...]


class OwnLine(NamedTuple):
    """A class that somebody may change."""

    id: int
    slug: str
    title: str


def owned(session: Session, account_id: int, only: int | None = None) -> tuple[OwnLine, ...]:
    """The classes that an account may change, the newest first; one statement.

    `only`: just that one, for what belongs to a class already.
    """
    query = (
        select(Course.id, Course.slug, Course.title)
        .join(CourseMember, CourseMember.course_id == Course.id)
        .where(CourseMember.account_id == account_id, CourseMember.role.in_(OWNERS))
        .order_by(Course.created_ms.desc(), Course.id.desc())
    )
    if only is not None:
        query = query.where(Course.id == only)
    return tuple(OwnLine(*row) for row in session.execute(query))


def index(session: Session, account_id: int) -> tuple[CourseLine, ...]:
    """The classes of an account, the newest first, with the role there and how large they are."""
    students = (
        select(func.count(Student.id))
        .where(Student.course_id == Course.id, Student.removed_ms.is_(None))
        .scalar_subquery()
    )
    sittings = (
        select(func.count(Sitting.id)).where(Sitting.course_id == Course.id).scalar_subquery()
    )
    rows = session.execute(
        select(Course.slug, Course.title, CourseMember.role, students, sittings)
        .join(CourseMember, CourseMember.course_id == Course.id)
        .where(CourseMember.account_id == account_id)
        .order_by(Course.created_ms.desc(), Course.id.desc())
    )
    return tuple(CourseLine(*row) for row in rows)


def page(session: Session, course_id: int, role: str) -> CoursePage:
    """One class as somebody with `role` in it sees it."""
    course = session.execute(
        select(Course.slug, Course.title, Course.time_zone).where(Course.id == course_id)
    ).one()
    everyone = known(session, course_id)
    return CoursePage(
        course.slug,
        course.title,
        role in OWNERS,
        course.time_zone,
        tuple(student for student in everyone if not student.removed),
        tuple(student for student in everyone if student.removed),
        staff(session, course_id, role),
        _sittings(session, course_id),
    )


def time_zone(session: Session, course_id: int) -> str:
    """The time zone of a class."""
    return session.execute(select(Course.time_zone).where(Course.id == course_id)).scalar_one()


def staff_page(session: Session, course_id: int, role: str, now: int) -> StaffPage:
    """The staff of a class as somebody who may change it sees it."""
    course = session.execute(select(Course.slug, Course.title).where(Course.id == course_id)).one()
    members = staff(session, course_id, role)
    return StaffPage(course.slug, course.title, members, open_invitations(session, now, course_id))


def staff(session: Session, course_id: int, role: str) -> tuple[MemberLine, ...]:
    """Everybody with a role in the class, in the order in which they came."""
    rows = session.execute(
        select(Account.id, Account.name, Account.email, CourseMember.role)
        .join(CourseMember, CourseMember.account_id == Account.id)
        .where(CourseMember.course_id == course_id)
        .order_by(CourseMember.added_ms, CourseMember.id)
    )
    return tuple(
        MemberLine(row.id, row.name, row.email, row.role, may_change_member(role, row.role))
        for row in rows
    )


def known(session: Session, course_id: int) -> Sequence[Known]:
    """All students of a class in the order of its list, those who were taken off included."""
    rows = session.execute(
        select(
            Student.id,
            Student.name,
            Student.external_id,
            Student.email,
            Student.section,
            Student.factor,
            Student.removed_ms,
            Student.missing_ms,
            Student.identity,
        )
        .where(Student.course_id == course_id)
        .order_by(Student.position, Student.id)
    )
    return [
        Known(
            row.id,
            row.name,
            row.external_id,
            row.email,
            row.section,
            row.factor,
            row.removed_ms is not None,
            row.missing_ms,
            layouts_of(row.identity),
        )
        for row in rows
    ]


def layouts_of(identity: Mapping[str, Any]) -> Layouts:
    """The columns that are kept of a student, from their column in the table."""
    return {
        layout: tuple((header, cell) for header, cell in pairs)
        for layout, pairs in identity.items()
    }


def student(session: Session, course_id: int, student_id: int) -> Known | None:
    """One student of the class, if there is such a one."""
    return next((one for one in known(session, course_id) if one.id == student_id), None)


def count(session: Session, course_id: int) -> int:
    """How many students are on the list."""
    found = session.scalar(
        select(func.count(Student.id)).where(
            Student.course_id == course_id, Student.removed_ms.is_(None)
        )
    )
    return found or 0


def plan(
    session: Session, course_id: int, roster: Roster, choices: Mapping[int, str] | None = None
) -> Plan:
    """What saving a class list would do. Raises Refused for a list that is too long.

    `choices`: what somebody said of lines in doubt, as `domain.rosters.compare` takes it.
    """
    return compare(roster, known(session, course_id), choices)


def _sittings(session: Session, course_id: int) -> tuple[SittingLine, ...]:
    debates = select(func.count(Debate.id)).where(Debate.sitting_id == Sitting.id).scalar_subquery()
    rows = session.execute(
        select(Sitting.slug, Sitting.title, Sitting.state, Sitting.created_ms, debates)
        .where(Sitting.course_id == course_id)
        .order_by(Sitting.created_ms.desc(), Sitting.id.desc())
    )
    return tuple(SittingLine(*row) for row in rows)
