"""Cards: what one must have in a deck file, how one is cited, and who may cite it."""

from copy import deepcopy
from typing import Any

import pytest

from debate.domain import cards
from debate.domain.datafiles import Problem


def test_a_card_is_cited_by_source_and_passage() -> None:
    assert cards.citation("Gabuev 2024", 9) == "Gabuev 2024, ¶ 9"


@pytest.mark.parametrize(
    ("card", "share_team", "may"),
    [
        (1, False, True),  # in one's hand
        (2, True, True),  # in the team's
        (2, False, False),  # but only by setting
        (3, False, True),  # cited before, by anybody
        (4, True, False),
    ],
)
def test_one_may_cite_ones_own_cards_the_teams_and_those_already_cited(
    card: int, share_team: bool, may: bool
) -> None:
    assert cards.may_cite(card, {1}, {1, 2}, {3}, share_team) is may


CARD: dict[str, Any] = {
    "number": "301",
    "passage": "2",
    "kind": "fact",
    "tag": "Trade grew",
    "body": "Trade grew in both years. Energy led.",
    "hedge": "none",
    "bearings": {"vassal": {"supports": "It needs the market."}},
}


def read(data: object, **known: Any) -> tuple[tuple[cards.Card, ...], list[Problem]]:
    problems: list[Problem] = []
    given = {"source": "marlowe-2024", "passages": 2, "motions": ["vassal"], "taken": ()}
    return cards.read(data, problems, **(given | known)), problems


def test_a_card_is_read_whole() -> None:
    found, problems = read([CARD, CARD | {"number": "302", "hedge": "likely", "holder": "Moscow"}])
    assert not problems
    assert found[0].bearings == (cards.Bearing("vassal", "supports", "It needs the market."),)
    assert (found[0].source, found[0].hedge, found[0].holder) == ("marlowe-2024", "", "")
    assert (found[1].number, found[1].hedge, found[1].holder) == (302, "likely", "Moscow")


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
        ("holder", "x" * 121, "[0].holder"),
        ("bearings", "", "[0].bearings"),
        ("bearings", {}, "[0].bearings"),
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
