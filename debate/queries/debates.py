"""Reads of one debate as it stands now: format, clock, seats with labels, speeches.

`load` is the ground that every page, frame and service of a debate stands on: a fixed number of
statements, whatever was said in it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from debate.db import read
from debate.domain import clock, formats, rubrics
from debate.domain.events import SIDES
from debate.domain.visibility import label
from debate.models.courses import Student
from debate.models.debates import Control, Debate, DebateFactor, Heartbeat
from debate.models.decks import Deck
from debate.models.moderation import FloorTurn
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.models.speeches import Speech


class SeatLine(NamedTuple):
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


class SpeechLine(NamedTuple):
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
    rubric: rubrics.Rubric
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
    floor_seat_id: int | None  # the seat that a moderator gave the floor, beside those on turn
    view: str
    now: int

    @cached_property
    def speech_of(self) -> Mapping[int, SpeechLine]:
        """The speeches by id."""
        return {line.id: line for line in self.speeches}

    @cached_property
    def _seat_of(self) -> Mapping[int | None, SeatLine]:
        return {line.id: line for line in self.seats}

    @property
    def own_side(self) -> str | None:
        """The side whose team this view is for; None for all other views."""
        return SIDES.get(self.view)

    @cached_property
    def ends(self) -> tuple[clock.Span, ...]:
        """When each step began and ended, as far as it is known (`clock.step_ends`)."""
        return clock.step_ends(self.fmt, self.controls, self.factors or 100)

    def seat(self, seat_id: int | None) -> SeatLine | None:
        """The seat with this id, if it sits in this debate."""
        return self._seat_of.get(seat_id)

    def label(self, seat_id: int | None) -> str:
        """The name that this view shows for a seat; "vacant" where there is none."""
        line = self.seat(seat_id)
        return line.label if line else "vacant"

    def speech(self, address: str) -> SpeechLine | None:
        """The speech with this address."""
        return next((line for line in self.speeches if line.address == address), None)

    def speeches_of(self, step_index: int) -> tuple[SpeechLine, ...]:
        """The speeches of one step."""
        return tuple(line for line in self.speeches if line.step_index == step_index)


def load(session: Session, debate: int | str, view: str, now: int) -> DebateNow | None:
    """The debate with this id or slug at `now` (ms) as `view` sees it; None if there is none."""
    query = _BY_ID if isinstance(debate, int) else _BY_SLUG
    row = read(session, query, {"debate": debate}).one_or_none()
    if row is None:
        return None
    fmt = parse_format(row.format_json)
    controls, factors = _clock_rows(session, row.id)
    return DebateNow(
        id=row.id,
        slug=row.slug,
        number=row.number,
        sitting_id=row.sitting_id,
        sitting_slug=row.sitting_slug,
        sitting_title=row.sitting_title,
        sitting_state=row.sitting_state,
        sitting_code=row.sitting_code or "",
        course_id=row.course_id,
        deck_id=row.deck_id,
        deck_slug=row.deck_slug,
        deck_version_id=row.deck_version_id,
        motion_slug=row.motion_slug,
        motion_text=row.motion_text,
        fmt=fmt,
        rubric=parse_rubric(row.rubric_json),
        controls=controls,
        factors=factors,
        heartbeat_ms=row.heartbeat_ms,
        reading=clock.read(fmt, controls, factors, now, heartbeat_ms=row.heartbeat_ms),
        seats=_seats(session, row.id, view, row.room_labels, row.judge_labels),
        speeches=_speeches(session, row.id),
        hold=row.hold,
        dealt=row.dealt,
        exclusive=row.exclusive,
        hand_size=row.hand_size,
        swaps=row.swaps,
        team_hands=row.team_hands,
        last_seq=row.last_seq,
        head=row.head,
        started_ms=row.started_ms,
        ended_ms=row.ended_ms,
        released_ms=row.released_ms,
        floor_seat_id=row.floor_seat_id,
        view=view,
        now=now,
    )


@lru_cache(maxsize=256)
def parse_format(text: str) -> formats.Format:
    """A stored format; the copy in a debate never changes without its text changing."""
    return formats.read(json.loads(text))


@lru_cache(maxsize=64)
def parse_rubric(text: str) -> rubrics.Rubric:
    """A stored rubric."""
    return rubrics.read(json.loads(text))


def _clock_rows(
    session: Session, debate_id: int
) -> tuple[tuple[clock.Control, ...], tuple[tuple[int, int], ...]]:
    controls = read(session, _CONTROLS, {"debate": debate_id})
    factors = read(session, _FACTORS, {"debate": debate_id})
    return tuple(clock.Control(*row) for row in controls), tuple((*row,) for row in factors)


def _seats(
    session: Session, debate_id: int, view: str, room_labels: str, judge_labels: str
) -> tuple[SeatLine, ...]:
    found = read(session, _SEATS, {"debate": debate_id})
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
                room_labels,
                judge_labels,
            ),
            row.factor or 100,
            row.claimed_ms is not None,
            row.confirmed_ms is not None,
            row.absent_ms is not None,
        )
        for row in found
    )


def _speeches(session: Session, debate_id: int) -> tuple[SpeechLine, ...]:
    return tuple(SpeechLine(*row) for row in read(session, _SPEECHES, {"debate": debate_id}))


# Statements are built once: building one costs more than running it, and every page reads these.
_DEBATE = (
    select(
        Debate.id,
        Debate.slug,
        Debate.number,
        Debate.deck_id,
        Debate.deck_version_id,
        Debate.motion_slug,
        Debate.motion_text,
        Debate.format_json,
        Debate.rubric_json,
        Debate.hold,
        Debate.dealt,
        Debate.exclusive,
        Debate.hand_size,
        Debate.swaps,
        Debate.team_hands,
        Debate.last_seq,
        Debate.head,
        Debate.started_ms,
        Debate.ended_ms,
        Debate.released_ms,
        Sitting.id.label("sitting_id"),
        Sitting.slug.label("sitting_slug"),
        Sitting.title.label("sitting_title"),
        Sitting.state.label("sitting_state"),
        Sitting.code.label("sitting_code"),
        Sitting.course_id,
        Sitting.room_labels,
        Sitting.judge_labels,
        Deck.slug.label("deck_slug"),
        select(Heartbeat.at_ms).where(Heartbeat.id == 1).scalar_subquery().label("heartbeat_ms"),
        select(FloorTurn.seat_id)
        .where(FloorTurn.debate_id == Debate.id, FloorTurn.ended_ms.is_(None))
        .scalar_subquery()
        .label("floor_seat_id"),
    )
    .join(Sitting, Sitting.id == Debate.sitting_id)
    .join(Deck, Deck.id == Debate.deck_id)
)
_BY_ID = _DEBATE.where(Debate.id == bindparam("debate"))
_BY_SLUG = _DEBATE.where(Debate.slug == bindparam("debate"))
_CONTROLS = (
    select(Control.n, Control.kind, Control.at_ms, Control.value)
    .where(Control.debate_id == bindparam("debate"))
    .order_by(Control.n)
)
_FACTORS = (
    select(DebateFactor.from_ms, DebateFactor.percent)
    .where(DebateFactor.debate_id == bindparam("debate"))
    .order_by(DebateFactor.from_ms, DebateFactor.id)
)
_SEATS = (
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
    .where(Seat.debate_id == bindparam("debate"))
    .order_by(Seat.number)
)
_SPEECHES = (
    select(
        Speech.id,
        Speech.step_index,
        Speech.address,
        Speech.side,
        Speech.seat_id,
        Speech.answerer_id,
        Speech.handed_in_ms,
    )
    .where(Speech.debate_id == bindparam("debate"))
    .order_by(Speech.step_index, Speech.id)
)
