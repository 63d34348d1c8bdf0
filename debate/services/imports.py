"""Taking transcripts in from files, and deleting them. Nothing ever changes one."""

import secrets

from sqlalchemy import delete
from sqlalchemy.orm import Session

from debate.domain.imports import Checked
from debate.domain.permissions import Actor
from debate.models.imports import ImportedTranscript
from debate.services.accounts import audit

_SLUG_BYTES = 12


def take_in(
    session: Session, actor: Actor, course_id: int, file: Checked, title: str, now: int
) -> str:
    """Keep a transcript that was found intact for a class; its slug."""
    kept = ImportedTranscript(
        slug=secrets.token_urlsafe(_SLUG_BYTES),
        course_id=course_id,
        title=title.strip()[:200] or file.title,
        document=file.text,
        head=file.head,
        records=file.records,
        imported_by_id=actor.account_id,
        imported_ms=now,
    )
    session.add(kept)
    session.flush()
    audit(session, actor.account_id, "imports.make", "import", kept.id, now, course_id)
    return kept.slug


def remove(session: Session, actor: Actor, import_id: int, course_id: int, now: int) -> None:
    """Delete an imported transcript; what it was made from is untouched."""
    session.execute(delete(ImportedTranscript).where(ImportedTranscript.id == import_id))
    audit(session, actor.account_id, "imports.delete", "import", import_id, now, course_id)
