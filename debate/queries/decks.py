"""Reads about decks: which there are, which version is the newest, and the page of one."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from debate.domain import cards as domain_cards
from debate.domain import motions as domain_motions
from debate.domain import sources as domain_sources
from debate.domain.clashes import from_stored
from debate.domain.decks import Content
from debate.models.courses import Course, CourseMember
from debate.models.decks import (
    Bearing,
    Card,
    Deck,
    DeckEntry,
    DeckVersion,
    Motion,
    Passage,
    Source,
)
from debate.queries import cards, motions, sources, texts
from debate.queries.cards import CardLine, Wanted
from debate.queries.motions import MotionLine
from debate.queries.sources import SourceLine

R = TypeVar("R")


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
    course: str | None  # title of the class whose deck it is


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
    course: str | None  # slug of the class whose deck it is
    course_title: str | None


@dataclass(frozen=True)
class DeckRole:
    """What an account is to a deck: its role in the deck's class, or a member for any other deck.

    `courses`: the ids of the classes the account has a role in; their texts it may read.
    """

    id: int
    version: int  # id of the newest one
    course_id: int | None
    role: str
    courses: tuple[int, ...]


@dataclass(frozen=True)
class Bundled:
    """A deck that came with files, to be copied. `version`: id of its newest one."""

    id: int
    slug: str
    title: str
    version: int


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
    badges: Mapping[str, int]  # badge → cards of the whole deck


def listing(session: Session, account_id: int) -> tuple[DeckLine, ...]:
    """The decks that came with files and those of one's classes, by title; one statement."""
    rows = session.execute(
        select(
            Deck.slug,
            Deck.title,
            Deck.summary,
            Deck.licence,
            func.count(DeckEntry.source_id),
            func.count(DeckEntry.motion_id),
            func.count(DeckEntry.card_id),
            Course.title,
        )
        .join(DeckVersion, (DeckVersion.deck_id == Deck.id) & (DeckVersion.number == Deck.version))
        .outerjoin(DeckEntry, DeckEntry.deck_version_id == DeckVersion.id)
        .outerjoin(Course, Course.id == Deck.course_id)
        .where(or_(Deck.course_id.is_(None), Deck.course_id.in_(_courses(account_id))))
        .group_by(Deck.id, Course.id)
        .order_by(Deck.title, Deck.id)
    )
    return tuple(DeckLine(*row) for row in rows)


def _courses(account_id: int) -> Select[int]:
    return select(CourseMember.course_id).where(CourseMember.account_id == account_id)


def version_of(session: Session, deck: int | str) -> int | None:
    """The id of the newest version of a deck, given by id or slug; None if there is none."""
    chosen = Deck.id == deck if isinstance(deck, int) else Deck.slug == deck
    return session.scalar(
        select(DeckVersion.id)
        .join(Deck, (DeckVersion.deck_id == Deck.id) & (DeckVersion.number == Deck.version))
        .where(chosen)
    )


def role(session: Session, slug: str, account_id: int) -> DeckRole | None:
    """What an account is to a deck; None for one that is not there for it. Two statements."""
    row = session.execute(
        select(Deck.id, DeckVersion.id, Deck.course_id)
        .join(DeckVersion, (DeckVersion.deck_id == Deck.id) & (DeckVersion.number == Deck.version))
        .where(Deck.slug == slug)
    ).one_or_none()
    if row is None:
        return None
    deck_id, version, course_id = row
    roles: dict[int, str] = dict(
        session.execute(
            select(CourseMember.course_id, CourseMember.role).where(
                CourseMember.account_id == account_id
            )
        ).all()
    )
    if course_id is not None and course_id not in roles:
        return None
    own = "member" if course_id is None else roles[course_id]
    return DeckRole(deck_id, version, course_id, own, tuple(sorted(roles)))


def bundled(session: Session, slug: str) -> Bundled | None:
    """A deck that came with files; None for any other. One statement."""
    row = session.execute(
        select(Deck.id, Deck.slug, Deck.title, DeckVersion.id)
        .join(DeckVersion, (DeckVersion.deck_id == Deck.id) & (DeckVersion.number == Deck.version))
        .where(Deck.slug == slug, Deck.course_id.is_(None))
    ).one_or_none()
    return Bundled(*row) if row else None


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
            Course.slug,
            Course.title,
        )
        .join(Deck, Deck.id == DeckVersion.deck_id)
        .outerjoin(Course, Course.id == Deck.course_id)
        .where(DeckVersion.id == deck_version_id)
    ).one()
    return DeckHead(*row)


