"""Second marking: whose work is drawn, under which codes, and how two marks differ.

Belongs here: the draw, the codes of one round, differences and their mean. Totals are hundredths of
a percent. Does not belong here: what a level earns (`ballots`), and what a marker is shown.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from debate.domain import ballots
from debate.domain.rubrics import Rubric
from debate.domain.seats import ALPHABET

ALL, SAMPLE, SEATS = "all", "sample", "seats"
FIRST, SECOND, MEAN, AGREED = "first", "second", "mean", "agreed"
WAYS = (FIRST, SECOND, MEAN, AGREED)
CODE_LENGTH = 4
THRESHOLD = 1_000
"""The usual threshold: a total that differs by more than 10 %."""


@dataclass(frozen=True)
class Difference:
    """How two marks of one student differ. Totals are None while a mark is not complete.

    `criteria`: (slug, first level, second level) in the rubric's order, None where there is none.
    `large`: the totals differ by more than the threshold.
    """

    first: int | None
    second: int | None
    criteria: tuple[tuple[str, int | None, int | None], ...]
    large: bool

    @property
    def total(self) -> int | None:
        """The second total less the first."""
        if self.first is None or self.second is None:
            return None
        return self.second - self.first

    @property
    def same(self) -> bool:
        """Whether both gave each criterion the same level."""
        return all(one is not None and one == other for _, one, other in self.criteria)


def sample(seed: str, seats: Sequence[int], n: int) -> list[int]:
    """`n` of these seat numbers, drawn at random; the same seed and seats draw the same ones."""
    return sorted(random.Random(seed).sample(sorted(seats), n))  # noqa: S311 (repeatable)


def codes(count: int, rng: random.Random) -> list[str]:
    """Different codes for one round; hand in `random.SystemRandom()`, since they must not tell."""
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(rng.choice(ALPHABET) for _ in range(CODE_LENGTH))] = None
    return list(found)


def difference(
    rubric: Rubric, first: Mapping[str, int], second: Mapping[str, int], threshold: int
) -> Difference:
    """Two marks by one rubric, criterion by criterion and in total."""
    one, other = ballots.total(rubric, first), ballots.total(rubric, second)
    slugs = [criterion.slug for criterion in rubric.criteria]
    return Difference(
        one,
        other,
        tuple((slug, first.get(slug), second.get(slug)) for slug in slugs),
        one is not None and other is not None and abs(one - other) > threshold,
    )


def mean(first: Mapping[str, int], second: Mapping[str, int]) -> dict[str, int]:
    """The mean of two marks, level by level; a half goes up."""
    return {slug: (level + second[slug] + 1) // 2 for slug, level in first.items()}
