"""Seats: who sits in a sitting, in which debate and on which side."""

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Seat(Base):
    """A place in a sitting, in one debate at a time. `number` stands in addresses and facts."""

    __tablename__ = "seats"
    __table_args__ = (
        UniqueConstraint("sitting_id", "number"),
        Index(
            "uq_seats_student",
            "sitting_id",
            "student_id",
            unique=True,
            sqlite_where=text("student_id IS NOT NULL"),
        ),
        Index(
            "uq_seats_position",
            "debate_id",
            "side",
            "position",
            unique=True,
            sqlite_where=text("position IS NOT NULL"),
        ),
        CheckConstraint("role IN ('debater', 'judge', 'audience')", name="role"),
        CheckConstraint("(side IS NULL) = (role <> 'debater')", name="side"),
        CheckConstraint("role = 'judge' OR NOT shadow", name="shadow"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sittings.id", ondelete="CASCADE"))
    number: Mapped[int]
    student_id: Mapped[int | None] = mapped_column(ForeignKey("students.id"))
    debate_id: Mapped[int | None] = mapped_column(ForeignKey("debates.id"), index=True)
    role: Mapped[str] = mapped_column(String(8))
    side: Mapped[str | None] = mapped_column(String(1))
    position: Mapped[int | None]  # nth speaker of the team, from 1
    typed_name: Mapped[str] = mapped_column(String(80), default="")  # of a walk-in
    code_name: Mapped[str] = mapped_column(String(40))  # shown where a view shows codes
    # Raised by a release: links and browsers of an older generation no longer count.
    generation: Mapped[int] = mapped_column(default=1)
    claimed_how: Mapped[str] = mapped_column(String(8), default="")  # link | code | walk_in
    claimed_ms: Mapped[Ms | None]
    confirmed_ms: Mapped[Ms | None]
    absent_ms: Mapped[Ms | None]
    # Until then a nudge may wait to be read here; None: none does.
    nudged_until_ms: Mapped[Ms | None]
    # A judge who practises: the ballot is complete, and never counts.
    shadow: Mapped[bool] = mapped_column(default=False, server_default=false())


class Presence(Base):
    """When a seat's browser last asked for something; not an event, kept for "who is here"."""

    __tablename__ = "presences"
    seat_id: Mapped[int] = mapped_column(
        ForeignKey("seats.id", ondelete="CASCADE"), primary_key=True
    )
    seen_ms: Mapped[Ms]
