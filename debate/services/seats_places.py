"""Where seats sit: bringing one into a room and a role, moving one between rooms, swapping two.

Belongs here: what a seat leaves behind and takes up, and the record of it in every room concerned.
The caller has locked the sitting. Does not belong here: who holds a seat (`seats`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from debate.domain.debates import free_place, seated
from debate.domain.events import MODERATORS, Wake
from debate.domain.offers import ACCEPTED, ENDED, OPEN
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.steps import SEATS_MAX, SIDES
from debate.models.ballots import Ballot
from debate.models.challenges import ChallengeStatement
from debate.models.debates import Debate
from debate.models.hands import Draw
from debate.models.moderation import FloorTurn
from debate.models.modes import Scribe
from debate.models.offers import Offer
from debate.models.polls import Vote
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.models.speeches import Point
from debate.queries.debates import parse_format
from debate.services import accounts, debates, events, floor, hands, moderation_log, outlines

_ACTS = {
    "seat_confirmed": "confirm",
    "seat_released": "release",
    "seat_assigned": "place",
    "seat_absent": "absent",
}
"""Kinds of events → how the moderation log calls them."""


@dataclass(frozen=True)
class Place:
    """A room (None: none), a role, and for debaters a side and a place in its team."""

    debate: Debate | None
    role: str
    side: str | None
    position: int | None
    shadow: bool = False


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

    `role` "shadow" is a judge whose ballot does not count. `side`: P or O, or of four teams its
    key. A debater gets the first free place there, and a hand
    where hands were dealt. Raises Refused for a seat that has spoken, asked, answered or judged
    where it sits now, and for a move between rooms of which one has begun.
    """
    role, shadow = seated(role)
    team = side if role == "debater" else None
    if debate is None and role:
        role, team, shadow = "audience", None, False
    fmt = parse_format(debate.format_json) if debate else None
    known = team in SIDES or (fmt is not None and team in fmt.parts)
    if role not in {"debater", "judge", "audience"} or (role == "debater" and not known):
        raise Refused("Choose a side, judge or audience.", field="place")
    if debate is not None and debate.sitting_id != seat.sitting_id:
        raise NotFound
    now_in = fmt.team(seat.side, seat.position or 1) if fmt and seat.side else seat.side
    now_in = seat.side if team in SIDES else now_in
    moves = seat.debate_id != (debate.id if debate else None)
    if not moves and (seat.role, seat.shadow, now_in) == (role, shadow, team):
        return
    rooms = _lock(session, seat.debate_id, debate.id if debate else None)
    _check_free(session, seat, moves, role)
    _check_begun(rooms, seat.debate_id, debate)
    position = _free_place(session, debate, team, fmt.half) if debate and team and fmt else None
    to = Place(debate, role, team and team[0], position, shadow)
    _settle(session, actor, rooms, {seat: to}, now)


def swap(session: Session, actor: Actor, one: Seat, other: Seat, now: int) -> None:
    """Have two seats change places, each with room, role, side and place in the team, as one act.

    Raises Refused where one has no room, has spoken or judged, or one of two rooms has begun.
    """
    if one.debate_id is None or other.debate_id is None or one.id == other.id:
        raise Refused("Choose two people who both have a room.", field="place")
    rooms = _lock(session, one.debate_id, other.debate_id)
    places = {
        seat: Place(rooms[twin.debate_id or 0], twin.role, twin.side, twin.position, twin.shadow)
        for seat, twin in ((one, other), (other, one))
    }
    for seat, to in places.items():
        _check_free(session, seat, one.debate_id != other.debate_id, to.role)
        _check_begun(rooms, seat.debate_id, to.debate)
    _settle(session, actor, rooms, places, now)


