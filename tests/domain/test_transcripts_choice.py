"""What of a record is copied: how an address spells it, and how it is read back."""

from itertools import product

import pytest

from debate.domain.transcripts_choice import Choice, UnknownChoice, read, spelled

ON = (True, False)
ALL = [
    Choice(names, part, moderation, marks, reflections)
    for names, part, moderation, marks, reflections in product(
        ON, ("", "P", "O", "1", "31"), ON, ON, ON
    )
]


def test_an_address_is_read_as_the_choice_that_it_was_spelled_from() -> None:
    assert [read(spelled(choice)) for choice in ALL] == ALL


def test_a_file_says_its_choice_so_that_no_two_say_the_same() -> None:
    assert len({choice.text for choice in ALL}) == len(ALL)


def test_an_address_that_chooses_nothing_asks_for_the_whole_record() -> None:
    assert read({}) == Choice()
    assert read({"names": "codes"}) == Choice(names=False)


def test_a_form_has_what_is_ticked_and_no_more() -> None:
    assert read({"part": "", "marks": "1"}) == Choice(moderation=False, reflections=False)


@pytest.mark.parametrize(
    ("part", "side", "seat", "whole"),
    [("", "", 0, True), ("P", "P", 0, False), ("O", "O", 0, False), ("7", "", 7, False)],
)
def test_a_part_is_the_whole_a_team_or_a_seat(part: str, side: str, seat: int, whole: bool) -> None:
    choice = Choice(part=part)
    assert (choice.side, choice.seat, choice.whole) == (side, seat, whole)


@pytest.mark.parametrize(
    "values",
    [
        {"names": "all"},
        {"part": "X"},
        {"part": "0"},
        {"part": "-1"},
        {"part": "1234567"},
        {"part": "٣"},
        {"part": "P "},
    ],
)
def test_a_part_that_there_is_not_is_refused(values: dict[str, str]) -> None:
    with pytest.raises(UnknownChoice):
        read(values)
