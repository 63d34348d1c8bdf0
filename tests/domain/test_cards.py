"""Cards: what one must have in a deck file and how one is cited."""

from copy import deepcopy
from typing import Any

import pytest

from debate.domain import cards, sources, spans
from debate.domain.datafiles import Problem
from debate.domain.spans import Span


def test_a_card_is_cited_by_source_and_passage() -> None:
    assert cards.citation("Gabuev 2024", 9) == "Gabuev 2024, ¶ 9"


CARD: dict[str, Any] = {
    "number": "301",
    "passage": "2",
    "kind": "fact",
    "tag": "Trade grew",
    "body": "Trade grew in both years. Energy led.",
    "hedge": "none",
    "holder": "author",
    "level": "easy",
    "spans": [{"words": "2-4", "hash": "0123456789abcdef"}, {"words": "8", "hash": "f" * 16}],
    "bearings": {"vassal": {"supports": "It needs the market."}},
}


PASSAGES = (
    sources.passage_of(
        1, "A gist.", "Trade grew in both years. Energy led, and the rest followed."
    ),
    sources.Passage(2, "A gist.", 9, "0" * 64),
)


def read(data: object, **known: Any) -> tuple[tuple[cards.Card, ...], list[Problem]]:
    problems: list[Problem] = []
    given = {"source": "marlowe-2024", "passages": PASSAGES, "motions": ["vassal"], "taken": ()}
    return cards.read(data, problems, **(given | known)), problems


def test_a_card_is_read_whole() -> None:
    found, problems = read([CARD, CARD | {"number": "302", "hedge": "likely", "holder": "Moscow"}])
    assert not problems
    assert found[0].bearings == (cards.Bearing("vassal", "supports", "It needs the market."),)
    assert (found[0].source, found[0].hedge, found[0].holder) == ("marlowe-2024", "", "")
    assert (found[1].number, found[1].hedge, found[1].holder) == (302, "likely", "Moscow")
    assert found[0].spans == (Span(2, 4, "0123456789abcdef"), Span(8, 8, "f" * 16))
    assert (found[0].level, found[0].read, found[0].provenance) == ("easy", (), "imported")


def test_a_card_may_be_located_alone_and_bear_on_nothing_yet() -> None:
    bare = {key: value for key, value in CARD.items() if key not in ("spans", "bearings")}
    found, problems = read([bare])
    assert not problems
    assert (found[0].spans, found[0].bearings) == ((), ())


def test_what_is_read_aloud_and_where_a_card_came_from_may_be_said() -> None:
    found, problems = read([CARD | {"read": "2-3, 8", "provenance": "student"}])
    assert not problems
    assert (found[0].read, found[0].provenance) == (((2, 3), (8, 8)), "student")


def test_a_span_of_a_text_that_is_there_gets_its_hash() -> None:
    own = spans.of_text(PASSAGES[0].text, 2, 4)
    spanned = CARD | {"passage": "1", "spans": [{"words": "2-4"}]}
    assert read([spanned])[0][0].spans == (own,)
    right = CARD | {"passage": "1", "spans": [{"words": "2-4", "hash": own.hash}]}
    assert not read([right])[1]
    wrong = CARD | {"passage": "1", "spans": [{"words": "2-4", "hash": "f" * 16}]}
    assert [problem.path for problem in read([wrong])[1]] == ["[0].spans[0].hash"]


@pytest.mark.parametrize("data", ["text", {}, []])
def test_a_file_without_a_list_of_cards_is_refused(data: object) -> None:
    assert read(data) == ((), [Problem("", "This file must be a list of cards.")])


@pytest.mark.parametrize(
    ("key", "value", "at"),
    [
        ("number", "0", "[0].number"),
        ("passage", "3", "[0].passage"),
        ("kind", "rumour", "[0].kind"),
        ("tag", "x" * 121, "[0].tag"),
        ("tag", "Two\nlines", "[0].tag"),
        ("body", "", "[0].body"),
        ("hedge", "", "[0].hedge"),
        ("holder", "", "[0].holder"),
        ("level", "", "[0].level"),
        ("level", "very hard", "[0].level"),
        ("provenance", "a friend", "[0].provenance"),
        ("spans", [{"words": "2-4"}], "[0].spans[0].hash"),
        ("spans", [{"words": "2-4", "hash": "F" * 16}], "[0].spans[0].hash"),
        ("spans", [{"words": "4-2", "hash": "f" * 16}], "[0].spans[0].words"),
        ("spans", [{"words": "2-10", "hash": "f" * 16}], "[0].spans[0].words"),
        ("spans", [{"words": "2", "hash": "f" * 16, "quote": "x"}], "[0].spans[0].quote"),
        ("spans", [{"words": "2-4", "hash": "f" * 16}] * 2, "[0].spans"),
        ("read", "two", "[0].read"),
        ("read", "1-2", "[0].read"),
        ("holder", "x" * 121, "[0].holder"),
        ("bearings", {"other": {"both": "It cuts."}}, "[0].bearings.other"),
        ("bearings", {"vassal": {}}, "[0].bearings.vassal"),
        ("bearings", {"vassal": {"supports": "a", "both": "b"}}, "[0].bearings.vassal"),
        ("bearings", {"vassal": {"helps": "a"}}, "[0].bearings.vassal.helps"),
        ("colour", "red", "[0].colour"),
    ],
)
def test_each_fault_of_a_card_is_named_where_it_stands(key: str, value: Any, at: str) -> None:
    data = deepcopy(CARD) | {key: value}
    assert at in {problem.path for problem in read([data])[1]}


def test_a_number_names_one_card_of_the_deck() -> None:
    words = "Another card of the deck is No. 301."
    assert read([CARD, CARD])[1] == [Problem("[1].number", words)]
    assert read([CARD], taken={301})[1] == [Problem("[0].number", words)]


def test_cards_are_not_blamed_for_faults_of_other_files() -> None:
    assert not read([CARD | {"passage": "99"}], passages=None)[1]
    assert not read([CARD], motions=None)[1]
