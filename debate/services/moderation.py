"""Moderators' acts on points, and announcements.

Belongs here: approve, return, hide, restore, hold, and what is told to everyone. Does not belong
here: the clock (`controls`), hands and who has the floor (`floor`), sending points (`speeches`),
who holds a speech (`debates.assign_speech`).
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain.events import ALL_VIEWS, MODERATORS, Change
from debate.domain.moderation import said
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.speeches import point_address
from debate.domain.steps import Step
from debate.models.accounts import Account
from debate.models.debates import Debate
from debate.models.moderation import ModerationAct
from debate.models.sittings import Announcement, Sitting
from debate.models.speeches import Point, Speech
from debate.queries import challenges_cards
from debate.queries.debates import DebateNow, load
from debate.services import (
    debates,
    drafts,
    events,
    moderation_log,
    points,
    redactions,
    wordlists,
)

NOTE_MAX = 500
ANNOUNCEMENT_MAX = 300
_REVIEW = Change("review", views=(MODERATORS,))
_STAGE = Change("stage", views=(MODERATORS,))


def approve(session: Session, actor: Actor, debate: Debate, point_id: int, *, now: int) -> str:
    """Show a held point to the room; its address. It gets the next number of its speech.

    Raises Refused when it does not wait any more, or cannot stand: by a ruling, or before one.
    """
    point, speech, here, step = _point(session, debate, point_id, now)
    if point.state != "held":
        raise _decided(session, actor, point, "This point does not wait any more")
    wrong = here.marks and challenges_cards.why_unfit(here, points.words_of(session, point).cards)
    if wrong:
        raise Refused(wrong, status=409)
    _add_act(session, actor, point, "approve", "", now)
    sealed = here.is_sealed(step.index)
    points.show(session, point, points.spoken(session, speech, debate.id), now)
    also = points.follow(session, here, point)
    address = points.publish(
        session, debate, point, speech, sealed=sealed, now=now, kind="point_approved", also=also
    )
    events.show(session, debate, [_REVIEW])
    return address


def return_point(
    session: Session, actor: Actor, debate: Debate, point_id: int, note: str, *, now: int
) -> None:
    """Give a held or sent point back to its author with a note, as a draft to be sent once more.

    Raises Refused without a note, for a version that was returned before, while a change of it
    waits, and after the end.
    """
    point, speech, here, step = _point(session, debate, point_id, now)
    if point.state not in ("held", "sent"):
        raise _decided(session, actor, point, "This point is out already")
    if drafts.change_waits(session, point, ("held",)):
        raise Refused("A change of this point waits for your decision. Decide on that first.")
    if points.came_back(session, point):
        raise Refused("A point comes back once. Hide it, or let it stand.")
    if here.reading.state == "finished":
        raise Refused("The debate is over, so nothing can be sent again. Hide it, or let it stand.")
    note = _note(note)
    if not note:
        raise Refused("Say what is to be changed: the author reads it.", "note")
    words = points.words_of(session, point)
    _ask(session, debate, point, note, now)
    changes = _taken_out(session, here, speech, point, step)
    point.state, point.note = "returned", note
    _add_act(session, actor, point, "return", note, now)
    drafts.give_back(
        session, debate, point.seat_id, step.index, words, f"Returned: {note}", point.id, now
    )
    _record(session, debate, here, "point_returned", point, speech, changes, now)


def hide(
    session: Session, actor: Actor, debate: Debate, point_id: int, note: str, *, now: int
) -> None:
    """Take a held or sent point out; the room keeps a gap with its address.

    Raises Refused when it is out already.
    """
    point, speech, here, step = _point(session, debate, point_id, now)
    if point.state not in ("held", "sent"):
        raise _decided(session, actor, point, "This point is out already")
    note = _note(note)
    _ask(session, debate, point, note, now)
    changes = _taken_out(session, here, speech, point, step)
    point.state, point.note = "hidden", note
    _add_act(session, actor, point, "hide", point.note, now)
    _record(session, debate, here, "point_hidden", point, speech, changes, now)


def restore(session: Session, actor: Actor, debate: Debate, point_id: int, *, now: int) -> None:
    """Undo `hide`: what stood before the room does so again, what was held waits again."""
    point, speech, here, step = _point(session, debate, point_id, now)
    if point.state != "hidden":
        raise Refused("This point is not hidden.", status=409)
    shown = point.visible_ms is not None
    if not shown and here.reading.state == "finished":
        raise Refused("The debate is over, and the room never saw this point. It stays hidden.")
    point.state, point.note = "sent" if shown else "held", ""
    changes = [_REVIEW]
    if shown:
        target, into = f"point-{_address(point, speech)}", f"points-{speech.address}"
        views = _views(here, step)
        changes = [Change(target, into, views), Change("flow", views=views), _REVIEW]
    _add_act(session, actor, point, "restore", "", now)
    _record(session, debate, here, "point_restored", point, speech, changes, now)


def set_hold(session: Session, actor: Actor, debate: Debate, on: bool, *, now: int) -> None:
    """Have points wait for a moderator from now on, or no longer. What is held stays held."""
    if debate.hold == on:
        return
    debate.hold = on
    moderation_log.add(session, actor, debate.id, "hold" if on else "unhold", now)
    events.record(
        session, debate, "hold_set", now=now, payload={"on": int(on)}, changes=[_REVIEW, _STAGE]
    )


def announce(
    session: Session, actor: Actor, sitting: Sitting, text: str, *, now: int
) -> Announcement:
    """Tell everybody in all rooms of a session, whose row is locked, one sentence."""
    text = " ".join(text.split())
    if not text:
        raise Refused("Write what everybody is to read.", "text")
    if len(text) > ANNOUNCEMENT_MAX:
        raise Refused(f"At most {ANNOUNCEMENT_MAX} characters, so that it is read.", "text")
    if sitting.state == "ended":
        raise Refused("This session has ended: nobody would read it.", "text")
    row = Announcement(sitting_id=sitting.id, text=text, at_ms=now, account_id=actor.account_id)
    session.add(row)
    session.flush()
    for debate in debates.lock_all(session, sitting):
        events.record(
            session,
            debate,
            "announcement",
            now=now,
            payload={"announcement": row.id, "text": text},
            changes=[Change(f"announcement-{row.id}", "announcements")],
        )
    return row


def _here(session: Session, debate: Debate, now: int) -> DebateNow:
    here = load(session, debate.id, MODERATORS, now)
    if here is None:
        raise NotFound
    return here


def _point(
    session: Session, debate: Debate, point_id: int, now: int
) -> tuple[Point, Speech, DebateNow, Step]:
    """A point of the debate as it counts now, with its speech. Raises NotFound."""
    point = session.get(Point, point_id, populate_existing=True)
    if point is None or point.debate_id != debate.id or not point.current:
        raise NotFound
    speech = session.get_one(Speech, point.speech_id)
    here = _here(session, debate, now)
    return point, speech, here, here.fmt.steps[speech.step_index]


def _address(point: Point, speech: Speech) -> str:
    """The address of a point, "" where it never had a number."""
    return point_address(speech.address, point.number, point.half) if point.number else ""


def _views(here: DebateNow, step: Step) -> tuple[str, ...]:
    """Who is shown points of a step: while it is sealed, the moderators alone."""
    return (MODERATORS,) if here.is_sealed(step.index) else ALL_VIEWS


def _taken_out(
    session: Session, here: DebateNow, speech: Speech, point: Point, step: Step
) -> list[Change]:
    changes = [_REVIEW]
    if point.number is not None:
        target = f"point-{_address(point, speech)}"
        views = _views(here, step)
        changes = [
            Change(target, "", views, taken_back=True),
            *redactions.linked(session, here, [point.id]),
            Change("flow", views=views, taken_back=True),
            _REVIEW,
        ]
    return changes


def _record(
    session: Session,
    debate: Debate,
    here: DebateNow,
    kind: str,
    point: Point,
    speech: Speech,
    changes: list[Change],
    now: int,
) -> None:
    line = here.seat(point.seat_id)
    address = _address(point, speech)
    session.flush()
    events.record(
        session,
        debate,
        kind,
        now=now,
        seat_number=line.number if line else None,
        payload={
            "point": point.id,
            "address": address or speech.address,
            "version": point.version,
            "note": point.note,
        },
        changes=changes,
        hint="flow",
        hint_to=MODERATORS,
    )
    if address:  # of what had no number yet, nobody else may learn
        events.hint_screens(session, debate.id, "flow")
    events.hint(session, debate.id, "turn", f"seat:{point.seat_id}")


def _add_act(session: Session, actor: Actor, point: Point, kind: str, note: str, now: int) -> None:
    moderation_log.add(session, actor, point.debate_id, kind, now, point_id=point.id, note=note)


def _ask(session: Session, debate: Debate, point: Point, note: str, now: int) -> None:
    """About names in what the author and the log are told."""
    seat = point.seat_id
    wordlists.look_for_names(session, debate, note, now=now, reader=seat, logged=True)


def _decided(session: Session, actor: Actor, point: Point, what: str) -> Refused:
    """What who comes second is told: who decided, and how."""
    row = session.execute(
        select(ModerationAct.kind, ModerationAct.account_id, Account.name)
        .join(Account, Account.id == ModerationAct.account_id)
        .where(ModerationAct.point_id == point.id)
        .order_by(ModerationAct.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return Refused(f"{what}: the debate went on without it.", status=409)
    who = "you have" if row.account_id == actor.account_id else f"{row.name} has"
    done = said(row.kind, 0, {}).lower()
    return Refused(f"{what}: {who} decided on it ({done}). Nothing was changed.", status=409)


def _note(text: str) -> str:
    note = " ".join(text.split())
    if len(note) > NOTE_MAX:
        raise Refused(f"At most {NOTE_MAX} characters. Say the one thing to change.", "note")
    return note
