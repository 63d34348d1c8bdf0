"""When a side may take preparation time by itself."""

from typing import Any

import pytest

from debate.domain import clock, formats, preparations
from debate.domain.clock import Control

S = 1000


def made(bank: int = 120) -> formats.Format:
    """Affirmative speaks, negative asks, negative speaks; a minute each."""
    base: dict[str, Any] = {"kind": "constructive", "entry": "points", "seconds": 60, "hint": "Go."}
    steps = [
        base | {"slug": "first", "name": "First speech", "turns": ["P1"]},
        base
        | {"slug": "asked", "name": "Questions", "entry": "exchange"}
        | {"asker": "O1", "answerer": "P1"},
        base | {"slug": "second", "name": "Second speech", "turns": ["O1"]},
    ]
    return formats.read(
        {
            "slug": "prep",
            "title": "Prep",
            "summary": "With preparation banks.",
            "sides": {"P": "Affirmative", "O": "Negative"},
            "team_seats": 1,
            "decision": "none",
            "prep_bank_s": bank,
            "steps": steps,
        }
    )


def control(n: int, kind: str, at_s: int, value: int = 0) -> Control:
    return Control(n, kind, at_s * S, value)


START = control(1, "start", 0)


@pytest.mark.parametrize(
    ("at_s", "more", "side", "handed_in", "says"),
    [
        # at the beginning of its own speech, for half a minute
        (0, [], "P", False, ""),
        (30, [], "P", False, ""),
        (31, [], "P", False, "Preparation time is taken before"),
        (5, [], "O", False, "Preparation time is taken before"),
        # when the round before is over, or was ended early: who asks next takes it
        (61, [], "O", False, ""),
        (20, [], "O", True, ""),
        (61, [], "P", False, "Preparation time is taken before"),
        (20, [], "P", True, "Preparation time is taken before"),
        # in an exchange the asker's side begins
        (65, [control(2, "next", 62)], "O", False, ""),
        (65, [control(2, "next", 62)], "P", False, "Preparation time is taken before"),
        # not while the clock stands, is over, or preparation runs
        (10, [control(2, "pause", 5)], "P", False, "The clock stands"),
        (10, [control(2, "prep_on", 5, 0)], "P", False, "running already"),
        (10, [control(2, "finish", 5)], "P", False, "The clock stands"),
        # the bank is used up
        (200, [control(2, "prep_on", 5, 0)], "P", False, "no preparation time left"),
        # nobody speaks after the last round
        (200, [control(2, "next", 9), control(3, "next", 10)], "P", False, "Preparation time is"),
    ],
)
def test_the_side_about_to_speak_may_take_preparation(
    at_s: int, more: list[Control], side: str, handed_in: bool, says: str
) -> None:
    fmt = made()
    reading = clock.read(fmt, [START, *more], 100, at_s * S)
    found = preparations.check_take(fmt, reading, side, handed_in)
    assert found.startswith(says) if not says else says in found
    assert bool(found) == bool(says)


def test_without_a_bank_there_is_nothing_to_take() -> None:
    fmt = made(0)
    reading = clock.read(fmt, [START], 100, 0)
    assert "no preparation time to take" in preparations.check_take(fmt, reading, "P", False)


def test_a_bank_is_taken_in_pieces_between_rounds_and_the_next_round_has_its_whole_time() -> None:
    controls = [
        START,
        control(2, "prep_on", 61, 1),
        control(3, "next", 101, 0),
        control(4, "prep_on", 101, 1),
        control(5, "prep_off", 121, 1),
    ]
    before = clock.read(made(), controls[:2], 100, 100 * S)
    assert (before.prep_side, before.prep_left_ms["O"]) == ("O", 81 * S)
    after = clock.read(made(), controls, 100, 121 * S)
    assert (after.prep_side, after.prep_left_ms) == (None, {"P": 120 * S, "O": 60 * S})
    assert (after.step_index, after.left_ms) == (1, 60 * S)


@pytest.mark.parametrize(
    ("controls", "side"),
    [
        ("start 0, prep_on 5, prep_off 9, pause 9", 1),
        ("start 0, prep_on 5, prep_off 9, pause 9, add 12", 1),
        # It had ended before, nothing ended, or the clock moved since.
        ("start 0, prep_on 5, prep_off 8, pause 9", None),
        ("start 0, pause 9", None),
        ("start 0, prep_on 5, prep_off 9, pause 9, resume 12, pause 14", None),
        ("", None),
    ],
)
def test_a_clock_that_was_stopped_in_preparation_knows_whose_it_was(
    controls: str, side: int | None
) -> None:
    made_of = [one.split() for one in controls.split(", ") if one]
    found = [Control(n, kind, int(at) * S, 1) for n, (kind, at) in enumerate(made_of, start=1)]
    assert preparations.cut(found) == side
