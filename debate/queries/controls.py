"""Reads of the clock: of many debates at once, and the run of show of one.

Belongs here: the clocks of several debates in four statements (the heartbeat's look round, the
console's tabs), and every step of a debate with who speaks and how long. Does not belong here: one
debate with its people and speeches (`debates`), the rest of the console (`moderation`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from debate.domain import clock
from debate.domain.steps import Format, Step, other_side
from debate.domain.text import listed
from debate.models.debates import Control, Debate, DebateFactor, Heartbeat
from debate.models.polls import Vote
from debate.queries import debates_teams
from debate.queries.deadlines import missed
from debate.queries.debates import DebateNow, SeatLine, SpeechLine, parse_format

Factors = tuple[tuple[int, int], ...]


class RoomClock(NamedTuple):
    """One debate's clock at one instant."""

    id: int
    slug: str
    number: int
    fmt: Format
    controls: tuple[clock.Control, ...]
    factors: Factors
    heartbeat_ms: int | None
    reading: clock.Reading


class Chair(NamedTuple):
    """A place in a speech that still may change hands. `half` is "q" or "a" in an exchange."""

    address: str
    half: str
    seat_id: int | None
    holder: str
    choices: tuple[SeatLine, ...]  # whom it can be given to, the side's own team first


@dataclass(frozen=True)
class StepLine:
    """One line of the run of show. Times in ms; `due_hours` instead for deadlines over days."""

    index: int
    name: str
    side: str | None
    who: str
    status: str  # done | now | next
    planned_ms: int
    used_ms: int
    due_hours: int | None
    due_ms: int | None
    missed: tuple[str, ...]  # who did not hand in, once the step is over
    votes: int | None  # how many are in, of a vote that is open or over
    chairs: tuple[Chair, ...]
    vacant: bool


def clocks(session: Session, chosen: ColumnElement[bool], now: int) -> tuple[RoomClock, ...]:
    """The clocks of the debates that `chosen` picks, at `now` (ms), in order of their ids."""
    rows = session.execute(
        select(Debate.id, Debate.slug, Debate.number, Debate.format_json)
        .where(chosen)
        .order_by(Debate.id)
    ).all()
    ids = [row.id for row in rows]
    controls, factors = _controls(session, ids), _factors(session, ids)
    heartbeat = session.scalar(select(Heartbeat.at_ms).where(Heartbeat.id == 1))
    found = []
    for row in rows:
        fmt = parse_format(row.format_json)
        own, changes = controls.get(row.id, ()), factors.get(row.id, ())
        reading = clock.read(fmt, own, changes or 100, now, heartbeat_ms=heartbeat)
        found.append(RoomClock(row.id, row.slug, row.number, fmt, own, changes, heartbeat, reading))
    return tuple(found)


def show(session: Session, here: DebateNow) -> tuple[StepLine, ...]:
    """The run of show: every step with who speaks and how long."""
    used = clock.used_ms(
        here.fmt, here.controls, here.factors or 100, here.now, heartbeat_ms=here.heartbeat_ms
    )
    votes = votes_in(session, here)
    return tuple(_step(here, step, used[step.index], votes) for step in here.fmt.steps)


def left_ms(here: DebateNow) -> int:
    """What is left of the plan, in ms, with the extra time in force; 0 when it is over."""
    reading = here.reading
    if reading.state == "finished":
        return 0
    ready = reading.state == "ready"
    first = here.fmt.first_timed if ready else reading.step_index + 1
    ahead = sum(_planned_ms(here, step) for step in here.fmt.steps[first:])
    return ahead + (0 if ready else max(reading.left_ms, 0))


def votes_in(session: Session, here: DebateNow) -> Mapping[str, int]:
    """Poll → how many votes are in. How they were cast nobody sees before it closes."""
    rows = session.execute(
        select(Vote.poll, func.count()).where(Vote.debate_id == here.id).group_by(Vote.poll)
    )
    return dict(rows.all())


