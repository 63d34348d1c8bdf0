"""Questions about a mark: asked from a seat after the release, ended by a decision of staff."""

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Question(Base):
    """One thread. `number` counts the questions of a debate; `decision` is "" while it is open."""

    __tablename__ = "questions"
    __table_args__ = (
        UniqueConstraint("debate_id", "number"),
        CheckConstraint("decision IN ('', 'stands', 'changed')", name="decision"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    decision: Mapped[str] = mapped_column(String(8), default="")
    asked_ms: Mapped[Ms]
    decided_ms: Mapped[Ms | None]


class QuestionPost(Base):
    """What was said in a thread, by an account or (None) by the seat that asked."""

    __tablename__ = "question_posts"
    __table_args__ = (CheckConstraint("kind IN ('question', 'answer', 'decision')", name="kind"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), index=True
    )
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    kind: Mapped[str] = mapped_column(String(8))
    text: Mapped[str]
    html: Mapped[str]
    at_ms: Mapped[Ms]
