"""Nudges: fixed sentences, or a moderator's own words up to a limit."""

import pytest

from debate.domain import nudges
from debate.domain.refusals import Refused


def test_a_fixed_sentence_stands_as_it_is_whatever_stands_in_the_other_field() -> None:
    for choice, sentence in nudges.SENTENCES.items():
        assert nudges.words(choice, "something else") == sentence


def test_own_words_are_one_line_up_to_the_limit() -> None:
    assert nudges.words("own", "  Ask\nwhat the card  says. ") == "Ask what the card says."
    longest = "a" * nudges.OWN_MAX
    assert nudges.words("own", longest) == longest


@pytest.mark.parametrize(
    ("choice", "own", "field", "says"),
    [
        ("", "", "choice", "Choose a sentence"),
        ("loud", "Hm.", "choice", "Choose a sentence"),
        ("own", " \n ", "own", "Write what"),
        ("own", "a" * 123, "own", "3 too many"),
    ],
)
def test_what_is_no_nudge_is_refused_at_its_field(
    choice: str, own: str, field: str, says: str
) -> None:
    with pytest.raises(Refused, match=says) as refused:
        nudges.words(choice, own)
    assert refused.value.field == field
