"""Grade files: the bytes of what `domain.grade_files` worked out.

Cells of files for platforms stand as they are, since the platform has to know them again; cells of
files for people never become formulas. Which columns a file has is described in README.md.
"""

import io
import re
from typing import TYPE_CHECKING, Any

from debate.domain import tables
from debate.domain.courses_columns import CANVAS
from debate.domain.grade_files import CSV, XLSX, NewFile
from debate.domain.grade_files_filling import Filled, Upload
from debate.export.tables import Cell, Number, csv_file

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as SheetCell

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WIDTH = 26


def for_platform(found: NewFile, platform: str) -> bytes:
    """A CSV file that a platform imports: UTF-8 without a mark, quotation marks where needed."""
    end = "\n" if platform == CANVAS else "\r\n"
    return tables.csv_text([found.header, *found.rows], end).encode()


def for_people(found: NewFile) -> bytes:
    """A CSV file for people and their spreadsheets."""

    def cells(row: tuple[str, ...]) -> list[Cell]:
        return [Number(text) if n in found.numeric else text for n, text in enumerate(row)]

    return csv_file(found.header, map(cells, found.rows))


def workbook(found: NewFile) -> bytes:
    """An XLSX file: names and ids are text cells, so nothing in them is a formula."""
    from openpyxl import Workbook  # here: a start would read all of it
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Grades")
    sheet.freeze_panes = "A2"
    for n in range(len(found.header)):
        sheet.column_dimensions[get_column_letter(n + 1)].width = _WIDTH
    for number, row in enumerate((found.header, *found.rows)):
        numeric = found.numeric if number else ()
        sheet.append([_sheet_cell(sheet, text, n in numeric) for n, text in enumerate(row)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def new(found: NewFile, platform: str) -> bytes:
    """The bytes of a new file for a platform, or for people."""
    if platform == XLSX:
        return workbook(found)
    return for_people(found) if platform == CSV else for_platform(found, platform)


def filled(found: Filled, upload: Upload) -> bytes:
    """The bytes of a filled file, in the encoding it came in. Raises TableRefused."""
    return tables.encode(found.text, upload.decoded)


def _sheet_cell(sheet: Any, text: str, is_number: bool) -> "SheetCell | None":
    from openpyxl.cell import WriteOnlyCell

    if not text:
        return None
    if is_number and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        return WriteOnlyCell(sheet, float(text) if "." in text else int(text))
    cell = WriteOnlyCell(sheet, _UNSEEN.sub("", text))
    cell.data_type = "s"
    return cell
