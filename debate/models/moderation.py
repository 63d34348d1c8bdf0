"""Moderators' acts on points, hands up and the floor."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class ModerationAct(Base):
    """What a moderator did: to a point, to a seat, or (with neither) to the whole debate.

    Of a point: approve, return, hide, restore, redact, strike, unstrike. The note says why.
    """

    __tablename__ = "moderation_acts"
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"), index=True)
    point_id: Mapped[int | None] = mapped_column(ForeignKey("points.id", ondelete="CASCADE"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    note: Mapped[str] = mapped_column(default="")
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at_ms: Mapped[Ms]


class FloorRequest(Base):
    """A raised hand: what for, about which point; `outcome`: given, declined or lowered."""

    __tablename__ = "floor_requests"
    __table_args__ = (
        Index(
            "uq_floor_requests_open",
            "debate_id",
            "seat_id",
            unique=True,
            sqlite_where=text("done_ms IS NULL"),
        ),
        CheckConstraint("intent IN ('point', 'build', 'challenge', 'question')", name="intent"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id", ondelete="CASCADE"))
    step_index: Mapped[int]
    intent: Mapped[str] = mapped_column(String(9), default="point", server_default="point")
    about_id: Mapped[int | None] = mapped_column(ForeignKey("points.id", ondelete="SET NULL"))
    raised_ms: Mapped[Ms]
    done_ms: Mapped[Ms | None]
    outcome: Mapped[str] = mapped_column(String(8), default="")


class FloorTurn(Base):
    """A seat that was given the floor in an open-floor step; one at a time in a debate."""

    __tablename__ = "floor_turns"
    __table_args__ = (
        Index(
            "uq_floor_turns_open",
            "debate_id",
            unique=True,
            sqlite_where=text("ended_ms IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id", ondelete="CASCADE"))
    step_index: Mapped[int]
    # The point that the hand was raised about, if it named one.
    about_id: Mapped[int | None] = mapped_column(ForeignKey("points.id", ondelete="SET NULL"))
    given_ms: Mapped[Ms]
    ended_ms: Mapped[Ms | None]
