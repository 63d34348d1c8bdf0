"""Drafts: points being prepared, and what came back. Seen by their author alone; not events.

Each seat has per step one open draft (position 0: what stands in the composer) and any number of
prepared points (position 1 and on), sent one by one on one's turn.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Row, bindparam, delete, func, select
from sqlalchemy.orm import Session

from debate.db import read, write
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.speeches import Words, resend_until_ms
from debate.models.debates import Debate
from debate.models.moderation import ModerationAct
from debate.models.speeches import Draft, Point
from debate.queries.debates import DebateNow, SpeechLine
from debate.services import events, points

PREPARED_MAX = 20
TEXT_MAX = 20_000


def save_open(
    session: Session,
    actor: Actor,
    debate: Debate,
    step_index: int,
    words: Words,
    now: int,
    revises: int | None = None,
) -> Draft:
    """Keep what stands in the composer of a step. Raises Refused above 20,000 characters.

    `revises`: the id of the sent point that the composer changes.
    """
    if len(words.claim) + len(words.reasons) > TEXT_MAX:
        raise Refused("That is too long to keep. Shorten it; nothing was changed.", "reasons")
    draft = _written_into(session, actor, step_index, revises)
    if draft is None:
        draft = Draft(
            debate_id=debate.id,
            seat_id=actor.seat_id,
            step_index=step_index,
            position=0,
            revision=0,
            saved_ms=now,
        )
        session.add(draft)
    _write(draft, words, now)
    session.flush()
    return draft


def _written_into(
    session: Session, actor: Actor, step_index: int, revises: int | None
) -> Draft | None:
    """The draft that a composer's words belong to; None: a new one.

    Two devices of a seat may differ in what they change: neither writes over the other's.
    """
    draft = open_draft(session, actor, step_index)
    if draft is None or draft.returned_point_id == revises:
        return draft
    if revises is not None:
        own = Draft.seat_id == actor.seat_id, Draft.returned_point_id == revises
        return session.scalar(select(Draft).where(*own)) or draft
    point = session.get(Point, draft.returned_point_id or 0)
    if point is None or point.state != "sent":
        return draft
    draft.position = _last(session, actor.seat_id, step_index) + 1
    session.flush()
    return None


def keep(
    session: Session, actor: Actor, debate: Debate, step_index: int, words: Words, now: int
) -> Draft:
    """Put the composer's words behind the prepared points and empty the composer.

    Raises Refused when there is nothing to keep, or twenty are kept already.
    """
    if not (words.claim.strip() or words.reasons.strip()):
        raise Refused("Write the claim first: one line that says what you hold.", "claim")
    last, count = session.execute(
        select(func.max(Draft.position), func.count()).where(*_of(actor, step_index))
    ).one()
    if count > PREPARED_MAX:
        raise Refused(f"You have {PREPARED_MAX} points prepared. Send or delete one first.")
    draft = save_open(session, actor, debate, step_index, words, now)
    draft.position = (last or 0) + 1
    draft.reason = ""
    session.flush()
    return draft


def lay_aside(
    session: Session, actor: Actor, debate: Debate, step_index: int, words: Words, now: int
) -> Draft:
    """Add a prepared point; what stands in the composer stays there.

    Raises Refused above 20,000 characters, or when twenty are kept already.
    """
    if len(words.claim) + len(words.reasons) > TEXT_MAX:
        raise Refused("That is too long to keep. Shorten it; nothing was changed.", "reasons")
    last, count = session.execute(
        select(func.max(Draft.position), func.count()).where(*_of(actor, step_index))
    ).one()
    if count > PREPARED_MAX:
        raise Refused(f"You have {PREPARED_MAX} points prepared. Send or delete one first.")
    draft = Draft(
        debate_id=debate.id,
        seat_id=actor.seat_id,
        step_index=step_index,
        position=(last or 0) + 1,
        revision=0,
        saved_ms=now,
    )
    _write(draft, words, now)
    session.add(draft)
    session.flush()
    events.hint(session, debate.id, "turn", f"seat:{actor.seat_id}")
    return draft


def edit(
    session: Session, actor: Actor, draft_id: int, now: int, step_index: int | None = None
) -> Draft:
    """Bring a prepared point into the composer; what stood there is kept as prepared.

    `step_index`: that of the composer, where the words were written for another step.
    """
    draft = get(session, actor, draft_id)
    into = draft.step_index if step_index is None else step_index
    current = open_draft(session, actor, into)
    if current is not None and current.id != draft.id:
        if not (current.claim.strip() or current.reasons.strip()):
            session.delete(current)
        elif into == draft.step_index:
            current.position = draft.position
        else:
            current.position = _last(session, actor.seat_id, into) + 1
    if into != draft.step_index:
        # A point that came back keeps its place in its own speech.
        draft.step_index, draft.reason, draft.returned_point_id = into, "", None
    draft.position = 0
    draft.saved_ms = now
    session.flush()
    return draft


def remove(session: Session, actor: Actor, draft_id: int) -> None:
    """Throw a prepared point away. Raises NotFound."""
    session.delete(get(session, actor, draft_id))
    session.flush()


def get(session: Session, actor: Actor, draft_id: int) -> Draft:
    """A draft of the actor's own. Raises NotFound."""
    draft = session.get(Draft, draft_id)
    if draft is None or draft.seat_id != actor.seat_id:
        raise NotFound
    return draft


