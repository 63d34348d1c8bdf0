"""The page of grade files: choose, look at every row, settle, download."""

import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from debate.db import transaction
from debate.models.accounts import AuditEntry
from debate.models.grades import GradeEntry, GradeFormula
from debate.web.forms import grade_files as forms
from tests import cast
from tests.cast import NOW
from tests.web.pages import fields

CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Debate 1 (77),Final Score
    Points Possible,,,,,20,(read only)
"Diallo, Amara",101,u1,adiallo,A,,
"Rivera, Tomás",102,u2,trivera,A,12,
"Nair, Priya",103,u3,pnair,A,,
"Lee, Ann",104,u4,alee,A,5,
"""


@pytest.fixture
def made(session: Any) -> cast.Cast:
    """Out of 20: Amara 17.5, Tomás 21, Priya excused, Jonas open; nothing is released."""
    made = cast.make(session)
    with transaction(session):
        session.add(
            GradeFormula(
                sitting_id=made.sitting.id,
                version=1,
                rubric=100,
                panel=0,
                reflection=0,
                participation=0,
                maximum=2000,
                step=1,
                account_id=made.owner.id,
                at_ms=NOW,
            )
        )
        for name, points in (("amara", 1750), ("tomas", 2100), ("priya", None)):
            _grade(session, made, name, points)
    return made


def _grade(session: Any, made: cast.Cast, name: str, points: int | None) -> None:
    entry = GradeEntry(
        seat_id=made.seats[name].id,
        version=1,
        standing="excused" if points is None else "normal",
        late_percent=0,
        late_points=0,
        override=points,
        grouped=False,
        reason="Set by hand",
        account_id=made.owner.id,
        at_ms=NOW,
    )
    session.add(entry)


@pytest.fixture
def owner(app: Any, session: Any, made: cast.Cast) -> FlaskClient:
    client: FlaskClient = app.test_client()
    cast.as_account(session, client, made.owner)
    return client


@pytest.fixture
def at(made: cast.Cast) -> str:
    return f"/sittings/{made.sitting.slug}/grade-files/"


def press(client: FlaskClient, at: str, page: str, act: str, **more: Any) -> Any:
    """Send the form of that page, with some fields filled in otherwise."""
    data = fields(page, at)
    for name, value in more.items():
        data[name.replace("line_", "line-")] = value
    data["act"] = act
    return client.post(at, data=data)


def look(client: FlaskClient, at: str, text: str = "", **more: Any) -> str:
    """The page with every row, of a new file or of one that was downloaded."""
    if text:
        more["file"] = (io.BytesIO(text.encode()), "gradebook.csv")
    answer = press(client, at, client.get(at).get_data(as_text=True), "check", **more)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def states(page: str) -> list[str]:
    """What becomes of each student, in the order of the table."""
    cells = re.findall(r"<tr[^>]*><th scope=\"row\">.*?</td>\s*<td>(.*?)[<,]", page, re.DOTALL)
    return [cell.strip() for cell in cells]


def test_the_page_says_what_is_open_and_what_is_not_released(owner: FlaskClient, at: str) -> None:
    page = owner.get(at).get_data(as_text=True)
    assert "3 of 4 students have a grade or are excused, 1 still open." in page
    assert "3 grades are not released to students" in page


def test_the_rows_of_a_new_file_are_shown_before_it_is_given(
    session: Any, owner: FlaskClient, at: str
) -> None:
    page = look(owner, at, platform="canvas", title="Debate 1")
    assert states(page) == ["Written", "Written", "Written", "No grade"]
    assert "Above the maximum of 20: Tomás Rivera. Canvas takes it as it is." in page
    answer = press(owner, at, page, "download")
    assert answer.headers["Content-Disposition"].startswith(
        'attachment; filename="grades-canvas.csv"'
    )
    assert answer.get_data(as_text=True).splitlines() == [
        "Student,ID,SIS User ID,SIS Login ID,Section,Debate 1",
        "    Points Possible,,,,,20",
        "Amara Diallo,,,,,17.5",
        "Tomás Rivera,,,,,21",
        "Priya Nair,,,,,EX",
        "Jonas Weber,,,,,",
    ]
    assert session.scalar(select(AuditEntry.act).order_by(AuditEntry.id.desc())) == (
        "grade file canvas"
    )


def test_the_platforms_own_file_comes_back_with_one_column_filled(
    owner: FlaskClient, at: str
) -> None:
    page = look(owner, at, CANVAS, platform="canvas", title="Debate 1")
    assert states(page) == ["Written", "Written", "Written", "Not in the file"]
    assert "in place of 12" in page
    assert "One of them" not in page
    assert "1 row of your file is nobody’s in this session" in page
    assert "Canvas works this column out itself." in page
    after = press(owner, at, page, "download").get_data(as_text=True)
    expected = CANVAS.replace("adiallo,A,,", "adiallo,A,17.5,").replace("A,12", "A,21")
    assert after == expected.replace("pnair,A,,", "pnair,A,EX,")


def test_the_column_is_asked_for_where_none_has_the_title(owner: FlaskClient, at: str) -> None:
    two = CANVAS.replace("Final Score", "Essay (78)").replace("(read only)", "10")
    page = look(owner, at, two, platform="canvas", title="Another")
    assert "Which column is it?" in page
    chosen = press(owner, at, page, "check", column="6").get_data(as_text=True)
    assert "This column counts out of 10, the grades here out of 20." in chosen
    new = press(owner, at, page, "check", column="new").get_data(as_text=True)
    assert "assignment with exactly this title" in new
    assert press(owner, at, page, "download", column="new").status_code == 409


def test_who_is_not_clear_is_settled_before_the_file_leaves(
    session: Any, owner: FlaskClient, made: cast.Cast, at: str
) -> None:
    with transaction(session):
        made.students["tomas"].name = "Amara Diallo"
    text = CANVAS.replace("Rivera, Tomás", "Diallo, Amara")
    page = look(owner, at, text, platform="canvas", title="Debate 1")
    assert "2 not clear" in page
    refused = press(owner, at, page, "download")
    assert refused.status_code == 422
    assert "2 students are not settled yet." in refused.get_data(as_text=True)
    shown = press(owner, at, page, "check", line_1="3", line_2="2").get_data(as_text=True)
    answer = press(owner, at, shown, "download")
    rows = answer.get_data(as_text=True).splitlines()
    assert rows[2].endswith("adiallo,A,21,")
    assert rows[3].endswith("trivera,A,17.5,")
    out = press(owner, at, page, "download", line_1="out", line_2="2").get_data(as_text=True)
    assert out.splitlines()[3].endswith("trivera,A,12,")


def test_the_file_stays_until_it_is_put_away(owner: FlaskClient, at: str) -> None:
    page = look(owner, at, CANVAS, platform="canvas", title="Debate 1")
    again = press(owner, at, page, "check").get_data(as_text=True)
    assert "gradebook.csv" in again
    without = press(owner, at, again, "forget").get_data(as_text=True)
    assert "gradebook.csv" not in without
    assert states(without)[0] == "Written"


def test_what_was_not_looked_at_is_not_given(owner: FlaskClient, at: str) -> None:
    page = look(owner, at, platform="canvas", title="Debate 1")
    for more in ({"title": "Debate 2"}, {"platform": "csv"}):
        answer = press(owner, at, page, "download", **more)
        assert answer.status_code == 409
        assert "Look once more" in answer.get_data(as_text=True)


def test_each_kind_of_file_is_given(owner: FlaskClient, at: str) -> None:
    for platform in ("csv", "xlsx", "moodle", "brightspace"):
        page = look(owner, at, platform=platform, title="Debate 1")
        answer = press(owner, at, page, "download")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert len(answer.data) > 20


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"platform": "canvas", "title": "Final score"}, "Canvas drops every column"),
    ({"platform": "canvas", "title": " "}, "Give the item a title."),
    ({"platform": "blackboard"}, "Download the grades from Blackboard"),
    ({"platform": "elsewhere"}, "Choose where the grades go."),
    ({"data": "%%%"}, "The file was lost on its way."),
    ({"platform": "xlsx", "file": b"a,b\n1,2"}, "A workbook is made new."),
    ({"file": b"PK\x03\x04"}, "This file is not a text."),
    ({"file": b"x" * 400_001}, "A file is at most 1 MB."),
    ({"file": b"a," * 100_000}, "at most 500 columns"),
    ({"file": b"a,b\n" * 6_000}, "at most 5,000 rows"),
    ({"file": b"a,b\n\0,c"}, "signs that no text has"),
    ({"file": "é,ü\n".encode() + b"\xe9,\xfc"}, "mixes two encodings"),
    ({"file": b"\n"}, "This file is no table"),
    ({"file": b"a,b\n" * 40_000, "column": "new"}, "at most 5,000 rows"),
]


def test_what_cannot_be_done_is_said_and_the_text_kept(
    owner: FlaskClient, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "FILE_LIMIT", 400_000)  # a larger body would be a file of its own
    for more, said in REFUSED:
        data = {"platform": "csv", "title": "Debate 1", "act": "check"} | more
        if isinstance(data.get("file"), bytes):
            data["file"] = (io.BytesIO(data["file"]), "file.csv")
        answer = owner.post(at, data=data)
        page = answer.get_data(as_text=True)
        assert (answer.status_code, said in page) == (422, True), said
        assert f'value="{data["title"].strip()}"' in page


def test_it_is_for_staff_of_the_class(
    app: Any, session: Any, made: cast.Cast, client: FlaskClient, at: str
) -> None:
    assert client.get(at).location.startswith("/sign-in")
    cast.as_account(session, client, made.stranger)
    assert client.get(at).status_code == 404
    assert client.post(at, data={"act": "download"}).status_code == 404
    assert session.scalar(select(func.count(AuditEntry.id))) == 0
    seat = app.test_client()
    cast.as_seat(session, seat, made.seats["amara"])
    assert seat.get(at).status_code == 303
