"""Comparing a new class list with the students a class has."""

from dataclasses import replace

import pytest

from debate.domain.courses import read_roster
from debate.domain.refusals import Refused
from debate.domain.rosters import (
    ADD,
    CHANGED,
    NEW,
    OUT,
    PROBLEM,
    SAME,
    STUDENTS_LIMIT,
    Known,
    Plan,
    compare,
)

AMARA = Known(1, "Amara Diallo", "s1", "amara@example.org", "A")
PRIYA = Known(2, "Priya Nair", "s2", "", "B")
ANN = Known(3, "Ann Lee", "s3")
OTHER_ANN = Known(4, "Ann Lee", "s4")
JONAS = Known(5, "Jonas Weber")
GONE = Known(6, "Mei Tanaka", "s6", "mei@example.org", removed=True)
CLASS = [AMARA, PRIYA, ANN, OTHER_ANN, JONAS, GONE]

HEADER = "name,id,email,section,extra time\n"


def plan(text: str, students: list[Known] = CLASS) -> Plan:
    return compare(read_roster(text), students)


def states(text: str, students: list[Known] = CLASS) -> list[tuple[str, int]]:
    return [(line.state, line.student_id) for line in plan(text, students).lines]


@pytest.mark.parametrize(
    ("line", "state", "student"),
    [
        ("Amara Diallo,s1,,,", SAME, 1),
        ("Amara Diallo,S1,,,", CHANGED, 1),  # the id's spelling is taken over
        ("Amara D.,s1,,,", CHANGED, 1),
        ("Amara D.,,amara@example.org,,", CHANGED, 1),
        ("Priya Nair,,,,", SAME, 2),
        ("priya nair,,,B,", CHANGED, 2),
        ("Jonas Weber,s9,j@example.org,,", CHANGED, 5),
        ("Jonas Weber,,,,1.25", CHANGED, 5),
        ("Priya Nair,s99,,,", NEW, 0),  # another id: another person
        ("Amara Diallo,,else@example.org,,", NEW, 0),  # another address too
        ("Kofi Mensah,s7,,,", NEW, 0),
    ],
)
def test_a_row_is_the_student_with_its_id_else_its_address_else_its_name(
    line: str, state: str, student: int
) -> None:
    assert states(HEADER + line) == [(state, student)]


def test_a_blank_cell_leaves_what_is_known() -> None:
    (line,) = plan(HEADER + "Amara Diallo,s1,,C,").lines
    assert line.after is not None
    assert replace(line.after, layouts={}) == Known(
        1, "Amara Diallo", "s1", "amara@example.org", "C"
    )
    assert [(change.what, change.before, change.after) for change in line.changes] == [
        ("section", "A", "C")
    ]


def test_extra_time_changes_only_where_the_list_has_such_a_column() -> None:
    slow = Known(1, "Amara Diallo", "s1", factor=150)
    assert states("name,id\nAmara Diallo,s1", [slow]) == [(SAME, 1)]
    (line,) = plan(HEADER + "Amara Diallo,s1,,,", [slow]).lines
    assert [(change.before, change.after) for change in line.changes] == [("150 %", "100 %")]


def test_two_students_of_one_name_are_both_new() -> None:
    assert states("Ann Lee\nAnn Lee", []) == [(NEW, 0), (NEW, 0)]


def test_a_list_saved_again_changes_nothing_even_with_equal_names() -> None:
    assert states("Ann Lee\nAnn Lee") == [(SAME, 3), (SAME, 4)]


def test_a_third_of_that_name_is_new() -> None:
    assert states("Ann Lee\nAnn Lee\nAnn Lee") == [(SAME, 3), (SAME, 4), (NEW, 0)]


def test_which_of_two_students_of_one_name_changes_is_never_guessed() -> None:
    (line,) = plan("name,section\nAnn Lee,B").lines
    assert line.state == PROBLEM
    assert line.problems == (
        "More than one student has this name. Say which, or add an id or e-mail.",
    )


def test_an_id_tells_students_of_one_name_apart() -> None:
    text = "name,id,section\nAnn Lee,s4,B\nAnn Lee,s3,A"
    assert states(text) == [(CHANGED, 4), (CHANGED, 3)]


def test_an_id_and_an_address_of_two_students_are_a_problem() -> None:
    (line,) = plan(HEADER + "Priya Nair,s2,amara@example.org,,").lines
    assert line.state == PROBLEM
    assert "Priya Nair and Amara Diallo" in line.problems[0]


def test_an_address_known_with_another_id_is_a_problem() -> None:
    (line,) = plan(HEADER + "Amara Diallo,s77,amara@example.org,,").lines
    assert line.state == PROBLEM
    assert "s1" in line.problems[0]


def test_two_lines_cannot_be_one_student() -> None:
    first, second = plan(HEADER + "Amara Diallo,s1,,,\nAmara D.,,amara@example.org,,").lines
    assert (first.state, second.state) == (SAME, PROBLEM)


