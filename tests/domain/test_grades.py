"""Grades: tables worked by hand, in whole numbers only."""

from typing import Any

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as some

from debate.domain import grades
from debate.domain.grades import Formula, Given

ALL_RUBRIC = (100, 0, 0, 0)
THREE = (60, 0, 30, 10)
FOUR = (50, 20, 20, 10)


def shares(
    rubric: int | None = None,
    panel: int | None = None,
    reflection: int | None = None,
    participation: int | None = None,
) -> dict[str, int | None]:
    return dict(zip(grades.COMPONENTS, (rubric, panel, reflection, participation), strict=True))


# weights, maximum, step (hundredths of a point); shares (hundredths of a percent); the rest of what
# is given; status, points in hundredths. Worked out beside each row, with pencil and paper.
CASES: list[tuple[Any, ...]] = [
    # the usual formula: percent are points
    (ALL_RUBRIC, 10_000, 1, shares(8_250), {}, "graded", 8_250),
    (ALL_RUBRIC, 10_000, 1, shares(0), {}, "graded", 0),
    (ALL_RUBRIC, 10_000, 1, shares(10_000), {}, "graded", 10_000),
    # out of 20: 83.33 % of 20 is 16.666
    (ALL_RUBRIC, 2_000, 1, shares(8_333), {}, "graded", 1_667),
    (ALL_RUBRIC, 2_000, 10, shares(8_333), {}, "graded", 1_670),
    (ALL_RUBRIC, 2_000, 50, shares(8_333), {}, "graded", 1_650),
    (ALL_RUBRIC, 2_000, 100, shares(8_333), {}, "graded", 1_700),
    # halves go up: 77.5 % of 20 is 15.5; 76.25 % is 15.25; 76.24 % is 15.248
    (ALL_RUBRIC, 2_000, 100, shares(7_750), {}, "graded", 1_600),
    (ALL_RUBRIC, 2_000, 50, shares(7_625), {}, "graded", 1_550),
    (ALL_RUBRIC, 2_000, 50, shares(7_624), {}, "graded", 1_500),
    (ALL_RUBRIC, 2_000, 100, shares(7_749), {}, "graded", 1_500),
    # 33.35 % of 15 is 5.0025: down at 0.01; 33.37 % is 5.0055: up; 33.3 % of 15 is 4.995: a half up
    (ALL_RUBRIC, 1_500, 1, shares(3_335), {}, "graded", 500),
    (ALL_RUBRIC, 1_500, 1, shares(3_337), {}, "graded", 501),
    (ALL_RUBRIC, 1_500, 1, shares(3_330), {}, "graded", 500),
    # three parts: 0.6 × 75 + 0.3 × 90 + 0.1 × 50 = 45 + 27 + 5 = 77 %; of 20: 15.4
    (THREE, 10_000, 1, shares(7_500, None, 9_000, 5_000), {}, "graded", 7_700),
    (THREE, 2_000, 10, shares(7_500, None, 9_000, 5_000), {}, "graded", 1_540),
    (THREE, 2_000, 50, shares(7_500, None, 9_000, 5_000), {}, "graded", 1_550),
    # four: 0.5 × 81.25 + 0.2 × 66.67 + 0.2 × 75 + 0.1 × 100 = 40.625 + 13.334 + 15 + 10 = 78.959 %
    (FOUR, 10_000, 1, shares(8_125, 6_667, 7_500, 10_000), {}, "graded", 7_896),
    (FOUR, 1_500, 1, shares(8_125, 6_667, 7_500, 10_000), {}, "graded", 1_184),
    # rounded once: 0.5 × 33.33 + 0.5 × 33.33 of 20 is 6.666, not 3.33 + 3.33
    ((50, 50, 0, 0), 2_000, 1, shares(3_333, 3_333), {}, "graded", 667),
    # the least and the most that a formula takes
    (ALL_RUBRIC, 100, 1, shares(50), {}, "graded", 1),
    (ALL_RUBRIC, 100, 1, shares(49), {}, "graded", 0),
    (ALL_RUBRIC, 100_000, 100, shares(9_995), {}, "graded", 100_000),
    (ALL_RUBRIC, 100_000, 100, shares(9_994), {}, "graded", 99_900),
    # what is missing leaves the grade open, and a weight of 0 is no part
    (ALL_RUBRIC, 2_000, 1, shares(), {}, "open", None),
    (THREE, 2_000, 1, shares(7_500, None, 9_000), {}, "open", None),
    (THREE, 2_000, 1, shares(None, None, 9_000, 5_000), {}, "open", None),
    ((0, 100, 0, 0), 2_000, 1, shares(None, 5_000), {}, "graded", 1_000),
    (ALL_RUBRIC, 2_000, 1, shares(5_000, 9_000, 9_000, 9_000), {}, "graded", 1_000),
    # a score of 0 is a score
    (THREE, 2_000, 1, shares(0, None, 0, 0), {}, "graded", 0),
    # late by percent: 16 less 10 % is 14.4; less 100 % is 0
    (ALL_RUBRIC, 2_000, 1, shares(8_000), {"late_percent": 10}, "graded", 1_440),
    (ALL_RUBRIC, 2_000, 100, shares(8_000), {"late_percent": 10}, "graded", 1_400),
    (ALL_RUBRIC, 2_000, 1, shares(8_000), {"late_percent": 100}, "graded", 0),
    # late by points: 16 less 1.5 is 14.5, which goes up; less 17 is 0
    (ALL_RUBRIC, 2_000, 100, shares(8_000), {"late_points": 150}, "graded", 1_500),
    (ALL_RUBRIC, 2_000, 1, shares(8_000), {"late_points": 1_700}, "graded", 0),
    (ALL_RUBRIC, 2_000, 1, shares(8_000), {"late_points": 1_600}, "graded", 0),
    # rounded after it is taken off: 16.666 − 0.2 = 16.466 is 16.5 in halves, not 16.3
    (ALL_RUBRIC, 2_000, 50, shares(8_333), {"late_points": 20}, "graded", 1_650),
    # both: (16 − 10 %) − 1 is 13.4
    (
        ALL_RUBRIC,
        2_000,
        10,
        shares(8_000),
        {"late_percent": 10, "late_points": 100},
        "graded",
        1_340,
    ),
    (THREE, 2_000, 1, shares(7_500), {"late_percent": 10}, "open", None),
    # not there
    (ALL_RUBRIC, 2_000, 1, shares(8_000), {"standing": "excused"}, "excused", None),
    (ALL_RUBRIC, 2_000, 1, shares(), {"standing": "excused", "override": 900}, "excused", None),
    (ALL_RUBRIC, 2_000, 1, shares(8_000), {"standing": "absent"}, "absent", None),
    (ALL_RUBRIC, 2_000, 1, shares(), {"standing": "absent"}, "absent", None),
    (ALL_RUBRIC, 2_000, 1, shares(), {"standing": "absent", "override": 0}, "graded", 0),
    # set by hand: whatever the formula says, as it was typed, and nothing is taken off
    (ALL_RUBRIC, 2_000, 100, shares(8_000), {"override": 1_725}, "graded", 1_725),
    (THREE, 2_000, 1, shares(), {"override": 1_200}, "graded", 1_200),
    (ALL_RUBRIC, 2_000, 1, shares(8_000), {"override": 0}, "graded", 0),
    (
        ALL_RUBRIC,
        2_000,
        1,
        shares(8_000),
        {"late_percent": 50, "override": 2_000},
        "graded",
        2_000,
    ),
]


