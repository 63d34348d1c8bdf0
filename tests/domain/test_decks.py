"""Decks: how far sources are covered, how motions stand, and what makes a deck unfit."""

from dataclasses import replace

import pytest

from debate.domain import decks
from debate.domain.cards import Bearing
from debate.domain.decks import Balance, Covered
from tests import decks as small

CONTENT = small.content()


def faults(number: int, **changes: object) -> list[str]:
    """The faults after a change of one card."""
    cards = [replace(one, **changes) if one.number == number else one for one in CONTENT.cards]
    return list(decks.faults(replace(CONTENT, cards=tuple(cards))))


def test_coverage_names_the_passages_without_a_card() -> None:
    bare = replace(CONTENT, cards=CONTENT.cards[:1])
    assert decks.coverage(bare) == (
        Covered("marlowe-2024", 2, 1, (2,), 1),
        Covered("okafor-2026", 1, 0, (1,), 0),
    )
    assert [one.without for one in decks.coverage(CONTENT)] == [(), ()]


def test_a_card_that_cuts_both_ways_counts_for_both_sides() -> None:
    assert decks.balances(CONTENT) == (
        Balance(
            "vassal",
            supports=1,
            both=1,
            opposes=1,
            sources={
                "P": {"marlowe-2024": 1, "okafor-2026": 1},
                "O": {"marlowe-2024": 1, "okafor-2026": 1},
            },
        ),
    )


def test_cards_on_another_motion_do_not_count() -> None:
    other = replace(small.VASSAL, slug="other", position=2)
    found = decks.balances(replace(CONTENT, motions=(*CONTENT.motions, other)))
    assert found[1] == Balance("other", 0, 0, 0, {"P": {}, "O": {}})


def test_a_sound_deck_has_no_fault() -> None:
    assert list(decks.faults(CONTENT)) == []


@pytest.mark.parametrize(
    ("holder", "body", "named"),
    [
        ("Moscow", "Moscow says so.", True),
        ("Moscow", "moscow says so.", True),
        ("Moscow", "The Muscovites say so.", False),
        ("President Vladimir Putin", "Putin says so.", True),
        ("the author’s critics", "He says so.", False),
        ("the author’s critics", "The author’s critics say so.", True),
        ("C. Marlowe", "He says so.", False),
        ("", "He says so.", True),
    ],
)
def test_who_holds_a_view_is_named_in_tag_or_body(holder: str, body: str, named: bool) -> None:
    found = faults(302, holder=holder, body=body, hedge="")
    words = f"Card No. 302: tag and body do not name {holder}, who holds this."
    assert found == ([] if named else [words])


@pytest.mark.parametrize(
    ("hedge", "lost"),
    [
        ("", []),
        ("reportedly", []),
        ("Says; reportedly", []),
        ("asked for", []),
        ("probably", ["probably"]),
        ("reportedly; likely; perhaps", ["likely", "perhaps"]),
        ("report", ["report"]),
        (";", []),
    ],
)
def test_each_hedge_stands_in_tag_or_body(hedge: str, lost: list[str]) -> None:
    assert faults(302, hedge=hedge) == [
        f"Card No. 302: tag and body have lost the hedge “{one}”." for one in lost
    ]


def test_the_tag_may_carry_name_and_hedge() -> None:
    changes = {"tag": "Moscow is said to have asked", "body": "It did.", "hedge": "said to"}
    assert faults(302, **changes) == []


@pytest.mark.parametrize(("bears", "missing"), [("supports", "O"), ("opposes", "P"), ("both", "")])
def test_each_side_of_a_motion_has_a_card(bears: str, missing: str) -> None:
    bearings = (Bearing("vassal", bears, "A warrant."),)
    cards = tuple(replace(one, bearings=bearings) for one in CONTENT.cards)
    words = [f"Motion vassal: no card helps side {missing}."] if missing else []
    assert list(decks.faults(replace(CONTENT, cards=cards))) == words


def test_a_card_without_words_or_without_a_motion_is_a_fault() -> None:
    number = CONTENT.cards[0].number
    assert f"Card No. {number}: it names no words of its passage." in faults(number, spans=())
    assert f"Card No. {number}: it bears on no motion." in faults(number, bearings=())


def test_sources_stand_in_the_order_of_their_files() -> None:
    turned = replace(CONTENT, sources=tuple(reversed(CONTENT.sources)))
    assert decks.in_order(turned).sources == CONTENT.sources
