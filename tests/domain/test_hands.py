"""Hands: piles, dealing, drawing and swapping."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debate.domain import hands

PILE = tuple(range(101, 113))


def test_a_card_that_cuts_both_ways_stands_in_both_piles() -> None:
    bearings = {3: "both", 2: "opposes", 1: "supports"}
    assert hands.piles(bearings) == {"P": (1, 3), "O": (2, 3)}


def test_the_same_seed_deals_the_same_hands() -> None:
    one = hands.deal(PILE, [1, 2], 4, True, Random("seed"))
    assert hands.deal(PILE[::-1], [1, 2], 4, True, Random("seed")) == one
    assert hands.deal(PILE, [1, 2], 4, True, Random("other")) != one


@given(st.sets(st.integers(1, 999)), st.integers(0, 8), st.integers(1, 6), st.text())
def test_an_exclusive_pile_never_deals_a_card_twice(
    pile: set[int], seats: int, size: int, seed: str
) -> None:
    if hands.check_deal(len(pile), seats, size, exclusive=True):
        return
    dealt = hands.deal(sorted(pile), range(seats), size, True, Random(seed))
    cards = [card for hand in dealt.values() for card in hand]
    assert len(cards) == len(set(cards)) == seats * size
    assert set(cards) <= pile


@given(st.sets(st.integers(1, 999), min_size=6), st.integers(0, 8), st.text())
def test_a_shared_pile_deals_no_card_twice_into_one_hand(
    pile: set[int], seats: int, seed: str
) -> None:
    dealt = hands.deal(sorted(pile), range(seats), 6, False, Random(seed))
    assert len(dealt) == seats
    assert all(len(set(hand)) == 6 and set(hand) <= pile for hand in dealt.values())


def test_an_exclusive_pile_too_small_for_all_hands_offers_a_shared_one() -> None:
    problem = hands.check_deal(pile_size=11, seats=3, hand_size=4, exclusive=True)
    assert problem is not None
    assert problem.offer_shared
    assert problem.message.startswith("3 hands of 4 need 12 cards; the pile has 11.")
    assert hands.check_deal(12, 3, 4, exclusive=True) is None
    assert hands.check_deal(11, 3, 4, exclusive=False) is None


def test_a_pile_smaller_than_a_hand_cannot_be_shared_either() -> None:
    problem = hands.check_deal(3, 1, 4, exclusive=False)
    assert problem is not None
    assert not problem.offer_shared
    with pytest.raises(ValueError, match="fewer than a hand of 4"):
        hands.deal(PILE[:3], [1], 4, False, Random("seed"))


@pytest.mark.parametrize(
    ("mine", "taken", "exclusive", "given_back", "card"),
    [
        ((), (), True, (), 1),
        ((1,), (2,), True, (), 3),
        ((1,), (2,), False, (), 2),  # what others hold counts in an exclusive pile only
        ((1,), (), True, (2,), 3),
        ((1,), (3,), True, (2,), 2),  # a card given back comes again when no other is left
        ((1,), (2, 3), True, (), None),
    ],
)
def test_the_next_card_of_a_pile(
    mine: tuple[int, ...],
    taken: tuple[int, ...],
    exclusive: bool,
    given_back: tuple[int, ...],
    card: int | None,
) -> None:
    assert hands.draw_next((1, 2, 3), mine, taken, exclusive, given_back) == card


@given(st.text(), st.integers(1, 5))
def test_seats_that_draw_in_turn_empty_an_exclusive_pile_without_a_double(
    seed: str, seats: int
) -> None:
    order = hands.pile_order(PILE, Random(seed))
    held: dict[int, list[int]] = {seat: [] for seat in range(seats)}
    for turn in range(len(PILE)):
        seat = turn % seats
        others = [card for other in held if other != seat for card in held[other]]
        card = hands.draw_next(order, held[seat], others, True)
        assert card is not None
        held[seat].append(card)
    assert sorted(card for hand in held.values() for card in hand) == list(PILE)
    assert hands.draw_next(order, held[0], set(PILE) - set(held[0]), True) is None


@pytest.mark.parametrize(
    ("held", "card", "says"),
    [(3, 9, ""), (4, 9, "Your hand is full"), (3, None, "The pile is empty")],
)
def test_when_one_may_draw(held: int, card: int | None, says: str) -> None:
    problem = hands.check_draw(held, 4, card)
    assert (problem.message if problem else "").startswith(says)
    assert (problem is None) is (says == "")


@pytest.mark.parametrize(
    ("used", "card", "says"),
    [(0, 9, ""), (1, 9, "No swap is left"), (0, None, "The pile is empty")],
)
def test_when_one_may_swap(used: int, card: int | None, says: str) -> None:
    problem = hands.check_swap(used, 1, card)
    assert (problem.message if problem else "").startswith(says)
    assert (problem is None) is (says == "")
