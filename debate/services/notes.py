"""Notes on points: given, edited and withdrawn; each change is a version, and the old one stays."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from debate.domain import notes, text
from debate.domain.notes import Anchor
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.speeches import point_address
from debate.models.debates import Debate
from debate.models.notes import Note
from debate.models.seats import Seat
from debate.models.speeches import Point, Speech
from debate.queries.debates import parse_rubric
from debate.services import events, marks_drafts, wordlists

NOTES_MAX = 60
"""Notes on one student in one debate."""


@dataclass(frozen=True)
class Remark:
    """What a note says, without the words that it is about."""

    comment: str
    criterion: str = ""
    level: int | None = None


@dataclass(frozen=True)
class Chosen:
    """The words that were selected or typed; `near` as in `domain.notes.find`."""

    point_id: int
    quote: str = ""
    part: str = ""
    near: int | None = None


def give(
    session: Session,
    actor: Actor,
    debate: Debate,
    seat_number: int,
    chosen: Chosen,
    remark: Remark,
    *,
    now: int,
) -> int:
    """Write a note on a point of a student, or on words of it; its number in the debate.

    Raises NotFound for a seat that is not in the debate, Refused with the field for a point that is
    not the student's, words that are not in it, and a remark that cannot be.
    """
    seat = marks_drafts.seat_of(session, debate, seat_number)
    point = session.scalar(
        select(Point).where(
            Point.debate_id == debate.id, Point.id == chosen.point_id, Point.seat_id == seat.id
        )
    )
    if point is None:
        raise Refused("Choose one of this student’s points.", "point")
    _check(debate, remark)
    anchor = notes.find(point.claim, point.reasons, chosen.quote, chosen.part, chosen.near)
    last, count = session.execute(
        select(
            func.coalesce(func.max(Note.number), 0),
            func.count(Note.id).filter(
                Note.current, Note.withdrawn.is_(False), Note.seat_id == seat.id
            ),
        ).where(Note.debate_id == debate.id)
    ).one()
    if count >= NOTES_MAX:
        raise Refused(f"There are {NOTES_MAX} notes on this student. Withdraw one first.", "note")
    note = Note(
        debate_id=debate.id,
        seat_id=seat.id,
        point_id=point.id,
        number=last + 1,
        part=anchor.part,
        begins=anchor.begins,
        ends=anchor.ends,
        quote=anchor.quote,
    )
    _write(session, actor, debate, note, remark, now)
    return note.number


def edit(
    session: Session, actor: Actor, debate: Debate, number: int, remark: Remark, *, now: int
) -> int:
    """Say something else about the same words; the number of the seat it is about.

    Raises NotFound, and Refused as `give` does. The same words again change nothing.
    """
    old = _current(session, debate, number)
    _check(debate, remark)
    if (old.comment, old.criterion, old.level) != (
        remark.comment.strip(),
        remark.criterion,
        remark.level,
    ):
        _write(session, actor, debate, _next(session, old), remark, now)
    return _seat_number(session, old)


def withdraw(session: Session, actor: Actor, debate: Debate, number: int, *, now: int) -> int:
    """Take a note back; students read it until the next release. The number of its seat."""
    old = _current(session, debate, number)
    note = _next(session, old)
    note.withdrawn = True
    note.account_id, note.at_ms = actor.account_id, now
    session.add(note)
    session.flush()
    seat = _seat_number(session, old)
    payload = {"seat": seat, "note": note.number, "version": note.version}
    events.record(session, debate, "note_withdrawn", now=now, payload=payload)
    return seat


def _current(session: Session, debate: Debate, number: int) -> Note:
    note = session.scalar(
        select(Note).where(Note.debate_id == debate.id, Note.number == number, Note.current)
    )
    if note is None or note.withdrawn:
        raise NotFound
    return note


def _next(session: Session, old: Note) -> Note:
    """The version after `old`, on the same words."""
    old.current = False
    session.flush()
    return Note(
        debate_id=old.debate_id,
        seat_id=old.seat_id,
        point_id=old.point_id,
        number=old.number,
        version=old.version + 1,
        part=old.part,
        begins=old.begins,
        ends=old.ends,
        quote=old.quote,
    )


def _write(
    session: Session, actor: Actor, debate: Debate, note: Note, remark: Remark, now: int
) -> None:
    wordlists.look_for_names(session, debate, remark.comment, now=now, reader=note.seat_id)
    note.comment = remark.comment.strip()
    note.comment_html = text.render_safe(note.comment) if note.comment else ""
    note.criterion, note.level = remark.criterion, remark.level
    note.account_id, note.at_ms = actor.account_id, now
    session.add(note)
    session.flush()
    payload = {
        "seat": _seat_number(session, note),
        "note": note.number,
        "version": note.version,
        "address": _address(session, note),
        "comment": note.comment,
        **_place(Anchor(note.part, note.begins, note.ends)),
    }
    if note.criterion:
        payload |= {"criterion": note.criterion, "level": note.level or 0}
    events.record(session, debate, "note_given", now=now, payload=payload)


def _place(anchor: Anchor) -> dict[str, str | int]:
    if anchor.begins is None or anchor.ends is None:
        return {}
    return {"part": anchor.part, "begins": anchor.begins, "ends": anchor.ends}


def _address(session: Session, note: Note) -> str:
    """Where the point stands; the speech alone while it has no number."""
    point = session.get_one(Point, note.point_id)
    speech = session.get_one(Speech, point.speech_id).address
    return point_address(speech, point.number, point.half) if point.number else speech


def _seat_number(session: Session, note: Note) -> int:
    return session.get_one(Seat, note.seat_id).number


def _check(debate: Debate, remark: Remark) -> None:
    rubric = parse_rubric(debate.rubric_json)
    criteria = [criterion.slug for criterion in rubric.criteria]
    notes.check(remark.comment, remark.criterion, remark.level, criteria, len(rubric.levels))
