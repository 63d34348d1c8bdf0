"""Reads for grade files: who of a session stands in them, with grade and identity columns."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain.grade_files import EXCUSED, OPEN, Grade
from debate.domain.rosters import Layouts
from debate.models.courses import Student
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.queries import grades
from debate.queries.courses import layouts_of


class Sheet(NamedTuple):
    """The grades of a session as files take them. `maximum`: hundredths.

    `open`: how many have no grade yet; `unreleased`: how many of those with one were not told.
    """

    sitting_id: int
    slug: str
    title: str
    course_slug: str
    maximum: int
    grades: tuple[Grade, ...]
    open: int
    unreleased: int


def sitting_id(session: Session, slug: str) -> int | None:
    """The id of a session by its slug; one statement."""
    return session.scalar(select(Sitting.id).where(Sitting.slug == slug))


def sheet(session: Session, sitting: int) -> Sheet:
    """Debaters, and others who have a grade; one statement more than `grades.table` takes."""
    table = grades.table(session, sitting)
    identity = {
        row.id: row.identity
        for row in session.execute(
            select(Seat.id, Student.identity)
            .join(Student, Student.id == Seat.student_id)
            .where(Seat.sitting_id == sitting)
        )
    }
    rows = [row for row in table.rows if _counts(row)]
    return Sheet(
        table.sitting_id,
        table.slug,
        table.title,
        table.course_slug,
        table.maximum,
        tuple(_grade(row, layouts_of(identity.get(row.seat_id) or {})) for row in rows),
        open=sum(row.status == OPEN for row in rows),
        unreleased=_unreleased(rows),
    )


def _counts(row: grades.GradeRow) -> bool:
    return row.role == "debater" or row.points is not None or row.status == EXCUSED


def _unreleased(rows: Sequence[grades.GradeRow]) -> int:
    return sum(row.status != OPEN and (not row.released or row.changed) for row in rows)


def _grade(row: grades.GradeRow, layouts: Layouts) -> Grade:
    return Grade(
        row.seat_number,
        row.label,
        row.points,
        row.status,
        row.external_id,
        row.email,
        row.section,
        row.comment,
        layouts,
    )
