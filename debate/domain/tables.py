"""Tables as text: encodings, separators, and cells that can be written back as they were.

Belongs here: the notation of CSV and its relatives, read so that every byte of a cell nobody
touches comes out again. Does not belong here: what columns mean (`courses_columns`,
`grade_files`), and workbooks (`seeding.workbooks`).
"""

import codecs
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from debate.domain.refusals import Refused

DELIMITERS = (",", ";", "\t")
ROWS_LIMIT = 5_000
COLUMNS_LIMIT = 500
CELLS_LIMIT = 200_000
CELL_LINES = 200
"""Most lines in one cell; a quotation mark that opens more is taken as a slip."""

NO_TEXT = "This file is not a text. Save the list as CSV and upload that."
NULS = "This file holds signs that no text has. Save it as CSV in UTF-8 and upload that."
MIXED = (
    "This file mixes two encodings, so some letters cannot be told. Save it anew as CSV in UTF-8"
    " and upload that."
)
UNKNOWN = "The encoding of this file is not known. Save it as CSV in UTF-8 and upload that."
TOO_WIDE = f"A table has at most {COLUMNS_LIMIT} columns. Save one with fewer columns."
TOO_LONG = f"A table has at most {ROWS_LIMIT:,} rows. Save one with fewer rows."
TOO_LARGE = f"A table has at most {CELLS_LIMIT:,} cells. Save one with fewer columns."

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")


class TableRefused(Refused):
    """A file that is no table; `sentence` says what to do."""


@dataclass(frozen=True)
class Decoded:
    """A text with what is needed to write it back: the codec, and the mark at its beginning."""

    text: str
    codec: str
    mark: bytes = b""


class Cell(NamedTuple):
    """A cell: what it says, how it is written, and whether its quotation marks are in order."""

    text: str
    raw: str
    sound: bool = True


class Record(NamedTuple):
    """A row with the line it begins on, how many lines it takes, and the sign of its end."""

    line: int
    lines: int
    cells: tuple[Cell, ...]
    end: str

    @property
    def texts(self) -> list[str]:
        """What the cells say."""
        return [cell.text for cell in self.cells]


def decode(data: bytes) -> Decoded:
    """The text of a file: UTF-8 or UTF-16 with or without a mark, else cp1252.

    Raises TableRefused for workbooks and PDF files, for NULs, and where two encodings are mixed.
    """
    if data.startswith(_BINARY):
        raise TableRefused(NO_TEXT)
    mark, codec = next(((mark, name) for mark, name in _BOMS if data.startswith(mark)), (b"", ""))
    codec = codec or _codec(data)
    try:
        text = data[len(mark) :].decode(codec)
    except UnicodeDecodeError:
        raise TableRefused(UNKNOWN) from None
    if "\0" in text:
        raise TableRefused(NULS)
    return Decoded(text, codec, mark)


def encode(text: str, like: Decoded) -> bytes:
    """The bytes of a text in the encoding of another. Raises TableRefused where it lacks signs."""
    try:
        return like.mark + text.encode(like.codec)
    except UnicodeEncodeError as error:
        sign = text[error.start]
        raise TableRefused(
            f"The file’s encoding has no “{sign}”. Save the file as CSV in UTF-8 and upload that,"
            " or leave the comments out."
        ) from None


def read(text: str, delimiter: str, line: int = 1) -> list[Record]:
    """The rows of a text whose first line has the number `line`; blank ones are rows too.

    Raises TableRefused beyond the limits.
    """
    patterns = _patterns(delimiter)
    records: list[Record] = []
    at, size = 0, 0
    while at < len(text):
        record, at = _record(text, at, line, patterns)
        line += record.lines
        size += len(record.cells)
        records.append(record)
        if len(record.cells) > COLUMNS_LIMIT:
            raise TableRefused(TOO_WIDE)
        if len(records) > ROWS_LIMIT:
            raise TableRefused(TOO_LONG)
        if size > CELLS_LIMIT:
            raise TableRefused(TOO_LARGE)
    return records


