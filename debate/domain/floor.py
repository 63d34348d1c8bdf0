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


MEASURES = ("ms", "words", "points", "cards", "answers")
"""What is shared out, in the order in which it is shown."""


@dataclass(frozen=True)
class Part:
    """What one person, or a side as a whole, has had of a debate.

    `ms` with the floor; `points` that stand, with their `words`, the `cards` that they cite and how
    often they answer something.
    """

    seat: int
    side: str | None
    ms: int
    points: int
    words: int
    cards: int = 0
    answers: int = 0

    def of(self, measure: str) -> int:
        """How much of one of the `MEASURES`."""
        return int(getattr(self, measure))


@dataclass(frozen=True)
class Share:
    """A part, and by measure its percentage of all: whole, from 0 to 100."""

    part: Part
    percents: Mapping[str, int]

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


def side_shares(
    parts: Sequence[Part], sides: Sequence[str | None], beside: Mapping[str, int]
) -> tuple[Share, ...]:
    """The same of whole sides, in the order of `sides` (None: those without a side).

    `beside`: ms that a side had, though it is not known who of it spoke.
    """
    return _shares([_sum(parts, side, beside.get(side or "", 0)) for side in sides])


def _sum(parts: Sequence[Part], side: str | None, beside_ms: int) -> Part:
    of_side = [part for part in parts if part.side == side]
    sums = {measure: sum(part.of(measure) for part in of_side) for measure in MEASURES}
    return Part(0, side, **sums | {"ms": sums["ms"] + beside_ms})


def ordinal(number: int) -> str:
    """ "1st", "2nd", "3rd", "4th", "11th", "21st"."""
    last = number % 10
    if number % 100 in (11, 12, 13) or last not in (1, 2, 3):
        return f"{number}th"
    return f"{number}{('st', 'nd', 'rd')[last - 1]}"


def _shares(parts: Sequence[Part]) -> tuple[Share, ...]:
    whole = {measure: sum(part.of(measure) for part in parts) for measure in MEASURES}
    return tuple(
        Share(part, {one: _percent(part.of(one), whole[one]) for one in MEASURES}) for part in parts
    )


def _percent(part: int, whole: int) -> int:
    """Rounded, halves up; 0 of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else 0
