"""Writing to classes: making one, its list of students, the roles of its staff.

Does not belong here: saving a whole list (`rosters`), and the invitations by which staff come in
(accounts).
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import rosters
from debate.domain.accounts import EmailRefused, clean_email
from debate.domain.courses import CELL_LIMIT
from debate.domain.courses_factors import read_factor
from debate.domain.deadlines import DEFAULT_ZONE, read_zone
from debate.domain.permissions import Actor, may_change_member
from debate.domain.refusals import Forbidden, NotFound, Refused
from debate.domain.seats import NameRefused, clean_name
from debate.models.courses import Course, CourseMember, Student
from debate.models.debates import Debate
from debate.models.seats import Seat
from debate.queries import courses
from debate.services import debates
from debate.services.accounts import INVITED, audit

TITLE_LIMIT = 120


@dataclass(frozen=True)
class StudentFields:
    """A line of the list as typed; `extra_time` as `domain.courses.read_factor` reads it."""

    name: str
    external_id: str
    email: str
    section: str
    extra_time: str


def lock(session: Session, course: int | str) -> Course:
    """The class with this id or slug, locked until the transaction ends. Raises NotFound."""
    chosen = Course.id == course if isinstance(course, int) else Course.slug == course
    row = session.scalar(
        select(Course).where(chosen).with_for_update().execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    return row


def create(
    session: Session, account_id: int, title: str, now: int, time_zone: str = DEFAULT_ZONE
) -> Course:
    """A new class, owned by the account. Raises Refused."""
    course = Course(
        slug=secrets.token_hex(6),
        title=_clean_title(title),
        time_zone=read_zone(time_zone),
        created_ms=now,
    )
    session.add(course)
    session.flush()
    session.add(
        CourseMember(course_id=course.id, account_id=account_id, role="owner", added_ms=now)
    )
    audit(session, account_id, "made", "course", course.id, now, course.id)
    return course


def rename(session: Session, actor: Actor, course: Course, title: str, now: int) -> None:
    """Give a class another title. Raises Refused."""
    course.title = _clean_title(title)
    audit(session, actor.account_id, "renamed", "course", course.id, now, course.id)


def set_time_zone(session: Session, actor: Actor, course: Course, zone: str, now: int) -> None:
    """Say the due dates of a class in another time zone. Raises Refused."""
    course.time_zone = read_zone(zone)
    audit(session, actor.account_id, "changed", "course", course.id, now, course.id)


def change_student(
    session: Session, actor: Actor, course: Course, student_id: int, typed: StudentFields, now: int
) -> None:
    """Change one line of the list. Raises NotFound, Refused with the field that is wrong."""
    student = _student(session, course, student_id)
    after = rosters.Known(
        student.id,
        _clean_name(typed.name),
        _clean_cell(typed.external_id, "external_id"),
        _clean_email(typed.email),
        _clean_cell(typed.section, "section"),
        _clean_factor(typed.extra_time),
        student.removed_ms is not None,
    )
    _refuse_twin(session, course, after)
    fill(student, after)
    session.flush()
    tell_debates(session, [student.id], now)
    audit(session, actor.account_id, "changed", "student", student.id, now, course.id)


def remove_student(
    session: Session, actor: Actor, course: Course, student_id: int, now: int
) -> Student:
    """Take a student off the list. What the student said and got in sessions stays."""
    student = _student(session, course, student_id)
    if student.removed_ms is None:
        student.removed_ms, student.missing_ms = now, None
        audit(session, actor.account_id, "removed", "student", student.id, now, course.id)
    return student


def restore_student(
    session: Session, actor: Actor, course: Course, student_id: int, now: int
) -> Student:
    """Put a student back on the list. Raises Refused when the id or address is another's now."""
    student = _student(session, course, student_id)
    if student.removed_ms is not None:
        _refuse_twin(
            session,
            course,
            rosters.Known(student.id, student.name, student.external_id, student.email),
        )
        student.removed_ms = None
        audit(session, actor.account_id, "put back", "student", student.id, now, course.id)
    return student


