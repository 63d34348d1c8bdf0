"""Acts on several rooms of a session at once: their clocks, and what all of them were told.

Does not belong here: what one control does (`controls`), sending an announcement (`moderation`),
moving seats between rooms (`seats_places`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import boards, clock
from debate.domain.events import MODERATORS, Change
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.debates import Debate
from debate.models.sittings import Announcement, Sitting
from debate.queries.debates import load
from debate.queries.moderation import undecided
from debate.services import controls, debates, events, moderation_log


@dataclass(frozen=True)
class Together:
    """A control for several rooms, by their numbers.

    `value`: seconds for "add". `steps`: the step that each room was shown at, where another one
    counts as moved on. `named`: ids of undecided points that were named before an end.
    """

    kind: str
    rooms: Collection[int]
    value: int = 0
    steps: Mapping[int, int] = field(default_factory=dict)
    named: Collection[int] = ()


def act(
    session: Session, actor: Actor, sitting: Sitting, together: Together, *, now: int
) -> boards.Done:
    """Move the clocks of rooms of a sitting, whose row is locked, in one transaction.

    Rooms that cannot do it stay as they are, with the reason. Raises Refused when no room was
    chosen or none could do it, NotFound for a control or a room that there is not.
    """
    if together.kind not in boards.TOGETHER:
        raise NotFound
    moved: list[int] = []
    stayed: dict[int, str] = {}
    for debate in _rooms(session, sitting, together.rooms):
        why = _move(session, actor, debate, together, now)
        if why:
            stayed[debate.number] = why
        else:
            moved.append(debate.number)
    done = boards.Done(together.kind, tuple(sorted(moved)), _by_number(stayed), together.value)
    if not moved:
        raise Refused(boards.said(done), status=409)
    return done


def withdraw(
    session: Session, actor: Actor, sitting: Sitting, announcement_id: int, *, now: int
) -> None:
    """Take an announcement off the screens of all rooms; the record keeps that it was made.

    Nothing when it was taken back already. Raises NotFound.
    """
    row = session.get(Announcement, announcement_id)
    if row is None or row.sitting_id != sitting.id:
        raise NotFound
    if row.withdrawn_ms is not None:
        return
    row.withdrawn_ms = now
    session.flush()
    for debate in debates.lock_all(session, sitting):
        events.record(
            session,
            debate,
            "announcement_withdrawn",
            now=now,
            payload={"announcement": row.id},
            changes=[Change(f"announcement-{row.id}", taken_back=True)],
        )
        moderation_log.add(session, actor, debate.id, "withdraw", now)


def _rooms(session: Session, sitting: Sitting, numbers: Collection[int]) -> Sequence[Debate]:
    """These rooms, locked in order of their ids."""
    if not numbers:
        raise Refused("Choose at least one room.", "room")
    ids = session.scalars(
        select(Debate.id)
        .where(Debate.sitting_id == sitting.id, Debate.number.in_(numbers))
        .order_by(Debate.id)
    ).all()
    if len(ids) < len(set(numbers)):
        raise NotFound
    return [debates.lock(session, debate_id) for debate_id in ids]


def _move(session: Session, actor: Actor, debate: Debate, together: Together, now: int) -> str:
    """Give one room its control; why not, or "" when it moved."""
    here = load(session, debate.id, MODERATORS, now)
    if here is None:
        raise NotFound
    reading, step = here.reading, together.steps.get(debate.number)
    if step is not None and step != reading.step_index and reading.state != "finished":
        return "moved"
    allowed = clock.allowed_controls(reading)
    why = boards.reason(together.kind, reading.state, allowed, reading.prep_side is not None)
    if why:
        return why
    if together.kind == "finish" and not _all_named(session, debate, together.named):
        return "points"
    try:
        controls.act(session, actor, debate, together.kind, together.value, now=now, confirmed=True)
    except Refused as refused:  # before anything was written
        return refused.sentence
    return ""


def _all_named(session: Session, debate: Debate, named: Collection[int]) -> bool:
    return {point_id for point_id, _, _ in undecided(session, debate.id)} <= set(named)


def _by_number(stayed: Mapping[int, str]) -> Mapping[int, str]:
    return {number: stayed[number] for number in sorted(stayed)}