def written(records: Iterable[Record], delimiter: str) -> str:
    """The text of rows: what `read` was given, where no cell was replaced."""
    return "".join(
        delimiter.join(cell.raw for cell in record.cells) + record.end for record in records
    )


def cell(text: str, delimiter: str, *, quoted: bool) -> Cell:
    """A new cell, in quotation marks where it needs them or `quoted` asks for them."""
    if quoted or any(sign in text for sign in f'{delimiter}"\r\n'):
        return Cell(text, '"' + text.replace('"', '""') + '"')
    return Cell(text, text)


def csv_text(rows: Iterable[Sequence[str]], end: str = "\n") -> str:
    """Rows as CSV with commas: what `read` gives back cell by cell. `end` closes each line."""
    lines = (",".join(cell(text, ",", quoted=False).raw for text in row) for row in rows)
    return "".join(line + end for line in lines)


def sniff(text: str, delimiters: Sequence[str] = DELIMITERS) -> str:
    """The separator of a table: the one that cuts its first rows into most columns, and equally."""
    lines = [line for line in re.split(r"\r\n|\r|\n", text[:20_000]) if line.strip()][:5]

    def columns(delimiter: str) -> tuple[int, int]:
        rows = read("\n".join(lines), delimiter)
        counts = [len(record.cells) for record in rows[:2]] or [0]
        return min(counts), max(counts)

    return max(delimiters, key=columns)


def _codec(data: bytes) -> str:
    """The codec of bytes without a mark."""
    if b"\0" in data:  # UTF-16 without a mark: the zeros of Latin letters tell the order
        odd, even = data[1::2].count(0), data[::2].count(0)
        if len(data) % 2 or max(odd, even) < len(data) / 8 or min(odd, even) > max(odd, even) / 4:
            raise TableRefused(NULS)
        return "utf-16-le" if odd >= even else "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        letters = data.decode("utf-8", "ignore")
        if any(sign > "\x7f" and sign.isalpha() for sign in letters):
            raise TableRefused(MIXED) from None
        return "cp1252"
    return "utf-8"


class _Patterns(NamedTuple):
    quoted: re.Pattern[str]
    plain: re.Pattern[str]
    end: re.Pattern[str]


def _patterns(delimiter: str) -> _Patterns:
    sign = re.escape(delimiter)
    return _Patterns(
        re.compile(rf' *"((?:[^"]|"")*+)"([^{sign}\r\n]*)'),
        re.compile(rf"[^{sign}\r\n]*"),
        re.compile(rf"{sign}|\r\n|\r|\n|\Z"),
    )


def _record(text: str, at: int, line: int, patterns: _Patterns) -> tuple[Record, int]:
    """The row that begins at a position, and where the next one begins."""
    cells: list[Cell] = []
    lines = 1
    while True:
        found, at, more = _cell(text, at, patterns)
        cells.append(found)
        lines += more
        end = patterns.end.match(text, at)
        assert end is not None
        at = end.end()
        if end[0] in ("", "\r\n", "\r", "\n"):
            return Record(line, lines, tuple(cells), end[0]), at
        if len(cells) > COLUMNS_LIMIT:
            raise TableRefused(TOO_WIDE)


def _cell(text: str, at: int, patterns: _Patterns) -> tuple[Cell, int, int]:
    """The cell at a position, where it ends, and how many line ends it holds."""
    found = patterns.quoted.match(text, at)
    if found is not None:
        breaks = len(re.findall(r"\r\n|\r|\n", found[1]))
        if breaks < CELL_LINES:
            said = found[1].replace('""', '"') + found[2].rstrip()
            return Cell(said, found[0], sound=not found[2].strip()), found.end(), breaks
    plain = patterns.plain.match(text, at)
    assert plain is not None
    return Cell(plain[0], plain[0], sound=not plain[0].lstrip(" ").startswith('"')), plain.end(), 0
