"""The clock: what is read from a row of control events, and what still goes in."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debate.domain import clock
from debate.domain.clock import Span
from debate.domain.formats import Format
from tests.domain.runs import ACTS, LIVE, START, T0, WRITTEN, H, S, at, controls, made, run_of, step


def verdict(
    seconds: float, index: int, *acts: tuple[Any, ...], fmt: Format = LIVE, **more: Any
) -> str:
    factor = more.pop("factor", 100)
    found = clock.accepts(fmt, controls(*acts), factor, index, T0 + int(seconds * S), **more)
    assert bool(found.sentence) is not found.ok
    return found.code


def used(seconds: float, *acts: tuple[Any, ...]) -> tuple[int, ...]:
    return clock.used_ms(LIVE, controls(*acts), 100, T0 + int(seconds * S))


def test_before_the_start_the_opening_vote_is_open_and_no_clock_runs() -> None:
    reading = at(5)
    assert (reading.state, reading.step_index, reading.ends_ms) == ("ready", 0, None)
    assert reading.step is LIVE.steps[0]
    assert (reading.left_ms, reading.elapsed_ms, reading.started_ms) == (60 * S, 0, None)
    assert reading.next_boundary_ms is None


def test_start_ends_the_opening_vote_and_begins_the_first_speech() -> None:
    reading = at(10, START)
    assert (reading.state, reading.step_index) == ("running", 1)
    assert (reading.elapsed_ms, reading.left_ms, reading.total_ms) == (10 * S, 90 * S, 100 * S)
    assert reading.ends_ms == T0 + 100 * S
    assert (reading.started_ms, reading.step_started_ms) == (T0, T0)


def test_a_vote_with_a_due_date_begins_with_the_start() -> None:
    reading = at(10, START, fmt=WRITTEN)
    assert (reading.step_index, reading.ends_ms) == (0, T0 + 24 * H)


def test_bells_come_in_order_and_the_page_asks_again_at_each() -> None:
    assert [(ring.at_ms - T0, ring.count) for ring in at(0, START).rings] == [
        (40 * S, 1),
        (100 * S, 2),
    ]
    assert at(0, START).next_boundary_ms == T0 + 40 * S
    assert at(40, START).next_boundary_ms == T0 + 100 * S
    assert at(100, START).next_boundary_ms is None


def test_after_its_time_a_step_is_over_and_counts_on() -> None:
    reading = at(112, START)
    assert (reading.state, reading.left_ms, reading.ends_ms) == ("over", -12 * S, None)
    assert reading.rings == ()


# Steps that move on by themselves.


@pytest.mark.parametrize(
    ("hours", "index", "state"),
    [
        (1, 0, "running"),
        (24, 1, "running"),
        (71.9, 1, "running"),
        (72, 2, "running"),
        (96, 2, "finished"),
    ],
)
def test_due_dates_pass_by_themselves(hours: float, index: int, state: str) -> None:
    reading = at(hours * 3600, START, fmt=WRITTEN)
    assert (reading.step_index, reading.state) == (index, state)


def test_a_debate_ends_by_time_at_its_last_due_date() -> None:
    assert at(200 * 3600, START, fmt=WRITTEN).ended_ms == T0 + 96 * H


def test_a_live_step_can_move_on_by_time() -> None:
    fmt = made(step("a", advance="time"), step("b"))
    reading = at(105, START, fmt=fmt)
    assert (reading.step_index, reading.elapsed_ms) == (1, 5 * S)
    assert at(10, START, ("add", 9, -500), fmt=fmt).step_index == 1


def test_a_paused_deadline_is_put_off() -> None:
    acts = (START, ("pause", 3600), ("resume", 7200))
    assert at(7200, *acts, fmt=WRITTEN).ends_ms == T0 + 25 * H


# Time used.


def test_no_step_has_used_any_time_before_the_start() -> None:
    assert set(used(5)) == {0}


def test_pauses_and_other_steps_do_not_count_as_time_used() -> None:
    acts = (START, ("pause", 10), ("resume", 60), ("next", 70))
    assert used(75, *acts)[:3] == (0, 20 * S, 5 * S)
    assert used(600, *acts, ("finish", 90))[:3] == (0, 20 * S, 20 * S)


def test_a_step_left_by_back_has_used_nothing() -> None:
    assert used(100, START, ("next", 30), ("back", 40))[:3] == (0, 90 * S, 0)


# Interruption.


def test_a_server_silent_for_over_ten_seconds_interrupts_the_clock_at_its_last_sign() -> None:
    reading = at(600, START, heartbeat_ms=T0 + 30 * S)
    assert (reading.state, reading.interrupted, reading.left_ms) == ("paused", True, 70 * S)
    assert at(600, START, ("interrupted", 30)) == reading


def test_ten_seconds_of_silence_interrupt_nothing() -> None:
    assert at(40, START, heartbeat_ms=T0 + 30 * S).state == "running"


def test_an_act_after_the_last_sign_of_life_is_the_later_stamp() -> None:
    assert at(600, START, ("next", 32), heartbeat_ms=T0 + 31 * S).elapsed_ms == 0


def test_resume_ends_an_interruption() -> None:
    reading = at(610, START, ("interrupted", 30), ("resume", 600))
    assert (reading.state, reading.interrupted, reading.left_ms) == ("running", False, 60 * S)


def test_deadlines_over_days_run_on_through_an_interruption() -> None:
    assert at(60_000, START, fmt=WRITTEN, heartbeat_ms=T0 + 30 * S).state == "running"
    assert at(60_000, START, ("interrupted", 30), fmt=WRITTEN).state == "running"


@pytest.mark.parametrize(
    ("acts", "heartbeat", "now", "expected"),
    [
        ((START,), 30, 600, 30),
        ((START, ("next", 40)), 30, 600, 40),  # never before the last act
        ((START,), 30, 40, None),  # alive
        ((START,), None, 600, None),  # no stamp yet
        ((START, ("pause", 20)), 30, 600, None),  # the clock stood
        ((), 30, 600, None),
        ((START,), 130, 600, 130),  # over, and counting on
    ],
)
def test_which_interruption_is_to_be_written(
    acts: tuple[Any, ...], heartbeat: int | None, now: int, expected: int | None
) -> None:
    stamp = None if heartbeat is None else T0 + heartbeat * S
    found = clock.interruption_ms(LIVE, controls(*acts), 100, T0 + now * S, stamp)
    assert found == (None if expected is None else T0 + expected * S)


def test_no_interruption_is_written_for_a_deadline_over_days() -> None:
    assert clock.interruption_ms(WRITTEN, controls(START), 100, T0 + H, T0) is None


# Extra time.


def test_extra_time_lengthens_every_timed_step_for_everyone() -> None:
    reading = at(0, START, factor=150)
    assert (reading.total_ms, reading.ends_ms) == (150 * S, T0 + 150 * S)
    assert [ring.at_ms - T0 for ring in reading.rings] == [90 * S, 150 * S]


def test_a_changed_factor_counts_from_the_next_step_that_begins() -> None:
    history = [(T0 - 50 * S, 100), (T0 + 10 * S, 200)]
    assert at(20, START, factor=history).total_ms == 100 * S
    assert at(70, START, ("next", 60), factor=history).total_ms == 400 * S
    assert at(71, START, ("next", 60), ("back", 70), factor=history).total_ms == 100 * S


def test_before_the_first_entry_of_its_history_there_is_no_extra_time() -> None:
    assert at(0, START, factor=[(T0 + 1, 200)]).total_ms == 100 * S
    assert at(0, START, factor=()).total_ms == 100 * S


def test_in_steps_of_ones_own_each_seat_has_its_own_end() -> None:
    one = at(0, START, fmt=WRITTEN, factor=150, seat_factor=100)
    other = at(0, START, fmt=WRITTEN, factor=150, seat_factor=150)
    assert (one.ends_ms, other.ends_ms) == (T0 + 24 * H, T0 + 36 * H)
    assert one.next_boundary_ms == T0 + 24 * H
    assert at(0, START, fmt=WRITTEN, factor=150, seat_factor=300).ends_ms == other.ends_ms


def test_a_seat_whose_end_has_come_is_over_while_the_step_waits_for_the_last() -> None:
    reading = at(25 * 3600, START, fmt=WRITTEN, factor=150, seat_factor=100)
    assert (reading.state, reading.step_index, reading.left_ms) == ("over", 0, -H)
    assert reading.next_boundary_ms == T0 + 36 * H


def test_a_live_speech_has_one_end_for_all() -> None:
    assert at(0, START, factor=150, seat_factor=100).ends_ms == T0 + 150 * S


# What still goes in.


@pytest.mark.parametrize(
    ("seconds", "index", "acts", "code"),
    [
        (5, 0, (), "ok"),  # the opening vote before the start
        (5, 1, (), "not_yet"),
        (5, 0, (START,), "not_running"),  # the vote is closed
        (5, 1, (START,), "ok"),
        (5, 2, (START,), "not_yet"),
        (100, 1, (START,), "ok"),
        (102, 1, (START,), "ok"),  # two seconds of grace, by arrival
        (102.001, 1, (START,), "late"),
        (50, 1, (START, ("pause", 60)), "not_running"),  # whatever its arrival
        (50, 1, (START, ("interrupted", 60)), "not_running"),
        (50, 1, (START, ("next", 60)), "not_running"),
        (50, 1, (START, ("finish", 60)), "not_running"),
        (15, 1, (START, ("prep_on", 10, 0)), "not_running"),
        (50, 1, (START, ("pause", 60), ("resume", 70)), "ok"),
        (65, 1, (START, ("next", 60), ("back", 66)), "ok"),
        (65, 2, (START, ("next", 60), ("back", 66)), "not_yet"),
        (110, 1, (START, ("add", 90, 20)), "ok"),
        (101, 1, (START, ("add", 150, 30)), "ok"),
    ],
)
def test_what_still_goes_in(seconds: float, index: int, acts: tuple[Any, ...], code: str) -> None:
    assert verdict(seconds, index, *acts) == code


@pytest.mark.parametrize(
    ("hours", "seconds", "index", "code"),
    [
        (23, 0, 0, "ok"),
        (24, 1, 0, "ok"),  # moved on by time: the grace still holds
        (24, 3, 0, "late"),
        (24, 1, 1, "ok"),
        (96, 2, 2, "ok"),  # the debate ended by time
        (96, 3, 2, "late"),
        (96, 3, 1, "late"),
    ],
)
def test_due_dates_have_the_same_grace(hours: int, seconds: int, index: int, code: str) -> None:
    assert verdict(hours * 3600 + seconds, index, START, fmt=WRITTEN) == code


def test_a_post_after_the_seats_own_end_is_late_though_the_step_runs_on() -> None:
    later = 24 * 3600 + 3
    assert verdict(later, 0, START, fmt=WRITTEN, factor=150, seat_factor=100) == "late"
    assert verdict(later, 0, START, fmt=WRITTEN, factor=150, seat_factor=150) == "ok"
    assert verdict(36 * 3600 + 1, 0, START, fmt=WRITTEN, factor=150, seat_factor=100) == "late"
    assert verdict(36 * 3600 + 1, 0, START, fmt=WRITTEN, factor=150, seat_factor=150) == "ok"


def test_while_an_interruption_is_not_yet_written_nothing_goes_in() -> None:
    assert verdict(90, 1, START, heartbeat_ms=T0 + 30 * S) == "not_running"


# The record.


def test_the_record_knows_when_each_step_began_and_ended() -> None:
    acts = controls(START, ("next", 60), ("back", 65), ("next", 70), ("finish", 200))
    assert clock.step_ends(LIVE, acts, 100) == (
        Span(None, T0),
        Span(T0, T0 + 70 * S),
        Span(T0 + 70 * S, T0 + 200 * S),
        Span(None, None),
    )


def test_a_running_step_has_no_end_and_a_step_left_by_back_ends_with_the_debate() -> None:
    acts = (START, ("next", 60), ("back", 65))
    spans = clock.step_ends(LIVE, controls(*acts), 100)
    assert spans[1:3] == (Span(T0, None), Span(T0 + 60 * S, None))
    done = clock.step_ends(LIVE, controls(*acts, ("finish", 90)), 100)
    assert [span.end_ms for span in done[1:3]] == [T0 + 90 * S] * 2


def test_due_dates_are_worked_out_ahead() -> None:
    spans = clock.step_ends(WRITTEN, controls(START), 100)
    assert [span.end_ms for span in spans] == [T0 + 24 * H, T0 + 72 * H, T0 + 96 * H]


# The controls that are offered.


@pytest.mark.parametrize(
    ("acts", "allowed"),
    [
        ((), "assign start"),
        ((START,), "assign add finish next pause prep_on"),
        ((START, ("next", 1)), "assign add back finish next pause prep_on"),
        ((START, ("next", 1), ("next", 2)), "assign add back finish pause prep_on"),
        ((START, ("pause", 1)), "assign add finish next resume"),
        ((START, ("prep_on", 1, 0)), "assign add finish next prep_off"),
        ((START, ("finish", 1)), ""),
    ],
)
def test_the_controls_on_offer(acts: tuple[Any, ...], allowed: str) -> None:
    assert clock.allowed_controls(at(5, *acts)) == frozenset(allowed.split())


def test_without_a_bank_no_preparation_is_offered() -> None:
    assert "prep_on" not in clock.allowed_controls(at(5, START, fmt=WRITTEN))


@given(ACTS, st.integers(0, 400), st.integers(100, 300))
def test_a_post_goes_in_exactly_while_the_reading_gives_it_time(
    acts: list[tuple[str, int, int]], wait: int, factor: int
) -> None:
    rows = run_of(acts)
    when = rows[-1][1] + wait
    reading = at(when, *rows, factor=factor)
    code = verdict(when, reading.step_index, *rows, factor=factor)
    if reading.state == "running":
        assert code == "ok"
    elif reading.state == "over":
        assert code == ("ok" if reading.left_ms >= -2 * S else "late")
    else:
        assert code == "not_running"
