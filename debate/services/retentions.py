"""Writing a class's rule on how long it keeps names and texts.

Does not belong here: the erasing itself (erasures), the days (`domain.retentions`).
"""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from debate.domain.permissions import Actor
from debate.domain.refusals import Forbidden, Refused
from debate.domain.retentions import MONTHS_MAX
from debate.models.courses import Course
from debate.models.retentions import Retention
from debate.services.accounts import audit


def set_rule(
    session: Session, actor: Actor, course: Course, months: int | None, automatic: bool, now: int
) -> None:
    """Keep names and texts for `months` after each session; None: for good. The class is locked.

    Raises Refused for a number out of 1 to MONTHS_MAX, and Forbidden where somebody else than the
    owner switches on that sessions are erased by themselves, or changes such a rule.
    """
    if months is not None and not 1 <= months <= MONTHS_MAX:
        raise Refused(f"Choose from 1 to {MONTHS_MAX} months.", field="months")
    old = session.get(Retention, course.id, populate_existing=True)
    by_itself = automatic or (old is not None and old.automatic)
    if by_itself and actor.role != "owner":
        raise Forbidden(
            "Only the owner of the class decides that sessions are erased on their day."
        )
    if months is None:
        session.execute(delete(Retention).where(Retention.course_id == course.id))
    else:
        row = old or Retention(course_id=course.id)
        row.months, row.automatic = months, automatic
        row.set_by_id, row.set_ms = actor.account_id, now
        session.add(row)
    audit(session, actor.account_id, "retentions.set", "course", course.id, now, course.id)
