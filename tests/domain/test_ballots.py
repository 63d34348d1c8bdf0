"""Ballots: rubrics as data, totals, means and a panel's decision."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from debate.domain import ballots
from debate.domain.ballots import Panel, RubricError, Score

SEED = Path(__file__).parents[2] / "seeds" / "rubrics" / "seminar.yaml"
SEMINAR = ballots.read(yaml.load(SEED.read_text(encoding="utf-8"), Loader=yaml.BaseLoader))
SLUGS = ("argument", "evidence", "clash", "questioning", "reflection")
FULL = dict.fromkeys(SLUGS, 4)


def criterion(slug: str, weight: str, **changes: Any) -> dict[str, Any]:
    data = {"slug": slug, "name": slug, "weight": weight, "descriptors": ["a", "b", "c", "d"]}
    return {**data, **changes}


def rubric(*criteria: dict[str, Any], **changes: Any) -> dict[str, Any]:
    data = {"slug": "r", "title": "R", "levels": ["a", "b", "c", "d"], "criteria": list(criteria)}
    return {**data, **changes}


def test_the_seminar_rubric_weighs_as_designed_and_survives_its_own_copy() -> None:
    weights = {one.slug: one.weight for one in SEMINAR.criteria}
    assert weights == dict(zip(SLUGS, (25, 25, 25, 10, 15), strict=True))
    assert ballots.read(ballots.as_data(SEMINAR)) == SEMINAR


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (rubric(criterion("a", "60"), criterion("b", "30")), "criteria"),
        (rubric(criterion("a", "50"), criterion("a", "50")), "criteria"),
        (rubric(criterion("a", "100"), levels=["a", "b"]), "levels"),
        (rubric(criterion("a", "100", descriptors=["a"])), "criteria[0].descriptors"),
        (rubric(criterion("a", "101")), "criteria[0].weight"),
        (rubric(criterion("a", "100", colour="red")), "criteria[0].colour"),
        (rubric(criterion("a", "100"), title=""), "title"),
        (rubric(), "criteria"),
    ],
)
def test_a_faulty_rubric_is_refused_with_the_path_of_its_fault(
    data: dict[str, Any], path: str
) -> None:
    with pytest.raises(RubricError) as refusal:
        ballots.read(data)
    assert path in {problem.path for problem in refusal.value.problems}
    assert path in str(refusal.value)


@pytest.mark.parametrize(
    ("levels", "total"),
    [
        (FULL, 10_000),
        (dict.fromkeys(SLUGS, 1), 2_500),
        ({**FULL, "argument": 3}, 9_375),
        ({**FULL, "questioning": 1, "reflection": 2}, 8_500),
        ({"argument": 4}, None),
    ],
)
def test_a_level_earns_its_quarters_of_the_weight(levels: dict[str, int], total: int) -> None:
    assert ballots.total(SEMINAR, levels) == total


def test_missing_criteria_are_named_in_their_order() -> None:
    found = ballots.missing(SEMINAR, {"evidence": 2, "argument": 1, "reflection": 4})
    assert [one.name for one in found] == ["Clash and rebuttal", "Questioning and conduct"]
    assert ballots.missing(SEMINAR, FULL) == ()


def test_levels_that_cannot_be_are_named_by_criterion() -> None:
    found = ballots.check_levels(SEMINAR, {"argument": 5, "evidence": 0, "looks": 2, "clash": 4})
    assert [problem.path for problem in found] == ["argument", "evidence", "looks"]


def test_the_mean_counts_complete_ballots_and_rounds_halves_up() -> None:
    assert ballots.mean_of_ballots([10_000, None, 9_375]) == 9_688
    assert ballots.mean_of_ballots([None]) is None
    assert ballots.mean_of_ballots([]) is None


def test_mean_levels_count_the_sheets_that_have_the_criterion() -> None:
    sheets = [{"a": 4, "b": 1}, {"a": 3}, {"a": 3}]
    assert ballots.mean_levels(sheets) == {"a": 333, "b": 100}


@pytest.mark.parametrize(
    ("mark", "sheets", "score"),
    [
        (9_000, [5_000], Score(9_000, "instructor", 1)),
        (None, [5_000, None, 6_000], Score(5_500, "judges", 2)),
        (None, [None], None),
        (None, [], None),
    ],
)
def test_the_judges_mean_stands_in_for_a_mark(
    mark: int | None, sheets: list[int | None], score: Score | None
) -> None:
    assert ballots.score(mark, sheets) == score


@pytest.mark.parametrize(
    ("total", "maximum", "points"),
    [(8_250, 100, 8_250), (8_250, 20, 1_650), (9_375, 15, 1_406), (10_000, 1, 100), (5_050, 1, 51)],
)
def test_a_total_becomes_points_out_of_a_maximum(total: int, maximum: int, points: int) -> None:
    assert ballots.points_of(total, maximum) == points


@pytest.mark.parametrize(
    ("decisions", "panel"),
    [
        ("PPO", Panel(2, 1, "P")),
        ("O", Panel(0, 1, "O")),
        (["P", "O", ""], Panel(1, 1, None)),
        ("", Panel(0, 0, None)),
    ],
)
def test_the_majority_of_the_panel_decides(decisions: list[str], panel: Panel) -> None:
    assert ballots.panel(decisions) == panel


@given(st.lists(st.integers(2_500, 10_000), min_size=1))
def test_a_mean_lies_between_the_lowest_and_the_highest(totals: list[int]) -> None:
    mean = ballots.mean_of_ballots(totals)
    assert mean is not None
    assert min(totals) <= mean <= max(totals)
