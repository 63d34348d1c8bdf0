"""House rules of a class: what an instructor adds to the rules that every debate shows."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from debate.domain import house_rules as rules
from debate.domain import text
from debate.domain.permissions import Actor
from debate.models.courses import Course
from debate.models.house_rules import HouseRules
from debate.services.accounts import audit


def save(session: Session, actor: Actor, course: Course, words: str, now: int) -> None:
    """Keep the note of a class, whose row is locked; an empty one is none. Raises Refused."""
    words = words.strip()
    rules.check_note(words)
    session.execute(delete(HouseRules).where(HouseRules.course_id == course.id))
    if words:
        html = text.render_safe(words)
        session.add(HouseRules(course_id=course.id, text=words, html=html, saved_ms=now))
    audit(session, actor.account_id, "house_rules.save", "course", course.id, now, course.id)
