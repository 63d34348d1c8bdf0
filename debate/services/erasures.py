"""Erasing a student, a guest or a whole session: words and names go, places and figures stay.

Belongs here: the order of the act, the chain's contents, what streams are told. Does not belong
here: which columns hold words (`erasures_rules`), archives' files and the database's own files,
which the background work cleans afterwards (`Erasure.cleaned_ms`).
"""

import json
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from debate.db import write
from debate.domain.erasures import MARK, confirmed
from debate.domain.events import MODERATORS, Change, Wake
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.ballots import BallotPoints
from debate.models.challenges import Challenge
from debate.models.courses import Course, Student
from debate.models.debates import Debate
from debate.models.erasures import Erasure
from debate.models.events import ActKey, Event, EventContent, LabelSalt
from debate.models.imports import ImportedTranscript
from debate.models.questions import Question
from debate.models.seats import Seat
from debate.models.sittings import Announcement, Sitting
from debate.models.speeches import Point, Speech
from debate.queries import erasures as reads
from debate.queries.erasures import Held
from debate.queries.erasures_mentions import Mention, mentions
from debate.services import archives, debates, events, sittings
from debate.services.accounts import audit
from debate.services.erasures_rules import RULES, WORDLESS, apply

WRONG_NAME = (
    "That is not the name. Type it as it stands on this page, or leave everything as it is."
)


def student(
    session: Session, actor: Actor, course: Course, student_id: int, typed: str, now: int
) -> int:
    """Erase a student of the class, whose row is locked; the id of the erasure.

    Raises NotFound, and Refused unless `typed` is the student's name.
    """
    person = reads.student(session, course.id, student_id)
    if person is None:
        raise NotFound
    _check(typed, person.name)
    found = mentions(session, course.id, person.name, [one.seat_id for one in person.seats])
    records = _seats(session, course.id, person.seats, now)
    session.execute(delete(Student).where(Student.id == student_id))
    return _note(
        session,
        actor.account_id,
        course.id,
        "student",
        student_id,
        person.seats,
        records,
        found,
        now,
    )


def guest(
    session: Session, actor: Actor, sitting: Sitting, number: int, typed: str, now: int
) -> int:
    """Erase somebody who is on no list, by their seat; the id of the erasure.

    The class and the session are locked. Raises NotFound, Refused as `student` does.
    """
    person = reads.guest(session, sitting.id, number)
    if person is None:
        if reads.student_in(session, sitting.slug, number) is not None:
            raise Refused("A student of the list has this seat. Erase the student.", status=409)
        raise NotFound
    _check(typed, person.name)
    own = person.seats[0].seat_id
    found = mentions(session, sitting.course_id, person.name, [own])
    records = _seats(session, sitting.course_id, person.seats, now)
    return _note(
        session, actor.account_id, sitting.course_id, "seat", own, person.seats, records, found, now
    )


def sitting(
    session: Session,
    account_id: int | None,
    course: Course,
    slug: str,
    now: int,
    *,
    typed: str | None = None,
) -> int:
    """Erase names and texts of a session that has ended; `account_id` None: the rule does it.

    The class is locked. Raises NotFound, and Refused for a session that has not ended, or where
    something else than its title was `typed`.
    """
    row = sittings.lock(session, slug)
    if row.course_id != course.id:
        raise NotFound
    if row.state != "ended":
        raise Refused("This session has not ended. End it first, then erase it.", status=409)
    if typed is not None:
        _check(typed, row.title)
    held = reads.everybody(session, row.id)
    records = _seats(session, course.id, held, now, all_words=True)
    session.execute(update(Announcement).where(Announcement.sitting_id == row.id).values(text=MARK))
    return _note(session, account_id, course.id, "sitting", row.id, held, records, (), now)


def cleaned(session: Session, erasures: Collection[int], now: int) -> None:
    """The files of the database hold nothing of these erasures any more."""
    session.execute(update(Erasure).where(Erasure.id.in_(erasures)).values(cleaned_ms=now))


def _check(typed: str, name: str) -> None:
    if not confirmed(typed, name):
        raise Refused(WRONG_NAME, field="name")


def _seats(
    session: Session, course_id: int, held: Sequence[Held], now: int, *, all_words: bool = False
) -> int:
    """Erase these seats in every room of their sessions; how many records are withheld by it."""
    sitting_ids = sorted({one.sitting_id for one in held})
    seat_ids = [one.seat_id for one in held]
    # Words may stand in a room that the seat has left since.
    locked = debates.lock_all(session, *(sittings.lock(session, id_) for id_ in sitting_ids))
    archives.forget(session, course_id, sitting_ids)
    _forget_imports(session, [debate.id for debate in locked])
    traces = {debate.id: _traces(session, debate, held) for debate in locked}
    withheld = {
        debate.id: _withhold(session, debate, traces[debate.id], all_words=all_words)
        for debate in locked
    }
    apply(session, RULES, seat_ids)
    session.execute(delete(LabelSalt).where(LabelSalt.seat_id.in_(seat_ids)))
    session.execute(delete(ActKey).where(ActKey.actor.in_([f"seat:{id_}" for id_ in seat_ids])))
    session.execute(
        update(Seat)
        .where(Seat.id.in_(seat_ids))
        .values(student_id=None, typed_name="", code_name="", generation=Seat.generation + 1)
    )
    # Where the debate still runs, nobody waits for them.
    session.execute(
        update(Seat)
        .where(
            Seat.id.in_(seat_ids),
            Seat.absent_ms.is_(None),
            Seat.debate_id.in_([debate.id for debate in locked if debate.ended_ms is None]),
        )
        .values(absent_ms=now)
    )
    session.expire_all()
    present = {one.debate_id for one in held}
    for debate in locked:
        if withheld[debate.id] or debate.id in present:
            _tell(session, debate, withheld[debate.id], traces[debate.id].numbers, now)
    for seat_id in seat_ids:
        events.wake(session, Wake(0, close_seat=seat_id))
    return sum(map(len, withheld.values()))


