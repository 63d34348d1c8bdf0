"""Second marking: who was asked to mark what under which code, and how differences were settled."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class SecondRound(Base):
    """A second marker's task in a session. `threshold`: hundredths of a percent of the total.

    `chosen_how`: all | sample | seats; a sample follows from `seed`.
    """

    __tablename__ = "second_rounds"
    __table_args__ = (
        UniqueConstraint("sitting_id", "number"),
        CheckConstraint("chosen_how IN ('all', 'sample', 'seats')", name="chosen_how"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sittings.id", ondelete="CASCADE"))
    number: Mapped[int]
    marker_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    chosen_how: Mapped[str] = mapped_column(String(6))
    seed: Mapped[str] = mapped_column(String(32), default="")
    threshold: Mapped[int]
    asked_ms: Mapped[Ms]


class SecondMark(Base):
    """One student's work in a round, under a code of this round alone, in the order drawn.

    `levels` and `comment` are the second marker's; they no longer change once handed in.
    """

    __tablename__ = "second_marks"
    __table_args__ = (
        UniqueConstraint("round_id", "seat_id"),
        UniqueConstraint("round_id", "code"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("second_rounds.id", ondelete="CASCADE"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id", ondelete="CASCADE"), index=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(8))
    levels: Mapped[dict[str, Any]] = mapped_column(JSON)  # criterion slug → level
    comment: Mapped[str] = mapped_column(default="")
    saved_ms: Mapped[Ms | None]
    handed_in_ms: Mapped[Ms | None]


class SecondDecision(Base):
    """How a difference was settled; each decision is a row and the last one counts.

    `how`: first | second | mean | agreed. `first_levels` are those that the second mark was held
    against, `levels` those that count now.
    """

    __tablename__ = "second_decisions"
    __table_args__ = (CheckConstraint("how IN ('first', 'second', 'mean', 'agreed')", name="how"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    second_mark_id: Mapped[int] = mapped_column(
        ForeignKey("second_marks.id", ondelete="CASCADE"), index=True
    )
    how: Mapped[str] = mapped_column(String(6))
    first_levels: Mapped[dict[str, Any]] = mapped_column(JSON)
    levels: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(default="")
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at_ms: Mapped[Ms]
