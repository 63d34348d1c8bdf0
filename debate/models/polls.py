"""Votes of the opening and the closing poll."""

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Vote(Base):
    """Where a seat stands: "P", "O" or "U" (undecided), and how surely (1 to 5).

    `moved_by` is the address of the point that moved it, "none", or null where nothing was said; it
    is asked with the closing vote alone.
    """

    __tablename__ = "votes"
    __table_args__ = (
        UniqueConstraint("debate_id", "poll", "seat_id"),
        CheckConstraint("choice IN ('P', 'O', 'U')", name="choice"),
        CheckConstraint("confidence BETWEEN 1 AND 5", name="confidence"),
        CheckConstraint("moved_by IS NULL OR poll = 'after'", name="moved_by"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"))
    poll: Mapped[str] = mapped_column(String(6))  # before | after
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), index=True)
    choice: Mapped[str] = mapped_column(String(1))
    confidence: Mapped[int | None]
    moved_by: Mapped[str | None] = mapped_column(String(16))
    at_ms: Mapped[Ms]
