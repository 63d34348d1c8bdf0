"""Clash maps: what met what, and what became of the deck's clashes."""

from collections.abc import Sequence

import pytest

from debate.domain import clash_maps as rules
from debate.domain import visibility
from debate.domain.clash_maps import MapLink, MapPoint, Node
from debate.domain.clashes import Meeting

SEATS = {"P1": 1, "P2": 2, "O1": 3, "O2": 4, "F1": 5, "X1": 1}


def point(address: str, *cards: int, half: str = "", side: str | None = None) -> MapPoint:
    speech = address.partition(".")[0]
    side = side or (address[0] if address[0] in "PO" else None)
    return MapPoint(address, speech, SEATS[speech], side, half, cards)


def between(
    points: Sequence[MapPoint], *links: str, by: str = "person"
) -> dict[tuple[object, object], tuple[int, int, int]]:
    """Answers, turns and concessions by the keys of both ends; a link reads "O1.1 answers P1.1"."""
    made = [MapLink(source, target, kind) for source, kind, target in map(str.split, links)]
    nodes = {"person": rules.by_person, "speech": rules.by_speech, "card": rules.by_card}[by]
    return {
        (edge.source.key, edge.target.key): (edge.answers, edge.turns, edge.concedes)
        for edge in rules.edges(points, made, nodes)
    }


FOUR = [point("P1.1", 1), point("P1.2", 2, 3), point("O1.1", 10), point("O1.2", 3), point("P2.1")]


@pytest.mark.parametrize(
    ("links", "found"),
    [
        ([], {}),
        (["O1.1 answers P1.1"], {(3, 1): (1, 0, 0)}),
        (["O1.1 answers P1.1", "O1.2 answers P1.2"], {(3, 1): (2, 0, 0)}),
        (["O1.1 turns P1.1"], {(3, 1): (1, 1, 0)}),
        (["O1.1 concedes P1.1"], {(3, 1): (0, 0, 1)}),
        (["O1.1 answers P1.1", "O1.2 concedes P1.2"], {(3, 1): (1, 0, 1)}),
        (["P2.1 answers O1.1", "O1.1 answers P1.1"], {(3, 1): (1, 0, 0), (2, 3): (1, 0, 0)}),
        (["P2.1 extends P1.1"], {}),
        (["P2.1 answers P1.1"], {}),  # one does not answer one's own side
        (["P2.1 cross_applies P1.1"], {}),
        (["O1.1 answers P9.9"], {}),  # what does not stand before the view
    ],
)
def test_who_answered_whom_counts_answers_and_turns_across_the_aisle(
    links: list[str], found: dict[tuple[object, object], tuple[int, int, int]]
) -> None:
    assert between(FOUR, *links) == found


def test_speeches_are_counted_as_people_are() -> None:
    found = between(FOUR, "O1.1 answers P1.1", "O1.2 turns P1.2", "P2.1 answers O1.1", by="speech")
    assert found == {("O1", "P1"): (2, 1, 0), ("P2", "O1"): (1, 0, 0)}


def test_each_card_of_an_answer_meets_each_card_of_what_it_answers() -> None:
    found = between(FOUR, "O1.2 answers P1.2", "O1.1 answers P1.1", "P2.1 answers O1.1", by="card")
    assert found == {(10, 1): (1, 0, 0), (3, 2): (1, 0, 0), (3, 3): (1, 0, 0)}


def test_edges_stand_in_the_order_of_the_answers_and_say_where() -> None:
    links = [MapLink("O1.2", "P1.1", "answers"), MapLink("O1.1", "P1.2", "answers")]
    (edge,) = rules.edges(FOUR, links, rules.by_person)
    assert edge.where == (("O1.1", "P1.2"), ("O1.2", "P1.1"))


def test_questions_and_their_answers_are_no_clash_but_play_their_cards() -> None:
    points = [point("X1.1", 4, half="q", side="O"), point("P1.1", 1)]
    assert between(points, "X1.1 answers P1.1") == {}
    assert set(rules.played(points)) == {1, 4}


def test_a_listener_without_a_side_may_answer_either() -> None:
    points = [*FOUR, point("F1.1")]
    found = between(points, "F1.1 answers P1.1", "F1.1 answers O1.1")
    assert found == {(5, 1): (1, 0, 0), (5, 3): (1, 0, 0)}
    assert rules.by_person(points[-1]) == (Node(None, 5),)


def test_a_card_counts_once_a_point_and_is_told_with_its_sides_and_places() -> None:
    found = rules.played([point("O1.1", 3), point("P1.1", 3, 3), point("F1.1", 3), point("P2.1")])
    assert found[3].sides == ("P", "O")
    assert found[3].points == ("O1.1", "P1.1", "F1.1")


BEARINGS = dict.fromkeys((1, 2, 3, 10), "both")


@pytest.mark.parametrize(
    ("cards", "links", "state"),
    [
        ((1, 10), ["O1.1 answers P1.1"], "met"),
        ((10, 1), ["O1.1 turns P1.1"], "met"),
        ((1, 10), ["O1.1 concedes P1.1"], "played"),
        ((1, 10), [], "played"),
        ((1, 2), [], "played"),
        ((1, 99), [], None),  # of which one alone bears on the motion
        ((98, 99), [], None),
        ((1, 2, 10), ["O1.1 answers P1.1"], "met"),
        ((10, 11), [], "half"),
        ((11, 12), [], "missed"),
        ((1, 11, 12), [], "half"),
    ],
)
def test_a_clash_of_the_deck_is_met_played_half_found_or_missed(
    cards: tuple[int, ...], links: list[str], state: str | None
) -> None:
    made = [MapLink(source, target, kind) for source, kind, target in map(str.split, links)]
    met = rules.edges(FOUR, made, rules.by_card)
    bearings = BEARINGS | dict.fromkeys((11, 12), "supports")
    found = rules.pairs([Meeting(cards, "Why")], bearings, rules.played(FOUR).keys(), met)
    assert [pair.state for pair in found] == ([state] if state else [])


def test_what_met_stands_first_and_tells_where_and_only_what_was_played_is_found_already() -> None:
    met = rules.edges(FOUR, [MapLink("O1.1", "P1.1", "answers")], rules.by_card)
    entries = [Meeting((2, 11), "half"), Meeting((3, 2), "played"), Meeting((1, 10), "met")]
    found = rules.pairs(entries, BEARINGS | {11: "opposes"}, rules.played(FOUR).keys(), met)
    assert [pair.line for pair in found] == ["met", "played", "half"]
    assert found[0].where == (("O1.1", "P1.1"),)
    assert [rules.found_already(pair) for pair in found] == [True, True, False]


@pytest.mark.parametrize(
    ("bearing", "fits"), [("supports", "P"), ("opposes", "O"), ("both", "PO"), ("", "")]
)
def test_a_card_stands_in_the_pile_of_the_side_that_it_bears_for(bearing: str, fits: str) -> None:
    assert "".join(side for side in "PO" if rules.fits(bearing, side)) == fits


@pytest.mark.parametrize(
    ("over", "view", "level"),
    [
        (False, "room", "none"),
        (False, "team1", "none"),
        (False, "judges", "none"),
        (True, "room", "gap"),
        (True, "team2", "gap"),
        (False, "moderators", "full"),
    ],
)
def test_hands_are_told_when_the_debate_is_over_and_then_without_their_holders(
    over: bool, view: str, level: str
) -> None:
    assert visibility.of_hands(over, view) == level
