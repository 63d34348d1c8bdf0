"""Writing to seats: claiming, confirming, releasing, moving, marking absent.

Belongs here: what happens to one seat of a sitting. The caller has locked the sitting, or holds the
debate of the seat; claiming by link locks both by itself. Does not belong here: which browser holds
a seat (`accounts.rotate`), who is asked whether they may (`web.access`).
"""

import random
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from debate.domain import seats as names
from debate.domain import sittings as rules
from debate.domain.events import MODERATORS, Wake
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.steps import SEATS_MAX, SIDES
from debate.models.accounts import BrowserSeat
from debate.models.ballots import Ballot
from debate.models.courses import Student
from debate.models.debates import Debate
from debate.models.hands import Draw
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.models.speeches import Point
from debate.services import accounts, debates, events, hands, sittings

NUMBER_MAX = 2**31 - 1
REPLACED = "This link was replaced by a newer one. Ask your instructor for the new link."


def in_sitting(session: Session, sitting: Sitting, number: int) -> Seat:
    """The seat with this number. Raises NotFound."""
    if number > NUMBER_MAX:
        raise NotFound
    seat = session.scalar(select(Seat).where(Seat.sitting_id == sitting.id, Seat.number == number))
    if seat is None:
        raise NotFound
    return seat


def claim_by_link(session: Session, seat_id: int, generation: int, now: int) -> Seat:
    """Take the seat of a personal link; a second device takes it too, and changes nothing.

    The link proves who it is, so the seat is confirmed. It works until the seat is released, also
    when joining has closed. Raises Refused for a link of an older generation.
    """
    sitting_id = session.scalar(select(Seat.sitting_id).where(Seat.id == seat_id))
    if sitting_id is None:
        raise Refused(REPLACED, status=410)
    sitting = sittings.lock(session, sitting_id)
    seat = session.scalar(
        select(Seat).where(Seat.id == seat_id).execution_options(populate_existing=True)
    )
    if seat is None or seat.generation != generation:
        raise Refused(REPLACED, status=410)
    if seat.claimed_ms is None:
        _claim(session, sitting, seat, "link", now)
    return seat


def claim_by_code(session: Session, sitting: Sitting, typed: str, now: int) -> Seat:
    """Take the seat of the one student of this name whose seat is free, or else a walk-in's seat.

    Either is unconfirmed until the instructor confirms it. The sitting is locked, and its code was
    right. Raises Refused for a name that is none, and when the sitting is full.
    """
    try:
        name = names.clean_name(typed)
    except names.NameRefused as refused:
        raise Refused(refused.sentence, field="name") from refused
    free = session.execute(
        select(Seat, Student.name)
        .join(Student, Student.id == Seat.student_id)
        .where(Seat.sitting_id == sitting.id, Seat.claimed_ms.is_(None))
    ).all()
    same: list[Seat] = [row.Seat for row in free if names.same_name(row.name, name)]
    if len(same) == 1:
        _claim(session, sitting, same[0], "code", now)
        return same[0]
    seat = _walk_in(session, sitting, name)
    _claim(session, sitting, seat, "walk_in", now)
    return seat


def confirm(
    session: Session, actor: Actor, seat: Seat, now: int, student_id: int | None = None
) -> Seat:
    """Say that it is the right person; `student_id` ties a walk-in to a student of the class.

    Returns the seat that counts: where the student had a free seat with a place, that one takes
    over the browser of a walk-in that waits without a room. Raises Refused when nobody has claimed
    the seat, or the student's seat is taken.
    """
    if seat.claimed_ms is None:
        raise Refused("Nobody has taken this seat yet, so there is nobody to confirm.")
    if student_id is not None and student_id != seat.student_id:
        seat = _tie(session, seat, student_id, now)
    if seat.confirmed_ms is None:
        seat.confirmed_ms = now
        tied = 1 if seat.student_id else 0
        _record(session, actor, seat, "seat_confirmed", now, {"tied": tied})
    return seat


def confirm_all(session: Session, actor: Actor, sitting: Sitting, now: int) -> int:
    """Confirm every claimed seat of the sitting that is not; how many they were."""
    debates.lock_all(session, sitting)
    waiting = session.scalars(
        select(Seat)
        .where(
            Seat.sitting_id == sitting.id,
            Seat.claimed_ms.is_not(None),
            Seat.confirmed_ms.is_(None),
        )
        .order_by(Seat.number)
    ).all()
    for seat in waiting:
        confirm(session, actor, seat, now)
    return len(waiting)


def release(session: Session, actor: Actor, seat: Seat, now: int) -> None:
    """Take the seat from every browser that holds it; a new personal link takes it again."""
    seat.generation += 1
    seat.claimed_how = ""
    seat.claimed_ms = None
    seat.confirmed_ms = None
    session.flush()
    _record(session, actor, seat, "seat_released", now, {"generation": seat.generation})
    events.wake(session, Wake(seat.debate_id or 0, close_seat=seat.id))


