"""The floor: what a raised hand is for, and how time and words are shared.

Does not belong here: who may speak in a step (`speeches`), how long a step ran (`clock`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

INTENTS: Mapping[str, str] = {
    "point": "new point",
    "build": "build on a point",
    "challenge": "challenge a point",
    "question": "question",
}
"""What a hand may be raised for, in words; the first is meant where nothing is said."""


@dataclass(frozen=True)
class Part:
    """What one person has had of a debate; `words` of their points that stand."""

    seat: int
    side: str | None
    ms: int
    points: int
    words: int


@dataclass(frozen=True)
class Share:
    """A part with its percentages of all time, points and words: whole, from 0 to 100."""

    part: Part
    ms_percent: int
    points_percent: int
    words_percent: int

    @property
    def heard(self) -> bool:
        """Whether this person has had the floor or made a point."""
        return self.part.ms > 0 or self.part.points > 0


def shares(parts: Sequence[Part]) -> tuple[Share, ...]:
    """Each one's share of the whole: who was not heard yet first, then who had least time.

    Equal ones keep their order.
    """
    found = _shares(parts)
    return tuple(sorted(found, key=lambda one: (one.heard, one.part.ms, one.part.words)))


def side_shares(parts: Sequence[Part], sides: Sequence[str | None]) -> tuple[Share, ...]:
    """The same of whole sides, in the order of `sides` (None: those without a side)."""
    sums = [
        Part(
            0,
            side,
            sum(part.ms for part in parts if part.side == side),
            sum(part.points for part in parts if part.side == side),
            sum(part.words for part in parts if part.side == side),
        )
        for side in sides
    ]
    return _shares(sums)


def ordinal(number: int) -> str:
    """ "1st", "2nd", "3rd", "4th", "11th", "21st"."""
    last = number % 10
    if number % 100 in (11, 12, 13) or last not in (1, 2, 3):
        return f"{number}th"
    return f"{number}{('st', 'nd', 'rd')[last - 1]}"


def _shares(parts: Sequence[Part]) -> tuple[Share, ...]:
    ms = sum(part.ms for part in parts)
    points = sum(part.points for part in parts)
    words = sum(part.words for part in parts)
    return tuple(
        Share(
            part, _percent(part.ms, ms), _percent(part.points, points), _percent(part.words, words)
        )
        for part in parts
    )


def _percent(part: int, whole: int) -> int:
    """Rounded, halves up; 0 of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else 0
