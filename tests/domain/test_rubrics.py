"""Rubrics as data: what a file must say, and every fault at its own place."""

from typing import Any

import pytest

from debate.domain import rubrics
from debate.domain.rubrics import RubricError
from tests import cast

BUNDLED = (
    "seminar",
    "classroom-four-levels",
    "classroom-five-levels",
    "toulmin",
    "critical-thinking",
)


def criterion(slug: str, weight: str, **changes: Any) -> dict[str, Any]:
    data = {"slug": slug, "name": slug, "weight": weight, "descriptors": ["a", "b", "c", "d"]}
    return {**data, **changes}


def rubric(*criteria: dict[str, Any], **changes: Any) -> dict[str, Any]:
    data = {"slug": "r", "title": "R", "levels": ["a", "b", "c", "d"], "criteria": list(criteria)}
    return {**data, **changes}


def of_levels(count: int) -> dict[str, Any]:
    words = [f"level {n}" for n in range(count)]
    return rubric(criterion("a", "100", descriptors=words), levels=words)


@pytest.mark.parametrize("slug", BUNDLED)
def test_each_bundled_rubric_weighs_100_and_survives_its_own_copy(slug: str) -> None:
    found = cast.read_rubric(slug)
    assert sum(one.weight for one in found.criteria) == 100
    assert rubrics.read(rubrics.as_data(found)) == found


def test_the_seminar_rubric_weighs_as_designed() -> None:
    weights = [(one.slug, one.weight) for one in cast.read_rubric().criteria]
    slugs = ("argument", "evidence", "clash", "questioning", "reflection")
    assert weights == list(zip(slugs, (25, 25, 25, 10, 15), strict=True))


@pytest.mark.parametrize("count", [3, 4, 5, 6])
def test_a_rubric_has_three_to_six_levels(count: int) -> None:
    assert rubrics.read(of_levels(count)).top == count


@pytest.mark.parametrize("count", [0, 2, 7])
def test_fewer_or_more_levels_are_refused(count: int) -> None:
    with pytest.raises(RubricError, match="Name from 3 to 6 levels"):
        rubrics.read(of_levels(count))


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (rubric(criterion("a", "60"), criterion("b", "30")), "criteria"),
        (rubric(criterion("a", "50"), criterion("a", "50")), "criteria[1].slug"),
        (rubric(criterion("a", "100"), levels=["a", "b", "c"]), "criteria[0].descriptors"),
        (rubric(criterion("a", "100"), levels=["a", "b", "b", "d"]), "levels"),
        (rubric(criterion("a", "100"), levels=["a", "b", " ", "d"]), "levels[2]"),
        (rubric(criterion("a", "100"), levels=["a", "b", "c" * 31, "d"]), "levels[2]"),
        (rubric(criterion("a", "100", descriptors=["a"])), "criteria[0].descriptors"),
        (
            rubric(criterion("a", "100", descriptors=["a", "b", "", "d"])),
            "criteria[0].descriptors[2]",
        ),
        (
            rubric(criterion("a", "100", descriptors=["a", "b", "c" * 301, "d"])),
            "criteria[0].descriptors[2]",
        ),
        (rubric(criterion("a" * 41, "100")), "criteria[0].slug"),
        (rubric(criterion("comment", "100")), "criteria[0].slug"),
        (rubric(criterion("a", "101")), "criteria[0].weight"),
        (rubric(criterion("a", "100", colour="red")), "criteria[0].colour"),
        (rubric(criterion("a", "100"), title=""), "title"),
        (rubric(criterion("a", "100"), note="x" * 401), "note"),
        (rubric(), "criteria"),
        (rubric(*(criterion(f"c{n}", "7") for n in range(13))), "criteria"),
    ],
)
def test_a_faulty_rubric_is_refused_with_the_path_of_its_fault(
    data: dict[str, Any], path: str
) -> None:
    with pytest.raises(RubricError) as refusal:
        rubrics.read(data)
    assert path in {problem.path for problem in refusal.value.problems}
    assert path in str(refusal.value)