def set_absent(session: Session, actor: Actor, seat: Seat, now: int) -> None:
    """Mark that this person is not there: their speeches that are still to come become vacant."""
    if seat.absent_ms is not None:
        return
    seat.absent_ms = now
    session.flush()
    _record(session, actor, seat, "seat_absent", now, {"absent": 1})
    if seat.debate_id is not None:
        debate = debates.lock(session, seat.debate_id)
        vacated = debates.vacate_speeches(session, debate, seat.id, now)
        debates.record_assignment(session, debate, vacated, now, None)


def set_present(session: Session, actor: Actor, seat: Seat, now: int) -> None:
    """Undo `set_absent`: vacant speeches that are this seat's by the format go back to it."""
    if seat.absent_ms is None:
        return
    seat.absent_ms = None
    session.flush()
    _record(session, actor, seat, "seat_absent", now, {"absent": 0})
    if seat.debate_id is not None:
        _take_up(session, debates.lock(session, seat.debate_id), seat, now)


def place(
    session: Session,
    actor: Actor,
    seat: Seat,
    debate: Debate | None,
    role: str,
    side: str | None,
    now: int,
) -> None:
    """Bring a seat into a room and a role: a walk-in, a latecomer, a judge who listens instead.

    A debater becomes the last speaker of the side and is dealt a hand where hands were dealt.
    Raises Refused for a seat that has spoken, asked, answered or judged where it sits now.
    """
    side = side if role == "debater" else None
    if debate is None and role:
        role, side = "audience", None
    _check_place(session, seat, debate, role, side)
    before = seat.debate_id
    if (seat.debate_id, seat.role, seat.side) == (debate.id if debate else None, role, side):
        return
    for room_id in sorted({room for room in (before, debate and debate.id) if room}):
        debates.lock(session, room_id)
    if before is not None:
        _leave_place(session, seat, debates.lock(session, before), now)
    position = _next_position(session, debate, side) if debate and side else None
    seat.debate_id = debate.id if debate else None
    seat.role, seat.side, seat.position = role, side, position
    session.flush()
    if before is not None and seat.debate_id != before:
        debates.refresh_factor(session, debates.lock(session, before), now)
    if debate is not None:
        debates.refresh_factor(session, debate, now)
    _record(session, actor, seat, "seat_assigned", now, {"seats": [_facts(seat)]})
    if debate is not None and role == "debater" and seat.absent_ms is None:
        _take_up(session, debate, seat, now)


def leave(session: Session, browser_id: int, seat_id: int) -> int:
    """Have one browser give a seat up, and how many it still holds. The seat stays claimed."""
    session.execute(
        delete(BrowserSeat).where(
            BrowserSeat.browser_session_id == browser_id, BrowserSeat.seat_id == seat_id
        )
    )
    debate_id = session.scalar(select(Seat.debate_id).where(Seat.id == seat_id))
    if debate_id is not None:
        # Other devices of this seat come back by themselves.
        events.wake(session, Wake(debate_id, close_seat=seat_id))
    left = session.scalar(
        select(func.count())
        .select_from(BrowserSeat)
        .join(Seat, (Seat.id == BrowserSeat.seat_id) & (Seat.generation == BrowserSeat.generation))
        .where(BrowserSeat.browser_session_id == browser_id)
    )
    return left or 0


def _claim(session: Session, sitting: Sitting, seat: Seat, how: str, now: int) -> None:
    seat.claimed_how = how
    seat.claimed_ms = now
    seat.confirmed_ms = now if how == "link" else None
    late = seat.absent_ms is not None
    seat.absent_ms = None
    session.flush()
    if seat.debate_id is None:
        accounts.audit(session, None, "seats.claim", "seat", seat.id, now, sitting.course_id)
        _tell_console(session, sitting)
        return
    _record(session, None, seat, "seat_claimed", now, {"how": how})
    if late:
        _take_up(session, debates.lock(session, seat.debate_id), seat, now)


def _walk_in(session: Session, sitting: Sitting, name: str) -> Seat:
    rows = session.execute(
        select(Seat.number, Seat.code_name).where(Seat.sitting_id == sitting.id)
    ).all()
    if len(rows) >= rules.PEOPLE_MAX:
        raise Refused("This room is full. Ask your instructor for a seat.", field="name")
    taken = {row.code_name for row in rows}
    seat = Seat(
        sitting_id=sitting.id,
        number=max((row.number for row in rows), default=0) + 1,
        role="audience",
        typed_name=name,
        code_name=names.code_names(1, random.SystemRandom(), taken)[0],
        generation=1,
    )
    session.add(seat)
    session.flush()
    return seat


def _tie(session: Session, seat: Seat, student_id: int, now: int) -> Seat:
    sitting = session.get_one(Sitting, seat.sitting_id)
    student = session.get(Student, student_id)
    if student is None or student.course_id != sitting.course_id or student.removed_ms is not None:
        raise Refused("That student is not on the class list any more.", field="student")
    other = session.scalar(
        select(Seat).where(Seat.sitting_id == seat.sitting_id, Seat.student_id == student_id)
    )
    if other is not None and other.claimed_ms is not None:
        raise Refused("Another browser has that student's seat. Release it first.", field="student")
    if other is not None and seat.debate_id is None and seat.student_id is None:
        return _move_browsers(session, sitting, seat, other, now)
    if other is not None:
        _retire(session, other, now)
    seat.student_id = student_id
    session.flush()
    if seat.debate_id is not None:
        debates.refresh_factor(session, debates.lock(session, seat.debate_id), now)
    return seat


