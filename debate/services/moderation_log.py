"""The moderation log: one row for each act of a moderator, beside the act's own event.

Belongs here: writing the row. Does not belong here: the acts; what a row says in words
(`domain.moderation`); controls of the clock and announcements, which keep their own rows with who
and when (`queries.moderation_log` reads all of them).
"""

from sqlalchemy.orm import Session

from debate.domain.permissions import Actor
from debate.models.moderation import ModerationAct


def add(
    session: Session,
    actor: Actor,
    debate_id: int,
    kind: str,
    now: int,
    *,
    point_id: int | None = None,
    seat_id: int | None = None,
    note: str = "",
) -> None:
    """Note an act of a moderator; nothing where a seat acts, since what seats do is no moderation.

    `kind` is one of `domain.moderation.ACTS`. `note` says why, or names what has no column.
    """
    if not actor.account_id:
        return
    session.add(
        ModerationAct(
            debate_id=debate_id,
            point_id=point_id,
            seat_id=seat_id,
            kind=kind,
            note=note,
            account_id=actor.account_id,
            at_ms=now,
        )
    )
    session.flush()
