"""Accounts of instructors and staff, invitations, browser sessions, throttling and the audit table.

Students have no account: they hold a seat (`debate.models.seats`).
"""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Account(Base):
    """Somebody who signs in with e-mail and password."""

    __tablename__ = "accounts"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str] = mapped_column(String(255))
    # Whether this account may create classes; markers and assistants may not.
    instructor: Mapped[bool] = mapped_column(default=False)
    # Whether this account may invite instructors to the site: the first one.
    owner: Mapped[bool] = mapped_column(default=False)
    created_ms: Mapped[Ms]
    disabled_ms: Mapped[Ms | None]


class Invitation(Base):
    """A one-time link: it makes an account, adds one to a class, or sets the password of one.

    Only its hash is kept.
    """

    __tablename__ = "invitations"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # owner | instructor | marker | assistant; password
    role: Mapped[str] = mapped_column(String(12))
    course_id: Mapped[int | None] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    # Whose password it sets.
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    created_ms: Mapped[Ms]
    expires_ms: Mapped[Ms]
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    claimed_ms: Mapped[Ms | None]
    revoked_ms: Mapped[Ms | None]


class BrowserSession(Base):
    """One signed-in browser: at most one account and any number of seats. Only the hash is kept."""

    __tablename__ = "browser_sessions"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    created_ms: Mapped[Ms]
    seen_ms: Mapped[Ms]


class BrowserSeat(Base):
    """A seat held by a browser. It counts while `generation` equals the seat's."""

    __tablename__ = "browser_seats"
    __table_args__ = (UniqueConstraint("browser_session_id", "seat_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    browser_session_id: Mapped[int] = mapped_column(
        ForeignKey("browser_sessions.id", ondelete="CASCADE")
    )
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id", ondelete="CASCADE"), index=True)
    generation: Mapped[int]
    claimed_ms: Mapped[Ms]


class Attempt(Base):
    """A failed try that counts towards a limit; `address_hash` is keyed, never an address."""

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_kind_at", "kind", "at_ms"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))  # code | sign_in
    address_hash: Mapped[str] = mapped_column(String(64))
    at_ms: Mapped[Ms]


class AuditEntry(Base):
    """A change outside a debate: who did which act to what. Holds no name and no text."""

    __tablename__ = "audit_entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    at_ms: Mapped[Ms]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    course_id: Mapped[int | None] = mapped_column(index=True)
    act: Mapped[str] = mapped_column(String(40))
    target_kind: Mapped[str] = mapped_column(String(20))
    target_id: Mapped[int]
