"""Reads of blocks: whose they are, and the answers in them.

A block belongs to a student of the class and is there in every debate of theirs, once the seat is
confirmed: a name that was typed opens nobody's notes of an earlier day. Who is on no list has
blocks of that seat alone, which become the student's when the seat is tied to one.
"""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from debate.domain import blocks
from debate.domain.blocks import BlockAnswer
from debate.domain.refusals import NotFound
from debate.models.blocks import Block
from debate.models.decks import Deck
from debate.models.seats import Seat


class Owner(NamedTuple):
    """Whose blocks a seat opens. `student_id` is None until the seat is a confirmed student's."""

    seat_id: int
    student_id: int | None
    waits: bool  # a student's seat that nobody has confirmed yet


class BlockLine(NamedTuple):
    """A block with its answers."""

    id: int
    title: str
    answers: tuple[BlockAnswer, ...]
    revision: int
    saved_ms: int


def owner(session: Session, seat_id: int) -> Owner:
    """Whose blocks the seat opens; one statement."""
    row = session.execute(
        select(Seat.student_id, Seat.confirmed_ms).where(Seat.id == seat_id)
    ).one()
    confirmed = row.confirmed_ms is not None
    return Owner(
        seat_id,
        row.student_id if confirmed else None,
        row.student_id is not None and not confirmed,
    )


def owned(who: Owner) -> ColumnElement[bool]:
    """The condition of a block being theirs."""
    here = Block.student_id.is_(None) & (Block.seat_id == who.seat_id)
    if who.student_id is None:
        return here
    seats = select(Seat.id).where(Seat.student_id == who.student_id, Seat.confirmed_ms.is_not(None))
    tied = Block.student_id.is_(None) & Block.seat_id.in_(seats)
    return or_(Block.student_id == who.student_id, tied, here)


def of_owner(session: Session, who: Owner) -> tuple[BlockLine, ...]:
    """All blocks, by their titles; one statement."""
    rows = session.scalars(select(Block).where(owned(who))).all()
    return tuple(_line(row) for row in sorted(rows, key=lambda row: (row.title.lower(), row.id)))


def one(session: Session, who: Owner, block_id: int) -> BlockLine:
    """A block of theirs. Raises NotFound."""
    row = session.scalar(select(Block).where(Block.id == block_id, owned(who)))
    if row is None:
        raise NotFound
    return _line(row)


def deck_titles(session: Session, slugs: set[str]) -> Mapping[str, str]:
    """The titles of decks by their slugs."""
    rows = session.execute(select(Deck.slug, Deck.title).where(Deck.slug.in_(slugs)))
    return {row.slug: row.title for row in rows}


def _line(row: Block) -> BlockLine:
    return BlockLine(row.id, row.title, blocks.read(row.answers), row.revision, row.saved_ms)
