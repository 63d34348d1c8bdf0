"""The pages of class lists: pasted, uploaded, checked, settled, saved."""

import io
import zipfile
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook
from sqlalchemy import select

from debate.models.accounts import AuditEntry
from debate.models.courses import Student
from debate.models.seats import Seat
from tests import cast
from tests.web.pages import fields

AT = "/courses/seminar-a/roster"


@pytest.fixture
def made(session: Any) -> cast.Cast:
    return cast.make(session)


@pytest.fixture
def owner(app: Any, session: Any, made: cast.Cast) -> FlaskClient:
    client: FlaskClient = app.test_client()
    cast.as_account(session, client, made.owner)
    return client


def text_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def rows(session: Any) -> list[Student]:
    session.expire_all()
    return list(session.scalars(select(Student).order_by(Student.position, Student.id)))


def students(session: Any) -> list[str]:
    return [row.name for row in rows(session) if row.removed_ms is None]


LIST = """Name;Matriculation number;E-mail;Extra time;Shoe size
Amara Diallo;s1;amara@example.org;1.5;38
Bo Kim;s7;;;41
Bo Kim;s8;;;42
Points Possible;;;;
Noor Haddad;s9;not an address;;"""


def check(client: FlaskClient, text: str, **more: str) -> str:
    """The page that shows how a list is read."""
    answer = client.post(AT, data={"text": text, "act": "check"} | more)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def press(client: FlaskClient, page: str, act: str, **more: Any) -> Any:
    """Send the form of that page, with some fields filled in otherwise."""
    data = fields(page, AT)
    for name, value in more.items():
        data.setlist(name.replace("_", "-"), value if isinstance(value, list) else [value])
    data["act"] = act
    return client.post(AT, data=data)


def upload(client: FlaskClient, data: bytes, name: str = "list.csv") -> Any:
    return client.post(AT, data={"text": "", "act": "check", "file": (io.BytesIO(data), name)})


def test_a_preview_drops_no_line_and_saves_nothing(session: Any, owner: FlaskClient) -> None:
    text = check(owner, LIST)
    assert text.count("Bo Kim</th>") == 2
    for said in (
        "Points Possible",
        "A row of points, not a student.",
        "“not an address” is not an e-mail address.",
        "Shoe size",
        "extra time from 100 % to 150 %",
        "Take off Tomás Rivera",
    ):
        assert said in text
    assert students(session) == list(cast.STUDENTS)


def test_an_unclear_list_is_not_saved_either(session: Any, owner: FlaskClient) -> None:
    answer = press(owner, check(owner, LIST), "save")
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "One line is not clear yet. Nothing was saved." in text
    assert "Noor Haddad;s9;not an address" in text
    assert students(session) == list(cast.STUDENTS)


def test_a_mended_list_is_saved_as_it_was_shown(session: Any, owner: FlaskClient) -> None:
    mended = LIST.replace("not an address", "noor@example.org")
    shown = check(owner, mended)
    assert press(owner, shown, "save").location == "/courses/seminar-a/"
    assert students(session) == [*cast.STUDENTS, "Bo Kim", "Bo Kim", "Noor Haddad"]
    assert "3 added, 1 changed" in text_of(owner, "/courses/seminar-a/")
    again = press(owner, check(owner, mended), "save")
    assert again.status_code == 303
    assert len(students(session)) == 9


def test_a_file_is_read_in_the_encodings_that_sheets_write(owner: FlaskClient) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        data = "Last Name,First Name,Student ID\nGarcía,Inés,s5".encode(encoding)
        text = upload(owner, data).get_data(as_text=True)
        assert "Inés García</th>" in text
        assert "Save the list" in text


