"""Reads of the console: the floor, hands up, held points, who is here.

Belongs here: what moderators are shown of a debate while it runs. Each function serves the page, a
part and a frame alike. Does not belong here: the run of show (`controls`), what the room is shown
(`speeches`, `floor`), the list of a session's people with their links (`sittings`).
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from debate.domain import clock
from debate.domain.events import MODERATORS
from debate.domain.flow import ANSWERS
from debate.domain.speeches import needs_floor
from debate.domain.steps import SIDES
from debate.models.debates import Debate
from debate.models.moderation import FloorRequest
from debate.models.seats import Presence
from debate.models.sittings import Sitting
from debate.models.speeches import Point, Speech
from debate.queries import measures, offers, polls, pseudonyms, wordlists
from debate.queries.controls import RoomClock, StepLine, clocks, left_ms, show, votes_in
from debate.queries.debates import DebateNow, SeatLine, load
from debate.queries.floor import Floor, floor
from debate.queries.floor_balance import Balance, balance, debaters, spoken_ms
from debate.queries.floor_queue import Hand, heard, queue
from debate.queries.measures import Held
from debate.queries.seats import WaitingSeat, waiting
from debate.queries.sittings import HERE_MS
from debate.queries.speeches import PointRow, point_rows

RECENT = 3


class Tab(NamedTuple):
    """One room of the session: its clock, and how much waits there for a moderator."""

    debate_id: int
    number: int
    step_name: str
    state: str
    left_ms: int
    ends_ms: int | None
    hands: int
    held: int
    chosen: bool
    now: int

    @property
    def waiting(self) -> int:
        """Hands up and held points."""
        return self.hands + self.held


class Stage(NamedTuple):
    """What is live: the floor, what may be done with the clock, what was said in this step."""

    floor: Floor
    step_index: int
    controls: frozenset[str]
    undo_until_ms: int | None
    given: bool  # a moderator gave somebody the floor
    open_floor: bool
    prep: tuple[tuple[str, str, int], ...]  # side, its name, preparation left in ms
    over_days: bool
    points: int
    answering: int
    citing: int
    votes: int | None
    doubtful: tuple[str, ...]  # of seats that keep the totals of the vote waiting


class HeldPoint(NamedTuple):
    """A point that waits for a decision. `replaces`: the address of its earlier version, or ""."""

    row: PointRow
    step_name: str
    replaces: str
    found: tuple[str, ...]  # by the word list of the class
    names: tuple[str, ...]  # that it seems to hold, where the room sees codes


class Review(NamedTuple):
    """What waits for the moderator, and the last points that went through."""

    hold: bool
    held: tuple[HeldPoint, ...]
    recent: tuple[PointRow, ...]
    finished: bool
    held_also: Held  # rounds and people whose points wait


class Voice(NamedTuple):
    """How long a debater has spoken; where `People.in_points`, the number of points instead."""

    label: str
    side: str | None
    seconds: int


class People(NamedTuple):
    """Who is here and who has been heard. `expected` leaves out who is marked absent."""

    here: int
    expected: int
    quiet: tuple[SeatLine, ...]
    quiet_of: int
    away: tuple[SeatLine, ...]
    unconfirmed: tuple[SeatLine, ...]
    absent: tuple[SeatLine, ...]
    waiting: tuple[WaitingSeat, ...]  # in the session, without a room
    voices: tuple[Voice, ...]
    in_points: bool  # voices count points, since steps last for days
    totals: tuple[tuple[str, int], ...]  # name of the side, seconds or points
    balance: Balance
    give_floor: bool  # a name may be given the floor now


class Console(NamedTuple):
    """The console of a session with one of its rooms chosen."""

    here: DebateNow
    tabs: tuple[Tab, ...]
    show: tuple[StepLine, ...]
    left_ms: int
    stage: Stage
    queue: tuple[Hand, ...]
    review: Review
    people: People


def console(session: Session, sitting_slug: str, room: int, now: int) -> Console | None:
    """Room `room` of a session (0: its first) as moderators see it; None if there is none.

    A fixed number of statements, however many people and points there are.
    """
    rooms = tabs(session, sitting_slug, room, now)
    chosen = next((tab for tab in rooms if tab.chosen), None)
    here = load(session, chosen.debate_id, MODERATORS, now) if chosen else None
    if here is None:
        return None
    rows = point_rows(session, here)
    return Console(
        here=here,
        tabs=rooms,
        show=show(session, here),
        left_ms=left_ms(here),
        stage=stage(session, here, rows),
        queue=queue(session, here),
        review=review(session, here, rows),
        people=people(session, here),
    )


def tabs(session: Session, sitting_slug: str, room: int, now: int) -> tuple[Tab, ...]:
    """The rooms of a session with their clocks; `room` (0: the first) is the chosen one."""
    of_sitting = Debate.sitting_id == (
        select(Sitting.id).where(Sitting.slug == sitting_slug).scalar_subquery()
    )
    rooms = sorted(clocks(session, of_sitting, now), key=lambda one: one.number)
    ids = [one.id for one in rooms]
    hands = _open_hands(session, ids)
    held = _held(session, ids)
    number = room or (rooms[0].number if rooms else 0)
    return tuple(_tab(one, hands, held, number, now) for one in rooms)


def stage(session: Session, here: DebateNow, rows: Sequence[PointRow] | None = None) -> Stage:
    """Who has the floor, and what a moderator may do about it."""
    head, reading = floor(here, offers.current(session, here)), here.reading
    step = reading.step if reading.state not in ("ready", "finished") else None
    speeches = {line.address for line in here.speeches_of(step.index)} if step else set()
    found = point_rows(session, here) if rows is None else rows
    said = [row for row in found if row.speech in speeches and row.state == "sent"]
    votes = votes_in(session, here)
    return Stage(
        floor=head,
        step_index=reading.step_index,
        controls=clock.allowed_controls(reading),
        undo_until_ms=reading.undo_until_ms if reading.can_go_back else None,
        given=bool(step and (head.guest or (needs_floor(step) and head.speaker))),
        open_floor=bool(step and needs_floor(step)),
        prep=tuple(
            (side, here.fmt.sides[side], reading.prep_left_ms[side])
            for side in SIDES
            if here.fmt.prep_bank_s
        ),
        over_days=bool(reading.step and reading.step.due_hours),
        points=len(said),
        answering=sum(any(link.kind in ANSWERS for link in row.links) for row in said),
        citing=sum(bool(row.cards) for row in said),
        votes=votes.get(head.poll, 0) if head.poll else None,
        doubtful=tuple(line.label for line in polls.doubtful(session, here)),
    )


def review(session: Session, here: DebateNow, rows: Sequence[PointRow] | None = None) -> Review:
    """Held points in the order they were sent, and the last ones that the room was shown."""
    found = point_rows(session, here) if rows is None else rows
    steps = {line.address: here.fmt.steps[line.step_index].name for line in here.speeches}
    addresses = {row.id: row.address for row in found if row.number}
    held = sorted((row for row in found if row.state == "held"), key=lambda row: row.id)
    sent = sorted((row for row in found if row.state == "sent"), key=lambda row: row.sent_ms)
    words = wordlists.of_points(session, here, [row.id for row in held])
    names = pseudonyms.typed(session, here, [f"{row.claim}\n{row.reasons_html}" for row in held])
    return Review(
        hold=here.hold,
        held=tuple(
            HeldPoint(
                row,
                steps[row.speech],
                addresses.get(row.replaces_id or 0, ""),
                words.get(row.id, ()),
                named,
            )
            for row, named in zip(held, names, strict=True)
        ),
        recent=tuple(reversed(sent[-RECENT:])),
        finished=here.reading.state == "finished",
        held_also=measures.held(here),
    )


def people(session: Session, here: DebateNow) -> People:
    """Who is here, who was not heard yet, and how long each debater has spoken."""
    seen = dict(
        session.execute(
            select(Presence.seat_id, Presence.seen_ms).where(
                Presence.seat_id.in_([line.id for line in here.seats])
            )
        ).all()
    )
    known = heard(session, here.id)
    there = [line for line in here.seats if not line.absent]
    is_here = {line.id for line in there if here.now - seen.get(line.id, 0) <= HERE_MS}
    may_speak = [line for line in there if line.role != "judge"]
    in_points = any(step.due_hours and step.turns for step in here.fmt.steps)
    spoken = spoken_ms(session, here)
    voices = _points(session, here) if in_points else _minutes(here, spoken)
    step = here.reading.step if here.reading.state in ("running", "paused", "over") else None
    return People(
        here=len(is_here),
        expected=len(there),
        quiet=tuple(line for line in may_speak if line.id not in known),
        quiet_of=len(may_speak),
        away=tuple(line for line in there if line.id not in is_here),
        unconfirmed=tuple(line for line in there if line.claimed and not line.confirmed),
        absent=tuple(line for line in here.seats if line.absent),
        waiting=waiting(session, here.sitting_id),
        voices=voices,
        in_points=in_points,
        totals=tuple(
            (here.fmt.sides[side], sum(one.seconds for one in voices if one.side == side))
            for side in SIDES
        ),
        balance=balance(session, here, spoken),
        give_floor=bool(step and needs_floor(step)),
    )


def undecided(session: Session, debate_id: int) -> Sequence[tuple[int, int, str]]:
    """Held points that nobody decided on, oldest first: (id of point, id of seat, speech)."""
    rows = session.execute(
        select(Point.id, Point.seat_id, Speech.address)
        .join(Speech, Speech.id == Point.speech_id)
        .where(Point.debate_id == debate_id, Point.current, Point.state == "held")
        .order_by(Point.id)
    )
    return [(point_id, seat_id, address) for point_id, seat_id, address in rows]


def room_ids(session: Session, sitting_slug: str) -> Sequence[int]:
    """The ids of a session's rooms, in order."""
    return session.scalars(
        select(Debate.id)
        .join(Sitting, Sitting.id == Debate.sitting_id)
        .where(Sitting.slug == sitting_slug)
        .order_by(Debate.number)
    ).all()


