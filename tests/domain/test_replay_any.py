"""Whatever the format and whatever the moderator does: what holds for every debate."""

import random
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from debate.domain import clock
from debate.domain.clock import Control, Reading
from debate.domain.formats import Format
from debate.domain.replay import Factors, Replay
from debate.domain.speeches import needs_floor, number_speeches
from tests.domain.any_formats import FACTORS, JUMPING, any_controls, any_format
from tests.domain.runs import T0, H, S
from tests.domain.written_formats import SHIPPED, shipped

FEW = settings(max_examples=40)
ANY, CONTROLS, WAIT = any_format(), any_controls(), st.integers(0, 300_000)


def check(fmt: Format, reading: Reading, now: int) -> None:
    """What must be true of the clock at any instant."""
    assert reading.elapsed_ms >= 0
    assert reading.total_ms >= 0
    assert reading.left_ms == reading.total_ms - reading.elapsed_ms
    assert all(left >= 0 for left in reading.prep_left_ms.values())
    if reading.state in ("running", "over"):
        assert (reading.state == "over") == (reading.left_ms <= 0)
    assert reading.ends_ms is None or reading.ends_ms == now + reading.left_ms
    assert all(ring.at_ms > now for ring in reading.rings)
    assert reading.next_boundary_ms is None or reading.next_boundary_ms > now
    if reading.turn_side is not None:
        assert fmt.steps[reading.step_index].side_clocks
        assert min(reading.side_left_ms.values()) >= 0
        assert sum(reading.side_left_ms.values()) == max(0, reading.left_ms)
        # The turn is where there is time, as long as there is any.
        assert reading.left_ms <= 0 or reading.side_left_ms[reading.turn_side] > 0
        assert reading.turn_left_ms is None or 0 < reading.turn_left_ms <= reading.left_ms
    if reading.poi_open:
        assert reading.state == "running"


@FEW
@given(ANY, CONTROLS, FACTORS, WAIT)
def test_time_is_never_negative_and_the_clocks_of_a_free_debate_sum_up(
    fmt: Format, controls: list[Control], factors: Factors, wait: int
) -> None:
    for n in range(1, len(controls) + 1):
        now = controls[n - 1].at_ms
        check(fmt, clock.read(fmt, controls[:n], factors, now), now)
    now = controls[-1].at_ms + wait
    check(fmt, clock.read(fmt, controls, factors, now), now)
    assert min(clock.used_ms(fmt, controls, factors, now)) >= 0
    for span in clock.step_ends(fmt, controls, factors):
        assert span.start_ms is None or span.end_ms is None or span.start_ms <= span.end_ms


def play(fmt: Format, factors: Factors, patience: random.Random) -> tuple[int, list[Control]]:
    """A moderator who starts it and goes on after each bell: when it ended, and by which acts."""
    now, controls = T0, [Control(1, "start", T0)]
    for _ in range(200):
        reading = clock.read(fmt, controls, factors, now)
        if reading.state == "finished":
            return now, controls
        if reading.next_boundary_ms is not None:
            now = reading.next_boundary_ms
            continue
        now += patience.randrange(20) * S
        kind = "finish" if reading.is_last else "next"
        assert kind in clock.allowed_controls(reading)
        controls.append(Control(len(controls) + 1, kind, now))
    raise AssertionError("it did not end")


def ends(fmt: Format, factors: Factors) -> None:
    """It ends; each step had at least its time, and those that move on by time nothing more."""
    ended, controls = play(fmt, factors, random.Random(7))
    used = clock.used_ms(fmt, controls, factors, ended)
    spans = clock.step_ends(fmt, controls, factors)
    for step in fmt.steps[fmt.first_timed :]:
        planned = (step.seconds or (step.due_hours or 0) * 3600) * S
        assert used[step.index] >= planned
        assert spans[step.index].end_ms is not None
        by_act = [one for one in controls if one.at_ms == spans[step.index].end_ms]
        assert step.by_time or by_act
    assert clock.read(fmt, controls, factors, ended).ended_ms == ended
    assert not clock.allowed_controls(clock.read(fmt, controls, factors, ended))


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_format_ends(name: str) -> None:
    ends(shipped(name), 100)
    ends(shipped(name), 150)


@FEW
@given(ANY, FACTORS)
def test_every_valid_format_ends(fmt: Format, factors: Factors) -> None:
    ends(fmt, factors)


