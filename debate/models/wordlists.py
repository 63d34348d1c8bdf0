"""The word list of a class: what is looked for in what is sent, and what happens then."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Wordlist(Base):
    """One a class; a class without a row has none. `words` has one entry a line."""

    __tablename__ = "wordlists"
    __table_args__ = (CheckConstraint("effect IN ('warn', 'hold')", name="effect"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(
        ForeignKey("courses.id", ondelete="CASCADE"), unique=True
    )
    words: Mapped[str]
    effect: Mapped[str] = mapped_column(String(4))
    saved_ms: Mapped[Ms]
