"""Writing to the clock of a debate: control events, the heartbeat, the end and its seal.

Belongs here: everything that moves the clock, and what a step leaves behind when it is over (the
floor, hands up, points nobody decided on). Does not belong here: what a control is refused for
(`controls_checks`), what the clock says (`debate.domain.clock`), moderators' acts on points and the
floor (`moderation`).
"""

import secrets
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from debate.domain import chain, clock, preparations
from debate.domain.events import MODERATORS, Change
from debate.domain.offers import ACCEPTED, OPEN
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound
from debate.domain.steps import SIDES
from debate.models.debates import Control, Debate, Heartbeat
from debate.models.events import LabelSalt
from debate.models.hands import Draw
from debate.models.moderation import FloorRequest, FloorTurn
from debate.models.offers import Offer
from debate.models.seats import Seat
from debate.models.speeches import Point, Speech
from debate.queries.controls import RoomClock, clocks
from debate.queries.debates import DebateNow, load
from debate.queries.moderation import undecided
from debate.services import controls_checks, debates, events, hands, offers_ends, outlines

_LEAVES_STEP = frozenset({"next", "back", "finish"})


def act(
    session: Session,
    actor: Actor,
    debate: Debate,
    kind: str,
    value: int = 0,
    *,
    now: int,
    step: int | None = None,
    confirmed: bool = False,
    challenge: int = 0,
) -> None:
    """Move the clock of `debate`, whose row is locked, by one control event.

    `kind`: one of `controls_checks.KINDS`. `value`: seconds for add (below 0 takes time away); for
    prep_on and for pass, which gives a side the turn, 0 for P and 1 for O. `step`: the step the
    moderator was looking at; at another one the act is refused, so that two people pressing "next"
    move on once.
    `confirmed`: end the debate although held points are undecided. `challenge`: the number of the
    one because of which it moves. Preparation that was cut when the clock was stopped goes on with
    it. Raises Refused with a sentence when the rules do not allow it.
    """
    here = _here(session, debate, now)
    controls_checks.check(here, kind, value, step)
    if kind == "finish":
        controls_checks.check_undecided(session, here, confirmed)
    if kind == "start":
        debate.started_ms = now
    _move(session, debate, here, kind, value, actor, challenge)
    side = preparations.cut(here.controls) if kind == "resume" else None
    if side is not None and here.reading.prep_left_ms[SIDES[side]] > 0:
        after = _here(session, debate, now)
        _move(session, debate, after, "prep_on", side, actor, challenge)


def move_on(session: Session, debate: Debate, now: int) -> None:
    """Go on without a moderator: to the next step, or after the last one to the end."""
    here = _here(session, debate, now)
    _move(session, debate, here, "finish" if here.reading.is_last else "next", 0)


def _move(
    session: Session,
    debate: Debate,
    here: DebateNow,
    kind: str,
    value: int,
    actor: Actor | None = None,
    challenge: int = 0,
) -> None:
    now = here.now
    account_id = (actor.account_id or None) if actor else None
    reading = _write(session, here, kind, value, now, account_id)
    left = _clear_floor(session, debate, now) if kind in _LEAVES_STEP else {}
    why = {"challenge": challenge} if challenge else {}
    events.record(
        session,
        debate,
        "control",
        now=now,
        seat_number=(actor.seat_number or None) if actor else None,
        payload={"kind": kind, "value": value, "step": reading.step_index} | left | why,
        changes=_changes(here, reading),
        hint="turn",
    )
    events.hint_screens(session, debate.id, "floor")
    if kind == "next" and reading.step is not None and reading.step.reversed:
        hands.deal_anew(session, debate, now)
    if kind == "finish":
        _end(session, debate, now, now)


