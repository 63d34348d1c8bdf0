"""Reads of a class's comment bank."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.models.comments import BankComment


class CommentLine(NamedTuple):
    """A saved comment."""

    id: int
    text: str


def of_course(session: Session, course_id: int) -> tuple[CommentLine, ...]:
    """The comments of a class, by their words; one statement."""
    rows = session.execute(
        select(BankComment.id, BankComment.text).where(BankComment.course_id == course_id)
    )
    return tuple(
        sorted(
            (CommentLine(*row) for row in rows), key=lambda line: (line.text.casefold(), line.id)
        )
    )
