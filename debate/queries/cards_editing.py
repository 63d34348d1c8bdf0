"""Reads for cutting cards: where to cut, a passage with its words, and what the checks say."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import cards_editing, checks, citations, spans
from debate.domain.cards import Card
from debate.domain.cards_editing import Place, Word
from debate.domain.checks import CardWarning
from debate.domain.decks import Content
from debate.domain.motions import Motion
from debate.domain.sources import Passage
from debate.domain.spans import Badge
from debate.models.decks import Card as CardRow
from debate.models.decks import DeckEntry
from debate.queries import decks, texts
from debate.queries.decks import DeckHead


@dataclass(frozen=True)
class CutPage:
    """A passage to cut a card from, or to cut one anew that is there."""

    head: DeckHead
    place: Place
    citation: str
    words: tuple[Word, ...]  # () where the text cannot be read
    before: Passage | None
    after: Passage | None
    motions: tuple[Motion, ...]
    card: Card | None
    row: int  # id of this version of the card, 0 for a new one
    cut: tuple[Card, ...]  # the others of this passage
    content: Content


@dataclass(frozen=True)
class PassageChoice:
    """A passage that a card can be cut from, with how many were."""

    number: int
    gist: str
    cards: int


@dataclass(frozen=True)
class SourceChoice:
    """A source with its passages."""

    slug: str
    cite: str
    title: str
    readable: bool
    passages: tuple[PassageChoice, ...]


@dataclass(frozen=True)
class Checked:
    """What a program says of a card: its badge, and what it noticed."""

    badge: Badge
    quote: str
    warnings: tuple[CardWarning, ...]


def page(
    session: Session,
    deck_version_id: int,
    source: str,
    passage: int,
    courses: Collection[int],
    number: int = 0,
) -> CutPage | None:
    """Where a card is cut; None if there is no such passage, or no such card of that source.

    `number`: the card to cut anew, 0 for a new one. Ten statements.
    """
    content = decks.content(session, deck_version_id)
    place = place_of(session, deck_version_id, content, source, passage, courses)
    card = next((one for one in content.cards if one.number == number), None)
    if place is None or (number and (card is None or card.source != source)):
        return None
    passages = {one.number: one for one in place.source.passages}
    same = [one for one in content.cards if (one.source, one.passage) == (source, passage)]
    return CutPage(
        head=decks.head(session, deck_version_id),
        place=place,
        citation=citations.citation_text(place.source.citation),
        words=place.words,
        before=passages.get(passage - 1),
        after=passages.get(passage + 1),
        motions=content.motions,
        card=card,
        row=row_of(session, deck_version_id, number),
        cut=tuple(one for one in same if one.number != number),
        content=content,
    )


def place_of(
    session: Session,
    deck_version_id: int,
    content: Content,
    source: str,
    passage: int,
    courses: Collection[int],
) -> Place | None:
    """A passage with what these classes may read of it; None if there is none. Two statements."""
    held = texts.readable(session, deck_version_id, courses)
    for one in content.sources:
        for part in one.passages:
            if (one.slug, part.number) == (source, passage):
                return Place(one, part, held.get(source, {}).get(passage, ()))
    return None


def row_of(session: Session, deck_version_id: int, number: int) -> int:
    """The id of a card's row in a deck version, 0 if it has none; one statement."""
    found = session.scalar(
        select(CardRow.id)
        .join(DeckEntry, DeckEntry.card_id == CardRow.id)
        .where(DeckEntry.deck_version_id == deck_version_id, CardRow.number == number)
    )
    return found or 0


def choices(
    session: Session, deck_version_id: int, courses: Collection[int]
) -> tuple[SourceChoice, ...]:
    """The passages of a deck with how many cards were cut from each; eight statements."""
    content = decks.content(session, deck_version_id)
    held = texts.readable(session, deck_version_id, courses)
    cut = Counter((card.source, card.passage) for card in content.cards)
    found = []
    for source in content.sources:
        title = source.citation["title"].value if "title" in source.citation else ""
        lines = tuple(
            PassageChoice(one.number, one.gist, cut[source.slug, one.number])
            for one in source.passages
        )
        readable = source.slug in held
        found.append(
            SourceChoice(source.slug, source.short, title or source.short, readable, lines)
        )
    return tuple(found)


def check(card: Card, place: Place, content: Content, today: str) -> Checked:
    """What a program says of a card that need not be stored. `today`: 2026-11-22."""
    given = cards_editing.check_input(card, place, content, today)
    held = place.held or None
    badge = spans.badge(place.passage.sentences, card.spans, held, bool(place.held))
    return Checked(badge, given.quote, checks.warnings(given))


def warnings(
    session: Session, deck_version_id: int, number: int, courses: Collection[int], today: str
) -> tuple[CardWarning, ...]:
    """What the checks notice at a stored card; () for none. Eight statements."""
    content = decks.content(session, deck_version_id)
    card = next((one for one in content.cards if one.number == number), None)
    if card is None:
        return ()
    place = place_of(session, deck_version_id, content, card.source, card.passage, courses)
    return check(card, place, content, today).warnings if place else ()