def beat(session: Session, now: int) -> None:
    """One sign of life, every two seconds: what a silence interrupted, what time ended, the stamp.

    Where the last sign is over ten seconds old, each debate whose clock ran then is interrupted.
    A debate that time ended gets its end and its seal, and what a step left behind that time ended
    is put away.
    """
    stamp = session.scalar(
        select(Heartbeat)
        .where(Heartbeat.id == 1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    left_open = _open_floors(session)
    for room in clocks(session, Debate.started_ms.is_not(None) & Debate.ended_ms.is_(None), now):
        if _interruption(room, now) is not None:
            _interrupt(session, debates.lock(session, room.id), now)
        elif room.reading.state == "finished":
            _end_by_time(session, debates.lock(session, room.id), now)
        elif left_open.get(room.id, set()) - {room.reading.step_index}:
            _move_on_by_time(session, debates.lock(session, room.id), now)
        if room.reading.step is not None and room.reading.step.reversed:
            _reverse_by_time(session, room.id, now)
    if stamp is None:
        session.add(Heartbeat(id=1, at_ms=now))
    else:
        stamp.at_ms = now
    session.flush()


def seal(session: Session, debate: Debate, now: int) -> None:
    """Seal the record as it stands: commit to each seat's label (`domain.transcripts`).

    Called at the end of the debate and at each release. The salts that open the commitments are
    kept in LabelSalt, one for a seat in a debate; deleting it withholds the label.
    """
    here = _here(session, debate, now, names=True)
    known = {
        row.seat_id: row.salt
        for row in session.scalars(select(LabelSalt).where(LabelSalt.debate_id == debate.id))
    }
    commitments = {}
    for line in here.seats:
        salt = known.get(line.id) or secrets.token_bytes(chain.SALT_BYTES).hex()
        if line.id not in known:
            session.add(LabelSalt(debate_id=debate.id, seat_id=line.id, salt=salt))
        commitments[str(line.number)] = chain.commitment(bytes.fromhex(salt), line.label)
    debate.sealed_ms = now
    events.record(
        session,
        debate,
        chain.SEAL_KIND,
        now=now,
        payload={"head": debate.head or chain.GENESIS, "labels": commitments},
    )


def _here(session: Session, debate: Debate, now: int, *, names: bool = False) -> DebateNow:
    session.flush()
    here = load(session, debate.id, MODERATORS, now, names=names)
    if here is None:
        raise NotFound
    return here


def _write(
    session: Session,
    here: DebateNow,
    kind: str,
    value: int,
    at_ms: int,
    account_id: int | None,
) -> clock.Reading:
    """Add a control event, and the clock as it stands after it."""
    last = session.scalar(select(func.max(Control.n)).where(Control.debate_id == here.id))
    n = (last or 0) + 1
    session.add(
        Control(debate_id=here.id, n=n, kind=kind, at_ms=at_ms, value=value, account_id=account_id)
    )
    session.flush()
    controls = (*here.controls, clock.Control(n, kind, at_ms, value))
    return clock.read(here.fmt, controls, here.factors or 100, here.now)


def _changes(here: DebateNow, after: clock.Reading) -> list[Change]:
    """What a control event changes on pages: the speeches that begin, and those it ends."""
    before = here.reading.step_index
    moved = here.reading.state == "ready" or after.state == "finished" or before != after.step_index
    steps = dict.fromkeys((before, after.step_index)) if moved else ()
    lines = [line for index in steps for line in here.speeches_of(index)]
    if here.reading.state == "ready":
        lines = [line for line in lines if line.step_index == after.step_index]
    return [
        *(Change(f"speech-{line.address}", "speeches") for line in lines),
        Change("floor"),
        Change("stage", views=(MODERATORS,)),
        Change("run", views=(MODERATORS,)),
        *([Change("flow"), Change("queue", views=(MODERATORS,))] if moved else []),
    ]


def _clear_floor(
    session: Session, debate: Debate, now: int, but_step: int | None = None
) -> dict[str, Any]:
    """End the floor and lower the hands of every step but one; whose they were, by number.

    Offers of points of information end with their step too.
    """
    ended = offers_ends.end_open(session, debate, now, but_step)
    turns = session.execute(
        select(FloorTurn, Seat.number)
        .join(Seat, Seat.id == FloorTurn.seat_id)
        .where(FloorTurn.debate_id == debate.id, FloorTurn.ended_ms.is_(None))
    ).all()
    hands = session.execute(
        select(FloorRequest, Seat.number)
        .join(Seat, Seat.id == FloorRequest.seat_id)
        .where(FloorRequest.debate_id == debate.id, FloorRequest.done_ms.is_(None))
        .order_by(FloorRequest.id)
    ).all()
    found: dict[str, Any] = {}
    for turn, number in turns:
        if turn.step_index != but_step:
            turn.ended_ms = now
            found["floor_ended"] = number
    for hand, number in hands:
        if hand.step_index != but_step:
            hand.done_ms, hand.outcome = now, "lowered"
            found.setdefault("hands_lowered", []).append(number)
    if ended:
        found["offers_ended"] = ended
    session.flush()
    return found


def _end(session: Session, debate: Debate, ended_ms: int, now: int) -> None:
    """The debate is over: its end, the points that were not decided, the seal."""
    debate.ended_ms = ended_ms
    outlines.forget_removed(session, debate.id)
    waiting = undecided(session, debate.id)
    if waiting:
        points = session.scalars(select(Point).where(Point.id.in_([one[0] for one in waiting])))
        for point in points:
            point.state = "unsent"
        session.flush()
        events.record(
            session,
            debate,
            "points_not_sent",
            now=now,
            payload={"points": [point_id for point_id, _, _ in waiting]},
            changes=[Change("review", views=(MODERATORS,))],
        )
        for seat_id in {seat_id for _, seat_id, _ in waiting}:
            events.hint(session, debate.id, "turn", f"seat:{seat_id}")
    seal(session, debate, now)


def _interruption(room: RoomClock | DebateNow, now: int) -> int | None:
    return clock.interruption_ms(
        room.fmt, room.controls, room.factors or 100, now, room.heartbeat_ms
    )


def _interrupt(session: Session, debate: Debate, now: int) -> None:
    here = _here(session, debate, now)
    at_ms = _interruption(here, now)
    if at_ms is None:  # somebody else was faster
        return
    reading = _write(session, here, "interrupted", 0, at_ms, None)
    events.record(
        session,
        debate,
        "interrupted",
        now=now,
        payload={"at_ms": at_ms, "step": reading.step_index},
        changes=[
            Change("floor"),
            Change("stage", views=(MODERATORS,)),
            Change("run", views=(MODERATORS,)),
        ],
        hint="turn",
    )


def _end_by_time(session: Session, debate: Debate, now: int) -> None:
    here = _here(session, debate, now)
    if here.reading.state == "finished" and debate.ended_ms is None:
        _clear_floor(session, debate, now)
        _end(session, debate, here.reading.ended_ms or now, now)


def _move_on_by_time(session: Session, debate: Debate, now: int) -> None:
    here = _here(session, debate, now)
    if _clear_floor(session, debate, now, here.reading.step_index):
        events.hint(session, debate.id, "floor")
        events.hint(session, debate.id, "turn")
        events.hint(session, debate.id, "queue", MODERATORS)


def _reverse_by_time(session: Session, debate_id: int, now: int) -> None:
    """Deal anew where a step with reversed sides began by time alone."""
    dealt = session.execute(
        select(Draw.returned_ms.is_(None), Draw.pile != Seat.side)
        .join(Seat, Seat.id == Draw.seat_id)
        .where(Draw.debate_id == debate_id)
        .distinct()
    ).all()
    if any(held for held, _ in dealt) and not any(anew for _, anew in dealt):
        hands.deal_anew(session, debates.lock(session, debate_id), now)


def _open_floors(session: Session) -> dict[int, set[int]]:
    """Debate → steps of which somebody still has the floor, a hand up or an offer open."""
    turns = select(FloorTurn.debate_id, FloorTurn.step_index).where(FloorTurn.ended_ms.is_(None))
    offered = (
        select(Offer.debate_id, Speech.step_index)
        .join(Speech, Speech.id == Offer.speech_id)
        .where(Offer.outcome.in_((OPEN, ACCEPTED)), Offer.point_id.is_(None))
    )
    hands = select(FloorRequest.debate_id, FloorRequest.step_index).where(
        FloorRequest.done_ms.is_(None)
    )
    found: dict[int, set[int]] = {}
    for debate_id, step_index in session.execute(turns.union(hands, offered)):
        found.setdefault(debate_id, set()).add(step_index)
    return found
