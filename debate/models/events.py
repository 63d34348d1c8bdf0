"""Events, their erasable contents, the numbers that each view gave them, and idempotency keys."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Event(Base):
    """One link of a debate's chain: numbers and hashes only, never a name or a text."""

    __tablename__ = "events"
    __table_args__ = (UniqueConstraint("debate_id", "seq"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(24))
    at_ms: Mapped[Ms]
    seat_number: Mapped[int | None]
    facts_commitment: Mapped[str] = mapped_column(String(64))
    payload_commitment: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class EventContent(Base):
    """What a commitment stands for; deleting the row withholds it and the chain still verifies."""

    __tablename__ = "event_contents"
    __table_args__ = (UniqueConstraint("event_id", "part"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    part: Mapped[str] = mapped_column(String(7))  # facts | payload
    salt: Mapped[str] = mapped_column(String(64))
    content: Mapped[str]  # canonical JSON


class LabelSalt(Base):
    """The salt that opens a seal's commitment to a seat's label; without the row it is withheld."""

    __tablename__ = "label_salts"
    __table_args__ = (UniqueConstraint("debate_id", "seat_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id", ondelete="CASCADE"))
    salt: Mapped[str] = mapped_column(String(64))


class ViewChange(Base):
    """A change of one page element in one view, with that view's gapless number."""

    __tablename__ = "view_changes"
    __table_args__ = (UniqueConstraint("debate_id", "view", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    debate_id: Mapped[int] = mapped_column(ForeignKey("debates.id", ondelete="CASCADE"))
    view: Mapped[str] = mapped_column(String(12))
    number: Mapped[int]
    target: Mapped[str] = mapped_column(String(60))
    into: Mapped[str] = mapped_column(String(60), default="")
    taken_back: Mapped[bool] = mapped_column(default=False)


class ActKey(Base):
    """An idempotency key that was used: the same body gets the first answer again."""

    __tablename__ = "act_keys"
    __table_args__ = (UniqueConstraint("actor", "act", "target", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    actor: Mapped[str] = mapped_column(String(24))  # "seat:12" or "account:3"
    act: Mapped[str] = mapped_column(String(40))
    target: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(40))
    body_hash: Mapped[str] = mapped_column(String(64))
    answer: Mapped[str]  # JSON: what the view needs to render the first answer anew
    at_ms: Mapped[Ms]
