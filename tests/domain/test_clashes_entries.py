"""Clashes entry by entry: typed, put, dropped, and what stays when a card goes."""

import pytest

from debate.domain import clashes
from debate.domain.clashes import GROUND, MEET, OVERTAKEN, Clashes, Meeting, Overtaken

SOURCES = {1: "marlowe", 2: "okafor", 3: "marlowe", 4: "adeyemi"}
FOUND = Clashes(
    clashes=(Meeting((1, 2), "Whether it grows."), Meeting((1, 2, 4), "Whether it lasts.")),
    common_ground=(Meeting((2, 3), "It began in 2014."),),
    overtaken=(Overtaken(1, 2, "The line is built."), Overtaken(3, 4, "He left.")),
)


def test_a_meeting_is_typed_as_numbers_and_one_line() -> None:
    typed = {"cards": "No. 1, 2;4 2", "line": " Whether\n it grows. "}
    assert clashes.checked(MEET, typed, SOURCES) == (Meeting((1, 2, 4), "Whether it grows."), ())


def test_an_overtaken_card_is_typed_with_the_one_that_overtakes_it() -> None:
    typed = {"card": "No. 1", "by": "2", "line": "The line is built."}
    assert clashes.checked(OVERTAKEN, typed, SOURCES) == (FOUND.overtaken[0], ())


@pytest.mark.parametrize(
    ("kind", "typed", "field", "words"),
    [
        (MEET, {"cards": "1, 9", "line": "x"}, "cards", "no card No. 9"),
        (MEET, {"cards": "1, 3", "line": "x"}, "cards", "two sources"),
        (MEET, {"cards": "one, 2", "line": "x"}, "cards", "Write the numbers"),
        (MEET, {"cards": "1, ²", "line": "x"}, "cards", "Write the numbers"),
        (GROUND, {"cards": "", "line": "x"}, "cards", "two sources"),
        (GROUND, {"cards": "1, 2"}, "line", "missing"),
        (GROUND, {"cards": "1, 2", "line": "x" * 241}, "line", "240"),
        (OVERTAKEN, {"card": "1", "by": "1", "line": "x"}, "by", "itself"),
        (OVERTAKEN, {"card": "1", "by": "soon", "line": "x"}, "by", "whole number"),
        (OVERTAKEN, {"card": "7", "by": "1", "line": "x"}, "card", "no card No. 7"),
        (OVERTAKEN, {"card": "1", "by": "2"}, "line", "missing"),
    ],
)
def test_a_fault_is_named_once_at_its_field(
    kind: str, typed: dict[str, str], field: str, words: str
) -> None:
    _, faults = clashes.checked(kind, typed, SOURCES)
    assert [fault.path for fault in faults] == [field]
    assert words in faults[0].message


def test_an_entry_more_stands_at_the_end_of_its_list() -> None:
    new = Meeting((1, 4), "Whether it pays.")
    found = clashes.put(FOUND, GROUND, new)
    assert found is not None
    assert found.common_ground == (*FOUND.common_ground, new)
    assert (found.clashes, found.overtaken) == (FOUND.clashes, FOUND.overtaken)


def test_an_entry_takes_the_place_of_the_one_it_was() -> None:
    new = Meeting((1, 4), "Whether it pays.")
    found = clashes.put(FOUND, MEET, new, clashes.name(FOUND.clashes[0]))
    assert found is not None
    assert found.clashes == (new, FOUND.clashes[1])


def test_what_somebody_else_changed_first_has_another_name() -> None:
    stale = clashes.name(Meeting((1, 2), "Whether it shrinks."))
    assert clashes.put(FOUND, MEET, FOUND.clashes[0], stale) is None
    assert clashes.drop(FOUND, MEET, stale) is None


def test_a_dropped_entry_is_gone_from_its_own_list_alone() -> None:
    found = clashes.drop(FOUND, OVERTAKEN, clashes.name(FOUND.overtaken[1]))
    assert found is not None
    assert found.overtaken == FOUND.overtaken[:1]
    assert found.clashes == FOUND.clashes


def test_a_card_that_goes_takes_along_what_only_it_held_together() -> None:
    assert clashes.without(FOUND, 2, SOURCES) == Clashes(
        clashes=(Meeting((1, 4), "Whether it lasts."),),
        common_ground=(),
        overtaken=(Overtaken(3, 4, "He left."),),
    )


def test_a_card_that_nothing_names_changes_nothing() -> None:
    assert clashes.without(FOUND, 5, SOURCES) == FOUND


def test_what_the_database_keeps_comes_back_as_it_was() -> None:
    stored = {
        "clashes": [{"cards": [1, 2], "line": "Whether it grows."}],
        "overtaken": [{"card": 3, "by": 4, "why": "He left."}],
    }
    assert clashes.from_stored(stored) == Clashes(FOUND.clashes[:1], (), FOUND.overtaken[1:])
    assert clashes.from_stored({}) == Clashes()
