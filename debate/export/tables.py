"""CSV files: how cells and lines are written.

Belongs here: the notation alone. Does not belong here: which columns a file has.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from debate.domain.marks import csv_cell

Cell = str | int | None
"""Text is made safe against formulas, numbers stay plain, None is an empty cell."""


class Number(str):
    """A number written out already, such as "82.5": a text that is no text cell."""

    __slots__ = ()


def csv_file(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The bytes of a CSV file: every cell quoted, CRLF, UTF-8 with a mark that spreadsheets know.

    Without that mark Excel reads names with accents as other letters; roster readers skip it.
    """
    return b"".join(csv_pieces(columns, rows))


def csv_pieces(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The same a row at a time, for files that are longer than one wants to hold."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    out.write("\ufeff")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(cell) for cell in row])
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()
    yield out.getvalue().encode()


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    return str(cell) if isinstance(cell, int | Number) else csv_cell(cell)
