"""Nudges: what moderators say to one seat alone."""

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Nudge(Base):
    """A sentence at the top of one seat's room; `outcome`: read, lapsed, or "" while it waits.

    A seat has one at a time. While it waits, `seats.nudged_until_ms` says so.
    """

    __tablename__ = "nudges"
    __table_args__ = (
        Index(
            "uq_nudges_open",
            "seat_id",
            unique=True,
            sqlite_where=text("done_ms IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"), index=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(String(120))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at_ms: Mapped[Ms]
    until_ms: Mapped[Ms]  # from then on nobody is shown it
    done_ms: Mapped[Ms | None]
    outcome: Mapped[str] = mapped_column(String(6), default="")
