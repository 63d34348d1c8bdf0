"""XLSX workbooks: the cells of their first filled sheet as text, within limits.

Belongs here: opening a workbook that a stranger made. Does not belong here: what its columns mean
(`domain.courses_columns`), and writing workbooks (`export`).
"""

import datetime
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any, NamedTuple

from debate.domain.tables import (
    CELLS_LIMIT,
    COLUMNS_LIMIT,
    ROWS_LIMIT,
    TOO_LARGE,
    TOO_LONG,
    TOO_WIDE,
    TableRefused,
)

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

MAX_BYTES = 1_000_000
UNPACKED_LIMIT = 16_000_000
"""Bytes of all parts of a workbook when unpacked, as its index says; no more is ever read."""
PARTS_LIMIT = 500
SEEN_LIMIT = 1_000_000
"""Cells that are looked at, empty ones included: a sheet may say that it is endless."""

TOO_HEAVY = "This workbook is too large to be read. Save its sheet as CSV and upload that."
DAMAGED = "This workbook is damaged or protected. Save its sheet as CSV and upload that."
EMPTY = "There is nothing in this workbook."
_ZEROS = re.compile("0+")


class Sheet(NamedTuple):
    """A sheet's cells as text without empty rows at its end, and the names of other sheets."""

    name: str
    rows: list[list[str]]
    others: tuple[str, ...]


def is_workbook(data: bytes) -> bool:
    """Whether these bytes begin like an XLSX file."""
    return data.startswith(b"PK\x03\x04")


def read(data: bytes) -> Sheet:
    """The first sheet with anything in it. Raises TableRefused."""
    if len(data) > MAX_BYTES:
        raise TableRefused(TOO_HEAVY)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise TableRefused(DAMAGED) from None
    if len(parts) > PARTS_LIMIT or sum(part.file_size for part in parts) > UNPACKED_LIMIT:
        raise TableRefused(TOO_HEAVY)
    try:
        return _read(data)
    except TableRefused:
        raise
    except Exception:  # noqa: BLE001  # what a damaged file may raise is nowhere listed
        raise TableRefused(DAMAGED) from None


def _read(data: bytes) -> Sheet:
    from openpyxl import load_workbook  # here: a start would read all of it

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        return _first(book)
    finally:
        book.close()


def _first(book: "Workbook") -> Sheet:
    names = [sheet.title for sheet in book.worksheets]
    seen = 0
    for sheet in book.worksheets:
        rows, seen = _rows(sheet, seen)
        if rows:
            return Sheet(sheet.title, rows, tuple(name for name in names if name != sheet.title))
    raise TableRefused(EMPTY)


def _rows(sheet: Any, seen: int) -> tuple[list[list[str]], int]:
    """The rows of a sheet, and the cells looked at so far in the whole book, `seen` before it."""
    rows: list[list[str]] = []
    size = 0
    for cells in sheet.iter_rows():
        row = [_text(cell) for cell in cells]
        while row and not row[-1]:
            row.pop()
        size += len(row)
        seen += max(1, len(cells))
        if len(row) > COLUMNS_LIMIT:
            raise TableRefused(TOO_WIDE)
        if row and len(rows) >= ROWS_LIMIT:
            raise TableRefused(TOO_LONG)
        if size > CELLS_LIMIT or seen > SEEN_LIMIT:
            raise TableRefused(TOO_LARGE)
        rows.append(row)
    while rows and not rows[-1]:
        rows.pop()
    return rows, seen


def _text(cell: Any) -> str:
    """A cell as it is shown, as far as names and numbers go."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and _ZEROS.fullmatch(cell.number_format):
        return f"{value:0{len(cell.number_format)}d}"  # an id with leading zeros
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ")
    return str(value)
