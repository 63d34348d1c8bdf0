"""Retentions: how long a class keeps names and texts after a session."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Retention(Base):
    """A class's rule; without a row its records are kept until somebody erases them."""

    __tablename__ = "retentions"
    __table_args__ = (CheckConstraint("months BETWEEN 1 AND 120", name="months"),)
    course_id: Mapped[int] = mapped_column(
        ForeignKey("courses.id", ondelete="CASCADE"), primary_key=True
    )
    months: Mapped[int]
    # Whether sessions are erased on their day, or only named as due.
    automatic: Mapped[bool] = mapped_column(default=False)
    set_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    set_ms: Mapped[Ms]
