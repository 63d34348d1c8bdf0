"""Writing to seats: claiming, confirming, releasing, marking absent.

Belongs here: what happens to one seat of a sitting. The caller has locked the sitting, or holds the
debate of the seat; claiming by link locks both by itself. Does not belong here: where a seat sits
(`seats_places`), which browser holds it (`accounts.rotate`), who is asked whether they may
(`web.access`).
"""

import random

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from debate.domain import seats as names
from debate.domain import sittings as rules
from debate.domain.events import Wake
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.accounts import BrowserSeat
from debate.models.courses import Student
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.services import accounts, debates, events, seats_places, sittings

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
        seats_places.record(session, actor, seat, "seat_confirmed", now, {"tied": tied})
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
    seats_places.record(session, actor, seat, "seat_released", now, {"generation": seat.generation})
    events.wake(session, Wake(seat.debate_id or 0, close_seat=seat.id))


def set_absent(session: Session, actor: Actor, seat: Seat, now: int) -> None:
    """Mark that this person is not there: their speeches that are still to come become vacant."""
    if seat.absent_ms is not None:
        return
    seat.absent_ms = now
    session.flush()
    seats_places.record(session, actor, seat, "seat_absent", now, {"absent": 1})
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
    seats_places.record(session, actor, seat, "seat_absent", now, {"absent": 0})
    if seat.debate_id is not None:
        seats_places.take_up(session, debates.lock(session, seat.debate_id), seat, now)


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
        seats_places.tell_console(session, sitting)
        return
    seats_places.record(session, None, seat, "seat_claimed", now, {"how": how})
    if late:
        seats_places.take_up(session, debates.lock(session, seat.debate_id), seat, now)


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
        seats_places.leave_place(session, seat, debates.lock(session, seat.debate_id), now)
    seat.student_id = seat.debate_id = seat.side = seat.position = None
    seat.role, seat.shadow = "audience", False
    seat.absent_ms = now
    seat.generation += 1
    session.flush()
