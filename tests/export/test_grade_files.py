"""New grade files, read back as the platforms read them."""

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from debate.domain import grade_files
from debate.domain.grade_files import AMBIGUOUS, EXCUSED, MISSING, WRITTEN
from debate.domain.grade_files_filling import (
    take_apart,
    targets,
)
from debate.domain.marks import csv_text
from debate.domain.seats import NameRefused, clean_name
from debate.export import grade_files as files
from tests.export.golden import FOLDER, same
from tests.export.grade_lists import (
    EXPECTED,
    MAXIMUM,
    PEOPLE,
    TITLE,
    brightspace_list,
    canvas_list,
    imported,
    moodle_list,
    new_file,
    points,
    written,
)
from tests.export.platforms import Person, Rejected, brightspace, canvas, moodle


def test_equal_names_joiners_and_formulas_survive_the_way_to_canvas_and_back() -> None:
    text = canvas_list(PEOPLE)
    data = new_file("canvas", imported(text))
    landed = canvas(data, PEOPLE, {})
    assert points(landed, f"new: {TITLE}") == EXPECTED
    assert landed.maximum == {f"new: {TITLE}": Decimal(20)}
    assert landed.unknown == []
    before = [row[:5] for row in csv.reader(io.StringIO(text))][2:7]
    after = [row[:5] for row in csv.reader(io.StringIO(data.decode()))][2:]
    assert after == before  # identity cells as they came in
    assert "\u200d" in data.decode()
    assert same("grades-canvas.csv", data.decode())


def test_an_assignment_of_canvas_is_updated_by_its_title_or_its_number() -> None:
    grades = imported(canvas_list(PEOPLE))
    by_title = canvas(new_file("canvas", grades), PEOPLE, {"77": TITLE})
    assert points(by_title, TITLE) == EXPECTED
    found = grade_files.compose("canvas", "Renamed (77)", MAXIMUM, grades, {}, comments=False)
    by_number = canvas(files.new(found, "canvas"), PEOPLE, {"77": TITLE})
    assert points(by_number, TITLE) == EXPECTED


@pytest.mark.parametrize(
    "title", ["Final Score", "my current  grade", "Override", "Debate final points"]
)
def test_a_title_that_canvas_drops_never_leaves(title: str) -> None:
    with pytest.raises(grade_files.Refused, match="Canvas drops"):
        grade_files.clean_title("canvas", title)
    text = written([["Student", "ID", "Section", title], ["Ann", "101", "A", "3"]])
    assert canvas(text.encode(), PEOPLE, {}).dropped == [title]
    assert targets(take_apart(text.encode()), "canvas")[0].why_not


def test_excused_and_open_students_reach_canvas_as_such() -> None:
    grades = imported(canvas_list(PEOPLE))
    grades[0] = replace(grades[0], status=EXCUSED, points=None)
    landed = canvas(new_file("canvas", grades), PEOPLE, {})
    assert points(landed, f"new: {TITLE}")["101"] == "EX"
    assert "105" not in points(landed, f"new: {TITLE}")


def test_students_whom_canvas_knows_by_name_only_are_settled_by_hand() -> None:
    plain = "Name\n" + "\n".join(["Ann Lee", "Ann Lee", "Bo Kim"])
    grades = imported(plain, [100, 200, 300])
    found = grade_files.compose("canvas", TITLE, MAXIMUM, grades, {}, comments=False)
    assert [line.state for line in found.lines] == [AMBIGUOUS, AMBIGUOUS, WRITTEN]
    assert [row[0] for row in found.rows] == ["    Points Possible", "Bo Kim"]
    settled = grade_files.compose(
        "canvas", TITLE, MAXIMUM, grades, {0: "written", 1: "out"}, comments=False
    )
    assert [line.state for line in settled.lines] == [WRITTEN, "out", WRITTEN]
    people = [Person("1", "Bo", "Kim"), Person("2", "Ann", "Lee")]
    landed = canvas(files.new(settled, "canvas"), people, {})
    assert points(landed, f"new: {TITLE}") == {"1": Decimal(3), "2": Decimal(1)}


def test_moodle_takes_grades_and_feedback_of_an_item_that_exists() -> None:
    grades = imported(moodle_list(PEOPLE))
    grades = [replace(one, comment=f'Say "{one.key}",\nplease') for one in grades]
    data = new_file("moodle", grades, comments=True)
    landed = moodle(
        data,
        PEOPLE,
        map_from="Email address",
        item=TITLE,
        maximum=Decimal(20),
        feedback=f"{TITLE} feedback",
    )
    assert points(landed, TITLE) == EXPECTED  # nobody's grade is cleared by a blank
    assert landed.feedback["102"] == 'Say "1",\nplease'
    assert same("grades-moodle.csv", data.decode())
    with pytest.raises(Rejected):
        moodle(data, PEOPLE, map_from="Email address", item=TITLE, maximum=Decimal(10))


