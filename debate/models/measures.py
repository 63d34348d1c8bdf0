"""Measures that moderators took against seats, with their reasons."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Measure(Base):
    """One measure against a seat of a debate; the seat reads the note (of a hold there is none).

    `step_index`: of a mute for the rest of that step. `ended_ms`: lifted, or the warning was read.
    """

    __tablename__ = "measures"
    __table_args__ = (
        CheckConstraint("kind IN ('warn', 'mute', 'remove', 'hold')", name="kind"),
        Index(
            "uq_measures_standing",
            "debate_id",
            "seat_id",
            "kind",
            unique=True,
            sqlite_where=text("ended_ms IS NULL AND kind <> 'warn'"),
        ),
        Index("ix_measures_seat", "debate_id", "seat_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(6))
    note: Mapped[str] = mapped_column(default="")
    step_index: Mapped[int | None]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at_ms: Mapped[Ms]
    ended_ms: Mapped[Ms | None]
