"""Spans: how words are named, and the badge that follows from what a text says there."""

import pytest

from debate.domain import passages, spans
from debate.domain.spans import Badge, Held, Span

TEXT = "Trade grew in both years. Energy led. The rest followed."
MARKS = passages.marks(TEXT)
EQUAL = Held("As it was.", True)
OTHER = Held("Otherwise.", False)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12-58", (12, 58)),
        (" 12–58 ", (12, 58)),
        ("12", (12, 12)),
        ("12-12", (12, 12)),
        ("58-12", None),
        ("0-4", None),
        ("4-", None),
        ("a-b", None),
        ("1-10000", None),
        ("", None),
    ],
)
def test_a_span_names_its_first_and_last_word(text: str, found: tuple[int, int] | None) -> None:
    assert spans.read_range(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("14-30, 41-58", ((14, 30), (41, 58))),
        ("14,", ((14, 14),)),
        ("14-30, 30-40", None),
        ("41-58, 14-30", None),
        ("14-30, x", None),
        ("", None),
    ],
)
def test_several_ranges_stand_in_order_and_apart(
    text: str, found: tuple[tuple[int, int], ...] | None
) -> None:
    assert spans.read_ranges(text) == found


def test_ranges_are_written_as_they_are_read() -> None:
    ranges = ((3, 3), (14, 30))
    assert spans.ranges_text(ranges) == "3, 14-30"
    assert spans.read_ranges(spans.ranges_text(ranges)) == ranges


def test_the_hash_of_a_span_is_that_of_its_words_whatever_their_signs() -> None:
    assert spans.quote(TEXT, 6, 7) == "Energy led."
    span = spans.of_text(TEXT, 6, 7)
    assert span == Span(6, 7, passages.short_hash("ENERGY  led."))
    assert spans.is_hash(span.hash)
    assert not spans.is_hash(span.hash[1:])


@pytest.mark.parametrize(
    ("inner", "inside"), [((2, 3), True), ((2, 4), True), ((4, 6), False), ((8, 8), True)]
)
def test_what_is_read_aloud_lies_within_one_span(inner: tuple[int, int], inside: bool) -> None:
    assert spans.within(inner, (Span(2, 4), Span(6, 8))) is inside


@pytest.mark.parametrize(
    ("first", "last", "sentences"),
    [(1, 5, (0,)), (5, 6, (0, 1)), (6, 7, (1,)), (1, 10, (0, 1, 2)), (8, 8, (2,))],
)
def test_a_span_touches_the_sentences_that_it_shares_a_word_with(
    first: int, last: int, sentences: tuple[int, ...]
) -> None:
    assert spans.touched(MARKS, (Span(first, last),)) == sentences


CASES = [
    ((EQUAL, EQUAL, EQUAL), "verified", "word for word"),
    ((EQUAL, EQUAL, OTHER), "verified", "word for word"),
    ((EQUAL, OTHER, EQUAL), "near", "Sentence 2 of the passage differs"),
    ((OTHER, OTHER, EQUAL), "near", "Sentences 1, 2 of the passage differ"),
    (None, "unverified", "does not hold this passage"),
]


@pytest.mark.parametrize(("held", "name", "why"), CASES)
def test_with_a_text_the_badge_says_what_it_holds(
    held: tuple[Held, ...] | None, name: str, why: str
) -> None:
    badge = spans.badge(MARKS, (Span(4, 6),), held, attached=True)
    assert badge.name == name
    assert why in badge.why


@pytest.mark.parametrize(
    ("badge", "name"),
    [
        (spans.badge(MARKS, (Span(4, 6),), None, attached=False), spans.LOCATED),
        (spans.badge(MARKS, (), (EQUAL,) * 3, attached=True), spans.LOCATED),
        (spans.badge(None, (Span(4, 6),), None, attached=False), spans.UNVERIFIED),
        (spans.badge(None, (Span(4, 6),), (EQUAL,) * 3, attached=True), spans.UNVERIFIED),
    ],
)
def test_without_text_words_or_passage_the_badge_says_so(badge: Badge, name: str) -> None:
    assert badge.name == name
    assert badge.why.endswith(".")
