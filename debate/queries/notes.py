"""Reads of notes: what was written about a seat's points, lettered and set into their text."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import notes
from debate.domain.notes import Anchor, Passage
from debate.models.accounts import Account
from debate.models.notes import Note
from debate.models.speeches import Point


class NoteLine(NamedTuple):
    """A note as it counts for who looks. `letter` is "" until it was set into a text."""

    number: int
    version: int
    point_id: int
    anchor: Anchor
    criterion: str
    level: int | None
    comment: str
    comment_html: str
    at_ms: int
    by: str  # whose, for staff
    letter: str = ""


class Written(NamedTuple):
    """A point as its author wrote it."""

    claim: str
    reasons: str


class Marked(NamedTuple):
    """The text of a point with its notes set in: safe HTML, and the notes in order."""

    claim_html: str
    reasons_html: str
    notes: tuple[NoteLine, ...]


def of_seat(
    session: Session, debate_id: int, seat_id: int, until: int | None = None
) -> tuple[NoteLine, ...]:
    """The notes on a seat: as they are now, or as they were at `until` (ms); one statement."""
    rows = session.execute(
        select(Note, Account.name)
        .join(Account, Account.id == Note.account_id)
        .where(Note.debate_id == debate_id, Note.seat_id == seat_id)
        .order_by(Note.number, Note.version)
    )
    newest = {
        row.Note.number: (row.Note, row.name)
        for row in rows
        if until is None or row.Note.at_ms <= until
    }
    return tuple(_line(note, name) for note, name in newest.values() if not note.withdrawn)


def written(session: Session, debate_id: int, seat_id: int) -> Mapping[int, Written]:
    """A seat's points as they were written, by id; one statement."""
    rows = session.execute(
        select(Point.id, Point.claim, Point.reasons)
        .where(Point.debate_id == debate_id, Point.seat_id == seat_id)
        .order_by(Point.id)
    )
    return {row.id: Written(row.claim, row.reasons) for row in rows}


def lettered(lines: Iterable[NoteLine], order: Sequence[int]) -> tuple[NoteLine, ...]:
    """The notes in the order in which they stand on a page, with letters.

    `order` holds the ids of the points as the page has them; notes on others come last.
    """
    places = {point_id: n for n, point_id in enumerate(order)}

    def place(line: NoteLine) -> tuple[int, int, int, int]:
        part = ("claim", "reasons", "").index(line.anchor.part)
        return places.get(line.point_id, len(order)), part, line.anchor.ends or 0, line.number

    ordered = sorted(lines, key=place)
    return tuple(line._replace(letter=notes.letter(n)) for n, line in enumerate(ordered))


def marked(
    claim: str, reasons_html: str, text: Written | None, found: Sequence[NoteLine]
) -> Marked:
    """Set the notes on one point into its text, as a view sees it. `found` is lettered."""
    if text is None or not found:
        return Marked(escape(claim), reasons_html, tuple(found))

    def passages(part: str, as_written: str) -> list[Passage]:
        return [
            Passage(line.letter, line.anchor.quote, notes.ordinal(as_written, line.anchor))
            for line in found
            if line.anchor.part == part
        ]

    return Marked(
        notes.marked(escape(claim), passages("claim", text.claim)),
        notes.marked(reasons_html, passages("reasons", text.reasons)),
        tuple(found),
    )


def _line(row: Note, name: str) -> NoteLine:
    return NoteLine(
        number=row.number,
        version=row.version,
        point_id=row.point_id,
        anchor=Anchor(row.part, row.begins, row.ends, row.quote),
        criterion=row.criterion,
        level=row.level,
        comment=row.comment,
        comment_html=row.comment_html,
        at_ms=row.at_ms,
        by=name,
    )
