"""Taking a passage out of a text: what goes, what the mark is, and where notes stand afterwards."""

import pytest

from debate.domain import redactions, text
from debate.domain.redactions import MARK
from debate.domain.refusals import Refused


@pytest.mark.parametrize(
    ("words", "passage", "left"),
    [
        ("He is a liar.", "a liar", f"He is {MARK}."),
        ("A LIAR, a\nliar", "a liar", f"{MARK}, {MARK}"),
        ("The **big** lie", "big lie", f"The **{MARK}"),
        ("Art is art, a party is not.", "art", f"{MARK} is {MARK}, a party is not."),
        ("Only partly", "part", f"Only {MARK}ly"),
        ("他说谎了", "说谎", f"他{MARK}了"),
        ("na na na", "na na", f"{MARK} na"),
        ("Nothing of it", "liar", "Nothing of it"),
        ("", "liar", ""),
    ],
)
def test_a_passage_goes_wherever_it_stands_as_words(words: str, passage: str, left: str) -> None:
    assert redactions.without(words, passage).text == left
    assert redactions.stands(words, passage) == (words != left)


@pytest.mark.parametrize("around", ["[{}](https://a.example)", "{}: x", "> {}", "{}(x)", "`{}`"])
def test_the_mark_shows_whatever_markdown_stands_around_it(around: str) -> None:
    left = redactions.without(around.format("SECRET"), "secret").text
    shown = text.render_safe(left)
    assert MARK in shown
    assert "SECRET" not in shown


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ((0, 2), (0, 2)),  # before the passage
        ((3, 7), (3, 3 + len(MARK))),  # the passage itself
        ((4, 6), (3, 3 + len(MARK))),  # within it
        ((0, 5), (0, 3 + len(MARK))),  # into it
        ((5, 10), (3, 6 + len(MARK))),  # out of it
        ((8, 10), (4 + len(MARK), 6 + len(MARK))),  # behind it
    ],
)
def test_notes_move_with_the_words_that_are_left(
    before: tuple[int, int], now: tuple[int, int]
) -> None:
    made = redactions.without("ab cdef gh", "cdef")
    assert made.moved(*before) == now


@pytest.mark.parametrize(
    ("passage", "sentence"),
    [
        ("", "Choose the words"),
        ("…!", "Choose the words"),
        ("x" * 20_001, "at most"),
        ("elsewhere", "do not stand there"),
    ],
)
def test_what_cannot_be_removed_is_refused_at_its_field(passage: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        redactions.check(passage, "A claim", "")
    assert refused.value.field == "passage"


def test_a_passage_of_any_part_is_accepted_and_found_in_any_record() -> None:
    redactions.check("its reasons", "A claim", "And its reasons")
    assert redactions.holds({"claim": "x", "cards": [{"n": 1, "t": ["A liar"]}]}, "a liar")
    assert not redactions.holds({"claim": "x", "cards": [1, None]}, "a liar")
