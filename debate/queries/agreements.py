"""Reads of what debaters say of each other's speeches and lines: accepted, or what is missing.

Belongs here: how each thing stands as a view sees it, and what a seat is asked. Does not belong
here: the rules (`domain.agreements`), the points themselves (`speeches`).
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from debate.db import read
from debate.domain import agreements
from debate.domain.agreements import Standing, Word
from debate.domain.events import MODERATORS
from debate.domain.permissions import Actor
from debate.domain.speeches import point_address
from debate.domain.steps import Step, other_side
from debate.domain.text import in_line
from debate.models.agreements import Agreement
from debate.queries.debates import DebateNow, SpeechLine
from debate.queries.speeches_rows import StoredPoint

ENTRIES = ("check", "statement")


class Given(NamedTuple):
    """What a seat says now of a speech, or of a line in it."""

    speech_id: int
    point_id: int | None
    seat_id: int
    agrees: bool
    words: str


class Subject(NamedTuple):
    """A line of a joint statement that can be accepted: a point that stands before the room."""

    id: int
    speech: str  # address
    address: str
    claim: str
    author: int  # seat


class Missing(NamedTuple):
    """What somebody says is missing. `seat`: their number, for who may take words out; else 0."""

    by: str  # label
    words: str
    seat: int = 0


class Line(NamedTuple):
    """One thing and how it stands. `agree`, `waiting`: labels."""

    address: str
    claim: str  # of a line; "" for a speech
    title: str  # of a speech: whose it is and what it was
    state: str
    agree: tuple[str, ...]
    against: tuple[Missing, ...]
    waiting: tuple[str, ...]


class Question(NamedTuple):
    """A thing that a seat is asked about, and what it says now (`agrees` None: nothing yet)."""

    address: str
    claim: str
    title: str
    agrees: bool | None
    words: str


def asks(here: DebateNow) -> bool:
    """Whether the format has a check or a joint statement."""
    return any(step.entry in ENTRIES for step in here.fmt.steps)


def given(session: Session, here: DebateNow) -> tuple[Given, ...]:
    """All that is said now, oldest first; no statement where the format asks for nothing."""
    if not asks(here):
        return ()
    return tuple(Given(*row) for row in read(session, _GIVEN, {"debate": here.id}))


def subjects(here: DebateNow, points: Sequence[StoredPoint]) -> tuple[Subject, ...]:
    """The lines of the joint statements among these points."""
    found = []
    for point in points:
        line = here.speech_of[point.speech_id]
        statement = here.fmt.steps[line.step_index].entry == "statement"
        if statement and point.state == "sent" and point.number is not None:
            address = point_address(line.address, point.number)
            found.append(Subject(point.id, line.address, address, point.claim, point.seat_id))
    return tuple(found)


def asked(here: DebateNow, line: SpeechLine, author: int | None = None) -> tuple[int, ...]:
    """The seats that are asked about a speech, or about a line in it that `author` wrote.

    About a speech the other team than its speaker's; about a line all debaters but its author.
    Who is absent, or has not come, is not waited for.
    """
    present = [
        seat
        for seat in here.seats
        if seat.role == "debater" and seat.claimed and not seat.absent and seat.id != author
    ]
    if here.fmt.steps[line.step_index].entry == "statement":
        return tuple(seat.id for seat in present)
    team = _team(here, line)
    return tuple(seat.id for seat in present if seat.side != team)


def checked(here: DebateNow, step: Step) -> tuple[SpeechLine, ...]:
    """The speeches that a check asks about, in order."""
    return tuple(line for line in here.speeches if here.fmt.steps[line.step_index].slug in step.of)


def lines(
    here: DebateNow, line: SpeechLine, found: Sequence[Subject], said: Sequence[Given]
) -> tuple[Line, ...]:
    """How each thing of one check or joint statement stands, as the view sees it.

    `line`: the speech of that step, C1 or J1.
    """
    step = here.fmt.steps[line.step_index]
    if step.entry == "check":
        return tuple(
            _line(here, step, one.address, "", _title(here, one), _of_speech(here, one, said))
            for one in checked(here, step)
        )
    return tuple(
        _line(here, step, one.address, one.claim, "", _of_point(here, line, one, said))
        for one in found
        if one.speech == line.address
    )


def questions(
    here: DebateNow,
    actor: Actor,
    step: Step | None,
    found: Sequence[Subject],
    said: Sequence[Given],
) -> tuple[Question, ...]:
    """What the seat `actor` is asked now; what it has not answered comes first."""
    if step is None or step.entry not in ENTRIES or actor.role != "debater":
        return ()
    mine = {(one.speech_id, one.point_id): one for one in said if one.seat_id == actor.seat_id}
    told = [
        _question(one.address, "", _title(here, one), mine.get((one.id, None)))
        for one in checked(here, step)
        if actor.seat_id in asked(here, one)
    ]
    for line in here.speeches_of(step.index) if step.entry == "statement" else ():
        told += [
            _question(one.address, one.claim, "", mine.get((line.id, one.id)))
            for one in found
            if one.speech == line.address and one.author != actor.seat_id
        ]
    return tuple(sorted(told, key=lambda one: one.agrees is not None))


def _of_speech(here: DebateNow, line: SpeechLine, said: Sequence[Given]) -> Standing:
    words = [
        Word(one.seat_id, one.agrees, one.words)
        for one in said
        if one.speech_id == line.id and one.point_id is None
    ]
    return agreements.of_check(asked(here, line), words)


def _of_point(here: DebateNow, line: SpeechLine, found: Subject, said: Sequence[Given]) -> Standing:
    words = [Word(one.seat_id, one.agrees, one.words) for one in said if one.point_id == found.id]
    return agreements.of_line(asked(here, line, found.author), words)


def _line(
    here: DebateNow, step: Step, address: str, claim: str, title: str, stands: Standing
) -> Line:
    return Line(
        address=address,
        claim=claim,
        title=title,
        state=stands.state,
        agree=tuple(here.label(seat) for seat in stands.agree),
        against=tuple(_missing(here, step, word) for word in stands.against),
        waiting=tuple(here.label(seat) for seat in stands.waiting),
    )


def _missing(here: DebateNow, step: Step, word: Word) -> Missing:
    seat = here.seat(word.seat_id) if here.view == MODERATORS else None
    return Missing(here.label(word.seat_id), _shown(here, step, word), seat.number if seat else 0)


def _shown(here: DebateNow, step: Step, word: Word) -> str:
    """Where points are read first, what is missing is for the moderators; it is said aloud."""
    held = here.view != MODERATORS and here.is_held(step.index, word.seat_id)
    return "" if held else word.words


def _question(address: str, claim: str, title: str, said: Given | None) -> Question:
    agrees = said.agrees if said else None
    return Question(address, claim, title, agrees, said.words if said else "")


def _title(here: DebateNow, line: SpeechLine) -> str:
    return f"{here.label(line.seat_id)}: {in_line(here.fmt.steps[line.step_index].name)}"


def _team(here: DebateNow, line: SpeechLine) -> str | None:
    """The side of the team whose turn a speech is, whatever side it argues."""
    step = here.fmt.steps[line.step_index]
    if line.side is None or not step.reversed:
        return line.side
    return other_side(line.side)


# Built once, as those of queries.debates are.
_GIVEN = (
    select(
        Agreement.speech_id,
        Agreement.point_id,
        Agreement.seat_id,
        Agreement.agrees,
        Agreement.words,
    )
    .where(Agreement.debate_id == bindparam("debate"), Agreement.current)
    .order_by(Agreement.id)
)
