"""Speeches, points with citations and links, drafts and reflections."""

from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Speech(Base):
    """One turn of one step; `address` is "P2", "F1" or "X1" and never changes."""

    __tablename__ = "speeches"
    __table_args__ = (UniqueConstraint("debate_id", "address"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"))
    step_index: Mapped[int]
    address: Mapped[str] = mapped_column(String(8))
    side: Mapped[str | None] = mapped_column(String(1))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))
    # Who answers in an exchange; `seat_id` asks.
    answerer_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))
    handed_in_ms: Mapped[Ms | None]


class Point(Base):
    """A claim with optional reasons. It gets its number when others may see it.

    `half` is "q" or "a" of a question and its answer, "" elsewhere. A revised point takes number
    and half over when it is shown; the old row, `replaces_id`, then stays with `current` false.
    """

    __tablename__ = "points"
    __table_args__ = (
        Index("ix_points_debate", "debate_id", "speech_id"),
        Index(
            "uq_points_number",
            "speech_id",
            "number",
            "half",
            unique=True,
            sqlite_where=text("current AND number IS NOT NULL"),
        ),
        CheckConstraint(
            "state IN ('held', 'sent', 'returned', 'hidden', 'struck', 'unsent')", name="state"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"))
    speech_id: Mapped[int] = mapped_column(ForeignKey("speeches.id", ondelete="CASCADE"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), index=True)
    number: Mapped[int | None]
    half: Mapped[str] = mapped_column(String(1), default="")
    side: Mapped[str | None] = mapped_column(String(1))
    version: Mapped[int] = mapped_column(default=1)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("points.id", ondelete="SET NULL"))
    current: Mapped[bool] = mapped_column(default=True)
    state: Mapped[str] = mapped_column(String(8))
    claim: Mapped[str]  # of an exchange: the question or the answer
    reasons: Mapped[str] = mapped_column(default="")  # as written
    reasons_html: Mapped[str] = mapped_column(default="")  # made safe once, when sent
    sent_ms: Mapped[Ms]
    visible_ms: Mapped[Ms | None]  # approved, or sent without hold
    note: Mapped[str] = mapped_column(default="")  # of the moderator who returned or hid it
    late: Mapped[bool] = mapped_column(default=False, server_default=false())  # after the due date
    # Somebody else typed what the author said: a scribe's seat, or a moderator without one.
    by_scribe: Mapped[bool] = mapped_column(default=False, server_default=false())
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))
    # Of an answer: the number of its question, also while it is held and has none itself.
    question_number: Mapped[int | None]


class Citation(Base):
    """A card cited by a point, with the badge it had then."""

    __tablename__ = "citations"
    __table_args__ = (UniqueConstraint("point_id", "card_number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id", ondelete="CASCADE"))
    position: Mapped[int]
    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id"))
    card_number: Mapped[int]
    badge: Mapped[str] = mapped_column(String(12))
    # After how many words of the card's body the speaker stopped reading; None: not marked.
    stopped_at: Mapped[int | None]


class PointLink(Base):
    """A link from one point to an earlier one: (kind, target)."""

    __tablename__ = "point_links"
    __table_args__ = (UniqueConstraint("point_id", "kind", "target_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))  # domain.steps.LINK_KINDS
    target_id: Mapped[int] = mapped_column(ForeignKey("points.id", ondelete="CASCADE"), index=True)


class Draft(Base):
    """A point being prepared, seen by its author alone; not an event.

    `cards` are card numbers, `links` pairs of a kind and the id of a point. `reason` says why it
    came back, if it did.
    """

    __tablename__ = "drafts"
    __table_args__ = (Index("ix_drafts_seat", "seat_id", "step_index"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id", ondelete="CASCADE"))
    step_index: Mapped[int]
    position: Mapped[int]
    claim: Mapped[str] = mapped_column(default="")
    reasons: Mapped[str] = mapped_column(default="")
    cards: Mapped[list[Any]] = mapped_column(JSON, default=list)
    links: Mapped[list[Any]] = mapped_column(JSON, default=list)
    returned_point_id: Mapped[int | None] = mapped_column(ForeignKey("points.id"))
    reason: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=1)
    saved_ms: Mapped[Ms]


class Reflection(Base):
    """What a seat wrote after the debate, for the instructor."""

    __tablename__ = "reflections"
    __table_args__ = (UniqueConstraint("debate_id", "seat_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), index=True)
    text: Mapped[str]
    html: Mapped[str]
    handed_in_ms: Mapped[Ms]
