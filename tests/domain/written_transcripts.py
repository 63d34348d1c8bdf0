"""Transcripts for tests, written the way that an export writes them."""

import hashlib
import json
from typing import Any

from debate.domain import chain, transcripts

Document = dict[str, Any]
OTHER = "f" * 64
"""A hash of nothing in these transcripts."""


def salt(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def part(content: object, name: str) -> Document:
    given = salt(name)
    return {
        "commitment": chain.commitment(given, content),
        "content": content,
        "salt": given.hex(),
    }


def withhold(document: Document, seq: int, name: str = "payload") -> None:
    record = document["records"][seq - 1]
    record[name] = {"commitment": record[name]["commitment"], "withheld": True}


def add(document: Document, kind: str, payload: object, seat: int | None = None) -> None:
    seq, previous = len(document["records"]) + 1, document["head"]
    facts = part({"at_ms": 1_700_000_000_000 + seq, "kind": kind, "seat": seat}, f"facts {seq}")
    content = part(payload, f"payload {seq}")
    document["head"] = chain.link(previous, seq, facts["commitment"], content["commitment"])
    document["records"].append(
        {
            "seq": seq,
            "previous": previous,
            "hash": document["head"],
            "facts": facts,
            "payload": content,
        }
    )


def seal(document: Document, names: dict[str, str]) -> None:
    labels = {seat: chain.commitment(salt(f"label {seat}"), name) for seat, name in names.items()}
    add(document, "sealed", {"head": document["head"], "labels": labels})


NAMES = {"1": "Mei Tanaka", "3": "Ömer Kaya"}


def started() -> Document:
    document: Document = {"records": [], "head": chain.GENESIS, "debate": {"record": 1}}
    add(document, "debate_created", {"motion": "This House believes it", "minutes": 45})
    add(document, "point_sent", {"address": "P1.1", "claim": "Trade is “large”\n"}, 1)
    add(document, "point_sent", {"address": "O1.1", "claim": "Trust is not"}, 3)
    document["points"] = [{"address": "P1.1", "record": 2}, {"address": "O1.1", "record": 3}]
    document["steps"] = [{"name": "Opening", "records": [2, 3]}, {"name": "Later", "record": None}]
    document["labels"] = {"1": "Heron", "3": "Teal"}
    return document


def named() -> Document:
    """A copy with names, sealed at its fourth record."""
    document = started()
    seal(document, NAMES)
    document["labels"] = dict(NAMES)
    document["label_salts"] = {seat: salt(f"label {seat}").hex() for seat in NAMES}
    return transcripts.with_digests(document)


def write(document: Document) -> bytes:
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def later() -> Document:
    document = named()
    add(document, "released", {"marks": 2})
    seal(document, NAMES)
    withhold(document, 2)
    return transcripts.with_digests(document)
