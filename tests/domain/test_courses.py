"""Reading class lists as they are pasted and uploaded."""

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debate.domain.courses import Roster, Row, read_roster
from debate.domain.courses_factors import read_factor


def names(text: str) -> list[str]:
    return [row.name for row in read_roster(text).rows]


def only(text: str) -> Row:
    """The one student of a list, without the columns that are kept of them."""
    (row,) = read_roster(text).rows
    return replace(row, identity=())


def reasons(roster: Roster) -> dict[int, str]:
    return {skip.line: skip.reason for skip in roster.skipped}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", []),
        ("\n \r\n\t", []),
        ("Ann Lee\nBob Roe", ["Ann Lee", "Bob Roe"]),
        ("Ann Lee\r\nBob Roe\rCy Moe\n", ["Ann Lee", "Bob Roe", "Cy Moe"]),
        ("\ufeffAnn Lee", ["Ann Lee"]),
        ("  Ann   Lee  ", ["Ann Lee"]),
        ('"Ann Lee"', ["Ann Lee"]),
        ("Lee, Ann\nRoe, Bob", ["Ann Lee", "Bob Roe"]),
        ("Lee, Ann", ["Ann Lee"]),
        ('"Lee, Ann"\n"Roe, Bob"', ["Ann Lee", "Bob Roe"]),
        ("Lee, Ann\nBob Roe", ["Lee, Ann", "Bob Roe"]),
        ("Lee, Ann\nKing, Martin, Jr.", ["Lee, Ann", "King, Martin, Jr."]),
        ("Lee, Ann\nRoe,", ["Lee, Ann", "Roe"]),
        ("Name\nLee, Ann\nRoe, Bob", ["Ann Lee", "Bob Roe"]),
        ("Student\nAnn Lee", ["Ann Lee"]),
    ],
)
def test_one_name_a_line(text: str, read: list[str]) -> None:
    assert names(text) == read


def test_turning_names_round_is_said_once_for_the_list() -> None:
    assert read_roster("Lee, Ann\nRoe, Bob").notes == ("Names were read as “Last, First”.",)
    assert read_roster("Ann Lee").notes == ()


def test_a_comma_that_was_not_understood_is_noted() -> None:
    first, second = read_roster("Lee, Ann\nBob Roe").rows
    assert first.notes == ("Read as one name, with the comma.",)
    assert second.notes == ()


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("Ann Lee <Ann@X.edu>", [("Ann Lee", "ann@x.edu")]),
        ("Ann Lee, ann@x.edu", [("Ann Lee", "ann@x.edu")]),
        ("Ann Lee\tann@x.edu", [("Ann Lee", "ann@x.edu")]),
        ("ann@x.edu; Ann Lee", [("Ann Lee", "ann@x.edu")]),
        ("Lee, Ann <ann@x.edu>", [("Ann Lee", "ann@x.edu")]),
        (
            '"Lee, Ann" <ann@x.edu>; Roe, Bob <bob@x.edu>,',
            [("Ann Lee", "ann@x.edu"), ("Bob Roe", "bob@x.edu")],
        ),
    ],
)
def test_names_with_their_addresses(line: str, read: list[tuple[str, str]]) -> None:
    rows = read_roster(line).rows
    assert [(row.name, row.email) for row in rows] == read
    assert not any(row.problems for row in rows)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("ann@x.edu", "This line has no name."),
        ("<ann@x.edu>", "This line has no name."),
        ("Ann <ann at x>", "“ann at x” is not an e-mail address."),
        ("Ann; a@x.edu; b@x.edu", "Say what “b@x.edu” is."),
        ("Ann, a@x.edu, b@x.edu", "“b@x.edu” needs a header that says what it is."),
        ("An\u200bn", "This name holds an invisible sign. Type it again by hand."),
        ("...", "A name needs at least one letter."),
        ("a" * 81, "A name has at most 80 characters."),
    ],
)
def test_a_line_that_needs_mending_is_kept_and_says_why(line: str, problem: str) -> None:
    row = only(line)
    assert row.problems == (problem,)
    assert len(row.name) <= 80


def test_angle_brackets_that_are_no_address_stay_in_the_name() -> None:
    assert names("Ann <Lee> Roe\nBob > Roe\nCy <<c@x.edu>>") == [
        "Ann <Lee> Roe",
        "Bob > Roe",
        "",
    ]


CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Debate 1 (77)
    Points Possible,,,,,20
