"""Cutting cards: the quote is a span, numbers are never used twice, nobody is overwritten."""

from dataclasses import replace
from typing import Any

import pytest

from debate.db import transaction
from debate.domain import passages
from debate.domain.cards import Card
from debate.domain.cards_editing import Typed
from debate.domain.clashes import Clashes, Meeting, Overtaken
from debate.domain.refusals import ChangedMeanwhile, NotFound, Refused, RefusedFields
from debate.domain.sources import NOT_SHIPPED
from debate.domain.spans import Span
from debate.models.decks import SourceText
from debate.queries import cards_editing as reads
from debate.queries import decks as deck_reads
from debate.queries import texts
from debate.services import cards, decks
from tests import cast, workshop
from tests.cast import NOW
from tests.workshop import TYPED

LATER = NOW + 1_000
AT = ("halvorsen-2025", 1)


@pytest.fixture
def people(session: Any) -> cast.Cast:
    return cast.make(session)


@pytest.fixture
def deck(session: Any, people: cast.Cast) -> str:
    return workshop.make(session, people.course)


def cut(session: Any, deck: str, values: Typed = TYPED, passage: int = 1) -> int:
    with transaction(session):
        return cards.cut(session, deck, AT[0], passage, values, LATER)


def change(session: Any, deck: str, number: int, row: int, values: Typed) -> None:
    with transaction(session):
        cards.change(session, deck, number, row, 1, values, LATER)


def version(session: Any, deck: str) -> int:
    found = deck_reads.version_of(session, deck)
    assert found is not None
    return found


def stored(session: Any, deck: str) -> dict[int, Card]:
    content = deck_reads.content(session, version(session, deck))
    return {card.number: card for card in content.cards}


def row(session: Any, deck: str, number: int) -> int:
    return reads.row_of(session, version(session, deck), number)


def faults(session: Any, deck: str, **changes: Any) -> dict[str, str]:
    with pytest.raises(RefusedFields) as refused:
        cut(session, deck, replace(TYPED, **changes))
    assert stored(session, deck) == {}
    return dict(refused.value.faults)


def test_a_card_rests_on_the_words_selected_and_is_verified(session: Any, deck: str) -> None:
    assert cut(session, deck) == 1
    card = stored(session, deck)[1]
    quote = "Night trains will probably fill where the journey passes seven hours."
    assert card.spans == (Span(7, 17, passages.short_hash(quote)),)
    assert (card.holder, card.provenance, card.level) == ("", "instructor", "easy")
    held = texts.readable(session, version(session, deck), ())
    assert texts.badges(session, version(session, deck), held)[1].name == "verified"


def test_a_card_may_rest_on_several_spans_and_have_some_of_them_read(
    session: Any, deck: str
) -> None:
    values = replace(TYPED, spans=(("18", "21"), ("", ""), ("7", "9")), read=(("8", ""),))
    cut(session, deck, values)
    card = stored(session, deck)[1]
    assert [(span.first, span.last) for span in card.spans] == [(7, 9), (18, 21)]
    assert card.read == ((8, 8),)


def test_spans_with_no_word_between_them_are_one(session: Any, deck: str) -> None:
    cut(session, deck, replace(TYPED, spans=(("9", "12"), ("7", "8"), ("14", "14"))))
    card = stored(session, deck)[1]
    assert [(span.first, span.last) for span in card.spans] == [(7, 12), (14, 14)]


def test_without_a_text_a_card_is_located(session: Any, people: cast.Cast) -> None:
    deck = workshop.make(session, people.course, text=False, title="Bare")
    cut(session, deck)
    assert stored(session, deck)[1].spans == ()
    badge = texts.badges(session, version(session, deck), {})[1]
    assert badge.name == "located"


def test_a_number_is_never_used_again(session: Any, deck: str) -> None:
    assert [cut(session, deck), cut(session, deck)] == [1, 2]
    with transaction(session):
        cards.remove(session, deck, 2, LATER)
    assert list(stored(session, deck)) == [1]
    assert cut(session, deck) == 3


def test_a_removed_card_leaves_what_was_said_of_it_beside_others(session: Any, deck: str) -> None:
    second = replace(workshop.source(), slug="okoye-2023", position=2)
    with transaction(session):
        decks.edit(session, deck, lambda one: replace(one, sources=(*one.sources, second)), LATER)
        for name in ("halvorsen-2025", "okoye-2023", "okoye-2023"):
            cards.cut(session, deck, name, 1, TYPED, LATER)
        said = Clashes(
            (Meeting((1, 2), "They disagree."), Meeting((1, 2, 3), "Three do.")),
            (),
            (Overtaken(1, 2, "Newer."), Overtaken(1, 3, "Newer still.")),
        )
        decks.edit(session, deck, lambda one: replace(one, clashes=said), LATER)
        cards.remove(session, deck, 2, LATER)
    left = deck_reads.content(session, version(session, deck)).clashes
    assert left == Clashes((Meeting((1, 3), "Three do."),), (), (Overtaken(1, 3, "Newer still."),))


