"""Reads for erasing: whose seats they are, and what was erased before."""

from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.models.accounts import Account
from debate.models.courses import Student
from debate.models.debates import Debate
from debate.models.erasures import Erasure
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.queries.erasures_mentions import Mention


class Held(NamedTuple):
    """A seat that will be erased, and where it sits."""

    seat_id: int
    number: int
    sitting_id: int
    sitting: str
    state: str
    debate_id: int | None
    debate: str  # slug, "" without a room


class Ended(NamedTuple):
    """A session that may be erased."""

    id: int
    slug: str
    title: str
    state: str


class Person(NamedTuple):
    """Who is to be erased: a student of the list, or a guest in one seat."""

    name: str
    seats: tuple[Held, ...]


class Report(NamedTuple):
    """One erasure. `kind`: student | seat | sitting. `by`: "" where the class's rule did it."""

    id: int
    kind: str
    sitting: str
    seats: int
    records: int
    mentions: tuple[Mention, ...]
    by: str
    at_ms: int
    cleaned_ms: int | None


def student(session: Session, course_id: int, student_id: int) -> Person | None:
    """A student of the class with every seat, on the list or taken off it; two statements."""
    name = session.scalar(
        select(Student.name).where(Student.id == student_id, Student.course_id == course_id)
    )
    if name is None:
        return None
    return Person(name, _seats(session, Seat.student_id == student_id))


def student_in(session: Session, sitting: str, number: int) -> int | None:
    """The student who has this seat of a session; None for a guest's and for one that is free."""
    return session.scalar(
        select(Seat.student_id)
        .join(Sitting, Sitting.id == Seat.sitting_id)
        .where(Sitting.slug == sitting, Seat.number == number)
    )


def guest(session: Session, sitting_id: int, number: int) -> Person | None:
    """A seat with a typed name that belongs to no student of the list."""
    name = session.scalar(
        select(Seat.typed_name).where(
            Seat.sitting_id == sitting_id,
            Seat.number == number,
            Seat.student_id.is_(None),
            Seat.typed_name != "",
        )
    )
    if name is None:
        return None
    here = (Seat.sitting_id == sitting_id) & (Seat.number == number)
    return Person(name, _seats(session, here))


def sitting(session: Session, slug: str) -> Ended:
    """A session; the caller has seen that it is there."""
    row = session.execute(
        select(Sitting.id, Sitting.slug, Sitting.title, Sitting.state).where(Sitting.slug == slug)
    ).one()
    return Ended(*row)


def everybody(session: Session, sitting_id: int) -> tuple[Held, ...]:
    """All seats of a session."""
    return _seats(session, Seat.sitting_id == sitting_id)


def reports(session: Session, course_id: int) -> tuple[Report, ...]:
    """What was erased in a class, the newest first; one statement."""
    rows = session.execute(
        select(Erasure, Account.name, Sitting.title)
        .outerjoin(Account, Account.id == Erasure.account_id)
        .outerjoin(Sitting, (Sitting.id == Erasure.target_id) & (Erasure.target_kind == "sitting"))
        .where(Erasure.course_id == course_id)
        .order_by(Erasure.id.desc())
    )
    return tuple(
        Report(
            row.Erasure.id,
            row.Erasure.target_kind,
            row.title or "",
            row.Erasure.seats_n,
            row.Erasure.records_n,
            tuple(Mention(**mention) for mention in row.Erasure.mentions),
            row.name or "",
            row.Erasure.at_ms,
            row.Erasure.cleaned_ms,
        )
        for row in rows
    )


def uncleaned(session: Session) -> tuple[int, ...]:
    """The erasures after which the files of the database have not been written anew."""
    return tuple(session.scalars(select(Erasure.id).where(Erasure.cleaned_ms.is_(None))))


def _seats(session: Session, chosen: Any) -> tuple[Held, ...]:
    rows = session.execute(
        select(
            Seat.id,
            Seat.number,
            Sitting.id,
            Sitting.title,
            Sitting.state,
            Seat.debate_id,
            Debate.slug,
        )
        .join(Sitting, Sitting.id == Seat.sitting_id)
        .outerjoin(Debate, Debate.id == Seat.debate_id)
        .where(chosen)
        .order_by(Seat.id)
    )
    return tuple(Held(*row[:6], row[6] or "") for row in rows)
