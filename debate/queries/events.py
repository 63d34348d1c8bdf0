"""Reads of a debate's chain: its records with what still stands behind each commitment.

Belongs here: records whole, for exports. Does not belong here: what a copy withholds (export), what
changed in a view (the streams read that themselves).
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import chain
from debate.models.events import Event, EventContent, LabelSalt


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


def records(session: Session, debate_id: int) -> tuple[RecordLine, ...]:
    """The chain of a debate from its first record; two statements."""
    contents = {
        (row.event_id, row.part): row
        for row in session.execute(
            select(
                EventContent.event_id, EventContent.part, EventContent.salt, EventContent.content
            )
            .join(Event, Event.id == EventContent.event_id)
            .where(Event.debate_id == debate_id)
        )
    }

    def part(event_id: int, name: str, commitment: str) -> PartLine:
        row = contents.get((event_id, name))
        return PartLine(
            commitment, row.salt if row else "", json.loads(row.content) if row else None
        )

    found: list[RecordLine] = []
    for row in session.scalars(
        select(Event).where(Event.debate_id == debate_id).order_by(Event.seq)
    ):
        found.append(
            RecordLine(
                row.seq,
                row.kind,
                row.at_ms,
                row.seat_number,
                found[-1].hash if found else chain.GENESIS,
                row.hash,
                part(row.id, "facts", row.facts_commitment),
                part(row.id, "payload", row.payload_commitment),
            )
        )
    return tuple(found)


def label_salts(session: Session, debate_id: int) -> Mapping[int, str]:
    """Seat id → the salt (hex) that opens the newest seal's commitment to its label."""
    rows = session.execute(
        select(LabelSalt.seat_id, LabelSalt.salt).where(LabelSalt.debate_id == debate_id)
    )
    return {row.seat_id: row.salt for row in rows}
