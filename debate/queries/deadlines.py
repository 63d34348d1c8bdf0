"""Reads of deadlines over days: what one seat owes, who owes what, when each step is due.

Does not belong here: the rules of dates (`domain.deadlines`), calendar files (`export.deadlines`).

Moderators read the dates that hold without extra time: theirs are shown and passed on, and must
not tell who has more. What a seat reads of itself is its own.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import clock, deadlines
from debate.domain.deadlines import Deadline, Owing
from debate.domain.events import ROOM
from debate.domain.formats import Format
from debate.domain.permissions import Actor
from debate.domain.speeches import GROUP_OF
from debate.domain.steps import Step
from debate.domain.visibility import label
from debate.models.polls import Vote
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.models.speeches import Reflection
from debate.queries.debates import DebateNow, SeatLine, SpeechLine


class OwnLine(NamedTuple):
    """A deadline of one seat. `state`: now | late (still let in) | next. Times in ms."""

    what: str
    address: str  # of the speech, "" for all else
    step_index: int
    state: str
    opens_ms: int | None
    due_ms: int
    late_until_ms: int
    policy: str


class OwedLine(NamedTuple):
    """Somebody who has not handed in yet. `state`: now | late (past the date, still let in)."""

    seat_number: int
    label: str
    side: str | None
    what: str
    address: str
    state: str
    due_ms: int


class Owed(NamedTuple):
    """Who owes what, with the text that reminds them. In the step that runs `missing` of `of`."""

    lines: tuple[OwedLine, ...]
    missing: int
    of: int
    reminder: str

    @property
    def groups(self) -> tuple[tuple[OwedLine, ...], ...]:
        """The lines by what they are and when it is due."""
        by = groupby(self.lines, lambda line: (line.due_ms, line.what))
        return tuple(tuple(lines) for _, lines in by)


class StepLine(NamedTuple):
    """A step with its dates. `ends_ms`: when it moves on at the latest, later with extra time."""

    name: str
    who: str
    status: str  # done | now | next
    opens_ms: int | None
    due_ms: int | None
    ends_ms: int | None
    all_in: bool  # moves on when all have handed in
    policy: str


class Schedule(NamedTuple):
    """The due dates of a debate; `planned`: it has not started, these are if it did now."""

    lines: tuple[StepLine, ...]
    planned: bool
    due_ms: int | None  # of the step that runs


class Entry(NamedTuple):
    """A deadline for a calendar. `uid` stays the same when the date moves."""

    uid: str
    summary: str
    description: str
    due_ms: int
    sequence: int


def over_days(fmt: Format) -> bool:
    """Whether any step has a due date."""
    return any(step.due_hours for step in fmt.steps)


def own(here: DebateNow, actor: Actor, done: bool) -> tuple[OwnLine, ...]:
    """What a seat has still to hand in, in order; `done`: it did so in the step that runs.

    No statement: it is part of the room.
    """
    seat = here.seat(actor.seat_id)
    if seat is None or not over_days(here.fmt):
        return ()
    found = []
    for one in _of_seat(here, seat):
        state = _state(here, seat, one, done)
        if state:
            found.append(
                OwnLine(
                    one.step.name,
                    one.address,
                    one.step.index,
                    state,
                    one.opens_ms,
                    one.due_ms,
                    one.late_until_ms,
                    deadlines.policy(one.step),
                )
            )
    return tuple(found)


def owed(session: Session, here: DebateNow) -> Owed | None:
    """Who owes what now, three statements at most; None in a debate without due dates."""
    if not over_days(here.fmt):
        return None
    done = _done(session, here)
    lines, asked, missing = [], 0, 0
    for seat in here.seats:
        for one in () if seat.absent else _of_seat(here, seat, 100):
            asked += one.asked and _runs(here, one)
            state = _owed_state(here, seat, one, seat.id in done)
            missing += state != "" and _runs(here, one)
            if state:
                name, address = one.step.name, one.address
                line = OwedLine(
                    seat.number, seat.label, seat.side, name, address, state, one.due_ms
                )
                lines.append(line)
    lines.sort(key=lambda line: (line.due_ms, line.what))
    return Owed(tuple(lines), missing, asked, _reminder(session, here, lines))


def schedule(here: DebateNow) -> Schedule:
    """Every step with its dates; before the start as they would be if it began now."""
    reading = here.reading
    planned = reading.state == "ready"
    controls = (clock.Control(1, "start", here.now),) if planned else here.controls
    factors = here.factors or 100
    dues = clock.dues(here.fmt, controls, factors) if planned else here.dues
    spans = clock.step_ends(here.fmt, controls, factors) if planned else here.ends
    lines = tuple(
        StepLine(
            name=step.name,
            who=_who(here, step),
            status=_status(here, step.index),
            opens_ms=span.start_ms,
            due_ms=due,
            ends_ms=span.end_ms,
            all_in=step.advance == "handed_in",
            policy=deadlines.policy(step),
        )
        for step, span, due in zip(here.fmt.steps, spans, dues, strict=True)
    )
    runs = reading.state == "running"
    return Schedule(lines, planned, here.dues[reading.step_index] if runs else None)


def missed(here: DebateNow, line: SpeechLine) -> bool:
    """Whether a speech over days was not handed in, though its step is over."""
    over = _status(here, line.step_index) == "done"
    step = here.fmt.steps[line.step_index]
    return line.seat_id is not None and deadlines.missed(step, over, line.handed_in_ms)


def preview(fmt: Format, now: int) -> tuple[tuple[str, int], ...]:
    """Steps with a due date, and when that would be if the debate started at `now` (ms)."""
    if not over_days(fmt):
        return ()
    dues = clock.dues(fmt, (clock.Control(1, "start", now),), 100)
    return tuple(
        (step.name, due) for step, due in zip(fmt.steps, dues, strict=True) if due is not None
    )


def of_seat(here: DebateNow, actor: Actor) -> tuple[Entry, ...]:
    """The calendar of one seat: all its due dates that are known. Nobody else is named."""
    seat = here.seat(actor.seat_id)
    found = () if seat is None else _of_seat(here, seat)
    return tuple(
        _entry(here, one.step, one.due_ms, str(actor.seat_number), deadlines.policy(one.step))
        for one in found
    )


def of_debates(rooms: Sequence[DebateNow]) -> tuple[Entry, ...]:
    """The calendar of staff: every due date of these debates. Nobody is named."""
    return tuple(
        _entry(here, step, due, "staff", f"Room {here.number}. {deadlines.policy(step)}")
        for here in rooms
        for step, due in zip(here.fmt.steps, here.dues, strict=True)
        if due is not None
    )


def _of_seat(here: DebateNow, seat: SeatLine, factor: int | None = None) -> tuple[Deadline, ...]:
    """What a seat hands in; `factor` instead of its own extra time."""
    percent = seat.factor if factor is None else factor
    dues = here.dues
    if percent != 100:
        dues = clock.dues(here.fmt, here.controls, here.factors or 100, percent)
    held: dict[int, list[str]] = {}
    for line in here.speeches:
        if seat.id in (line.seat_id, line.answerer_id):
            held.setdefault(line.step_index, []).append(line.address)
    opens = [span.start_ms for span in here.ends]
    return deadlines.of_seat(here.fmt.steps, opens, dues, GROUP_OF[seat.role], held)


def _state(here: DebateNow, seat: SeatLine, one: Deadline, done: bool) -> str:
    """now | late | next, or "" for what is done or too late."""
    if _is_ahead(here, one):
        return "next"
    if _is_in(here, one, done):
        return ""
    if _runs(here, one) and here.now <= one.due_ms:
        return "now"
    return "late" if _let_in(here, seat, one) else ""


def _owed_state(here: DebateNow, seat: SeatLine, one: Deadline, done: bool) -> str:
    """now | late, or "". Of a step that runs all are named alike, whether one has more time."""
    if not one.asked or _is_ahead(here, one) or _is_in(here, one, done):
        return ""
    if _runs(here, one):
        return "now" if here.now <= one.due_ms else "late"
    return "late" if _let_in(here, seat, one) else ""


def _is_ahead(here: DebateNow, one: Deadline) -> bool:
    return one.step.index > here.reading.step_index and here.reading.state != "finished"


def _runs(here: DebateNow, one: Deadline) -> bool:
    return one.step.index == here.reading.step_index and here.reading.state != "finished"


def _is_in(here: DebateNow, one: Deadline, done: bool) -> bool:
    """Whether it is handed in; of a vote or a reflection in a step that is over, nobody asks."""
    line = here.speech(one.address) if one.address else None
    if line is None:
        return done or not _runs(here, one)
    return line.handed_in_ms is not None


def _let_in(here: DebateNow, seat: SeatLine, one: Deadline) -> bool:
    verdict = clock.accepts(
        here.fmt,
        here.controls,
        here.factors or 100,
        one.step.index,
        here.now,
        seat.factor,
        heartbeat_ms=here.heartbeat_ms,
    )
    return verdict.ok


def _done(session: Session, here: DebateNow) -> set[int]:
    """The seats that voted or reflected, where that is what the step asks for."""
    step = here.reading.step
    if step is not None and step.entry == "vote":
        cast = select(Vote.seat_id).where(Vote.debate_id == here.id, Vote.poll == step.poll)
        return set(session.scalars(cast))
    if step is not None and step.entry == "reflection":
        written = select(Reflection.seat_id).where(Reflection.debate_id == here.id)
        return set(session.scalars(written))
    return set()


def _reminder(session: Session, here: DebateNow, lines: Sequence[OwedLine]) -> str:
    """It is passed on to everybody, so it calls people what the room calls them."""
    title = f"{here.sitting_title}, room {here.number}"
    codes = _codes(session, here) if lines else {}
    owing = []
    for one in lines:
        label = codes.get(one.seat_number, one.label)
        whose = f"{label} ({one.address})" if one.address else label
        owing.append(Owing(whose, one.what, one.due_ms))
    return deadlines.reminder(title, here.motion_text, owing, here.time_zone, here.now)


def _codes(session: Session, here: DebateNow) -> Mapping[int, str]:
    """Seats by number with their codes, where the room shows codes; else none."""
    rows = session.execute(
        select(Seat.number, Seat.code_name)
        .join(Sitting, Sitting.id == Seat.sitting_id)
        .where(Seat.debate_id == here.id, Sitting.room_labels == "codes")
    )
    return {
        row.number: label(row.number, "", row.code_name or "", ROOM, "codes", "codes")
        for row in rows
    }


def _who(here: DebateNow, step: Step) -> str:
    lines = here.speeches_of(step.index)
    if step.turns or step.asker:
        seats = [line.seat_id for line in lines] + [line.answerer_id for line in lines]
        return ", ".join(dict.fromkeys(here.label(seat) for seat in seats if seat))
    return ", ".join(step.open_to)


def _status(here: DebateNow, index: int) -> str:
    if here.reading.state == "ready" or index > here.reading.step_index:
        return "next"
    over = index < here.reading.step_index or here.reading.state == "finished"
    return "done" if over else "now"


def _entry(here: DebateNow, step: Step, due_ms: int, whose: str, note: str) -> Entry:
    return Entry(
        uid=f"{here.slug}.{step.slug}.{whose}@clashroom",
        summary=f"{step.name} due: {here.motion_text}",
        description=f"{here.sitting_title}. {step.hint} {note}",
        due_ms=due_ms,
        sequence=len(here.controls),  # the same for all: nothing in it tells of extra time
    )
