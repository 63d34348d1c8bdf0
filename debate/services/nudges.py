"""Saying something to one seat alone, and its having been read.

A nudge is no event and no act of the moderation log: it stands in no record, so nobody is graded
by it. A warning does (`measures`).
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import nudges as rules
from debate.domain.events import MODERATORS
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.debates import Debate
from debate.models.nudges import Nudge
from debate.models.seats import Seat
from debate.queries.debates import load
from debate.services import events


def nudge(
    session: Session, actor: Actor, debate: Debate, number: int, choice: str, own: str, *, now: int
) -> None:
    """Nudge seat `number` of a debate with one of `domain.nudges.SENTENCES` or own words.

    Raises NotFound for a seat of another room; Refused when nobody would read it, and while the
    last nudge waits to be read.
    """
    here = load(session, debate.id, MODERATORS, now)
    line = next((one for one in here.seats if one.number == number), None) if here else None
    if here is None or line is None:
        raise NotFound
    if here.reading.state == "finished":
        raise Refused("The debate is over, so a nudge would come too late.")
    if line.absent or not line.claimed:
        raise Refused(f"{line.label} is not here, so nobody would read it.")
    text = rules.words(choice, own)
    last = session.scalar(select(Nudge).where(Nudge.seat_id == line.id, Nudge.done_ms.is_(None)))
    if last is not None and last.until_ms > now:
        raise Refused(
            f"{line.label} has not read the last nudge yet. One at a time: it goes by itself "
            "ten minutes after it was sent.",
            status=409,
        )
    if last is not None:
        last.done_ms, last.outcome = last.until_ms, "lapsed"
        session.flush()
    until = now + rules.LASTS_MS
    row = Nudge(debate_id=debate.id, seat_id=line.id, text=text, at_ms=now, until_ms=until)
    row.account_id = actor.account_id
    session.add(row)
    _stamp(session, debate, line.id, until)


def read(session: Session, actor: Actor, debate: Debate, nudge_id: int, *, now: int) -> None:
    """Take a nudge to oneself away, since it was read. Raises NotFound for anybody else's."""
    found = session.get(Nudge, nudge_id)
    if found is None or found.seat_id != actor.seat_id:
        raise NotFound
    if found.done_ms is None:
        found.done_ms, found.outcome = now, "read"
        _stamp(session, debate, actor.seat_id, None)


def _stamp(session: Session, debate: Debate, seat_id: int, until_ms: int | None) -> None:
    """Keep at the seat until when a nudge waits, so that its pages need not ask; tell them."""
    session.get_one(Seat, seat_id).nudged_until_ms = until_ms
    session.flush()
    events.hint(session, debate.id, "turn", f"seat:{seat_id}")
    events.hint(session, debate.id, "people", MODERATORS)
