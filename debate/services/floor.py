"""The floor: hands that seats raise, and who is let speak.

Does not belong here: what may be sent then (`speeches`), who holds a speech of the format
(`debates.assign_speech`), the clock, which lowers hands when a step is left (`controls`).
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain.events import MODERATORS, Change
from debate.domain.floor import INTENTS
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.speeches import GROUP_OF, needs_floor, point_address
from debate.domain.steps import Step
from debate.models.debates import Debate
from debate.models.moderation import FloorRequest, FloorTurn
from debate.models.seats import Seat
from debate.models.speeches import Point
from debate.queries.debates import DebateNow, load
from debate.queries.floor import holder
from debate.services import events, moderation_log

_RUNS = ("running", "paused", "over")
_QUEUE = Change("queue", views=(MODERATORS,))
_STAGE = Change("stage", views=(MODERATORS,))


def raise_hand(
    session: Session,
    actor: Actor,
    debate: Debate,
    intent: str = "point",
    about: int | None = None,
    *,
    now: int,
) -> None:
    """Ask for the floor, and say what for (`domain.floor.INTENTS`) and about which point.

    A hand that is up keeps its place in the queue and takes on what is said now. Raises Refused
    when no round runs, it is the actor's turn, or the point is not there.
    """
    here, step = _running(session, debate, now)
    if intent not in INTENTS:
        raise Refused("Choose what you ask the floor for, from the list.", "intent")
    if needs_floor(step) and GROUP_OF.get(actor.role) not in step.open_to:
        raise Refused("The floor of this round is not open to you.")
    lines = here.speeches_of(step.index)
    speaking = {holder(session, debate.id), *(line.seat_id for line in lines)}
    if actor.seat_id in speaking | {line.answerer_id for line in lines}:
        raise Refused("It is your turn already.")
    point, address = _about(session, here, about if intent != "point" else None)
    before = _queue(session, debate, step)
    hand = _open_request(session, debate, actor.seat_id)
    if hand is not None and hand.step_index != step.index:
        hand.done_ms, hand.outcome = now, "lowered"
        session.flush()
        hand = None
    if hand is not None and (hand.intent, hand.about_id) == (intent, point):
        return
    if hand is None:
        hand = FloorRequest(
            debate_id=debate.id, seat_id=actor.seat_id, step_index=step.index, raised_ms=now
        )
        session.add(hand)
    hand.intent, hand.about_id = intent, point
    session.flush()
    said: dict[str, int | str] = {"step": step.index, "intent": intent}
    said |= {"about": address} if address else {}
    _record_hand(session, debate, "hand_raised", actor.seat_number, said, step, before, now)
    events.hint(session, debate.id, "turn", f"seat:{actor.seat_id}")


def lower_hand(session: Session, actor: Actor, debate: Debate, *, now: int) -> None:
    """Take one's own hand down; nothing when it is not up."""
    hand = _open_request(session, debate, actor.seat_id)
    if hand is not None:
        _lower(session, debate, hand, "lowered", actor.seat_number, now)


def decline(session: Session, actor: Actor, debate: Debate, request_id: int, *, now: int) -> None:
    """Take somebody's hand down: not now. Raises NotFound."""
    hand = session.get(FloorRequest, request_id)
    if hand is None or hand.debate_id != debate.id:
        raise NotFound
    if hand.done_ms is None:
        number = session.get_one(Seat, hand.seat_id).number
        moderation_log.add(session, actor, debate.id, "decline", now, seat_id=hand.seat_id)
        _lower(session, debate, hand, "declined", number, now)


def give_floor(session: Session, actor: Actor, debate: Debate, seat_id: int, *, now: int) -> None:
    """Let a seat speak. In an open floor it may then send; in a speech it speaks beside it.

    Who had the floor loses it. Raises Refused when no round runs, or this one is not open to the
    seat; NotFound for a seat of another room.
    """
    here, step = _running(session, debate, now)
    line = here.seat(seat_id)
    if line is None:
        raise NotFound
    if line.absent:
        raise Refused(f"{line.label} is marked absent.")
    if here.is_muted(seat_id) or here.is_removed(seat_id):
        raise Refused(f"{line.label} is muted or out of the room. Lift that first.")
    if needs_floor(step) and GROUP_OF[line.role] not in step.open_to:
        raise Refused(f"The floor of this round is not open to {line.label}.")
    before = _end_turn(session, debate, now)
    queue = _queue(session, debate, step)
    hand = _open_request(session, debate, seat_id)
    if hand is not None:
        hand.done_ms, hand.outcome = now, "given"
    session.add(
        FloorTurn(
            debate_id=debate.id,
            seat_id=seat_id,
            step_index=step.index,
            about_id=hand.about_id if hand else None,
            given_ms=now,
        )
    )
    moderation_log.add(session, actor, debate.id, "floor_give", now, seat_id=seat_id)
    session.flush()
    events.record(
        session,
        debate,
        "floor_given",
        now=now,
        seat_number=line.number,
        payload={"step": step.index},
        changes=[Change("floor"), _STAGE, _QUEUE],
    )
    for one in {seat_id, before, *queue} - {None}:
        events.hint(session, debate.id, "turn", f"seat:{one}")


