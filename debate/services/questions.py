"""Questions about a mark: asked from a seat, answered and decided by staff, all in the record."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from debate.domain import questions, text
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound
from debate.models.debates import Debate
from debate.models.marks import Mark
from debate.models.notes import Note
from debate.models.questions import Question, QuestionPost
from debate.models.seats import Seat
from debate.queries import releases
from debate.services import events


def ask(session: Session, actor: Actor, debate: Debate, words: str, now: int) -> int:
    """Open a thread about one's own mark; its number. Raises Refused: before the release, while
    another is open, and for too many or too much.
    """
    questions.check_text(words)
    out = releases.of_debate(session, debate.id, debate.released_ms)
    asked = session.scalars(
        select(Question.decision).where(
            Question.debate_id == debate.id, Question.seat_id == actor.seat_id
        )
    ).all()
    released = out.marks_ms(actor.seat_id) is not None or out.ballots_ms(actor.seat_id) is not None
    questions.check_ask(released, len(asked), "" in asked)
    last = session.scalar(select(func.max(Question.number)).where(Question.debate_id == debate.id))
    row = Question(
        debate_id=debate.id,
        seat_id=actor.seat_id,
        number=(last or 0) + 1,
        decision="",
        asked_ms=now,
    )
    session.add(row)
    session.flush()
    _post(session, debate, row, None, "question", words, now)
    return row.number


def add(session: Session, actor: Actor, debate: Debate, number: int, words: str, now: int) -> None:
    """Write one more word in a thread of one's own, or as staff. Raises NotFound, Refused."""
    row = _get(session, debate, number)
    if actor.seat_id and row.seat_id != actor.seat_id:
        raise NotFound
    questions.check_text(words)
    posts = session.scalar(
        select(func.count(QuestionPost.id)).where(QuestionPost.question_id == row.id)
    )
    questions.check_add(row.decision, posts or 0)
    kind = "question" if actor.seat_id else "answer"
    _post(session, debate, row, None if actor.seat_id else actor.account_id, kind, words, now)


def decide(
    session: Session,
    actor: Actor,
    debate: Debate,
    number: int,
    decision: str,
    reason: str,
    now: int,
) -> None:
    """End a thread: the mark stands or was changed, with a reason. Raises NotFound, Refused."""
    row = _get(session, debate, number)
    questions.check_decision(decision, row.decision, reason, _moved(session, row))
    row.decision, row.decided_ms = decision, now
    _post(session, debate, row, actor.account_id, "decision", reason, now)


def seat_number(session: Session, debate: Debate, number: int) -> int:
    """The number of the seat that asked. Raises NotFound."""
    return session.get_one(Seat, _get(session, debate, number).seat_id).number


def _get(session: Session, debate: Debate, number: int) -> Question:
    row = session.scalar(
        select(Question).where(Question.debate_id == debate.id, Question.number == number)
    )
    if row is None:
        raise NotFound
    return row


def _moved(session: Session, row: Question) -> bool:
    """Whether the mark or a note on it was changed since the question was asked."""
    newest = [
        session.scalar(
            select(func.max(table.at_ms)).where(
                table.debate_id == row.debate_id, table.seat_id == row.seat_id
            )
        )
        for table in (Mark, Note)
    ]
    return any(at is not None and at >= row.asked_ms for at in newest)


def _post(
    session: Session,
    debate: Debate,
    row: Question,
    account_id: int | None,
    kind: str,
    words: str,
    now: int,
) -> None:
    """Keep what was said, with its event. Who asks is a fact of it; the staff have no number."""
    words = words.strip()
    session.add(
        QuestionPost(
            question_id=row.id,
            account_id=account_id,
            kind=kind,
            text=words,
            html=text.render_safe(words),
            at_ms=now,
        )
    )
    session.flush()
    seat = session.get_one(Seat, row.seat_id)
    payload = {"question": row.number, "seat": seat.number, "text": words}
    if kind == "decision":
        payload["decision"] = row.decision
    name = {"question": "asked", "answer": "answered", "decision": "decided"}[kind]
    events.record(
        session,
        debate,
        f"question_{name}",
        now=now,
        seat_number=seat.number if account_id is None else None,
        payload=payload,
    )
