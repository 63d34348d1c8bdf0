"""Modes: what may be entered after it was said, and how far a card was read."""

from dataclasses import replace

import pytest

from debate.domain import clock, modes
from debate.domain.clock import Control
from tests import cast

FMT = cast.read_format()
SPEECH = next(step for step in FMT.steps if step.entry == "points" and step.turns)
VOTE = FMT.steps[0]
T0 = 1_000_000
MINUTE = 60_000


@pytest.mark.parametrize(
    ("mode", "by_scribe", "later"),
    [
        ("typed", False, False),
        ("typed", True, False),
        ("spoken", False, True),
        ("spoken", True, True),
        ("mixed", False, False),
        ("mixed", True, True),
    ],
)
def test_what_was_said_aloud_may_be_entered_later(mode: str, by_scribe: bool, later: bool) -> None:
    assert modes.entered_later(mode, SPEECH, by_scribe) is later


def test_votes_sealed_and_written_rounds_are_typed_in_every_mode() -> None:
    for step in (
        VOTE,
        replace(SPEECH, sealed=True),
        replace(SPEECH, seconds=None, due_hours=24),
        replace(SPEECH, entry="none"),
    ):
        assert not modes.entered_later("spoken", step, True)


@pytest.mark.parametrize(
    ("controls", "step", "at", "code"),
    [
        ([], 1, T0, "not_yet"),
        ([("start", T0)], 1, T0 + MINUTE, "ok"),
        ([("start", T0)], 2, T0 + MINUTE, "not_yet"),
        ([("start", T0)], 1, T0 + 30 * MINUTE, "ok"),  # long after the bell
        ([("start", T0), ("next", T0 + MINUTE)], 1, T0 + 2 * MINUTE, "ok"),
        ([("start", T0), ("pause", T0 + MINUTE)], 1, T0 + 2 * MINUTE, "ok"),
        ([("start", T0), ("finish", T0 + MINUTE)], 1, T0 + 2 * MINUTE, "not_running"),
    ],
)
def test_spoken_points_enter_from_the_beginning_of_their_step_to_the_end_of_the_debate(
    controls: list[tuple[str, int]], step: int, at: int, code: str
) -> None:
    run = [Control(n, kind, ms) for n, (kind, ms) in enumerate(controls, start=1)]
    assert clock.accepts(FMT, run, 100, step, at, spoken=True).code == code


BODY = "One two  three four\nfive six seven eight."


@pytest.mark.parametrize(
    ("stopped", "read", "rest", "tail"),
    [
        (None, BODY, "", ""),
        (8, BODY, "", ""),
        (9, BODY, "", ""),
        (2, "One two", "three four\nfive six seven eight.", "One two"),
        (7, "One two  three four\nfive six seven", "eight.", "… two three four five six seven"),
        (0, "", BODY, ""),
    ],
)
def test_a_card_is_split_at_the_word_where_reading_stopped(
    stopped: int | None, read: str, rest: str, tail: str
) -> None:
    assert modes.split(BODY, stopped) == (read, rest)
    assert modes.tail(BODY, stopped) == tail
    assert len(modes.words_of(BODY)) == 8
