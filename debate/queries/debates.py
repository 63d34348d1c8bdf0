"""Reads of one debate as it stands now: format, clock, seats with labels, speeches.

`load` is the ground that every page, frame and service of a debate stands on: a fixed number of
statements, whatever was said in it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from debate.db import read
from debate.domain import challenges, clock, formats, measures, rubrics
from debate.domain.events import SIDES
from debate.domain.visibility import label
from debate.queries.debates_rows import (
    ALL_SEATS,
    ALL_SPEECHES,
    BY_ID,
    BY_SLUG,
    COLUMNS,
    OF_SITTING,
    SEATS,
    SPEECHES,
)


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
    nudged_until_ms: int | None = None  # until then a nudge may wait for this seat
    shadow: bool = False  # a judge who practises: the ballot never counts


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
    time_zone: str  # of the class
    room_labels: str  # what the room sees for people: names | codes
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
    mode: str  # typed | spoken | mixed
    challenges_each: int  # how many a debater may make
    marks: tuple[challenges.CardMark, ...]  # what challenges did to cards
    hold: bool
    hold_steps: frozenset[int]
    standing: tuple[measures.Standing, ...]  # measures against seats
    open_reports: int  # for moderators alone
    words_effect: str  # of the word list of the class: warn | hold | "" (there is none)
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
    floor_about_id: int | None  # the point that it asked for the floor about
    next_seat_id: int | None  # whose hand has been up longest
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

    @cached_property
    def dues(self) -> tuple[int | None, ...]:
        """When each step is due for a seat without extra time, as far as it is known."""
        if not any(step.due_hours for step in self.fmt.steps):
            return (None,) * len(self.fmt.steps)
        return clock.dues(self.fmt, self.controls, self.factors or 100)

    def is_sealed(self, step_index: int) -> bool:
        """Whether what was sent in this step is not revealed yet."""
        over = self.reading.step_index > step_index or self.reading.state == "finished"
        return self.fmt.steps[step_index].sealed and not over

    @property
    def challenged(self) -> challenges.CardMark | None:
        """The card of the challenge that is open, if one is."""
        return next((one for one in self.marks if one.mark == challenges.CHALLENGED), None)

    def is_held(self, step_index: int, seat_id: int) -> bool:
        """Whether what this seat sends in this step waits; what is sealed is shown to nobody."""
        return not self.is_sealed(step_index) and measures.is_held(
            self.hold, self.hold_steps, self.standing, step_index, seat_id
        )

    def is_muted(self, seat_id: int) -> bool:
        """Whether this seat is muted now."""
        return measures.is_muted(self.standing, seat_id, self.reading.step_index)

    def is_removed(self, seat_id: int) -> bool:
        """Whether this seat was taken out of the room."""
        return measures.is_removed(self.standing, seat_id)

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


def load(
    session: Session, debate: int | str, view: str, now: int, *, names: bool = False
) -> DebateNow | None:
    """The debate with this id or slug at `now` (ms) as `view` sees it; None if there is none.

    `names`: for what only instructors get, where the rest of the staff sees codes.
    """
    query = BY_ID if isinstance(debate, int) else BY_SLUG
    row = read(session, query, {"debate": debate}).one_or_none()
    if row is None:
        return None
    facts = _facts(row)
    of_it = {"debate": facts["id"]}
    seats = _seat_lines(read(session, SEATS, of_it), view, _labels(facts, names))
    speeches = tuple(SpeechLine(*row) for row in read(session, SPEECHES, of_it))
    return _now(facts, seats, speeches, view, now)


def load_all(session: Session, sitting_slug: str, view: str, now: int) -> tuple[DebateNow, ...]:
    """Every debate of a sitting as `view` sees it at `now`, by number; three statements."""
    rows = [_facts(row) for row in read(session, OF_SITTING, {"slug": sitting_slug})]
    if not rows:
        return ()
    of_all = {"debates": [row["id"] for row in rows]}
    seats = _grouped(read(session, ALL_SEATS, of_all))
    speeches = _grouped(read(session, ALL_SPEECHES, of_all))
    return tuple(
        _now(
            row,
            _seat_lines(seats.get(row["id"], ()), view, _labels(row)),
            tuple(SpeechLine(*one) for one in speeches.get(row["id"], ())),
            view,
            now,
        )
        for row in rows
    )


def _facts(row: Iterable[Any]) -> Mapping[str, Any]:
    """A debate's row by the names of its columns; asking it for each takes longer."""
    return dict(zip(COLUMNS, row, strict=True))


