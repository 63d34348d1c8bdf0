"""Scribes: seats that enter what others say, in debates where people speak."""

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Scribe(Base):
    """A seat that a moderator asked to enter points; one appointment of a seat at a time.

    `side`: whose speeches it enters; None: all of the debate.
    """

    __tablename__ = "scribes"
    __table_args__ = (
        Index(
            "uq_scribes_current",
            "debate_id",
            "seat_id",
            unique=True,
            sqlite_where=text("ended_ms IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id", ondelete="CASCADE"))
    side: Mapped[str | None] = mapped_column(String(1))
    since_ms: Mapped[Ms]
    ended_ms: Mapped[Ms | None]
