"""Agreements: who accepts a speech that is checked or a line of a joint statement."""

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Agreement(Base):
    """A seat accepts, or `words` say what is missing; a newer row replaces the `current` one.

    `point_id` is a line of a joint statement; without it the whole speech `speech_id` is meant.
    """

    __tablename__ = "agreements"
    __table_args__ = (
        Index(
            "uq_agreements_speech",
            "speech_id",
            "seat_id",
            unique=True,
            sqlite_where=text("current AND point_id IS NULL"),
        ),
        Index(
            "uq_agreements_point",
            "point_id",
            "seat_id",
            unique=True,
            sqlite_where=text("current AND point_id IS NOT NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"), index=True)
    speech_id: Mapped[int] = mapped_column(ForeignKey("speeches.id", ondelete="CASCADE"))
    point_id: Mapped[int | None] = mapped_column(ForeignKey("points.id", ondelete="CASCADE"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), index=True)
    agrees: Mapped[bool]
    words: Mapped[str] = mapped_column(default="")  # what is missing
    at_ms: Mapped[Ms]
    current: Mapped[bool] = mapped_column(default=True)
