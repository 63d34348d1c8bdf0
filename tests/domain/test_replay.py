"""Control events: what each act of a moderator does to the clock, and to what others undid."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debate.domain import clock
from debate.domain.clock import Control
from tests.domain.runs import ACTS, LIVE, START, T0, WRITTEN, S, at, run_of


def test_a_pause_stops_the_clock_and_resume_goes_on() -> None:
    paused = at(90, START, ("pause", 30))
    assert (paused.state, paused.left_ms, paused.ends_ms) == ("paused", 70 * S, None)
    assert not paused.interrupted
    resumed = at(95, START, ("pause", 30), ("resume", 90))
    assert (resumed.state, resumed.left_ms, resumed.ends_ms) == ("running", 65 * S, T0 + 160 * S)


@pytest.mark.parametrize(
    ("when", "value", "left"),
    [
        (30, 30, 100),  # time left grows
        (30, -20, 50),  # and shrinks
        (30, -500, 0),  # never below nothing
        (120, 30, 30),  # after the bell it counts from now
        (120, -30, -20),  # and nothing can be taken away
    ],
)
def test_added_time(when: int, value: int, left: int) -> None:
    assert at(when, START, ("add", when, value)).left_ms == left * S


def test_bells_move_with_added_time() -> None:
    rings = at(50, START, ("add", 50, 60)).rings
    assert [ring.at_ms - T0 for ring in rings] == [100 * S, 160 * S]


def test_time_is_added_in_a_pause_too() -> None:
    assert at(60, START, ("pause", 30), ("add", 40, 10)).left_ms == 80 * S


def test_next_begins_the_next_step_even_out_of_a_pause() -> None:
    reading = at(70, START, ("pause", 30), ("next", 60))
    assert (reading.state, reading.step_index, reading.left_ms) == ("running", 2, 190 * S)
    assert reading.step_started_ms == T0 + 60 * S


def test_next_can_be_undone_for_ten_seconds() -> None:
    assert at(69, START, ("next", 60)).undo_until_ms == T0 + 70 * S
    assert at(70, START, ("next", 60)).undo_until_ms is None
    assert at(1, START).undo_until_ms is None


def test_next_is_refused_in_the_last_step() -> None:
    acts = (START, ("next", 10), ("next", 20))
    assert at(30, *acts).is_last
    assert at(30, *acts, ("next", 25)) == at(30, *acts)


def test_back_restores_the_time_that_was_left() -> None:
    reading = at(75, START, ("next", 60), ("back", 70))
    assert (reading.state, reading.step_index, reading.left_ms) == ("running", 1, 35 * S)
    assert reading.step_started_ms == T0
    assert reading.undo_until_ms is None


def test_back_into_a_step_that_ran_over_is_over_again() -> None:
    assert at(140, START, ("next", 130), ("back", 140)).left_ms == -30 * S


def test_a_step_left_by_back_begins_anew() -> None:
    reading = at(80, START, ("next", 60), ("back", 68), ("next", 80))
    assert (reading.step_index, reading.left_ms) == (2, 200 * S)


def test_back_never_reaches_the_opening_vote() -> None:
    assert not at(10, START).can_go_back
    assert at(10, START, ("back", 5)) == at(10, START)


def test_back_is_refused_where_the_step_before_would_end_again_at_once() -> None:
    assert not at(25 * 3600, START, fmt=WRITTEN).can_go_back
    early = at(3600, START, ("next", 60), fmt=WRITTEN)
    assert early.can_go_back


def test_finish_stops_everything_where_it_is() -> None:
    reading = at(90, START, ("finish", 40))
    assert (reading.state, reading.step, reading.step_index) == ("finished", None, 1)
    assert (reading.ended_ms, reading.left_ms) == (T0 + 40 * S, 60 * S)
    assert at(90, START, ("finish", 40), ("add", 50, 10), ("start", 60)) == reading


def test_a_finished_debate_has_nothing_to_undo() -> None:
    assert at(45, START, ("next", 40), ("finish", 41)).undo_until_ms is None


def test_acts_before_the_start_and_a_second_start_change_nothing() -> None:
    assert at(5, ("pause", 1), ("next", 2)) == at(5)
    assert at(9, START, ("start", 5)) == at(9, START)


def test_assigning_and_unknown_acts_do_not_move_the_clock() -> None:
    assert at(9, START, ("assign", 5)) == at(9, START)


def test_order_is_the_number_even_if_the_servers_clock_was_set_back() -> None:
    acts = [Control(2, "pause", T0 - 5 * S), Control(1, "start", T0)]
    reading = clock.read(LIVE, acts, 100, T0 + 60 * S)
    assert (reading.state, reading.left_ms) == ("paused", 100 * S)


# Preparation.


def test_preparation_stops_the_step_and_spends_the_sides_bank() -> None:
    reading = at(25, START, ("prep_on", 10, 1))
    assert (reading.state, reading.prep_side, reading.left_ms) == ("paused", "O", 90 * S)
    assert reading.prep_left_ms == {"P": 30 * S, "O": 15 * S}
    assert reading.next_boundary_ms == T0 + 40 * S
    after = at(27, START, ("prep_on", 10, 1), ("prep_off", 25))
    assert (after.state, after.left_ms, after.prep_side) == ("running", 88 * S, None)


def test_when_the_bank_is_used_up_the_step_goes_on() -> None:
    reading = at(45, START, ("prep_on", 10, 0))
    assert (reading.state, reading.left_ms, reading.prep_left_ms["P"]) == ("running", 85 * S, 0)
    assert at(50, START, ("prep_on", 10, 0), ("prep_on", 45, 0)).prep_side is None


def test_a_pause_or_a_next_ends_preparation() -> None:
    for act in ("pause", "next", "interrupted", "finish"):
        assert at(30, START, ("prep_on", 10, 0), (act, 20)).prep_side is None


# Properties over any run of a debate.


@given(ACTS, st.integers(0, 500), st.integers(0, 500))
def test_time_used_never_runs_backwards(
    acts: list[tuple[str, int, int]], one: int, more: int
) -> None:
    rows = run_of(acts)
    end = rows[-1][1]
    first, second = at(end + one, *rows), at(end + one + more, *rows)
    assert first.step_index == second.step_index
    assert 0 <= second.elapsed_ms - first.elapsed_ms <= more * S
    assert first.total_ms == second.total_ms
    assert first.left_ms == first.total_ms - first.elapsed_ms


@given(ACTS, st.integers(0, 300), st.integers(0, 9))
def test_undoing_a_next_leaves_the_step_as_it_was(
    acts: list[tuple[str, int, int]], wait: int, undo: int
) -> None:
    rows = run_of(acts)
    when = rows[-1][1] + wait
    before = at(when, *rows)
    if before.is_last:
        return
    after = at(when + undo, *rows, ("next", when), ("back", when + undo))
    assert (after.step_index, after.left_ms) == (before.step_index, before.left_ms)


@given(ACTS, st.integers(0, 500))
def test_asking_at_the_next_boundary_is_enough(acts: list[tuple[str, int, int]], wait: int) -> None:
    rows = run_of(acts)
    reading = at(rows[-1][1] + wait, *rows)
    if reading.next_boundary_ms is None:
        return
    just_before = (reading.next_boundary_ms - 1 - T0) / S
    assert at(just_before, *rows).state == reading.state
    assert at(just_before, *rows).rings == reading.rings
