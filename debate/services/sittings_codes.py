"""Codes to join by: a fresh one, and which open session one stands for.

Does not belong here: when a session has one (`sittings`), what a code looks like (`domain.seats`).
"""

import random
from dataclasses import dataclass

from sqlalchemy import case, delete, func, select
from sqlalchemy.orm import Session

from debate.domain import seats as names
from debate.domain import sittings as rules
from debate.models.accounts import Attempt
from debate.models.sittings import Sitting


@dataclass(frozen=True)
class NoCode:
    """A code that opens nothing. Returned, not raised, so that the wrong guess is counted."""

    title: str
    sentence: str
    status: int


def sitting_with(session: Session, typed: str, address_hash: str, now: int) -> Sitting | NoCode:
    """The open sitting whose code this is, locked; else why not. A wrong guess is counted.

    Above 60 wrong codes a minute from one address, or 1,000 on the site, right and wrong ones are
    refused alike (DESIGN, "Sittings, seats, teams").
    """
    since = now - rules.WRONG_CODES_WITHIN_MS
    of_address = func.coalesce(
        func.sum(case((Attempt.address_hash == address_hash, 1), else_=0)), 0
    )
    wrong = session.execute(
        select(of_address, func.count()).where(Attempt.kind == "code", Attempt.at_ms > since)
    ).one()
    if rules.too_many_wrong(int(wrong[0]), int(wrong[1])):
        return NoCode(
            "Too many wrong codes.", "Wait a minute, or open your personal link instead.", 429
        )
    read = names.tidy_code(typed)
    if read.code is None:
        return NoCode("No room has that code.", f"{read.reason} Check the board.", 422)
    sitting = session.scalar(
        select(Sitting).where(Sitting.code == read.code, Sitting.state == "open").with_for_update()
    )
    if sitting is not None and rules.has_code(sitting.room_labels):
        return sitting
    if sitting is not None:
        return NoCode(
            "This session has no code.",
            "Its names are not shown. Open your personal link, or ask your instructor for it.",
            422,
        )
    session.execute(delete(Attempt).where(Attempt.kind == "code", Attempt.at_ms <= since))
    session.add(Attempt(kind="code", address_hash=address_hash, at_ms=now))
    return NoCode(
        "No room has that code.",
        "Check the board. Codes never contain I, O, 0 or 1. "
        "If joining has closed, or names are not shown, you need your personal link.",
        404,
    )


def fresh(session: Session) -> str:
    """A code that no other session has now; the more there are, the longer it is."""
    taken = set(session.scalars(select(Sitting.code).where(Sitting.code.is_not(None))))
    length = names.code_length(len(taken) + 1)
    while True:
        code = names.make_code(random.SystemRandom(), length)
        if code not in taken:
            return code
