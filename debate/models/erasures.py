"""Erasures: what was taken out of the records, by whom, and where a name may still stand."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Erasure(Base):
    """One student, one guest's seat or one session, erased, or words taken out of a point.

    Holds no name and no text. `mentions` are the places of others' texts in which the name or the
    words were found. `cleaned_ms` is when the files of the database held nothing of it any more.
    """

    __tablename__ = "erasures"
    __table_args__ = (
        CheckConstraint(
            "target_kind IN ('student', 'seat', 'sitting', 'passage')", name="target_kind"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    target_kind: Mapped[str] = mapped_column(String(8))
    target_id: Mapped[int]
    seats_n: Mapped[int] = mapped_column(default=0)
    records_n: Mapped[int] = mapped_column(default=0)  # of the chains, withheld
    mentions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    # None: the class's rule on keeping records did it.
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at_ms: Mapped[Ms]
    cleaned_ms: Mapped[Ms | None]
