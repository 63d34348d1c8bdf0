"""What still goes in after the bell: grace of a speech, and what comes after a due date."""

from typing import Any

import pytest

from debate.domain import clock
from debate.domain.formats import Format
from tests.domain.runs import START, T0, H, S, at, controls, made, step

GRACE = made(step("a", grace_s=15), step("b"))
GRACE_BY_TIME = made(step("a", grace_s=15, advance="time"), step("b"))
DAY_S = 24 * 3600


def late(policy: str, hours: int) -> Format:
    """Two steps of a day each; after the first, `policy` holds for so many hours."""
    return made(
        step("a", None, due_hours=24, late=policy, late_hours=hours), step("b", None, due_hours=24)
    )


def verdict(fmt: Format, seconds: float, index: int, *acts: Any, **more: Any) -> str:
    arrival = T0 + int(seconds * S)
    found = clock.accepts(
        fmt, controls(START, *acts), more.pop("factor", 100), index, arrival, **more
    )
    assert found.ok == (found.code in ("ok", "marked"))
    return found.code


@pytest.mark.parametrize("fmt", [GRACE, GRACE_BY_TIME])
@pytest.mark.parametrize(
    ("seconds", "code"), [(100, "ok"), (115, "ok"), (117, "ok"), (117.001, "late"), (300, "late")]
)
def test_the_grace_of_a_speech_comes_before_the_two_seconds(
    fmt: Format, seconds: float, code: str
) -> None:
    assert verdict(fmt, seconds, 0) == code


@pytest.mark.parametrize(
    ("acts", "code"),
    [
        ((("next", 105),), "not_running"),
        ((("pause", 105),), "not_running"),
        ((("finish", 105),), "not_running"),
        ((("add", 105, 30),), "ok"),
    ],
)
def test_grace_ends_with_the_next_act(acts: Any, code: str) -> None:
    assert verdict(GRACE, 110, 0, *acts) == code


def test_grace_is_counted_from_the_bell_of_a_longer_speech() -> None:
    assert verdict(GRACE, 167, 0, factor=150) == "ok"
    assert verdict(GRACE, 167.001, 0, factor=150) == "late"


@pytest.mark.parametrize(
    ("policy", "hours", "after_s", "code"),
    [
        ("refuse", 0, 2, "ok"),
        ("refuse", 0, 3, "late"),
        ("mark", 48, 2, "ok"),
        ("mark", 48, 3, "marked"),
        ("mark", 1, 3602, "marked"),
        ("mark", 1, 3603, "late"),
        ("grace", 1, 3, "ok"),
        ("grace", 1, 3602, "ok"),
        ("grace", 1, 3603, "late"),
    ],
)
def test_what_comes_after_a_due_date_goes_by_the_policy_of_its_step(
    policy: str, hours: int, after_s: int, code: str
) -> None:
    assert verdict(late(policy, hours), DAY_S + after_s, 0) == code


def test_late_work_goes_in_when_the_debate_has_ended_by_time_and_not_when_it_was_ended() -> None:
    fmt = late("mark", 48)
    assert verdict(fmt, 2 * DAY_S + 60, 0) == "marked"
    assert verdict(fmt, 2 * DAY_S, 0, ("finish", DAY_S + 60)) == "not_running"
    assert verdict(fmt, DAY_S + 120, 1, ("finish", DAY_S + 60)) == "not_running"


def test_late_hours_run_from_the_end_of_the_seat_itself() -> None:
    fmt = made(step("a", None, due_hours=24, sealed=True, late="mark", late_hours=1))
    an_hour_on = (24 + 1) * 3600 + 3
    assert verdict(fmt, an_hour_on, 0, factor=150, seat_factor=100) == "late"
    assert verdict(fmt, an_hour_on, 0, factor=150, seat_factor=150) == "ok"


# Windows for points of information.

WINDOW = made(
    step(
        "a",
        300,
        poi={"open_s": 60, "close_s": 240},
        bells=[{"at_s": at_s, "count": 1} for at_s in (60, 240, 300)],
    )
)