def set_role(
    session: Session, actor: Actor, course: Course, account_id: int, role: str, now: int
) -> None:
    """Give somebody of the staff another role. Raises NotFound, Forbidden, Refused."""
    if role not in INVITED:
        raise Refused("Choose what the person does.", field="role")
    member = _member(session, actor, course, account_id)
    if member.role != role:
        member.role = role
        audit(session, actor.account_id, f"made {role}", "account", account_id, now, course.id)


def remove_member(
    session: Session, actor: Actor, course: Course, account_id: int, now: int
) -> None:
    """End somebody's role in the class, at once. Raises NotFound, Forbidden."""
    session.delete(_member(session, actor, course, account_id))
    audit(session, actor.account_id, "removed", "account", account_id, now, course.id)


def fill(student: Student, known: rosters.Known) -> None:
    """Give a student's row what is known; the columns for grade files are another matter."""
    student.name = known.name
    student.external_id = known.external_id
    student.email = known.email
    student.section = known.section
    student.factor = known.factor
    student.missing_ms = None
    if not known.removed:
        student.removed_ms = None


def tell_debates(session: Session, student_ids: Sequence[int], now: int) -> None:
    """Bring the extra time of the debates in which these students sit up to date."""
    ids = session.scalars(
        select(Seat.debate_id)
        .join(Debate, Debate.id == Seat.debate_id)
        .where(Seat.student_id.in_(student_ids), Debate.ended_ms.is_(None))
        .distinct()
        .order_by(Seat.debate_id)
    ).all()
    for debate_id in ids:
        debates.refresh_factor(session, debates.lock(session, debate_id or 0), now)


def _student(session: Session, course: Course, student_id: int) -> Student:
    student = session.scalar(
        select(Student).where(Student.id == student_id, Student.course_id == course.id)
    )
    if student is None:
        raise NotFound
    return student


def _member(session: Session, actor: Actor, course: Course, account_id: int) -> CourseMember:
    member = session.scalar(
        select(CourseMember).where(
            CourseMember.course_id == course.id, CourseMember.account_id == account_id
        )
    )
    if member is None:
        raise NotFound
    if not may_change_member(actor.role, member.role):
        raise Forbidden("Only the owner of the class changes its instructors, and the owner stays.")
    return member


def _refuse_twin(session: Session, course: Course, after: rosters.Known) -> None:
    """An id or an address belongs to one student of a class; a name may belong to several."""
    for other in courses.known(session, course.id):
        if other.id == after.id or other.removed:
            continue
        if after.external_id and other.external_id.casefold() == after.external_id.casefold():
            raise Refused(f"{other.name} has this id.", field="external_id")
        if after.email and other.email == after.email:
            raise Refused(f"{other.name} has this e-mail address.", field="email")


def _clean_title(text: str) -> str:
    title = " ".join(text.split())
    if not title:
        raise Refused("Give the class a title.", field="title")
    if len(title) > TITLE_LIMIT or not title.isprintable():
        raise Refused(f"Use at most {TITLE_LIMIT} characters that can be seen.", field="title")
    return title


def _clean_name(text: str) -> str:
    try:
        return clean_name(text)
    except NameRefused as refusal:
        raise Refused(refusal.sentence, field="name") from refusal


def _clean_email(text: str) -> str:
    try:
        return clean_email(text) if text.strip() else ""
    except EmailRefused as refusal:
        raise Refused(refusal.sentence, field="email") from refusal


def _clean_cell(text: str, field: str) -> str:
    cell = " ".join(text.split())
    if len(cell) > CELL_LIMIT or not cell.isprintable():
        raise Refused(f"Use at most {CELL_LIMIT} characters that can be seen.", field=field)
    return cell


def _clean_factor(text: str) -> int:
    try:
        return read_factor(text)
    except ValueError as error:
        raise Refused("Write extra time as 125 % or 1.25, up to 300 %.", "extra_time") from error
