"""What changed between two versions of a deck."""

from dataclasses import replace

import pytest

from debate.domain.cards import Bearing
from debate.domain.citations import CitationField
from debate.domain.clashes import Clashes, Meeting, Overtaken
from debate.domain.decks import Content
from debate.domain.decks_changes import CARD, CLASH, MOTION, SOURCE, Change, Changes, Field, changes
from debate.domain.spans import Span
from tests.decks import content

DECK = content()
NOTHING = replace(DECK, sources=(), motions=(), cards=(), clashes=Clashes())


def with_card(**values: object) -> Content:
    first, *rest = DECK.cards
    return replace(DECK, cards=(replace(first, **values), *rest))  # type: ignore[arg-type]


def fields(before: Content, after: Content) -> tuple[Field, ...]:
    found = changes(before, after)
    assert (found.added, found.removed) == ((), ())
    (one,) = found.changed
    return one.fields


def test_equal_contents_differ_in_nothing() -> None:
    assert changes(DECK, content()) == Changes((), (), ())


def test_all_parts_of_a_first_version_are_added_in_the_decks_order() -> None:
    found = changes(NOTHING, DECK)
    assert [one.part for one in found.added] == [
        *[SOURCE] * 2,
        MOTION,
        *[CARD] * 3,
        *[CLASH] * 3,
    ]
    assert changes(DECK, NOTHING).removed == found.added


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"tag": "Another"}, Field("Tag", "Card 301", "Another")),
        ({"hedge": "likely"}, Field("Hedge", "", "likely")),
        ({"passage": 2}, Field("Passage", "¶ 1", "¶ 2")),
        ({"read": ()}, Field("Read aloud", "1-2", "")),
        (
            {"bearings": (Bearing("vassal", "both", "It may."),)},
            Field(
                "Bearing on vassal",
                "Supports: It needs the market: none other is open.",
                "Cuts both ways: It may.",
            ),
        ),
        (
            {"bearings": ()},
            Field("Bearing on vassal", "Supports: It needs the market: none other is open.", ""),
        ),
    ],
)
def test_a_changed_card_names_the_field_with_both_texts(
    values: dict[str, object], expected: Field
) -> None:
    assert fields(DECK, with_card(**values)) == (expected,)


def test_other_words_of_the_same_place_are_a_change() -> None:
    span = DECK.cards[0].spans[0]
    moved = with_card(spans=(Span(span.first, span.last, "0" * 16),))
    assert [one.name for one in fields(DECK, moved)] == ["Their fingerprints"]


def test_a_sources_citation_and_gists_are_compared_one_by_one() -> None:
    first, other = DECK.sources
    passage = replace(first.passages[0], gist="Another gist.", sha256="1" * 64)
    citation = {**first.citation, "author": CitationField("Anon.", supplied=True)}
    changed = replace(first, citation=citation, passages=(passage, *first.passages[1:]))
    found = fields(DECK, replace(DECK, sources=(changed, other)))
    assert found[0] == Field("Author", "C. Marlowe (from outside)", "Anon. (from outside)")
    assert found[1] == Field("Gist of ¶ 1", "The first gist.", "Another gist.")
    assert found[2].after == f"{passage.words} words, fingerprint {'1' * 16}"


def test_a_motions_terms_and_burdens_are_compared_one_by_one() -> None:
    (motion,) = DECK.motions
    changed = replace(motion, definitions={}, burdens={**motion.burdens, "O": "Less."})
    assert [one.name for one in fields(DECK, replace(DECK, motions=(changed,)))] == [
        "Burden of Opposition",
        "Term “vassal”",
    ]


def test_the_same_cards_with_another_line_are_a_changed_clash() -> None:
    said = replace(DECK.clashes, clashes=(Meeting((301, 401), "Whether it holds."),))
    found = changes(DECK, replace(DECK, clashes=said)).changed
    line = Field("Line", "Whether the route can carry it.", "Whether it holds.")
    assert found == (Change(CLASH, "Clash of No. 301 and No. 401", "Whether it holds.", (line,)),)


def test_two_lines_on_the_same_cards_stay_apart() -> None:
    twice = Clashes((Meeting((1, 2), "One."), Meeting((1, 2), "Two.")), (), (Overtaken(1, 2, "3"),))
    found = changes(NOTHING, replace(NOTHING, clashes=twice)).added
    assert [one.key for one in found] == [
        "Clash of No. 1 and No. 2",
        "Clash of No. 1 and No. 2 (2)",
        "Overtaken: No. 1 by No. 2",
    ]
