"""Grade files: titles, who is found, who is in doubt, and which columns may be filled."""

from dataclasses import replace

import pytest

from debate.domain import grade_files
from debate.domain.grade_files import (
    AMBIGUOUS,
    BLANK,
    EXCUSED,
    GRADED,
    MISSING,
    OPEN,
    OUT,
    WRITTEN,
    Grade,
    clean_title,
    compose,
    platform_guess,
)
from debate.domain.grade_files_filling import NEW, Target, fill, may_add, take_apart, target_of
from debate.domain.grade_files_filling import targets as columns_of
from debate.domain.refusals import Refused
from debate.domain.tables import TableRefused

TITLE = "Debate 1"
ANN = Grade(1, "Ann Lee", 1750, GRADED, "u1", "ann@x.edu")
OTHER_ANN = Grade(2, "Ann Lee", 1200, GRADED, "u2", "ann2@x.edu")
BO = Grade(3, "Bo Kim", 2000, GRADED)


def with_canvas(grade: Grade, **cells: str) -> Grade:
    """The student with columns of Canvas: `ID` as `id`, and so on."""
    names = {"id": "ID", "sis": "SIS User ID", "login": "SIS Login ID"}
    pairs = [("Student", grade.name), *((names[key], cell) for key, cell in cells.items())]
    return replace(grade, layouts={"canvas": (*pairs, ("Section", "A"))})


@pytest.mark.parametrize(
    ("platform", "title", "clean"),
    [
        ("canvas", "  Debate   1 ", TITLE),
        ("canvas", "Finals, score of the debate", "Finals, score of the debate"),
        ("brightspace", "Debate 1 Points Grade", TITLE),
        ("moodle", "Final Score", "Final Score"),
    ],
)
def test_a_title_is_taken_as_it_is_meant(platform: str, title: str, clean: str) -> None:
    assert clean_title(platform, title) == clean


@pytest.mark.parametrize(
    ("platform", "title", "said"),
    [
        ("canvas", " ", "Give the item a title."),
        ("moodle", "x" * 121, "at most 120"),
        ("moodle", "a\u200bb", "that can be seen"),
        ("canvas", "Current points", "Canvas drops"),
        ("canvas", "Score override", "Canvas drops"),
        ("brightspace", "a < b", "Brightspace reads"),
    ],
)
def test_a_title_that_would_be_lost_is_refused(platform: str, title: str, said: str) -> None:
    with pytest.raises(Refused, match=said) as refusal:
        clean_title(platform, title)
    assert refusal.value.field == "title"


def composed(
    platform: str, grades: list[Grade], choices: dict[int, str] | None = None
) -> list[str]:
    found = compose(platform, TITLE, 2000, grades, choices or {}, comments=False)
    return [line.state for line in found.lines]


@pytest.mark.parametrize(
    ("platform", "grades", "states"),
    [
        ("canvas", [ANN, OTHER_ANN, BO], [WRITTEN] * 3),  # by SIS User ID
        ("canvas", [replace(ANN, external_id=""), BO], [WRITTEN] * 2),
        ("canvas", [replace(ANN, external_id=""), OTHER_ANN], [AMBIGUOUS, WRITTEN]),
        ("canvas", [ANN, replace(BO, external_id="u1")], [AMBIGUOUS] * 2),
        ("canvas", [replace(BO, points=None, status=OPEN)], [BLANK]),
        ("canvas", [replace(BO, points=None, status=EXCUSED)], [WRITTEN]),
        ("moodle", [ANN, OTHER_ANN, BO], [WRITTEN, WRITTEN, MISSING]),
        ("moodle", [replace(ANN, points=None, status=EXCUSED)], [BLANK]),
        ("moodle", [BO], [MISSING]),
        ("brightspace", [ANN, BO], [WRITTEN, MISSING]),
        ("csv", [BO, replace(BO, key=4)], [AMBIGUOUS] * 2),
        ("csv", [ANN, OTHER_ANN], [WRITTEN] * 2),
    ],
)
def test_a_new_file_says_whom_the_platform_would_find(
    platform: str, grades: list[Grade], states: list[str]
) -> None:
    assert composed(platform, grades) == states


def test_what_is_not_clear_is_settled_by_hand() -> None:
    twins = [replace(ANN, external_id=""), replace(OTHER_ANN, external_id="")]
    assert composed("canvas", twins, {1: WRITTEN, 2: OUT}) == [WRITTEN, OUT]
    assert composed("canvas", twins, {1: "17"}) == [AMBIGUOUS, AMBIGUOUS]


