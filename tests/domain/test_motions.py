"""Motions: what one must have in a deck file, and what is said of its cards."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
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


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("This House believes that Russia is a vassal", "Russia is a vassal"),
        ("This House would pay for trains", "pay for trains"),
        ("Trains pay", "Trains pay"),
    ],
)
def test_a_motion_is_told_from_others_by_what_follows_this_house(text: str, words: str) -> None:
    assert motions.subject(text) == words


def tallied(*pairs: tuple[str, str], order: Sequence[str] = ()) -> tuple[motions.Tally, ...]:
    return motions.tallies(pairs, order)


def test_cards_are_counted_by_what_they_have_in_common() -> None:
    pairs = [("b", "supports"), ("a", "both"), ("a", "opposes"), ("a", "opposes")]
    assert tallied(*pairs) == (motions.Tally("a", 0, 1, 2), motions.Tally("b", 1, 0, 0))
    assert [one.label for one in tallied(*pairs, order=("c", "b", "a"))] == ["b", "a"]
    assert [tallied(*pairs)[0].of(side) for side in "PO"] == [1, 3]


@pytest.mark.parametrize(
    ("sources", "words"),
    [
        ([], ()),
        ([("A", "supports")], ()),
        ([("A", "supports"), ("B", "opposes")], ("Proposition rests on one source, A.",)),
        (
            [("A", "supports")] * 5 + [("B", "supports")] * 2,
            ("A carries 5 of Proposition’s 7 cards.",),
        ),
        ([("A", "supports")] * 4 + [("B", "supports")] * 2, ()),
        ([("A", "supports")] * 4 + [("B", "supports")], ()),
    ],
)
def test_a_side_that_one_source_carries_is_named(sources: Any, words: tuple[str, ...]) -> None:
    facts = tallied(("fact", "both"))
    levels = tallied(*((level, "both") for level in motions.DIFFICULTIES))
    found = motions.gaps(motions.tallies(sources), facts, levels)
    assert tuple(line for line in found if line.startswith(("A", "Proposition"))) == words


def test_a_side_without_facts_or_levels_is_named() -> None:
    kinds = tallied(("fact", "supports"), ("mechanism", "opposes"))
    levels = tallied(("easy", "both"), ("hard", "supports"))
    assert motions.gaps(tallied(("A", "both")), kinds, levels) == (
        "Proposition has no medium card.",
        "Opposition has no fact or figure.",
        "Opposition has no medium and no hard card.",
    )
    assert motions.gaps(tallied(("A", "both")), tallied(("fact", "both")), ()) == ()


def test_what_a_form_shows_of_a_motion_makes_the_same_motion() -> None:
    (motion,), _ = read([GOOD])
    assert motions.checked(motions.typed(motion), "vassal", 1) == (motion, ())


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("text", {"text": "Russia is a vassal"}),
        ("text", {"text": "This House " + "x" * 300}),
        ("type", {"type": ""}),
        ("difficulty", {"difficulty": "deadly"}),
        ("definitions", {"definitions": "\n"}),
        ("definitions", {"definitions": "vassal"}),
        ("definitions", {"definitions": "vassal: one\nvassal: two"}),
        ("burden_P", {"burdens": {"O": "Show it."}}),
        ("question_O", {"questions": {"P": "When?"}}),
        ("note", {"note": "x" * 601}),
    ],
)
def test_each_fault_of_a_typed_motion_is_named_at_its_field(
    field: str, changes: dict[str, Any]
) -> None:
    (motion,), _ = read([GOOD])
    _, faults = motions.checked(replace(motions.typed(motion), **changes), "vassal", 1)
    assert [fault.path for fault in faults] == [field]