,,,,,Manual Posting
"Lee, Ann",12,u1,alee,Seminar A,
"Roe, Bob",13,u2,broe,Seminar A,17.5
"Student, Test",14,,x,Seminar A,
"""
MOODLE = """"First name","Last name","ID number",Institution,"Email address","Course total"
Ann,Lee,-,-,ann@x.edu,-
Bob,Roe,-,-,bob@x.edu,-
"""
BLACKBOARD = """"Last Name","First Name","Username","Student ID","Last Access","Availability"
"Lee","Ann","alee","0012","2026-01-01","Yes"
"""
BRIGHTSPACE = """OrgDefinedId,Username,Last Name,First Name,Email,End-of-Line Indicator
#1001,#alee,Lee,Ann,ann@x.edu,#
"""


def test_a_gradebook_of_canvas() -> None:
    roster = read_roster(CANVAS)
    assert [(row.line, row.name, row.external_id, row.section) for row in roster.rows] == [
        (4, "Ann Lee", "u1", "Seminar A"),
        (5, "Bob Roe", "u2", "Seminar A"),
    ]
    assert reasons(roster) == {
        2: "A row of points, not a student.",
        3: "A row on posting, not a student.",
        6: "The test student of a learning platform.",
    }
    assert roster.columns == {
        "name": "Student",
        "external_id": "SIS User ID",
        "section": "Section",
    }
    assert roster.unused == ("Debate 1 (77)",)
    assert roster.header_line == 1


def test_a_column_without_any_value_gives_way_to_the_next_of_its_kind() -> None:
    roster = read_roster("Student,ID,SIS User ID,Section\nAnn,12,,A\nBob,13,,A")
    assert roster.columns["external_id"] == "ID"
    assert read_roster("Student,SIS User ID\nAnn,").columns["external_id"] == "SIS User ID"


def test_a_grade_export_of_moodle() -> None:
    roster = read_roster(MOODLE)
    assert [(row.name, row.external_id, row.email) for row in roster.rows] == [
        ("Ann Lee", "", "ann@x.edu"),
        ("Bob Roe", "", "bob@x.edu"),
    ]
    assert not any(row.problems or row.notes for row in roster.rows)


def test_a_grade_file_of_blackboard() -> None:
    assert only(BLACKBOARD) == Row(2, "Ann Lee", external_id="0012")


def test_a_grade_export_of_brightspace() -> None:
    assert only(BRIGHTSPACE) == Row(2, "Ann Lee", external_id="1001", email="ann@x.edu")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    "header", ["Full_Name,E-mail,Extra time", " NAME , Email Address ,extra-time factor"]
)
def test_columns_are_known_by_their_header(header: str, delimiter: str) -> None:
    text = "\n".join([header, "Ann Lee,ann@x.edu,125%"]).replace(",", delimiter)
    assert only(text) == Row(2, "Ann Lee", email="ann@x.edu", factor_percent=125)


@pytest.mark.parametrize(
    ("header", "line", "name"),
    [
        ("Name,First name,Last name", "Ann Lee,Ann,Lee", "Ann Lee"),
        ("Name,Last name", "Ann Lee,Lee", "Ann Lee"),
        ("LastName,FirstName,ID", "Lee,Ann,1", "Ann Lee"),
        ("First,Section", "Ann,A", "Ann"),
        ("Surname,Section", "Lee,A", "Lee"),
        ("Name,Comment", "Ann Lee,late", "Ann Lee"),
    ],
)
def test_the_name_is_taken_from_what_there_is(header: str, line: str, name: str) -> None:
    assert only(f"{header}\n{line}").name == name


def test_what_stands_above_the_header_is_said() -> None:
    roster = read_roster("Spring term\n\nName,Email\nAnn,ann@x.edu")
    assert roster.header_line == 3
    assert reasons(roster) == {1: "It stands above the header."}
    assert [row.line for row in roster.rows] == [4]


def test_a_header_without_names_is_a_problem_of_every_line() -> None:
    assert only("Email,Section\nann@x.edu,A").problems == ("This line has no name.",)


@pytest.mark.parametrize(
    ("line", "name", "problems"),
    [
        ("Ann,1,extra", "Ann", ("This line has more columns than the header.",)),
        ("Lee, Ann,1", "Lee", ("This line has more columns than the header.",)),
        ("Ann,1,,", "Ann", ()),
        ("Ann", "Ann", ()),
        ('Ann,"1', "Ann", ("A quotation mark is opened and not closed.",)),
        ('"Lee, Ann", "1"', "Ann Lee", ()),
        ("Ann," + "1" * 81, "Ann", ("The id has more than 80 characters.",)),
        ("Ann,1\u200b2", "Ann", ("The id holds an invisible sign.",)),
        (",7", "", ("This line has no name.",)),
        ("-,7", "", ("This line has no name.",)),
    ],
)
def test_lines_that_do_not_fit_the_header(line: str, name: str, problems: tuple[str]) -> None:
    row = only(f"Name,ID\n{line}")
    assert (row.name, row.problems) == (name, problems)


def test_blank_rows_of_a_sheet_and_remarks_are_said() -> None:
    assert reasons(read_roster("Name,ID\n,,\nAnn,1")) == {2: "The line is empty."}
    assert reasons(read_roster("# my class\nAnn")) == {1: "It begins with #, so it is a remark."}


def test_a_line_that_is_far_too_long_is_said() -> None:
    roster = read_roster("Ann\n" + "x" * 20_001)
    assert reasons(roster) == {2: "The line is too long."}
    assert len(roster.skipped[0].text) == 200


def test_two_students_of_one_name_are_legal_and_noted() -> None:
    first, second = read_roster("Name,ID\nAnn Lee,1\nann  lee,2").rows
    assert (first.notes, first.problems) == ((), ())
    assert (second.notes, second.problems) == (("Line 2 has the same name.",), ())


def test_two_rows_with_one_id_or_address_are_a_problem() -> None:
    text = "Name,ID,Email\nAnn,A1,a@x.edu\nBob,a1,b@x.edu\nCy,3,A@x.edu\nDi,,\nEd,,"
    assert [row.problems for row in read_roster(text).rows] == [
        (),
        ("Line 2 has the same id.",),
        ("Line 2 has the same e-mail address.",),
        (),
        (),
    ]


def test_one_person_twice_in_one_pasted_line_is_a_problem() -> None:
    rows = read_roster("Ann <a@x.edu>; Anna <a@x.edu>").rows
    assert rows[1].problems == ("Line 1 has the same e-mail address.",)


@pytest.mark.parametrize(
    ("typed", "percent"),
    [
        *(("", 100), (" ", 100), ("no", 100), ("None", 100), ("0", 100), ("0%", 100)),
        *(("1", 100), ("100", 100), ("100%", 100), ("1.0", 100)),
        *(("1.25", 125), ("1,25", 125), ("125", 125), ("125%", 125), ("125 %", 125)),
        *(("1.25x", 125), ("1.5 ×", 150), ("+25%", 125), ("+25", 125), ("25%", 125)),
        *(("+100%", 200), ("2", 200), ("3", 300), ("300", 300), ("1.333", 133), ("1.335", 134)),
    ],
)
def test_extra_time_is_read_as_it_is_commonly_written(typed: str, percent: int) -> None:
    assert read_factor(typed) == percent


@pytest.mark.parametrize(
    "typed",
    [
        *("yes", "25", "0.5", "3.5", "301", "99", "400%", "-25%", "+1.25", "1.5%", "1.25.1"),
        *("+250%", "1e2", "٢", "half", "12 5"),
    ],
)
def test_other_extra_time_is_no_factor(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_factor(typed)


def test_a_bad_factor_is_named_by_its_line() -> None:
    row = read_roster("Name,Extra time\nAnn,1.5\nBob,lots").rows[1]
    assert (row.line, row.factor_percent) == (3, 100)
    assert row.problems == ("“lots” is no extra time. Write 1.25 or 125%.",)


ROSTER_TEXT = st.text(
    st.sampled_from("ab ,;\t\n\r\"'<>@#-=.é1\x00\u200b") | st.characters(), max_size=200
) | st.lists(
    st.sampled_from(
        [
            "Name,ID",
            "Student;Email",
            "Lee, Ann",
            "Ann <a@x.edu>",
            ",,",
            "# x",
            '"a,b',
            "Ann\tB",
            "1",
        ]
    ),
    max_size=8,
).map("\n".join)


@given(ROSTER_TEXT)
def test_no_line_is_dropped_silently(text: str) -> None:
    roster = read_roster(text)
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    filled = {number for number, line in enumerate(lines, 1) if line.strip()}
    taken = [*roster.rows, *roster.skipped]
    said = {one.line for one in taken} | ({roster.header_line} - {0})
    assert said <= filled
    within = sum(one.lines - 1 for one in {one.line: one for one in taken}.values())
    assert len(said) + within == len(filled)
    for row in roster.rows:
        assert row.problems or row.name.strip()
        assert 100 <= row.factor_percent <= 300


@given(
    st.lists(
        st.tuples(
            st.text(st.sampled_from("abcÄé xyz,;'\""), min_size=1, max_size=20).map("N{}".format),
            st.text(st.sampled_from('0123abc;,"'), max_size=10).map("i{}".format),
        ),
        min_size=1,
    ),
    st.sampled_from(",;\t"),
)
def test_a_written_file_is_read_back(people: list[tuple[str, str]], delimiter: str) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows(
        [("First name", "Last name", "ID"), *((name, "Z", id_) for name, id_ in people)]
    )
    rows = read_roster(file.getvalue()).rows
    expected = [(" ".join(f"{name} Z".split()), id_) for name, id_ in people]
    assert [(row.name, row.external_id) for row in rows] == expected
