"""The transcript as JSON: schema "clashroom-transcript/1", chain and derived sections.

Belongs here: what a copy withholds, and the sections beside the chain. Does not belong here: the
schema of the chain and its check (`debate.domain.transcripts`); the sections are described in
README.md beside this file.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from debate.domain import chain, transcripts, visibility
from debate.domain.polls import Swing, Totals
from debate.queries.events import PartLine, RecordLine
from debate.queries.transcripts import PointLine, Transcript

ONE_VOTE = "a single vote; see the totals"
NOT_RELEASED = "not released yet"
ERASED = "erased"
NOT_SHOWN = "the room was not shown this"
A_NAME = "holds the name of a person"

_JUDGING = ("ballot_handed_in", "mark_given")
_WORDS = ("point_sent", "point_approved")
_MODERATION = ("point_approved", "point_returned", "point_hidden", "point_restored")
# In a copy with codes: what only moderators, the author or the instructor read.
_NOT_FOR_ROOM = ("point_held", "point_returned", "point_hidden", "reflection_handed_in")

Document = dict[str, Any]


def document(
    found: Transcript, records: Sequence[RecordLine], label_salts: Mapping[int, str]
) -> Document:
    """The whole transcript; `label_salts` (seat id → hex) count in copies with names alone."""
    why = _withheld(found, records)
    labels, salts, renamed = _labels(found, records, label_salts)
    points = _Records(records)
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


def _withheld(found: Transcript, records: Sequence[RecordLine]) -> dict[int, str]:
    """The records of which the payload is withheld in this copy, and why."""
    shown = {
        (line.row.address, line.version)
        for line in found.points
        if line.row.level == visibility.FULL
    }
    reasons = {record.seq: _why(found, record, shown) for record in records}
    return {seq: reason for seq, reason in reasons.items() if reason}


def _why(found: Transcript, record: RecordLine, shown: Collection[tuple[str, int]]) -> str:
    content = record.payload.content
    if content is None:
        return ERASED
    if record.kind == "vote_cast":
        return ONE_VOTE
    if record.kind in _JUDGING and found.judgement is None:
        return NOT_RELEASED
    if found.copy.names:
        return ""
    if record.kind in _NOT_FOR_ROOM:
        return NOT_SHOWN
    if record.kind in _WORDS and (content["address"], content["version"]) not in shown:
        return NOT_SHOWN
    return A_NAME if _names_somebody(found, content) else ""


def _names_somebody(found: Transcript, value: object) -> bool:
    if isinstance(value, str):
        return found.copy.tells(value)
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


def _labels(
    found: Transcript, records: Sequence[RecordLine], known: Mapping[int, str]
) -> tuple[dict[str, str], dict[str, str], dict[int, str]]:
    """Labels by seat, the salts that open them, and the labels that changed after the seal.

    A label that the newest seal committed to stands in a copy with names only if it can be opened.
    """
    sealed = _sealed(records) if found.copy.names else {}
    labels, salts, renamed = {}, {}, {}
    for person in found.people:
        number = str(person.number)
        if number not in sealed:
            labels[number] = person.label
            continue
        salt = known.get(person.seat_id, "")
        if salt and chain.commitment(bytes.fromhex(salt), person.label) == sealed[number]:
            labels[number], salts[number] = person.label, salt
        elif salt:
            renamed[person.number] = person.label
    return labels, salts, renamed


def _sealed(records: Sequence[RecordLine]) -> Mapping[str, str]:
    """What the newest seal that can be read commits to, by seat number."""
    for record in reversed(records):
        if record.kind == chain.SEAL_KIND and record.payload.content is not None:
            labels: Mapping[str, str] = record.payload.content["labels"]
            return labels
    return {}


def _debate(found: Transcript, records: Sequence[RecordLine]) -> Document:
    head, here = found.head, found.here
    return {
        "record": next((one.seq for one in records if one.kind == "debate_created"), None),
        "slug": here.slug,
        "room": here.number,
        "session": head.sitting,
        "class": head.course,
        "instructor": head.instructor,
        "deck": head.deck,
        "copy": "names" if found.copy.names else "codes",
        "made_ms": head.made_ms,
        "started_ms": head.started_ms,
        "ended_ms": head.ended_ms,
        "sealed_ms": head.sealed_ms,
        "released_ms": head.released_ms,
    }


def _people(
    found: Transcript, records: Sequence[RecordLine], renamed: Mapping[int, str]
) -> list[Document]:
    return [
        {
            "seat": person.number,
            "role": person.role,
            "side": person.side,
            "position": person.position,
            "joined": person.joined,
            "claimed_ms": person.claimed_ms,
            "confirmed_ms": person.confirmed_ms,
            "absent": person.absent,
            "records": [
                one.seq
                for one in records
                if one.seat == person.number and one.kind.startswith("seat_")
            ],
        }
        | ({"renamed": renamed[person.number]} if person.number in renamed else {})
        for person in found.people
    ]


def _steps(found: Transcript) -> list[Document]:
    return [
        {
            "step": step.number,
            "slug": step.slug,
            "planned_seconds": step.planned_s,
            "due_hours": step.due_hours,
            "start_ms": step.start_ms,
            "end_ms": step.end_ms,
            "used_ms": step.used_ms,
        }
        for step in found.steps
    ]


def _speeches(found: Transcript) -> list[Document]:
    numbers = {line.id: line.number for line in found.here.seats}
    return [
        {
            "address": line.address,
            "step": line.step_index + 1,
            "side": line.side,
            "seat": numbers.get(line.seat_id or 0),
            "answerer": numbers.get(line.answerer_id or 0),
            "handed_in_ms": line.handed_in_ms,
        }
        for line in found.here.speeches
    ]


class _Records:
    """Which records are about which point: by its id, or by its address and version."""

    def __init__(self, records: Sequence[RecordLine]) -> None:
        self._found: dict[object, list[RecordLine]] = {}
        for record in records:
            content = record.payload.content
            if not record.kind.startswith("point_") or content is None:
                continue
            key = content.get("point") or (content["address"], content["version"])
            self._found.setdefault(key, []).append(record)

    def of(self, line: PointLine) -> list[RecordLine]:
        """The records of one version of a point, in order."""
        by_address = self._found.get((line.row.address, line.version), [])
        both = [*self._found.get(line.row.id, []), *by_address]
        return sorted(both, key=lambda record: record.seq)

    def point(self, line: PointLine) -> Document:
        """One version of a point; `record` is the one that holds its words."""
        own = self.of(line)
        words = [one.seq for one in own if one.kind in (*_WORDS, "point_held")]
        return {
            "address": line.row.address if line.row.number else None,
            "speech": line.row.speech,
            "seat": line.seat,
            "version": line.version,
            "current": line.current,
            "state": line.row.state,
            "sent_ms": line.sent_ms,
            "visible_ms": line.visible_ms,
            "cards": [card.number for card in line.row.cards],
            "answers": [link.address for link in line.row.links],
            "record": words[-1] if words else None,
            "records": [one.seq for one in own],
        }


def _moderation(found: Transcript, records: _Records) -> list[Document]:
    acts = []
    for line in found.points:
        own = [one for one in records.of(line) if one.kind in _MODERATION]
        for record, act in zip(own, line.acts, strict=False):
            acts.append({"record": record.seq, "act": act.kind, "by": act.by})
    return sorted(acts, key=lambda act: int(act["record"]))


def _cards(found: Transcript) -> list[Document]:
    return [
        {
            "number": one.card.number,
            "card": one.card.id,
            "tag": one.card.tag,
            "body": one.card.body,
            "kind": one.card.kind,
            "holder": one.card.holder,
            "hedge": one.card.hedge,
            "bearing": one.card.bearing,
            "cite": one.card.citation,
            "citation": one.citation,
            "passage": one.card.passage,
            "gist": one.gist,
        }
        for one in found.cited
    ]


def _polls(found: Transcript) -> Document:
    return {
        "before": _totals(found.polls.before),
        "after": _totals(found.polls.after),
        "swing": _swing(found.polls.swing),
        "debaters_swing": _swing(found.polls.debaters_swing),
        "unconfirmed": found.polls.unconfirmed,
    }


def _totals(totals: Totals | None) -> Document | None:
    if totals is None:
        return None
    return {
        "P": totals.P,
        "O": totals.O,
        "U": totals.U,
        "n": totals.n,
        "confidence": totals.confidence,
    }


def _swing(swing: Swing | None) -> Document | None:
    if swing is None:
        return None
    matrix = swing.matrix
    return {
        "n": swing.n,
        "before": _totals(swing.before),
        "after": _totals(swing.after),
        "gains": dict(swing.gains),
        "winner": swing.winner,
        "dead_heat": swing.dead_heat,
        "matrix": {was: dict(row) for was, row in matrix.items()} if matrix else None,
    }


def _judgement(found: Transcript, records: Sequence[RecordLine]) -> Document:
    assert found.judgement is not None
    handed_in = {one.seat: one.seq for one in records if one.kind == "ballot_handed_in"}
    given = {
        one.payload.content["seat"]: one.seq
        for one in records
        if one.kind == "mark_given" and one.payload.content is not None
    }
    panel = found.judgement.panel
    return {
        "decision": {"P": panel.P, "O": panel.O, "winner": panel.winner},
        "ballots": [{"seat": seat, "record": seq} for seat, seq in handed_in.items()],
        "scores": [
            {
                "seat": line.seat.number,
                "total": line.total,
                "maximum": 10_000,
                "source": line.source,
                "n": line.n,
                "record": given.get(line.seat.number),
            }
            for line in found.judgement.scores
        ],
    }
