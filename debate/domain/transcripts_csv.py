"""Comparing a CSV transcript with the JSON file of the same debate, row by row.

Belongs here: reading the file and naming what differs. Does not belong here: writing it (export).
Nothing but the standard library.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from debate.domain.marks import csv_text
from debate.domain.transcripts import Report, Unreadable
from debate.domain.transcripts_compared import (
    Altered,
    Row,
    check_turns,
    expected,
    judged,
    moment_of,
    outcome,
)
from debate.domain.transcripts_turns import COLUMNS

HEADER = (*COLUMNS, "copy", "head")
"""All columns: the turn, which copy the file is, and the head of the chain when it was made."""

# Before there were other links than answers.
_OLDER = tuple(name for name in HEADER if name != "links")
_NO_TEXT = ("step", "seat", "version")


def compare(data: bytes, document: Mapping[str, Any]) -> Report:
    """Compare a CSV file with a JSON document. Raises Unreadable for a file that is none of ours.

    A file without rows has no head, so nothing but its header can be compared.
    """
    rows = _rows(data)
    if not rows:
        raise Unreadable("It has no rows, so there is nothing to compare.")
    turns = [
        Row(f"Row {n} ({cells['address'] or 'without an address'})", cells)
        for n, cells in enumerate(rows, 2)
    ]
    return judged(document, lambda: _compared(turns, document))


def _compared(turns: Sequence[Row], document: Mapping[str, Any]) -> Report:
    head, copy = turns[0].cells["head"], turns[0].cells["copy"]
    found = moment_of(document, head, copy)
    for row in turns:
        for cell, first in (("copy", copy), ("head", head)):
            if row.cells[cell] != first:
                raise Altered(f"{row.name} was altered: its “{cell}” is not that of the others.")
    cells = [cell for cell in COLUMNS if cell in turns[0].cells]
    bare = [Row(row.name, {cell: row.cells[cell] for cell in cells}) for row in turns]
    wanted = expected(document, found)
    withheld = check_turns(wanted, bare, found)
    return outcome(found, len(wanted), withheld, head)


def _rows(data: bytes) -> list[dict[str, str]]:
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        lines = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise Unreadable(f"This is not a CSV file: {error}.") from error
    header = tuple(lines[0]) if lines else ()
    if header not in (HEADER, _OLDER):
        raise Unreadable(f"Its first line is not that of a transcript’s CSV: {', '.join(HEADER)}.")
    for number, line in enumerate(lines[1:], 2):
        if len(line) != len(header):
            raise Unreadable(f"Row {number} has {len(line)} cells instead of {len(header)}.")
    return [
        {
            name: cell if name in _NO_TEXT else csv_text(cell)
            for name, cell in zip(header, line, strict=True)
        }
        for line in lines[1:]
    ]