def _tab(
    one: RoomClock, hands: Mapping[int, int], held: Mapping[int, int], number: int, now: int
) -> Tab:
    reading = one.reading
    return Tab(
        debate_id=one.id,
        number=one.number,
        step_name=reading.step.name if reading.step else "Over",
        state=reading.state,
        left_ms=reading.left_ms,
        ends_ms=reading.ends_ms,
        hands=hands.get(one.id, 0),
        held=held.get(one.id, 0),
        chosen=one.number == number,
        now=now,
    )


def _open_hands(session: Session, ids: Collection[int]) -> Mapping[int, int]:
    rows = session.execute(
        select(FloorRequest.debate_id, func.count())
        .where(FloorRequest.debate_id.in_(ids), FloorRequest.done_ms.is_(None))
        .group_by(FloorRequest.debate_id)
    )
    return dict(rows.all())


def _held(session: Session, ids: Collection[int]) -> Mapping[int, int]:
    rows = session.execute(
        select(Point.debate_id, func.count())
        .where(Point.debate_id.in_(ids), Point.current, Point.state == "held")
        .group_by(Point.debate_id)
    )
    return dict(rows.all())


def _minutes(here: DebateNow, spoken: Mapping[int | None, int]) -> tuple[Voice, ...]:
    return tuple(
        Voice(line.label, line.side, spoken.get(line.id, 0) // 1000) for line in debaters(here)
    )


def _points(session: Session, here: DebateNow) -> tuple[Voice, ...]:
    """Points that stand, where steps last for days and minutes say nothing."""
    rows = session.execute(
        select(Point.seat_id, func.count())
        .where(Point.debate_id == here.id, Point.current, Point.state == "sent")
        .group_by(Point.seat_id)
    )
    counts = dict(rows.all())
    return tuple(Voice(line.label, line.side, counts.get(line.id, 0)) for line in debaters(here))
