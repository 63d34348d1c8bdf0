"""Ballots and marks: weighted totals, means, and a panel's decision.

Belongs here: the arithmetic of judging. Totals are whole hundredths of a percent (8,250 is 82.5 %);
halves round up, once, at the end.
Does not belong here: what a rubric is (`rubrics`), speaker points (`ballots_points`), points of a
grade (`grades`), who may see a ballot (`visibility`), and files of grades (export).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from debate.domain import ballots_points
from debate.domain.ballots_points import Given
from debate.domain.datafiles import Problem, decimal_text
from debate.domain.rubrics import Criterion, Rubric
from debate.domain.steps import SIDES, Format

Sheet = TypeVar("Sheet")


@dataclass(frozen=True)
class Score:
    """What counts for a debater: total, where it is from, and from how many sheets."""

    total: int
    source: str  # instructor | judges
    n: int


@dataclass(frozen=True)
class Panel:
    """Votes of the judges for each side; `winner` is None at a tie or without votes.

    `abstained` ballots name no winner. `points`: the sum of each side's totals over the ballots
    that have one, `scored` of them, in hundredths of a point; None where none has.
    """

    P: int
    O: int  # noqa: E741 (the side's letter everywhere)
    winner: str | None
    abstained: int = 0
    scored: int = 0
    points: Mapping[str, int] | None = None

    @property
    def margin(self) -> int:
        """By how many votes it was decided; 0 at a tie."""
        return abs(self.P - self.O)

    @property
    def means(self) -> Mapping[str, int] | None:
        """The mean total of each side in hundredths of a point, halves up."""
        if self.points is None:
            return None
        return {side: _half_up(total, self.scored) for side, total in self.points.items()}


def check_levels(rubric: Rubric, levels: Mapping[str, int]) -> tuple[Problem, ...]:
    """Faults of the levels entered, by criterion: one that the rubric has not, or no such level."""
    known = {criterion.slug for criterion in rubric.criteria}
    found = []
    for slug, level in levels.items():
        if slug not in known:
            found.append(Problem(slug, "The rubric has no such criterion."))
        elif not 1 <= level <= rubric.top:
            found.append(Problem(slug, f"Choose a level from 1 to {rubric.top}."))
    return tuple(found)


def missing(rubric: Rubric, levels: Mapping[str, int]) -> tuple[Criterion, ...]:
    """The criteria that have no level yet."""
    return tuple(criterion for criterion in rubric.criteria if criterion.slug not in levels)


def total(rubric: Rubric, levels: Mapping[str, int]) -> int | None:
    """The weighted total in hundredths of a percent; None while a criterion has no level.

    Level n of L earns n parts in L of its criterion's weight, rounded once, at the end: the rule of
    the Toulmin rubric, whose four levels earn 5, 10, 15 and 20 of 20. A complete sheet of four
    levels so has from 25 to 100 %.
    """
    if missing(rubric, levels):
        return None
    earned = sum(criterion.weight * levels[criterion.slug] for criterion in rubric.criteria)
    return _half_up(earned * 100, rubric.top)


def sheet_total(
    fmt: Format, rubric: Rubric, levels: Mapping[str, int], given: Sequence[Given]
) -> int | None:
    """What a judge's sheet on one debater is worth in hundredths of a percent; None if not whole.

    In a format with speaker points that is what the points of the debater's speeches are worth
    (`ballots_points.total`), in any other the rubric's total of the levels.
    """
    return ballots_points.total(fmt, given) if fmt.by_points else total(rubric, levels)


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


def panel(decisions: Iterable[str], totals: Iterable[Mapping[str, int] | None] = ()) -> Panel:
    """What the judges decided: the side with more votes wins, whatever the points are.

    `decisions`: "P", "O", or anything else for no decision. `totals`: those of each ballot's sides
    in hundredths of a point, None where one has not all its scores. Equal votes are a tie; no
    format breaks it.
    """
    votes = list(decisions)
    for_p, for_o = votes.count("P"), votes.count("O")
    winner = None if for_p == for_o else "P" if for_p > for_o else "O"
    whole = [one for one in totals if one is not None]
    points = {side: sum(one[side] for one in whole) for side in SIDES} if whole else None
    return Panel(for_p, for_o, winner, len(votes) - for_p - for_o, len(whole), points)


def apart(
    sheets: Iterable[tuple[int, Sheet]], practising: Collection[int]
) -> tuple[tuple[Sheet, ...], tuple[Sheet, ...]]:
    """What counts of the sheets, and what is practice: pairs of a judge's seat and the sheet.

    A shadow judge fills in a whole ballot, and it counts for nothing: no decision, mean or rank.
    """
    given = tuple(sheets)
    return (
        tuple(sheet for seat, sheet in given if seat not in practising),
        tuple(sheet for seat, sheet in given if seat in practising),
    )


def verdict(decided: Panel, names: Mapping[str, str]) -> tuple[str, ...]:
    """The panel's decision in sentences; () without a ballot. `names`: of the sides."""
    most, fewer = max(decided.P, decided.O), min(decided.P, decided.O)
    found = []
    if decided.winner:
        found.append(f"The judges gave it to {names[decided.winner]}, {most} to {fewer}.")
    elif most:
        found.append(f"The judges are split {most} to {fewer}; the format does not break ties.")
    if decided.abstained:
        who = "No judge" if not most else _count(decided.abstained, "judge")
        found.append(f"{who} named {'a' if not most else 'no'} winner.")
    if decided.means is not None:
        said = ", ".join(f"{names[side]} {decimal_text(decided.means[side])}" for side in SIDES)
        what = "Total" if decided.scored == 1 else f"Mean total of {decided.scored} ballots"
        found.append(f"{what}: {said}.")
    return tuple(found)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _half_up(number: int, by: int) -> int:
    return (2 * number + by) // (2 * by)
