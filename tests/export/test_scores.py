"""Grades as CSV, for a grade book."""

import csv
import io

from sqlalchemy.orm import Session

from debate.db import transaction
from debate.domain.marks import csv_text
from debate.export import scores
from debate.models.courses import Student
from debate.models.grades import GradeEntry
from debate.queries import debates, grades
from tests.export import played
from tests.export.played import Play


def table(play: Play) -> list[list[str]]:
    here = debates.load(play.session, play.slug, "moderators", play.now)
    assert here is not None
    rows = grades.table(play.session, here.sitting_id, as_released=True).rows
    data = scores.file(rows, {})
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_each_seat_has_a_row_with_its_grade_and_what_it_rests_on(session: Session) -> None:
    play = played.released(session)
    with transaction(session):
        amara = session.get_one(Student, play.seats["amara"].student_id)
        amara.external_id, amara.email, amara.section = "S-1", "amara@example.org", "A"
    found = table(play)
    assert found[0] == [
        *("name", "id", "e-mail", "section", "grade", "maximum", "status"),
        *("rubric", "panel", "reflection", "participation", "source", "n", "why"),
    ]
    assert found[1] == [
        *("Amara Diallo", "S-1", "amara@example.org", "A", "100", "100", "graded"),
        *("100", "75", "", "", "mark", "", ""),
    ]
    assert [(row[0], row[4], row[6], *row[11:13]) for row in found[2:]] == [
        ("Tomás Rivera", "75", "graded", "ballots", "1"),
        ("Priya Nair", "75", "graded", "ballots", "1"),
        ("Jonas Weber", "75", "graded", "ballots", "1"),
        ("Mei Tanaka", "", "open", "", ""),
        ("Kofi Mensah", "", "open", "", ""),
    ]


def test_what_was_entered_after_the_release_is_not_in_it(session: Session) -> None:
    play = played.released(session)
    before = table(play)
    with transaction(session):
        late = GradeEntry(
            seat_id=play.seats["amara"].id,
            override=100,
            reason="After the release.",
            account_id=1,
            at_ms=play.now + 1,
        )
        session.add(late)
    assert table(play) == before


def test_no_cell_of_a_class_list_becomes_a_formula(session: Session) -> None:
    play = played.released(session)
    hostile = "=HYPERLINK(1)"
    with transaction(session):
        amara = session.get_one(Student, play.seats["amara"].student_id)
        amara.name = amara.external_id = amara.email = amara.section = hostile
    row = table(play)[1]
    assert row[:4] == ["'" + hostile] * 4
    assert [csv_text(cell) for cell in row[:4]] == [hostile] * 4
