"""Notes: what markers write about a point, or about a passage of it."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Note(Base):
    """One version of a note. `number` names the note in its debate, whatever its versions.

    `begins` and `ends` count code points of the point's claim or reasons as written (`part`);
    without them the note is about the whole point. `quote` keeps those words.
    """

    __tablename__ = "notes"
    __table_args__ = (
        UniqueConstraint("debate_id", "number", "version"),
        Index(
            "uq_notes_current",
            "debate_id",
            "number",
            unique=True,
            sqlite_where=text("current"),
        ),
        CheckConstraint("part IN ('', 'claim', 'reasons')", name="part"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), index=True)  # whom it is about
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    current: Mapped[bool] = mapped_column(default=True)
    withdrawn: Mapped[bool] = mapped_column(default=False)
    part: Mapped[str] = mapped_column(String(7), default="")
    begins: Mapped[int | None]
    ends: Mapped[int | None]
    quote: Mapped[str] = mapped_column(default="")
    criterion: Mapped[str] = mapped_column(String(40), default="")
    level: Mapped[int | None]
    comment: Mapped[str] = mapped_column(default="")
    comment_html: Mapped[str] = mapped_column(default="")
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at_ms: Mapped[Ms]