def bomb() -> bytes:
    """A workbook of 40 kB that would unpack to 40 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(40_000_000))
    return out.getvalue()


HOSTILE = [
    (lambda: b"PK\x03\x04 a workbook", "This workbook is damaged"),
    (bomb, "This workbook is too large to be read."),
    (lambda: b"x" * 200_001, "A list is at most 200 kB."),
    (lambda: b"", "Paste the list, or choose a file."),
    (lambda: b"Name,ID\nAnn,\0\0\0 1", "signs that no text has"),
    (lambda: "Zoë,é".encode() + b"\xeb\xfc", "mixes two encodings"),
    (lambda: b"Name," * 20_000, "No line was read as a student."),
    (lambda: b"Name," + b"x," * 900 + b"\nAnn", "A table has at most 500 columns."),
]


def test_a_hostile_file_is_answered_with_a_sentence(session: Any, owner: FlaskClient) -> None:
    for data, said in HOSTILE:
        answer = upload(owner, data())
        assert answer.status_code in (200, 422)
        assert said in answer.get_data(as_text=True)
    assert students(session) == list(cast.STUDENTS)


def test_no_text_and_too_much_text_are_refused(session: Any, owner: FlaskClient) -> None:
    for text in ("", "   \n ", "x" * 200_001, "Bo Kim\n" * 1_001):
        for act in ("check", "save"):
            assert owner.post(AT, data={"text": text, "act": act}).status_code == 422
    assert students(session) == list(cast.STUDENTS)


def test_a_list_in_another_scripts_markup_is_shown_as_text(owner: FlaskClient) -> None:
    text = check(owner, "<img src=x onerror=alert(1)>\n# <b>remark</b>")
    assert "<img src=x" not in text
    assert "<b>remark" not in text


CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Debate 1 (77)
    Points Possible,,,,,20
"Diallo, Amara",12,u1,adiallo,Seminar A,
"Lee, Ann",13,u2,alee,Seminar A,17.5
"Lee, Ann",14,u3,alee2,Seminar A,
"""


def test_columns_by_which_a_platform_knows_a_student_are_kept(
    session: Any, owner: FlaskClient
) -> None:
    assert press(owner, check(owner, CANVAS), "save").status_code == 303
    amara = rows(session)[0]
    assert amara.name == "Amara Diallo"
    assert amara.identity == {
        "canvas": [
            ["Student", "Diallo, Amara"],
            ["ID", "12"],
            ["SIS User ID", "u1"],
            ["SIS Login ID", "adiallo"],
            ["Section", "Seminar A"],
        ]
    }
    other = "Name,E-mail\nAmara Diallo,amara@example.org"
    assert press(owner, check(owner, other), "save").status_code == 303
    assert set(rows(session)[0].identity) == {"canvas", "list"}
    assert "Kept for grade files" in check(owner, CANVAS)


def test_a_second_list_makes_no_student_twice_and_takes_no_seat(
    session: Any, owner: FlaskClient, made: cast.Cast
) -> None:
    seats = session.execute(select(Seat.id, Seat.student_id).order_by(Seat.id)).all()
    for _ in range(2):
        page = check(owner, CANVAS)
        assert press(owner, page, "save").status_code == 303
    assert students(session) == [*cast.STUDENTS, "Ann Lee", "Ann Lee"]
    assert session.execute(select(Seat.id, Seat.student_id).order_by(Seat.id)).all() == seats


def test_a_column_is_what_the_instructor_says(session: Any, owner: FlaskClient) -> None:
    text = "Nachname des Kindes;Rufname;Nr\nKim;Bo;7\nHaddad;Noor;8"
    page = check(owner, text, header="1")
    assert "Say which column holds the names." in page
    page = press(
        owner, page, "check", column_0="last", column_1="first", column_2="external_id"
    ).get_data(as_text=True)
    assert "Bo Kim</th>" in page
    assert press(owner, page, "save").status_code == 303
    assert [(row.name, row.external_id) for row in rows(session)[-2:]] == [
        ("Bo Kim", "7"),
        ("Noor Haddad", "8"),
    ]


def test_two_columns_cannot_be_one_thing(session: Any, owner: FlaskClient) -> None:
    page = check(owner, "Name,Mail,Other\nBo Kim,b@x.edu,c@x.edu")
    wrong = press(owner, page, "check", column_2="email").get_data(as_text=True)
    assert "Two columns are marked as the e-mail address." in wrong
    assert press(owner, wrong, "save").status_code == 422
    assert students(session) == list(cast.STUDENTS)


