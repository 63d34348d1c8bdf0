"""What a projector shows: the instants of its clock, and the last points of a side."""

from typing import Any, NamedTuple

import pytest

from debate.domain.screens import bells, last_of
from tests.domain.runs import START, T0, S, at, made, step

GRACED = made(step("a", 100, grace_s=15), step("b", 50))


class Said(NamedTuple):
    n: int
    side: str | None


def test_a_running_clock_tells_its_end_and_the_bells_to_come() -> None:
    found = bells(at(30, START), T0 + 30 * S)
    assert found.zero_ms == T0 + 100 * S
    assert found.grace_until_ms is None
    assert found.rings == ((T0 + 40 * S, 1), (T0 + 100 * S, 2))


def test_past_the_bell_the_end_stays_where_it_was_so_that_over_time_counts_on() -> None:
    found = bells(at(112, START, fmt=GRACED), T0 + 112 * S)
    assert found.zero_ms == T0 + 100 * S
    assert found.grace_until_ms == T0 + 115 * S
    assert found.rings == ()


@pytest.mark.parametrize(
    "acts", [(), (START, ("pause", 20)), (START, ("prep_on", 20, 0)), (START, ("finish", 20))]
)
def test_a_clock_that_stands_tells_no_instant(acts: tuple[Any, ...]) -> None:
    assert bells(at(30, *acts), T0 + 30 * S) == (None, None, ())


def test_the_last_points_of_a_side_keep_their_order_and_the_others_are_counted() -> None:
    points = [Said(n, side) for n, side in enumerate(("P", "O", "P", None, "P", "P"), start=1)]
    assert last_of(points, "P", 3) == ((Said(3, "P"), Said(5, "P"), Said(6, "P")), 1)
    assert last_of(points, "O", 3) == ((Said(2, "O"),), 0)
    assert last_of([], "P", 3) == ((), 0)
