"""Reads about sources: their citation and grade, and our gists with the cards cut from each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from debate.domain import citations, sources
from debate.domain.spans import Held
from debate.models.decks import Card, DeckEntry, Passage, Source
from debate.queries import texts
from debate.queries.texts import Part


@dataclass(frozen=True)
class SourceLine:
    """A source with the counts of its passages and cards."""

    slug: str
    cite: str  # "Gabuev 2024"
    title: str
    passages: int
    cards: int


@dataclass(frozen=True)
class FieldLine:
    """One field of a written citation; `value` is "" where the source gives none."""

    name: str
    value: str
    supplied: bool  # by us: the text itself does not say it


@dataclass(frozen=True)
class PassageCards:
    """A passage with number and tag of the cards cut from it."""

    number: int
    gist: str
    words: int
    cards: tuple[tuple[int, str], ...]
    heading: str = ""
    parts: tuple[Part, ...] = ()  # its text, where it may be read


@dataclass(frozen=True)
class SourcePage:
    """One source as its page shows it. `grade`: complete | partial | missing."""

    slug: str
    kind: str
    cite: str  # "Gabuev 2024"
    title: str
    citation: str
    grade: str
    fields: tuple[FieldLine, ...]
    text: str  # not shipped | included | kept here
    attached: bool  # a text is attached in one of the classes that ask
    passages: tuple[PassageCards, ...]

    @property
    def cards(self) -> int:
        """How many cards were cut from it."""
        return sum(len(passage.cards) for passage in self.passages)

    @property
    def words(self) -> int:
        """The length of its text."""
        return sum(passage.words for passage in self.passages)


def lines(session: Session, deck_version_id: int) -> tuple[SourceLine, ...]:
    """The sources of a deck version, in the deck's order; one statement."""
    passages = select(func.count()).where(Passage.source_id == Source.id).scalar_subquery()
    cut = (
        select(func.count())
        .select_from(Card)
        .join(DeckEntry, DeckEntry.card_id == Card.id)
        .where(DeckEntry.deck_version_id == deck_version_id, Card.source_slug == Source.slug)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Source.slug, Source.short, Source.citation, passages, cut)
        .join(DeckEntry, DeckEntry.source_id == Source.id)
        .where(DeckEntry.deck_version_id == deck_version_id)
        .order_by(Source.position)
    )
    return tuple(
        SourceLine(slug, short, _title(citation, short), count, cards)
        for slug, short, citation, count, cards in rows
    )


def page(
    session: Session, deck_version_id: int, slug: str, courses: Collection[int] = ()
) -> SourcePage | None:
    """One source; None if the version has none of this slug. Five statements.

    `courses`: the classes whose attached texts may be read.
    """
    row = session.execute(
        select(Source.id, Source.kind, Source.short, Source.citation, Source.text)
        .join(DeckEntry, DeckEntry.source_id == Source.id)
        .where(DeckEntry.deck_version_id == deck_version_id, Source.slug == slug)
    ).one_or_none()
    if row is None:
        return None
    fields = sources.from_stored(row.citation)
    held = texts.readable(session, deck_version_id, courses).get(slug, {})
    return SourcePage(
        slug=slug,
        kind=row.kind,
        cite=row.short,
        title=_title(row.citation, row.short),
        citation=citations.citation_text(fields),
        grade=citations.grade(fields),
        fields=tuple(
            FieldLine(name, _shown(name, field.value), field.supplied)
            for name in citations.FIELDS
            if (field := fields.get(name))
        ),
        text=row.text,
        attached=bool(held) and row.text == sources.NOT_SHIPPED,
        passages=_passages(session, deck_version_id, row.id, slug, held),
    )


def _passages(
    session: Session,
    deck_version_id: int,
    source_id: int,
    slug: str,
    held: Mapping[int, tuple[Held, ...]],
) -> tuple[PassageCards, ...]:
    cut: dict[int, list[tuple[int, str]]] = {}
    for passage, number, tag in session.execute(
        select(Card.passage, Card.number, Card.tag)
        .join(DeckEntry, DeckEntry.card_id == Card.id)
        .where(DeckEntry.deck_version_id == deck_version_id, Card.source_slug == slug)
        .order_by(Card.number)
    ):
        cut.setdefault(passage, []).append((number, tag))
    rows = session.execute(
        select(Passage.number, Passage.gist, Passage.words, Passage.heading, Passage.sentences)
        .where(Passage.source_id == source_id)
        .order_by(Passage.number)
    )
    return tuple(
        PassageCards(
            number,
            gist,
            words,
            tuple(cut.get(number, ())),
            heading,
            texts.parts(held.get(number, ()), texts.marks_of(sentences)),
        )
        for number, gist, words, heading, sentences in rows
    )


def _shown(name: str, value: str) -> str:
    return citations.date_text(value) if name in ("published", "accessed") else value


def _title(citation: Mapping[str, Mapping[str, str]], short: str) -> str:
    return citation.get("title", {}).get("value", short)
