"""Reads for archives: what has been asked for, how far it is, and whose packets stand in one."""

from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from debate.domain import visibility
from debate.domain.archives import packet_path
from debate.domain.events import MODERATORS
from debate.domain.permissions import view_of
from debate.models.accounts import Account
from debate.models.archives import Archive
from debate.models.courses import Course, Student
from debate.models.debates import Debate
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.queries.packets import PacketSeat

WAITING = ("queued", "running")


class ArchiveLine(NamedTuple):
    """One archive in the list. `title`: of its session, "" for the whole class."""

    slug: str
    title: str
    state: str
    done: int
    total: int
    size: int
    sha256: str
    error: str
    asked_by: str
    asked_ms: int
    finished_ms: int | None

    @property
    def waits(self) -> bool:
        """Whether it is still to be made."""
        return self.state in WAITING


class ArchivesPage(NamedTuple):
    """The archives of a class, the newest first, and the sessions there can be one of."""

    lines: tuple[ArchiveLine, ...]
    sittings: tuple[tuple[str, str], ...]  # slug, title

    @property
    def waits(self) -> bool:
        """Whether one of them is still to be made."""
        return any(line.waits for line in self.lines)


class PacketLine(NamedTuple):
    """A packet of an archive: the seat, where it stands, and what the index says of it."""

    seat: PacketSeat
    path: str
    sitting: str
    external_id: str
    section: str
    role: str
    side: str


def index(session: Session, course_id: int) -> ArchivesPage:
    """The archives of a class; two statements."""
    rows = session.execute(
        select(Archive, Sitting.title, Account.name)
        .outerjoin(Sitting, Sitting.id == Archive.sitting_id)
        .join(Account, Account.id == Archive.asked_by_id)
        .where(Archive.course_id == course_id)
        .order_by(Archive.asked_ms.desc(), Archive.id.desc())
    )
    lines = tuple(_line(row.Archive, row.title or "", row.name) for row in rows)
    sittings = session.execute(
        select(Sitting.slug, Sitting.title)
        .where(Sitting.course_id == course_id)
        .order_by(Sitting.id.desc())
    )
    return ArchivesPage(lines, tuple((row.slug, row.title) for row in sittings))


def packets(session: Session, course_id: int, sitting_id: int | None) -> tuple[PacketLine, ...]:
    """Whose packets stand in an archive of a session, or of a class (None), in order.

    Every seat that has a room has one. Sessions are numbered as they were made. Two statements.
    """
    numbers = {
        id_: number
        for number, id_ in enumerate(
            session.scalars(
                select(Sitting.id).where(Sitting.course_id == course_id).order_by(Sitting.id)
            ),
            start=1,
        )
    }
    query = (
        select(
            Seat,
            Sitting.title,
            Debate.slug,
            Debate.number.label("room"),
            Student.name,
            Student.external_id,
            Student.section,
        )
        .join(Debate, Debate.id == Seat.debate_id)
        .join(Sitting, Sitting.id == Seat.sitting_id)
        .outerjoin(Student, Student.id == Seat.student_id)
        .where(Sitting.course_id == course_id)
        .order_by(Sitting.id, Debate.number, Seat.number)
    )
    if sitting_id is not None:
        query = query.where(Sitting.id == sitting_id)
    return tuple(_packet(row, numbers[row.Seat.sitting_id]) for row in session.execute(query))


def of(session: Session, course_id: int, slug: str) -> ArchiveLine | None:
    """One archive of a class; None if it has none by that name."""
    row = session.execute(
        select(Archive, Sitting.title, Account.name)
        .outerjoin(Sitting, Sitting.id == Archive.sitting_id)
        .join(Account, Account.id == Archive.asked_by_id)
        .where(Archive.course_id == course_id, Archive.slug == slug)
    ).one_or_none()
    return _line(row.Archive, row.title or "", row.name) if row else None


def kept(session: Session) -> tuple[set[str], set[str]]:
    """The slugs of archives that are being made, and of those that are done."""
    rows = session.execute(select(Archive.slug, Archive.state)).all()
    unfinished = {row.slug for row in rows if row.state in WAITING}
    return unfinished, {row.slug for row in rows if row.state == "done"}


def waiting(session: Session) -> int:
    """How many archives are still to be made."""
    return (
        session.scalar(select(func.count()).select_from(Archive).where(Archive.state.in_(WAITING)))
        or 0
    )


def head(session: Session, course_id: int, sitting_id: int | None) -> tuple[str, str]:
    """What an archive is of: the class, and the session ("" for all)."""
    course = session.scalar(select(Course.title).where(Course.id == course_id)) or ""
    sitting = session.scalar(select(Sitting.title).where(Sitting.id == sitting_id))
    return course, sitting or ""


def _packet(row: Any, sitting_number: int) -> PacketLine:
    seat: Seat = row.Seat
    name = visibility.label(seat.number, row.name or seat.typed_name, "", MODERATORS, "", "")
    view = view_of(seat.role, seat.side)
    return PacketLine(
        PacketSeat(row.slug, row.room, seat.number, seat.id, name, view),
        packet_path(sitting_number, row.title, row.room, seat.number, name),
        row.title,
        row.external_id or "",
        row.section or "",
        seat.role,
        seat.side or "",
    )


def _line(row: Archive, title: str, asked_by: str) -> ArchiveLine:
    return ArchiveLine(
        row.slug,
        title,
        row.state,
        row.done_n,
        row.total_n,
        row.bytes or 0,
        row.sha256,
        row.error,
        asked_by,
        row.asked_ms,
        row.finished_ms,
    )
