"""Reads of jottings: what a seat noted for itself on points and speeches of the flow."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from debate.db import read
from debate.domain.refusals import NotFound
from debate.models.jottings import Jotting
from debate.queries import debates_teams
from debate.queries.debates import DebateNow
from debate.queries.speeches import PointRow


class Subject(NamedTuple):
    """What a note is about, as its seat sees it: an address, whose words, and the words."""

    address: str
    by: str
    words: str


class JottingLine(NamedTuple):
    """A note. `subject` has no words where the point is not shown any more."""

    subject: Subject
    text: str
    revision: int


def of_seat(
    session: Session, here: DebateNow, seat_id: int, rows: Sequence[PointRow]
) -> tuple[JottingLine, ...]:
    """The notes of a seat in a debate, in the order of the flow; one statement.

    `rows`: the points as the seat sees them.
    """
    found = read(session, _OF_SEAT, {"debate": here.id, "seat": seat_id}).all()
    speeches = [line.address for line in here.speeches]

    def place(address: str) -> tuple[int, int, str]:
        speech, _, number = address.partition(".")
        at = speeches.index(speech) if speech in speeches else len(speeches)
        digits = number.rstrip("qa")
        return at, int(digits) if digits.isdigit() else 0, number

    return tuple(
        JottingLine(
            _find(here, rows, row.address) or Subject(row.address, "", ""), row.text, row.revision
        )
        for row in sorted(found, key=lambda row: place(row.address))
    )


def subject(here: DebateNow, rows: Sequence[PointRow], address: str) -> Subject:
    """What stands at an address of the flow. Raises NotFound for what the seat does not see."""
    found = _find(here, rows, address)
    if found is None:
        raise NotFound("Nothing stands at this address of the flow.")
    return found


def _find(here: DebateNow, rows: Sequence[PointRow], address: str) -> Subject | None:
    for row in rows:
        if row.number and row.address == address:
            return Subject(address, row.author, row.claim if row.level == "full" else "")
    line = here.speech(address)
    if line is None:
        return None
    return Subject(address, debates_teams.speaker(here, line), here.fmt.steps[line.step_index].name)


_OF_SEAT = select(Jotting.address, Jotting.text, Jotting.revision).where(
    Jotting.debate_id == bindparam("debate"), Jotting.seat_id == bindparam("seat")
)
