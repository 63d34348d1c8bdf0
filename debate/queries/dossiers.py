"""Reads for one student's data as a download: everything kept about a seat, as it is kept.

Belongs here: rows, by the words of a person. Does not belong here: packets, which say the same for
reading (`packets`) and hold what was released of a mark. What a seat keeps to itself (votes,
drafts, notes on cards) stands in the copy that the student makes, and in no copy of staff.
"""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from debate.db import Base
from debate.models.agreements import Agreement
from debate.models.ballots import Ballot
from debate.models.blocks import Block
from debate.models.challenges import Challenge, ChallengeStatement
from debate.models.courses import Student
from debate.models.debates import Debate
from debate.models.decks import CardProposal
from debate.models.hands import CardNote, Draw
from debate.models.jottings import Jotting
from debate.models.measures import Measure
from debate.models.moderation import FloorRequest
from debate.models.modes import Scribe
from debate.models.nudges import Nudge
from debate.models.offers import Offer
from debate.models.outlines import OutlineLine
from debate.models.polls import Vote
from debate.models.questions import Question, QuestionPost
from debate.models.reports import Report
from debate.models.seats import Presence, Seat
from debate.models.sittings import Sitting
from debate.models.speeches import Draft, Point, Reflection, Speech
from debate.queries import blocks
from debate.queries.packets import PacketSeat, seats


class Section(NamedTuple):
    """Rows of a table whose `seat_id` is the student's, and the columns that say something."""

    name: str
    model: type[Base]
    columns: tuple[str, ...]
    private: bool = False


SECTIONS = (
    Section(
        "points",
        Point,
        tuple("number half side version current state claim reasons note sent_ms".split()),
    ),
    Section("speeches", Speech, ("address", "side", "handed_in_ms")),
    Section("draws", Draw, ("n", "card_number", "drawn_ms", "returned_ms")),
    Section("hands_up", FloorRequest, ("step_index", "intent", "raised_ms", "done_ms", "outcome")),
    Section("agreements", Agreement, ("agrees", "words", "current", "at_ms")),
    Section("challenges", Challenge, ("number", "card_number", "ground", "made_ms", "upheld")),
    Section("challenge_statements", ChallengeStatement, ("part", "text", "at_ms")),
    Section("offers", Offer, ("offered_ms", "outcome", "done_ms")),
    Section("scribe", Scribe, ("side", "since_ms", "ended_ms")),
    Section("measures", Measure, ("kind", "note", "step_index", "at_ms", "ended_ms")),
    Section("reports", Report, ("reason", "words", "at_ms", "read_ms", "decided_ms"), private=True),
    Section("ballots", Ballot, ("version", "current", "decision", "reason", "handed_in_ms")),
    Section("reflections", Reflection, ("text", "handed_in_ms")),
    Section("proposed_cards", CardProposal, ("name", "card", "state", "reason", "proposed_ms")),
    Section("last_seen", Presence, ("seen_ms",)),
    Section("votes", Vote, ("poll", "choice", "confidence", "moved_by", "at_ms"), private=True),
    Section("drafts", Draft, ("claim", "reasons", "cards", "saved_ms"), private=True),
    Section("nudges", Nudge, ("text", "at_ms", "outcome"), private=True),
    Section("card_notes", CardNote, ("card_number", "text", "saved_ms"), private=True),
    Section(
        "outline_lines", OutlineLine, ("team", "level", "text", "saved_ms", "removed_ms"), True
    ),
    Section("jottings", Jotting, ("address", "text", "saved_ms"), private=True),
    # A student's are no seat's: all of them stand at each.
    Section("blocks", Block, ("title", "answers", "saved_ms"), private=True),
)


class SeatData(NamedTuple):
    """One seat: where it is, and its rows by section. `packet` is None without a room."""

    about: Mapping[str, Any]
    rows: Mapping[str, list[dict[str, Any]]]
    packet: PacketSeat | None


def entry(session: Session, course_id: int, student_id: int) -> Mapping[str, Any] | None:
    """The line of the class list, whole but for numbers of ours; None if there is none."""
    row = session.scalar(
        select(Student).where(Student.id == student_id, Student.course_id == course_id)
    )
    if row is None:
        return None
    hidden = {"id", "course_id"}
    return {c.name: getattr(row, c.name) for c in Student.__table__.columns if c.name not in hidden}


def of_student(session: Session, student_id: int) -> tuple[SeatData, ...]:
    """The seats of a student as staff may hand them on, in order."""
    ids = session.scalars(
        select(Seat.id).where(Seat.student_id == student_id).order_by(Seat.id)
    ).all()
    return tuple(of_seat(session, seat_id, private=False) for seat_id in ids)


def of_seat(session: Session, seat_id: int, *, private: bool) -> SeatData:
    """One seat. `private`: with what nobody but the seat sees. A statement for each section."""
    row = session.execute(
        select(Seat, Sitting.title, Debate.slug, Debate.number, Student.name)
        .join(Sitting, Sitting.id == Seat.sitting_id)
        .outerjoin(Debate, Debate.id == Seat.debate_id)
        .outerjoin(Student, Student.id == Seat.student_id)
        .where(Seat.id == seat_id)
    ).one()
    seat = row.Seat
    about = {
        "session": row.title,
        "room": row.number,
        "seat": seat.number,
        "name": row.name or seat.typed_name,
        "code_name": seat.code_name,
        "role": seat.role,
        "side": seat.side,
        "claimed_how": seat.claimed_how,
        "claimed_ms": seat.claimed_ms,
        "confirmed_ms": seat.confirmed_ms,
        "absent_ms": seat.absent_ms,
    }
    found = seats(session, debate=row.slug, number=seat.number) if row.slug else ()
    chosen = [section for section in SECTIONS if private or not section.private]
    rows = {section.name: _rows(session, section, seat_id) for section in chosen}
    rows["questions"] = _questions(session, [seat_id])
    return SeatData(about, rows, found[0] if found else None)


def _rows(session: Session, section: Section, seat_id: int) -> list[dict[str, Any]]:
    table = section.model.__table__
    columns = [table.c[name] for name in section.columns]
    found = session.execute(
        select(*columns).where(_own(session, section, seat_id)).order_by(*table.primary_key)
    )
    return [dict(row._mapping) for row in found]


def _own(session: Session, section: Section, seat_id: int) -> ColumnElement[bool]:
    if section.model is Block:
        return blocks.owned(blocks.owner(session, seat_id))
    own: ColumnElement[bool] = section.model.__table__.c.seat_id == seat_id
    return own


def _questions(session: Session, seat_ids: Collection[int]) -> list[dict[str, Any]]:
    rows = session.execute(
        select(Question.number, QuestionPost.kind, QuestionPost.text, QuestionPost.at_ms)
        .join(QuestionPost, QuestionPost.question_id == Question.id)
        .where(Question.seat_id.in_(seat_ids))
        .order_by(QuestionPost.id)
    )
    return [dict(row._mapping) for row in rows]
