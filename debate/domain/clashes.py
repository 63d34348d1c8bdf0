"""Clashes: how the cards of a deck meet over their sources.

Belongs here: which cards meet head-on, what the authors agree on, which card a later text has
overtaken; read from a parsed data file or a form with every fault named, and changed entry by
entry. Does not belong here: who answered whom in a debate (`flow`).
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from debate.domain.datafiles import Fields, Problem

LINE_MAX = 240
MEET, GROUND, OVERTAKEN = "clashes", "common_ground", "overtaken"
KINDS = (MEET, GROUND, OVERTAKEN)
"""The lists of a clash file, in its order."""
LINE_OF = {MEET: "on", GROUND: "ground", OVERTAKEN: "why"}
"""What a list's files call the line of an entry."""


@dataclass(frozen=True)
class Meeting:
    """Cards that belong together over several sources, and in one line why."""

    cards: tuple[int, ...]
    line: str


@dataclass(frozen=True)
class Overtaken:
    """A card that a card of a later text has overtaken, and in one line how."""

    card: int
    by: int
    why: str


@dataclass(frozen=True)
class Clashes:
    """All that a deck says of its cards among each other."""

    clashes: tuple[Meeting, ...] = ()
    common_ground: tuple[Meeting, ...] = ()
    overtaken: tuple[Overtaken, ...] = ()


Entry = Meeting | Overtaken


def read(data: object, problems: list[Problem], sources: Mapping[int, str] | None) -> Clashes:
    """What a parsed clash file says. `sources`: card number → source; None where not known."""
    top = Fields(data, "", problems)
    found = Clashes(
        tuple(_meeting(part, "on", sources) for part in top.each("clashes")),
        tuple(_meeting(part, "ground", sources) for part in top.each("common_ground")),
        tuple(_overtaken(part, sources) for part in top.each("overtaken")),
    )
    top.close()
    return found


def from_stored(stored: Mapping[str, Any]) -> Clashes:
    """What the database keeps of a deck version, as it was."""

    def meetings(kind: str) -> tuple[Meeting, ...]:
        return tuple(Meeting(tuple(one["cards"]), one["line"]) for one in stored.get(kind, ()))

    return Clashes(
        meetings(MEET),
        meetings(GROUND),
        tuple(Overtaken(**one) for one in stored.get(OVERTAKEN, ())),
    )


def entries(found: Clashes, kind: str) -> tuple[Entry, ...]:
    """The entries of one of the KINDS."""
    if kind == OVERTAKEN:
        return found.overtaken
    return found.clashes if kind == MEET else found.common_ground


def line_of(entry: Entry) -> str:
    """The one line of an entry."""
    return entry.line if isinstance(entry, Meeting) else entry.why


def cards_of(entry: Entry) -> tuple[int, ...]:
    """The numbers of the cards that an entry names."""
    return entry.cards if isinstance(entry, Meeting) else (entry.card, entry.by)


def name(entry: Entry) -> str:
    """A short name of an entry by what it says: who read another entry finds nothing by it."""
    return hashlib.sha256(repr((cards_of(entry), line_of(entry))).encode()).hexdigest()[:12]


def checked(
    kind: str, typed: Mapping[str, str], sources: Mapping[int, str]
) -> tuple[Entry, tuple[Problem, ...]]:
    """The entry that was typed, and its faults by field, by the rules of clash files.

    `typed` has "line", and "cards" (numbers in a row) or for OVERTAKEN "card" and "by".
    """
    problems: list[Problem] = []
    data: dict[str, object] = {LINE_OF[kind]: " ".join(typed.get("line", "").split())}
    if kind == OVERTAKEN:
        data |= {key: typed.get(key, "").removeprefix("No.").strip() for key in ("card", "by")}
    else:
        words = re.findall(r"[^\s,;]+", typed.get("cards", "").replace("No.", " "))
        data["cards"] = list(dict.fromkeys(words))
        if not all(word.isascii() and word.isdecimal() for word in words):
            problems.append(Problem("cards", "Write the numbers of the cards, such as 12, 45."))
    found: list[Problem] = []
    entry = entries(read({kind: [data]}, found, sources), kind)[0]
    for one in found:
        field = one.path.rpartition(".")[2]
        field = "line" if field == LINE_OF[kind] else field
        if field not in {other.path for other in problems}:
            problems.append(Problem(field, one.message))
    return entry, tuple(problems)


def put(found: Clashes, kind: str, entry: Entry, instead: str = "") -> Clashes | None:
    """The clashes with an entry more, or in the place of the one named `instead`.

    None where no entry has that name any more.
    """
    there = entries(found, kind)
    if not instead:
        return _with(found, kind, (*there, entry))
    if instead not in map(name, there):
        return None
    return _with(found, kind, tuple(entry if name(one) == instead else one for one in there))


def drop(found: Clashes, kind: str, named: str) -> Clashes | None:
    """The clashes without an entry; None where no entry has that name any more."""
    left = tuple(one for one in entries(found, kind) if name(one) != named)
    return None if len(left) == len(entries(found, kind)) else _with(found, kind, left)


def without(found: Clashes, number: int, sources: Mapping[int, str]) -> Clashes:
    """The clashes after a card is gone: what no longer names cards of two sources goes too.

    `sources`: card number → source, as in `read`.
    """

    def meetings(there: tuple[Meeting, ...]) -> tuple[Meeting, ...]:
        left = (replace(one, cards=tuple(n for n in one.cards if n != number)) for one in there)
        return tuple(one for one in left if len({sources.get(n) for n in one.cards}) > 1)

    return Clashes(
        meetings(found.clashes),
        meetings(found.common_ground),
        tuple(one for one in found.overtaken if number not in (one.card, one.by)),
    )


def _with(found: Clashes, kind: str, there: tuple[Any, ...]) -> Clashes:
    return replace(found, **{kind: there})


def _meeting(fields: Fields, key: str, sources: Mapping[int, str] | None) -> Meeting:
    numbers = [
        int(text) if text.isdecimal() and len(text) < 7 else 0 for text in fields.texts("cards")
    ]
    unknown = [n for n in numbers if not _known(n, sources)]
    if unknown:
        fields.fault("cards", f"The deck has no card No. {unknown[0]}.")
    elif sources is not None and len({sources[number] for number in numbers}) < 2:
        fields.fault("cards", "Name cards of two sources or more.")
    meeting = Meeting(tuple(numbers), fields.line(key, LINE_MAX))
    fields.close()
    return meeting


def _overtaken(fields: Fields, sources: Mapping[int, str] | None) -> Overtaken:
    found = Overtaken(
        fields.number("card", 1, 999_999),
        fields.number("by", 1, 999_999),
        fields.line("why", LINE_MAX),
    )
    for key, number in (("card", found.card), ("by", found.by)):
        if not _known(number, sources):
            fields.fault(key, f"The deck has no card No. {number}.")
    if found.card == found.by:
        fields.fault("by", "A card is not overtaken by itself.")
    fields.close()
    return found


def _known(number: int, sources: Mapping[int, str] | None) -> bool:
    return number > 0 and (sources is None or number in sources)
