"""What is typed for a grade: numbers as people write them, and a sentence for all else."""

from collections.abc import Callable
from typing import Any

import pytest

from debate.domain import grades_reading
from debate.domain.refusals import Refused

SHARES = [
    ("", None),
    ("  ", None),
    ("85", 8_500),
    ("85 %", 8_500),
    ("85.5", 8_550),
    ("85,25%", 8_525),
    ("0", 0),
    ("100", 10_000),
    ("3/4", 7_500),
    ("2 / 3", 6_667),
    ("1/6", 1_667),
    ("0/4", 0),
    ("10/10", 10_000),
]
DEDUCTIONS = [
    ("", (0, 0)),
    ("10 %", (10, 0)),
    ("100%", (100, 0)),
    ("0 %", (0, 0)),
    ("1.5", (0, 150)),
    ("2", (0, 200)),
]
POINTS = [("", None), ("17", 1_700), ("17,25", 1_725), ("20", 2_000), ("0", 0)]
WEIGHTS = [("", 0), ("60", 60), ("60 %", 60), ("100", 100), ("0", 0)]


@pytest.mark.parametrize(("typed", "found"), SHARES)
def test_a_share_is_a_percentage_or_a_level(typed: str, found: int | None) -> None:
    assert grades_reading.share(typed, "reflection") == found


@pytest.mark.parametrize(("typed", "found"), DEDUCTIONS)
def test_a_deduction_is_a_percentage_or_points(typed: str, found: tuple[int, int]) -> None:
    assert grades_reading.deduction(typed, "deduction") == found


@pytest.mark.parametrize(("typed", "found"), POINTS)
def test_points_are_read_to_the_hundredth(typed: str, found: int | None) -> None:
    assert grades_reading.points(typed, "override", 2_000) == found


@pytest.mark.parametrize(("typed", "found"), WEIGHTS)
def test_a_weight_is_a_whole_percentage(typed: str, found: int) -> None:
    assert grades_reading.weight(typed, "rubric") == found


def _points(typed: str, field: str) -> int | None:
    return grades_reading.points(typed, field, 2_000)


@pytest.mark.parametrize(
    ("read", "typed"),
    [
        *((grades_reading.share, typed) for typed in ("101", "-1", "a", "85.123", "٣", "1e2")),
        *((grades_reading.share, typed) for typed in ("5/4", "1/0", "1/11", "3/", "%")),
        *((grades_reading.deduction, typed) for typed in ("10.5 %", "101 %", "-2", "x", "x %")),
        (grades_reading.deduction, "1000.01"),
        *((_points, typed) for typed in ("20.01", "-1", "seventeen")),
        *((grades_reading.weight, typed) for typed in ("101", "12.5", "half")),
        (grades_reading.reason, "x" * 501),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_field(
    read: Callable[[str, str], Any], typed: str
) -> None:
    with pytest.raises(Refused) as refused:
        read(typed, "here")
    assert refused.value.field == "here"
    assert refused.value.sentence.endswith(".")


def test_a_reason_loses_the_space_around_it() -> None:
    assert grades_reading.reason(" Ill. \n") == "Ill."


@pytest.mark.parametrize(
    ("percent", "points", "typed"), [(10, 0, "10 %"), (0, 150, "1.5"), (0, 0, "")]
)
def test_a_deduction_stands_in_its_field_as_it_is_typed(
    percent: int, points: int, typed: str
) -> None:
    assert grades_reading.deduction_as_typed(percent, points) == typed
    assert grades_reading.deduction(typed, "deduction") == (percent, points)


def test_a_share_stands_in_its_field_as_it_is_typed() -> None:
    assert grades_reading.share_as_typed(8_550) == "85.5"
    assert grades_reading.share_as_typed(None) == ""
