"""Reads about cards: lines for lists, and one card with its citation and its passage's neighbours.

Everything is read of one deck version: a debate's pinned one, or the deck's newest.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from sqlalchemy import Row, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from debate.db import read
from debate.domain import cards, citations, modes, sources
from debate.domain.spans import Badge, Held
from debate.models.decks import Bearing, Card, DeckEntry, Motion, Passage, Source
from debate.queries import texts
from debate.queries.texts import Part

WORDS_MAX = 8
"""Words of a search that count; further ones would only slow it down."""


@dataclass(frozen=True)
class CardLine:
    """A card as lists and points show it; `bearing`, `warrant`: on the motion asked for, or ""."""

    id: int  # of this version of the card
    number: int
    source: str
    cite: str  # "Gabuev 2024"
    passage: int
    kind: str
    tag: str
    body: str
    hedge: str
    holder: str
    bearing: str  # supports | opposes | both | ""
    warrant: str
    level: str = ""
    provenance: str = ""
    badge: str = ""  # verified | near | located | unverified; "" where nobody asked
    stopped_at: int | None = None  # as cited: after how many words its reading stopped
    state: str = ""  # challenged | withdrawn, in a debate; "" where neither
    reason: str = ""  # what that means, in a sentence

    @property
    def citation(self) -> str:
        """How a point cites it: "Gabuev 2024, ¶ 9"."""
        return cards.citation(self.cite, self.passage)

    @property
    def read(self) -> tuple[str, str]:
        """What was read of the body where it was cited, and what was not ("": all was read)."""
        return modes.split(self.body, self.stopped_at)

    @property
    def read_until(self) -> str:
        """The last words that were read, at most six; "" where all were."""
        return modes.tail(self.body, self.stopped_at)


@dataclass(frozen=True)
class Wanted:
    """Which cards of a deck are asked for; "" leaves a part open. `bears` needs a motion."""

    motion: str = ""
    bears: str = ""
    source: str = ""
    kind: str = ""
    level: str = ""
    badge: str = ""
    text: str = ""


@dataclass(frozen=True)
class BearingLine:
    """How a card bears on one motion of the deck."""

    motion: str
    text: str
    bears: str
    warrant: str


@dataclass(frozen=True)
class PassageLine:
    """A passage near the card's own; `here` marks that one. `parts`: its text, where readable."""

    number: int
    gist: str
    here: bool
    heading: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class CardPage:
    """One card with all that makes it honest: citation, passage, neighbours, bearings."""

    card: CardLine
    badge_why: str  # what the badge says, in a sentence
    citation: str  # in full, with the passage
    grade: str  # complete | partial | missing
    source_title: str
    passages: tuple[PassageLine, ...]
    passage_count: int
    bearings: tuple[BearingLine, ...]
    same_passage: tuple[tuple[int, str], ...]  # number and tag of other cards cut from it
    before: int | None  # number of the card before it in the deck
    after: int | None


def for_debate(
    session: Session,
    deck_version_id: int,
    motion_slug: str,
    numbers: Collection[int] | None = None,
    known: Mapping[int, CardLine] = MappingProxyType({}),
) -> tuple[CardLine, ...]:
    """Cards as they bear on a motion, in order of number; one statement.

    Without `numbers` all that bear on it; with `numbers` just those, bearing or not. Those in
    `known` were read before, of the same version and for the same motion, and are not read again.
    """
    values: dict[str, object] = {"version": deck_version_id, "motion": motion_slug}
    if numbers is None:
        return tuple(map(_line, read(session, _BEARING, values)))
    found = {number: known[number] for number in numbers if number in known}
    missing = [number for number in numbers if number not in known]
    if missing:
        rows = read(session, _NUMBERED, values | {"numbers": missing})
        found |= {row.number: _line(row) for row in rows}
    return tuple(found[number] for number in sorted(found))


def every(session: Session, deck_version_id: int, motion_slug: str) -> tuple[CardLine, ...]:
    """All cards of a deck as they bear on a motion, or do not; one statement."""
    values = {"version": deck_version_id, "motion": motion_slug}
    return tuple(_line(row) for row in session.execute(_LINES, values))


def search(
    session: Session,
    deck_version_id: int,
    wanted: Wanted,
    badges: Mapping[int, Badge] = MappingProxyType({}),
) -> tuple[CardLine, ...]:
    """The cards that fit, in order of number; one statement. Each word must stand in the card."""
    query = _LINES
    if wanted.motion:
        query = _BEARING
        if wanted.bears:
            query = query.where(Bearing.bears == wanted.bears)
    if wanted.source:
        query = query.where(Card.source_slug == wanted.source)
    if wanted.kind:
        query = query.where(Card.kind == wanted.kind)
    if wanted.level:
        query = query.where(Card.level == wanted.level)
    for word in wanted.text.split()[:WORDS_MAX]:
        places = [
            part.icontains(word, autoescape=True)
            for part in (Card.tag, Card.body, Card.holder, Source.short)
        ]
        if word.isascii() and word.isdigit() and len(word) < 7:
            places.append(Card.number == int(word))
        query = query.where(or_(*places))
    values = {"version": deck_version_id, "motion": wanted.motion}
    lines = (_line(row, badges) for row in session.execute(query, values))
    return tuple(line for line in lines if wanted.badge in ("", line.badge))


