"""Clashes: what a deck may say of its cards among each other."""

from typing import Any

import pytest

from debate.domain import clashes
from debate.domain.clashes import Clashes, Meeting, Overtaken
from debate.domain.datafiles import Problem

SOURCES = {301: "gabuev-2024", 302: "gabuev-2024", 401: "rusi-2023"}


def read(data: object, known: dict[int, str] | None = SOURCES) -> tuple[Clashes, list[Problem]]:
    problems: list[Problem] = []
    return clashes.read(data, problems, known), problems


def test_all_three_kinds_are_read_and_each_may_be_missing() -> None:
    data = {
        "clashes": [{"cards": ["301", "401"], "on": "Who depends on whom."}],
        "common_ground": [{"cards": ["302", "401"], "ground": "No pledge was given."}],
        "overtaken": [{"card": "401", "by": "301", "why": "Later figures."}],
    }
    assert read(data) == (
        Clashes(
            (Meeting((301, 401), "Who depends on whom."),),
            (Meeting((302, 401), "No pledge was given."),),
            (Overtaken(401, 301, "Later figures."),),
        ),
        [],
    )
    assert read({}) == (Clashes(), [])


@pytest.mark.parametrize(
    ("key", "line", "at"),
    [
        ("clashes", {"cards": ["301", "302"], "on": "x"}, "clashes[0].cards"),
        ("clashes", {"cards": ["301"], "on": "x"}, "clashes[0].cards"),
        ("clashes", {"cards": ["301", "999"], "on": "x"}, "clashes[0].cards"),
        ("clashes", {"cards": ["301", "many"], "on": "x"}, "clashes[0].cards"),
        ("clashes", {"cards": ["301", "4" * 5000], "on": "x"}, "clashes[0].cards"),
        ("clashes", {"on": "x"}, "clashes[0].cards"),
        ("clashes", {"cards": ["301", "401"]}, "clashes[0].on"),
        ("clashes", {"cards": ["301", "401"], "on": "x" * 241}, "clashes[0].on"),
        ("clashes", {"cards": ["301", "401"], "on": "x", "why": "y"}, "clashes[0].why"),
        ("common_ground", {"cards": ["301", "401"], "on": "x"}, "common_ground[0].ground"),
        ("overtaken", {"card": "999", "by": "301", "why": "x"}, "overtaken[0].card"),
        ("overtaken", {"card": "301", "by": "999", "why": "x"}, "overtaken[0].by"),
        ("overtaken", {"card": "301", "by": "401"}, "overtaken[0].why"),
        ("others", {}, "others"),
    ],
)
def test_each_fault_is_named_where_it_stands(key: str, line: dict[str, Any], at: str) -> None:
    assert at in {problem.path for problem in read({key: [line]})[1]}


def test_numbers_are_not_blamed_while_the_cards_are_at_fault() -> None:
    assert not read({"clashes": [{"cards": ["1", "2"], "on": "x"}]}, None)[1]
    assert not read({"overtaken": [{"card": "1", "by": "2", "why": "x"}]}, None)[1]
