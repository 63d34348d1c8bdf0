"""How it stands with a speech that is checked, and with a line of a joint statement."""

import pytest

from debate.domain.agreements import Standing, Word, of_check, of_line

YES, NO = True, False


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ([], "open"),
        ([Word(1, YES)], "accepted"),
        ([Word(1, NO, "The costs.")], "missing"),
        ([Word(1, NO, "The costs."), Word(2, YES)], "accepted"),
        ([Word(2, YES), Word(1, NO, "The costs.")], "missing"),
        ([Word(9, YES)], "open"),
    ],
)
def test_a_team_has_one_word_on_a_speech_and_the_newest_counts(
    words: list[Word], state: str
) -> None:
    assert of_check((1, 2), words).state == state


def test_what_is_missing_is_said_by_who_said_it() -> None:
    word = Word(2, NO, "The costs.")
    assert of_check((1, 2), [word]) == Standing("missing", (), (word,), ())


@pytest.mark.parametrize(
    ("words", "state", "waiting"),
    [
        ([], "open", (1, 2, 3)),
        ([Word(1, YES), Word(3, YES)], "open", (2,)),
        ([Word(1, YES), Word(2, YES), Word(3, YES)], "accepted", ()),
        ([Word(1, YES), Word(2, NO, "Say when."), Word(3, YES)], "missing", ()),
        ([Word(2, NO, "Say when.")], "missing", (1, 3)),
        ([Word(9, NO, "Not asked.")], "open", (1, 2, 3)),
    ],
)
def test_a_line_stands_when_everybody_else_accepts_it(
    words: list[Word], state: str, waiting: tuple[int, ...]
) -> None:
    found = of_line((1, 2, 3), words)
    assert (found.state, found.waiting) == (state, waiting)


def test_a_line_that_nobody_is_asked_about_stays_open() -> None:
    assert of_line((), []).state == "open"
