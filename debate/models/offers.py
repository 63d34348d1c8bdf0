"""Points of information: offers to a speaker."""

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Offer(Base):
    """A seat offers a point of information to a speech; `domain.offers` names the outcomes.

    An offer that stands has the outcome "". `point_id` is the question that came of it, which under
    hold has no number yet.
    """

    __tablename__ = "offers"
    __table_args__ = (
        Index(
            "uq_offers_open",
            "speech_id",
            "seat_id",
            unique=True,
            sqlite_where=text("outcome = ''"),
        ),
        Index(
            "uq_offers_accepted",
            "speech_id",
            unique=True,
            sqlite_where=text("outcome = 'accepted' AND point_id IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"), index=True)
    speech_id: Mapped[int] = mapped_column(ForeignKey("speeches.id", ondelete="CASCADE"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), index=True)
    offered_ms: Mapped[Ms]
    outcome: Mapped[str] = mapped_column(String(9), default="")
    done_ms: Mapped[Ms | None]
    point_id: Mapped[int | None] = mapped_column(ForeignKey("points.id", ondelete="SET NULL"))
