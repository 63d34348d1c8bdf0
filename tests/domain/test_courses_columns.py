"""What the columns of a class list are: told by their names, by their cells, or by somebody."""

import pytest

from debate.domain.courses import Choice, read_roster
from debate.domain.tables import TableRefused


def fields(text: str, choice: Choice = Choice()) -> list[str]:  # noqa: B008  # it is frozen
    return [column.field for column in read_roster(text, choice).table]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ann Lee\t1234\tann@x.edu", ["name", "external_id", "email"]),
        ("Lee,Ann,s1\nRoe,Bob,s2", ["last", "first", "external_id"]),
        ("Ann;Lee;s1;A B;\nBob;Roe;s2;;", ["name", "ask", "external_id", "ask", "unused"]),
        ("a@x.edu; 1; 2; Ann", ["email", "external_id", "ask", "name"]),
        ("1\t2", ["external_id", "ask"]),
        ("Ann Lee\nBob Roe", []),
        ("Ann Lee, ann@x.edu", []),
    ],
)
def test_columns_without_names_are_told_by_what_they_hold(text: str, found: list[str]) -> None:
    assert fields(text) == found


def test_columns_without_names_are_read_and_asked_for() -> None:
    text = "# group A\nAnn\tLee\t1\nBob\tRoe\t2"
    roster = read_roster(text)
    assert [row.problems for row in roster.rows] == [
        ("Say what “Lee” is.",),
        ("Say what “Roe” is.",),
    ]
    assert [skip.line for skip in roster.skipped] == [1]
    roster = read_roster(text, Choice(None, ("first", "last", "external_id")))
    assert [(row.name, row.external_id) for row in roster.rows] == [
        ("Ann Lee", "1"),
        ("Bob Roe", "2"),
    ]
    assert [row.identity for row in roster.rows] == [(), ()]  # without names nothing is kept
    assert [column.sample for column in roster.table] == ["Ann", "Lee", "1"]


def test_the_first_line_is_what_somebody_says_it_is() -> None:
    text = "Jméno;Číslo\nAnn;1"
    assert fields(text, Choice(header=True)) == ["unused", "unused"]
    named = read_roster(text, Choice(True, ("name", "external_id")))
    assert [(row.name, row.external_id) for row in named.rows] == [("Ann", "1")]
    assert named.faults == ()
    students = read_roster("Name,Email\nAnn,a@x.edu", Choice(False, ("name", "email")))
    assert [row.name for row in students.rows] == ["Name", "Ann"]
    assert read_roster("Ann\nBo", Choice(header=False)).table == ()
    assert read_roster("", Choice(header=True)).rows == ()


@pytest.mark.parametrize(
    ("choice", "fault"),
    [
        (("name", "name"), "Two columns are marked as the name. Choose one of them."),
        (("name", "first"), "Choose either the whole name or first and last name, not both."),
        (("email", "unused"), "Say which column holds the names."),
        (("email",), "Say which column holds the names."),
        (("name", "nonsense"), ""),
    ],
)
def test_a_choice_of_columns_that_cannot_be_is_said(choice: tuple[str, ...], fault: str) -> None:
    roster = read_roster("Name,Other\nAnn,b", Choice(None, choice))
    assert roster.faults == ((fault,) if fault else ())


def test_identity_columns_are_kept_as_they_were() -> None:
    text = "OrgDefinedId,Username,Last Name,First Name,Essay Points Grade,End-of-Line Indicator\n"
    text += '#1001,#ALee," Lee ",An‍n,7,#'
    roster = read_roster(text)
    assert roster.layout == "brightspace"
    assert roster.rows[0].identity == (
        ("OrgDefinedId", "#1001"),
        ("Username", "#ALee"),
        ("Last Name", " Lee "),
        ("First Name", "An‍n"),
    )


@pytest.mark.parametrize(
    ("header", "layout"),
    [
        ("Student,ID,SIS User ID,SIS Login ID,Section", "canvas"),
        ("LastName,FirstName,ID,Section", "canvas"),
        ("First name,Last name,ID number,Email address", "moodle"),
        ("Last Name,First Name,Username,Student ID,Availability", "blackboard"),
        ("OrgDefinedId,Username,End-of-Line Indicator", "brightspace"),
        ("Name,Email", "list"),
    ],
)
def test_the_layout_of_a_platform_is_known(header: str, layout: str) -> None:
    assert read_roster(f"{header}\n").layout == layout


def test_canvas_writes_family_names_first_but_not_all_have_one() -> None:
    header = "Student,ID,SIS User ID,SIS Login ID,Section\n"
    roster = read_roster(header + '"Lee, Ann",1,,,A\nPelé,2,,,A\n"King, Martin, Jr.",3,,,A')
    assert [row.name for row in roster.rows] == ["Ann Lee", "Pelé", "King, Martin, Jr."]


def test_a_cell_may_hold_line_ends() -> None:
    roster = read_roster('Name,Note\nAnn,"a\nb\nc"\nBob,')
    assert [(row.line, row.lines, row.name) for row in roster.rows] == [
        (2, 3, "Ann"),
        (5, 1, "Bob"),
    ]


def test_a_kept_cell_that_is_too_long_is_said() -> None:
    (row,) = read_roster("Name,Username,Student ID\nAnn," + "x" * 255 + ",7").rows
    assert row.problems == ("A cell has more than 254 signs, or one that no text has.",)


@pytest.mark.parametrize("text", ["Name" + ",x" * 501, "Name,ID\n" + "," * 501])
def test_a_list_with_far_too_many_columns_is_refused(text: str) -> None:
    with pytest.raises(TableRefused, match="at most 500 columns"):
        read_roster(text)
