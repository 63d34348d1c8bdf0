"""Proposals: what a proposed card must have, and how it is kept."""

from dataclasses import replace

import pytest

from debate.domain import proposals
from debate.domain.cards_editing import Place
from debate.domain.proposals import Proposed
from debate.domain.refusals import RefusedFields
from tests import decks as small

GOOD = Proposed(
    source="marlowe-2024",
    passage=1,
    motion="vassal",
    tag="Trade grew",
    body="Trade grew in both years.",
    kind="fact",
    hedge="",
    holder="author",
    bears="supports",
    warrant="It needs the market.",
)


def place() -> Place:
    source = small.content().sources[0]
    return Place(source, source.passages[0])


def test_a_proposal_becomes_a_card_from_a_student_that_names_no_words() -> None:
    card = proposals.card_of(GOOD, place(), 7)
    assert (card.number, card.provenance, card.spans) == (7, "student", ())
    assert [bearing.motion for bearing in card.bearings] == ["vassal"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"tag": ""}, "tag"),
        ({"tag": "x" * 121}, "tag"),
        ({"body": ""}, "body"),
        ({"kind": "rumour"}, "kind"),
        ({"bears": "none"}, "bears"),
        ({"warrant": ""}, "warrant"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(change: dict[str, str], field: str) -> None:
    with pytest.raises(RefusedFields) as refused:
        proposals.card_of(replace(GOOD, **change), place())
    assert field in dict(refused.value.faults)


def test_what_is_kept_is_read_back_the_same() -> None:
    assert proposals.from_stored(proposals.as_stored(GOOD)) == GOOD
