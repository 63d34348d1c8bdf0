"""The turns of a JSON transcript, as the other files of the same debate show them.

Belongs here: what stands in each cell of a turn, worked out from the records and the sections that
refer to them, and which turns a part of the record has. Does not belong here: the check of the JSON
file itself (`transcripts`), and how HTML and CSV files are read (`transcripts_html`,
`transcripts_csv`). Nothing but the standard library, since the command has no more.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from debate.domain.steps import link_word
from debate.domain.transcripts import Unreadable
from debate.domain.transcripts_choice import Choice

COLUMNS = (
    "address",
    "step",
    "step_name",
    "speech",
    "seat",
    "speaker",
    "side",
    "kind",
    "version",
    "state",
    "claim",
    "reasons",
    "cards",
    "citations",
    "answers",
    "links",
    "sent_at",
    "visible_at",
    "late",
    "note",
)
"""The cells of a turn, in the order of the CSV file."""

MAY_CHANGE = ("address", "state", "visible_at", "note", "speaker")
"""Cells that a later act may change: they are compared between files of one moment only."""

_OUT = ("returned", "hidden")
_UNSEEN = ("held", "unsent")
_WORDS = ("claim", "reasons", "cards", "citations", "answers", "links")
_KINDS = {"q": "question", "a": "answer"}
_HALF = re.compile(r"[A-Z][0-9]+\.[0-9]+([qa])")
_NOTED = (
    "point_returned",
    "point_hidden",
    "point_restored",
    "point_approved",
    "passage_redacted",
)
_ODD = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Turn(NamedTuple):
    """One version of a point. A cell is None where the JSON file withholds what it would show.

    `first` is the number of the first record about it, 0 where no record tells any more.
    """

    name: str
    first: int
    record: int | None
    seat: int
    cells: Mapping[str, str | None]

    @property
    def key(self) -> tuple[str | None, ...]:
        """What no later act changes, and tells this version from all others."""
        return tuple(self.cells[cell] for cell in ("speech", "version", "sent_at"))


@contextmanager
def sections() -> Iterator[None]:
    """Raise Unreadable where the sections of a document are not what the schema says.

    Digests show that they are whole, not that they make sense.
    """
    try:
        yield
    except Unreadable:
        raise
    except (*_ODD, RecursionError) as error:
        raise Unreadable("The sections of the JSON file do not follow the schema.") from error


def turns(document: Mapping[str, Any]) -> tuple[Turn, ...]:
    """All turns of a verified document, in their order; read it within `sections`."""
    reader = _Reader(document)
    return tuple(reader.turn(point) for point in document["points"])


def chosen(document: Mapping[str, Any], found: Sequence[Turn], choice: Choice) -> tuple[Turn, ...]:
    """The turns that a part of the record has, as it shows them."""
    seats, speeches = _within(document, choice)
    kept = tuple(
        turn
        for turn in found
        if choice.whole or turn.seat in seats or turn.cells["speech"] in speeches
    )
    if choice.moderation:
        return kept
    return tuple(
        _as_seen(turn)
        for turn in kept
        if turn.cells["address"] and turn.cells["state"] not in _UNSEEN
    )


def labels(document: Mapping[str, Any]) -> Mapping[str, str]:
    """What this copy shows for each seat, by its number as text; what is withheld is not there."""
    found: dict[str, str] = {}
    for person in document["people"]:
        if isinstance(person.get("renamed"), str):
            found.setdefault(str(person["seat"]), person["renamed"])
    found.update(document["labels"])
    return found


def links_text(links: Iterable[tuple[str, str]]) -> str:
    """What a point does to others but answer them, as the CSV file writes it; older files lack it.

    Kinds and addresses: "extends P1.1; concedes O1.2".
    """
    found = ((kind, address) for kind, address in links if kind != "answers")
    return "; ".join(f"{link_word(kind)} {address}" for kind, address in found)


def moment(ms: object) -> str:
    """An instant as the CSV file writes it, "" for None."""
    if ms is None:
        return ""
    if type(ms) is not int:
        raise TypeError("an instant is a whole number")
    at = _EPOCH + timedelta(milliseconds=ms)
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{ms % 1000:03}Z"


class _Reader:
    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.names = document["debate"]["copy"] == "names"
        self.labels = labels(document)
        self.speeches = {line["address"]: line for line in document["speeches"]}
        self.cites = {line["number"]: line["cite"] for line in document["cards"]}
        self.steps = self._step_names()

    def turn(self, point: Mapping[str, Any]) -> Turn:
        """One version of a point with the words of its record."""
        content = self._content(point["record"])
        address = point["address"] or ""
        cells = {
            "address": address,
            "step": str(self.speeches[point["speech"]]["step"]),
            "step_name": self._step_name(point["speech"]),
            "speech": _text(point["speech"]),
            "seat": str(point["seat"]) if self.names else "",
            "speaker": self.labels.get(str(point["seat"])),
            "side": None if content is None else _text(content["side"]),
            "kind": _kind(address or (content or {}).get("address") or point["speech"], content),
            "version": str(point["version"]),
            "state": _state(point),
            "claim": None if content is None else _text(content["claim"]),
            "reasons": None if content is None else _text(content["reasons"]),
            "cards": " ".join(str(number) for number in point["cards"]),
            "citations": "; ".join(self.cites[number] for number in point["cards"]),
            "answers": " ".join(point["answers"]),
            "links": links_text((one["kind"], one["address"]) for one in point.get("links", ())),
            "sent_at": moment(point["sent_ms"]),
            "visible_at": moment(point["visible_ms"]),
            "late": "yes" if point.get("late") else "",
            "note": self._note(point["records"]),
        }
        name = address or f"a point of {point['speech']} that the room never saw"
        several = f", version {point['version']}" if point["version"] != 1 else ""
        first = min(point["records"], default=0)
        return Turn(name + several, first, point["record"], point["seat"], cells)

    def _content(self, number: int | None) -> Mapping[str, Any] | None:
        if number is None:
            return None
        content: Mapping[str, Any] | None = self.document["records"][number - 1]["payload"].get(
            "content"
        )
        return content

    def _note(self, numbers: Sequence[int]) -> str | None:
        """What a moderator said last about the point; no copy with codes shows it."""
        if not self.names:
            return ""
        note: str | None = ""
        for number in sorted(numbers):
            record = self.document["records"][number - 1]
            if (record["facts"].get("content") or {}).get("kind") in _NOTED:
                content = record["payload"].get("content")
                note = None if content is None else _text(content.get("note", note))
        return note

    def _step_names(self) -> list[str] | None:
        content = self._content(self.document["debate"]["record"])
        if content is None:
            return None
        return [_text(step["name"]) for step in json.loads(content["format"])["steps"]]

    def _step_name(self, speech: str) -> str | None:
        return self.steps[self.speeches[speech]["step"] - 1] if self.steps else None


def _kind(address: str, content: Mapping[str, Any] | None) -> str | None:
    if found := _HALF.fullmatch(address):
        return _KINDS[found[1]]
    # A held question or answer has no number yet that would tell which it is; its record does.
    if "." not in address and content is None:
        return None
    return _KINDS.get((content or {}).get("half", ""), None if address[:1] == "X" else "point")


def _state(point: Mapping[str, Any]) -> str:
    replaced = not point["current"] and point["state"] == "sent"
    return "replaced" if replaced else _text(point["state"])


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text was expected")
    return value


def _within(document: Mapping[str, Any], choice: Choice) -> tuple[set[int], set[str]]:
    """The seats of a part of the record, and the speeches that are theirs."""
    seats = {
        person["seat"]
        for person in document["people"]
        if person["seat"] == choice.seat or (choice.side and person["side"] == choice.side)
    }
    speeches = {
        line["address"]
        for line in document["speeches"]
        if not seats.isdisjoint({line["seat"], line["answerer"]})
    }
    return seats, speeches


def _as_seen(turn: Turn) -> Turn:
    """A turn as the room saw it: without notes, and a gap for what was taken out."""
    taken_out = turn.cells["state"] in _OUT
    empty = ["note", *(_WORDS if taken_out else ())]
    return turn._replace(cells={**turn.cells, **dict.fromkeys(empty, "")})
