"""Scores as CSV, for a grade book."""

import csv
import io

from sqlalchemy.orm import Session

from debate.db import transaction
from debate.domain.events import MODERATORS
from debate.domain.marks import csv_text
from debate.export import scores
from debate.models.courses import Student
from debate.queries import debates, marks
from debate.queries.transcripts_copies import identities
from tests.export import played
from tests.export.played import Play


def table(play: Play) -> list[list[str]]:
    here = debates.load(play.session, play.slug, MODERATORS, play.now)
    assert here is not None
    found = identities(play.session, here.id)
    data = scores.file(marks.sheet(play.session, here), found)
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_each_seat_has_a_row_with_its_score_and_where_it_is_from(session: Session) -> None:
    play = played.released(session)
    with transaction(session):
        amara = session.get_one(Student, play.seats["amara"].student_id)
        amara.external_id, amara.email, amara.section = "S-1", "amara@example.org", "A"
    assert table(play) == [
        ["name", "id", "e-mail", "section", "score", "maximum", "source", "n"],
        ["Amara Diallo", "S-1", "amara@example.org", "A", "100", "100", "instructor", "1"],
        ["Tomás Rivera", "", "", "", "75", "100", "judges", "1"],
        ["Priya Nair", "", "", "", "75", "100", "judges", "1"],
        ["Jonas Weber", "", "", "", "75", "100", "judges", "1"],
        ["Mei Tanaka", "", "", "", "", "100", "", "0"],
        ["Kofi Mensah", "", "", "", "", "100", "", "0"],
    ]


def test_no_cell_of_a_class_list_becomes_a_formula(session: Session) -> None:
    play = played.released(session)
    hostile = "=HYPERLINK(1)"
    with transaction(session):
        amara = session.get_one(Student, play.seats["amara"].student_id)
        amara.name = amara.external_id = amara.email = amara.section = hostile
    row = table(play)[1]
    assert row[:4] == ["'" + hostile] * 4
    assert [csv_text(cell) for cell in row[:4]] == [hostile] * 4
