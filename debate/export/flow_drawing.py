"""The flow drawn on sheets of A3, one below the other: speeches across, lines of argument down.

Belongs here: where things stand on the sheets. Does not belong here: shapes (`drawings`), what
one cell looks like (`flow_cells`), which cells there are (`queries.flow_sheets`).

Proposition has its edge on the left and a square, Opposition its edge on the right and a disc; what
was dropped is hatched. So it reads without colour.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from debate.export import flow_cells as cells
from debate.export.drawings import Drawing, Path, Rect, Shape, Words, lines, moved
from debate.export.drawings_text import wrapped
from debate.export.flow import FlowCopy
from debate.export.flow_cells import HAIR, INK, NOW, PAD, QUIET, SMALL, Block
from debate.queries.flow_choices import papers
from debate.queries.flow_sheets import Column, Entry, Sheet

A3 = (1190.6, 841.9)
"""Points of a sheet on its side."""
MARGIN = 28.0
NAME_W = 128.0
COLUMNS_MOST = 9
"""So many speeches stand side by side; further ones on sheets of their own."""
COLUMN_MAX = 250.0
FOOT_H = 22.0
INNER = A3[0] - 2 * MARGIN


class _Row(NamedTuple):
    """A line of argument, or questions: its name and its cells by column."""

    name: Block
    cells: tuple[tuple[int, Block], ...]

    @property
    def height(self) -> float:
        return max([self.name.height, *(block.height for _, block in self.cells)]) + 2 * PAD


class _Frame(NamedTuple):
    """The speeches that stand side by side, each as wide as the others."""

    columns: tuple[Column, ...]
    wide: float
    heads: tuple[Block, ...]

    @property
    def head(self) -> float:
        """The height of the row with the speeches."""
        return max([block.height for block in self.heads], default=0) + 2 * PAD

    @property
    def end(self) -> float:
        """Where the last column ends."""
        return MARGIN + NAME_W + self.wide * len(self.columns)

    def x(self, column: int) -> float:
        """Where the words of a column begin."""
        return MARGIN + NAME_W + self.wide * column + PAD


def drawing(found: FlowCopy) -> Drawing:
    """The flow on as many sheets as it needs."""
    title = _title(found)
    shapes: list[Shape] = list(moved(title.shapes, MARGIN, MARGIN))
    y = MARGIN + title.height
    for number, part in enumerate(papers(found.sheet, found.sheet.lines, COLUMNS_MOST)):
        frame = _frame(part)
        y = _next_sheet(y) + MARGIN if number else y
        for place, page in enumerate(_pages(_rows(part, frame), frame, y)):
            y = _next_sheet(y) + MARGIN if place else y
            shapes += _head(frame, y)
            y += frame.head
            for row in page:
                shapes += _row(row, frame, y)
                y += row.height
    legend = cells.legend(found.here.fmt.sides, INNER)
    if y + legend.height + FOOT_H > _next_sheet(y) - MARGIN:
        y = _next_sheet(y) + MARGIN
    shapes += moved(legend.shapes, MARGIN, y + PAD)
    height = _next_sheet(y + legend.height)
    shapes += _feet(found, round(height / A3[1]))
    return Drawing(A3[0], height, f"Flow: {found.here.motion_text}", _said(found), tuple(shapes))


def _frame(part: Sheet) -> _Frame:
    wide = min((INNER - NAME_W) / max(len(part.columns), 1), COLUMN_MAX)
    heads = tuple(cells.column_head(one, wide - 2 * PAD) for one in part.columns)
    return _Frame(part.columns, wide, heads)


def _rows(part: Sheet, frame: _Frame) -> list[_Row]:
    speakers = [one.speaker for one in frame.columns]

    def drawn(column: int, entries: Sequence[Entry]) -> tuple[int, Block]:
        return column, cells.cell(entries, frame.wide - 2 * PAD, speakers[column])

    rows = [
        _Row(
            cells.line_name(line, NAME_W - 2 * PAD),
            tuple(drawn(cell.column, cell.entries) for cell in line.cells),
        )
        for line in part.lines
    ]
    asked = [(cell.column, _questions(cell.entries)) for cell in part.asked]
    for place in range(max([len(each) for _, each in asked], default=0)):
        name = cells.plain_name("" if place else "Questions", NAME_W - 2 * PAD)
        there = tuple(drawn(column, each[place]) for column, each in asked if place < len(each))
        rows.append(_Row(name, there))
    return rows


def _questions(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Questions, each with what answers it, so that a row is no higher than one of them."""
    found: list[list[Entry]] = []
    for entry in entries:
        if entry.address.endswith("q") or not found:
            found.append([])
        found[-1].append(entry)
    return found


