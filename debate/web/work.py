"""Background work: the one next piece of it, handed to `live.worker` by the factory.

Belongs here: what is due by itself, the files that an erasure leaves behind, an archive's next
packet. Does not belong here: whose turn it is (`services.archives`), how files are written
(`export.archives`).
"""

import logging
import secrets
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy.orm import Session

from debate.db import NotRewritten, db, empty_log, rewrite, transaction
from debate.export import archives as files
from debate.live.worker import Work
from debate.queries import archives as reads
from debate.queries import retentions
from debate.queries.archives import PacketLine
from debate.queries.erasures import uncleaned
from debate.services import archives, courses, erasures
from debate.services.archives import Job
from debate.web import debates, transcripts

FOLDER = "archives"
COPIES = "before-migrations"
HOLDER_BYTES = 8
LOOK_EVERY_MS = 60_000
"""How often the days of sessions are looked at."""
BUSY_MS = 2_000
FAILED_MS = 60_000
"""When the database's files are tried again: somebody read them, or they could not be written."""

_log = logging.getLogger(__name__)


def worker(app: Flask) -> Work:
    """The function that does one piece of work and says whether there is more."""
    holder = secrets.token_hex(HOLDER_BYTES)
    cleaner = _Cleaner()
    looked = 0

    def piece(now: int) -> bool:
        nonlocal looked
        with app.app_context():
            session = db.session()
            if now - looked >= LOOK_EVERY_MS:
                looked = now
                _erase_what_is_due(session, now)
            cleaner.clean(session, now)
            return _archive_piece(session, holder, now)

    return piece


def folder() -> Path:
    """Where the archives of this instance stand."""
    return Path(current_app.config["INSTANCE_PATH"]) / FOLDER


def sweep(session: Session) -> None:
    """Delete the files of archives that were cancelled, deleted or erased."""
    files.sweep(folder(), *reads.kept(session))


def _erase_what_is_due(session: Session, now: int) -> None:
    """Erase sessions of classes that switched it on, each in a transaction of its own."""
    for course_id, slug in retentions.due(session, now):
        with transaction(session):
            course = courses.lock(session, course_id)
            # Rule and session may have changed while the lock was waited for.
            if (course_id, slug) in retentions.due(session, now):
                erasures.sitting(session, None, course, slug, now)


class _Cleaner:
    """Cleans up after erasures, and remembers how far it came: rewriting takes long."""

    def __init__(self) -> None:
        self._rewritten: frozenset[int] = frozenset()
        self._again_ms = 0

    def clean(self, session: Session, now: int) -> None:
        """Delete the files that hold what was erased, and write the database's own anew."""
        waiting = uncleaned(session)
        session.rollback()
        if not waiting:
            return
        sweep(session)
        session.rollback()
        copies = Path(current_app.config["INSTANCE_PATH"]) / COPIES
        for copy in copies.glob("*.sqlite3*"):
            copy.unlink(missing_ok=True)
        if now >= self._again_ms and self._write_anew(waiting, now):
            with transaction(session):
                erasures.cleaned(session, waiting, now)

    def _write_anew(self, waiting: tuple[int, ...], now: int) -> bool:
        try:
            if not self._rewritten.issuperset(waiting):
                rewrite(db.engine)
                self._rewritten = frozenset(waiting)
            done = empty_log(db.engine)
        except NotRewritten as error:
            _log.warning("the database's files could not be written anew: %s", error)
            self._again_ms = now + FAILED_MS
            return False
        self._again_ms = 0 if done else now + BUSY_MS
        return done


def _archive_piece(session: Session, holder: str, now: int) -> bool:
    """One packet of the archive that is next, or its end; False when there is none to make."""
    if not reads.waiting(session):
        sweep(session)
        return False
    with transaction(session):
        job = archives.claim(session, holder, now)
    if job is None:
        return False
    try:
        _go_on(session, job, holder, now)
    except OSError as error:
        _give_up(session, job, holder, f"It could not be written: {error.strerror}.", now)
    except Exception:  # noqa: BLE001  # other archives must go on
        _log.exception("archive %s could not be made", job.id)
        _give_up(session, job, holder, "A packet could not be made. The log says why.", now)
    return True


def _go_on(session: Session, job: Job, holder: str, now: int) -> None:
    part = files.part_of(folder(), job.slug)
    lines = reads.packets(session, job.course_id, job.sitting_id)
    left = files.missing(part, lines)
    if not left:
        _finish(session, job, holder, lines, now)
        return
    data = _packet(left[0])
    if data is None:
        return
    files.keep(part, left[0].path, data)
    with transaction(session):
        done = len(lines) - len(left) + 1
        archives.advance(session, job, holder, done, len(lines), now)


def _packet(line: PacketLine) -> bytes | None:
    """A packet as it is now; None where the seat has left this room since the list was read."""
    session = db.session()
    session.rollback()  # the list may be older than what is read now
    here = debates.load(session, line.seat.debate, line.seat.view)
    if here.seat(line.seat.seat_id) is None:
        return None
    return transcripts.packet_page(session, here, line.seat).get_data()


def _finish(
    session: Session, job: Job, holder: str, lines: tuple[PacketLine, ...], now: int
) -> None:
    part = files.part_of(folder(), job.slug)
    course, sitting = reads.head(session, job.course_id, job.sitting_id)
    index = transcripts.self_contained(
        "archives/index_file.html", course=course, sitting=sitting, lines=lines, made_ms=now
    )
    extra = [(files.INDEX, index.get_data()), (files.TABLE, files.table(part, lines))]
    session.rollback()
    made = files.bundle(part, files.file_of(folder(), job.slug), lines, extra, now)
    with transaction(session):
        archives.finish(session, job, holder, len(lines), made.size, made.sha256, now)


def _give_up(session: Session, job: Job, holder: str, why: str, now: int) -> None:
    session.rollback()
    with transaction(session):
        archives.fail(session, job, holder, why, now)
