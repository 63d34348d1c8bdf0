"""Reads about decks: which there are, which version is the newest, and the page of one."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from debate.models.decks import Deck, DeckEntry, DeckVersion
from debate.queries import cards, motions, sources
from debate.queries.cards import CardLine, Wanted
from debate.queries.motions import MotionLine
from debate.queries.sources import SourceLine


@dataclass(frozen=True)
class DeckLine:
    """A deck with the counts of its newest version."""

    slug: str
    title: str
    summary: str
    licence: str
    sources: int
    motions: int
    cards: int


@dataclass(frozen=True)
class DeckHead:
    """The deck that a version belongs to. `number` is the version's, from 1."""

    id: int
    slug: str
    title: str
    summary: str
    licence: str
    number: int
    loaded_ms: int


@dataclass(frozen=True)
class DeckPage:
    """A deck with its sources, its motions and the cards that were asked for."""

    head: DeckHead
    sources: tuple[SourceLine, ...]
    motions: tuple[MotionLine, ...]
    motion: MotionLine | None  # the one whose cards are asked for
    wanted: Wanted
    cards: tuple[CardLine, ...]
    card_count: int  # of the whole deck


def listing(session: Session) -> tuple[DeckLine, ...]:
    """All decks that were loaded, by title; one statement."""
    rows = session.execute(
        select(
            Deck.slug,
            Deck.title,
            Deck.summary,
            Deck.licence,
            func.count(DeckEntry.source_id),
            func.count(DeckEntry.motion_id),
            func.count(DeckEntry.card_id),
        )
        .join(DeckVersion, (DeckVersion.deck_id == Deck.id) & (DeckVersion.number == Deck.version))
        .join(DeckEntry, DeckEntry.deck_version_id == DeckVersion.id)
        .group_by(Deck.id)
        .order_by(Deck.title, Deck.id)
    )
    return tuple(DeckLine(*row) for row in rows)


def version_of(session: Session, deck: int | str) -> int | None:
    """The id of the newest version of a deck, given by id or slug; None if there is none."""
    chosen = Deck.id == deck if isinstance(deck, int) else Deck.slug == deck
    return session.scalar(
        select(DeckVersion.id)
        .join(Deck, (DeckVersion.deck_id == Deck.id) & (DeckVersion.number == Deck.version))
        .where(chosen)
    )


def head(session: Session, deck_version_id: int) -> DeckHead:
    """What a page says of the deck as a whole."""
    row = session.execute(
        select(
            Deck.id,
            Deck.slug,
            Deck.title,
            Deck.summary,
            Deck.licence,
            DeckVersion.number,
            DeckVersion.loaded_ms,
        )
        .join(Deck, Deck.id == DeckVersion.deck_id)
        .where(DeckVersion.id == deck_version_id)
    ).one()
    return DeckHead(*row)


def page(session: Session, deck_version_id: int, wanted: Wanted) -> DeckPage:
    """The page of a deck with the cards that are asked for; five statements."""
    found = sources.lines(session, deck_version_id)
    lines = motions.lines(session, deck_version_id)
    return DeckPage(
        head=head(session, deck_version_id),
        sources=found,
        motions=lines,
        motion=next((line for line in lines if line.slug == wanted.motion), None),
        wanted=wanted,
        cards=cards.search(session, deck_version_id, wanted),
        card_count=sum(line.cards for line in found),
    )
