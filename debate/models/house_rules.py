"""House rules: what an instructor adds to the rules that a debate shows to all."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class HouseRules(Base):
    """The note of a class, as it was typed and as safe HTML; a class without a row has none."""

    __tablename__ = "house_rules"
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(
        ForeignKey("courses.id", ondelete="CASCADE"), unique=True
    )
    text: Mapped[str]
    html: Mapped[str]
    saved_ms: Mapped[Ms]
