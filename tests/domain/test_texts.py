"""Texts: a copy of a source held against the deck, sentence by sentence."""

import pytest

from debate.domain import texts
from debate.domain.sources import Passage, passage_of
from debate.domain.spans import Held

FIRST = "Trade grew in both years. Energy led the way. The rest followed slowly."
SECOND = "No pledge was given. Moscow says it asked for none of that."
THIRD = "The route is short. It may well close in winter. Two days go by rail."
DECK = tuple(passage_of(n, "A gist.", text) for n, text in enumerate((FIRST, SECOND, THIRD), 1))


def equal(attached: texts.Attached) -> dict[int, list[bool]]:
    return {n: [held.equal for held in parts] for n, parts in attached.passages.items()}


WHOLE = {1: [True] * 3, 2: [True] * 2, 3: [True] * 3}


@pytest.mark.parametrize(
    "copy",
    [
        [FIRST, SECOND, THIRD],
        [FIRST.upper(), SECOND.replace("it", "it\u00ad"), THIRD],
        [f"{FIRST} {SECOND}", THIRD],
        [FIRST[:25], FIRST[26:], SECOND, THIRD],
        ["A headline", "By C. Marlowe.", FIRST, "A section", SECOND, THIRD, "Read more: here."],
    ],
    ids=["itself", "other letters", "joined", "parted", "with headlines"],
)
def test_a_copy_is_known_however_it_is_parted_and_dressed(copy: list[str]) -> None:
    attached = texts.attach(DECK, copy)
    assert equal(attached) == WHOLE
    assert (attached.equal, attached.sentences, attached.same_text) == (8, 8, True)
    assert attached.differences() == ()


def test_an_altered_sentence_is_named_with_what_stands_there() -> None:
    altered = SECOND.replace("none of that", "very little of it")
    attached = texts.attach(DECK, [FIRST, altered, THIRD])
    assert equal(attached) == WHOLE | {2: [True, False]}
    assert attached.differences() == ((2, 2, "Moscow says it asked for very little of it."),)


def test_a_missing_sentence_is_named_with_nothing_there() -> None:
    attached = texts.attach(DECK, [FIRST.replace("Energy led the way. ", ""), SECOND, THIRD])
    assert attached.differences() == ((1, 2, ""),)
    assert equal(attached)[1] == [True, False, True]


def test_a_passage_that_is_not_there_is_left_out() -> None:
    attached = texts.attach(DECK, [FIRST, THIRD])
    assert sorted(attached.passages) == [1, 3]
    assert attached.same_text


def test_a_sentence_that_grew_is_no_version_of_a_short_one() -> None:
    grown = "Energy led, and of that there is a great deal more to be said in other places too."
    attached = texts.attach(DECK, [FIRST.replace("Energy led the way.", grown), SECOND, THIRD])
    assert attached.differences() == ((1, 2, ""),)


def test_altered_sentences_are_paired_by_length() -> None:
    other = "Trade fell in one of those years. Gas led. The rest followed slowly."
    attached = texts.attach(DECK, [other, SECOND, THIRD])
    assert attached.differences() == (
        (1, 1, "Trade fell in one of those years."),
        (1, 2, "Gas led."),
    )


@pytest.mark.parametrize("copy", [["Quite another text. It says other things."], [], [FIRST[:25]]])
def test_another_text_is_no_copy(copy: list[str]) -> None:
    assert not texts.attach(DECK, copy).same_text


def test_a_deck_without_sentences_matches_nothing() -> None:
    assert not texts.attach((Passage(1, "A gist.", 9, "0" * 64),), [FIRST]).same_text


def test_a_passage_with_its_own_text_equals_itself() -> None:
    assert texts.whole(DECK[1].text) == (
        Held("No pledge was given.", True),
        Held("Moscow says it asked for none of that.", True),
    )
