"""The comment bank of a class: sentences that its markers write often."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class BankComment(Base):
    """One saved comment, as Markdown."""

    __tablename__ = "bank_comments"
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    saved_ms: Mapped[Ms]
