"""Debates: one room each, with its settings, its clock's control events and the heartbeat."""

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Debate(Base):
    """One room of a sitting. This row is locked first by everything that writes in the debate."""

    __tablename__ = "debates"
    __table_args__ = (
        UniqueConstraint("sitting_id", "number"),
        CheckConstraint("factor BETWEEN 100 AND 300", name="factor"),
        CheckConstraint(
            "screen IN ('auto', 'clock', 'flow', 'card', 'vote', 'blank')", name="screen"
        ),
        CheckConstraint("mode IN ('typed', 'spoken', 'mixed')", name="mode"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(24), unique=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sittings.id", ondelete="CASCADE"))
    number: Mapped[int]  # of the room, from 1
    deck_id: Mapped[int] = mapped_column(ForeignKey("decks.id"))
    # The deck version pinned at the first deal or print; before, the deck's newest counts.
    deck_version_id: Mapped[int | None] = mapped_column(ForeignKey("deck_versions.id"))
    motion_slug: Mapped[str] = mapped_column(String(60))
    motion_text: Mapped[str] = mapped_column(String(300))
    format_json: Mapped[str]
    rubric_json: Mapped[str]
    # Held points wait for a moderator's approval before anyone else sees them.
    hold: Mapped[bool] = mapped_column(default=False)
    # The steps in which they do although the debate does not hold: indexes, "2,5".
    hold_steps: Mapped[str] = mapped_column(default="", server_default="")
    dealt: Mapped[bool] = mapped_column(default=True)  # dealt at the start, or drawn one by one
    exclusive: Mapped[bool] = mapped_column(default=True)  # a card is in one hand of its pile
    hand_size: Mapped[int] = mapped_column(default=4)
    swaps: Mapped[int] = mapped_column(default=1)  # per seat
    team_hands: Mapped[bool] = mapped_column(default=True)  # team mates may cite each other's hand
    mode: Mapped[str] = mapped_column(String(6), default="typed", server_default="typed")
    challenges_each: Mapped[int] = mapped_column(default=2, server_default="2")  # per debater
    factor: Mapped[int] = mapped_column(default=100)  # extra time in force, percent
    # What its projectors show (`domain.screens.VIEWS`), and the number of the card chosen for it.
    screen: Mapped[str] = mapped_column(String(8), default="auto", server_default="auto")
    screen_card: Mapped[int | None]
    last_seq: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(String(64), default="")
    created_ms: Mapped[Ms]
    started_ms: Mapped[Ms | None]
    ended_ms: Mapped[Ms | None]
    sealed_ms: Mapped[Ms | None]
    ballots_closed_ms: Mapped[Ms | None]  # no ballot changes while this stands
    released_ms: Mapped[Ms | None]


class DebateFactor(Base):
    """A change of the extra-time factor, in force from the next step that begins. Not an event."""

    __tablename__ = "debate_factors"
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"), index=True)
    from_ms: Mapped[Ms]
    percent: Mapped[int]


class Control(Base):
    """A control event of the clock; `domain.clock` reads them in order of `n`."""

    __tablename__ = "controls"
    __table_args__ = (UniqueConstraint("debate_id", "n"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"))
    n: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    at_ms: Mapped[Ms]
    value: Mapped[int] = mapped_column(default=0)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class Heartbeat(Base):
    """The last sign of life of any process; one row, id 1."""

    __tablename__ = "heartbeats"
    id: Mapped[int] = mapped_column(primary_key=True)
    at_ms: Mapped[Ms]