def page(
    session: Session,
    deck_version_id: int,
    number: int,
    motion_slug: str = "",
    courses: Collection[int] = (),
) -> CardPage | None:
    """One card, as it bears on `motion_slug` where given; None if the version has no such card.

    `courses`: the classes whose attached texts may be read. Eight statements.
    """
    row = session.execute(
        _LINES.add_columns(
            Source.id.label("source_id"), Source.citation, Card.spans, Card.read
        ).where(Card.number == number),
        {"version": deck_version_id, "motion": motion_slug},
    ).one_or_none()
    if row is None:
        return None
    texts_there = texts.readable(session, deck_version_id, courses)
    badge = texts.badges(session, deck_version_id, texts_there)[number]
    card = replace(_line(row), badge=badge.name)
    fields = sources.from_stored(row.citation)
    passages, count = _passages(session, row, texts_there.get(card.source, {}))
    around = session.execute(_around(deck_version_id)).all()
    place = [one.number for one in around].index(number)
    return CardPage(
        card=card,
        badge_why=badge.why,
        citation=cards.citation(citations.citation_text(fields), card.passage),
        grade=citations.grade(fields),
        source_title=fields["title"].value if "title" in fields else card.cite,
        passages=passages,
        passage_count=count,
        bearings=_bearings(session, deck_version_id, card.id),
        same_passage=tuple(
            (one.number, one.tag)
            for one in around
            if (one.source_slug, one.passage) == (card.source, card.passage)
            if one.number != number
        ),
        before=around[place - 1].number if place else None,
        after=around[place + 1].number if place + 1 < len(around) else None,
    )


def _line(
    row: Row[*tuple[object, ...]], badges: Mapping[int, Badge] = MappingProxyType({})
) -> CardLine:
    return CardLine(
        row.id,
        row.number,
        row.source_slug,
        row.short,
        row.passage,
        row.kind,
        row.tag,
        row.body,
        row.hedge,
        row.holder,
        row.bears or "",
        row.warrant or "",
        row.level,
        row.provenance,
        badges[row.number].name if row.number in badges else "",
    )


def _passages(
    session: Session, card: Row[*tuple[object, ...]], held: Mapping[int, tuple[Held, ...]]
) -> tuple[tuple[PassageLine, ...], int]:
    number, own = card.passage, Passage.source_id == card.source_id
    count = select(func.count()).where(own).scalar_subquery()
    rows = session.execute(
        select(
            Passage.number,
            Passage.gist,
            Passage.heading,
            Passage.sentences,
            count.label("passages"),
        )
        .where(own, Passage.number.between(number - 1, number + 1))
        .order_by(Passage.number)
    ).all()
    named, aloud = texts.spans_of(card.spans), card.read
    lines = tuple(
        PassageLine(
            row.number,
            row.gist,
            row.number == number,
            row.heading,
            texts.parts(
                held.get(row.number, ()),
                texts.marks_of(row.sentences),
                named if row.number == number else (),
                aloud if row.number == number else (),
            ),
        )
        for row in rows
    )
    return lines, rows[0].passages if rows else 0


def _bearings(session: Session, deck_version_id: int, card_id: int) -> tuple[BearingLine, ...]:
    rows = session.execute(
        select(Motion.slug, Motion.text, Bearing.bears, Bearing.warrant)
        .join(DeckEntry, DeckEntry.motion_id == Motion.id)
        .join(Bearing, Bearing.motion_slug == Motion.slug)
        .where(DeckEntry.deck_version_id == deck_version_id, Bearing.card_id == card_id)
        .order_by(Motion.position)
    )
    return tuple(BearingLine(*row) for row in rows)


def _around(deck_version_id: int) -> Select[int, str, int, str]:
    return (
        select(Card.number, Card.source_slug, Card.passage, Card.tag)
        .join(DeckEntry, DeckEntry.card_id == Card.id)
        .where(DeckEntry.deck_version_id == deck_version_id)
        .order_by(Card.number)
    )


# Built once: the room, its parts and every frame of a point ask these.
_SOURCE_ENTRY = aliased(DeckEntry)
_LINES = (
    select(
        Card.id,
        Card.number,
        Card.source_slug,
        Source.short,
        Card.passage,
        Card.kind,
        Card.tag,
        Card.body,
        Card.hedge,
        Card.holder,
        Card.level,
        Card.provenance,
        Bearing.bears,
        Bearing.warrant,
    )
    .join(DeckEntry, DeckEntry.card_id == Card.id)
    .join(Source, and_(Source.deck_id == Card.deck_id, Source.slug == Card.source_slug))
    .join(
        _SOURCE_ENTRY,
        and_(
            _SOURCE_ENTRY.source_id == Source.id,
            _SOURCE_ENTRY.deck_version_id == DeckEntry.deck_version_id,
        ),
    )
    .outerjoin(
        Bearing, and_(Bearing.card_id == Card.id, Bearing.motion_slug == bindparam("motion"))
    )
    .where(DeckEntry.deck_version_id == bindparam("version"))
    .order_by(Card.number)
)
_BEARING = _LINES.where(Bearing.id.is_not(None))
_NUMBERED = _LINES.where(Card.number.in_(bindparam("numbers", expanding=True)))
