"""Hands: the piles of both sides, dealing, drawing and swapping cards.

Belongs here: which card comes next, and whether one may be drawn at all.
Does not belong here: who may cite a card (`cards`), and recording draws (services). Whoever deals
keeps the seed: the same seed, seats and pile give the same hands.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from random import Random

SUPPORTS, OPPOSES, BOTH = "supports", "opposes", "both"
_BEARS_FOR = {"P": (SUPPORTS, BOTH), "O": (OPPOSES, BOTH)}


@dataclass(frozen=True)
class Problem:
    """Why cards cannot be dealt or drawn as asked; `offer_shared`: a shared pile would do."""

    message: str
    offer_shared: bool = False


def piles(bearings: Mapping[int, str]) -> dict[str, tuple[int, ...]]:
    """Card numbers of each side's pile, in order; a card that cuts both ways stands in both.

    `bearings`: card number to "supports", "opposes" or "both" on the debate's motion.
    """
    return {
        side: tuple(sorted(card for card, bearing in bearings.items() if bearing in fits))
        for side, fits in _BEARS_FOR.items()
    }


def check_deal(pile_size: int, seats: int, hand_size: int, exclusive: bool) -> Problem | None:
    """Whether a pile is enough for hands of this size; None means yes."""
    if pile_size < hand_size:
        return Problem(f"The pile has {pile_size} cards, fewer than a hand of {hand_size}.")
    if exclusive and pile_size < seats * hand_size:
        message = (
            f"{seats} hands of {hand_size} need {seats * hand_size} cards; the pile has"
            f" {pile_size}. Deal smaller hands, or let the team share the pile."
        )
        return Problem(message, offer_shared=True)
    return None


def deal(
    pile: Sequence[int], seats: Sequence[int], hand_size: int, exclusive: bool, rng: Random
) -> dict[int, tuple[int, ...]]:
    """A hand for each seat, by seat; from an exclusive pile no card goes to two of them.

    Raises ValueError when `check_deal` finds a problem.
    """
    problem = check_deal(len(pile), len(seats), hand_size, exclusive)
    if problem:
        raise ValueError(problem.message)
    if not exclusive:
        return {seat: _shuffled(pile, rng)[:hand_size] for seat in seats}
    mixed = _shuffled(pile, rng)
    return {
        seat: mixed[place * hand_size : (place + 1) * hand_size] for place, seat in enumerate(seats)
    }


def pile_order(pile: Sequence[int], rng: Random) -> tuple[int, ...]:
    """The pile shuffled. Shared piles need one order a seat, or all would draw the same cards."""
    return _shuffled(pile, rng)


def draw_next(
    order: Sequence[int],
    mine: Collection[int],
    taken: Collection[int],
    exclusive: bool,
    given_back: Collection[int] = (),
) -> int | None:
    """The next card for a seat, or None when the pile has none left for it.

    `mine`: cards it holds. `taken`: cards held by others from this pile, which count only where the
    pile is exclusive. `given_back`: cards it swapped away, which come again only after all others.
    """
    gone = {*mine, *taken} if exclusive else set(mine)
    left = [card for card in order if card not in gone]
    fresh = [card for card in left if card not in given_back]
    return next(iter(fresh or left), None)


def check_draw(held: int, hand_size: int, next_card: int | None) -> Problem | None:
    """Whether a seat that holds `held` cards may draw one more; None means yes."""
    if held >= hand_size:
        return Problem(f"Your hand is full: it has {held} of {hand_size} cards.")
    if next_card is None:
        return Problem("The pile is empty. You can still cite any card already cited here.")
    return None


def check_swap(used: int, allowed: int, next_card: int | None) -> Problem | None:
    """Whether a seat that swapped `used` times may swap once more; None means yes."""
    if used >= allowed:
        return Problem("No swap is left.")
    if next_card is None:
        return Problem("The pile is empty, so there is nothing to swap for.")
    return None


def _shuffled(pile: Sequence[int], rng: Random) -> tuple[int, ...]:
    # Python promises the same sequence for a seed from random(), not from shuffle().
    return tuple(sorted(sorted(pile), key=lambda _: rng.random()))
