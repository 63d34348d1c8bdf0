"""Cutting cards: what a typed card must be, and what stands around its words."""

from dataclasses import replace

import pytest

from debate.domain import cards_editing, passages
from debate.domain.cards import Bearing, Card
from debate.domain.cards_editing import Place, Typed
from debate.domain.citations import CitationField
from debate.domain.clashes import Clashes, Meeting, Overtaken
from debate.domain.decks import Content
from debate.domain.motions import Motion
from debate.domain.sources import Source, passage_of
from debate.domain.spans import Held, Span

TEXT = "Critics say it is slow. Trains will probably fill. They are not cheap."
PASSAGE = passage_of(1, "The gist.", TEXT)
SOURCE = Source("halvorsen", 1, "article", "Halvorsen 2025", {}, (PASSAGE,))
HELD = tuple(Held(one, True) for one in passages.sentences(TEXT))
PLACE = Place(SOURCE, PASSAGE, HELD)
CHANGED = Place(SOURCE, PASSAGE, (HELD[0], Held("Trains will surely fill.", False), HELD[2]))
TYPED = Typed("Tag", "Body.", "fact", "easy", "", "Author", (("6", "9"),))


def checked(place: Place = PLACE, old: Card | None = None, **changes: object) -> Card:
    card, faults = cards_editing.checked(replace(TYPED, **changes), place, ["m"], 1, old)
    assert not faults
    return card


def faults(place: Place = PLACE, **changes: object) -> list[str]:
    _, found = cards_editing.checked(replace(TYPED, **changes), place, ["m"], 1)
    return [fault.path for fault in found]


def deck(*cards: Card, sources: int = 2) -> Content:
    motion = Motion("m", 1, "This House", "fact", "easy", {}, {}, {}, "")
    found = tuple(replace(SOURCE, slug=f"source-{n}") for n in range(sources))
    return Content("d", "D", "", "", "en", found, (motion,), cards)


def test_words_are_numbered_but_for_those_of_a_sentence_that_differs() -> None:
    assert [word.number for word in PLACE.words] == list(range(1, 14))
    assert [word.number for word in CHANGED.words] == [1, 2, 3, 4, 5, 0, 0, 0, 0, 10, 11, 12, 13]
    assert Place(SOURCE, PASSAGE).words == ()


def test_what_a_form_shows_of_a_card_makes_the_same_card() -> None:
    card = checked(read=(("6", "7"),), bearings={"m": ("both", "Why.")}, holder="The minister")
    assert card.holder == "The minister"
    again, found = cards_editing.checked(cards_editing.typed(card), PLACE, ["m"], 1, card)
    assert (again, found) == (card, ())


def test_a_card_keeps_a_span_whose_words_have_changed_since() -> None:
    old = checked()
    assert checked(CHANGED, old).spans == old.spans
    assert faults(CHANGED) == ["spans"]


def test_a_card_moved_to_an_unread_passage_loses_its_spans() -> None:
    old = replace(checked(), passage=2)
    bare = Place(SOURCE, PASSAGE)
    assert checked(bare, old).spans == ()
    assert checked(bare, replace(old, passage=1)).spans == old.spans


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("tag", {"tag": " "}),
        ("tag", {"tag": "x" * 121}),
        ("kind", {"kind": ""}),
        ("spans", {"spans": ()}),
        ("spans", {"spans": (("6", "14"),)}),
        ("spans", {"spans": (("6", "9"), ("9", "10"))}),
        ("spans", {"spans": (("x", "9"),)}),
        ("spans", {"spans": tuple((f"{n}", f"{n}") for n in range(1, 23))}),
        ("read", {"read": (("1", "2"),)}),
        ("read", {"read": (("9", "6"),)}),
        ("bears-m", {"bearings": {"m": ("", "Why.")}}),
        ("bears-m", {"bearings": {"m": ("helps", "Why.")}}),
        ("warrant-m", {"bearings": {"m": ("both", "x" * 241)}}),
    ],
)
def test_each_fault_is_named_at_its_field(name: str, changes: dict[str, object]) -> None:
    assert faults(**changes) == [name]


def test_spans_that_adjoin_are_one_and_others_are_quoted_apart() -> None:
    card = checked(spans=(("8", ""), ("6", "7"), ("", "11")))
    ranges = [(span.first, span.last) for span in card.spans]
    assert ranges == [(6, 8), (11, 11)]
    assert cards_editing.quote(PLACE.words, ranges) == "Trains will probably […] are"


@pytest.mark.parametrize(
    ("spans", "before", "around"),
    [
        (((6, 9),), "Critics say it is slow.", "Trains will probably fill."),
        (((8, 9),), "Trains will", "Trains will probably fill."),
        (((1, 2),), "", "Critics say it is slow."),
        (((99, 99),), "", ""),
    ],
)
def test_the_checks_get_what_leads_to_the_words(
    spans: tuple[tuple[int, int], ...], before: str, around: str
) -> None:
    card = replace(checked(), spans=tuple(Span(*one) for one in spans))
    given = cards_editing.check_input(card, PLACE, deck(card), "2026-11-22")
    assert (given.before, given.around, given.published) == (before, around, "")


def test_the_checks_get_the_date_of_the_source() -> None:
    dated = replace(PLACE, source=replace(SOURCE, citation={"published": CitationField("2024")}))
    assert cards_editing.check_input(checked(), dated, deck(), "2026").published == "2024"


@pytest.mark.parametrize(
    ("own", "other", "sources", "share"),
    [(5, 1, 2, 83), (3, 3, 2, 50), (2, 3, 2, None), (6, 0, 1, None)],
)
def test_the_share_of_a_source_counts_on_a_side_with_enough_cards(
    own: int, other: int, sources: int, share: int | None
) -> None:
    card = replace(checked(), source="source-0", bearings=(Bearing("m", "supports", "Why."),))
    others = [replace(card, source="source-1")] * other
    content = deck(*[card] * own, *others, sources=sources)
    assert cards_editing.check_input(card, PLACE, content, "").source_share == share


def test_a_removed_card_takes_what_was_said_of_it_along() -> None:
    cards = tuple(replace(checked(), number=n, source=f"source-{n % 2}") for n in range(1, 5))
    said = Clashes(
        (Meeting((1, 2), "a"), Meeting((1, 2, 3), "b"), Meeting((1, 3, 4), "c")),
        (Meeting((2, 3), "d"),),
        (Overtaken(2, 3, "e"), Overtaken(1, 2, "f"), Overtaken(3, 4, "g")),
    )
    left = cards_editing.without_card(replace(deck(*cards), clashes=said), 2)
    assert [card.number for card in left.cards] == [1, 3, 4]
    assert left.clashes == Clashes((Meeting((1, 3, 4), "c"),), (), (Overtaken(3, 4, "g"),))
