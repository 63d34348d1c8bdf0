"""The comment bank of a class: saving, editing and removing comments. The class is locked first."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.comments import BankComment
from debate.models.courses import Course
from debate.services import accounts

TEXT_MAX = 1_000
COMMENTS_MAX = 300


def save(session: Session, actor: Actor, course: Course, text: str, now: int) -> int:
    """Put a comment into the bank; its id. What is there already stays one. Raises Refused."""
    words = _clean(text)
    rows = session.scalars(select(BankComment).where(BankComment.course_id == course.id)).all()
    known = next((row for row in rows if row.text == words), None)
    if known is not None:
        return known.id
    if len(rows) >= COMMENTS_MAX:
        raise Refused(f"The bank holds {COMMENTS_MAX} comments. Remove one first.", "comment")
    row = BankComment(course_id=course.id, text=words, saved_ms=now)
    session.add(row)
    session.flush()
    accounts.audit(session, actor.account_id, "comments.save", "comment", row.id, now, course.id)
    return row.id


def edit(
    session: Session, actor: Actor, course: Course, comment_id: int, text: str, now: int
) -> None:
    """Change a comment of the bank; marks that have it stay as they are. Raises Refused."""
    row = get(session, course.id, comment_id)
    row.text = _clean(text)
    accounts.audit(session, actor.account_id, "comments.edit", "comment", row.id, now, course.id)


def remove(session: Session, actor: Actor, course: Course, comment_id: int, now: int) -> None:
    """Take a comment out of the bank. Raises NotFound."""
    row = get(session, course.id, comment_id)
    session.delete(row)
    accounts.audit(session, actor.account_id, "comments.remove", "comment", row.id, now, course.id)


def get(session: Session, course_id: int, comment_id: int) -> BankComment:
    """A comment of this class. Raises NotFound."""
    row = session.get(BankComment, comment_id)
    if row is None or row.course_id != course_id:
        raise NotFound
    return row


def _clean(text: str) -> str:
    words = text.strip()
    if not words:
        raise Refused("Write the comment first.", "comment")
    if len(words) > TEXT_MAX:
        raise Refused(
            f"A comment of the bank has at most {TEXT_MAX} characters; this has {len(words)}.",
            "comment",
        )
    return words
