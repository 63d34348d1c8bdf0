"""The transcript as JSON: schema "clashroom-transcript/1", chain and derived sections.

Belongs here: what a copy withholds, and the sections beside the chain. Does not belong here: the
schema of the chain and its check (`debate.domain.transcripts`); the sections are described in
README.md beside this file.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from debate.domain import chain, moderation, transcripts, visibility
from debate.domain.transcripts_withheld import (
    A_NAME,
    ERASED,
    NOT_RELEASED,
    NOT_SHOWN,
    ONE_VOTE,
    REDACTED,
)
from debate.export import transcripts_challenges, transcripts_judgement, transcripts_polls
from debate.queries.events import PartLine, RecordLine
from debate.queries.transcripts import Transcript
from debate.queries.transcripts_steps import PointLine

_WORDS = ("point_sent", "point_approved", "point_redacted")
# In a copy with codes: what only moderators, the author or the instructor read.
NOT_FOR_ROOM = (
    "point_held",
    "point_returned",
    "point_hidden",
    "passage_redacted",
    "reflection_handed_in",
    "measure_taken",
    "measure_lifted",
    "measure_read",
    "report_made",
    "report_read",
    "report_decided",
)

_ACT_KINDS = frozenset(act.event for act in moderation.ACTS.values() if act.event)

Document = dict[str, Any]


Section = Any
"""A value, or a function that gives the items of a list anew."""


def document(
    found: Transcript, records: Iterable[RecordLine], label_salts: Mapping[int, str]
) -> Document:
    """The whole transcript; `label_salts` (seat id → hex) count in copies with names alone."""
    sections = _sections(found, records, label_salts)
    return transcripts.with_digests(
        {key: list(value()) if callable(value) else value for key, value in sections.items()}
    )


def pieces(
    found: Transcript, records: Iterable[RecordLine], label_salts: Mapping[int, str]
) -> Iterator[bytes]:
    """The file of the same document, made piece by piece.

    `records` and the steps of `found` are gone through more than once, and never held whole.
    """
    digests: Document = {}
    yield f"{{{_text('schema')}:{_text(transcripts.SCHEMA)}".encode()
    for key, value in _sections(found, records, label_salts).items():
        yield f",\n{_text(key)}:".encode()
        summed = hashlib.sha256()
        items = value() if callable(value) else iter(value) if isinstance(value, list) else None
        if items is None:
            summed.update(chain.canonical(value))
            yield _text(value).encode()
        else:
            yield from _list(items, summed)
        if key not in transcripts.CHAINED:
            digests[key] = summed.hexdigest()
    yield f",\n{_text('digests')}:{_text(digests)}}}\n".encode()


def _list(items: Iterator[Any], summed: Any) -> Iterator[bytes]:
    """A list, one item a line, and its canonical bytes into the sum."""
    between, before = "[\n", b"["
    for item in items:
        summed.update(before + chain.canonical(item))
        yield f"{between}{_text(item)}".encode()
        between, before = ",\n", b","
    summed.update(b"]" if before == b"," else b"[]")
    yield b"\n]" if before == b"," else b"[]"


def _sections(
    found: Transcript, records: Iterable[RecordLine], label_salts: Mapping[int, str]
) -> dict[str, Section]:
    index = _Index(found, records)
    labels, salts, renamed = _labels(found, index.sealed, label_salts)
    whole: dict[str, Section] = {
        "records": lambda: (_record(record, record.seq in index.why) for record in records),
        "head": found.head.chain_head or chain.GENESIS,
        "debate": _debate(found, index.created),
        "labels": labels,
        "people": _people(found, index.seats, renamed),
        "steps": _steps(found),
        "speeches": lambda: _speeches(found),
        "points": lambda: (index.point(line) for line in found.points),
        "duties": lambda: _duties(found),
        "moderation": _moderation(found, index),
        "challenges": transcripts_challenges.section(found, records),
        "cards": _cards(found),
        "polls": transcripts_polls.section(found.polls),
        "withheld": [{"record": seq, "why": reason} for seq, reason in index.why.items()],
    }
    if found.copy.names:
        whole["label_salts"] = salts
    if found.judgement is not None:
        whole |= transcripts_judgement.sections(
            found.judgement, index.judging, found.head.released_ms, names=found.copy.names
        )
    return whole


def point_records(
    found: Transcript, records: Iterable[RecordLine]
) -> Iterator[tuple[PointLine, list[int]]]:
    """Each version of each point with the numbers of the records about it."""
    index = _Index(found, records)
    return ((line, [seq for seq, _ in index.of(line)]) for line in found.points)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _why(found: Transcript, record: RecordLine, shown: Collection[tuple[str, int]]) -> str:
    content = record.payload.content
    if content is None:
        return ERASED
    if record.kind == "vote_cast":
        return ONE_VOTE
    judging = record.kind in transcripts_judgement.KINDS
    if judging and not transcripts_judgement.is_out(record, found.head.released_ms):
        return NOT_RELEASED
    if found.copy.names:
        return ""
    if record.kind in (*NOT_FOR_ROOM, *transcripts_judgement.NEVER_WITH_CODES):
        return NOT_SHOWN
    if record.kind in _WORDS and (content["address"], content["version"]) not in shown:
        return NOT_SHOWN
    return A_NAME if _names_somebody(found, content) else ""


def _shown(found: Transcript) -> frozenset[tuple[str, int]]:
    """Address and version of the points that a copy with codes shows in full."""
    full = (line for line in found.points if line.row.level == visibility.FULL)
    return frozenset((line.row.address, line.version) for line in full)


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
    found: Transcript, seal: Mapping[str, str], known: Mapping[int, str]
) -> tuple[dict[str, str], dict[str, str], dict[int, str]]:
    """Labels by seat, the salts that open them, and the labels that changed after the seal.

    A label that the newest seal committed to stands in a copy with names only if it can be opened.
    """
    sealed = seal if found.copy.names else {}
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


def _debate(found: Transcript, created: int | None) -> Document:
    head, here = found.head, found.here
    return {
        "record": created,
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
    found: Transcript, records: Mapping[int | None, list[int]], renamed: Mapping[int, str]
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
            "records": records.get(person.number, []),
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


def _speeches(found: Transcript) -> Iterator[Document]:
    numbers = {line.id: line.number for line in found.here.seats}
    for line in found.here.speeches:
        yield {
            "address": line.address,
            "step": line.step_index + 1,
            "side": line.side,
            "seat": numbers.get(line.seat_id or 0),
            "answerer": numbers.get(line.answerer_id or 0),
            "handed_in_ms": line.handed_in_ms,
        }


def _duties(found: Transcript) -> Iterator[Document]:
    for duty in found.duties:
        yield {
            "address": duty.address,
            "owed_by": duty.owed_by,
            "step": duty.due_step + 1,
            "status": duty.status,
            "answered_by": list(duty.answered_by),
            "late": list(duty.late),
            "conceded_by": list(duty.conceded_by),
            "extended_by": list(duty.extended_by),
        }


class _Index:
    """What the sections need to know of the records, from one pass over them.

    Of a point that is the numbers and kinds of its records, by its id or its address and version.
    """

    def __init__(self, found: Transcript, records: Iterable[RecordLine]) -> None:
        self.why: dict[int, str] = {}  # the payload of which records is withheld, and why
        self.sealed: Mapping[str, str] = {}  # what the newest readable seal commits to
        self.created: int | None = None
        self.seats: dict[int | None, list[int]] = {}
        self.judging: list[RecordLine] = []
        self.acts: dict[tuple[str, int], list[int]] = {}  # by kind of event and moment
        self._points: dict[object, list[tuple[int, str]]] = {}
        shown = frozenset() if found.copy.names else _shown(found)
        for record in records:
            if reason := _why(found, record, shown):
                self.why[record.seq] = reason
            self._note(record)

    def of(self, line: PointLine) -> list[tuple[int, str]]:
        """The records of one version of a point, in order."""
        by_address = self._points.get((line.row.address, line.version), [])
        return sorted([*self._points.get(line.row.id, []), *by_address])

    def _note(self, record: RecordLine) -> None:
        content = record.payload.content
        if record.kind == "debate_created" and self.created is None:
            self.created = record.seq
        if record.kind.startswith("seat_"):
            self.seats.setdefault(record.seat, []).append(record.seq)
        if record.kind in transcripts_judgement.KINDS:
            self.judging.append(record)
        if record.kind in _ACT_KINDS:
            self.acts.setdefault((record.kind, record.at_ms), []).append(record.seq)
        if content is None:
            return
        if record.kind == "passage_redacted":
            gone = {seq for seq in content["records"] if self.why.get(seq) == ERASED}
            self.why |= dict.fromkeys(gone, REDACTED)
        if record.kind == chain.SEAL_KIND:
            self.sealed = content["labels"]
        if record.kind.startswith("point_") or record.kind == "passage_redacted":
            key = content.get("point") or (content["address"], content["version"])
            own = self._points.setdefault(key, [])
            own += [(seq, "") for seq in content.get("instead_of", ())]
            own.append((record.seq, record.kind))

    def point(self, line: PointLine) -> Document:
        """One version of a point; `record` is the one that holds its words."""
        own = self.of(line)
        words = [seq for seq, kind in own if kind in (*_WORDS, "point_held")]
        return {
            "address": line.row.address if line.row.number else None,
            "speech": line.row.speech,
            "seat": line.seat,
            "version": line.version,
            "current": line.current,
            "state": line.row.state,
            "sent_ms": line.sent_ms,
            "visible_ms": line.visible_ms,
            "late": line.row.late,
            "cards": [card.number for card in line.row.cards],
            "answers": [link.address for link in line.row.links if link.kind == "answers"],
            "links": [{"kind": k, "address": a} for k, a, _ in line.row.links if k != "answers"],
            "record": words[-1] if words else None,
            "records": [seq for seq, _ in own],
        }


def _moderation(found: Transcript, index: _Index) -> list[Document]:
    """Acts of moderators on points, people and the room; the clock's stand in records alone."""
    acts = []
    for line in found.points:
        own = {seq for seq, _ in index.of(line)}
        acts += [_act(index, act.kind, act.at_ms, act.by, line.seat, own) for act in line.acts]
    for one in found.run:
        if one.kind in moderation.ACTS:
            acts.append(_act(index, one.kind, one.at_ms, one.by, one.seat, frozenset()))
    return sorted(acts, key=lambda act: (act["at_ms"], act["record"] or 0))


def _act(
    index: _Index, kind: str, at_ms: int, by: str, seat: int | None, own: Collection[int]
) -> Document:
    """`own`: the records about the point, of which one tells of the act; it was made with it."""
    event = moderation.ACTS[kind].event if kind in moderation.ACTS else ""
    known = index.acts.get((event, at_ms), [])
    record = next((seq for seq in known if seq in own), known[0] if known else None)
    return {"record": record, "act": kind, "at_ms": at_ms, "seat": seat, "by": by}


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
