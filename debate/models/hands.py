"""Hands: cards drawn from a side's pile, and private notes on them."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Draw(Base):
    """A seat's nth card. A swap ends the hold of one row and adds another."""

    __tablename__ = "draws"
    __table_args__ = (
        UniqueConstraint("debate_id", "seat_id", "n"),
        Index(
            "uq_draws_held",
            "debate_id",
            "pile",
            "card_number",
            unique=True,
            sqlite_where=text("exclusive AND returned_ms IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id", ondelete="CASCADE"), index=True)
    n: Mapped[int]
    pile: Mapped[str] = mapped_column(String(1))
    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id"))
    card_number: Mapped[int]
    exclusive: Mapped[bool]
    drawn_ms: Mapped[Ms]
    returned_ms: Mapped[Ms | None]


class CardNote(Base):
    """What a student noted on a card, for their own eyes."""

    __tablename__ = "card_notes"
    __table_args__ = (UniqueConstraint("seat_id", "card_number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id", ondelete="CASCADE"))
    card_number: Mapped[int]
    text: Mapped[str]
    saved_ms: Mapped[Ms]
