"""The flow of a debate as a table: a row for each thing that stands in a cell.

Belongs here: a copy of a sheet with what is said about it, and its rows, as README.md beside this
file describes them. Does not belong here: the sheet (`queries.flow_sheets`), the drawing
(`flow_drawing`), the workbook (`flow_xlsx`).
"""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy.orm import Session

from debate.domain import flow_lines
from debate.domain.flow_lines import ALSO, UNMET
from debate.export.tables import Cell, csv_pieces
from debate.export.transcripts_csv import time
from debate.queries import flow_sheets, speeches
from debate.queries.debates import DebateNow
from debate.queries.flow import duties
from debate.queries.flow_sheets import ANSWER, QUESTION, Column, Entry, Line, Sheet
from debate.queries.transcripts_copies import Copy

COLUMNS = (
    "line",
    "line_name",
    "line_side",
    "speech",
    "step",
    "speaker",
    "team",
    "kind",
    "address",
    "side",
    "author",
    "claim",
    "cards",
    "links",
    "late",
    "notes",
    "owed_by",
    "see_line",
    "made_at",
)


class FlowCopy(NamedTuple):
    """A sheet as one view sees it, at `here.now`."""

    here: DebateNow
    sheet: Sheet


def read(session: Session, here: DebateNow, copy: Copy) -> FlowCopy:
    """The flow of a debate as a copy has it; six statements at most.

    In one with codes the names that somebody typed are taken out.
    """
    shown = speeches.said(session, here).rows
    given = flow_sheets.names(session, here)
    sheet = flow_sheets.of_rows(here, shown, duties(here, shown), given)
    if copy.names:
        return FlowCopy(here, sheet)

    def plain(entry: Entry) -> Entry:
        return entry._replace(claim=copy.plain(entry.claim))

    lines = tuple(
        line._replace(
            name=copy.plain(line.name),
            cells=tuple(
                cell._replace(entries=tuple(map(plain, cell.entries))) for cell in line.cells
            ),
        )
        for line in sheet.lines
    )
    asked = tuple(cell._replace(entries=tuple(map(plain, cell.entries))) for cell in sheet.asked)
    return FlowCopy(here, sheet._replace(lines=lines, asked=asked))


def csv(found: FlowCopy) -> bytes:
    """The bytes of the CSV file."""
    return b"".join(csv_pieces(COLUMNS, rows(found)))


def rows(found: FlowCopy) -> Iterator[list[Cell]]:
    """The rows, line by line and in each from left to right; questions and answers last."""
    sheet, made = found.sheet, time(found.here.now)
    for line in sheet.lines:
        for cell in line.cells:
            for entry in cell.entries:
                yield [*_row(line, sheet.columns[cell.column], entry), made]
    for cell in sheet.asked:
        for entry in cell.entries:
            yield [*_row(None, sheet.columns[cell.column], entry), made]


def kind(entry: Entry) -> str:
    """What an entry is, as one word of the file."""
    return {ALSO: "reference", QUESTION: "question", ANSWER: "answer"}.get(
        entry.kind, entry.kind
    ).replace("_", " ")


def _row(line: Line | None, column: Column, entry: Entry) -> list[Cell]:
    owed = entry.kind in UNMET
    return [
        line.address if line else "",
        line.name if line else "",
        (line.side or "") if line else "",
        column.address,
        column.name,
        column.speaker,
        column.team,
        kind(entry),
        entry.address,
        "" if owed else entry.side or "",
        entry.author,
        entry.claim,
        " ".join(map(str, entry.cards)),
        "; ".join(flow_lines.mark_words(mark) for mark in entry.marks),
        "yes" if any(mark.late for mark in entry.marks) else "",
        ", ".join(entry.notes),
        (entry.side or "") if owed else "",
        entry.line,
    ]
