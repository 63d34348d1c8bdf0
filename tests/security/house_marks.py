"""What stands at the addresses of the marking desk in the house: a note, a question, a comment."""

from typing import Any

from debate.models.comments import BankComment
from debate.models.notes import Note
from debate.models.questions import Question, QuestionPost
from debate.models.speeches import Point
from tests import cast


def ids(session: Any, people: cast.Cast, point: Point, now: int) -> dict[str, int]:
    """Numbers of a note on a point, a question of its author and a saved comment."""
    comment = BankComment(course_id=people.course.id, text="Say which year.", saved_ms=now)
    question = Question(debate_id=people.debate.id, seat_id=point.seat_id, number=1, asked_ms=now)
    note = Note(
        debate_id=people.debate.id,
        seat_id=point.seat_id,
        point_id=point.id,
        number=1,
        comment="Well put.",
        comment_html="<p>Well put.</p>",
        account_id=people.owner.id,
        at_ms=now,
    )
    session.add_all([comment, question, note])
    session.flush()
    session.add(
        QuestionPost(
            question_id=question.id, kind="question", text="Why?", html="<p>Why?</p>", at_ms=now
        )
    )
    of_marks = {"comments": comment.id, "notes": note.number, "questions": question.number}
    return of_marks | {"deadlines": 1}  # the index of the step with the speech P1
