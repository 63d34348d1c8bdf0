"""Writing to archives: asking for one, who works on it, how far it is, cancelling and deleting.

Does not belong here: files (`export.archives`; what no row stands for any more is swept there).
"""

import secrets
from typing import NamedTuple

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.archives import Archive
from debate.models.courses import Course
from debate.models.sittings import Sitting
from debate.queries import archives as reads
from debate.queries.archives import WAITING
from debate.services.accounts import audit

LEASE_MS = 15_000
"""How long one that fell silent keeps an archive: far longer than one packet takes."""
SLUG_BYTES = 12


class Job(NamedTuple):
    """An archive to work on."""

    id: int
    slug: str
    course_id: int
    sitting_id: int | None
    asked_ms: int


def ask(session: Session, actor: Actor, course: Course, sitting: str, now: int) -> str:
    """Have an archive made of one session (its slug) or of all (""); the slug of the archive.

    Asked again while one of the same is being made, it is that one. Raises NotFound, and Refused
    when there is no packet. The class is locked.
    """
    sitting_id = _sitting_id(session, course, sitting)
    same = session.scalar(
        select(Archive.slug).where(
            Archive.course_id == course.id,
            Archive.sitting_id == sitting_id,
            Archive.state.in_(WAITING),
        )
    )
    if same is not None:
        return same
    total = len(reads.packets(session, course.id, sitting_id))
    if not total:
        raise Refused("Nobody has a place in a room yet, so there is no packet.", field="sitting")
    row = Archive(
        slug=secrets.token_hex(SLUG_BYTES),
        course_id=course.id,
        sitting_id=sitting_id,
        total_n=total,
        asked_by_id=actor.account_id,
        asked_ms=now,
    )
    session.add(row)
    session.flush()
    audit(session, actor.account_id, "archives.ask", "archive", row.id, now, course.id)
    return row.slug


def cancel(session: Session, actor: Actor, course: Course, slug: str, now: int) -> None:
    """Stop making an archive; its packets are deleted. Raises NotFound, Refused when it is done."""
    row = _row(session, course, slug)
    if row.state not in WAITING:
        raise Refused("It was done meanwhile. Delete it if nobody needs it.", status=409)
    row.state, row.finished_ms = "cancelled", now
    audit(session, actor.account_id, "archives.cancel", "archive", row.id, now, course.id)


def remove(session: Session, actor: Actor, course: Course, slug: str, now: int) -> None:
    """Delete an archive, whatever became of it. Raises NotFound."""
    row = _row(session, course, slug)
    session.delete(row)
    audit(session, actor.account_id, "archives.delete", "archive", row.id, now, course.id)


def forget(session: Session, course_id: int, sitting_ids: list[int]) -> int:
    """Delete the archives in which these sessions stand, the class's own too; how many."""
    gone = session.execute(
        delete(Archive)
        .where(
            Archive.course_id == course_id,
            or_(Archive.sitting_id.is_(None), Archive.sitting_id.in_(sitting_ids)),
        )
        .returning(Archive.id)
    )
    return len(gone.all())


def claim(session: Session, holder: str, now: int) -> Job | None:
    """The archive that `holder` works on next, for LEASE_MS; None when there is none.

    One that somebody else holds is left alone until their lease is over. Decided by one UPDATE.
    """
    free = or_(
        Archive.holder == holder, Archive.lease_ms.is_(None), Archive.lease_ms < now - LEASE_MS
    )
    oldest = (
        select(Archive.id)
        .where(Archive.state.in_(WAITING), free)
        .order_by(Archive.id)
        .limit(1)
        .scalar_subquery()
    )
    row = session.execute(
        update(Archive)
        .where(Archive.id == oldest, Archive.state.in_(WAITING), free)
        .values(state="running", holder=holder, lease_ms=now)
        .returning(
            Archive.id, Archive.slug, Archive.course_id, Archive.sitting_id, Archive.asked_ms
        )
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return Job(*row) if row else None


def advance(session: Session, job: Job, holder: str, done: int, total: int, now: int) -> None:
    """Say how far it is; nothing where it was cancelled or taken over meanwhile."""
    _change(session, job, holder, done_n=done, total_n=total, lease_ms=now)


def finish(
    session: Session, job: Job, holder: str, total: int, size: int, sha256: str, now: int
) -> None:
    """It is done: `size` bytes with the sum `sha256`."""
    _change(
        session,
        job,
        holder,
        state="done",
        done_n=total,
        total_n=total,
        bytes=size,
        sha256=sha256,
        finished_ms=now,
    )


def fail(session: Session, job: Job, holder: str, error: str, now: int) -> None:
    """It could not be made; `error` is a sentence for its page."""
    _change(session, job, holder, state="failed", error=error[:200], finished_ms=now)


def _change(session: Session, job: Job, holder: str, **values: object) -> None:
    session.execute(
        update(Archive)
        .where(Archive.id == job.id, Archive.state == "running", Archive.holder == holder)
        .values(values)
        .execution_options(synchronize_session=False)
    )


def _sitting_id(session: Session, course: Course, slug: str) -> int | None:
    if not slug:
        return None
    found = session.scalar(
        select(Sitting.id).where(Sitting.slug == slug, Sitting.course_id == course.id)
    )
    if found is None:
        raise NotFound
    return found


def _row(session: Session, course: Course, slug: str) -> Archive:
    row = session.scalar(
        select(Archive)
        .where(Archive.slug == slug, Archive.course_id == course.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    return row
