"""Instructors' marks. Nothing of them is visible to students before the debate's release."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
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
    levels: Mapped[dict[str, Any]] = mapped_column(JSON)  # criterion slug → 1 to 4
    comment: Mapped[str] = mapped_column(default="")
    comment_html: Mapped[str] = mapped_column(default="")
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at_ms: Mapped[Ms]
