"""The JSON transcript and its verification, with nothing but the standard library.

Belongs here: the schema below and the check of a whole file (`python3 -m debate verify` needs no
installed package). Does not belong here: the command itself (cli), comparing other files with this
one (`transcripts_compared`), choosing what a transcript holds or withholds (export), nor the
arithmetic (chain).

Schema "clashroom-transcript/1", one JSON object in UTF-8, whole numbers only, no key twice:

- `schema`: the name above.
- `debate`: an object of the exporter's; the text of motion and format stands in a record.
- `records`: every event, in order, each `{"seq", "previous", "hash", "facts", "payload"}`. `seq`
  counts from 1 without a gap; `previous` is the hash before (64 zeros for the first). `facts` and
  `payload` are each `{"commitment", "content", "salt"}`, or `{"commitment", "withheld": true}`.
  Salts, hashes and commitments are 64 lower-case hex signs.
- `head`: the hash of the last record (64 zeros when there is none).
- `labels`: seat number (as text) to the label shown for it in this copy, a name or a code.
- `label_salts`, in copies with names only: seat number to the salt that opens the label's
  commitment. The newest seal, a record whose facts say `"kind": "sealed"`, has the payload
  `{"head": its own previous, "labels": {seat number: commitment}}`. Every seat that it lists and
  that has a label is opened; a seat that it does not list is not.
- any other key (of lower-case letters and underscores): a derived section. It refers to records
  under the keys `record` (a number or null) and `records` (numbers), at any depth, and repeats none
  of their text.
- `digests`: for each key but `schema`, `records`, `head` and itself the SHA-256 of its canonical
  bytes. They show damage in what the chain does not cover, and prove nothing against forgery.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from debate.domain import chain, transcripts_withheld

SCHEMA = "clashroom-transcript/1"

CHAINED = ("schema", "records", "head", "digests")
"""The keys that have no digest: the chain proves what stands in them."""

_REQUIRED = {"debate": dict, "records": list, "head": str, "labels": dict, "digests": dict}
_RECORD_KEYS = {"seq", "previous", "hash", "facts", "payload"}
_PARTS = ("facts", "payload")
_SECTION = re.compile(r"[a-z][a-z_]{0,39}")
_SEAT = re.compile(r"[1-9][0-9]{0,5}")


@dataclass(frozen=True)
class Report:
    """What a check found.

    `intact` counts the records found unaltered, up to the first fault; `withheld` those among them
    of which a part is withheld (in `compare`: withheld since the older file). `sentence` says it
    all in words; it holds no name and no text of the transcript.
    """

    ok: bool
    intact: int
    withheld: int
    first_fault: str | None
    sentence: str


class Unreadable(ValueError):
    """The file is no transcript that this version can check; `str()` gives the sentence."""


class _Fault(Exception):
    """The first thing found altered."""


def with_digests(document: Mapping[str, Any]) -> dict[str, Any]:
    """Complete a transcript that lacks only `schema` and `digests`.

    Raises TypeError or ValueError when a section holds what `chain.canonical` refuses.
    """
    covered = {key: value for key, value in document.items() if key not in CHAINED}
    digests = {key: chain.digest(value) for key, value in covered.items()}
    return {"schema": SCHEMA, **document, "digests": digests}


def read(data: bytes) -> Any:
    """Parse the bytes of a transcript, raising Unreadable for anything else."""
    try:
        document = json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_refuse
        )
    except (ValueError, RecursionError) as error:
        detail = f": {error}" if isinstance(error, Unreadable) else ""
        raise Unreadable(f"This is not a JSON file{detail}.") from error
    schema = document.get("schema") if isinstance(document, dict) else None
    if schema != SCHEMA:
        raise Unreadable(f"This file does not follow the schema {SCHEMA}.")
    return document


def verify(document: Any) -> Report:
    """Check records, head, seal, labels, references and digests, in this order."""
    checked: list[Mapping[str, Any]] = []
    try:
        _check_shape(document)
        _check_records(document["records"], document["head"], checked)
        _check_head(document, checked)
        sealed_by, commitments = _newest_seal(checked)
        opened = _check_labels(document, commitments)
        _check_references(document, len(checked))
        _check_digests(document)
    except _Fault as fault:
        return Report(False, len(checked), _count_withheld(checked), str(fault), str(fault))
    withheld = _count_withheld(checked)
    sentence = f"Intact: {_count(len(checked), 'record')}, {withheld} withheld. "
    if withheld:
        missing = [record["seq"] for record in checked if _is_withheld(record)]
        sentence += transcripts_withheld.named(document, missing) + " "
    if sealed_by is None:
        sentence += "It was not sealed when this copy was made."
    elif "label_salts" in document:
        sentence += f"Sealed by record {sealed_by}, which agrees with {_count(opened, 'label')}."
    else:
        sentence += f"Sealed by record {sealed_by}; its labels are not opened in this copy."
    return Report(True, len(checked), withheld, None, sentence)


def compare(old: Any, new: Any) -> Report:
    """Check both, then that the newer goes on from the older: the same records, and some since."""
    for name, document in (("older", old), ("newer", new)):
        report = verify(document)
        if not report.ok:
            sentence = f"In the {name} file: {report.first_fault}"
            return Report(False, report.intact, report.withheld, sentence, sentence)
    since_then: list[int] = []
    for seq, (before, after) in enumerate(zip(old["records"], new["records"], strict=False), 1):
        if before["hash"] != after["hash"]:
            fault = f"The two files differ from record {seq} on."
            return Report(False, seq - 1, len(since_then), fault, fault)
        if any("content" in before[part] and "withheld" in after[part] for part in _PARTS):
            since_then.append(seq)
    withheld = len(since_then)
    held, now = len(old["records"]), len(new["records"])
    if now < held:
        fault = f"The newer file ends at record {now}, the older one at record {held}."
        return Report(False, now, withheld, fault, fault)
    since = _count(now - held, "record")
    sentence = f"Same chain: {since} since, {withheld} withheld since."
    if since_then:
        sentence += " " + transcripts_withheld.named(new, since_then)
    return Report(True, held, withheld, None, sentence)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):  # another reader could take the other value
        raise Unreadable("a key stands twice in one object")
    return found


def _refuse(constant: str) -> None:
    raise Unreadable(f"{constant} is no number")


def _check_shape(document: Any) -> None:
    for key, kind in _REQUIRED.items():
        if not isinstance(document, dict) or not isinstance(document.get(key), kind):
            raise _Fault(f"The part “{key}” is missing or was altered.")
    # Names of parts and seats are printed, so they hold no control signs.
    if not all(_SECTION.fullmatch(key) for key in [*document, *document["digests"]]):
        raise _Fault("The name of a part was altered.")
    if not all(_SEAT.fullmatch(seat) for seat in document["labels"]):
        raise _Fault("The number of a seat under “labels” was altered.")


def _check_records(records: list[Any], head: str, checked: list[Mapping[str, Any]]) -> None:
    """Add each record to `checked` once nothing speaks against it."""
    previous = chain.GENESIS
    for seq, record in enumerate(records, 1):
        if not isinstance(record, dict) or record.keys() != _RECORD_KEYS:
            raise _Fault(f"Record {seq} was altered: it lacks a field or has one too many.")
        if type(record["seq"]) is not int or record["seq"] != seq:
            raise _Fault(f"Record {seq} is missing, or its number was altered.")
        for key in ("previous", "hash"):
            if not chain.is_hash(record[key]):
                raise _Fault(f"Record {seq} was altered: its “{key}” is not a hash.")
        computed = [_part_commitment(record, part) for part in _PARTS]
        after = records[seq] if seq < len(records) else {"previous": head}
        following = after.get("previous") if isinstance(after, dict) else None
        _check_link(record, previous, computed, following)
        previous = record["hash"]
        checked.append(record)


def _part_commitment(record: Mapping[str, Any], name: str) -> str:
    """Give the commitment that follows from the content, or the given one of a withheld part."""
    part, where = record[name], f"Record {record['seq']} was altered: its {name}"
    keys = part.keys() if isinstance(part, dict) else set()
    if keys == {"commitment", "withheld"} and part["withheld"] is True:
        computed = part["commitment"]
    elif keys == {"commitment", "content", "salt"}:
        if not chain.is_hash(part["salt"]):
            raise _Fault(f"The salt of the {name} of record {record['seq']} was altered.")
        try:
            computed = chain.commitment(bytes.fromhex(part["salt"]), part["content"])
        except (TypeError, ValueError) as error:
            raise _Fault(f"{where} holds what no record can hold ({error}).") from error
    else:
        raise _Fault(f"{where} lacks a field or has one too many.")
    if not chain.is_hash(part["commitment"]):
        raise _Fault(f"{where} has a commitment that is not a hash.")
    return str(computed)


def _check_link(
    record: Mapping[str, Any], previous: str, computed: list[str], following: object
) -> None:
    """Name what was altered, by trying which single change explains what is found."""
    seq, given = record["seq"], [record[part]["commitment"] for part in _PARTS]
    follows = chain.link(previous, seq, *computed)
    for name, wanted, found in zip(_PARTS, computed, given, strict=True):
        if wanted != found and follows == record["hash"]:
            raise _Fault(f"The commitment to the {name} of record {seq} was altered.")
        if wanted != found:
            raise _Fault(f"Record {seq} was altered: its {name} or the salt of its {name}.")
    if record["previous"] != previous and follows == record["hash"]:
        raise _Fault(f"Record {seq} was altered: its “previous” is not the hash before it.")
    if record["previous"] != previous:
        raise _Fault(f"Record {seq} does not follow what stands before it.")
    if record["hash"] != follows and following == follows:
        raise _Fault(f"The hash of record {seq} was altered.")
    if record["hash"] != follows:
        raise _Fault(f"Record {seq} was altered: its hash or a commitment in it.")


def _check_head(document: Mapping[str, Any], records: Sequence[Mapping[str, Any]]) -> None:
    last = records[-1]["hash"] if records else chain.GENESIS
    if document["head"] != last:
        raise _Fault(f"The head was altered, or records after record {len(records)} are missing.")


def _newest_seal(records: Sequence[Mapping[str, Any]]) -> tuple[int | None, Mapping[str, Any]]:
    """Give the number of the newest seal that is not withheld, and its label commitments."""
    for record in reversed(records):
        facts, payload = record["facts"].get("content"), record["payload"].get("content")
        if not isinstance(facts, dict) or facts.get("kind") != chain.SEAL_KIND:
            continue
        if "withheld" in record["payload"]:
            continue
        commitments = payload.get("labels") if isinstance(payload, dict) else None
        if not isinstance(commitments, dict) or payload.get("head") != record["previous"]:
            raise _Fault(
                f"The seal in record {record['seq']} lists no labels or names another head."
            )
        return record["seq"], commitments
    return None, {}


def _check_labels(document: Mapping[str, Any], commitments: Mapping[str, Any]) -> int:
    """Compare the labels of a copy with names to the newest seal; give how many were opened."""
    labels = document["labels"]
    for seat, label in labels.items():
        if not isinstance(label, str):
            raise _Fault(f"The label of seat {seat} was altered.")
    if "label_salts" not in document:
        return 0
    salts = document["label_salts"]
    if not isinstance(salts, dict) or not all(_SEAT.fullmatch(seat) for seat in salts):
        raise _Fault("The salts of the labels were altered.")
    expected = labels.keys() & commitments.keys()
    for seat in sorted(expected | salts.keys()):
        if seat not in expected:
            raise _Fault(f"The label of seat {seat} is missing, or no seal commits to it.")
        if not chain.is_hash(salts.get(seat)):
            raise _Fault(f"The salt of the label of seat {seat} is missing or was altered.")
        try:
            agrees = chain.commitment(bytes.fromhex(salts[seat]), labels[seat]) == commitments[seat]
        except ValueError:  # a string without a UTF-8 form
            agrees = False
        if not agrees:
            raise _Fault(f"The label of seat {seat}, or its salt, was altered.")
    return len(expected)


def _check_references(document: Mapping[str, Any], last: int) -> None:
    for section, value in document.items():
        if section in CHAINED:
            continue
        for number in _references(value):
            if type(number) is not int or not 1 <= number <= last:
                raise _Fault(f"The part “{section}” refers to a record that is not there.")


def _references(value: Any) -> Iterator[Any]:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, dict):
            waiting.extend(item.values())
            if item.get("record") is not None:
                yield item["record"]
            if "records" in item:
                yield from item["records"] if isinstance(item["records"], list) else [None]


def _check_digests(document: Mapping[str, Any]) -> None:
    digests = document["digests"]
    covered = document.keys() - set(CHAINED)
    for section in sorted(covered | digests.keys()):
        try:
            agrees = section in covered and chain.digest(document[section]) == digests.get(section)
        except (TypeError, ValueError):
            agrees = False
        if not agrees:
            raise _Fault(f"The part “{section}” or its digest was altered.")


def _count_withheld(records: Sequence[Mapping[str, Any]]) -> int:
    return sum(map(_is_withheld, records))


def _is_withheld(record: Mapping[str, Any]) -> bool:
    return any("withheld" in record[part] for part in _PARTS)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