def test_a_changed_card_keeps_its_number_and_where_it_came_from(session: Any, deck: str) -> None:
    cut(session, deck)
    first = row(session, deck, 1)
    change(session, deck, 1, first, replace(TYPED, tag="Beds probably fill", spans=(("7", "8"),)))
    card = stored(session, deck)[1]
    assert (card.tag, card.spans[0].last, card.provenance) == (
        "Beds probably fill",
        8,
        "instructor",
    )
    assert row(session, deck, 1) != first


def test_nobody_overwrites_what_somebody_else_changed_first(session: Any, deck: str) -> None:
    cut(session, deck)
    first = row(session, deck, 1)
    change(session, deck, 1, first, replace(TYPED, tag="The first change"))
    with pytest.raises(ChangedMeanwhile, match="Someone edited this first"):
        change(session, deck, 1, first, replace(TYPED, tag="The second change"))
    assert stored(session, deck)[1].tag == "The first change"


def test_a_card_keeps_its_spans_while_its_text_is_not_there(session: Any, deck: str) -> None:
    cut(session, deck, replace(TYPED, read=(("7", "8"),)))
    before = stored(session, deck)[1]
    with transaction(session):
        bare = replace(workshop.source(text=False), text=NOT_SHIPPED)
        decks.edit(session, deck, lambda one: replace(one, sources=(bare,)), LATER)
    change(session, deck, 1, row(session, deck, 1), replace(TYPED, tag="New tag", spans=()))
    after = stored(session, deck)[1]
    assert (after.spans, after.read, after.tag) == (before.spans, before.read, "New tag")


def test_words_of_a_sentence_that_differs_cannot_be_chosen_anew(
    session: Any, people: cast.Cast
) -> None:
    deck = workshop.make(session, people.course, text=False, title="Bare")
    attach(session, people, deck, workshop.FIRST.replace("probably", "surely"))
    with pytest.raises(RefusedFields, match="Words 7 to 17 are not all there"):
        cut(session, deck)
    cut(session, deck, replace(TYPED, spans=(("1", "6"),)))
    assert stored(session, deck)[1].spans[0].last == 6


def test_a_text_attached_elsewhere_is_not_read_here(session: Any, people: cast.Cast) -> None:
    deck = workshop.make(session, people.course, text=False, title="Bare")
    other = workshop.make(session, people.course, text=False, title="Other")
    attach(session, people, other, workshop.FIRST)
    cut(session, deck)
    assert stored(session, deck)[1].spans == ()


def attach(session: Any, people: cast.Cast, deck: str, text: str) -> None:
    marks = workshop.source().passages[0].sentences
    own = passages.sentences(text)
    equal = [passages.short_hash(one) == mark.hash for one, mark in zip(own, marks, strict=True)]
    with transaction(session):
        deck_id = deck_reads.head(session, version(session, deck)).id
        kept = {"1": [list(pair) for pair in zip(own, equal, strict=True)]}
        session.add(
            SourceText(
                course_id=people.course.id,
                deck_id=deck_id,
                source_slug=AT[0],
                passages=kept,
                attached_ms=NOW,
            )
        )


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("tag", {"tag": " \n"}),
        ("tag", {"tag": "x" * 121}),
        ("body", {"body": ""}),
        ("body", {"body": "x" * 1201}),
        ("kind", {"kind": "rumour"}),
        ("level", {"level": ""}),
        ("hedge", {"hedge": "x" * 81}),
        ("holder", {"holder": "x" * 121}),
        ("spans", {"spans": ()}),
        ("spans", {"spans": (("9", "3"),)}),
        ("spans", {"spans": (("one", "2"),)}),
        ("spans", {"spans": (("7", "99"),)}),
        ("spans", {"spans": (("1", "5"), ("5", "9"))}),
        ("spans", {"spans": tuple((str(n), str(n)) for n in range(1, 22))}),
        ("read", {"read": (("1", "2"),)}),
        ("bears-night-trains", {"bearings": {"night-trains": ("none", "A reason.")}}),
        ("bears-night-trains", {"bearings": {"night-trains": ("helps", "A reason.")}}),
        ("warrant-night-trains", {"bearings": {"night-trains": ("both", " ")}}),
        ("warrant-night-trains", {"bearings": {"night-trains": ("both", "x" * 241)}}),
    ],
)
def test_a_fault_is_said_at_its_field_and_nothing_is_kept(
    session: Any, deck: str, field: str, changes: dict[str, Any]
) -> None:
    assert list(faults(session, deck, **changes)) == [field]


def test_all_faults_are_said_at_once(session: Any, deck: str) -> None:
    assert list(faults(session, deck, tag="", body="", spans=())) == ["spans", "tag", "body"]


def test_a_card_may_bear_on_no_motion_yet(session: Any, deck: str) -> None:
    cut(session, deck, replace(TYPED, bearings={"unknown": ("supports", "Why.")}))
    assert stored(session, deck)[1].bearings == ()


def test_what_is_not_there_is_not_found(session: Any, deck: str) -> None:
    with pytest.raises(NotFound):
        cut(session, deck, passage=3)
    with pytest.raises(NotFound), transaction(session):
        cards.remove(session, deck, 1, LATER)
    with pytest.raises(NotFound):
        change(session, deck, 1, 1, TYPED)


def test_a_deck_that_came_with_files_is_not_cut(session: Any, people: cast.Cast) -> None:
    with pytest.raises(Refused, match="Copy it to a class"):
        cut(session, people.deck.slug)