@pytest.mark.parametrize(
    ("seconds", "open_now"), [(0, False), (59, False), (60, True), (239, True), (240, False)]
)
def test_points_of_information_are_offered_in_the_window_only(seconds: int, open_now: bool) -> None:
    assert at(seconds, START, fmt=WINDOW).poi_open == open_now


def test_nobody_offers_one_while_the_clock_stands_or_before_it_runs() -> None:
    assert not at(100, START, ("pause", 90), fmt=WINDOW).poi_open
    assert not at(100, fmt=WINDOW).poi_open
    assert not at(100, START, ("finish", 90), fmt=WINDOW).poi_open


def test_the_page_asks_again_when_the_window_opens_and_closes() -> None:
    bare = made(step("a", 300, poi={"open_s": 60, "close_s": 240}, bells=[]))
    assert at(0, START, fmt=bare).next_boundary_ms == T0 + 60 * S
    assert at(60, START, fmt=bare).next_boundary_ms == T0 + 240 * S
    assert at(240, START, fmt=bare).next_boundary_ms == T0 + 300 * S


def test_in_a_longer_speech_the_first_minute_and_the_last_stay_protected() -> None:
    reading = at(0, START, fmt=WINDOW, factor=150)
    assert [ring.at_ms - T0 for ring in reading.rings] == [60 * S, 390 * S, 450 * S]
    assert at(60, START, fmt=WINDOW, factor=150).poi_open
    assert at(389, START, fmt=WINDOW, factor=150).poi_open
    assert not at(390, START, fmt=WINDOW, factor=150).poi_open


def test_a_speech_cut_too_short_has_no_window() -> None:
    acts = (START, ("add", 10, -200))
    reading = at(10, *acts, fmt=WINDOW)
    assert clock.window_ms(WINDOW.steps[0], reading.total_ms) is None
    assert [ring.at_ms - T0 for ring in reading.rings] == [40 * S, 100 * S]
    assert not at(70, *acts, fmt=WINDOW).poi_open
    assert clock.window_ms(GRACE.steps[0], 100 * S) is None


# The server's clock is set.


def test_set_back_the_clock_stands_until_the_next_act_and_then_counts_on() -> None:
    acts = (START, ("add", 30, 0))
    fmt = GRACE
    stands = at(30 - 7200, *acts, fmt=fmt)
    assert (stands.left_ms, stands.ends_ms) == (70 * S, T0 + (100 - 7200) * S)
    going = (*acts, ("pause", 35 - 7200), ("resume", 40 - 7200))
    later = at(50 - 7200, *going, fmt=fmt)
    assert (later.state, later.left_ms, later.ends_ms) == ("running", 60 * S, T0 + (110 - 7200) * S)


def test_a_step_that_ended_after_the_clock_was_set_back_lasted_no_less_than_nothing() -> None:
    acts = controls(START, ("next", 30 - 7200), ("finish", 60 - 7200))
    spans = clock.step_ends(GRACE, acts, 100)
    assert all(span.start_ms <= span.end_ms for span in spans if span.start_ms and span.end_ms)
    ended = clock.read(GRACE, acts, 100, T0).ended_ms
    assert ended is not None
    assert ended >= T0


@pytest.mark.parametrize(("jump_s", "interrupted"), [(7200, True), (-7200, True), (5, False)])
def test_a_jump_of_the_clock_interrupts_at_the_last_sign_of_life(
    jump_s: int, interrupted: bool
) -> None:
    stamp = T0 + 30 * S
    found = clock.interruption_ms(GRACE, controls(START), 100, stamp + jump_s * S, stamp)
    assert found == (stamp if interrupted else None)


def test_a_sign_of_life_from_the_future_is_no_silence() -> None:
    reading = at(40, START, fmt=GRACE, heartbeat_ms=T0 + 2 * H)
    assert (reading.state, reading.interrupted, reading.left_ms) == ("running", False, 60 * S)
