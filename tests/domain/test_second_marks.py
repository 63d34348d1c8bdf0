"""The draw of second marking, its codes, and differences worked by hand."""

import random

import pytest

from debate.domain import second_marks
from debate.domain.rubrics import Criterion, Rubric

RUBRIC = Rubric(
    "two",
    "Two criteria",
    ("Poor", "Fair", "Good", "Very good"),
    (
        Criterion("argument", "Argument", 60, ("a", "b", "c", "d")),
        Criterion("evidence", "Evidence", 40, ("a", "b", "c", "d")),
    ),
)


def test_the_same_seed_draws_the_same_seats_in_whatever_order_they_come() -> None:
    seats = list(range(1, 31))
    drawn = second_marks.sample("7f3a", seats, 6)
    assert drawn == second_marks.sample("7f3a", seats[::-1], 6)
    assert len(set(drawn)) == 6
    assert drawn != second_marks.sample("7f3b", seats, 6)


def test_codes_of_a_round_are_different_and_hold_no_sign_that_reads_as_another() -> None:
    found = second_marks.codes(500, random.Random(1))
    assert len(set(found)) == 500
    assert not set("".join(found)) & set("IO01")


# first and second levels of argument (60 %) and evidence (40 %), threshold; totals, large, same
CASES = [
    # 3/4 × 60 + 3/4 × 40 = 75; 2/4 × 60 + 3/4 × 40 = 60: 15 % apart
    ({"argument": 3, "evidence": 3}, {"argument": 2, "evidence": 3}, 1_000, -1_500, True, False),
    ({"argument": 3, "evidence": 3}, {"argument": 2, "evidence": 3}, 1_500, -1_500, False, False),
    ({"argument": 3, "evidence": 3}, {"argument": 2, "evidence": 3}, 1_499, -1_500, True, False),
    # 60 + 10 = 70 and 45 + 30 = 75: the totals are near, the criteria are not
    ({"argument": 4, "evidence": 1}, {"argument": 3, "evidence": 3}, 1_000, 500, False, False),
    ({"argument": 3, "evidence": 3}, {"argument": 3, "evidence": 3}, 0, 0, False, True),
    ({"argument": 3}, {"argument": 3, "evidence": 3}, 0, None, False, False),
    ({}, {"argument": 3, "evidence": 3}, 0, None, False, False),
]


@pytest.mark.parametrize(("first", "second", "threshold", "total", "large", "same"), CASES)
def test_two_marks_differ_by_criterion_and_in_total(
    first: dict[str, int],
    second: dict[str, int],
    threshold: int,
    total: int | None,
    large: bool,
    same: bool,
) -> None:
    found = second_marks.difference(RUBRIC, first, second, threshold)
    assert (found.total, found.large, found.same) == (total, large, same)
    assert found.criteria == tuple(
        (slug, first.get(slug), second.get(slug)) for slug in ("argument", "evidence")
    )


def test_the_mean_goes_up_by_a_half_level_by_level() -> None:
    found = second_marks.mean({"argument": 3, "evidence": 1}, {"argument": 4, "evidence": 3})
    assert found == {"argument": 4, "evidence": 2}