def end_floor(session: Session, actor: Actor, debate: Debate, *, now: int) -> None:
    """Take the floor back; nothing when nobody was given it."""
    seat_id = _end_turn(session, debate, now)
    if seat_id is None:
        return
    moderation_log.add(session, actor, debate.id, "floor_end", now, seat_id=seat_id)
    events.record(
        session,
        debate,
        "floor_taken",
        now=now,
        seat_number=session.get_one(Seat, seat_id).number,
        changes=[Change("floor"), _STAGE],
    )
    events.hint(session, debate.id, "turn", f"seat:{seat_id}")


def _lower(
    session: Session, debate: Debate, hand: FloorRequest, outcome: str, number: int, now: int
) -> None:
    here = _here(session, debate, now)
    step = here.fmt.steps[hand.step_index]
    before = _queue(session, debate, step)
    hand.done_ms, hand.outcome = now, outcome
    session.flush()
    said: dict[str, int | str] = {"step": hand.step_index}
    said |= {"declined": 1} if outcome == "declined" else {}
    _record_hand(session, debate, "hand_lowered", number, said, step, before, now)
    events.hint(session, debate.id, "turn", f"seat:{hand.seat_id}")


def _about(session: Session, here: DebateNow, about: int | None) -> tuple[int | None, str]:
    """The id and address of the point that a hand is about, which the room must see."""
    if about is None:
        return None, ""
    point = session.get(Point, about)
    known = point is not None and point.debate_id == here.id and point.current
    if point is None or not known or point.state != "sent" or point.number is None:
        raise Refused("That point is not there any more. Choose again.", "about")
    speech = here.speech_of[point.speech_id]
    if here.is_sealed(speech.step_index):
        raise Refused("That point is not there any more. Choose again.", "about")
    return point.id, point_address(speech.address, point.number, point.half)


def _here(session: Session, debate: Debate, now: int) -> DebateNow:
    here = load(session, debate.id, MODERATORS, now)
    if here is None:
        raise NotFound
    return here


def _running(session: Session, debate: Debate, now: int) -> tuple[DebateNow, Step]:
    here = _here(session, debate, now)
    if here.reading.state not in _RUNS or here.reading.step is None:
        raise Refused("Hands go up, and the floor is given, while a round runs.", status=409)
    return here, here.reading.step


def _record_hand(
    session: Session,
    debate: Debate,
    kind: str,
    number: int,
    said: Mapping[str, int | str],
    step: Step,
    before: Sequence[int],
    now: int,
) -> None:
    """The event, and word to those whose place in the queue is another now than `before`."""
    after = _queue(session, debate, step)
    # In an open floor the room is told who comes next.
    heads = [Change("floor")] if needs_floor(step) and before[:1] != after[:1] else []
    events.record(
        session, debate, kind, now=now, seat_number=number, payload=said, changes=[_QUEUE, *heads]
    )
    if heads:
        events.hint_screens(session, debate.id, "floor")
    for place, seat_id in enumerate(after):
        if before[place : place + 1] != [seat_id]:
            events.hint(session, debate.id, "turn", f"seat:{seat_id}")


def _queue(session: Session, debate: Debate, step: Step) -> list[int]:
    """The seats that wait, the longest waiting first."""
    rows = session.scalars(
        select(FloorRequest.seat_id)
        .where(
            FloorRequest.debate_id == debate.id,
            FloorRequest.done_ms.is_(None),
            FloorRequest.step_index == step.index,
        )
        .order_by(FloorRequest.raised_ms, FloorRequest.id)
    )
    return list(rows)


def _open_request(session: Session, debate: Debate, seat_id: int) -> FloorRequest | None:
    return session.scalar(
        select(FloorRequest).where(
            FloorRequest.debate_id == debate.id,
            FloorRequest.seat_id == seat_id,
            FloorRequest.done_ms.is_(None),
        )
    )


def _end_turn(session: Session, debate: Debate, now: int) -> int | None:
    """End the floor that somebody was given; whose it was."""
    turn = session.scalar(
        select(FloorTurn).where(FloorTurn.debate_id == debate.id, FloorTurn.ended_ms.is_(None))
    )
    if turn is None:
        return None
    turn.ended_ms = now
    session.flush()
    return turn.seat_id