def test_columns_of_canvas_stand_in_the_order_that_it_asks_for() -> None:
    more = replace(
        BO,
        layouts={
            "canvas": (
                *(("Student", "Kim, Bo"), ("ID", "7"), ("SIS User ID", ""), ("SIS Login ID", "bk")),
                *(("Integration ID", "i7"), ("Section", "B")),
            )
        },
    )
    found = compose("canvas", TITLE, 2000, [with_canvas(ANN, id="5"), more], {}, comments=False)
    assert found.header == (
        *("Student", "ID", "SIS User ID", "SIS Login ID", "Integration ID", "Section", TITLE),
    )
    assert found.rows[1:] == (
        ("Ann Lee", "5", "", "", "", "A", "17.5"),
        ("Kim, Bo", "7", "", "bk", "i7", "B", "20"),
    )


def test_first_and_last_name_make_the_name_of_canvas() -> None:
    cells = (("LastName", "Lee"), ("FirstName", "Ann"), ("ID", "5"), ("Section", "A"))
    ann = replace(ANN, layouts={"canvas": cells})
    found = compose("canvas", TITLE, 2000, [ann], {}, comments=False)
    assert found.rows[1] == ("Lee, Ann", "5", "", "", "A", "17.5")


def test_who_sends_a_file_is_told_what_the_platform_does() -> None:
    high = replace(ANN, points=2100, layouts={"canvas": (("Student", "=cmd"),)})
    excused = replace(BO, points=None, status=EXCUSED)
    notes = " ".join(
        compose("moodle", "Debate (12)", 2000, [high, excused], {}, comments=False).notes
    )
    for said in ("maximum of 20", "Above the maximum of 20: Ann Lee", "by hand: Bo Kim", "formula"):
        assert said in notes
    numbered = compose("canvas", "Debate (12)", 2000, [ANN], {}, comments=False).notes
    assert numbered == ("Canvas takes the grades for its assignment with the number 12.",)


def test_the_platform_of_the_class_list_is_offered_first() -> None:
    assert platform_guess([ANN, with_canvas(BO, id="7")]) == "canvas"
    assert platform_guess([ANN]) == "csv"


CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Debate 1 (77),Essay (78),Final Score
    Points Possible,,,,,20,10,(read only)
,,,,,Manual Posting,,
"Lee, Ann",5,u1,alee,A,,7,
"Lee, Ann",6,u2,alee2,A,,8,
"Kim, Bo",7,u3,bkim,B,,9,
"Student, Test",8,,x,A,,,
"""


def fill_canvas(
    grades: list[Grade], choices: dict[int, str] | None = None, text: str = CANVAS
) -> list[tuple[str, str]]:
    """State and cell of each student, with the row's cell where one was written."""
    upload = take_apart(text.encode())
    target = target_of(columns_of(upload, "canvas"), TITLE)
    assert target is not None
    found = fill(upload, "canvas", target, 2000, grades, choices or {}, comments=False)
    return [(line.state, line.found.partition(",")[0]) for line in found.lines]


@pytest.mark.parametrize(
    ("grades", "states"),
    [
        ([with_canvas(ANN, id="6")], [(WRITTEN, "id")]),
        ([with_canvas(replace(ANN, external_id="x"), login="alee")], [(WRITTEN, "sis login id")]),
        ([ANN, OTHER_ANN], [(WRITTEN, "id")] * 2),
        ([BO], [(WRITTEN, "name")]),
        ([replace(BO, name="Kim, Bo")], [(WRITTEN, "name")]),
        ([replace(BO, external_id="u9")], [(WRITTEN, "name")]),
        ([replace(BO, name="Cy Moe")], [(MISSING, "")]),
        ([replace(ANN, external_id="", email="")], [(AMBIGUOUS, "")]),
        ([BO, replace(BO, key=9)], [(AMBIGUOUS, "")] * 2),
        ([with_canvas(BO, id="99")], [(AMBIGUOUS, "")]),
        ([ANN, replace(BO, key=9, name="X", external_id="u1")], [(AMBIGUOUS, "")] * 2),
    ],
)
def test_students_are_found_by_ids_then_by_a_name_that_only_one_has(
    grades: list[Grade], states: list[tuple[str, str]]
) -> None:
    assert fill_canvas(grades) == states


def test_a_row_that_is_taken_is_not_offered_again() -> None:
    one = replace(BO, key=9, external_id="u3", name="Bo K.")
    upload = take_apart(CANVAS.encode())
    target = columns_of(upload, "canvas")[0]
    found = fill(upload, "canvas", target, 2000, [one, BO], {}, comments=False)
    assert [line.state for line in found.lines] == [WRITTEN, AMBIGUOUS]
    assert found.lines[1].candidates == ()


def test_an_id_and_an_address_of_two_rows_are_not_clear() -> None:
    text = "Name,Student ID,Email,Debate 1\nAnn,u1,a@x.edu,\nBo,u2,ann@x.edu,\n"
    upload = take_apart(text.encode())
    target = columns_of(upload, "csv")[0]
    (line,) = fill(upload, "csv", target, 2000, [ANN], {}, comments=False).lines
    assert (line.state, [one.row for one in line.candidates]) == (AMBIGUOUS, [1, 2])


