"""Blocks as they are typed and kept."""

import pytest

from debate.domain import blocks
from debate.domain.blocks import BlockAnswer
from debate.domain.refusals import Refused, RefusedFields

DECK = "practice"


@pytest.mark.parametrize(
    ("typed", "cards"),
    [
        ("", ()),
        (" 4 ", (4,)),
        ("4, 12", (4, 12)),
        ("#4;12 4", (4, 12)),
        ("four", None),
        ("4, x", None),
        ("1234567", None),
        ("1   " * 40 + "x", None),  # a pattern that tries every way of parting them never ends
    ],
)
def test_cards_are_typed_as_numbers(typed: str, cards: tuple[int, ...] | None) -> None:
    assert blocks.card_numbers(typed) == cards


def test_answers_are_kept_as_typed_and_new_cards_are_of_the_debate_s_deck() -> None:
    found = blocks.as_typed(
        [
            ("No  they\nhave not", " Chips ", "", "4, 5"),
            ("", " ", "", ""),
            ("Old", "", "elsewhere", "7"),
            ("Bare", "", "elsewhere", ""),
        ],
        DECK,
    )
    assert found == (
        BlockAnswer("No they have not", "Chips", DECK, (4, 5)),
        None,
        BlockAnswer("Old", "", "elsewhere", (7,)),
        BlockAnswer("Bare", "", "", ()),
    )
    kept = [one for one in found if one]
    assert blocks.read(blocks.stored(kept)) == tuple(kept)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (("", "Reasons alone", "", ""), "claim-0"),
        (("", "", "", "4"), "claim-0"),
        (("A", "", "", "four"), "cards-0"),
        (("A", "", "", "1 2 3 4 5 6 7 8 9 10 11"), "cards-0"),
        (("A", "x" * 5001, "", ""), "reasons-0"),
    ],
)
def test_what_is_wrong_with_an_answer_is_said_at_its_field(
    row: tuple[str, str, str, str], field: str
) -> None:
    with pytest.raises(RefusedFields) as refused:
        blocks.as_typed([row], DECK)
    assert [name for name, _ in refused.value.faults] == [field]


def test_a_block_has_twenty_answers_at_most() -> None:
    with pytest.raises(RefusedFields, match="at most 20 answers"):
        blocks.as_typed([("A", "", "", "")] * 21, DECK)


@pytest.mark.parametrize("title", ["", "  ", "x" * 121])
def test_a_title_is_asked_for_and_is_short(title: str) -> None:
    with pytest.raises(Refused) as refused:
        blocks.check_title(title)
    assert refused.value.field == "title"
    assert blocks.check_title(" A \n b ") == "A b"
