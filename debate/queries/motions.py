"""Reads about motions: how many cards bear on each, and one with its terms, burdens and cards."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from debate.domain import motions
from debate.domain.cards import KINDS, LEVELS
from debate.models.decks import Bearing, DeckEntry, DeckVersion, Motion
from debate.queries import cards


@dataclass(frozen=True)
class MotionLine:
    """A motion of a deck, with how many cards support it, cut both ways and oppose it."""

    slug: str
    text: str
    type: str
    difficulty: str
    supports: int
    both: int
    opposes: int

    @property
    def cards(self) -> int:
        """How many cards bear on it."""
        return self.supports + self.both + self.opposes

    @property
    def words(self) -> str:
        """What to say where it is thin or lopsided; "" where all is well."""
        return motions.balance_words(self.supports, self.both, self.opposes)


@dataclass(frozen=True)
class TallyGroup:
    """A motion's cards by what they have in common."""

    title: str
    rows: tuple[motions.Tally, ...]

    @property
    def most(self) -> int:
        """The cards of the longest bar."""
        return max((row.supports + row.both + row.opposes for row in self.rows), default=0)


@dataclass(frozen=True)
class MotionPage:
    """One motion with all that speakers prepare from."""

    line: MotionLine
    definitions: Mapping[str, str]
    burdens: Mapping[str, str]  # by side
    questions: Mapping[str, str]
    note: str
    supports: tuple[cards.CardLine, ...]
    both: tuple[cards.CardLine, ...]
    opposes: tuple[cards.CardLine, ...]
    tallies: tuple[TallyGroup, ...]
    gaps: tuple[str, ...]  # what is thin, in sentences


@dataclass(frozen=True)
class Edited:
    """A motion as its editor finds it; `row` is the id of this version."""

    row: int
    motion: motions.Motion


@dataclass(frozen=True)
class Linking:
    """All cards of a deck as they bear on a motion; `state` names what they were read of."""

    slug: str
    text: str
    state: str
    cards: tuple[cards.CardLine, ...]


def lines(session: Session, deck_version_id: int) -> tuple[MotionLine, ...]:
    """The motions of a deck version, in the deck's order; two statements."""
    counts = _counts(session, deck_version_id)
    rows = session.execute(
        select(Motion.slug, Motion.text, Motion.type, Motion.difficulty)
        .join(DeckEntry, DeckEntry.motion_id == Motion.id)
        .where(DeckEntry.deck_version_id == deck_version_id)
        .order_by(Motion.position)
    )
    return tuple(
        MotionLine(*row, *(counts.get((row.slug, bears), 0) for bears in _ORDER)) for row in rows
    )


def page(session: Session, deck_version_id: int, slug: str) -> MotionPage | None:
    """One motion with its cards; None if the version has none of this slug. Two statements."""
    row = session.execute(
        select(
            Motion.text,
            Motion.type,
            Motion.difficulty,
            Motion.definitions,
            Motion.burdens,
            Motion.questions,
            Motion.note,
        )
        .join(DeckEntry, DeckEntry.motion_id == Motion.id)
        .where(DeckEntry.deck_version_id == deck_version_id, Motion.slug == slug)
    ).one_or_none()
    if row is None:
        return None
    found = cards.for_debate(session, deck_version_id, slug)
    parts = {bears: tuple(card for card in found if card.bearing == bears) for bears in _ORDER}
    counts = (len(parts[bears]) for bears in _ORDER)
    sources = motions.tallies((card.cite, card.bearing) for card in found)
    kinds = motions.tallies(((card.kind, card.bearing) for card in found), KINDS)
    levels = motions.tallies(((card.level, card.bearing) for card in found), LEVELS)
    groups = (("By source", sources), ("By kind", kinds), ("By level", levels))
    return MotionPage(
        line=MotionLine(slug, row.text, row.type, row.difficulty, *counts),
        definitions=row.definitions,
        burdens=row.burdens,
        questions=row.questions,
        note=row.note,
        tallies=tuple(TallyGroup(title, rows) for title, rows in groups),
        gaps=motions.gaps(sources, kinds, levels),
        **parts,
    )


def edited(session: Session, deck_version_id: int, slug: str) -> Edited | None:
    """One motion to edit; None if the version has none of this slug. One statement."""
    row = session.scalar(
        select(Motion)
        .join(DeckEntry, DeckEntry.motion_id == Motion.id)
        .where(DeckEntry.deck_version_id == deck_version_id, Motion.slug == slug)
    )
    if row is None:
        return None
    return Edited(
        row.id,
        motions.Motion(
            slug=row.slug,
            position=row.position,
            text=row.text,
            type=row.type,
            difficulty=row.difficulty,
            definitions=row.definitions,
            burdens=row.burdens,
            questions=row.questions,
            note=row.note,
        ),
    )


def linking(session: Session, deck_version_id: int, slug: str) -> Linking | None:
    """All cards of a deck to link to a motion; None if there is no such motion. Two statements."""
    row = session.execute(
        select(Motion.text, DeckVersion.content_hash)
        .join(DeckEntry, DeckEntry.motion_id == Motion.id)
        .join(DeckVersion, DeckVersion.id == DeckEntry.deck_version_id)
        .where(DeckVersion.id == deck_version_id, Motion.slug == slug)
    ).one_or_none()
    if row is None:
        return None
    found = cards.every(session, deck_version_id, slug)
    return Linking(slug, row.text, row.content_hash, found)


_ORDER = ("supports", "both", "opposes")


def _counts(session: Session, deck_version_id: int) -> dict[tuple[str, str], int]:
    rows = session.execute(
        select(Bearing.motion_slug, Bearing.bears, func.count())
        .join(DeckEntry, DeckEntry.card_id == Bearing.card_id)
        .where(DeckEntry.deck_version_id == deck_version_id)
        .group_by(Bearing.motion_slug, Bearing.bears)
    )
    return {(slug, bears): count for slug, bears, count in rows}
