"""Loading a deck: rows are never changed, and what debates have pinned stays as it was."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from debate.db import transaction
from debate.domain.cards import Bearing, Card
from debate.domain.citations import FIELDS, CitationField
from debate.domain.motions import Motion
from debate.domain.refusals import Refused
from debate.domain.sources import Passage, Source
from debate.models import decks as rows
from debate.queries import cards, decks
from debate.services.decks import Content, Loaded, load

NOW = 1_790_000_000_000


def card(number: int, tag: str = "Trade grew", source: str = "marlowe-2024") -> Card:
    bearing = Bearing("vassal", "supports", "It needs the market.")
    return Card(number, source, 1, "fact", tag, "It grew. Energy led.", "", "", (bearing,))


def source(slug: str = "marlowe-2024", gist: str = "The gist.", position: int = 1) -> Source:
    citation = dict.fromkeys(FIELDS, CitationField("Known", supplied=True))
    passage = Passage(1, gist, 90, "0" * 64)
    return Source(slug, position, "article", "Marlowe 2024", citation, (passage,))


MOTION = Motion(
    slug="vassal",
    position=1,
    text="This House believes that Russia has become China’s vassal",
    type="fact",
    difficulty="easy",
    definitions={"vassal": "One that must defer."},
    burdens={"P": "Show it.", "O": "Show the contrary."},
    questions={"P": "When?", "O": "What then?"},
    note="",
)
CONTENT = Content(
    slug="small",
    title="A small deck",
    summary="Two cards.",
    licence="CC0-1.0",
    language="en",
    sources=(source(),),
    motions=(MOTION,),
    cards=(card(1), card(2)),
)


def bring(session: Session, content: Content = CONTENT) -> Loaded:
    with transaction(session):
        return load(session, content, NOW)


def newest(session: Session) -> int:
    version = decks.version_of(session, "small")
    assert version is not None
    return version


def tags(session: Session, version: int) -> dict[int, str]:
    return {line.number: line.tag for line in cards.search(session, version, cards.Wanted())}


def test_the_first_loading_adds_everything(session: Session) -> None:
    assert bring(session) == Loaded(added=4, changed=0, unchanged=0, removed=0, version=1)
    assert tags(session, newest(session)) == {1: "Trade grew", 2: "Trade grew"}


def test_equal_content_adds_no_version(session: Session) -> None:
    bring(session)
    before = newest(session)
    assert bring(session) == Loaded(added=0, changed=0, unchanged=4, removed=0, version=1)
    assert newest(session) == before


def test_an_edit_adds_one_row_and_lists_the_others_again(session: Session) -> None:
    bring(session)
    pinned = newest(session)
    edited = replace(CONTENT, cards=(card(1), card(2, "Trade grew fast")))
    assert bring(session, edited) == Loaded(0, changed=1, unchanged=3, removed=0, version=2)
    assert tags(session, pinned) == {1: "Trade grew", 2: "Trade grew"}
    assert tags(session, newest(session)) == {1: "Trade grew", 2: "Trade grew fast"}
    assert session.scalar(select(func.count(rows.Card.id))) == 3
    assert session.scalar(select(func.count(rows.Passage.id))) == 1


def test_a_new_gist_makes_a_new_version_of_its_source(session: Session) -> None:
    bring(session)
    pinned = newest(session)
    bring(session, replace(CONTENT, sources=(source(gist="A better gist."),)))
    old, new = (cards.page(session, version, 1) for version in (pinned, newest(session)))
    assert old is not None
    assert new is not None
    assert [line.gist for line in old.passages] == ["The gist."]
    assert [line.gist for line in new.passages] == ["A better gist."]


def test_a_card_that_is_gone_keeps_its_number(session: Session) -> None:
    bring(session)
    pinned = newest(session)
    gone = bring(session, replace(CONTENT, cards=(card(1),)))
    assert (gone.removed, gone.unchanged, gone.version) == (1, 3, 2)
    assert tags(session, newest(session)) == {1: "Trade grew"}
    back = bring(session)
    assert (back.added, back.unchanged, back.version) == (1, 3, 3)
    versions = session.scalars(
        select(rows.Card.version).where(rows.Card.number == 2).order_by(rows.Card.version)
    ).all()
    assert versions == [1, 2]
    assert tags(session, pinned) == {1: "Trade grew", 2: "Trade grew"}


def test_a_number_never_goes_to_a_card_of_another_source(session: Session) -> None:
    bring(session)
    bring(session, replace(CONTENT, cards=(card(1),)))
    other = replace(
        CONTENT,
        sources=(source(), source("aslan-2024", position=2)),
        cards=(card(1), card(2, "Another", "aslan-2024")),
    )
    with pytest.raises(Refused, match=r"Card No\. 2 was cut from marlowe-2024"):
        bring(session, other)
    assert tags(session, newest(session)) == {1: "Trade grew"}


def test_a_new_title_needs_no_new_version(session: Session) -> None:
    bring(session)
    assert bring(session, replace(CONTENT, title="A better title")).version == 1
    assert [deck.title for deck in decks.listing(session, 0)] == ["A better title"]


def test_a_debate_keeps_the_version_that_it_pinned(session: Session) -> None:
    bring(session)
    pinned = newest(session)
    entries = select(rows.DeckEntry.id).where(rows.DeckEntry.deck_version_id == pinned)
    before = session.scalars(entries).all()
    motion = replace(MOTION, text="This House believes otherwise")
    bring(session, replace(CONTENT, motions=(motion,), cards=(card(3),)))
    assert session.scalars(entries).all() == before
    assert [line.number for line in cards.for_debate(session, pinned, "vassal")] == [1, 2]
    assert [line.number for line in cards.for_debate(session, newest(session), "vassal")] == [3]
