"""The flow as a workbook: the sheet as it is read, speeches across, and the same as a list.

Belongs here: cells and their look. Text stands in text cells, whatever it begins with, so that none
becomes a formula. Does not belong here: the columns of the list (`flow`).
"""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from debate.domain.flow import ANSWER_OUT, DROPPED
from debate.domain.flow_lines import ALSO, OUT, UNMET, mark_words
from debate.export import flow
from debate.export.flow import FlowCopy
from debate.export.tables import Cell
from debate.queries.flow_sheets import Column, Entry

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

CELL = 32_767
"""Signs that a cell can hold; Excel refuses a file with longer ones."""
A3 = 8
"""The number of that paper in a workbook."""
_WIDTHS = {"line_name": 32, "claim": 48, "links": 32, "author": 24, "speaker": 24, "step": 24}


def file(found: FlowCopy) -> bytes:
    """The bytes of the workbook: the same for the same flow at the same time."""
    from openpyxl import Workbook
    from openpyxl.writer.excel import ExcelWriter

    book = Workbook(write_only=True)
    _flow(book, found)
    _list(book, found)
    made = datetime.fromtimestamp(found.here.now / 1000, UTC).replace(tzinfo=None)
    book.properties.created = book.properties.modified = made
    book.properties.title = found.here.motion_text
    book.properties.creator = "Clashroom"
    out = io.BytesIO()
    # Not `book.save`, which writes down when that was: two files would differ that say the same.
    ExcelWriter(book, ZipFile(out, "w", ZIP_DEFLATED)).save()
    return _dated(out, made)


def _dated(book: io.BytesIO, made: datetime) -> bytes:
    """The same archive with one time for all its files."""
    out = io.BytesIO()
    with ZipFile(book) as given, ZipFile(out, "w", ZIP_DEFLATED) as kept:
        for name in given.namelist():
            entry = ZipInfo(name, made.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            kept.writestr(entry, given.read(name))
    return out.getvalue()


def _flow(book: "Workbook", found: FlowCopy) -> None:
    from openpyxl.utils import get_column_letter

    sheet: Any = book.create_sheet("flow")
    sheet.freeze_panes = "B2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A3
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = _fit()
    sheet.print_title_rows = "1:1"
    columns = found.sheet.columns
    for number in range(1, len(columns) + 2):
        sheet.column_dimensions[get_column_letter(number)].width = 24 if number == 1 else 32
    sheet.append(
        [_cell(sheet, "Line of argument", bold=True), *(_head(sheet, one) for one in columns)]
    )
    for line in found.sheet.lines:
        cells = {cell.column: cell.entries for cell in line.cells}
        name = _cell(sheet, f"{line.name}\nfrom {line.address}", bold=True)
        sheet.append([name, *(_entries(sheet, cells.get(n, ())) for n in range(len(columns)))])
    if found.sheet.asked:
        cells = {cell.column: cell.entries for cell in found.sheet.asked}
        name = _cell(sheet, "Questions", bold=True)
        sheet.append([name, *(_entries(sheet, cells.get(n, ())) for n in range(len(columns)))])


def _list(book: "Workbook", found: FlowCopy) -> None:
    from openpyxl.utils import get_column_letter

    sheet: Any = book.create_sheet("list")
    sheet.freeze_panes = "A2"
    for number, column in enumerate(flow.COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(column, 12)
    sheet.append([_cell(sheet, column, bold=True) for column in flow.COLUMNS])
    for row in flow.rows(found):
        sheet.append([_cell(sheet, value) for value in row])


def _head(sheet: Any, column: Column) -> Any:
    text = "\n".join(
        part for part in (f"{column.address} {column.name}", column.team, column.speaker) if part
    )
    return _cell(sheet, text, side=column.side, bold=True)


def _entries(sheet: Any, entries: Sequence[Entry]) -> Any:
    """A cell with all that stands in it; hatched where something was dropped in it."""
    if not entries:
        return None
    sides = {entry.side for entry in entries if entry.kind not in UNMET}
    missed = any(entry.kind in (DROPPED, ANSWER_OUT) for entry in entries)
    text = "\n\n".join(map(words, entries))
    return _cell(sheet, text, side=sides.pop() if len(sides) == 1 else None, hatched=missed)


def words(entry: Entry) -> str:
    """An entry in lines of text, which say all that the drawing shows by shapes."""
    if entry.kind in UNMET:
        return "\n".join(entry.duty)
    links = [mark_words(mark) for mark in entry.marks]
    if entry.kind == ALSO:
        return f"{entry.address}: {', '.join([*links, f'see the line from {entry.line}'])}"
    kind = [flow.kind(entry)] if entry.kind not in (OUT, "point") else []
    cited = [f"No. {', '.join(map(str, entry.cards))}"] if entry.cards else []
    author = [entry.author] if entry.author else []
    head = ", ".join([entry.address, *kind, *cited, *links, *entry.notes, *author])
    return f"{head}\n{entry.claim}".rstrip()


def _cell(
    sheet: Any, value: Cell, *, side: str | None = None, bold: bool = False, hatched: bool = False
) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if value is None or isinstance(value, int):
        return WriteOnlyCell(sheet, value)
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    cell = WriteOnlyCell(sheet, text if len(text) <= CELL else f"{text[: CELL - 1]}…")
    cell.data_type = "s"
    look = _looks()
    cell.alignment = look["text"]
    if bold:
        cell.font = look["bold"]
    if side in look:
        cell.border = look[side]
    if hatched:
        cell.fill = look["hatched"]
    return cell


@cache
def _looks() -> Mapping[str | None, Any]:
    """How cells look, each made once: a side's edge, hatching, heads, wrapped text."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    return {
        "text": Alignment(wrap_text=True, vertical="top"),
        "bold": Font(bold=True),
        "P": Border(left=Side("thick", color="1A4C98")),
        "O": Border(right=Side("thick", color="AD430A")),
        "hatched": PatternFill("lightUp", fgColor="737C82"),
    }


def _fit() -> Any:
    from openpyxl.worksheet.properties import PageSetupProperties

    return PageSetupProperties(fitToPage=True)
