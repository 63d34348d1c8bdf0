"""Reads about clashes: what a deck says of its cards among each other, whole or for one card."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import clashes, sources
from debate.domain.clashes import Clashes, Entry, Meeting, Overtaken
from debate.models.decks import DeckEntry, DeckVersion, Source
from debate.queries import cards
from debate.queries.cards import CardLine


@dataclass(frozen=True)
class ClashCard:
    """A card with the year of its source, "" where that has none."""

    card: CardLine
    year: str


@dataclass(frozen=True)
class MeetingLine:
    """Cards that belong together; `name` is the entry's in addresses."""

    name: str
    cards: tuple[ClashCard, ...]
    line: str


@dataclass(frozen=True)
class OvertakenLine:
    """A card, the card of a later text that has overtaken it, and how."""

    name: str
    card: ClashCard
    by: ClashCard
    why: str


@dataclass(frozen=True)
class CardClashes:
    """What a deck says of one card beside others, whose own number is left out of each line."""

    meets: tuple[MeetingLine, ...]
    common_ground: tuple[MeetingLine, ...]
    overtaken_by: tuple[OvertakenLine, ...]
    overtakes: tuple[OvertakenLine, ...]

    @property
    def any(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.meets or self.common_ground or self.overtaken_by or self.overtakes)


@dataclass(frozen=True)
class ClashPage:
    """All that a deck version says of its cards among each other."""

    meets: tuple[MeetingLine, ...]
    common_ground: tuple[MeetingLine, ...]
    overtaken: tuple[OvertakenLine, ...]


def page(session: Session, deck_version_id: int) -> ClashPage:
    """The clashes of a deck version; three statements."""
    found = of_version(session, deck_version_id)
    known = _cards(session, deck_version_id, _numbers(found))
    return ClashPage(
        _meetings(found.clashes, known),
        _meetings(found.common_ground, known),
        _overtaken(found.overtaken, known),
    )


def of_card(session: Session, deck_version_id: int, number: int) -> CardClashes:
    """What a deck version says of one card beside others; at most three statements."""
    every = of_version(session, deck_version_id)
    found = Clashes(
        tuple(one for one in every.clashes if number in one.cards),
        tuple(one for one in every.common_ground if number in one.cards),
        tuple(one for one in every.overtaken if number in (one.card, one.by)),
    )
    known = _cards(session, deck_version_id, _numbers(found))
    return CardClashes(
        _meetings(found.clashes, known, but=number),
        _meetings(found.common_ground, known, but=number),
        _overtaken([one for one in found.overtaken if one.card == number], known),
        _overtaken([one for one in found.overtaken if one.by == number], known),
    )


def of_version(session: Session, deck_version_id: int) -> Clashes:
    """The clashes of a deck version as the rules know them; one statement."""
    stored = session.scalar(select(DeckVersion.clashes).where(DeckVersion.id == deck_version_id))
    return clashes.from_stored(stored or {})


def _numbers(found: Clashes) -> set[int]:
    every: list[Entry] = [*found.clashes, *found.common_ground, *found.overtaken]
    return {number for entry in every for number in clashes.cards_of(entry)}


def _cards(
    session: Session, deck_version_id: int, numbers: Collection[int]
) -> Mapping[int, ClashCard]:
    if not numbers:
        return {}
    years = {}
    for slug, citation in session.execute(
        select(Source.slug, Source.citation)
        .join(DeckEntry, DeckEntry.source_id == Source.id)
        .where(DeckEntry.deck_version_id == deck_version_id)
    ):
        published = sources.from_stored(citation).get("published")
        years[slug] = published.value[:4] if published else ""
    lines = cards.for_debate(session, deck_version_id, "", numbers)
    return {line.number: ClashCard(line, years.get(line.source, "")) for line in lines}


def _meetings(
    found: Collection[Meeting], known: Mapping[int, ClashCard], but: int = 0
) -> tuple[MeetingLine, ...]:
    return tuple(
        MeetingLine(
            clashes.name(one),
            tuple(known[number] for number in one.cards if number in known and number != but),
            one.line,
        )
        for one in found
    )


def _overtaken(
    found: Collection[Overtaken], known: Mapping[int, ClashCard]
) -> tuple[OvertakenLine, ...]:
    return tuple(
        OvertakenLine(clashes.name(one), known[one.card], known[one.by], one.why)
        for one in found
        if one.card in known and one.by in known
    )
