"""Ballots and marks: rubrics as data, weighted totals, means, and a panel's decision.

Belongs here: the arithmetic of judging. Totals are whole hundredths of a percent (8,250 is 82.5 %),
points of a mark whole hundredths of a point; halves round up, once, at the end.
Does not belong here: who may see a ballot (`visibility`), and files of grades (export).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from debate.domain.datafiles import Fields, Problem

LEVELS = 4


class RubricError(ValueError):
    """A rubric that cannot be used; `problems` holds every fault found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.path}: {p.message}".lstrip(": ") for p in self.problems))


@dataclass(frozen=True)
class Criterion:
    """One thing that is judged; `weight` in percent, one descriptor a level, lowest first."""

    slug: str
    name: str
    weight: int
    descriptors: tuple[str, ...]


@dataclass(frozen=True)
class Rubric:
    """A rubric; `levels` are the names of levels 1 to 4, lowest first. Weights add up to 100."""

    slug: str
    title: str
    levels: tuple[str, ...]
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class Score:
    """What counts for a debater: total, where it is from, and from how many sheets."""

    total: int
    source: str  # instructor | judges
    n: int


@dataclass(frozen=True)
class Panel:
    """Votes of the judges for each side; `winner` is None at a tie or without votes."""

    P: int
    O: int  # noqa: E741 (the side's letter everywhere)
    winner: str | None


def read(data: Mapping[str, object]) -> Rubric:
    """The rubric in a parsed file; raises RubricError with all problems at once."""
    problems: list[Problem] = []
    top = Fields(data, "", problems)
    levels = top.texts("levels")
    rubric = Rubric(
        slug=top.slug("slug"),
        title=top.text("title", 80),
        levels=levels,
        criteria=tuple(_read_criterion(part) for part in top.each("criteria")),
    )
    if len(levels) != LEVELS:
        top.fault("levels", f"Name {LEVELS} levels, the lowest first.")
    if sum(criterion.weight for criterion in rubric.criteria) != 100:
        top.fault("criteria", "The weights must add up to 100.")
    slugs = [criterion.slug for criterion in rubric.criteria]
    if len(set(slugs)) < len(slugs):
        top.fault("criteria", "Two criteria have the same slug.")
    top.close()
    if problems:
        raise RubricError(problems)
    return rubric


def as_data(rubric: Rubric) -> dict[str, object]:
    """The rubric as plain data, ready for JSON; `read` makes the same rubric of it again."""
    return {
        "slug": rubric.slug,
        "title": rubric.title,
        "levels": list(rubric.levels),
        "criteria": [
            {
                "slug": criterion.slug,
                "name": criterion.name,
                "weight": criterion.weight,
                "descriptors": list(criterion.descriptors),
            }
            for criterion in rubric.criteria
        ],
    }


def check_levels(rubric: Rubric, levels: Mapping[str, int]) -> tuple[Problem, ...]:
    """Faults of the levels entered, by criterion: one that the rubric has not, or no such level."""
    known = {criterion.slug for criterion in rubric.criteria}
    found = []
    for slug, level in levels.items():
        if slug not in known:
            found.append(Problem(slug, "The rubric has no such criterion."))
        elif not 1 <= level <= LEVELS:
            found.append(Problem(slug, f"Choose a level from 1 to {LEVELS}."))
    return tuple(found)


def missing(rubric: Rubric, levels: Mapping[str, int]) -> tuple[Criterion, ...]:
    """The criteria that have no level yet."""
    return tuple(criterion for criterion in rubric.criteria if criterion.slug not in levels)


def total(rubric: Rubric, levels: Mapping[str, int]) -> int | None:
    """The weighted total in hundredths of a percent; None while a criterion has no level.

    Level n of 4 earns n quarters of its criterion's weight, so a complete sheet has 25 to 100 %.
    """
    if missing(rubric, levels):
        return None
    earned = sum(criterion.weight * levels[criterion.slug] for criterion in rubric.criteria)
    return earned * 100 // LEVELS


def mean_of_ballots(totals: Iterable[int | None]) -> int | None:
    """The mean of the complete totals in hundredths of a percent, halves up; None of none."""
    complete = [one for one in totals if one is not None]
    return _half_up(sum(complete), len(complete)) if complete else None


def mean_levels(sheets: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """The mean level of each criterion in hundredths of a level, over the sheets that have it."""
    slugs = dict.fromkeys(slug for sheet in sheets for slug in sheet)
    given = {slug: [sheet[slug] for sheet in sheets if slug in sheet] for slug in slugs}
    return {slug: _half_up(100 * sum(levels), len(levels)) for slug, levels in given.items()}


def score(mark: int | None, ballots: Sequence[int | None]) -> Score | None:
    """The instructor's total where there is one, else the mean of the handed-in ballots' totals."""
    if mark is not None:
        return Score(mark, "instructor", 1)
    mean = mean_of_ballots(ballots)
    if mean is None:
        return None
    return Score(mean, "judges", sum(one is not None for one in ballots))


def points_of(total_hundredths: int, maximum: int = 100) -> int:
    """A total as hundredths of a point out of `maximum` points, halves up."""
    return _half_up(total_hundredths * maximum, 100)


def panel(decisions: Iterable[str]) -> Panel:
    """What the judges decided: "P", "O", or anything else for no decision."""
    votes = list(decisions)
    for_p, for_o = votes.count("P"), votes.count("O")
    winner = None if for_p == for_o else "P" if for_p > for_o else "O"
    return Panel(for_p, for_o, winner)


def _read_criterion(part: Fields) -> Criterion:
    descriptors = part.texts("descriptors")
    if len(descriptors) != LEVELS:
        part.fault("descriptors", f"Describe {LEVELS} levels, the lowest first.")
    criterion = Criterion(
        slug=part.slug("slug"),
        name=part.text("name", 60),
        weight=part.number("weight", 1, 100),
        descriptors=descriptors,
    )
    part.close()
    return criterion


def _half_up(number: int, by: int) -> int:
    return (2 * number + by) // (2 * by)
