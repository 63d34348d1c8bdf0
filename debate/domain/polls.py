"""Polls: totals of a vote, the swing between the opening and the closing vote, and its uncertainty.

Belongs here: counting. Choices are "P", "O" and "U" (undecided); confidence is 1 to 5 or None.
Does not belong here: when totals may be shown (`visibility`), whose seat is confirmed (callers hand
in the votes that count).

Sources of the rules: only people who voted both times count, and a lead below five points is a dead
heat (Soho Forum); the larger gain wins (Open to Debate). Gains are compared exactly, in whole
numbers, so that rounding decides nothing. The interval of a gain is Newcombe's; see `interval`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

CHOICES = ("P", "O", "U")
LEAST = 5  # of fewer voters, totals and moves tell who voted how
DEAD_HEAT_POINTS = 5
NO_POINT = "none"  # an answer to “which point moved you?” as much as an address is
Z = 1.959963984540054  # of the normal distribution: 95 % lie within, 2.5 % on each side

Interval = tuple[int, int]


@dataclass(frozen=True)
class Vote:
    """How one seat voted, and the address of the point that moved it (None: not said)."""

    seat: int
    choice: str
    confidence: int | None = None
    moved_by: str | None = None


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
    when nobody voted twice or it is a dead heat. `matrix[before][after]` counts people.
    `intervals` are the ends of the 95 % interval of each gain, in hundredths of a point. Below five
    voters both are None, since they would tell who voted how.
    """

    n: int
    before: Totals
    after: Totals
    gains: Mapping[str, int]
    winner: str | None
    dead_heat: bool
    matrix: Mapping[str, Mapping[str, int]] | None
    intervals: Mapping[str, Interval] | None

    @property
    def clear(self) -> tuple[str, ...]:
        """The sides whose gain or loss can be told from none: their interval leaves zero out."""
        found = self.intervals or {}
        return tuple(side for side, (low, high) in found.items() if low > 0 or high < 0)


@dataclass(frozen=True)
class Named:
    """A point that people named, and how many of them had moved (None: too few to be told)."""

    address: str
    n: int
    moved: int | None


@dataclass(frozen=True)
class MovedBy:
    """What people answered who were asked which point moved them: numbers alone.

    `n` answered; `none` of them named no point. `moved` and `none_moved` are those of them who
    voted otherwise after than before; None where the numbers would tell what single ones said.
    """

    n: int
    none: int
    moved: int | None
    none_moved: int | None
    points: tuple[Named, ...]  # most named first


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
    matrix = _matrix((first[seat].choice, last[seat].choice) for seat in both)
    return Swing(
        n=n,
        before=start,
        after=end,
        gains={side: _rounded(10_000 * people, n) if n else 0 for side, people in moved.items()},
        winner=None if dead_heat or n == 0 else "P" if lead > 0 else "O",
        dead_heat=dead_heat,
        matrix=matrix if n >= LEAST else None,
        intervals={side: interval(matrix, side) for side in moved} if n >= LEAST else None,
    )


def interval(matrix: Mapping[str, Mapping[str, int]], side: str) -> Interval:
    """The ends of the 95 % interval of a side's gain, in hundredths of a point, -10,000 to 10,000.

    The gain is the difference of two proportions of the same people: for `side` after, and before.
    Method 10 of R. G. Newcombe, “Improved confidence intervals for the difference between binomial
    proportions based on paired data”, Statistics in Medicine 17 (1998), 2635-2650: the Wilson
    intervals of both proportions are squared and added, less what their correlation explains. It
    keeps within 100 points, and is no single point where nobody moved. `matrix[before][after]`
    counts people, at least one.
    """
    n = sum(sum(row.values()) for row in matrix.values())
    stayed = matrix[side][side]
    was = sum(matrix[side].values())
    now = sum(row[side] for row in matrix.values())
    phi = _correlation(stayed, now - stayed, was - stayed, n - now - was + stayed)
    gain = (now - was) / n
    below, above = _wilson(now, n)
    below_before, above_before = _wilson(was, n)
    low = gain - _added(below, above_before, phi)
    high = gain + _added(above, below_before, phi)
    return max(-10_000, round(10_000 * low)), min(10_000, round(10_000 * high))


def moved_by(
    before: Iterable[Vote], after: Iterable[Vote], points: Sequence[str]
) -> MovedBy | None:
    """Which of `points` people named as what moved them; None below five answers.

    `points` are the addresses that may be shown, in the order of the debate: who named another one
    is not counted. Those who moved are told apart only if neither they nor the others are one to
    four people: the difference of two tables tells as much as a table.
    """
    first = {vote.seat: vote.choice for vote in before}
    answers = [
        (vote.moved_by, first.get(vote.seat, vote.choice) != vote.choice)
        for vote in after
        if vote.moved_by == NO_POINT or vote.moved_by in points
    ]
    if len(answers) < LEAST:
        return None
    moved = [named for named, changed in answers if changed]
    apart = len(moved) >= LEAST and not 0 < len(answers) - len(moved) < LEAST
    named_by_all = [named for named, _ in answers]
    rows = [
        Named(address, named_by_all.count(address), moved.count(address) if apart else None)
        for address in points
        if address in named_by_all
    ]
    return MovedBy(
        n=len(answers),
        none=named_by_all.count(NO_POINT),
        moved=len(moved) if apart else None,
        none_moved=moved.count(NO_POINT) if apart else None,
        points=tuple(sorted(rows, key=lambda row: -row.n)),
    )


def _matrix(moves: Iterable[tuple[str, str]]) -> Mapping[str, Mapping[str, int]]:
    found = {was: dict.fromkeys(CHOICES, 0) for was in CHOICES}
    for was, now in moves:
        found[was][now] += 1
    return found


def _correlation(both: int, joined: int, left: int, neither: int) -> float:
    """Phi of the two votes, by Newcombe's rule nearer to 0 where it is above; 0 if it has none."""
    margins = (both + joined) * (left + neither) * (both + left) * (joined + neither)
    if margins == 0:
        return 0.0
    n = both + joined + left + neither
    excess = both * neither - joined * left
    if excess > 0:
        return max(excess - n / 2, 0) / sqrt(margins)
    return excess / sqrt(margins)


def _wilson(count: int, n: int) -> tuple[float, float]:
    """How far the Wilson interval of count / n reaches below and above it."""
    share = count / n
    centre = (count + Z * Z / 2) / (n + Z * Z)
    half = Z * sqrt(count * (1 - share) + Z * Z / 4) / (n + Z * Z)
    return share - (centre - half), centre + half - share


def _added(one: float, other: float, phi: float) -> float:
    return sqrt(max(one * one - 2 * phi * one * other + other * other, 0.0))


def _rounded(number: int, by: int) -> int:
    """number / by, halves away from zero."""
    sign = -1 if number < 0 else 1
    return sign * ((2 * abs(number) + by) // (2 * by))