def test_who_has_no_address_is_not_sent_to_moodle() -> None:
    people = [PEOPLE[0], replace(PEOPLE[2], email="", sis="")]
    grades = imported(moodle_list(people), [100, 200])
    found = grade_files.compose("moodle", TITLE, MAXIMUM, grades, {}, comments=False)
    assert [line.state for line in found.lines] == [WRITTEN, MISSING]
    landed = moodle(
        files.new(found, "moodle"), people, map_from="Email address", item=TITLE, maximum=None
    )
    assert points(landed, TITLE) == {"101": Decimal(1)}


def test_brightspace_knows_everybody_again() -> None:
    data = new_file("brightspace", imported(brightspace_list(PEOPLE)))
    landed = brightspace(data, PEOPLE, {TITLE: Decimal(20)})
    assert points(landed, TITLE) == EXPECTED
    assert landed.unknown == []
    assert same("grades-brightspace.csv", data.decode())


def test_what_is_above_the_maximum_is_lowered_by_brightspace_and_said() -> None:
    grades = imported(brightspace_list(PEOPLE), [2100, None, None, None, None])
    found = grade_files.compose("brightspace", TITLE, MAXIMUM, grades, {}, comments=False)
    data = files.new(found, "brightspace")
    top = {TITLE: Decimal(20)}
    assert points(brightspace(data, PEOPLE, top), TITLE) == {"101": Decimal(20)}
    assert points(brightspace(data, PEOPLE, top, can_exceed=True), TITLE) == {"101": Decimal(21)}
    assert "Above the maximum of 20: Ann Lee. Brightspace lowers it" in " ".join(found.notes)


def test_a_list_typed_by_hand_reaches_brightspace_by_id() -> None:
    grades = imported("name,id\nAnn Lee,u1\nBo Kim,", [100, 200])
    found = grade_files.compose("brightspace", TITLE, MAXIMUM, grades, {}, comments=False)
    assert [line.state for line in found.lines] == [WRITTEN, MISSING]
    landed = brightspace(files.new(found, "brightspace"), PEOPLE, {TITLE: Decimal(20)})
    assert points(landed, TITLE) == {"101": Decimal(1)}


def test_a_file_for_people_has_no_formula_and_loses_nothing() -> None:
    grades = imported(canvas_list(PEOPLE))
    grades[3] = replace(grades[3], comment="@you: -1")
    data = new_file("csv", grades, comments=True).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(data)))
    assert rows[0] == ["Name", "Email", "Student ID", "Score", "Max", "Comment"]
    assert rows[4] == ["'=cmd", "", "u4", "0.5", "20", "'@you: -1"]
    assert csv_text(rows[4][0]) == "=cmd"
    assert same("grades.csv", data)


def test_the_workbook_holds_numbers_as_numbers_and_names_as_text() -> None:
    grades = imported(canvas_list(PEOPLE))
    book = load_workbook(io.BytesIO(new_file("xlsx", grades)))
    sheet = book.active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[1] == ["Ann Lee", None, "u1", 17.5, 20]
    assert rows[4] == ["=cmd", None, "u4", 0.5, 20]
    assert sheet["A5"].data_type == "s"
    assert rows[5][3] is None


def is_name(text: str) -> bool:
    """Whether a class list takes this name: not every letter that there is may stand in one."""
    try:
        clean_name(text)
    except NameRefused:
        return False
    return True


NAMES = (
    st.text(
        st.sampled_from("abÄéß'-. \u200d=+@\"") | st.characters(categories=["Lu", "Ll", "Lo"]),
        min_size=1,
        max_size=12,
    )
    .map(lambda text: "N" + text.strip())
    .filter(is_name)
)


@given(st.lists(st.tuples(NAMES, NAMES, st.integers(0, 2000)), min_size=1, max_size=8))
@settings(max_examples=30)
def test_any_class_list_of_a_platform_takes_its_grades_home(
    people: list[tuple[str, str, int]],
) -> None:
    known = [
        Person(str(500 + n), first, last, f"u{n}", f"login{n}", f"p{n}@x.edu")
        for n, (first, last, _) in enumerate(people)
    ]
    given_points: list[int | None] = [value for *_, value in people]
    expected = {
        one.own: Decimal(value) / 100 for one, (*_, value) in zip(known, people, strict=True)
    }
    for platform, text in (
        ("canvas", canvas_list(known)),
        ("moodle", moodle_list(known)),
        ("brightspace", brightspace_list(known)),
    ):
        data = new_file(platform, imported(text, given_points))
        if platform == "canvas":
            found = points(canvas(data, known, {"1": TITLE}), TITLE)
        elif platform == "moodle":
            landed = moodle(data, known, map_from="Email address", item=TITLE, maximum=Decimal(20))
            found = points(landed, TITLE)
        else:
            found = points(brightspace(data, known, {TITLE: Decimal(20)}), TITLE)
        assert found == expected


def test_there_is_a_golden_file_for_each_format() -> None:
    names = {path.name for path in FOLDER.glob("grades*.csv")}
    assert names == {
        f"grades{one}.csv" for one in ("", "-canvas", "-moodle", "-blackboard", "-brightspace")
    }
