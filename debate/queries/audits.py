"""Reads of the audit: who did what to a class, and when. Acts in a debate stand in its record."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain.audits import words
from debate.models.accounts import Account, AuditEntry
from debate.models.courses import Student
from debate.models.debates import Debate
from debate.models.sittings import Sitting

PAGE = 200


class AuditLine(NamedTuple):
    """One act. `who`: "" where nobody signed in did it; `target`: "" where it has no name (now)."""

    id: int
    at_ms: int
    who: str
    words: str
    target: str


class AuditPage(NamedTuple):
    """The newest acts before a number; `older`: the number to go on from, 0 at the end."""

    lines: tuple[AuditLine, ...]
    older: int


def of_course(session: Session, course_id: int, before: int = 0) -> AuditPage:
    """The acts of a class, the newest first, up to PAGE of them; five statements."""
    query = (
        select(AuditEntry, Account.name)
        .outerjoin(Account, Account.id == AuditEntry.account_id)
        .where(AuditEntry.course_id == course_id)
        .order_by(AuditEntry.id.desc())
        .limit(PAGE + 1)
    )
    if before:
        query = query.where(AuditEntry.id < before)
    rows = session.execute(query).all()
    names = _names(session, [row.AuditEntry for row in rows[:PAGE]])
    lines = tuple(
        AuditLine(
            entry.id,
            entry.at_ms,
            name or "",
            words(entry.act, entry.target_kind),
            names.get((entry.target_kind, entry.target_id), ""),
        )
        for entry, name in rows[:PAGE]
    )
    return AuditPage(lines, lines[-1].id if len(rows) > PAGE else 0)


def _names(session: Session, entries: Iterable[AuditEntry]) -> Mapping[tuple[str, int], str]:
    """Names as they are now: the audit itself holds none, so what was erased has none."""
    ids: dict[str, set[int]] = {
        "student": set(),
        "account": set(),
        "sitting": set(),
        "debate": set(),
    }
    for entry in entries:
        if entry.target_kind in ids:
            ids[entry.target_kind].add(entry.target_id)
    found = {
        (kind, row[0]): row[1]
        for kind, model, column in (
            ("student", Student, Student.name),
            ("account", Account, Account.name),
            ("sitting", Sitting, Sitting.title),
        )
        for row in session.execute(select(model.id, column).where(model.id.in_(ids[kind])))
    }
    rooms = session.execute(
        select(Debate.id, Debate.number, Sitting.title)
        .join(Sitting, Sitting.id == Debate.sitting_id)
        .where(Debate.id.in_(ids["debate"]))
    )
    return found | {("debate", row[0]): f"{row[2]}, room {row[1]}" for row in rooms}
