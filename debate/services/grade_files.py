"""Writing down that a grade file was made: grades left the building, so the audit log says when.

Does not belong here: what stands in the file (`domain.grade_files`, `export.grade_files`).
"""

from sqlalchemy.orm import Session

from debate.domain.permissions import Actor
from debate.services.accounts import audit


def note(
    session: Session, actor: Actor, sitting_id: int, course_id: int, platform: str, now: int
) -> None:
    """Say who made a grade file of which session for which platform."""
    act = f"grade file {platform}"
    audit(session, actor.account_id, act, "sitting", sitting_id, now, course_id)
