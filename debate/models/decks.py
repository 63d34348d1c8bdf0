"""Decks: sources with passages, motions, and cards with their bearings.

Rows of content are immutable versions: an edit or a reload adds a row and a new deck version that
lists it. A debate pins one deck version, so what it was dealt never changes under it. Beside them
stand what a class keeps to itself: texts it attached, sources it is preparing, cards its students
propose.
"""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Deck(Base):
    """A named collection; its content is that of `version`.

    One without a class came with files and is everybody's to read; one with one is edited there.
    """

    __tablename__ = "decks"
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int | None] = mapped_column(
        ForeignKey("courses.id", ondelete="CASCADE"), index=True
    )
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(default="")
    licence: Mapped[str] = mapped_column(String(40), default="")
    language: Mapped[str] = mapped_column(String(12), default="en")
    version: Mapped[int] = mapped_column(default=0)


class DeckVersion(Base):
    """One state of a deck, as its lists of source, motion and card rows."""

    __tablename__ = "deck_versions"
    __table_args__ = (UniqueConstraint("deck_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    deck_id: Mapped[int] = mapped_column(ForeignKey("decks.id", ondelete="CASCADE"))
    number: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(64))
    loaded_ms: Mapped[Ms]
    clashes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")


class Source(Base):
    """One version of a commentary's citation data."""

    __tablename__ = "sources"
    __table_args__ = (UniqueConstraint("deck_id", "slug", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    deck_id: Mapped[int] = mapped_column(ForeignKey("decks.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16), default="article")
    short: Mapped[str] = mapped_column(String(80))  # "Gabuev 2024"
    # The eight fields of a citation, each {"value": …} or {"missing": …}, with "supplied".
    citation: Mapped[dict[str, Any]] = mapped_column(JSON)
    text: Mapped[str] = mapped_column(
        String(16), default="not shipped", server_default="not shipped"
    )
    content_hash: Mapped[str] = mapped_column(String(64))


class Passage(Base):
    """One numbered paragraph of a source: a gist of ours, and its text where the deck has it."""

    __tablename__ = "passages"
    __table_args__ = (UniqueConstraint("source_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"))
    number: Mapped[int]
    gist: Mapped[str]
    words: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    sentences: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    heading: Mapped[str] = mapped_column(String(120), default="", server_default="")
    text: Mapped[str] = mapped_column(default="", server_default="")


class Motion(Base):
    """One version of a motion."""

    __tablename__ = "motions"
    __table_args__ = (UniqueConstraint("deck_id", "slug", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    deck_id: Mapped[int] = mapped_column(ForeignKey("decks.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(300))
    type: Mapped[str] = mapped_column(String(12))
    difficulty: Mapped[str] = mapped_column(String(12))
    definitions: Mapped[dict[str, Any]] = mapped_column(JSON)
    burdens: Mapped[dict[str, Any]] = mapped_column(JSON)
    questions: Mapped[dict[str, Any]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(default="")
    content_hash: Mapped[str] = mapped_column(String(64))


class Card(Base):
    """One version of an evidence card; `number` stays the same over versions, never reused."""

    __tablename__ = "cards"
    __table_args__ = (UniqueConstraint("deck_id", "number", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    deck_id: Mapped[int] = mapped_column(ForeignKey("decks.id", ondelete="CASCADE"))
    number: Mapped[int]
    version: Mapped[int]
    source_slug: Mapped[str] = mapped_column(String(60))
    passage: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    tag: Mapped[str] = mapped_column(String(160))
    body: Mapped[str]
    hedge: Mapped[str] = mapped_column(String(80), default="")
    holder: Mapped[str] = mapped_column(String(120), default="")
    level: Mapped[str] = mapped_column(String(8), default="medium", server_default="medium")
    spans: Mapped[list[list[Any]]] = mapped_column(JSON, default=list, server_default="[]")
    read: Mapped[list[list[int]]] = mapped_column(JSON, default=list, server_default="[]")
    provenance: Mapped[str] = mapped_column(
        String(12), default="imported", server_default="imported"
    )
    content_hash: Mapped[str] = mapped_column(String(64))


class Bearing(Base):
    """How one version of a card bears on one motion."""

    __tablename__ = "bearings"
    __table_args__ = (
        UniqueConstraint("card_id", "motion_slug"),
        CheckConstraint("bears IN ('supports', 'opposes', 'both')", name="bears"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id", ondelete="CASCADE"))
    motion_slug: Mapped[str] = mapped_column(String(60), index=True)
    bears: Mapped[str] = mapped_column(String(8))
    warrant: Mapped[str]


class DeckEntry(Base):
    """Membership of one row of content in one deck version; exactly one of the three is set."""

    __tablename__ = "deck_entries"
    __table_args__ = (
        Index("ix_deck_entries_version", "deck_version_id"),
        UniqueConstraint("deck_version_id", "source_id"),
        UniqueConstraint("deck_version_id", "motion_id"),
        UniqueConstraint("deck_version_id", "card_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    deck_version_id: Mapped[int] = mapped_column(ForeignKey("deck_versions.id", ondelete="CASCADE"))
    source_id: Mapped[int | None] = mapped_column(ForeignKey("sources.id"))
    motion_id: Mapped[int | None] = mapped_column(ForeignKey("motions.id"))
    card_id: Mapped[int | None] = mapped_column(ForeignKey("cards.id"))


class SourceText(Base):
    """A text that a class attached to a source which came without one; only that class reads it."""

    __tablename__ = "source_texts"
    __table_args__ = (UniqueConstraint("course_id", "deck_id", "source_slug"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    deck_id: Mapped[int] = mapped_column(ForeignKey("decks.id", ondelete="CASCADE"), index=True)
    source_slug: Mapped[str] = mapped_column(String(60))
    # Passage → its sentences, each what the text says there and whether it is the deck's own.
    passages: Mapped[dict[str, Any]] = mapped_column(JSON)
    attached_ms: Mapped[Ms]


class SourceDraft(Base):
    """A text on its way to become a source of a deck, kept as its editor left it."""

    __tablename__ = "source_drafts"
    id: Mapped[int] = mapped_column(primary_key=True)
    deck_id: Mapped[int] = mapped_column(ForeignKey("decks.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200), default="")
    blocks: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    citation: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column(default=1)
    changed_ms: Mapped[Ms]


class CardProposal(Base):
    """A card that somebody in a seat proposes for a deck; staff accept or decline it."""

    __tablename__ = "card_proposals"
    __table_args__ = (Index("ix_card_proposals_deck_state", "deck_id", "state"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    deck_id: Mapped[int] = mapped_column(ForeignKey("decks.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id", ondelete="SET NULL"))
    name: Mapped[str] = mapped_column(String(80))  # of the seat, as it was then
    card: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    reason: Mapped[str] = mapped_column(default="")
    number: Mapped[int | None]  # of the card it became
    proposed_ms: Mapped[Ms]
    decided_ms: Mapped[Ms | None]
