"""Passages: where sentences end, which wordings are one, and how a text parts into paragraphs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debate.domain import passages
from debate.domain.passages import Mark


@pytest.mark.parametrize(
    "sentences",
    [
        ["Trade grew.", "Energy led."],
        ["Did it grow?", "It did!", "Nobody asked...", "Then it fell."],
        ["Mr. Li met Dr. Novak on Jan. 5 in St. Petersburg.", "They agreed."],
        ["J. R. Smith of the U.S. Navy said so.", "Others did not."],
        ["It rose, e.g. in 2023, i.e. Moscow paid."],
        ["“It grew.”", "“It did not,” he said."],
        ["He said, “It grew.”", "‘Nobody asked.’", "(They did.)", "It fell."],
        ["The rate was 3.5 percent.", "2024 was better."],
        ["Trade grew. and so on."],
        ["It went on ... and on."],
        ["It went on...", "Then it stopped."],
        ["Contact example.org for more."],
        ["Один.", "Два."],
    ],
)
def test_sentences_end_where_a_reader_would_end_them(sentences: list[str]) -> None:
    assert passages.sentences(" ".join(sentences)) == sentences


def test_nothing_has_no_sentence() -> None:
    assert passages.sentences(" \n ") == []
    assert passages.marks("") == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“Trade” grew", '"trade"  GREW'),
        ("China’s – own", "China's - own"),
        ("China‐Russia", "china-russia"),
        ("co\u00adop\u200bera\ufefftion", "cooperation"),
        ("ﬁve\u00a0years", "five years"),
        ("caf\u0065\u0301", "café"),
        ("« oui »", '" oui "'),
        ("line\r\nbreak", "line break"),
    ],
)
def test_copies_of_one_wording_have_one_normal_form(one: str, other: str) -> None:
    assert passages.normal(one) == passages.normal(other)
    assert passages.short_hash(one) == passages.short_hash(other)


@pytest.mark.parametrize(
    ("one", "other"), [("grew", "grow"), ("3.5", "35"), ("not so", "so"), ("re-sign", "resign")]
)
def test_other_words_have_another_hash(one: str, other: str) -> None:
    assert passages.short_hash(one) != passages.short_hash(other)


def test_a_hash_is_the_beginning_of_the_digest() -> None:
    assert len(passages.digest("a")) == 64
    assert passages.digest("a").startswith(passages.short_hash("a"))
    assert len(passages.short_hash("a")) == passages.HASH_DIGITS


def test_words_are_as_written_but_for_signs_that_nobody_sees() -> None:
    assert passages.words("A  “soft\u00adware” –\nB") == ["A", "“software”", "–", "B"]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        (f"23 {'a' * 16}", Mark(23, "a" * 16)),
        (f"0 {'a' * 16}", None),
        (f"23  {'a' * 16}", None),
        (f"23 {'A' * 16}", None),
        (f"23 {'a' * 17}", None),
        ("23", None),
    ],
)
def test_a_mark_is_words_and_hash(text: str, mark: Mark | None) -> None:
    assert passages.read_mark(text) == mark
    assert mark is None or passages.mark_text(mark) == text


def test_sentences_begin_after_the_words_of_those_before() -> None:
    assert passages.words_from(passages.marks("One two. Three.")) == [1, 3, 4]
    assert passages.words_from(()) == [1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("One.\nTwo.\r\nThree.", ["One.", "Two.", "Three."]),
        ("A line that\nis wrapped.\n\nAnother one\nas well.", None),
        ("A headline\nOne.\nTwo.", ["A headline", "One.", "Two."]),
        ("\n \n", []),
    ],
)
def test_paragraphs_are_blocks_or_lines(text: str, found: list[str] | None) -> None:
    wrapped = ["A line that is wrapped.", "Another one as well."]
    assert passages.paragraphs(text) == (wrapped if found is None else found)


@given(st.text("aBc.!?…”“()' \n12", max_size=80))
def test_sentences_together_are_all_words_in_order(text: str) -> None:
    sentences = passages.sentences(text)
    assert " ".join(sentences).split() == passages.words(text)
    assert sum(mark.words for mark in passages.marks(text)) == len(passages.words(text))
