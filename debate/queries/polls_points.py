"""Reads of points as what moved a voter: which may be named, and how many named each.

Only what the whole room reads now can be named or is counted, whoever looks: a point that was
hidden, returned or struck drops out, and with it the answers that named it.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from debate.db import read
from debate.domain import polls, visibility
from debate.domain.events import ROOM
from debate.domain.speeches import point_address
from debate.models.speeches import Point
from debate.queries.debates import DebateNow


class PointLine(NamedTuple):
    """A point that can be named; `claim` is "" where its words were erased."""

    address: str
    speech: str
    seat_id: int
    author: str
    claim: str


class SpeechLines(NamedTuple):
    """The points of one speech; `speaker` is "" where it is nobody's own."""

    address: str
    step_name: str
    speaker: str
    points: tuple[PointLine, ...]


class PointsNamed(NamedTuple):
    """What people answered, with the words of the points."""

    counts: polls.MovedBy
    claims: Mapping[str, str]  # by address


def points(session: Session, here: DebateNow) -> tuple[PointLine, ...]:
    """The points that the room reads, in the order of the debate; one statement."""
    order = {line.id: place for place, line in enumerate(here.speeches)}
    found = []
    for row in read(session, _POINTS, {"debate": here.id}):
        line = here.speech_of[row.speech_id]
        facts = visibility.PointFacts(
            state=row.state,
            seat_id=row.seat_id,
            numbered=True,
            sealed=here.fmt.steps[line.step_index].sealed,
            sealed_until_ms=here.ends[line.step_index].end_ms,
        )
        if visibility.of_point(facts, ROOM, 0, here.now) == visibility.FULL:
            # Of an exchange the question comes first.
            place = (order[line.id], row.number, row.half == "a")
            address = point_address(line.address, row.number, row.half)
            author = here.label(row.seat_id)
            found.append((place, PointLine(address, line.address, row.seat_id, author, row.claim)))
    return tuple(line for _, line in sorted(found))


def by_speech(here: DebateNow, lines: Sequence[PointLine], seat_id: int) -> tuple[SpeechLines, ...]:
    """The same by speech, without what `seat_id` said: nobody is moved by their own words."""
    groups = []
    for speech in here.speeches:
        own = tuple(
            line for line in lines if line.speech == speech.address and line.seat_id != seat_id
        )
        if own:
            speaker = here.label(speech.seat_id) if speech.side else ""
            name = here.fmt.steps[speech.step_index].name
            groups.append(SpeechLines(speech.address, name, speaker, own))
    return tuple(groups)


def named(
    before: Sequence[polls.Vote], after: Sequence[polls.Vote], lines: Sequence[PointLine]
) -> PointsNamed | None:
    """How many named which of `lines`; None below five answers."""
    counts = polls.moved_by(before, after, [line.address for line in lines])
    if counts is None:
        return None
    words = {line.address: line.claim for line in lines}
    return PointsNamed(counts, {one.address: words[one.address] for one in counts.points})


_POINTS = select(
    Point.speech_id, Point.number, Point.half, Point.state, Point.seat_id, Point.claim
).where(
    Point.debate_id == bindparam("debate"),
    Point.current,
    Point.number.is_not(None),
    Point.state == "sent",
)
