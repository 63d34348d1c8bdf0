"""Classes with their staff and their roster."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class Course(Base):
    """A class of one or more instructors; sittings and students belong to it."""

    __tablename__ = "courses"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(24), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    # IANA name, such as Europe/Berlin: due dates are set and said in it.
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC", server_default="UTC")
    created_ms: Mapped[Ms]


class CourseMember(Base):
    """An account's role in a class."""

    __tablename__ = "course_members"
    __table_args__ = (UniqueConstraint("course_id", "account_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[str] = mapped_column(String(12))  # owner | instructor | marker | assistant
    added_ms: Mapped[Ms]


class Student(Base):
    """One line of a class list. Two students of the same name are legal."""

    __tablename__ = "students"
    __table_args__ = (CheckConstraint("factor BETWEEN 100 AND 300", name="factor"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]  # order on the list
    name: Mapped[str] = mapped_column(String(80))
    external_id: Mapped[str] = mapped_column(String(80), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    section: Mapped[str] = mapped_column(String(80), default="")
    factor: Mapped[int] = mapped_column(default=100)  # extra time, percent of the base
    # Layout → headers and cells of the list it was last read from, as they were, for grade files.
    identity: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    missing_ms: Mapped[Ms | None]  # when a list was saved that lacked this student
    added_ms: Mapped[Ms]
    removed_ms: Mapped[Ms | None]