def _move_browsers(session: Session, sitting: Sitting, walk_in: Seat, seat: Seat, now: int) -> Seat:
    """The browsers of a walk-in without a room hold the student's own seat from now on."""
    session.execute(delete(BrowserSeat).where(BrowserSeat.seat_id == seat.id))
    session.execute(
        update(BrowserSeat)
        .where(BrowserSeat.seat_id == walk_in.id, BrowserSeat.generation == walk_in.generation)
        .values(seat_id=seat.id, generation=seat.generation)
    )
    session.delete(walk_in)
    _claim(session, sitting, seat, "code", now)
    return seat


def _retire(session: Session, seat: Seat, now: int) -> None:
    """An unclaimed seat whose student sits elsewhere: nobody's from now on, outside any room."""
    if seat.debate_id is not None:
        _leave_place(session, seat, debates.lock(session, seat.debate_id), now)
    seat.student_id = seat.debate_id = seat.side = seat.position = None
    seat.role = "audience"
    seat.absent_ms = now
    seat.generation += 1
    session.flush()


def _leave_place(session: Session, seat: Seat, debate: Debate, now: int) -> None:
    vacated = debates.vacate_speeches(session, debate, seat.id, now)
    debates.record_assignment(session, debate, vacated, now, None)
    session.execute(
        update(Draw)
        .where(Draw.seat_id == seat.id, Draw.returned_ms.is_(None))
        .values(returned_ms=now)
    )


def _take_up(session: Session, debate: Debate, seat: Seat, now: int) -> None:
    """A debater who comes, comes back or moves: the hand, and vacant speeches of the place."""
    if seat.role != "debater":
        return
    held = session.scalar(
        select(Draw.id).where(Draw.seat_id == seat.id, Draw.returned_ms.is_(None)).limit(1)
    )
    if debate.dealt and debate.deck_version_id is not None and not held:
        hands.deal_seat(session, debate, seat, now)
    given = debates.fill_speeches(session, debate, now, only=seat.id)
    debates.record_assignment(session, debate, given, now, seat.number)


def _check_place(
    session: Session, seat: Seat, debate: Debate | None, role: str, side: str | None
) -> None:
    if role not in {"debater", "judge", "audience"} or (role == "debater" and side not in SIDES):
        raise Refused("Choose a side, judge or audience.", field="place")
    if debate is not None and debate.sitting_id != seat.sitting_id:
        raise NotFound
    moves = debate is None or debate.id != seat.debate_id
    if seat.debate_id is None or not (moves or seat.role != role or seat.side != side):
        return
    spoke = session.scalar(select(Point.id).where(Point.seat_id == seat.id).limit(1))
    judged = session.scalar(
        select(Ballot.id)
        .where(Ballot.seat_id == seat.id, Ballot.handed_in_ms.is_not(None))
        .limit(1)
    )
    if spoke and (moves or "debater" in {role, seat.role}):
        raise Refused("This seat has spoken here, so it stays where it is.", field="place")
    if judged:
        raise Refused("This seat has handed in a ballot, so it stays a judge.", field="place")


def _next_position(session: Session, debate: Debate, side: str) -> int:
    taken = set(
        session.scalars(select(Seat.position).where(Seat.debate_id == debate.id, Seat.side == side))
    )
    free = next(number for number in range(1, SEATS_MAX + 2) if number not in taken)
    if free > SEATS_MAX:
        raise Refused(f"That team has its {SEATS_MAX} seats.", field="place")
    return free


def _facts(seat: Seat) -> dict[str, Any]:
    return {
        "number": seat.number,
        "role": seat.role,
        "side": seat.side,
        "position": seat.position,
        "how": seat.claimed_how,
    }


def _record(
    session: Session,
    actor: Actor | None,
    seat: Seat,
    kind: str,
    now: int,
    payload: Mapping[str, Any],
) -> None:
    """The event in the seat's debate; without a room, an entry of the audit."""
    if seat.debate_id is None:
        sitting = session.get_one(Sitting, seat.sitting_id)
        account = actor.account_id if actor else None
        act = f"seats.{kind.removeprefix('seat_')}"
        accounts.audit(session, account, act, "seat", seat.id, now, sitting.course_id)
        _tell_console(session, sitting)
        return
    debate = debates.lock(session, seat.debate_id)
    events.record(
        session, debate, kind, now=now, seat_number=seat.number, payload=payload, hint="people"
    )
    events.hint(session, debate.id, "turn", f"seat:{seat.id}")


def _tell_console(session: Session, sitting: Sitting) -> None:
    rooms = session.scalars(select(Debate.id).where(Debate.sitting_id == sitting.id))
    for room_id in rooms.all():
        events.hint(session, room_id, "people", MODERATORS)
