"""Reads about proposals of cards: a seat's own with what became of them, and those to decide on."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from debate.domain import cards, proposals
from debate.domain.decks import Content
from debate.domain.proposals import Proposed
from debate.models.decks import CardProposal, Deck, DeckEntry, DeckVersion, Source
from debate.queries import decks
from debate.queries.cards_editing import place_of

DECIDED_SHOWN = 100


@dataclass(frozen=True)
class OwnLine:
    """A proposal as its author sees it. `number`: of the card that it became."""

    id: int
    cite: str  # "Gabuev 2024, ¶ 9"
    tag: str
    state: str  # waiting | accepted | declined
    reason: str
    number: int | None
    proposed_ms: int


@dataclass(frozen=True)
class ProposalLine:
    """A proposal as staff see it in the list."""

    id: int
    name: str  # of the person
    cite: str
    tag: str
    state: str
    reason: str
    number: int | None
    proposed_ms: int


@dataclass(frozen=True)
class PlacePage:
    """The passage that a card is proposed from. `text`: () where it cannot be read."""

    source: str
    cite: str
    title: str
    number: int
    count: int  # passages of the source
    gist: str
    text: tuple[str, ...]
    cut: tuple[tuple[int, str], ...]  # number and tag of cards cut from it


@dataclass(frozen=True)
class TargetLine:
    """A deck that can take the card."""

    slug: str
    title: str


@dataclass(frozen=True)
class ProposalPage:
    """One proposal to decide on."""

    line: ProposalLine
    card: Proposed
    place: PlacePage | None  # None where the deck has it no more
    motion: str  # its text, or its short name where the deck has it no more
    targets: tuple[TargetLine, ...]


def own(session: Session, seat_id: int, deck_version_id: int) -> tuple[OwnLine, ...]:
    """A seat's proposals, the newest first; two statements."""
    rows = session.scalars(
        select(CardProposal)
        .where(CardProposal.seat_id == seat_id)
        .order_by(CardProposal.proposed_ms.desc(), CardProposal.id.desc())
    ).all()
    shorts = _shorts(session, deck_version_id)
    return tuple(
        OwnLine(
            row.id,
            _cite(row, shorts),
            row.card["tag"],
            row.state,
            row.reason,
            row.number,
            row.proposed_ms,
        )
        for row in rows
    )


def listing(
    session: Session, deck_id: int, deck_version_id: int, courses: Collection[int]
) -> tuple[ProposalLine, ...]:
    """The proposals of these classes for a deck; two statements.

    Those that wait come first, the oldest on top; of those decided the newest hundred.
    """
    waits = CardProposal.state == proposals.WAITING
    mine = (CardProposal.deck_id == deck_id) & CardProposal.course_id.in_(courses)
    ended = (
        select(CardProposal.id)
        .where(mine, ~waits)
        .order_by(CardProposal.decided_ms.desc(), CardProposal.id.desc())
        .limit(DECIDED_SHOWN)
    )
    rows = session.scalars(
        select(CardProposal)
        .where(mine, waits | CardProposal.id.in_(ended))
        .order_by(
            case((waits, 0), else_=1),
            case((waits, CardProposal.proposed_ms), else_=-CardProposal.decided_ms),
            CardProposal.id,
        )
    ).all()
    shorts = _shorts(session, deck_version_id)
    return tuple(_line(row, _cite(row, shorts)) for row in rows)


def page(
    session: Session,
    deck_id: int,
    deck_version_id: int,
    proposal_id: int,
    courses: Collection[int],
) -> ProposalPage | None:
    """One proposal of these classes; None if there is none. At most twelve statements."""
    row = session.scalar(
        select(CardProposal).where(
            CardProposal.id == proposal_id,
            CardProposal.deck_id == deck_id,
            CardProposal.course_id.in_(courses),
        )
    )
    if row is None:
        return None
    proposed = proposals.from_stored(row.card)
    content = decks.content(session, deck_version_id)
    named = {motion.slug: motion.text for motion in content.motions}
    shorts = {source.slug: source.short for source in content.sources}
    return ProposalPage(
        line=_line(row, _cite(row, shorts)),
        card=proposed,
        place=place(
            session,
            deck_version_id,
            content,
            proposed.source,
            proposed.passage,
            (row.course_id,),
        ),
        motion=named.get(proposed.motion, proposed.motion),
        targets=_targets(session, row, proposed.source),
    )


def place(
    session: Session,
    deck_version_id: int,
    content: Content,
    source: str,
    passage: int,
    courses: Collection[int],
) -> PlacePage | None:
    """A passage of a deck with what these classes may read of it; two statements."""
    found = place_of(session, deck_version_id, content, source, passage, courses)
    if found is None:
        return None
    title = found.source.citation.get("title")
    return PlacePage(
        source=source,
        cite=cards.citation(found.source.short, passage),
        title=title.value if title and title.value else found.source.short,
        number=passage,
        count=len(found.source.passages),
        gist=found.passage.gist,
        text=tuple(one.text for one in found.held if one.text),
        cut=tuple(
            (one.number, one.tag)
            for one in content.cards
            if (one.source, one.passage) == (source, passage)
        ),
    )


def _targets(session: Session, row: CardProposal, source: str) -> tuple[TargetLine, ...]:
    """The decks of the proposal's class that have its source, its own deck first."""
    rows = session.execute(
        select(Deck.slug, Deck.title)
        .join(DeckVersion, (DeckVersion.deck_id == Deck.id) & (DeckVersion.number == Deck.version))
        .join(DeckEntry, DeckEntry.deck_version_id == DeckVersion.id)
        .join(Source, Source.id == DeckEntry.source_id)
        .where(Source.slug == source, Deck.course_id.is_not(None))
        .where((Deck.course_id == row.course_id) | (Deck.id == row.deck_id))
        .order_by(case((Deck.id == row.deck_id, 0), else_=1), Deck.title, Deck.id)
    )
    return tuple(TargetLine(*one) for one in rows)


def _shorts(session: Session, deck_version_id: int) -> dict[str, str]:
    rows = session.execute(
        select(Source.slug, Source.short)
        .join(DeckEntry, DeckEntry.source_id == Source.id)
        .where(DeckEntry.deck_version_id == deck_version_id)
    )
    return dict(rows.all())


def _cite(row: CardProposal, shorts: dict[str, str]) -> str:
    source: str = row.card["source"]
    return cards.citation(shorts.get(source, source), row.card["passage"])


def _line(row: CardProposal, cite: str) -> ProposalLine:
    return ProposalLine(
        row.id,
        row.name,
        cite,
        row.card["tag"],
        row.state,
        row.reason,
        row.number,
        row.proposed_ms,
    )
