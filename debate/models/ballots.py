"""Judges' ballots: a decision or ranks with a reason, and levels or speaker points."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Ballot(Base):
    """One version of a judge's ballot. A change adds a version; the old one stays."""

    __tablename__ = "ballots"
    __table_args__ = (
        UniqueConstraint("debate_id", "seat_id", "step_index", "version"),
        Index(
            "uq_ballots_current",
            "debate_id",
            "seat_id",
            "step_index",
            unique=True,
            sqlite_where=text("current"),
        ),
        CheckConstraint("decision IN ('', 'P', 'O')", name="decision"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), index=True)
    step_index: Mapped[int] = mapped_column(default=-1)  # -1: on the whole debate
    version: Mapped[int] = mapped_column(default=1)
    current: Mapped[bool] = mapped_column(default=True)
    decision: Mapped[str] = mapped_column(String(1), default="")
    reason: Mapped[str] = mapped_column(default="")
    saved_ms: Mapped[Ms]
    handed_in_ms: Mapped[Ms | None]


class BallotScore(Base):
    """A level, from 1 to the rubric's highest (6 at most), for one debater on one criterion."""

    __tablename__ = "ballot_scores"
    __table_args__ = (
        UniqueConstraint("ballot_id", "subject_id", "criterion"),
        CheckConstraint("level BETWEEN 1 AND 6", name="level"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballots.id", ondelete="CASCADE"))
    subject_id: Mapped[int] = mapped_column(ForeignKey("seats.id"))
    criterion: Mapped[str] = mapped_column(String(40))
    level: Mapped[int]


class BallotPoints(Base):
    """Speaker points for one speech, in hundredths of a point, and for whom they were given."""

    __tablename__ = "ballot_points"
    __table_args__ = (UniqueConstraint("ballot_id", "speech_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballots.id", ondelete="CASCADE"))
    speech_id: Mapped[int] = mapped_column(ForeignKey("speeches.id", ondelete="CASCADE"))
    subject_id: Mapped[int] = mapped_column(ForeignKey("seats.id"))
    points: Mapped[int | None]  # None: a reason was typed, and no score yet
    reason: Mapped[str] = mapped_column(default="")


class BallotRank(Base):
    """The rank that one ballot gives to one of four teams.

    Of a ballot that was handed in all teams have one; of a draft those that were entered by hand,
    two of which may still be the same.
    """

    __tablename__ = "ballot_ranks"
    __table_args__ = (
        UniqueConstraint("ballot_id", "team"),
        CheckConstraint("team IN ('PA', 'OA', 'PB', 'OB')", name="team"),
        CheckConstraint("rank BETWEEN 1 AND 4", name="rank"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballots.id", ondelete="CASCADE"))
    team: Mapped[str] = mapped_column(String(2))
    rank: Mapped[int]
