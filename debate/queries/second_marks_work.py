"""One student's work as a second marker reads it: under a code, with no name in any part of it.

Belongs here: the pseudonymous reading of what the room saw of a seat. Does not belong here: who is
behind a code (`second_marks`). Whoever else speaks in it is "another speaker".
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain.rubrics import Rubric
from debate.models.debates import Debate
from debate.models.second_marks import SecondMark, SecondRound
from debate.models.sittings import Sitting
from debate.queries import polls, speeches, transcripts_copies, transcripts_steps
from debate.queries.debates import DebateNow
from debate.queries.transcripts_steps import PointLine

OTHERS = "Another speaker"


class WorkTurn(NamedTuple):
    """A speech in which the student said something."""

    address: str
    step_name: str
    side: str | None
    points: tuple[PointLine, ...]


class Work(NamedTuple):
    """A piece of work with the second mark so far; `marker_id` is the account that was asked."""

    code: str
    marker_id: int
    motion: str
    side: str
    rubric: Rubric
    turns: tuple[WorkTurn, ...]
    reflection: str
    levels: Mapping[str, int]
    comment: str
    handed_in_ms: int | None


def work(session: Session, sitting_slug: str, number: int, code: str, now: int) -> Work | None:
    """The work under a code of round `number`; None without it. A fixed number of statements."""
    row = session.execute(
        select(SecondMark, SecondRound.marker_id, Debate.slug)
        .join(SecondRound, SecondRound.id == SecondMark.round_id)
        .join(Sitting, Sitting.id == SecondRound.sitting_id)
        .join(Debate, Debate.id == SecondMark.debate_id)
        .where(Sitting.slug == sitting_slug, SecondRound.number == number, SecondMark.code == code)
    ).one_or_none()
    if row is None:
        return None
    mark: SecondMark = row.SecondMark
    opened = transcripts_copies.load(session, row.slug, now, names=False)
    assert opened is not None
    here, copy = _under(opened[0], mark), opened[1]
    points = speeches.point_rows(session, here)
    lines = transcripts_steps.point_lines(session, here, points, copy)
    seat = here.seat(mark.seat_id)
    return Work(
        code=code,
        marker_id=row.marker_id,
        motion=copy.plain(here.motion_text),
        side=here.fmt.sides[seat.side] if seat and seat.side else "",
        rubric=here.rubric,
        turns=_turns(here, mark.seat_id, lines),
        reflection=copy.plain(polls.own_reflection(session, here.id, mark.seat_id)),
        levels=mark.levels,
        comment=mark.comment,
        handed_in_ms=mark.handed_in_ms,
    )


def _under(here: DebateNow, mark: SecondMark) -> DebateNow:
    """The debate with the code for the student, and one label for everybody else."""
    lines = (
        line._replace(label=mark.code if line.id == mark.seat_id else OTHERS) for line in here.seats
    )
    return replace(here, seats=tuple(lines))


def _turns(here: DebateNow, me: int, lines: tuple[PointLine, ...]) -> tuple[WorkTurn, ...]:
    """The speeches with the student's points; of an exchange both halves stay together."""
    mine = {(one.row.speech, one.row.number) for one in lines if one.seat_id == me}
    found = []
    for speech in here.speeches:
        points = tuple(
            one
            for one in lines
            if one.row.speech == speech.address
            and (one.seat_id == me or (one.row.half and (speech.address, one.row.number) in mine))
        )
        if points:
            name = here.fmt.steps[speech.step_index].name
            found.append(WorkTurn(speech.address, name, speech.side, points))
    return tuple(found)
