"""Instructors' marks and their releases. Before one, nothing is visible to whom it is about."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Mark(Base):
    """One version of a student's mark: a level per criterion, and a comment."""

    __tablename__ = "marks"
    __table_args__ = (
        UniqueConstraint("debate_id", "seat_id", "version"),
        Index(
            "uq_marks_current",
            "debate_id",
            "seat_id",
            unique=True,
            sqlite_where=text("current"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    current: Mapped[bool] = mapped_column(default=True)
    levels: Mapped[dict[str, Any]] = mapped_column(JSON)  # criterion slug → level from 1
    comment: Mapped[str] = mapped_column(default="")
    comment_html: Mapped[str] = mapped_column(default="")
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at_ms: Mapped[Ms]


class MarkDraft(Base):
    """What one account is writing about one seat; not an event, and counts for nothing.

    `tab` is the page that saved it last, `revision` how often it was saved.
    """

    __tablename__ = "mark_drafts"
    __table_args__ = (UniqueConstraint("debate_id", "seat_id", "account_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    levels: Mapped[dict[str, Any]] = mapped_column(JSON)
    comment: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=1)
    tab: Mapped[str] = mapped_column(String(40), default="")
    saved_ms: Mapped[Ms]


class Release(Base):
    """Marks with their notes, ballots, or both, shown to one seat or (None) to all of a debate.

    `debates.released_ms` is the last release of everything to everybody.
    """

    __tablename__ = "releases"
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"), index=True)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id", ondelete="CASCADE"))
    marks: Mapped[bool]
    ballots: Mapped[bool]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at_ms: Mapped[Ms]
