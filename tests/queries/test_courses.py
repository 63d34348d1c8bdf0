"""Reads of classes: what is counted, who may change whom, and how many statements it takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from debate.db import db, transaction
from debate.domain.courses import read_roster
from debate.models.courses import CourseMember, Student
from debate.queries import courses
from tests import cast
from tests.cast import NOW


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that are run inside."""
    seen: list[str] = []

    def note(*args: Any) -> None:
        seen.append(args[2])

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def add_students(session: Any, made: cast.Cast, count: int) -> None:
    with transaction(session):
        for number in range(count):
            name = f"Student {number}"
            session.add(Student(course_id=made.course.id, position=number, name=name, added_ms=NOW))


def test_my_classes_come_with_role_students_and_sessions(session: Any) -> None:
    made = cast.make(session)
    with transaction(session):
        made.students["amara"].removed_ms = NOW
    (line,) = courses.index(session, made.marker.id)
    assert (line.slug, line.role, line.students, line.sittings) == ("seminar-a", "marker", 5, 1)
    assert courses.index(session, made.stranger.id) == ()


def test_a_class_shows_students_staff_and_sessions(session: Any) -> None:
    made = cast.make(session)
    with transaction(session):
        made.students["amara"].removed_ms = NOW
    page = courses.page(session, made.course.id, "owner")
    assert [student.name for student in page.students] == list(cast.STUDENTS[1:])
    assert [student.name for student in page.removed] == ["Amara Diallo"]
    assert [(person.name, person.changeable) for person in page.staff] == [
        ("Dr Ansah", False),
        ("Marker Lund", True),
    ]
    (sitting,) = page.sittings
    assert (sitting.title, sitting.state, sitting.debates) == ("Week 3", "open", 1)


def test_instructors_change_markers_but_not_each_other(session: Any) -> None:
    made = cast.make(session)
    with transaction(session):
        session.add(
            CourseMember(
                course_id=made.course.id,
                account_id=made.stranger.id,
                role="instructor",
                added_ms=NOW + 1,
            )
        )
    people = courses.staff(session, made.course.id, "instructor")
    assert [person.changeable for person in people] == [False, True, False]
    people = courses.staff(session, made.course.id, "owner")
    assert [person.changeable for person in people] == [False, True, True]
    assert not any(person.changeable for person in courses.staff(session, made.course.id, "marker"))


def test_only_owners_and_instructors_edit(session: Any) -> None:
    made = cast.make(session)
    edits = {
        role: courses.page(session, made.course.id, role).may_edit
        for role in ("owner", "instructor", "assistant", "marker")
    }
    assert edits == {"owner": True, "instructor": True, "assistant": False, "marker": False}


def test_a_large_class_takes_no_more_statements(session: Any) -> None:
    made = cast.make(session)
    counts = []
    for _ in range(2):
        course_id, owner_id = made.course.id, made.owner.id
        with statements() as seen:
            courses.page(session, course_id, "owner")
            courses.index(session, owner_id)
            courses.plan(session, course_id, read_roster("Amara Diallo"))
        counts.append(len([text for text in seen if text.startswith("SELECT")]))
        add_students(session, made, 40)
    assert counts == [6, 6]
