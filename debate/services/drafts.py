"""Drafts: points being prepared, and what came back. Seen by their author alone; not events.

Each seat has per step one open draft (position 0: what stands in the composer) and any number of
prepared points (position 1 and on), sent one by one on one's turn.
"""

from sqlalchemy import ColumnElement, bindparam, delete, func, select
from sqlalchemy.orm import Session

from debate.db import read, write
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.speeches import Words, resend_until_ms
from debate.models.debates import Debate
from debate.models.moderation import ModerationAct
from debate.models.speeches import Draft, Point
from debate.queries.debates import DebateNow
from debate.services import events

PREPARED_MAX = 20
TEXT_MAX = 20_000


def save_open(
    session: Session, actor: Actor, debate: Debate, step_index: int, words: Words, now: int
) -> Draft:
    """Keep what stands in the composer of a step. Raises Refused above 20,000 characters."""
    if len(words.claim) + len(words.reasons) > TEXT_MAX:
        raise Refused("That is too long to keep. Shorten it; nothing was changed.", "reasons")
    draft = open_draft(session, actor, step_index)
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
) -> None:
    """Keep words that came too late, with the reason: in their draft, else in the composer.

    What came too late before them, from another device, steps back to the prepared points.
    """
    if draft is None:
        _put_late_aside(session, actor, step_index, words)
        draft = save_open(session, actor, debate, step_index, words, now)
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
) -> None:
    """Lay a returned point before its author again, as a prepared one with the note."""
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


def returned(session: Session, actor: Actor, step_index: int, draft: Draft | None) -> Point | None:
    """The returned point that `draft`, or what stands in the composer, is to replace.

    Raises Refused for one that was returned twice.
    """
    values = {"seat": actor.seat_id, "step": step_index}
    found = draft.returned_point_id if draft else read(session, _RETURNED, values).scalar()
    if found is None:
        return None
    point = session.get(Point, found)
    if point is None or not point.current or point.state != "returned":
        return None
    if point.version > 1:
        raise Refused("This point was returned twice, so it cannot be sent again.")
    return point


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


_RETURNED = select(Draft.returned_point_id).where(
    Draft.seat_id == bindparam("seat"), Draft.step_index == bindparam("step"), Draft.position == 0
)


def forget(session: Session, actor: Actor, step_index: int, draft: Draft | None) -> None:
    """Drop the draft whose words were sent: the given one, else what stood in the composer."""
    if draft is not None:
        session.delete(draft)
        session.flush()
    else:
        write(session, _FORGET, [{"seat": actor.seat_id, "step": step_index}])


_FORGET = delete(Draft).where(
    Draft.seat_id == bindparam("seat"),
    Draft.step_index == bindparam("step"),
    Draft.position == 0,
)


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
    draft.cards, draft.answers = list(words.cards), list(words.answers)
    draft.revision += 1
    draft.saved_ms = now
