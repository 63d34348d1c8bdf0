"""The floor: shares of time, words, points, cards and answers; places in a queue in words."""

import pytest

from debate.domain.floor import MEASURES, Part, ordinal, shares, side_shares


def test_who_was_not_heard_stands_first_and_then_who_had_least_time() -> None:
    parts = [
        Part(1, "P", 60_000, 2, 90, cards=3, answers=0),
        Part(2, "O", 20_000, 1, 10, cards=1, answers=2),
        Part(3, "O", 0, 0, 0),
        Part(4, None, 0, 1, 0),
    ]
    found = shares(parts)
    assert [one.part.seat for one in found] == [3, 4, 2, 1]
    assert [one.heard for one in found] == [False, True, True, True]
    assert [tuple(one.percents[name] for name in MEASURES) for one in found] == [
        (0, 0, 0, 0, 0),
        (0, 0, 25, 0, 0),
        (25, 10, 25, 25, 100),
        (75, 90, 50, 75, 0),
    ]


def test_a_side_has_the_sum_of_its_people_and_nothing_has_no_share() -> None:
    parts = [
        Part(1, "P", 1, 1, 1, 2, 0),
        Part(2, "P", 1, 0, 0, 0, 1),
        Part(3, "O", 1, 0, 2, 1, 1),
    ]
    found = side_shares(parts, ["P", "O", None], {})
    assert [one.percents["ms"] for one in found] == [67, 33, 0]
    assert [tuple(one.part.of(name) for name in MEASURES) for one in found] == [
        (2, 1, 1, 2, 1),
        (1, 2, 0, 1, 1),
        (0, 0, 0, 0, 0),
    ]
    assert [one.percents["ms"] for one in shares([Part(1, "P", 0, 0, 0)])] == [0]


def test_the_turns_of_a_free_debate_count_for_a_side_and_for_nobody_of_it() -> None:
    parts = [Part(1, "P", 1_000, 1, 1), Part(2, "O", 1_000, 0, 0)]
    found = side_shares(parts, ["P", "O"], {"P": 2_000})
    assert [one.part.ms for one in found] == [3_000, 1_000]
    assert [one.part.ms for one in shares(parts)] == [1_000, 1_000]


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (13, "13th"), (22, "22nd")],
)
def test_a_place_in_a_queue_is_said_as_one_says_it(number: int, words: str) -> None:
    assert ordinal(number) == words
