"""The head of every screen: what is now, how long, what comes next, the whole."""

from typing import Any

import pytest

from debate.domain.events import ROOM
from debate.queries.debates import load
from debate.queries.floor import Floor, floor
from tests import cast
from tests.cast import MINUTE, NOW

S = 1000


@pytest.fixture
def people(session: Any) -> cast.Cast:
    return cast.make(session)


def look(session: Any, people: cast.Cast, at: int) -> Floor:
    here = load(session, people.debate.id, ROOM, at)
    assert here is not None
    return floor(here)


def test_the_whole_is_what_has_gone_by_and_what_is_left_of_the_plan(
    session: Any, people: cast.Cast
) -> None:
    steps = cast.read_format().steps
    before = look(session, people, NOW)
    assert (before.gone_ms, before.rest_ms) == (
        None,
        sum(one.seconds or 0 for one in steps[1:]) * S,
    )
    cast.start(session, people)
    after = look(session, people, NOW + MINUTE)
    assert after.gone_ms == MINUTE
    assert after.rest_ms == before.rest_ms - MINUTE
    assert after.next_line.startswith(steps[2].name)


def test_past_the_bell_only_the_steps_to_come_are_left_and_the_end_stays_in_the_past(
    session: Any, people: cast.Cast
) -> None:
    first = cast.read_format().steps[1]
    cast.start(session, people)
    late = look(session, people, NOW + (first.seconds or 0) * S + MINUTE)
    assert late.state == "over"
    assert late.left_ms == -MINUTE
    assert late.bells.zero_ms == NOW + (first.seconds or 0) * S
    rest = sum(one.seconds or 0 for one in cast.read_format().steps[2:])
    assert late.rest_ms == rest * S


def test_a_pause_counts_as_gone_and_leaves_the_rest_as_it_was(
    session: Any, people: cast.Cast
) -> None:
    cast.start(session, people)
    cast.control(session, people, "pause", NOW + MINUTE)
    paused = look(session, people, NOW + 3 * MINUTE)
    assert paused.gone_ms == 3 * MINUTE
    assert paused.rest_ms == look(session, people, NOW + MINUTE).rest_ms
    assert paused.bells.zero_ms is None
