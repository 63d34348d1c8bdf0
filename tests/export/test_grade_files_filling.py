"""Files that were downloaded from a platform come back filled, and as they were otherwise."""

from dataclasses import replace
from decimal import Decimal

import pytest

from debate.domain import grade_files
from debate.domain.grade_files_filling import (
    NEW,
    Target,
    fill,
    take_apart,
    target_of,
    targets,
)
from debate.export import grade_files as files
from tests.export.golden import same
from tests.export.grade_lists import (
    EXPECTED,
    MAXIMUM,
    PEOPLE,
    TITLE,
    blackboard_file,
    brightspace_list,
    canvas_list,
    filled,
    imported,
    moodle_list,
    new_file,
    points,
    written,
)
from tests.export.platforms import blackboard, brightspace, canvas, moodle


def test_a_canvas_export_comes_back_with_one_column_filled() -> None:
    text = "\ufeff" + canvas_list(PEOPLE).replace(
        "Essay (70)", "Essay (70),Debate 1 (77),Final Score"
    )
    text = text.replace("Possible,,,,,10", "Possible,,,,,10,20,(read only)").replace("\n", "\r\n")
    data = text.encode()
    found, upload = filled(data, "canvas", imported(canvas_list(PEOPLE)))
    after = files.filled(found, upload)
    assert points(canvas(after, PEOPLE, {"77": TITLE, "70": "Essay"}), TITLE) == EXPECTED
    assert after.startswith(b"\xef\xbb\xbf")
    untouched = [line for line in data.split(b"\r\n") if b"Zo" in line or b"Test" in line]
    assert all(line in after.split(b"\r\n") for line in untouched)
    assert [target.why_not != "" for target in targets(upload, "canvas")] == [False, False, True]


def test_a_canvas_export_takes_a_new_column_with_its_points() -> None:
    upload = take_apart(canvas_list(PEOPLE).encode())
    target = Target(NEW, TITLE, TITLE)
    found = fill(
        upload, "canvas", target, MAXIMUM, imported(canvas_list(PEOPLE)), {}, comments=False
    )
    landed = canvas(files.filled(found, upload), PEOPLE, {"70": "Essay"})
    assert points(landed, f"new: {TITLE}") == EXPECTED
    assert landed.maximum[f"new: {TITLE}"] == 20


def test_decimal_commas_of_a_file_are_kept() -> None:
    rows = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Essay", TITLE],
        ["    Points Possible", "", "", "", "", "10", "20"],
        ["Lee, Ann", "101", "u1", "alee", "A", "7,5", ""],
    ]
    data = "\n".join(";".join(row) for row in rows).encode()
    found, upload = filled(data, "canvas", imported(canvas_list(PEOPLE[:1]), [1750]))
    after = files.filled(found, upload)
    assert after.endswith(b";7,5;17,5")
    assert points(canvas(after, PEOPLE, {"1": TITLE}), TITLE) == {"101": Decimal("17.5")}


def test_moodles_own_export_is_filled_with_its_blanks() -> None:
    header = ["First name", "Last name", "Email address", f"Assignment: {TITLE} (Real)"]
    header.append(f"Assignment: {TITLE} (Feedback)")
    rows = [[p.first or "-", p.last, p.email, "-", "-"] for p in PEOPLE]
    data = written([header, *rows]).encode()
    grades = [replace(one, comment="Well") for one in imported(moodle_list(PEOPLE))]
    found, upload = filled(data, "moodle", grades, comments=True)
    landed = moodle(
        files.filled(found, upload),
        PEOPLE,
        map_from="Email address",
        item=header[3],
        maximum=Decimal(20),
        feedback=header[4],
    )
    assert points(landed, header[3]) == {**EXPECTED, "105": None}
    assert landed.feedback["103"] == "Well"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_blackboards_own_file_is_filled_and_nothing_else_changes(encoding: str) -> None:
    item = f"{TITLE} [Total Pts: 20 Score] |664617"
    data = blackboard_file(PEOPLE, item).decode("utf-8-sig")
    if encoding == "utf-16":
        data = data.replace('","', '"\t"')
    found, upload = filled(data.encode(encoding), "blackboard", imported(moodle_list(PEOPLE)))
    after = files.filled(found, upload)
    landed = blackboard(after, PEOPLE, {"664617": TITLE})
    assert points(landed, TITLE) == {**EXPECTED, "105": Decimal(3)}  # who has none keeps theirs
    expected = data
    for person, value in zip(PEOPLE, ("17.5", "12", "20", "0.5"), strict=False):
        expected = "\r\n".join(
            line.replace('"3"', f'"{value}"') if f'"{person.login}"' in line else line
            for line in expected.split("\r\n")
        )
    assert after.decode(encoding) == expected
    if encoding == "utf-8-sig":
        assert same("grades-blackboard.csv", after.decode(encoding))


def test_a_blackboard_column_without_its_number_is_not_offered() -> None:
    upload = take_apart(blackboard_file(PEOPLE, TITLE))
    assert target_of(targets(upload, "blackboard"), TITLE) is None
    with pytest.raises(grade_files.Refused, match="Download the grades from Blackboard"):
        new_file("blackboard", imported(moodle_list(PEOPLE)))


def test_feedback_goes_into_blackboards_own_column() -> None:
    item = f"{TITLE} [Total Pts: 20 Score] |1"
    data = f'"Last Name","First Name","Username","{item}","Feedback to Learner"\r\n'
    data += '"Lee","Ann","alee","",""\r\n'
    grades = [replace(imported(moodle_list(PEOPLE[:1]), [100])[0], comment='A "good" one')]
    found, upload = filled(data.encode(), "blackboard", grades, comments=True)
    landed = blackboard(files.filled(found, upload), PEOPLE, {"1": TITLE})
    assert landed.feedback == {"101": 'A "good" one'}


def test_brightspaces_own_export_is_taken_back() -> None:
    item = f"{TITLE} Points Grade <Numeric MaxPoints:20 Weight:10 Category:Talks>"
    header = ["OrgDefinedId", "Username", item, "Note Text Grade", "End-of-Line Indicator"]
    rows = [[f"#{p.sis}", f"#{p.login}", "", "x", "#"] for p in PEOPLE]
    data = written([header, *rows]).encode()
    grades = imported(brightspace_list(PEOPLE))
    found, upload = filled(data, "brightspace", grades)
    landed = brightspace(files.filled(found, upload), PEOPLE, {TITLE: Decimal(20)})
    assert points(landed, TITLE) == EXPECTED
    found = fill(
        upload,
        "brightspace",
        Target(NEW, "New", "New Points Grade"),
        500,
        grades,
        {},
        comments=False,
    )
    landed = brightspace(files.filled(found, upload), PEOPLE, {TITLE: Decimal(20)})
    assert points(landed, "new: New") == EXPECTED
