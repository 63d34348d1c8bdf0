"""Sittings: class meetings with a code, seats and one or more debates. Pages say "session"."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Sitting(Base):
    """A class meeting. Its state moves by acts: planned, open, joining closed, ended."""

    __tablename__ = "sittings"
    __table_args__ = (
        CheckConstraint("state IN ('planned', 'open', 'closed', 'ended')", name="state"),
        # A code is unique while it lives; it dies when joining closes.
        Index(
            "uq_sittings_code",
            "code",
            unique=True,
            sqlite_where=text("code IS NOT NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(24), unique=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(160))
    state: Mapped[str] = mapped_column(String(8), default="planned")
    code: Mapped[str | None] = mapped_column(String(8))
    seed: Mapped[str] = mapped_column(String(32))  # of the random draw, shown to the instructor
    team_seats: Mapped[int] = mapped_column(default=2)  # asked for at set-up
    # What each view is shown, fixed before the first seat is claimed: "names" or "codes".
    room_labels: Mapped[str] = mapped_column(String(5), default="names")
    judge_labels: Mapped[str] = mapped_column(String(5), default="names")
    # "codes": the console and rooms of the staff show codes, and names are the instructors' alone.
    staff_labels: Mapped[str] = mapped_column(String(5), default="names", server_default="names")
    created_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    created_ms: Mapped[Ms]
    opened_ms: Mapped[Ms | None]
    closed_ms: Mapped[Ms | None]
    ended_ms: Mapped[Ms | None]


class Announcement(Base):
    """A sentence from the moderators to everyone in a sitting; off the screens once taken back."""

    __tablename__ = "announcements"
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(
        ForeignKey("sittings.id", ondelete="CASCADE"), index=True
    )
    text: Mapped[str] = mapped_column(String(300))
    at_ms: Mapped[Ms]
    withdrawn_ms: Mapped[Ms | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
