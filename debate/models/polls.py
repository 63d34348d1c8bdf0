"""Votes of the opening and the closing poll."""

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Vote(Base):
    """Where a seat stands: "P", "O" or "U" (undecided), and how surely (1 to 5)."""

    __tablename__ = "votes"
    __table_args__ = (
        UniqueConstraint("debate_id", "poll", "seat_id"),
        CheckConstraint("choice IN ('P', 'O', 'U')", name="choice"),
        CheckConstraint("confidence BETWEEN 1 AND 5", name="confidence"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"))
    poll: Mapped[str] = mapped_column(String(6))  # before | after
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), index=True)
    choice: Mapped[str] = mapped_column(String(1))
    confidence: Mapped[int | None]
    at_ms: Mapped[Ms]
