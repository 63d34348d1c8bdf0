"""Measures against seats: warn, mute, take out of the room, hold; and rounds whose words wait.

Belongs here: the acts, each with its row for the moderation log and its event. The caller has
locked the debate. Does not belong here: what a measured seat is refused (`web.access` asks
`domain.measures`), acts on points (`moderation`), the release of a device (`seats`).
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import measures as rules
from debate.domain.events import MODERATORS, Change, Wake
from debate.domain.measures import HOLD, MUTE, REMOVE, WARN
from debate.domain.offers import ACCEPTED, OPEN
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.debates import Debate
from debate.models.measures import Measure
from debate.models.moderation import FloorTurn
from debate.models.offers import Offer
from debate.models.seats import Seat
from debate.queries.debates import DebateNow, SeatLine, load
from debate.services import events, floor, moderation_log, offers, wordlists

_REVIEW = Change("review", views=(MODERATORS,))
_ACTS = {WARN: "warn", MUTE: "mute", REMOVE: "remove", HOLD: "hold_seat"}
_LIFTS = {MUTE: "unmute", REMOVE: "readmit", HOLD: "unhold_seat"}


def seat_id(session: Session, debate: Debate, number: int) -> int:
    """The id of the seat with this number in a debate. Raises NotFound."""
    found = session.scalar(
        select(Seat.id).where(Seat.debate_id == debate.id, Seat.number == number)
    )
    if found is None:
        raise NotFound
    return found


def warn(
    session: Session, actor: Actor, debate: Debate, seat_id: int, note: str, *, now: int
) -> Measure:
    """Warn a seat: it reads `note` at the top of its room until it says so; nobody else does.

    Raises NotFound for a seat of another room, Refused for a note that is missing or too long.
    """
    here, line = _seat(session, debate, seat_id, now)
    return _take(session, actor, debate, here, line, WARN, rules.clean_note(note), now)


def mute(
    session: Session,
    actor: Actor,
    debate: Debate,
    seat_id: int,
    note: str,
    *,
    this_step: bool,
    now: int,
) -> Measure:
    """Let a seat send nothing and ask for nothing, in `this_step` or until it is lifted.

    Its hand goes down, its offers end, a floor that it was given is taken back. Raises as `warn`,
    and where it is muted already.
    """
    here, line = _seat(session, debate, seat_id, now)
    note = rules.clean_note(note)
    step = None
    if this_step:
        if here.reading.step is None or here.reading.state in ("ready", "finished"):
            raise Refused("No round runs now. Mute until it is lifted.", "note")
        step = here.reading.step_index
    if not here.is_muted(seat_id):
        _end_passed(session, debate, seat_id, now)
        here = replace(here, standing=tuple(one for one in here.standing if one.kind != MUTE))
    _take_down(session, debate, line, now)
    return _take(session, actor, debate, here, line, MUTE, note, now, step)


def remove(
    session: Session, actor: Actor, debate: Debate, seat_id: int, note: str, *, now: int
) -> Measure:
    """Take a seat out of this room: its pages and streams end; what it said stays.

    Raises as `warn`, and where it is out already.
    """
    here, line = _seat(session, debate, seat_id, now)
    note = rules.clean_note(note)
    _take_down(session, debate, line, now)
    made = _take(session, actor, debate, here, line, REMOVE, note, now)
    events.wake(session, Wake(debate.id, close_seat=seat_id))
    return made


def hold(session: Session, actor: Actor, debate: Debate, seat_id: int, *, now: int) -> Measure:
    """Have what one person sends wait for a moderator from now on."""
    here, line = _seat(session, debate, seat_id, now)
    return _take(session, actor, debate, here, line, HOLD, "", now)


def lift(
    session: Session, actor: Actor, debate: Debate, seat_id: int, kind: str, *, now: int
) -> None:
    """End the mute, the removal or the hold of a seat; nothing where none stands."""
    _, line = _seat(session, debate, seat_id, now)
    row = _standing(session, debate, seat_id, kind)
    if row is None:
        return
    row.ended_ms = now
    moderation_log.add(session, actor, debate.id, _LIFTS[kind], now, seat_id=line.id)
    _record(session, debate, line, "measure_lifted", {"kind": kind}, kind, now)


def read(session: Session, actor: Actor, debate: Debate, measure_id: int, *, now: int) -> None:
    """A seat says that it has read a warning. Raises Refused for another's, or another kind."""
    row = session.get(Measure, measure_id, populate_existing=True)
    if row is None or (row.debate_id, row.seat_id, row.kind) != (debate.id, actor.seat_id, WARN):
        raise Refused("There is no such warning for you. Reload the page.", status=409)
    if row.ended_ms is not None:
        return
    row.ended_ms = now
    _, line = _seat(session, debate, actor.seat_id, now)
    _record(session, debate, line, "measure_read", {}, WARN, now)


