"""Transcripts that came as files: read-only, kept as they came."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from debate.db import Base, Ms


class ImportedTranscript(Base):
    """One file that a class keeps. `document` is its text, byte for byte; nothing ever edits it."""

    __tablename__ = "imported_transcripts"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(24), unique=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    document: Mapped[str] = mapped_column(Text)
    head: Mapped[str] = mapped_column(String(64))
    records: Mapped[int]
    imported_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    imported_ms: Mapped[Ms]
