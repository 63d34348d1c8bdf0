"""Reads of a debate's chain: its records with what still stands behind each commitment.

Belongs here: records whole, for exports. Does not belong here: what a copy withholds (export), what
changed in a view (the streams read that themselves).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import chain
from debate.models.events import Event, EventContent, LabelSalt

PAGE = 200
"""Records that are read at a time: what a long chain takes of memory."""


class PartLine(NamedTuple):
    """Facts or payload of a record; `salt` is "" and `content` None where it was erased."""

    commitment: str
    salt: str
    content: Any


class RecordLine(NamedTuple):
    """One link of the chain. Kind, time and seat stand in its facts too, if these were kept."""

    seq: int
    kind: str
    at_ms: int
    seat: int | None
    previous: str
    hash: str
    facts: PartLine
    payload: PartLine


@dataclass(frozen=True)
class Records:
    """The chain of a debate from its first record. Each pass reads it anew, a page at a time."""

    session: Session
    debate_id: int

    def __iter__(self) -> Iterator[RecordLine]:
        previous, last = chain.GENESIS, 0
        while rows := self._page(last):
            contents = self._contents([row.id for row in rows])
            for row in rows:
                yield RecordLine(
                    row.seq,
                    row.kind,
                    row.at_ms,
                    row.seat_number,
                    previous,
                    row.hash,
                    _part(contents.get((row.id, "facts")), row.facts_commitment),
                    _part(contents.get((row.id, "payload")), row.payload_commitment),
                )
                previous, last = row.hash, row.seq

    def _page(self, last: int) -> Sequence[Any]:
        columns = (Event.id, Event.seq, Event.kind, Event.at_ms, Event.seat_number, Event.hash)
        return self.session.execute(
            select(*columns, Event.facts_commitment, Event.payload_commitment)
            .where(Event.debate_id == self.debate_id, Event.seq > last)
            .order_by(Event.seq)
            .limit(PAGE)
        ).all()

    def _contents(self, ids: Sequence[int]) -> Mapping[tuple[int, str], Any]:
        rows = self.session.execute(
            select(
                EventContent.event_id, EventContent.part, EventContent.salt, EventContent.content
            ).where(EventContent.event_id.in_(ids))
        )
        return {(row.event_id, row.part): row for row in rows}


def records(session: Session, debate_id: int) -> tuple[RecordLine, ...]:
    """The same, all at once."""
    return tuple(Records(session, debate_id))


def label_salts(session: Session, debate_id: int) -> Mapping[int, str]:
    """Seat id → the salt (hex) that opens the newest seal's commitment to its label."""
    rows = session.execute(
        select(LabelSalt.seat_id, LabelSalt.salt).where(LabelSalt.debate_id == debate_id)
    )
    return {row.seat_id: row.salt for row in rows}


def _part(row: Any, commitment: str) -> PartLine:
    if row is None:
        return PartLine(commitment, "", None)
    return PartLine(commitment, row.salt, json.loads(row.content))
