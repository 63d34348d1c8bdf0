"""Free debate: a clock for each side, half of the step each, and a turn that passes."""

import pytest

from debate.domain import clock
from tests.domain.runs import START, T0, S, at, controls, made, step

FREE = {"turns": [], "open_to": ["debaters"], "side_clocks": True}
OPEN = made(step("free", 200, **FREE))
TURNS = made(step("free", 200, **FREE, turn_seconds=30))
BY_TIME = made(step("free", 60, **FREE, advance="time"), step("last"))


def clocks(seconds: float, *acts: object, fmt: object = OPEN, **more: object) -> tuple[object, ...]:
    """Whose turn, and what both sides have left in seconds."""
    reading = at(seconds, START, *acts, fmt=fmt, **more)  # type: ignore[arg-type]
    return (reading.turn_side, *(left / S for left in reading.side_left_ms.values()))


@pytest.mark.parametrize(
    ("seconds", "acts", "said"),
    [
        (0, (), ("P", 100, 100)),
        (40, (), ("P", 60, 100)),
        (40, (("pass", 30, 1),), ("O", 70, 90)),
        (40, (("pass", 30, 0),), ("P", 60, 100)),  # it has the turn already
        (60, (("pass", 30, 1), ("pass", 50, 0)), ("P", 60, 80)),
        (100, (), ("O", 0, 100)),  # used up: the other side has the rest
        (120, (), ("O", 0, 80)),
        (120, (("pass", 110, 0),), ("O", 0, 80)),  # nothing to pass to
        (200, (), ("O", 0, 0)),
        (230, (), ("O", 0, 0)),
        (40, (("pause", 30),), ("P", 70, 100)),
        (50, (("pause", 30), ("pass", 40, 1), ("resume", 45)), ("O", 70, 95)),
    ],
)
def test_each_sides_clock_runs_while_it_has_the_turn(
    seconds: int, acts: tuple[object, ...], said: tuple[object, ...]
) -> None:
    assert clocks(seconds, *acts) == said


@pytest.mark.parametrize(
    ("seconds", "acts", "said"),
    [
        (30, (), ("O", 70, 100)),
        (60, (), ("P", 70, 70)),
        (40, (("pass", 10, 1),), ("P", 90, 70)),  # the turn of the other side is its own
        (190, (("pass", 100, 0),), ("O", 0, 10)),
    ],
)
def test_a_turn_that_is_used_up_passes_by_itself(
    seconds: int, acts: tuple[object, ...], said: tuple[object, ...]
) -> None:
    assert clocks(seconds, *acts, fmt=TURNS) == said


def test_the_page_asks_again_when_the_turn_passes() -> None:
    reading = at(10, START, fmt=TURNS)
    assert (reading.turn_left_ms, reading.next_boundary_ms) == (20 * S, T0 + 30 * S)
    assert at(10, START, fmt=OPEN).turn_left_ms is None


def test_whoever_has_time_alone_keeps_the_turn_to_the_end() -> None:
    acts = (("pass", 30, 0), ("pass", 60, 0), ("pass", 90, 0))
    reading = at(130, START, *acts, fmt=TURNS)
    assert (reading.turn_side, reading.side_left_ms["P"]) == ("O", 0)
    assert reading.turn_left_ms == reading.left_ms == 70 * S


@pytest.mark.parametrize(
    ("seconds", "acts", "said"),
    [
        (40, (("add", 40, 32),), ("P", 72, 120)),
        (40, (("add", 40, -80),), ("P", 30, 50)),
        (40, (("add", 40, -500),), ("P", 0, 0)),
        (210, (("add", 210, 60),), ("O", 30, 30)),  # after the bell, half each
        (215, (("add", 210, 60),), ("O", 30, 25)),
    ],
)
def test_added_time_is_shared_as_the_rest_was(
    seconds: int, acts: tuple[object, ...], said: tuple[object, ...]
) -> None:
    assert clocks(seconds, *acts) == said


def test_time_added_after_the_bell_begins_with_a_whole_turn() -> None:
    assert at(240, START, ("add", 240, 60), fmt=TURNS).turn_left_ms == 30 * S
    assert clocks(265, ("add", 240, 60), fmt=TURNS) == ("O", 30, 5)


def test_a_side_that_has_nothing_left_after_time_was_taken_gives_the_turn() -> None:
    assert clocks(99.996, ("add", 99.996, -100)) == ("O", 0, 0.004)


def test_extra_time_gives_both_sides_more() -> None:
    assert clocks(0, factor=150) == ("P", 150, 150)
    assert at(0, START, fmt=TURNS, factor=150).turn_left_ms == 45 * S


def test_a_free_debate_that_moves_on_by_time_ends_at_the_instant() -> None:
    assert at(59.999, START, fmt=BY_TIME).turn_side == "O"
    reading = at(60, START, fmt=BY_TIME)
    assert (reading.step_index, reading.elapsed_ms, reading.turn_side) == (1, 0, None)


def test_next_and_back_leave_the_clocks_as_they_were() -> None:
    fmt = made(step("free", 60, **FREE), step("last"))
    acts = (("pass", 10, 1), ("next", 20), ("back", 25))
    assert clocks(25, *acts, fmt=fmt) == ("O", 20, 20)


def test_passing_means_nothing_elsewhere() -> None:
    fmt = made(step("a"), step("b"))
    assert at(20, START, ("pass", 10, 1), fmt=fmt) == at(20, START, fmt=fmt)


@pytest.mark.parametrize(
    ("seconds", "side", "acts", "fmt", "code"),
    [
        (10, "P", (), OPEN, "ok"),
        (10, "O", (), OPEN, "late"),
        (10, None, (), OPEN, "ok"),
        (40, "P", (("pass", 39, 1),), OPEN, "late"),  # a turn given away is over at once
        (40, "O", (("pass", 39, 1),), OPEN, "ok"),
        (31, "P", (), TURNS, "ok"),  # one that was used up has two seconds of grace
        (33, "P", (), TURNS, "late"),
        (40, "P", (("pause", 20),), OPEN, "not_running"),
        (201, "P", (("pass", 30, 1),), OPEN, "ok"),  # the last to have it, within the grace
        (201, "O", (("pass", 30, 1),), OPEN, "late"),
    ],
)
def test_a_point_is_let_in_on_the_turn_of_its_side(
    seconds: int, side: str | None, acts: tuple[object, ...], fmt: object, code: str
) -> None:
    events = controls(START, *acts)  # type: ignore[arg-type]
    arrival = T0 + seconds * S
    assert clock.accepts(fmt, events, 100, 0, arrival, side=side).code == code  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seconds", "acts", "fmt", "said"),
    [
        (0, (), OPEN, (0, 0)),
        (60, (("pass", 30, 1), ("pass", 50, 0)), OPEN, (40, 20)),
        (230, (), OPEN, (100, 100)),  # no more than there was
        (60, (), TURNS, (30, 30)),
        (70, (("next", 65),), BY_TIME, (30, 30)),  # of a step that is over
    ],
)
def test_what_each_side_has_used_is_known_also_afterwards(
    seconds: int, acts: tuple[object, ...], fmt: object, said: tuple[int, int]
) -> None:
    found = clock.free_ms(fmt, controls(START, *acts), 100, T0 + seconds * S)  # type: ignore[arg-type]
    assert tuple(used // S for used in found.values()) == said


def test_a_debate_without_a_free_debate_has_nothing_to_add_to_its_sides() -> None:
    assert clock.free_ms(made(step("one")), controls(START), 100, T0) == {}