def set_hold_steps(
    session: Session, actor: Actor, debate: Debate, steps: Collection[int], *, now: int
) -> None:
    """Have words of these steps (indexes) wait for a moderator, and of no other.

    What waits goes on waiting. Raises Refused for a step that the format lacks.
    """
    here = _here(session, debate, now)
    if not all(0 <= step < len(here.fmt.steps) for step in steps):
        raise Refused("One of these rounds is not in the format. Reload the page.", "steps")
    wanted = frozenset(steps)
    for step in sorted(wanted ^ here.hold_steps):
        on = step in wanted
        kind, name = "hold_step" if on else "unhold_step", here.fmt.steps[step].name
        moderation_log.add(session, actor, debate.id, kind, now, note=name)
        events.record(session, debate, "hold_set", now=now, payload={"on": int(on), "step": step})
    debate.hold_steps = rules.written_steps(wanted)
    session.flush()
    events.show(session, debate, [_REVIEW])


def _take(
    session: Session,
    actor: Actor,
    debate: Debate,
    here: DebateNow,
    line: SeatLine,
    kind: str,
    note: str,
    now: int,
    step: int | None = None,
) -> Measure:
    rules.check_new(kind, here.standing, line.id)
    wordlists.look_for_names(session, debate, note, now=now, reader=line.id, logged=True)
    row = Measure(
        debate_id=debate.id,
        seat_id=line.id,
        kind=kind,
        note=note,
        step_index=step,
        account_id=actor.account_id,
        at_ms=now,
    )
    session.add(row)
    moderation_log.add(session, actor, debate.id, _ACTS[kind], now, seat_id=line.id, note=note)
    said: dict[str, int | str] = {"kind": kind, "note": note}
    said |= {} if step is None else {"step": step}
    _record(session, debate, line, "measure_taken", said, kind, now)
    return row


def _record(
    session: Session,
    debate: Debate,
    line: SeatLine,
    name: str,
    said: Mapping[str, int | str],
    kind: str,
    now: int,
) -> None:
    """The event, and word to the seat and the moderators; whom it is about is not in its facts.

    Copies without names show the facts of each record, and the room is told nothing of this.
    """
    session.flush()
    changes = [_REVIEW] if kind == HOLD else []
    payload = {"seat": line.number, **said}
    events.record(session, debate, name, now=now, payload=payload, changes=changes)
    events.hint(session, debate.id, "turn", f"seat:{line.id}")
    events.hint(session, debate.id, "people", MODERATORS)


def _take_down(session: Session, debate: Debate, line: SeatLine, now: int) -> None:
    """What a seat asked for and what it was given: hand, offers, the floor."""
    own = Actor(line.role, seat_id=line.id, seat_number=line.number, debate_id=debate.id)
    floor.lower_hand(session, own, debate, now=now)
    open_offers = select(Offer.id).where(
        Offer.debate_id == debate.id,
        Offer.seat_id == line.id,
        Offer.outcome.in_((OPEN, ACCEPTED)),
        Offer.point_id.is_(None),
    )
    for offer_id in session.scalars(open_offers).all():
        offers.withdraw(session, own, debate, offer_id, now)
    turn = select(FloorTurn.seat_id).where(
        FloorTurn.debate_id == debate.id, FloorTurn.ended_ms.is_(None)
    )
    if session.scalar(turn) == line.id:
        floor.end_floor(session, own, debate, now=now)


def _end_passed(session: Session, debate: Debate, seat_id: int, now: int) -> None:
    """A mute for a step that is over makes place for a new one."""
    row = _standing(session, debate, seat_id, MUTE)
    if row is not None:
        row.ended_ms = now
        session.flush()


def _standing(session: Session, debate: Debate, seat_id: int, kind: str) -> Measure | None:
    return session.scalar(
        select(Measure).where(
            Measure.debate_id == debate.id,
            Measure.seat_id == seat_id,
            Measure.kind == kind,
            Measure.ended_ms.is_(None),
        )
    )


def _seat(session: Session, debate: Debate, seat_id: int, now: int) -> tuple[DebateNow, SeatLine]:
    here = _here(session, debate, now)
    line = here.seat(seat_id)
    if line is None:
        raise NotFound
    return here, line


def _here(session: Session, debate: Debate, now: int) -> DebateNow:
    here = load(session, debate.id, MODERATORS, now)
    if here is None:
        raise NotFound
    return here