def page(
    session: Session, deck_version_id: int, wanted: Wanted, courses: Collection[int] = ()
) -> DeckPage:
    """The page of a deck with the cards that are asked for; nine statements.

    `courses`: the classes whose attached texts count for the badges.
    """
    badges = texts.badges(
        session, deck_version_id, texts.readable(session, deck_version_id, courses)
    )
    found = sources.lines(session, deck_version_id)
    lines = motions.lines(session, deck_version_id)
    return DeckPage(
        head=head(session, deck_version_id),
        sources=found,
        motions=lines,
        motion=next((line for line in lines if line.slug == wanted.motion), None),
        wanted=wanted,
        cards=cards.search(session, deck_version_id, wanted, badges),
        card_count=sum(line.cards for line in found),
        badges=Counter(badge.name for badge in badges.values()),
    )


def content(session: Session, deck_version_id: int) -> Content:
    """All that a deck version says, as its files would; six statements."""
    deck, clashes = session.execute(
        select(Deck, DeckVersion.clashes)
        .join(DeckVersion, DeckVersion.deck_id == Deck.id)
        .where(DeckVersion.id == deck_version_id)
    ).one()
    listed = DeckEntry.deck_version_id == deck_version_id
    rows = session.scalars(
        select(Motion)
        .join(DeckEntry, DeckEntry.motion_id == Motion.id)
        .where(listed)
        .order_by(Motion.position)
    )
    return Content(
        slug=deck.slug,
        title=deck.title,
        summary=deck.summary,
        licence=deck.licence,
        language=deck.language,
        sources=_sources(session, deck_version_id),
        motions=tuple(map(_motion, rows)),
        cards=_cards(session, deck_version_id),
        clashes=from_stored(clashes),
    )


def _sources(session: Session, deck_version_id: int) -> tuple[domain_sources.Source, ...]:
    entry = DeckEntry.deck_version_id == deck_version_id
    rows = session.scalars(
        select(Source)
        .join(DeckEntry, DeckEntry.source_id == Source.id)
        .where(entry)
        .order_by(Source.position)
    )
    inside = session.scalars(
        select(Passage)
        .join(DeckEntry, DeckEntry.source_id == Passage.source_id)
        .where(entry)
        .order_by(Passage.number)
    )
    passages = _by(inside, lambda row: row.source_id)
    return tuple(_source(row, passages[row.id]) for row in rows)


def _cards(session: Session, deck_version_id: int) -> tuple[domain_cards.Card, ...]:
    entry = DeckEntry.deck_version_id == deck_version_id
    rows = session.scalars(
        select(Card)
        .join(DeckEntry, DeckEntry.card_id == Card.id)
        .where(entry)
        .order_by(Card.number)
    )
    inside = session.scalars(
        select(Bearing)
        .join(DeckEntry, DeckEntry.card_id == Bearing.card_id)
        .where(entry)
        .order_by(Bearing.id)
    )
    bearings = _by(inside, lambda row: row.card_id)
    return tuple(_card(row, bearings[row.id]) for row in rows)


def _by(rows: Iterable[R], key: Callable[[R], int]) -> dict[int, list[R]]:
    found: dict[int, list[R]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def _source(row: Source, passages: Iterable[Passage]) -> domain_sources.Source:
    return domain_sources.Source(
        slug=row.slug,
        position=row.position,
        kind=row.kind,
        short=row.short,
        citation=domain_sources.from_stored(row.citation),
        passages=tuple(map(texts.passage_of, passages)),
        text=row.text,
    )


def _motion(row: Motion) -> domain_motions.Motion:
    return domain_motions.Motion(
        slug=row.slug,
        position=row.position,
        text=row.text,
        type=row.type,
        difficulty=row.difficulty,
        definitions=row.definitions,
        burdens=row.burdens,
        questions=row.questions,
        note=row.note,
    )


def _card(row: Card, bearings: Iterable[Bearing]) -> domain_cards.Card:
    return domain_cards.Card(
        number=row.number,
        source=row.source_slug,
        passage=row.passage,
        kind=row.kind,
        tag=row.tag,
        body=row.body,
        hedge=row.hedge,
        holder=row.holder,
        bearings=tuple(
            domain_cards.Bearing(one.motion_slug, one.bears, one.warrant) for one in bearings
        ),
        level=row.level,
        spans=texts.spans_of(row.spans),
        read=tuple((first, last) for first, last in row.read),
        provenance=row.provenance,
    )