def test_a_line_with_a_problem_is_no_student_yet() -> None:
    (line,) = plan(HEADER + "Amara Diallo,s1,not an address,,").lines
    assert (line.state, line.student_id) == (PROBLEM, 0)


@pytest.mark.parametrize("line", ["Mei Tanaka,s6,,,", "Mei Tanaka,,,,"])
def test_who_was_taken_off_comes_back_as_the_same_student(line: str) -> None:
    (found,) = plan(HEADER + line).lines
    assert (found.state, found.student_id) == (CHANGED, 6)
    assert found.after is not None
    assert not found.after.removed
    assert found.changes[-1].after == "back on"


def test_a_student_on_the_list_comes_before_one_who_was_taken_off() -> None:
    students = [Known(7, "Mei Tanaka", "s6"), GONE]
    assert states(HEADER + "Mei Tanaka,s6,,,", students) == [(SAME, 7)]
    assert states("Mei Tanaka", students) == [(SAME, 7)]


def test_of_several_taken_off_with_one_id_the_last_comes_back() -> None:
    students = [Known(7, "Mei Tanaka", "s6", removed=True), GONE]
    assert states(HEADER + "Mei Tanaka,s6,,,", students) == [(CHANGED, 6)]


def test_who_is_not_mentioned_stays_and_is_named() -> None:
    found = plan("Amara Diallo\nAnn Lee\nAnn Lee\nJonas Weber")
    assert [student.name for student in found.unmentioned] == ["Priya Nair"]
    assert [found.count(state) for state in (NEW, CHANGED, SAME, PROBLEM)] == [0, 0, 4, 0]


def settled(text: str, choices: dict[int, str]) -> list[tuple[str, int]]:
    lines = compare(read_roster(text), CLASS, choices).lines
    return [(line.state, line.student_id) for line in lines]


@pytest.mark.parametrize(
    ("choices", "states"),
    [
        ({0: "4"}, [(CHANGED, 4), (PROBLEM, 0)]),
        ({0: "4", 1: "3"}, [(CHANGED, 4), (CHANGED, 3)]),
        ({0: "4", 1: "4"}, [(CHANGED, 4), (PROBLEM, 0)]),
        ({0: ADD, 1: OUT}, [(NEW, 0), (OUT, 0)]),
        ({0: "1", 1: "what"}, [(PROBLEM, 0), (PROBLEM, 0)]),
    ],
)
def test_somebody_may_say_which_of_two_students_it_is(
    choices: dict[int, str], states: list[tuple[str, int]]
) -> None:
    assert settled("name,section\nAnn Lee,B\nAnn Lee,C", choices) == states


def test_an_address_with_another_id_is_that_student_once_somebody_says_so() -> None:
    text = HEADER + "Amara Diallo,s77,amara@example.org,,"
    assert settled(text, {0: "1"}) == [(CHANGED, 1)]
    assert settled(text, {0: ADD}) == [(PROBLEM, 0)]  # an address belongs to one student
    both = text + "\nAmara D.,s1,,,"
    assert settled(both, {0: "1"}) == [(PROBLEM, 0), (CHANGED, 1)]


def test_any_line_in_doubt_may_be_left_out_and_takes_nobody_off() -> None:
    found = compare(read_roster(HEADER + "Priya Nair,s2,not an address,,"), CLASS, {0: OUT})
    assert [line.state for line in found.lines] == [OUT]
    assert found.settled
    assert "Priya Nair" not in [student.name for student in found.unmentioned]


def test_a_list_with_half_of_the_class_reads_like_the_whole_class() -> None:
    assert plan("Amara Diallo\nPriya Nair\nJonas Weber").whole
    assert not plan("Amara Diallo\nKofi Mensah").whole
    assert plan("Amara Diallo", []).whole


def test_columns_are_kept_by_platform_and_replaced_together() -> None:
    kept = replace(
        AMARA,
        layouts={"canvas": (("Student", "old"), ("ID", "1")), "list": (("name", "x"),)},
    )
    text = "Student,ID,SIS User ID,Section\nAmara Diallo,12,s1,A"
    (line,) = plan(text, [kept]).lines
    assert line.keeps
    assert line.state == SAME
    assert line.after is not None
    cells = (("Student", "Amara Diallo"), ("ID", "12"), ("SIS User ID", "s1"), ("Section", "A"))
    assert line.after.layouts == {"canvas": cells, "list": (("name", "x"),)}
    assert plan(text, [kept]).changes
    again = replace(kept, layouts=line.after.layouts)
    assert not plan(text, [again]).changes


def test_who_was_missing_is_back_on_when_a_list_has_them() -> None:
    missing = replace(PRIYA, missing_ms=5)
    (line,) = plan("Priya Nair", [missing]).lines
    assert line.state == CHANGED
    assert line.changes[-1].before == "missing"
    assert line.after is not None
    assert line.after.missing_ms is None


def test_a_list_of_any_length_is_not_taken() -> None:
    text = "\n".join(f"Student {number}" for number in range(STUDENTS_LIMIT + 1))
    with pytest.raises(Refused):
        plan(text, [])
