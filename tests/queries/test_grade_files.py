"""What grade files read: who stands in them, and how many statements it takes."""

from typing import Any

from sqlalchemy import event

from debate.db import db, transaction
from debate.models.courses import Student
from debate.models.seats import Seat
from debate.queries import grade_files
from tests import cast
from tests.cast import NOW


def test_debaters_stand_in_a_grade_file_with_their_columns(session: Any) -> None:
    made = cast.make(session)
    with transaction(session):
        made.students["amara"].identity = {"canvas": [["Student", "Diallo, Amara"], ["ID", "7"]]}
    sheet = grade_files.sheet(session, made.sitting.id)
    assert [one.name for one in sheet.grades] == list(cast.STUDENTS[:4])
    assert sheet.grades[0].layouts == {"canvas": (("Student", "Diallo, Amara"), ("ID", "7"))}
    assert (sheet.open, sheet.unreleased) == (4, 0)
    assert grade_files.sitting_id(session, made.sitting.slug) == made.sitting.id
    assert grade_files.sitting_id(session, "nowhere") is None


def test_a_large_session_takes_no_more_statements(session: Any) -> None:
    made = cast.make(session)
    counts = []
    for more in (False, True):
        if more:
            _add(session, made)
        seen: list[str] = []

        def note(*args: Any, seen: list[str] = seen) -> None:
            seen.append(args[2])

        sitting = made.sitting.id
        event.listen(db.engine, "before_cursor_execute", note)
        grade_files.sheet(session, sitting)
        event.remove(db.engine, "before_cursor_execute", note)
        counts.append(len([text for text in seen if text.startswith("SELECT")]))
    assert counts[0] == counts[1]


def _add(session: Any, made: cast.Cast) -> None:
    with transaction(session):
        for number in range(7, 37):
            student = Student(
                course_id=made.course.id, position=number, name=f"S {number}", added_ms=NOW
            )
            session.add(student)
            session.flush()
            seat = Seat(
                sitting_id=made.sitting.id,
                number=number,
                student_id=student.id,
                debate_id=made.debate.id,
                role="debater",
                side="P",
                position=number,
                code_name=f"C {number}",
            )
            session.add(seat)