def open_draft(session: Session, actor: Actor, step_index: int) -> Draft | None:
    """What stands in the composer of a step."""
    return session.scalar(select(Draft).where(*_of(actor, step_index), Draft.position == 0))


def keep_late(
    session: Session,
    actor: Actor,
    debate: Debate,
    step_index: int,
    words: Words,
    reason: str,
    now: int,
    draft: Draft | None = None,
    old: Point | None = None,
    over: bool = True,
) -> None:
    """Keep words that came too late, with the reason: in their draft, else in the composer.

    They were to take the place of `old`. Where that still stands and its step is `over`, so that
    they never can, they are words like any others now.

    What came too late before them, from another device, steps back to the prepared points.
    """
    if draft is None:
        _put_late_aside(session, actor, step_index, words)
        revised = old.id if old is not None and old.state == "sent" else None
        draft = save_open(session, actor, debate, step_index, words, now, revised)
    if old is not None and old.state == "sent" and over:
        draft.returned_point_id, reason = None, f"{reason} What you sent stands as it was."
    draft.reason = reason
    session.flush()
    events.hint(session, debate.id, "turn", f"seat:{actor.seat_id}")


def give_back(
    session: Session,
    debate: Debate,
    seat_id: int,
    step_index: int,
    words: Words,
    reason: str,
    point_id: int,
    now: int,
) -> Draft:
    """Lay a point before its author again, as a prepared one; `reason`: why it came back."""
    draft = Draft(
        debate_id=debate.id,
        seat_id=seat_id,
        step_index=step_index,
        position=_last(session, seat_id, step_index) + 1,
        revision=0,
        reason=reason,
        returned_point_id=point_id,
        saved_ms=now,
    )
    _write(draft, words, now)
    session.add(draft)
    session.flush()
    return draft


def opened(session: Session, actor: Actor, step_index: int) -> Row[int, int | None] | None:
    """The id of what stands in the composer of a step, and of the point that it came back as."""
    values = {"seat": actor.seat_id, "step": step_index}
    return read(session, _OPENED, values).one_or_none()


def replaced(
    session: Session,
    actor: Actor,
    speech: SpeechLine,
    draft: Draft | None,
    revises: int | None,
    stored: int | None,
) -> Point | None:
    """The point of the actor's that words for `speech` are to replace, returned or still sent.

    That is `revises`; else what `draft`, or what stands in the composer, came back as (`stored`).
    A form that does not say what it revises is for a new point, whatever another device of the seat
    revises. Raises Refused for one that cannot be replaced (any more).
    """
    point = session.get(Point, revises or stored) if revises or stored else None
    if point is None or point.seat_id != actor.seat_id or point.speech_id != speech.id:
        if revises:
            raise NotFound
        return None
    if point.current and point.state == "returned":
        if points.came_back(session, point):
            raise Refused("This point was returned twice, so it cannot be sent again.")
        return point
    if point.state == "sent" and (revises or draft):
        check_revisable(session, point)
        return point
    if revises:
        raise Refused("This point was taken out, so it cannot be changed. Your words are here.")
    return None


