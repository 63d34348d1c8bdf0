"""Blocks: prepared answers that stay with a student from debate to debate; no events."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Block(Base):
    """Answers to one argument. `answers` is a list of {claim, reasons, deck, cards}.

    It belongs to a student of the class; without one to the seat of somebody on no list.
    """

    __tablename__ = "blocks"
    __table_args__ = (
        CheckConstraint("student_id IS NOT NULL OR seat_id IS NOT NULL", name="owner"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int | None] = mapped_column(
        ForeignKey("students.id", ondelete="CASCADE"), index=True
    )
    seat_id: Mapped[int | None] = mapped_column(
        ForeignKey("seats.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[str] = mapped_column(String(120))
    answers: Mapped[list[Any]] = mapped_column(JSON, default=list)
    revision: Mapped[int] = mapped_column(default=1)
    tab: Mapped[str] = mapped_column(String(40), default="")
    saved_ms: Mapped[Ms]
