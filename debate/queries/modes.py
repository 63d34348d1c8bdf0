"""Reads of how a debate is held: who enters points for others, and in which speeches.

Does not belong here: the page on which they do (`modes_entry`), the rules (`domain.modes`).
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from debate.db import read
from debate.domain import modes
from debate.domain.permissions import MODERATORS, Actor
from debate.domain.speeches import GROUP_OF
from debate.models.modes import Scribe
from debate.queries import debates_teams
from debate.queries.debates import DebateNow, SeatLine, SpeechLine


class ScribeLine(NamedTuple):
    """A seat that enters points for others, of one side or (None) of all."""

    seat_id: int
    label: str
    number: int
    side: str | None


def scribes(session: Session, here: DebateNow) -> tuple[ScribeLine, ...]:
    """Who enters points for others; no statement where all type for themselves."""
    if here.mode == modes.TYPED:
        return ()
    found = []
    for row in read(session, _CURRENT, {"debate": here.id}):
        line = here.seat(row.seat_id)
        if line is not None:
            found.append(ScribeLine(line.id, line.label, line.number, row.side))
    return tuple(found)


def speakers(here: DebateNow, line: SpeechLine) -> tuple[SeatLine, ...]:
    """Whose words a point of this speech may be: who holds it, or may take its open floor."""
    step = here.fmt.steps[line.step_index]
    if step.crossfire:
        return debates_teams.speakers(here, step)
    if step.turns or step.asker:
        held = (here.seat(line.seat_id), here.seat(line.answerer_id))
        return tuple(one for one in held if one is not None)
    return tuple(one for one in here.seats if GROUP_OF[one.role] in step.open_to and not one.absent)


def may_enter(
    here: DebateNow,
    actor: Actor,
    known: Sequence[ScribeLine],
    line: SpeechLine,
    speaker: SeatLine,
) -> bool:
    """Whether the actor enters what this seat says: as moderator, scribe, or the seat itself.

    For oneself one enters what one holds; on an open floor one needs the floor, as always.
    """
    held = bool(here.fmt.steps[line.step_index].turns) or line.answerer_id is not None
    if actor.seat_id == speaker.id and held and here.mode == modes.SPOKEN:
        return True
    if actor.role in MODERATORS:
        return True
    own = next((one for one in known if one.seat_id == actor.seat_id), None)
    return own is not None and own.side in (None, speaker.side)


def entered(
    here: DebateNow, actor: Actor, known: Sequence[ScribeLine]
) -> tuple[tuple[SpeechLine, tuple[SeatLine, ...]], ...]:
    """The speeches whose points the actor may enter, with whose words these may be."""
    found = []
    for line in here.speeches:
        if modes.entered_later(here.mode, here.fmt.steps[line.step_index], True):
            own = tuple(
                one for one in speakers(here, line) if may_enter(here, actor, known, line, one)
            )
            if own:
                found.append((line, own))
    return tuple(found)


_CURRENT = (
    select(Scribe.seat_id, Scribe.side)
    .where(Scribe.debate_id == bindparam("debate"), Scribe.ended_ms.is_(None))
    .order_by(Scribe.id)
)
