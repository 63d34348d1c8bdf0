"""Reads of questions about marks: threads of one seat, those of a debate, the open ones.

What staff and students read is the same but for the names: a student reads "Staff".
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from debate.domain.events import MODERATORS
from debate.domain.visibility import label
from debate.models.accounts import Account
from debate.models.courses import Student
from debate.models.debates import Debate
from debate.models.questions import Question, QuestionPost
from debate.models.seats import Seat
from debate.models.sittings import Sitting


class PostLine(NamedTuple):
    """A contribution. `by`: the account's name, "" for the one who asked."""

    kind: str  # question | answer | decision
    by: str
    html: str
    text: str
    at_ms: int


class Thread(NamedTuple):
    """A question with what was said about it. `decision` is "" while it is open."""

    number: int
    seat_id: int
    decision: str
    asked_ms: int
    decided_ms: int | None
    posts: tuple[PostLine, ...]


class OpenLine(NamedTuple):
    """A question in the list of a session. `waits`: it is the staff's turn."""

    debate: str  # slug
    room: int
    seat: int
    name: str
    number: int
    decision: str
    asked_ms: int
    first: str
    waits: bool


def of_seat(session: Session, debate_id: int, seat_id: int) -> tuple[Thread, ...]:
    """The threads of one seat, the newest first; two statements."""
    chosen = (Question.debate_id == debate_id, Question.seat_id == seat_id)
    return tuple(reversed(_threads(session, chosen)))


def of_debate(session: Session, debate_id: int) -> tuple[Thread, ...]:
    """All threads of a debate in the order in which they were opened; two statements."""
    return _threads(session, (Question.debate_id == debate_id,))


def of_sitting(session: Session, sitting_slug: str) -> tuple[OpenLine, ...]:
    """The questions of a session, those that wait for the staff first; two statements."""
    rows = session.execute(
        select(
            Question.id,
            Debate.slug,
            Debate.number.label("room"),
            Seat.number.label("seat"),
            Student.name,
            Seat.typed_name,
            Question.number,
            Question.decision,
            Question.asked_ms,
        )
        .join(Debate, Debate.id == Question.debate_id)
        .join(Seat, Seat.id == Question.seat_id)
        .outerjoin(Student, Student.id == Seat.student_id)
        .join(Sitting, Sitting.id == Debate.sitting_id)
        .where(Sitting.slug == sitting_slug)
        .order_by(Question.asked_ms, Question.id)
    ).all()
    posts = _posts(session, [row.id for row in rows])
    lines = [
        OpenLine(
            debate=row.slug,
            room=row.room,
            seat=row.seat,
            name=label(row.seat, row.name or row.typed_name, "", MODERATORS, "", ""),
            number=row.number,
            decision=row.decision,
            asked_ms=row.asked_ms,
            first=posts[row.id][0].text,
            waits=not row.decision and not posts[row.id][-1].by,
        )
        for row in rows
    ]
    return tuple(sorted(lines, key=lambda line: (bool(line.decision), not line.waits)))


def _threads(session: Session, chosen: Sequence[ColumnElement[bool]]) -> tuple[Thread, ...]:
    rows = session.scalars(select(Question).where(*chosen).order_by(Question.number)).all()
    posts = _posts(session, [row.id for row in rows])
    return tuple(
        Thread(
            row.number,
            row.seat_id,
            row.decision,
            row.asked_ms,
            row.decided_ms,
            tuple(posts[row.id]),
        )
        for row in rows
    )


def _posts(session: Session, ids: Sequence[int]) -> Mapping[int, list[PostLine]]:
    found: dict[int, list[PostLine]] = {one: [] for one in ids}
    rows = session.execute(
        select(QuestionPost, Account.name)
        .outerjoin(Account, Account.id == QuestionPost.account_id)
        .where(QuestionPost.question_id.in_(ids))
        .order_by(QuestionPost.id)
    )
    for row in rows:
        post = row.QuestionPost
        found[post.question_id].append(
            PostLine(post.kind, row.name or "", post.html, post.text, post.at_ms)
        )
    return found
