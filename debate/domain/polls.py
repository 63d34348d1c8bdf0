"""Polls: totals of a vote, and the swing between the opening and the closing vote.

Belongs here: counting. Choices are "P", "O" and "U" (undecided); confidence is 1 to 5 or None.
Does not belong here: when totals may be shown (`visibility`), whose seat is confirmed (callers hand
in the votes that count).

Sources of the rules: only people who voted both times count, and a lead below five points is a dead
heat (Soho Forum); the larger gain wins (Open to Debate). Gains are compared exactly, in whole
numbers, so that rounding decides nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

CHOICES = ("P", "O", "U")
LEAST = 5  # of fewer voters, totals and moves tell who voted how
DEAD_HEAT_POINTS = 5


@dataclass(frozen=True)
class Vote:
    """How one seat voted."""

    seat: int
    choice: str
    confidence: int | None = None


@dataclass(frozen=True)
class Totals:
    """Votes for each side and undecided; mean confidence in hundredths (None: nobody gave one)."""

    P: int
    O: int  # noqa: E741 (the side's letter everywhere)
    U: int
    confidence: int | None

    @property
    def n(self) -> int:
        """All votes."""
        return self.P + self.O + self.U


@dataclass(frozen=True)
class Swing:
    """How the people who voted both times moved.

    Gains are in hundredths of a percentage point, rounded half away from zero. `winner` is None
    when nobody voted twice or it is a dead heat. `matrix[before][after]` counts people; below five
    voters it is None, since it would tell who voted how.
    """

    n: int
    before: Totals
    after: Totals
    gains: Mapping[str, int]
    winner: str | None
    dead_heat: bool
    matrix: Mapping[str, Mapping[str, int]] | None


def totals(votes: Iterable[Vote]) -> Totals:
    """The totals of one poll."""
    cast = list(votes)
    counts = {choice: sum(vote.choice == choice for vote in cast) for choice in CHOICES}
    sure = [vote.confidence for vote in cast if vote.confidence is not None]
    mean = _rounded(100 * sum(sure), len(sure)) if sure else None
    return Totals(counts["P"], counts["O"], counts["U"], mean)


def swing(before: Iterable[Vote], after: Iterable[Vote]) -> Swing:
    """The swing of the votes handed in: the audience's, or the debaters' apart from it."""
    first = {vote.seat: vote for vote in before}
    last = {vote.seat: vote for vote in after}
    both = sorted(first.keys() & last.keys())
    n = len(both)
    start = totals(first[seat] for seat in both)
    end = totals(last[seat] for seat in both)
    moved = {"P": end.P - start.P, "O": end.O - start.O}
    lead = moved["P"] - moved["O"]
    dead_heat = abs(lead) * 100 < DEAD_HEAT_POINTS * n
    matrix = {was: dict.fromkeys(CHOICES, 0) for was in CHOICES}
    for seat in both:
        matrix[first[seat].choice][last[seat].choice] += 1
    return Swing(
        n=n,
        before=start,
        after=end,
        gains={side: _rounded(10_000 * people, n) if n else 0 for side, people in moved.items()},
        winner=None if dead_heat or n == 0 else "P" if lead > 0 else "O",
        dead_heat=dead_heat,
        matrix=matrix if n >= LEAST else None,
    )


def _rounded(number: int, by: int) -> int:
    """number / by, halves away from zero."""
    sign = -1 if number < 0 else 1
    return sign * ((2 * abs(number) + by) // (2 * by))
