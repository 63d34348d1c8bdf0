"""What makes a grade beside marks and ballots: formulas, and what the instructor enters by hand.

Versions are rows and stay; a student is shown those from before the release.
"""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class GradeFormula(Base):
    """One version of a session's formula: weights in percent, maximum and step in hundredths."""

    __tablename__ = "grade_formulas"
    __table_args__ = (
        UniqueConstraint("sitting_id", "version"),
        CheckConstraint("rubric + panel + reflection + participation = 100", name="weights"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sittings.id", ondelete="CASCADE"))
    version: Mapped[int] = mapped_column(default=1)
    rubric: Mapped[int]
    panel: Mapped[int]
    reflection: Mapped[int]
    participation: Mapped[int]
    maximum: Mapped[int]
    step: Mapped[int]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at_ms: Mapped[Ms]


class GradeEntry(Base):
    """One version of what was entered for a seat. Shares are hundredths of a percent.

    `standing` "" leaves it to the session: who never came is absent. `override` is in hundredths
    of a point; `grouped` says that it was set for the whole team at once.
    """

    __tablename__ = "grade_entries"
    __table_args__ = (
        UniqueConstraint("seat_id", "version"),
        Index(
            "uq_grade_entries_current",
            "seat_id",
            unique=True,
            sqlite_where=text("current"),
        ),
        CheckConstraint("standing IN ('', 'normal', 'late', 'absent', 'excused')", name="standing"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id", ondelete="CASCADE"))
    version: Mapped[int] = mapped_column(default=1)
    current: Mapped[bool] = mapped_column(default=True)
    reflection: Mapped[int | None]
    participation: Mapped[int | None]
    standing: Mapped[str] = mapped_column(String(8), default="")
    late_percent: Mapped[int] = mapped_column(default=0)
    late_points: Mapped[int] = mapped_column(default=0)
    override: Mapped[int | None]
    grouped: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(default="")
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at_ms: Mapped[Ms]