def leave_place(session: Session, seat: Seat, debate: Debate, now: int) -> None:
    """Vacate a seat's speeches that are still to come, and give its cards back.

    What it offered to ask ends, and so does its entering of points for others.
    """
    vacated = debates.vacate_speeches(session, debate, seat.id, now)
    offered = (Offer.seat_id == seat.id, Offer.outcome.in_((OPEN, ACCEPTED)))
    session.execute(
        update(Offer).where(*offered, Offer.point_id.is_(None)).values(outcome=ENDED, done_ms=now)
    )
    session.execute(
        update(Scribe)
        .where(Scribe.seat_id == seat.id, Scribe.ended_ms.is_(None))
        .values(ended_ms=now)
    )
    debates.record_assignment(session, debate, vacated, now, None)
    session.execute(
        update(Draw)
        .where(Draw.seat_id == seat.id, Draw.returned_ms.is_(None))
        .values(returned_ms=now)
    )


def take_up(session: Session, debate: Debate, seat: Seat, now: int) -> None:
    """A debater who comes, comes back or moves: the hand, and vacant speeches of the place."""
    if seat.role != "debater":
        return
    _take_hand(session, debate, seat, now)
    given = debates.fill_speeches(session, debate, now, only=seat.id)
    debates.record_assignment(session, debate, given, now, seat.number)