def test_what_somebody_chose_counts_and_no_row_is_chosen_twice() -> None:
    twins = [replace(ANN, external_id=""), replace(OTHER_ANN, external_id="")]
    chosen = fill_canvas(twins, {1: "4", 2: "3"})
    assert chosen == [(WRITTEN, "your choice")] * 2
    assert fill_canvas(twins, {1: "4", 2: "4"}) == [(AMBIGUOUS, "")] * 2
    assert fill_canvas(twins, {1: "1", 2: "out"}) == [(AMBIGUOUS, ""), (OUT, "")]


def test_columns_that_the_platform_would_not_read_say_why() -> None:
    found = columns_of(take_apart(CANVAS.encode()), "canvas")
    assert [(one.title, one.maximum, bool(one.why_not)) for one in found] == [
        ("Debate 1", 2000, False),
        ("Essay", 1000, False),
        ("Final Score", None, True),
    ]
    read_only = CANVAS.replace("Final Score", "Participation")
    assert columns_of(take_apart(read_only.encode()), "canvas")[2].why_not.startswith(
        "Canvas works"
    )
    text = (
        "OrgDefinedId,Username,A Points Grade,B Grade Symbol,C,End-of-Line Indicator\n#1,#a,,,,#\n"
    )
    found = columns_of(take_apart(text.encode()), "brightspace")
    assert [bool(one.why_not) for one in found] == [False, True, True]
    assert may_add("blackboard")
    assert not may_add("canvas")


def test_the_column_is_the_one_of_that_title_or_the_only_one() -> None:
    found = columns_of(take_apart(CANVAS.encode()), "canvas")
    assert target_of(found, "essay") == found[1]
    assert target_of(found, "Other") is None
    assert target_of(found[:1], "Other") == found[0]


def test_another_maximum_is_said() -> None:
    upload = take_apart(CANVAS.encode())
    essay = columns_of(upload, "canvas")[1]
    found = fill(upload, "canvas", essay, 2000, [BO], {}, comments=False)
    assert "counts out of 10, the grades here out of 20" in found.notes[0]


def test_rows_of_nobody_are_named() -> None:
    upload = take_apart(CANVAS.encode())
    found = fill(upload, "canvas", columns_of(upload, "canvas")[0], 2000, [BO], {}, comments=False)
    assert found.others == ("Lee, Ann, 5, u1, alee, A", "Lee, Ann, 6, u2, alee2, A")


def test_short_rows_and_blank_lines_take_a_new_column() -> None:
    text = "Name,ID\nBo Kim\n\nAnn Lee,u1\n"
    upload = take_apart(text.encode())
    new = Target(NEW, TITLE, TITLE)
    found = fill(upload, "csv", new, 2000, [replace(ANN, comment="=x"), BO], {}, comments=True)
    assert found.text == "Name,ID,Debate 1\nBo Kim,,20\n\nAnn Lee,u1,17.5\n"


def test_comments_of_a_file_for_people_become_no_formulas() -> None:
    text = "Name,Debate 1,Debate 1 feedback\nAnn Lee,,\n"
    upload = take_apart(text.encode())
    grades = [replace(ANN, comment="=x")]
    target = columns_of(upload, "csv")[0]
    found = fill(upload, "csv", target, 2000, grades, {}, comments=True)
    assert found.text.endswith("Ann Lee,17.5,'=x\n")
    told = fill(upload, "moodle", target, 2000, grades, {}, comments=True)
    assert told.text.endswith("Ann Lee,17.5,=x\n")


@pytest.mark.parametrize("data", [b"", b"\n\n", b"Ann\nBo", b"PK\x03\x04", b"a\0b,c"])
def test_a_file_that_is_no_table_says_so(data: bytes) -> None:
    with pytest.raises((Refused, TableRefused)):
        take_apart(data)


def test_a_header_below_a_title_is_found() -> None:
    upload = take_apart(b"Spring term,\nName,Email,Debate 1\nAnn Lee,ann@x.edu,\n")
    assert upload.header == 1
    assert upload.layout == "list"
    assert columns_of(upload, "csv")[0].header == TITLE


def test_a_file_in_any_language_is_filled_where_somebody_says_which_row() -> None:
    upload = take_apart("Jméno,Číslo,Body\nAnn,7,\n".encode())
    assert upload.header == 0
    target = next(one for one in columns_of(upload, "csv") if one.header == "Body")
    found = fill(upload, "csv", target, 2000, [ANN], {1: "1"}, comments=False)
    assert found.text.endswith("Ann,7,17.5\n")


def test_absent_students_bring_what_they_were_given() -> None:
    absent = replace(BO, points=0, status="absent")
    assert grade_files.cell_of("canvas", absent) == "0"
    assert grade_files.cell_of("csv", replace(BO, points=None, status=EXCUSED)) == "excused"
