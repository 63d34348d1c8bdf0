"""Reads of what a student is shown of the marking beside the score: notes in place, questions.

Nothing of it is read before it was released to that seat.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from debate.queries import notes, questions, speeches
from debate.queries.debates import DebateNow
from debate.queries.notes import Marked
from debate.queries.questions import Thread
from debate.queries.releases import Out
from debate.queries.speeches import PointRow


class NotedPoint(NamedTuple):
    """One of the seat's own points with the notes on it."""

    row: PointRow
    text: Marked


class Own(NamedTuple):
    """What was released to a seat. `asks`: it may write in a thread."""

    points: tuple[NotedPoint, ...]
    threads: tuple[Thread, ...]
    asks: bool


NOTHING = Own((), (), asks=False)


def own(session: Session, here: DebateNow, seat_id: int, out: Out) -> Own:
    """The notes on a seat's points as they were released, and its questions; ten statements."""
    marked_ms, judged_ms = out.marks_ms(seat_id), out.ballots_ms(seat_id)
    if marked_ms is None and judged_ms is None:
        return NOTHING
    threads = questions.of_seat(session, here.id, seat_id)
    points: tuple[NotedPoint, ...] = ()
    if marked_ms is not None:
        rows = speeches.point_rows(session, here, seat_id=seat_id, every_version=True)
        points = in_place(session, here, seat_id, rows, marked_ms)
    return Own(points, threads, asks=True)


def in_place(
    session: Session, here: DebateNow, seat_id: int, rows: Sequence[PointRow], until: int
) -> tuple[NotedPoint, ...]:
    """Those points of a seat that have notes, with them set in as of `until` (ms); two statements.

    `rows` are the points as the seat's view sees them.
    """
    texts = notes.written(session, here.id, seat_id)
    own_rows = [row for row in rows if row.id in texts]
    found = notes.of_seat(session, here.id, seat_id, until)
    lines = notes.lettered(found, [row.id for row in own_rows])
    pairs = ((row, [line for line in lines if line.point_id == row.id]) for row in own_rows)
    return tuple(
        NotedPoint(row, notes.marked(row.claim, row.reasons_html, texts[row.id], noted))
        for row, noted in pairs
        if noted
    )
