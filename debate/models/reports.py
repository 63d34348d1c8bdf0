"""Reports: what a student wants a moderator to look at, and what came of it."""

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Report(Base):
    """A report by a seat, of a point or (without one) of a person.

    `number` counts the reports of a debate; `about_id` is the person or the point's author;
    `decision` is "" while it is open; its note is for the moderators alone.
    """

    __tablename__ = "reports"
    __table_args__ = (
        UniqueConstraint("debate_id", "number"),
        CheckConstraint(
            "reason IN ('person', 'private', 'evidence', 'off_topic', 'other')", name="reason"
        ),
        CheckConstraint(
            "decision IN ('', 'nothing', 'warned', 'muted', 'removed', 'hidden', 'other')",
            name="decision",
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"))
    number: Mapped[int]
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id", ondelete="CASCADE"), index=True)
    point_id: Mapped[int | None] = mapped_column(ForeignKey("points.id", ondelete="SET NULL"))
    about_id: Mapped[int] = mapped_column(ForeignKey("seats.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(String(9))
    words: Mapped[str] = mapped_column(default="")
    at_ms: Mapped[Ms]
    read_ms: Mapped[Ms | None]  # when a moderator opened it
    decision: Mapped[str] = mapped_column(String(8), default="")
    note: Mapped[str] = mapped_column(default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_ms: Mapped[Ms | None]
