"""What a projector shows: the instants of its clock."""

from typing import Any

import pytest

from debate.domain.screens import bells
from tests.domain.runs import START, T0, S, at, made, step

GRACED = made(step("a", 100, grace_s=15), step("b", 50))


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
