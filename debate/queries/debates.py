"""Reads of one debate as it stands now: format, clock, seats with labels, speeches.

`load` is the ground that every page, frame and service of a debate stands on: a fixed number of
statements, whatever was said in it.
"""

import json
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from debate.domain import ballots, clock, formats
from debate.domain.visibility import label
from debate.models.courses import Student
from debate.models.debates import Control, Debate, DebateFactor, Heartbeat
from debate.models.decks import Deck
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.models.speeches import Speech


@dataclass(frozen=True)
class SeatLine:
    """A seat of the debate. `label` is what the loading view shows; services never use it."""

    id: int
    number: int
    role: str
    side: str | None
    position: int | None
    label: str
    factor: int
    claimed: bool
    confirmed: bool
    absent: bool


@dataclass(frozen=True)
class SpeechLine:
    """A speech, and which seats it is assigned to (None: vacant)."""

    id: int
    step_index: int
    address: str
    side: str | None
    seat_id: int | None
    answerer_id: int | None
    handed_in_ms: int | None


@dataclass(frozen=True)
class DebateNow:
    """One debate at one instant, as one view sees it."""

    id: int
    slug: str
    number: int
    sitting_id: int
    sitting_slug: str
    sitting_title: str
    sitting_state: str
    sitting_code: str
    course_id: int
    deck_id: int
    deck_slug: str
    deck_version_id: int | None
    motion_slug: str
    motion_text: str
    fmt: formats.Format
    rubric: ballots.Rubric
    controls: tuple[clock.Control, ...]
    factors: tuple[tuple[int, int], ...]
    heartbeat_ms: int | None
    reading: clock.Reading
    seats: tuple[SeatLine, ...]
    speeches: tuple[SpeechLine, ...]
    hold: bool
    dealt: bool
    exclusive: bool
    hand_size: int
    swaps: int
    team_hands: bool
    last_seq: int
    head: str
    started_ms: int | None
    ended_ms: int | None
    released_ms: int | None
    view: str
    now: int

    def seat(self, seat_id: int | None) -> SeatLine | None:
        """The seat with this id, if it sits in this debate."""
        return next((line for line in self.seats if line.id == seat_id), None)

    def label(self, seat_id: int | None) -> str:
        """The name that this view shows for a seat; "vacant" where there is none."""
        line = self.seat(seat_id)
        return line.label if line else "vacant"

    def speeches_of(self, step_index: int) -> tuple[SpeechLine, ...]:
        """The speeches of one step."""
        return tuple(line for line in self.speeches if line.step_index == step_index)


def load(session: Session, debate: int | str, view: str, now: int) -> DebateNow | None:
    """The debate with this id or slug at `now` (ms) as `view` sees it; None if there is none."""
    row = _row(session, debate)
    if row is None:
        return None
    found = row.Debate
    fmt = parse_format(found.format_json)
    controls, factors, heartbeat = _clock_rows(session, found.id)
    return DebateNow(
        id=found.id,
        slug=found.slug,
        number=found.number,
        sitting_id=row.Sitting.id,
        sitting_slug=row.Sitting.slug,
        sitting_title=row.Sitting.title,
        sitting_state=row.Sitting.state,
        sitting_code=row.Sitting.code or "",
        course_id=row.Sitting.course_id,
        deck_id=found.deck_id,
        deck_slug=row.deck_slug,
        deck_version_id=found.deck_version_id,
        motion_slug=found.motion_slug,
        motion_text=found.motion_text,
        fmt=fmt,
        rubric=parse_rubric(found.rubric_json),
        controls=controls,
        factors=factors,
        heartbeat_ms=heartbeat,
        reading=clock.read(fmt, controls, factors, now, heartbeat_ms=heartbeat),
        seats=_seats(session, found.id, view, row.Sitting),
        speeches=_speeches(session, found.id),
        hold=found.hold,
        dealt=found.dealt,
        exclusive=found.exclusive,
        hand_size=found.hand_size,
        swaps=found.swaps,
        team_hands=found.team_hands,
        last_seq=found.last_seq,
        head=found.head,
        started_ms=found.started_ms,
        ended_ms=found.ended_ms,
        released_ms=found.released_ms,
        view=view,
        now=now,
    )


@lru_cache(maxsize=256)
def parse_format(text: str) -> formats.Format:
    """A stored format; the copy in a debate never changes without its text changing."""
    return formats.read(json.loads(text))


@lru_cache(maxsize=64)
def parse_rubric(text: str) -> ballots.Rubric:
    """A stored rubric."""
    return ballots.read(json.loads(text))


def _row(session: Session, debate: int | str) -> Row[Debate, Sitting, str] | None:
    chosen = Debate.id == debate if isinstance(debate, int) else Debate.slug == debate
    return session.execute(
        select(Debate, Sitting, Deck.slug.label("deck_slug"))
        .join(Sitting, Sitting.id == Debate.sitting_id)
        .join(Deck, Deck.id == Debate.deck_id)
        .where(chosen)
    ).one_or_none()


def _clock_rows(
    session: Session, debate_id: int
) -> tuple[tuple[clock.Control, ...], tuple[tuple[int, int], ...], int | None]:
    controls = tuple(
        clock.Control(row.n, row.kind, row.at_ms, row.value)
        for row in session.execute(
            select(Control.n, Control.kind, Control.at_ms, Control.value)
            .where(Control.debate_id == debate_id)
            .order_by(Control.n)
        )
    )
    factors = tuple(
        (row.from_ms, row.percent)
        for row in session.execute(
            select(DebateFactor.from_ms, DebateFactor.percent)
            .where(DebateFactor.debate_id == debate_id)
            .order_by(DebateFactor.from_ms, DebateFactor.id)
        )
    )
    return controls, factors, session.scalar(select(Heartbeat.at_ms).where(Heartbeat.id == 1))


def _seats(session: Session, debate_id: int, view: str, sitting: Sitting) -> tuple[SeatLine, ...]:
    rows = session.execute(
        select(
            Seat.id,
            Seat.number,
            Seat.role,
            Seat.side,
            Seat.position,
            Seat.typed_name,
            Seat.code_name,
            Seat.claimed_ms,
            Seat.confirmed_ms,
            Seat.absent_ms,
            Student.name,
            Student.factor,
        )
        .outerjoin(Student, Student.id == Seat.student_id)
        .where(Seat.debate_id == debate_id)
        .order_by(Seat.number)
    )
    return tuple(
        SeatLine(
            row.id,
            row.number,
            row.role,
            row.side,
            row.position,
            label(
                row.number,
                row.name or row.typed_name,
                row.code_name,
                view,
                sitting.room_labels,
                sitting.judge_labels,
            ),
            row.factor or 100,
            row.claimed_ms is not None,
            row.confirmed_ms is not None,
            row.absent_ms is not None,
        )
        for row in rows
    )


def _speeches(session: Session, debate_id: int) -> tuple[SpeechLine, ...]:
    rows = session.execute(
        select(
            Speech.id,
            Speech.step_index,
            Speech.address,
            Speech.side,
            Speech.seat_id,
            Speech.answerer_id,
            Speech.handed_in_ms,
        )
        .where(Speech.debate_id == debate_id)
        .order_by(Speech.step_index, Speech.id)
    )
    return tuple(SpeechLine(*row) for row in rows)
