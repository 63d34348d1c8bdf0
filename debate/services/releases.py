"""Releases: marks with their notes, ballots, or both; to a session, a debate or one seat.

Before one nothing of them is visible to whom it is about. What is changed afterwards stays as it
was released until the next release. Each is in the record and seals it.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from debate.domain.permissions import Actor
from debate.domain.refusals import Refused
from debate.domain.releases import BALLOTS, BOTH, MARKS, WHATS
from debate.models.debates import Debate
from debate.models.marks import Release
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.services import accounts, controls, events


def release(
    session: Session,
    actor: Actor,
    debate: Debate,
    now: int,
    *,
    what: str = BOTH,
    seat: Seat | None = None,
) -> None:
    """Show what was judged to everybody it is about, or to one seat. Raises Refused while it runs.

    `what`: "both", "marks" (with comments and notes) or "ballots".
    """
    if what not in WHATS:
        raise Refused("Choose what to release.", "what")
    if debate.ended_ms is None:
        raise Refused(
            "The debate is not over yet. End it first, then release the marks.", status=409
        )
    marks, ballots = what in (BOTH, MARKS), what in (BOTH, BALLOTS)
    if seat is None and what == BOTH:
        debate.released_ms = now
    session.add(
        Release(
            debate_id=debate.id,
            seat_id=seat.id if seat else None,
            marks=marks,
            ballots=ballots,
            account_id=actor.account_id,
            at_ms=now,
        )
    )
    course_id = session.get_one(Sitting, debate.sitting_id).course_id
    accounts.audit(session, actor.account_id, "marks.release", "debate", debate.id, now, course_id)
    events.record(
        session,
        debate,
        "released",
        now=now,
        payload={"what": what} | ({"seat": seat.number} if seat else {}),
        hint="turn",
        hint_to=f"seat:{seat.id}" if seat else "",
    )
    events.hint_screens(session, debate.id, "floor")
    controls.seal(session, debate, now)


def release_all(
    session: Session, actor: Actor, debates: Sequence[Debate], now: int, *, what: str = BOTH
) -> int:
    """Release all rooms of a session that have begun; how many. Raises Refused while one runs.

    The caller has locked the sitting and then its debates.
    """
    begun = [debate for debate in debates if debate.started_ms is not None]
    if not begun:
        raise Refused("No debate of this session has begun, so there is nothing to release.")
    running = [str(debate.number) for debate in begun if debate.ended_ms is None]
    if running:
        rooms = "Room" if len(running) == 1 else "Rooms"
        raise Refused(
            f"{rooms} {', '.join(running)}: not over yet. End every debate first, or release the"
            " others room by room.",
            status=409,
        )
    for debate in begun:
        release(session, actor, debate, now, what=what)
    return len(begun)