def _forget_imports(session: Session, rooms: Sequence[int]) -> None:
    """Delete copies of these records that came back as files: their head is one of the chain's."""
    heads = select(Event.hash).where(Event.debate_id.in_(rooms))
    session.execute(delete(ImportedTranscript).where(ImportedTranscript.head.in_(heads)))


class _Traces(NamedTuple):
    """By what a record of one debate tells that it is theirs."""

    numbers: set[int]  # of seats; they are unique in a session only
    points: set[int]
    questions: set[int]  # numbers
    challenges: set[int]  # numbers of those that they made or that are to points of theirs
    addresses: set[str]  # of speeches for which a judge gave them points


def _traces(session: Session, debate: Debate, held: Sequence[Held]) -> _Traces:
    here = [one for one in held if one.sitting_id == debate.sitting_id]
    ids = [one.seat_id for one in here]
    points = select(Point.id).where(Point.debate_id == debate.id, Point.seat_id.in_(ids))
    questions = select(Question.number).where(
        Question.debate_id == debate.id, Question.seat_id.in_(ids)
    )
    challenges = select(Challenge.number).where(
        Challenge.debate_id == debate.id,
        Challenge.seat_id.in_(ids) | Challenge.point_id.in_(points),
    )
    addresses = (
        select(Speech.address)
        .join(BallotPoints, BallotPoints.speech_id == Speech.id)
        .where(Speech.debate_id == debate.id, BallotPoints.subject_id.in_(ids))
    )
    return _Traces(
        {one.number for one in here},
        set(session.scalars(points)),
        set(session.scalars(questions)),
        set(session.scalars(challenges)),
        set(session.scalars(addresses)),
    )


def _withhold(session: Session, debate: Debate, traces: _Traces, *, all_words: bool) -> list[int]:
    """Delete the contents of records with words of these seats, or about them; their numbers."""
    rows = session.execute(
        select(Event.id, Event.seq, Event.seat_number, EventContent.id, EventContent.content)
        .join(EventContent, EventContent.event_id == Event.id)
        .where(
            Event.debate_id == debate.id,
            EventContent.part == "payload",
            Event.kind.not_in(WORDLESS),
        )
        .order_by(Event.seq)
    ).all()
    gone = []
    for _, seq, seat, content_id, content in rows:
        if all_words or seat in traces.numbers or _is_about(json.loads(content), traces):
            gone.append((seq, content_id))
    write(session, delete(EventContent).where(EventContent.id.in_([one[1] for one in gone])), [{}])
    return [seq for seq, _ in gone]


def _is_about(said: dict[str, Any], traces: _Traces) -> bool:
    return (
        said.get("seat") in traces.numbers
        or said.get("subject") in traces.numbers
        or said.get("point") in traces.points
        or said.get("question") in traces.questions
        or ("reason" in said and said.get("challenge") in traces.challenges)
        or _gives_reasons(said, traces.addresses)
    )


def _gives_reasons(said: dict[str, Any], addresses: set[str]) -> bool:
    """Whether it is a ballot that says why one of these speeches got its points."""
    given = said.get("points")
    return isinstance(given, dict) and any(
        address in addresses and reason for address, (_, reason) in given.items()
    )


def _tell(
    session: Session, debate: Debate, records: list[int], numbers: set[int], now: int
) -> None:
    """Write the event, and have every page drop what it shows of them."""
    addresses = session.scalars(
        select(Speech.address).where(Speech.debate_id == debate.id).order_by(Speech.id)
    )
    changes = [Change(f"speech-{address}", taken_back=True) for address in addresses]
    changes += [Change("floor", taken_back=True), Change("flow", taken_back=True)]
    changes += [
        Change(target, views=(MODERATORS,), taken_back=True)
        for target in ("run", "stage", "queue", "review")
    ]
    events.record(
        session,
        debate,
        "erased",
        now=now,
        payload={"records": records, "seats": sorted(numbers)},
        changes=changes,
        hint="turn",
    )
    events.hint(session, debate.id, "people", MODERATORS)
    events.hint_screens(session, debate.id, "floor")


def _note(
    session: Session,
    account_id: int | None,
    course_id: int,
    kind: str,
    target_id: int,
    held: Sequence[Held],
    records: int,
    found: Sequence[Mention],
    now: int,
) -> int:
    row = Erasure(
        course_id=course_id,
        target_kind=kind,
        target_id=target_id,
        seats_n=len(held),
        records_n=records,
        mentions=[mention._asdict() for mention in found],
        account_id=account_id,
        at_ms=now,
    )
    session.add(row)
    session.flush()
    audit(session, account_id, "erasures.make", kind, target_id, now, course_id)
    return row.id
