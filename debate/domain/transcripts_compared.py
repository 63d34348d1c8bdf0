"""What comparing any file of a transcript with its JSON file has in common.

Belongs here: which moment of the chain a file is of, and lining up its turns with those of the
JSON file. Does not belong here: reading HTML (`transcripts_html`) and CSV (`transcripts_csv`).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from debate.domain import chain
from debate.domain.transcripts import Report, Unreadable, verify
from debate.domain.transcripts_choice import Choice, UnknownChoice, heard
from debate.domain.transcripts_turns import MAY_CHANGE, Turn, chosen, sections, turns


class Altered(Exception):
    """The first thing in a file that does not agree with the JSON file; `str()` names it."""


class Row(NamedTuple):
    """A turn as a file shows it: some of the cells of `transcripts_turns.COLUMNS`."""

    name: str
    cells: Mapping[str, str]

    @property
    def key(self) -> tuple[str, ...]:
        """As that of a Turn."""
        return tuple(self.cells[cell] for cell in ("speech", "version", "sent_at"))


class Moment(NamedTuple):
    """Which copy a file is, and up to which record. `since`: records of the JSON file after it."""

    choice: Choice
    record: int
    since: int


def moment_of(document: Mapping[str, Any], head: str, copy: str) -> Moment:
    """Where in the JSON file's chain the other file was made.

    Raises Unreadable for a copy of another kind, and for a head that is not in the chain: that of
    another debate, of a later moment, or an altered one.
    """
    if not head:
        raise Unreadable("It carries no head: a pseudonymous pack has none; its key file has it.")
    try:
        choice = heard(copy)
    except UnknownChoice:
        raise Altered("The line that says which copy this is was altered.") from None
    kind = document["debate"].get("copy")
    if kind != ("names" if choice.names else "codes"):
        raise Unreadable(
            "One file has names and the other codes. Export both in the same way and compare again."
        )
    hashes = [chain.GENESIS, *(record["hash"] for record in document["records"])]
    if head not in hashes:
        raise Altered(
            "Its head is not in the JSON file: it was altered, or one is of another debate, or the"
            " JSON file is older. Export the JSON file anew and compare again."
        )
    record = hashes.index(head)
    return Moment(choice, record, len(hashes) - 1 - record)


def expected(document: Mapping[str, Any], moment: Moment) -> tuple[Turn, ...]:
    """The turns that a file of this moment and choice has to have."""
    found = chosen(document, turns(document), moment.choice)
    return tuple(
        _before_redaction(document, turn, moment) for turn in found if turn.first <= moment.record
    )


def _before_redaction(document: Mapping[str, Any], turn: Turn, moment: Moment) -> Turn:
    """A turn without words of which a passage went after the file was made: it shows more."""
    if turn.record is None or turn.record <= moment.record:
        return turn
    facts = document["records"][turn.record - 1]["facts"].get("content") or {}
    if facts.get("kind") != "point_redacted":
        return turn
    return turn._replace(cells={**turn.cells, "claim": None, "reasons": None})


def check_turns(wanted: Sequence[Turn], rows: Sequence[Row], moment: Moment) -> int:
    """Compare a file's turns with those it has to have; give how many were withheld in part.

    Raises Altered with the first that is missing, added or differs.
    """
    _check_order(wanted, rows)
    withheld = 0
    for turn, row in zip(wanted, rows, strict=True):
        for cell, shown in row.cells.items():
            told = turn.cells[cell]
            if told is None or (moment.since and cell in MAY_CHANGE):
                continue
            if shown != told:
                raise Altered(_differs(turn, cell))
        withheld += any(turn.cells[cell] is None for cell in row.cells)
    return withheld


def outcome(found: Moment, count: int, withheld: int, head: str) -> Report:
    """What is said of a file that agrees."""
    turn = f"{count} turn{'' if count == 1 else 's'} agree{'s' if count == 1 else ''}"
    left = f", {withheld} of them in part, since records are withheld" if withheld else ""
    later = f" It was made {found.since} records before the JSON file." if found.since else ""
    whole = "" if found.choice.whole else " It is a part of the record."
    sentence = f"Alike: {turn} with the JSON file, record by record{left}.{later}{whole}"
    return Report(True, count, withheld, None, f"{sentence} Head: {head}")


def judged(document: Any, compare: Callable[[], Report]) -> Report:
    """What `compare` finds, if the JSON file itself is unaltered. Raises Unreadable as it does."""
    report = verify(document)
    sentence = f"In the JSON file: {report.first_fault}"
    if report.ok:
        try:
            with sections():
                return compare()
        except Altered as fault:
            sentence = str(fault)
    return Report(False, report.intact, report.withheld, sentence, sentence)


def _check_order(wanted: Sequence[Turn], rows: Sequence[Row]) -> None:
    keys, shown = [turn.key for turn in wanted], [row.key for row in rows]
    if keys == shown:
        return
    at = next(
        (n for n, (one, other) in enumerate(zip(keys, shown, strict=False)) if one != other),
        min(len(keys), len(shown)),
    )
    if at < len(keys) and (at == len(shown) or shown[at] in keys[at + 1 :]):
        raise Altered(f"The turn {wanted[at].name} is missing.")
    if at < len(shown) and (at == len(keys) or keys[at] in shown[at + 1 :]):
        raise Altered(f"{rows[at].name} is in no record.")
    changed = next(
        cell
        for cell, one, other in zip(
            ("speech", "version", "sent_at"), keys[at], shown[at], strict=True
        )
        if one != other
    )
    raise Altered(_differs(wanted[at], changed))


def _differs(turn: Turn, cell: str) -> str:
    where = f"record {turn.record}" if turn.record else "the JSON file"
    return f"{turn.name} was altered: its “{cell}” is not that of {where}."