def _step(here: DebateNow, step: Step, used: int, votes: Mapping[str, int]) -> StepLine:
    status = _status(here, step)
    lines = here.speeches_of(step.index)
    open_yet = status != "next" or (step.index == 0 and here.fmt.opens_with_vote)
    return StepLine(
        index=step.index,
        name=_short(step.name, here.fmt.sides.get(lines[0].side or "", "") if lines else ""),
        side=step.asker.side if step.asker else lines[0].side if len(lines) == 1 else None,
        who=_who(here, step, lines),
        status=status,
        planned_ms=_planned_ms(here, step),
        used_ms=used,
        due_hours=step.due_hours,
        due_ms=here.dues[step.index],
        missed=tuple(here.label(line.seat_id) for line in lines if missed(here, line)),
        votes=votes.get(step.poll, 0) if step.poll and open_yet else None,
        chairs=() if status == "done" else _chairs(here, step, lines),
        vacant=any(
            line.seat_id is None or (step.answerer and line.answerer_id is None)
            for line in lines
            if (step.turns and not step.crossfire) or step.asker
        ),
    )


def _short(name: str, side: str) -> str:
    """A step's name without its side's, which stands beside it as a mark."""
    rest = name.removeprefix(f"{side} ") if side else name
    return rest[:1].upper() + rest[1:]


def _status(here: DebateNow, step: Step) -> str:
    reading = here.reading
    if reading.state == "finished":
        return "done" if step.index <= reading.step_index else "next"
    if reading.state == "ready":
        return "now" if step.index == 0 and here.fmt.opens_with_vote else "next"
    if step.index == reading.step_index:
        return "now"
    return "done" if step.index < reading.step_index else "next"


def _who(here: DebateNow, step: Step, lines: Sequence[SpeechLine]) -> str:
    if step.asker and lines:
        return f"{here.label(lines[0].seat_id)} asks {here.label(lines[0].answerer_id)}"
    if step.crossfire:
        return listed([line.label for line in debates_teams.speakers(here, step)])
    if step.turns:
        return " and ".join(here.label(line.seat_id) for line in lines)
    return ""


def _planned_ms(here: DebateNow, step: Step) -> int:
    """The length of a step with the extra time in force."""
    base = step.seconds if step.seconds is not None else (step.due_hours or 0) * 3600
    return base * (here.factors[-1][1] if here.factors else 100) * 10


def _chairs(here: DebateNow, step: Step, lines: Sequence[SpeechLine]) -> tuple[Chair, ...]:
    found = []
    for line in lines:
        if step.asker and step.answerer:
            found.append(_chair(here, line, "q", line.seat_id, step.asker.side))
            found.append(_chair(here, line, "a", line.answerer_id, step.answerer.side))
        elif step.turns and not step.crossfire:
            team = other_side(line.side) if step.reversed and line.side else line.side
            found.append(_chair(here, line, "", line.seat_id, team))
    return tuple(found)


def _chair(
    here: DebateNow, line: SpeechLine, half: str, seat_id: int | None, side: str | None
) -> Chair:
    others = [seat for seat in here.seats if not seat.absent and seat.id != seat_id]
    team = sorted((seat for seat in others if seat.side == side), key=lambda seat: seat.number)
    rest = [seat for seat in others if seat.side != side] if seat_id is None else []
    return Chair(line.address, half, seat_id, here.label(seat_id), (*team, *rest))


def _controls(session: Session, ids: list[int]) -> Mapping[int, tuple[clock.Control, ...]]:
    found: dict[int, list[clock.Control]] = {}
    for row in session.execute(
        select(Control.debate_id, Control.n, Control.kind, Control.at_ms, Control.value)
        .where(Control.debate_id.in_(ids))
        .order_by(Control.debate_id, Control.n)
    ):
        line = clock.Control(row.n, row.kind, row.at_ms, row.value)
        found.setdefault(row.debate_id, []).append(line)
    return {debate_id: tuple(lines) for debate_id, lines in found.items()}


def _factors(session: Session, ids: list[int]) -> Mapping[int, Factors]:
    found: dict[int, list[tuple[int, int]]] = {}
    for row in session.execute(
        select(DebateFactor.debate_id, DebateFactor.from_ms, DebateFactor.percent)
        .where(DebateFactor.debate_id.in_(ids))
        .order_by(DebateFactor.debate_id, DebateFactor.from_ms, DebateFactor.id)
    ):
        found.setdefault(row.debate_id, []).append((row.from_ms, row.percent))
    return {debate_id: tuple(lines) for debate_id, lines in found.items()}