@FEW
@given(ANY, CONTROLS, FACTORS, WAIT, st.data())
def test_after_a_restart_the_clock_says_the_same(
    fmt: Format, controls: list[Control], factors: Factors, wait: int, data: st.DataObject
) -> None:
    now = controls[-1].at_ms + wait
    said = clock.read(fmt, controls, factors, now)
    shuffled = data.draw(st.permutations(controls))
    assert clock.read(fmt, shuffled, factors, now) == said
    # A replay that was broken off anywhere, even between two acts, and taken up again.
    split = data.draw(st.integers(0, len(controls)))
    whole, parts = Replay(fmt, factors), Replay(fmt, factors)
    whole.apply(controls)
    whole.run_to(now)
    parts.apply(controls[:split])
    following = controls[split].at_ms if split < len(controls) else now
    parts.run_to(data.draw(st.integers(parts.at, max(parts.at, following))))
    parts.apply(controls[split:])
    parts.run_to(now)
    for name in ("state", "index", "used", "total", "prep", "bank", "spans", "ended", "timed_out"):
        assert getattr(parts, name) == getattr(whole, name)
    assert (parts.free and vars(parts.free)) == (whole.free and vars(whole.free))


@FEW
@given(ANY, CONTROLS, FACTORS, WAIT)
def test_asking_at_the_next_boundary_is_enough_in_any_format(
    fmt: Format, controls: list[Control], factors: Factors, wait: int
) -> None:
    reading = clock.read(fmt, controls, factors, controls[-1].at_ms + wait)
    if reading.next_boundary_ms is None:
        return
    before = clock.read(fmt, controls, factors, reading.next_boundary_ms - 1)
    for name in ("state", "step_index", "rings", "prep_side", "turn_side", "poi_open", "ends_ms"):
        assert getattr(before, name) == getattr(reading, name)


@FEW
@given(ANY, CONTROLS, FACTORS, WAIT)
def test_nobody_but_one_has_the_floor_unless_the_step_allows_it(
    fmt: Format, controls: list[Control], factors: Factors, wait: int
) -> None:
    reading = clock.read(fmt, controls, factors, controls[-1].at_ms + wait)
    step = reading.step
    assume(step is not None)
    assert step is not None
    speeches = [slot for slot in number_speeches(fmt) if slot.step_index == step.index]
    assert len(speeches) <= max(1, len(step.turns))
    assert (reading.turn_side is not None) == (step.side_clocks and reading.state != "ready")
    if step.entry == "points" and not step.turns and step.seconds is not None:
        # An open floor is given to one, or it is the side's that has the turn.
        assert needs_floor(step) != step.side_clocks


# The server's clock is set, by two hours or for the summer.


@FEW
@given(ANY, any_controls(JUMPING), FACTORS)
def test_a_clock_that_jumps_by_two_hours_breaks_nothing(
    fmt: Format, controls: list[Control], factors: Factors
) -> None:
    for n in range(1, len(controls) + 1):
        for now in (controls[n - 1].at_ms, controls[n - 1].at_ms - 2 * H):
            check(fmt, clock.read(fmt, controls[:n], factors, now), now)
    for span in clock.step_ends(fmt, controls, factors):
        assert span.start_ms is None or span.end_ms is None or span.start_ms <= span.end_ms


@FEW
@given(CONTROLS, st.lists(st.integers(-2 * H, 2 * H), min_size=13, max_size=13))
def test_which_step_runs_is_the_order_of_the_acts_and_never_their_time(
    controls: list[Control], jumps: list[int]
) -> None:
    fmt = shipped("public-forum")
    controls = [one for one in controls if not one.kind.startswith("prep")]
    moved = [
        replace(one, at_ms=one.at_ms + jump) for one, jump in zip(controls, jumps, strict=False)
    ]
    said = clock.read(fmt, controls, 100, controls[-1].at_ms)
    jumped = clock.read(fmt, moved, 100, moved[-1].at_ms)
    assert jumped.step_index == said.step_index
    assert (jumped.state == "paused") == (said.state == "paused")


@FEW
@given(ANY, CONTROLS, st.sampled_from([-2 * H, -H, H, 2 * H]), WAIT)
def test_what_the_clock_says_does_not_depend_on_the_hour_of_the_day(
    fmt: Format, controls: list[Control], shift: int, wait: int
) -> None:
    now = controls[-1].at_ms + wait
    said = clock.read(fmt, controls, 100, now)
    moved = [replace(one, at_ms=one.at_ms + shift) for one in controls]
    then = clock.read(fmt, moved, 100, now + shift)
    same = ("state", "step_index", "elapsed_ms", "left_ms", "side_left_ms", "prep_left_ms")
    for name in (*same, "turn_side", "turn_left_ms", "poi_open", "interrupted", "can_go_back"):
        assert getattr(then, name) == getattr(said, name)
    assert [ring.at_ms - shift for ring in then.rings] == [ring.at_ms for ring in said.rings]
