"""Evidence challenges: one citation alleged to be at fault, what both sides say, the ruling."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Challenge(Base):
    """A challenge to a card as one point cites it; open until it is ruled on, or withdrawn.

    `ruled_ms` is when it was closed; `upheld` is None of one that the challenger withdrew.
    `mark` is what it does to the card now (`domain.challenges`): challenged, withdrawn, corrected,
    lifted (a correction that was taken back) or nothing.
    """

    __tablename__ = "challenges"
    __table_args__ = (
        UniqueConstraint("debate_id", "number"),
        Index(
            "uq_challenges_open",
            "debate_id",
            unique=True,
            sqlite_where=text("ruled_ms IS NULL"),
        ),
        CheckConstraint(
            "ground IN ('nonexistent', 'distortion', 'clipping', 'straw', 'incomplete', 'context')",
            name="ground",
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"))
    number: Mapped[int]  # in the debate, from 1
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id", ondelete="CASCADE"), index=True)
    card_number: Mapped[int]
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), index=True)  # who challenges
    ground: Mapped[str] = mapped_column(String(12))
    made_ms: Mapped[Ms]
    # The control events by which it stopped the clock and its ruling set it going again.
    stopped_n: Mapped[int | None]
    resumed_n: Mapped[int | None]
    skipped_ms: Mapped[Ms | None]  # a moderator went on without the other side's statement
    ruled_ms: Mapped[Ms | None]
    upheld: Mapped[bool | None]
    remedy: Mapped[str] = mapped_column(String(8), default="")
    reason: Mapped[str] = mapped_column(default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))  # who ruled
    # With a correction: the card cited from then on, and the deck version it stands in.
    card_id: Mapped[int | None] = mapped_column(ForeignKey("cards.id"))
    deck_version_id: Mapped[int | None] = mapped_column(ForeignKey("deck_versions.id"))
    mark: Mapped[str] = mapped_column(String(10), default="")
    reversed_ms: Mapped[Ms | None]
    reversal: Mapped[str] = mapped_column(default="")  # why
    reversed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class ChallengeStatement(Base):
    """What a seat says for a challenge ("claim") or against it ("answer"), each once."""

    __tablename__ = "challenge_statements"
    __table_args__ = (UniqueConstraint("challenge_id", "part"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"), index=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"))
    part: Mapped[str] = mapped_column(String(6))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), index=True)
    text: Mapped[str]
    at_ms: Mapped[Ms]