@pytest.mark.parametrize(("weights", "maximum", "step", "parts", "more", "status", "points"), CASES)
def test_a_grade_is_what_the_formula_gives(
    weights: tuple[int, int, int, int],
    maximum: int,
    step: int,
    parts: dict[str, int | None],
    more: dict[str, Any],
    status: str,
    points: int | None,
) -> None:
    late = "late_percent" in more or "late_points" in more
    given = Given(parts, **({"standing": "late"} if late else {}) | more)
    found = grades.grade(Formula(weights, maximum, step), given)
    assert (found.status, found.points) == (status, points)


def test_a_grade_opens_into_its_sum_without_loss() -> None:
    given = Given(shares(8_333, None, 9_000, 5_000), "late", late_percent=10)
    found = grades.grade(Formula(THREE, 2_000, 50), given, {"rubric": "Mean of 2 ballots"})
    assert [
        (line.what, line.share_text, line.weight, line.points_text) for line in found.lines
    ] == [
        ("Mean of 2 ballots", "83.33 %", 60, "9.9996"),
        ("Reflection", "90 %", 30, "5.4"),
        ("Participation", "50 %", 10, "1"),
        ("Sum, of 20", "", 0, "16.3996"),
        ("Late: 10 % of the sum taken off", "", 0, "−1.63996"),
        ("Rounded to 0.5, halves up", "", 0, "15"),
    ]
    assert found.missing == ()


