"""Reports by students: making one, and what moderators do with it.

The reported are told nothing of it: its events hold no words, and no seat in their facts. Does not
belong here: the acts that may follow (`measures`, `moderation`).
"""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from debate.domain import reports as rules
from debate.domain.events import MODERATORS, Change
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.visibility import FULL
from debate.models.debates import Debate
from debate.models.reports import Report
from debate.models.seats import Seat
from debate.models.speeches import Point
from debate.queries.debates import load
from debate.queries.speeches import point
from debate.services import events, moderation_log, wordlists

_REVIEW = Change("review", views=(MODERATORS,))


def make(
    session: Session,
    actor: Actor,
    debate: Debate,
    at: str,
    person: int | None,
    reason: str,
    words: str,
    *,
    now: int,
) -> Report:
    """Report the point with the address `at`, or else the seat with the number `person`.

    Raises Refused for what the actor does not see, and by the rules of `domain.reports`.
    """
    words = rules.clean_words(reason, words)
    wordlists.look_for_names(session, debate, words, now=now, by_staff=True)
    point_id, about = _about(session, actor, debate, at, person, now)
    still_open = session.execute(
        select(Report.about_id, Report.point_id).where(
            Report.debate_id == debate.id, Report.seat_id == actor.seat_id, Report.decision == ""
        )
    ).all()
    rules.check_new(
        actor.seat_id, about.id, point_id, [(row.about_id, row.point_id) for row in still_open]
    )
    last = session.scalar(select(func.max(Report.number)).where(Report.debate_id == debate.id))
    row = Report(
        debate_id=debate.id,
        number=(last or 0) + 1,
        seat_id=actor.seat_id,
        point_id=point_id,
        about_id=about.id,
        reason=reason,
        words=words,
        at_ms=now,
        decision="",
        note="",
    )
    session.add(row)
    said: dict[str, int | str] = {"by": actor.seat_number, "about": about.number, "reason": reason}
    said |= {"at": at} if point_id else {}
    _record(session, debate, row, "report_made", said, now)
    return row


def read(session: Session, actor: Actor, debate: Debate, number: int, *, now: int) -> None:
    """Say that a moderator has read it; the reporter sees that. Raises NotFound."""
    del actor
    row = _get(session, debate, number)
    if row.read_ms is None:
        row.read_ms = now
        _record(session, debate, row, "report_read", {}, now)


def decide(
    session: Session,
    actor: Actor,
    debate: Debate,
    number: int,
    decision: str,
    note: str,
    *,
    now: int,
) -> None:
    """End a report with a note for the log. Raises NotFound, Refused."""
    row = _get(session, debate, number)
    row.note = rules.clean_note(decision, note, row.decision)
    wordlists.look_for_names(session, debate, row.note, now=now, by_staff=True)
    row.decision, row.decided_ms, row.account_id = decision, now, actor.account_id
    row.read_ms = row.read_ms or now
    said = f"{rules.DECISIONS[decision]}: {row.note}"
    moderation_log.add(session, actor, debate.id, "report", now, seat_id=row.about_id, note=said)
    _record(session, debate, row, "report_decided", {"decision": decision}, now)


def _about(
    session: Session, actor: Actor, debate: Debate, at: str, person: int | None, now: int
) -> tuple[int | None, Seat]:
    """The id of the point, if one is meant, and the seat that is reported."""
    here = load(session, debate.id, actor.view, now)
    if here is None:
        raise NotFound
    if at:
        row = point(session, here, at)
        if row is None or row.level != FULL:
            raise Refused("That point is not there any more. Report its author instead.", "at")
        author = session.scalar(select(Point.seat_id).where(Point.id == row.id))
        return row.id, session.get_one(Seat, author)
    line = next((line for line in here.seats if line.number == person), None)
    if line is None:
        raise Refused("Choose a person of this room.", "about")
    return None, session.get_one(Seat, line.id)


def _get(session: Session, debate: Debate, number: int) -> Report:
    row = session.scalar(
        select(Report).where(Report.debate_id == debate.id, Report.number == number)
    )
    if row is None:
        raise NotFound
    return row


def _record(
    session: Session,
    debate: Debate,
    row: Report,
    kind: str,
    said: Mapping[str, int | str],
    now: int,
) -> None:
    session.flush()
    payload = {"report": row.number, **said}
    events.record(
        session,
        debate,
        kind,
        now=now,
        payload=payload,
        changes=[_REVIEW],
        hint="people",
        hint_to=MODERATORS,
    )