def test_what_was_not_looked_at_is_not_saved(session: Any, owner: FlaskClient) -> None:
    page = check(owner, "Name,Mail\nBo Kim,b@x.edu")
    for more in ({"column_1": "unused"}, {"text": "Name,Mail\nCy Moe,c@x.edu"}):
        answer = press(owner, page, "save", **more)
        assert answer.status_code == 409
        assert "Look once more" in answer.get_data(as_text=True)
    assert students(session) == list(cast.STUDENTS)


def test_which_of_two_students_is_meant_is_chosen(session: Any, owner: FlaskClient) -> None:
    press(owner, check(owner, CANVAS), "save")
    text = "name,section\nAnn Lee,B\nAnn Lee,C"
    page = check(owner, text)
    assert "2 lines are not clear yet." in page
    assert press(owner, page, "save").status_code == 422
    second = rows(session)[-1].id
    answer = press(owner, page, "save", line_0="out", line_1=str(second))
    assert answer.status_code == 303
    assert [(row.name, row.section) for row in rows(session)[-2:]] == [
        ("Ann Lee", "Seminar A"),
        ("Ann Lee", "C"),
    ]
    both = press(owner, check(owner, text), "save", line_0=str(second), line_1=str(second))
    assert both.status_code == 422
    assert "One line is not clear yet. Nothing was saved." in both.get_data(as_text=True)
    stranger = press(owner, check(owner, text), "save", line_0="1", line_1="add")
    assert stranger.status_code == 422


def test_who_is_missing_is_marked_and_kept(session: Any, owner: FlaskClient) -> None:
    most = "\n".join(cast.STUDENTS[:4])
    page = check(owner, most)
    assert press(owner, page, "save").status_code == 303
    assert students(session) == list(cast.STUDENTS)
    assert [row.missing_ms is not None for row in rows(session)] == [False] * 4 + [True] * 2
    assert text_of(owner, "/courses/seminar-a/").count("Missing on the list") == 2
    assert press(owner, check(owner, "Mei Tanaka"), "save").status_code == 303
    assert [row.missing_ms is not None for row in rows(session)] == [False] * 5 + [True]


def test_a_list_of_a_few_marks_nobody(session: Any, owner: FlaskClient) -> None:
    assert press(owner, check(owner, "Bo Kim\nAmara Diallo"), "save").status_code == 303
    assert not any(row.missing_ms for row in rows(session))


def test_who_is_missing_is_taken_off_only_when_named(
    session: Any, owner: FlaskClient, made: cast.Cast
) -> None:
    kofi, amara = str(made.students["kofi"].id), str(made.students["amara"].id)
    page = check(owner, "\n".join(cast.STUDENTS[:4]))
    answer = press(owner, page, "save", off=[kofi, amara], missing="leave")
    assert answer.status_code == 303
    assert students(session) == list(cast.STUDENTS[:5])  # amara is on the list, so she stays
    assert session.get(Seat, made.seats["kofi"].id).student_id == made.students["kofi"].id
    assert session.scalar(select(AuditEntry.id).where(AuditEntry.act == "removed"))


def test_a_workbook_is_read_as_a_list(session: Any, owner: FlaskClient) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Name", "Student ID", "Extra time"], ["Kim, Bo", 7, 1.25], ["Moe, Cy", 12, None]):
        sheet.append(row)
    sheet["B2"].number_format = "0000"
    book.create_sheet("More")["A1"] = "x"
    out = io.BytesIO()
    book.save(out)
    page = upload(owner, out.getvalue(), "list.xlsx").get_data(as_text=True)
    assert "Read from the sheet “Sheet”. The workbook has others." in page
    assert press(owner, page, "save").status_code == 303
    assert [(row.name, row.external_id, row.factor) for row in rows(session)[-2:]] == [
        ("Bo Kim", "0007", 125),
        ("Cy Moe", "12", 100),
    ]