def _now(
    row: Mapping[str, Any],
    seats: tuple[SeatLine, ...],
    speeches: tuple[SpeechLine, ...],
    view: str,
    now: int,
) -> DebateNow:
    fmt = parse_format(row["format_json"])
    controls, factors = _controls(row["control_events"]), _factors(row["factor_changes"])
    return DebateNow(
        **{name: row[name] for name in _SAME},
        sitting_code=row["sitting_code"] or "",
        marks=challenges.read_marks(row["card_marks"] or ""),
        hold_steps=measures.read_steps(row["held_steps"]),
        standing=measures.read_standing(row["standing"]),
        words_effect=row["words_effect"] or "",
        fmt=fmt,
        rubric=parse_rubric(row["rubric_json"]),
        controls=controls,
        factors=factors,
        reading=clock.read(fmt, controls, factors, now, heartbeat_ms=row["heartbeat_ms"]),
        seats=seats,
        speeches=speeches,
        view=view,
        now=now,
    )


# Fields that are columns of the same name.
_SAME = (
    "id slug number sitting_id sitting_slug sitting_title sitting_state course_id time_zone "
    "room_labels deck_id deck_slug deck_version_id motion_slug motion_text heartbeat_ms mode "
    "challenges_each "
    "hold dealt exclusive hand_size swaps team_hands last_seq head started_ms ended_ms released_ms "
    "open_reports floor_seat_id floor_about_id next_seat_id"
).split()


@lru_cache(maxsize=256)
def parse_format(text: str) -> formats.Format:
    """A stored format; the copy in a debate never changes without its text changing."""
    return formats.read(json.loads(text))


@lru_cache(maxsize=64)
def parse_rubric(text: str) -> rubrics.Rubric:
    """A stored rubric."""
    return rubrics.read(json.loads(text))


@lru_cache(maxsize=256)
def _controls(text: str | None) -> tuple[clock.Control, ...]:
    """Control events in order, of "n:kind:ms:value" with commas between."""
    found = []
    for part in text.split(",") if text else ():
        n, kind, at_ms, value = part.split(":")
        found.append((int(n), kind, int(at_ms), int(value)))
    return tuple(clock.Control(*one) for one in sorted(found))


def _factors(text: str | None) -> tuple[tuple[int, int], ...]:
    """(from ms, percent) in order, of "from ms:id:percent" with commas between."""
    parts = [part.split(":") for part in text.split(",")] if text else []
    found = sorted((int(ms), int(row), int(percent)) for ms, row, percent in parts)
    return tuple((ms, percent) for ms, _, percent in found)


def _labels(row: Mapping[str, Any], names: bool = False) -> tuple[str, str, str]:
    """What the room, the judges and the staff are shown for a seat."""
    return row["room_labels"], row["judge_labels"], "names" if names else row["staff_labels"]


def _seat_lines(
    found: Iterable[Any], view: str, labels: tuple[str, str, str]
) -> tuple[SeatLine, ...]:
    return tuple(_seat_line(view, labels, *row) for row in found)


def _seat_line(
    view: str,
    labels: tuple[str, str, str],
    seat_id: int,
    number: int,
    role: str,
    side: str | None,
    position: int | None,
    typed_name: str,
    code_name: str,
    claimed_ms: int | None,
    confirmed_ms: int | None,
    absent_ms: int | None,
    nudged_until_ms: int | None,
    shadow: bool,
    name: str | None,
    factor: int | None,
) -> SeatLine:
    return SeatLine(
        seat_id,
        number,
        role,
        side,
        position,
        label(number, name or typed_name, code_name, view, *labels),
        factor or 100,
        claimed_ms is not None,
        confirmed_ms is not None,
        absent_ms is not None,
        nudged_until_ms,
        shadow,
    )


def _grouped(rows: Iterable[Any]) -> Mapping[int, list[Any]]:
    """Rows by their last column, the id of their debate, and without it."""
    found: dict[int, list[Any]] = {}
    for *row, debate_id in rows:
        found.setdefault(debate_id, []).append(row)
    return found
