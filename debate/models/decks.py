"""Decks: sources with passages, motions, and cards with their bearings.

Rows of content are immutable versions: an edit or a reload adds a row and a new deck version that
lists it. A debate pins one deck version, so what it was dealt never changes under it.
"""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Deck(Base):
    """A named collection; its content is that of `version`."""

    __tablename__ = "decks"
    id: Mapped[int] = mapped_column(primary_key=True)
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
    content_hash: Mapped[str] = mapped_column(String(64))


class Passage(Base):
    """One numbered paragraph of a source: a gist of ours, never the text itself."""

    __tablename__ = "passages"
    __table_args__ = (UniqueConstraint("source_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"))
    number: Mapped[int]
    gist: Mapped[str]
    words: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))


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
