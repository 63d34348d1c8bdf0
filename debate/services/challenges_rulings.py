"""The ruling on a challenge, with what it does to point, card and clock; and its reversal.

Belongs here: what moderators decide. Does not belong here: making a challenge and the statements
(`challenges`), the rules (`domain.challenges`), warnings as such (`measures`).
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import challenges as rules
from debate.domain.challenges import Ruling
from debate.domain.events import ALL_VIEWS, MODERATORS, Change
from debate.domain.permissions import Actor
from debate.domain.refusals import Refused
from debate.domain.speeches import point_address
from debate.models.challenges import Challenge
from debate.models.debates import Debate
from debate.models.speeches import Point
from debate.queries import challenges_calls as reads
from debate.queries.debates import DebateNow
from debate.services import events, measures, wordlists
from debate.services.challenges import STRIP, citing, get, go_on, log, tell, waiting

_REVIEW = Change("review", views=(MODERATORS,))


def rule(
    session: Session, actor: Actor, debate: Debate, number: int, ruling: Ruling, *, now: int
) -> None:
    """Rule on a challenge. Point and card follow the remedy; the clock goes on if `resume`.

    A warning is said to its seat alone and is no part of the ruling that all read. Raises
    NotFound; Refused at the field at fault, or with 409 where it has been ruled on.
    """
    row, here = get(session, debate, number, MODERATORS, now)
    if row.ruled_ms is not None and row.upheld is None:
        raise Refused("This challenge was withdrawn, so there is nothing to rule on.", status=409)
    point = session.get_one(Point, row.point_id, populate_existing=True)
    newer = reads.newer(session, here, row.card_number)
    stands = point.current and point.state == "sent"
    ruling = Ruling(
        ruling.upheld,
        ruling.remedy,
        " ".join(ruling.reason.split()),
        ruling.warned,
        ruling.resume,
    )
    field, wrong = rules.check_ruling(ruling, waiting(session, row), newer is not None, stands)
    if wrong:
        raise Refused(wrong, field, 422 if field else 409)
    wordlists.look_for_names(session, debate, ruling.reason, now=now)
    warned = point.seat_id if ruling.warned == rules.AUTHOR else row.seat_id
    if ruling.warned and here.seat(warned) is None:
        raise Refused("This person is not in this room any more. Warn nobody.", "warned")
    changes = [STRIP, *citing(session, here, row.card_number)]
    row.ruled_ms, row.upheld, row.remedy = now, ruling.upheld, ruling.remedy
    row.reason, row.account_id = ruling.reason, actor.account_id
    row.mark = rules.mark(ruling.remedy) if ruling.upheld else ""
    if row.mark == rules.CORRECTED and newer is not None:
        _lift_earlier(session, row)
        row.card_id, row.deck_version_id = newer.line.id, newer.version
    kind = "uphold" if ruling.upheld else "dismiss"
    log(session, actor, row, kind, row.reason, now, row.seat_id)
    _record(session, debate, here, row, "challenge_ruled", changes, now)
    if ruling.remedy in rules.STRIKES:
        _strike(session, actor, debate, here, row, point, now)
    if ruling.warned:
        measures.warn(session, actor, debate, warned, row.reason, now=now)
    if ruling.resume:
        go_on(session, actor, debate, here, row, now)
    tell(session, debate)
    session.flush()


def reverse(
    session: Session, actor: Actor, debate: Debate, number: int, reason: str, *, now: int
) -> None:
    """Take a ruling back: a struck point stands again, a correction or withdrawal is lifted.

    What was said and ruled is kept. Raises NotFound, Refused without a reason, or where there is
    no ruling that stands.
    """
    row, here = get(session, debate, number, MODERATORS, now)
    reason = " ".join(reason.split())
    if row.upheld is None or row.reversed_ms is not None:
        raise Refused("There is no ruling on this challenge that stands.", status=409)
    if not reason:
        raise Refused("Give the reason: both sides and the record read it.", "reason")
    if len(reason) > rules.REASON_MAX:
        raise Refused(f"At most {rules.REASON_MAX} characters; this has {len(reason)}.", "reason")
    wordlists.look_for_names(session, debate, reason, now=now)
    row.reversed_ms, row.reversal, row.reversed_by_id = now, reason, actor.account_id
    if row.mark == rules.CORRECTED:
        _correct_again(session, row)
    row.mark = rules.lifted(row.mark)
    log(session, actor, row, "reverse", reason, now, row.seat_id)
    changes = [STRIP, *citing(session, here, row.card_number)]
    _record(session, debate, here, row, "challenge_reversed", changes, now)
    point = session.get_one(Point, row.point_id, populate_existing=True)
    if row.remedy in rules.STRIKES and point.state == "struck":
        point.state, point.note = "sent", ""
        log(session, actor, row, "unstrike", reason, now, point.seat_id)
        address = _address(here, point)
        into = f"points-{here.speech_of[point.speech_id].address}"
        shown = [Change(f"point-{address}", into), Change("flow"), _REVIEW]
        _record_point(session, debate, here, "point_unstruck", point, reason, shown, now)
    tell(session, debate)
    session.flush()


def _strike(
    session: Session,
    actor: Actor,
    debate: Debate,
    here: DebateNow,
    row: Challenge,
    point: Point,
    now: int,
) -> None:
    point.state, point.note = "struck", row.reason
    log(session, actor, row, "strike", row.reason, now, point.seat_id)
    address = _address(here, point)
    changes = [
        Change(f"point-{address}", "", ALL_VIEWS, taken_back=True),
        Change("flow", taken_back=True),
        _REVIEW,
    ]
    _record_point(session, debate, here, "point_struck", point, row.reason, changes, now)


def _lift_earlier(session: Session, row: Challenge) -> None:
    """An earlier correction of the same card gives way to this one."""
    earlier = session.scalars(
        select(Challenge).where(
            Challenge.debate_id == row.debate_id,
            Challenge.card_number == row.card_number,
            Challenge.mark == rules.CORRECTED,
            Challenge.id != row.id,
        )
    )
    for one in earlier:
        one.mark = rules.LIFTED


def _correct_again(session: Session, row: Challenge) -> None:
    """The correction that gave way to this one, where its ruling stands, counts again."""
    earlier = session.scalar(
        select(Challenge)
        .where(
            Challenge.debate_id == row.debate_id,
            Challenge.card_number == row.card_number,
            Challenge.remedy == "correct",
            Challenge.reversed_ms.is_(None),
            Challenge.id != row.id,
        )
        .order_by(Challenge.ruled_ms.desc(), Challenge.id.desc())
        .limit(1)
    )
    if earlier is not None:
        earlier.mark = rules.CORRECTED


def _record(
    session: Session,
    debate: Debate,
    here: DebateNow,
    row: Challenge,
    kind: str,
    changes: list[Change],
    now: int,
) -> None:
    """The event of a ruling or its reversal; it is about who made the point."""
    said = {
        "challenge": row.number,
        "address": _address(here, session.get_one(Point, row.point_id)),
        "card": row.card_number,
    }
    if kind == "challenge_ruled":
        said |= {"upheld": int(bool(row.upheld)), "remedy": row.remedy, "reason": row.reason}
        said |= {"version": row.card_id} if row.card_id else {}
    else:
        said |= {"reason": row.reversal}
    session.flush()
    events.record(
        session,
        debate,
        kind,
        now=now,
        seat_number=_number(here, session.get_one(Point, row.point_id).seat_id),
        payload=said,
        changes=changes,
        hint="turn",
    )


def _record_point(
    session: Session,
    debate: Debate,
    here: DebateNow,
    kind: str,
    point: Point,
    note: str,
    changes: list[Change],
    now: int,
) -> None:
    session.flush()
    events.record(
        session,
        debate,
        kind,
        now=now,
        seat_number=_number(here, point.seat_id),
        payload={
            "point": point.id,
            "address": _address(here, point),
            "version": point.version,
            "note": note,
        },
        changes=changes,
        hint="flow",
    )
    events.hint_screens(session, debate.id, "flow")


def _address(here: DebateNow, point: Point) -> str:
    speech = here.speech_of[point.speech_id].address
    return point_address(speech, point.number or 0, point.half)


def _number(here: DebateNow, seat_id: int) -> int | None:
    line = here.seat(seat_id)
    return line.number if line else None