def test_what_is_taken_off_leaves_nothing_below_0() -> None:
    found = grades.grade(Formula(ALL_RUBRIC, 2_000), Given(shares(5_000), "late", 0, 1_200))
    late = next(line for line in found.lines if line.kind == "late")
    assert (late.what, late.points_text) == ("Late: 12 points taken off, not below 0", "−10")


def test_the_sum_stays_beside_a_grade_set_by_hand() -> None:
    found = grades.grade(Formula(ALL_RUBRIC, 2_000, 100), Given(shares(8_000), override=1_725))
    assert (found.points, found.computed) == (1_725, 1_600)
    assert [line.points_text for line in found.lines] == ["16", "16", "16", "17.25"]


def test_what_is_missing_is_named_and_has_no_points() -> None:
    found = grades.grade(Formula(FOUR), Given(shares(8_000, None, None, 0)))
    assert found.missing == ("panel", "reflection")
    assert [line.points_text for line in found.lines] == ["40", "–", "–", "0"]


@pytest.mark.parametrize(
    ("late", "words"),
    [
        ({}, "nothing taken off"),
        ({"late_percent": 5}, "5 % of the sum taken off"),
        ({"late_points": 100}, "1 point taken off"),
        (
            {"late_percent": 5, "late_points": 50},
            "5 % of the sum and 0.5 points taken off",
        ),
    ],
)
def test_a_deduction_is_said_in_words(late: dict[str, int], words: str) -> None:
    assert grades.deduction_text(Given({}, "late", **late)) == words


@pytest.mark.parametrize(
    ("formula", "fields"),
    [
        (Formula(), []),
        (Formula(FOUR, 1_500, 50), []),
        (Formula((60, 20, 10, 0)), ["rubric"]),
        (Formula((60, 40, 10, 0)), ["rubric"]),
        (Formula((-10, 110, 0, 0)), ["rubric", "panel"]),
        (Formula(maximum=99), ["maximum"]),
        (Formula(maximum=100_001), ["maximum"]),
        (Formula(maximum=100), []),
        (Formula(maximum=100_000), []),
        (Formula(step=25), ["step"]),
        (Formula(maximum=1_550, step=100), ["step"]),
        (Formula(maximum=1_550, step=50), []),
    ],
)
def test_a_formula_that_cannot_be_names_its_fields(formula: Formula, fields: list[str]) -> None:
    assert [field for field, _ in grades.faults(formula)] == fields


@any_of(
    some.lists(some.integers(0, 10_000), min_size=4, max_size=4),
    some.integers(1, 1_000),
    some.sampled_from(grades.STEPS),
    some.integers(0, 100),
    some.integers(0, 3_000),
)
def test_no_grade_is_below_0_above_the_maximum_or_off_the_step(
    parts: list[int], maximum: int, step: int, percent: int, points: int
) -> None:
    formula = Formula(FOUR, 100 * maximum, step)
    given = Given(shares(*parts), "late", percent, points)
    found = grades.grade(formula, given).points
    assert found is not None
    assert 0 <= found <= formula.maximum
    assert found % step == 0


@pytest.mark.parametrize(
    ("units", "text"),
    [(99_996_000_000, "9.9996"), (0, "0"), (-5_000_000_000, "−0.5"), (1, "0.0000000001")],
)
def test_an_exact_sum_is_written_without_loss(units: int, text: str) -> None:
    assert grades.exact_decimal(units) == text


def test_a_formula_is_said_in_a_sentence() -> None:
    assert grades.formula_text(Formula(THREE, 2_000, 50)) == (
        "Mark by the rubric 60 %, Reflection 30 %, Participation 10 %; of 20 points, "
        "rounded to 0.5, halves up."
    )
