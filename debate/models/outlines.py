"""Outlines: what a seat, or a team together, prepares before and during a debate; no events."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class OutlineLine(Base):
    """One line of an outline: a contention (level 1), a claim (2) or a detail (3).

    `team` is the key of the team that shares it (P, O, PA .. OB), "" in an outline of a seat's own.
    `seat_id` began the line, `editor_id` wrote it last. `tab` is the page that saved it last.
    `shared_with` are the seats that were in the team then; with them a line goes to another team
    (`domain.outlines.whose`). A removed line keeps its place, so that it can be put back.
    """

    __tablename__ = "outline_lines"
    __table_args__ = (
        Index("ix_outline_lines_debate", "debate_id", "team"),
        CheckConstraint("level BETWEEN 1 AND 3", name="level"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"))
    team: Mapped[str] = mapped_column(String(2), default="")
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id", ondelete="CASCADE"), index=True)
    editor_id: Mapped[int] = mapped_column(ForeignKey("seats.id", ondelete="CASCADE"))
    shared_with: Mapped[str] = mapped_column(default="")
    position: Mapped[int]
    level: Mapped[int]
    text: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=1)
    tab: Mapped[str] = mapped_column(String(40), default="")
    # Of two texts for one line: the line that the other one stayed in.
    twin_id: Mapped[int | None] = mapped_column(ForeignKey("outline_lines.id", ondelete="SET NULL"))
    saved_ms: Mapped[Ms]
    removed_ms: Mapped[Ms | None]
