"""Jottings: what a seat notes on a point of the flow for itself; no events."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Jotting(Base):
    """A private note of a seat on the point or speech at `address`."""

    __tablename__ = "jottings"
    __table_args__ = (UniqueConstraint("seat_id", "debate_id", "address"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id", ondelete="CASCADE"))
    address: Mapped[str] = mapped_column(String(12))
    text: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)
    tab: Mapped[str] = mapped_column(String(40), default="")
    saved_ms: Mapped[Ms]
