"""Lines of an outline: order, levels, the cards they name, and what a line becomes as a point."""

import pytest

from debate.domain import outlines
from debate.domain.outlines import Line
from debate.domain.refusals import Refused


def lines(shape: str) -> tuple[Line, ...]:
    """“1a 2b”: a line of level 1 with the id of "a", one of level 2 with that of "b"."""
    return tuple(Line(ord(one[1]), int(one[0]), one[1]) for one in shape.split())


def shape(found: tuple[Line, ...]) -> str:
    return " ".join(f"{line.level}{chr(line.id)}" for line in found)


@pytest.mark.parametrize(
    ("seated", "away", "team"),
    [
        ({1: "P", 2: "P", 3: "O"}, (), "P"),
        # The one who wrote it went to the other side: it stays with those who are left.
        ({1: "O", 2: "P", 3: "P"}, (), "P"),
        # Both went: so does the line, whoever sits in their places.
        ({1: "O", 2: "O", 3: "P"}, (), "O"),
        # They are in different teams, or the writer is in none.
        ({1: "PB", 2: "OB", 3: "P"}, (), "PB"),
        ({2: "O", 3: "P"}, (), "O"),
        ({3: "P"}, (), ""),
        # Somebody who is not there keeps it from nobody.
        ({1: "O", 2: "P", 3: "P"}, (2,), "O"),
        ({1: "P", 3: "P"}, (1,), "P"),
    ],
)
def test_a_shared_line_stays_while_one_of_its_people_does_and_else_goes_with_them(
    seated: dict[int, str], away: tuple[int, ...], team: str
) -> None:
    assert outlines.whose("P", (1, 2), 1, seated, away) == team


def test_seats_are_read_as_they_were_written() -> None:
    assert outlines.read_seats(outlines.written_seats([12, 5])) == (12, 5)
    assert ",1," not in outlines.written_seats([12, 11])
    assert outlines.read_seats("") == outlines.read_seats(outlines.written_seats([])) == ()


@pytest.mark.parametrize(
    ("before", "which", "down", "after"),
    [
        ("1a 1b", "b", False, "1b 1a"),
        ("1a 1b", "a", True, "1b 1a"),
        ("1a 1b", "a", False, "1a 1b"),
        ("1a 1b", "b", True, "1a 1b"),
        ("1a 2b 1c 2d", "a", True, "1c 2d 1a 2b"),
        ("1a 2b 1c 2d", "c", False, "1c 2d 1a 2b"),
        ("1a 2b 3c 2d", "d", False, "1a 2d 2b 3c"),
        ("1a 2b 2c 3d", "b", True, "1a 2c 3d 2b"),
        # Over the edge: into the contention beside it.
        ("1a 2b 1c 2d", "d", False, "1a 2b 2d 1c"),
        ("1a 2b 1c 2d", "b", True, "1a 1c 2b 2d"),
        ("1a 2b", "b", False, "2b 1a"),
        ("2a 1b", "a", True, "1b 2a"),
    ],
)
def test_a_line_moves_with_what_is_under_it_past_the_next_of_its_level(
    before: str, which: str, down: bool, after: str
) -> None:
    assert shape(outlines.moved(lines(before), ord(which), down)) == after


@pytest.mark.parametrize(
    ("before", "which", "deeper", "after"),
    [
        ("1a 1b 2c", "b", True, "1a 2b 3c"),
        ("1a 2b 3c", "b", False, "1a 1b 2c"),
        ("1a 2b 3c", "c", True, "1a 2b 3c"),
        ("1a 1b 2c 3d", "b", True, "1a 2b 3c 3d"),
        ("1a", "a", True, "1a"),
        ("1a", "a", False, "1a"),
        ("1a 2b", "b", True, "1a 2b"),
    ],
)
def test_a_line_goes_one_level_below_the_line_above_it_at_most(
    before: str, which: str, deeper: bool, after: str
) -> None:
    assert shape(outlines.shifted(lines(before), ord(which), deeper)) == after


@pytest.mark.parametrize(
    ("text", "cards", "rest"),
    [
        ("Trade grew #12, and #4.", (12, 4), "Trade grew, and."),
        ("#12 #12", (12,), ""),
        ("C#5 and ##6 and #7x and #1234567", (), "C#5 and ##6 and #7x and #1234567"),
        ("", (), ""),
    ],
)
def test_a_line_names_cards_by_their_numbers(text: str, cards: tuple[int, ...], rest: str) -> None:
    assert outlines.cards_named(text) == cards
    assert outlines.without_cards(text) == rest


def test_a_line_becomes_a_point_with_what_is_under_it_as_reasons_and_the_cards_it_may_cite() -> (
    None
):
    found = outlines.as_point(
        (
            Line(1, 1, "Trade #4"),
            Line(2, 2, "It grew #5 fast"),
            Line(3, 3, "#9"),
            Line(4, 2, "Nobody leaves"),
            Line(5, 1, "Arms #6"),
        ),
        1,
        {4, 5, 6},
    )
    assert found == outlines.Prepared("Trade", "It grew fast\n\nNobody leaves", (4, 5), (9,))


def test_a_line_that_is_not_there_cannot_be_moved_and_one_too_long_is_refused() -> None:
    with pytest.raises(KeyError):
        outlines.moved(lines("1a"), 7, True)
    with pytest.raises(Refused, match="at most 1000"):
        outlines.check_text("x" * 1001)


def test_a_line_is_one_line_and_its_mark_changes_with_any_word() -> None:
    assert outlines.one_line("  a\n b\t c ") == "a b c"
    assert outlines.mark("a b") != outlines.mark("a c")
    assert outlines.mark("a b") == outlines.mark("a b")