def _pages(rows: Sequence[_Row], frame: _Frame, y: float) -> list[list[_Row]]:
    """The rows of each sheet, the first of which goes on at `y`.

    None is parted but one that is higher than a sheet.
    """
    pages: list[list[_Row]] = [[]]
    left = _next_sheet(y) - y - MARGIN - FOOT_H - frame.head
    for row in rows:
        if row.height > left and pages[-1]:
            pages.append([])
            left = A3[1] - 2 * MARGIN - FOOT_H - frame.head
        pages[-1].append(row)
        left -= row.height
    return pages


def _next_sheet(y: float) -> float:
    """Where the sheet after the one at this height begins."""
    return (int(y // A3[1]) + 1) * A3[1]


def _title(found: FlowCopy) -> Block:
    here = found.here
    motion = wrapped(here.motion_text, INNER, 17, 3)
    shapes = lines(
        0, 16, motion, 21, A3[0] - 2 * MARGIN, Words(0, 0, "", 17, INK, "serif", bold=True)
    )
    y = 16 + 21 * len(motion) - 4
    return Block((*shapes, Words(0, y, _facts(found), SMALL, QUIET)), y + 14)


def _facts(found: FlowCopy) -> str:
    here, drops = found.here, len(found.sheet.drops)
    made = datetime.fromtimestamp(here.now / 1000, UTC)
    dropped = f"{drops} dropped" if drops else "nothing dropped"
    over = "" if here.reading.state == "finished" else " The debate was not over."
    return (
        f"{here.sitting_title}, room {here.number}. Flow of {made.day} {made:%b %Y, %H:%M} UTC:"
        f" {len(found.sheet.lines)} lines of argument, {dropped}.{over}"
    )


def _said(found: FlowCopy) -> str:
    return (
        f"{_facts(found)} Speeches stand side by side, lines of argument one below the other."
        " The CSV and XLSX files of the same flow hold the same words as tables."
    )


def _head(frame: _Frame, y: float) -> list[Shape]:
    """The row of the speeches, with a heavy line below."""
    shapes: list[Shape] = [Words(MARGIN, y + PAD + 9, "Line of argument", SMALL, QUIET)]
    for index, (column, block) in enumerate(zip(frame.columns, frame.heads, strict=True)):
        x = frame.x(index)
        if column.status == "now":
            shapes.append(Rect(x - PAD, y, frame.wide, frame.head, NOW))
        shapes += moved(block.shapes, x, y + PAD)
    base = y + frame.head
    return [*shapes, _lines(frame, y, base), Path((((MARGIN, base), (frame.end, base)),), INK, 2)]


def _row(row: _Row, frame: _Frame, y: float) -> list[Shape]:
    shapes = list(moved(row.name.shapes, MARGIN, y + PAD))
    for column, block in row.cells:
        shapes += moved(block.shapes, frame.x(column), y + PAD)
    base = y + row.height
    below = Path((((MARGIN, base), (frame.end, base)),), HAIR, 0.5)
    return [_lines(frame, y, base), *shapes, below]


def _feet(found: FlowCopy, sheets: int) -> list[Shape]:
    """The foot of each sheet: which it is, and of what."""
    words = Words(0, 0, "", SMALL, QUIET)
    motion = wrapped(found.here.motion_text, INNER - 120, SMALL, 1)
    shapes: list[Shape] = []
    for sheet in range(sheets):
        y = (sheet + 1) * A3[1] - MARGIN + 8
        shapes += lines(MARGIN, y, motion, 0, INNER - 120, words)
        of = f"Sheet {sheet + 1} of {sheets}"
        shapes.append(words._replace(x=A3[0] - MARGIN, y=y, text=of, anchor="end"))
    return shapes


def _lines(frame: _Frame, y: float, base: float) -> Path:
    """The lines between the columns, from `y` to `base`."""
    at = [frame.x(column) - PAD for column in range(len(frame.columns))]
    return Path(tuple(((x, y), (x, base)) for x in at), HAIR, 0.5)
