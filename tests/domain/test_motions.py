"""Motions: what one must have in a deck file, and what is said of its cards."""

from copy import deepcopy
from typing import Any

import pytest

from debate.domain import motions
from debate.domain.datafiles import Problem

GOOD: dict[str, Any] = {
    "slug": "vassal",
    "text": "This House believes that Russia has become China’s vassal",
    "type": "fact",
    "difficulty": "easy",
    "definitions": {"vassal": "A state that must defer."},
    "burdens": {"P": "Show that it must.", "O": "Show that it need not."},
    "questions": {"P": "When did it?", "O": "What could it refuse?"},
}


def read(data: object) -> tuple[tuple[motions.Motion, ...], list[Problem]]:
    problems: list[Problem] = []
    return motions.read(data, problems), problems


def test_motions_are_read_in_the_order_of_the_file() -> None:
    found, problems = read([GOOD, GOOD | {"slug": "other", "note": "Thin."}])
    assert not problems
    assert [(motion.slug, motion.position, motion.note) for motion in found] == [
        ("vassal", 1, ""),
        ("other", 2, "Thin."),
    ]
    assert found[0].burdens == {"P": "Show that it must.", "O": "Show that it need not."}


@pytest.mark.parametrize("data", ["text", {}, []])
def test_a_file_without_a_list_of_motions_is_refused(data: object) -> None:
    assert read(data) == ((), [Problem("", "This file must be a list of motions.")])


def test_two_motions_cannot_share_a_slug() -> None:
    assert read([GOOD, GOOD])[1] == [Problem("[1].slug", "Another motion has this slug.")]


@pytest.mark.parametrize(
    ("key", "value", "at"),
    [
        ("slug", "", "[0].slug"),
        ("text", "x" * 301, "[0].text"),
        ("type", "opinion", "[0].type"),
        ("difficulty", "", "[0].difficulty"),
        ("definitions", "", "[0].definitions"),
        ("definitions", {}, "[0].definitions"),
        ("definitions", {"vassal": ""}, "[0].definitions.vassal"),
        ("burdens", "", "[0].burdens"),
        ("burdens", {"P": "Show it."}, "[0].burdens.O"),
        ("questions", {"P": "?", "O": "?", "X": "?"}, "[0].questions.X"),
        ("colour", "red", "[0].colour"),
    ],
)
def test_each_fault_is_named_where_it_stands(key: str, value: Any, at: str) -> None:
    data = deepcopy(GOOD) | {key: value}
    assert at in {problem.path for problem in read([data])[1]}


@pytest.mark.parametrize(
    ("supports", "both", "opposes", "words"),
    [
        (6, 0, 6, ""),
        (0, 6, 0, ""),
        (12, 0, 6, ""),
        (5, 0, 6, "Thin: Proposition has 5 cards."),
        (6, 1, 0, "Thin: Opposition has 1 card."),
        (1, 0, 1, "Thin: Proposition has 1 card and Opposition has 1 card."),
        (13, 0, 6, "Lopsided: Proposition has 13 cards, Opposition 6."),
        (5, 1, 12, "Lopsided: Opposition has 13 cards, Proposition 6."),
    ],
)
def test_a_thin_or_lopsided_motion_says_so(
    supports: int, both: int, opposes: int, words: str
) -> None:
    assert motions.balance_words(supports, both, opposes) == words
