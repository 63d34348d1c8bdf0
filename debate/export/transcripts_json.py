"""The transcript as JSON: schema "clashroom-transcript/1", chain and derived sections.

Belongs here: what a copy withholds, and the sections beside the chain. Does not belong here: the
schema of the chain and its check (`debate.domain.transcripts`); the sections are described in
README.md beside this file.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from debate.domain import ballots, chain, transcripts, visibility
from debate.domain.polls import Totals
from debate.queries.events import PartLine, RecordLine
from debate.queries.transcripts import PointLine, Transcript

ONE_VOTE = "a single vote; see the totals"
NOT_RELEASED = "not released yet"
ERASED = "erased"
NOT_SHOWN = "the room was not shown this"
A_NAME = "holds the name of a person"

_JUDGING = ("ballot_handed_in", "mark_given")
_WORDS = ("point_sent", "point_approved")
# In a copy with codes: what only moderators, the author or the instructor read.
_NOT_FOR_ROOM = ("point_held", "point_returned", "point_hidden", "reflection_handed_in")

Document = dict[str, Any]


def document(
    found: Transcript, records: Sequence[RecordLine], label_salts: Mapping[int, str]
) -> Document:
    """The whole transcript; `label_salts` (seat id → hex) count in copies with names alone."""
    why = {record.seq: reason for record in records if (reason := _why(found, record))}
    labels, salts, renamed = _labels(found, records, label_salts)
    points = _Records(found, records)
    whole: Document = {
        "records": [_record(record, record.seq in why) for record in records],
        "head": found.head.chain_head or chain.GENESIS,
        "debate": _debate(found, records),
        "labels": labels,
        "people": _people(found, records, renamed),
        "steps": _steps(found),
        "speeches": _speeches(found),
        "points": [points.point(line) for line in found.points],
        "duties": [
            {
                "address": duty.address,
                "owed_by": duty.owed_by,
                "step": duty.due_step + 1,
                "status": duty.status,
                "answered_by": list(duty.answered_by),
            }
            for duty in found.duties
        ],
        "moderation": _moderation(found, points),
        "cards": _cards(found),
        "polls": _polls(found),
        "withheld": [{"record": seq, "why": reason} for seq, reason in why.items()],
    }
    if found.copy.names:
        whole["label_salts"] = salts
    if found.judgement is not None:
        whole |= _judgement(found, records)
    return transcripts.with_digests(whole)


def file(document: Document) -> bytes:
    """The bytes of the file: UTF-8, one record a line so that two files can be compared by eye."""
    lines = []
    for key, value in document.items():
        if isinstance(value, list) and value:
            items = ",\n".join(_text(item) for item in value)
            lines.append(f"{_text(key)}:[\n{items}\n]")
        else:
            lines.append(f"{_text(key)}:{_text(value)}")
    return ("{" + ",\n".join(lines) + "}\n").encode()


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _why(found: Transcript, record: RecordLine) -> str:
    """Why the payload of a record is withheld in this copy; "" when it is not."""
    if record.payload.content is None:
        return ERASED
    if record.kind == "vote_cast":
        return ONE_VOTE
    if record.kind in _JUDGING and found.judgement is None:
        return NOT_RELEASED
    if found.copy.names:
        return ""
    if record.kind in _NOT_FOR_ROOM:
        return NOT_SHOWN
    if record.kind in _WORDS and not _shown(found, record.payload.content):
        return NOT_SHOWN
    return A_NAME if _names_somebody(found, record.payload.content) else ""


def _shown(found: Transcript, payload: Mapping[str, Any]) -> bool:
    return any(
        line.row.address == payload.get("address")
        and line.version == payload.get("version")
        and line.row.level == visibility.FULL
        for line in found.points
    )


def _names_somebody(found: Transcript, value: object) -> bool:
    if isinstance(value, str):
        return found.copy.plain(value) != found.copy.unmarked(value)
    if isinstance(value, dict):
        return any(_names_somebody(found, item) for item in value.values())
    return isinstance(value, list) and any(_names_somebody(found, item) for item in value)


def _record(record: RecordLine, withheld: bool) -> Document:
    return {
        "seq": record.seq,
        "previous": record.previous,
        "hash": record.hash,
        "facts": _part(record.facts, record.facts.content is None),
        "payload": _part(record.payload, withheld),
    }


def _part(part: PartLine, withheld: bool) -> Document:
    if withheld:
        return {"commitment": part.commitment, "withheld": True}
    return {"commitment": part.commitment, "content": part.content, "salt": part.salt}
