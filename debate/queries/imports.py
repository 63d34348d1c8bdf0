"""Reads of imported transcripts: the list, whose they are, and one as its file has it."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import imports, transcripts
from debate.domain.permissions import OWNERS
from debate.domain.text import TextTooLong, render_safe
from debate.domain.transcripts import Report
from debate.models.accounts import Account
from debate.models.courses import Course, CourseMember
from debate.models.imports import ImportedTranscript


class ImportLine(NamedTuple):
    """An imported transcript in a list."""

    slug: str
    title: str
    course_title: str
    records: int
    imported_ms: int


class ImportRole(NamedTuple):
    """An imported transcript, its class, and the account's role there."""

    id: int
    course_id: int
    role: str


class ImportPage(NamedTuple):
    """One imported transcript with what its check finds now."""

    slug: str
    title: str
    course_title: str
    head: str
    imported_by: str
    imported_ms: int
    may_delete: bool
    report: Report
    found: imports.Imported


def index(session: Session, account_id: int) -> tuple[ImportLine, ...]:
    """The imported transcripts of an account's classes, the newest first; one statement."""
    rows = session.execute(
        select(
            ImportedTranscript.slug,
            ImportedTranscript.title,
            Course.title.label("course_title"),
            ImportedTranscript.records,
            ImportedTranscript.imported_ms,
        )
        .join(Course, Course.id == ImportedTranscript.course_id)
        .join(CourseMember, CourseMember.course_id == Course.id)
        .where(CourseMember.account_id == account_id)
        .order_by(ImportedTranscript.imported_ms.desc(), ImportedTranscript.id.desc())
    )
    return tuple(ImportLine(*row) for row in rows)


def role(session: Session, slug: str, account_id: int) -> ImportRole | None:
    """Whose an imported transcript is, and the account's role; None for a stranger."""
    row = session.execute(
        select(ImportedTranscript.id, ImportedTranscript.course_id, CourseMember.role)
        .join(CourseMember, CourseMember.course_id == ImportedTranscript.course_id)
        .where(ImportedTranscript.slug == slug, CourseMember.account_id == account_id)
    ).one_or_none()
    return ImportRole(*row) if row else None


def document(session: Session, import_id: int) -> bytes:
    """The file, byte for byte."""
    text = session.scalar(
        select(ImportedTranscript.document).where(ImportedTranscript.id == import_id)
    )
    return (text or "").encode()


def page(session: Session, found: ImportRole) -> ImportPage:
    """One imported transcript, checked anew: the database is no safer than the file was."""
    row = session.execute(
        select(ImportedTranscript, Course.title.label("course"), Account.name)
        .join(Course, Course.id == ImportedTranscript.course_id)
        .join(Account, Account.id == ImportedTranscript.imported_by_id)
        .where(ImportedTranscript.id == found.id)
    ).one()
    kept: ImportedTranscript = row.ImportedTranscript
    read = transcripts.read(kept.document.encode())
    return ImportPage(
        slug=kept.slug,
        title=kept.title,
        course_title=row.course,
        head=kept.head,
        imported_by=row.name,
        imported_ms=kept.imported_ms,
        may_delete=found.role in OWNERS,
        report=transcripts.verify(read),
        found=imports.read(read),
    )


def shown(words: str) -> str:
    """The safe HTML of a text in a file; one that no page would have taken stays as typed."""
    try:
        return render_safe(words)
    except TextTooLong:
        return ""