def record(
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
        tell_console(session, sitting)
        return
    debate = debates.lock(session, seat.debate_id)
    if actor is not None:
        act = "present" if payload.get("absent") == 0 else _ACTS[kind]
        moderation_log.add(session, actor, debate.id, act, now, seat_id=seat.id)
    events.record(
        session, debate, kind, now=now, seat_number=seat.number, payload=payload, hint="people"
    )
    events.hint(session, debate.id, "turn", f"seat:{seat.id}")


def tell_console(session: Session, sitting: Sitting) -> None:
    """Have the consoles of a sitting look at its people again."""
    rooms = session.scalars(select(Debate.id).where(Debate.sitting_id == sitting.id))
    for room_id in rooms.all():
        events.hint(session, room_id, "people", MODERATORS)


def _lock(session: Session, *room_ids: int | None) -> Mapping[int, Debate]:
    """The rooms concerned, locked in order of their ids."""
    ids = sorted({room_id for room_id in room_ids if room_id is not None})
    return {room_id: debates.lock(session, room_id) for room_id in ids}


def _settle(
    session: Session,
    actor: Actor,
    rooms: Mapping[int, Debate],
    places: Mapping[Seat, Place],
    now: int,
) -> None:
    """Seats leave their places, sit in the new ones, and take up what belongs to these."""
    early = [room for room in rooms.values() if room.started_ms is None]
    before = {room.id: debates.due(session, room) for room in early}
    for seat, to in places.items():
        _leave(session, actor, seat, to, rooms, now)
    session.flush()
    for seat, to in places.items():
        seat.debate_id, seat.position = to.debate.id if to.debate else None, to.position
        seat.role, seat.side, seat.shadow = to.role, to.side, to.shadow
    session.flush()
    for seat in places:
        if seat.role == "debater" and seat.debate_id is not None:
            outlines.follow(session, seat)
    for room in rooms.values():
        debates.refresh_factor(session, room, now)
    for seat in places:
        record(session, actor, seat, "seat_assigned", now, {"seats": [_facts(seat)]})
    for room in early:
        changed = debates.refill_speeches(session, room, before[room.id])
        debates.record_assignment(session, room, changed, now, None)
    for seat, to in places.items():
        if to.debate is not None and seat.role == "debater" and seat.absent_ms is None:
            take_up(session, to.debate, seat, now)


def _leave(
    session: Session, actor: Actor, seat: Seat, to: Place, rooms: Mapping[int, Debate], now: int
) -> None:
    """A seat stands up: its speeches, cards and streams, and the event of the room it leaves."""
    old = rooms.get(seat.debate_id or 0)
    seat.position = None
    if old is None:
        return
    leave_place(session, seat, old, now)
    # What it may see is another view from now on; its pages come back by themselves.
    events.wake(session, Wake(old.id, close_seat=seat.id))
    if to.debate is not None and to.debate.id == old.id:
        return
    _take_vote(session, seat, old, to)
    _give_floor_up(session, actor, seat, old, now)
    said = {"to": to.debate.number if to.debate else 0}
    events.record(
        session, old, "seat_left", now=now, seat_number=seat.number, payload=said, hint="people"
    )


def _take_vote(session: Session, seat: Seat, old: Debate, to: Place) -> None:
    """The opening vote goes along where it is on the same motion, by somebody in the same role."""
    mine = (Vote.debate_id == old.id, Vote.seat_id == seat.id)
    same = to.debate is not None and to.debate.motion_text == old.motion_text
    if same and to.debate is not None and to.role == seat.role:
        session.execute(update(Vote).where(*mine).values(debate_id=to.debate.id))
    else:
        session.execute(delete(Vote).where(*mine))


def _give_floor_up(session: Session, actor: Actor, seat: Seat, old: Debate, now: int) -> None:
    """The hand goes down, and the floor is free, where somebody leaves a room."""
    own = Actor(seat.role, seat_id=seat.id, seat_number=seat.number)
    floor.lower_hand(session, own, old, now=now)
    speaks = select(FloorTurn.seat_id).where(
        FloorTurn.debate_id == old.id, FloorTurn.ended_ms.is_(None)
    )
    if session.scalar(speaks) == seat.id:
        floor.end_floor(session, actor, old, now=now)


def _take_hand(session: Session, debate: Debate, seat: Seat, now: int) -> None:
    held = session.scalar(
        select(Draw.id).where(Draw.seat_id == seat.id, Draw.returned_ms.is_(None)).limit(1)
    )
    if debate.dealt and debate.deck_version_id is not None and not held:
        hands.deal_seat(session, debate, seat, now)


def _check_free(session: Session, seat: Seat, moves: bool, role: str) -> None:
    """Raise Refused for a seat that has spoken or judged where it sits now.

    `moves`: to another room, or to none; else to another role or team of its own.
    """
    if seat.debate_id is None:
        return
    spoke = session.scalar(select(Point.id).where(Point.seat_id == seat.id).limit(1))
    judged = session.scalar(
        select(Ballot.id)
        .where(Ballot.seat_id == seat.id, Ballot.handed_in_ms.is_not(None))
        .limit(1)
    )
    stated = session.scalar(
        select(ChallengeStatement.id).where(ChallengeStatement.seat_id == seat.id).limit(1)
    )
    if stated and (moves or "debater" in {role, seat.role}):
        raise Refused("This seat has spoken in a challenge, so it stays here.", field="place")
    if spoke and (moves or "debater" in {role, seat.role}):
        raise Refused("This seat has spoken here, so it stays where it is.", field="place")
    if judged:
        raise Refused("This seat has handed in a ballot, so it stays a judge.", field="place")


def _check_begun(rooms: Mapping[int, Debate], before: int | None, to: Debate | None) -> None:
    """Raise Refused for a move between two rooms of which one has begun."""
    if before is None or to is None or to.id == before:
        return
    begun = [str(room.number) for room in rooms.values() if room.started_ms is not None]
    if not begun:
        return
    which = f"Rooms {' and '.join(begun)} have" if len(begun) > 1 else f"Room {begun[0]} has"
    raise Refused(
        f"{which} begun, and people change rooms only before that. Who must go all the same is "
        "given “No room” on the seat’s page, and then a place.",
        field="place",
    )


def _free_place(session: Session, debate: Debate, team: str, half: int) -> int:
    of_side = (Seat.debate_id == debate.id) & (Seat.side == team[0])
    free = free_place(session.scalars(select(Seat.position).where(of_side)).all(), team, half)
    if free is None:
        raise Refused(f"That team has its {half or SEATS_MAX} seats.", field="place")
    return free


def _facts(seat: Seat) -> dict[str, Any]:
    return {
        "number": seat.number,
        "role": seat.role,
        "side": seat.side,
        "position": seat.position,
        "how": seat.claimed_how,
    } | ({"shadow": 1} if seat.shadow else {})