def check_revisable(session: Session, point: Point) -> None:
    """Raise Refused where another version took a sent point's place, or waits to.

    A point whose evidence is challenged stands as it is until the ruling.
    """
    if not point.current:
        raise Refused("This point was changed already. Your words are still here.", status=409)
    if change_waits(session, point):
        raise Refused("A change of this point waits already, for a moderator or for you.")
    card = points.challenged_card(session, point)
    if card is not None:
        raise Refused(
            f"Its card No. {card} is challenged, so this point stands as it is until the ruling. "
            "Your words are still here."
        )


def change_waits(
    session: Session, point: Point, states: Sequence[str] = ("held", "returned")
) -> bool:
    """Whether another version is to take a point's place once a moderator or its author decides."""
    return read(session, _WAITING, {"point": point.id, "states": states}).first() is not None


def may_resend(
    session: Session, here: DebateNow, step_index: int, old: Point, arrival: int
) -> bool:
    """Whether a returned point may still be sent again, by when the post came (ms)."""
    bell = here.ends[step_index].end_ms
    back = session.scalar(
        select(func.max(ModerationAct.at_ms)).where(
            ModerationAct.point_id == old.id, ModerationAct.kind == "return"
        )
    )
    until = resend_until_ms(bell, back or 0)
    return until is None or arrival <= until


_WAITING = select(Point.id).where(
    Point.replaces_id == bindparam("point"),
    Point.current,
    Point.state.in_(bindparam("states", expanding=True)),
)
_OPENED = select(Draft.id, Draft.returned_point_id).where(
    Draft.seat_id == bindparam("seat"), Draft.step_index == bindparam("step"), Draft.position == 0
)


def forget(
    session: Session,
    actor: Actor,
    step_index: int,
    draft: Draft | None,
    old: Point | None = None,
) -> None:
    """Drop the draft whose words were sent: the given one, else what stood in the composer.

    Where they took the place of `old`, drafts that were to do so go.
    """
    if old is not None:
        write(session, _FORGET_CHANGES, [{"seat": actor.seat_id, "point": old.id}])
    elif draft is not None:
        session.delete(draft)
        session.flush()
    else:
        write(session, _FORGET, [{"seat": actor.seat_id, "step": step_index}])


_FORGET_CHANGES = delete(Draft).where(
    Draft.seat_id == bindparam("seat"), Draft.returned_point_id == bindparam("point")
)
_FORGET = delete(Draft).where(
    Draft.seat_id == bindparam("seat"),
    Draft.step_index == bindparam("step"),
    Draft.position == 0,
    Draft.returned_point_id.is_(None),
)


def forget_again(session: Session, actor: Actor, words: Words) -> None:
    """Empty composers of words that were sent, and saved once more for want of an answer."""
    new = Draft.position == 0, Draft.returned_point_id.is_(None)
    for draft in session.scalars(select(Draft).where(Draft.seat_id == actor.seat_id, *new)).all():
        if words_of(draft) == words:
            session.delete(draft)
    session.flush()


def words_of(draft: Draft) -> Words:
    """The words of a draft as they were saved."""
    links = tuple((kind, target) for kind, target in draft.links)
    return Words(draft.claim, draft.reasons, tuple(draft.cards), links)


def prepared(session: Session, actor: Actor, step_index: int) -> list[int]:
    """Ids of the prepared points of a step, in order; the composer's words come last."""
    rows = session.execute(
        select(Draft.id, Draft.position).where(*_of(actor, step_index), Draft.claim != "")
    ).all()
    return [row.id for row in sorted(rows, key=lambda row: (row.position == 0, row.position))]


def _put_late_aside(session: Session, actor: Actor, step_index: int, words: Words) -> None:
    draft = open_draft(session, actor, step_index)
    if draft is None or not draft.reason:
        return
    if (draft.claim, draft.reasons) != (words.claim, words.reasons):
        draft.position = _last(session, actor.seat_id, step_index) + 1
        session.flush()


def _last(session: Session, seat_id: int, step_index: int) -> int:
    last = session.scalar(
        select(func.max(Draft.position)).where(
            Draft.seat_id == seat_id, Draft.step_index == step_index
        )
    )
    return last or 0


def _of(actor: Actor, step_index: int) -> tuple[ColumnElement[bool], ...]:
    return (Draft.seat_id == actor.seat_id, Draft.step_index == step_index)


def _write(draft: Draft, words: Words, now: int) -> None:
    draft.claim, draft.reasons = words.claim, words.reasons
    draft.cards, draft.links = list(words.cards), [list(link) for link in words.links]
    draft.revision += 1
    draft.saved_ms = now
