"""Reading a class list as people paste or upload it.

Belongs here: from bytes to text, from text to rows, with what is wrong or doubtful said by line.
Nothing is dropped silently: each line that is not blank is a row (one pasted line of addresses may
be several), the header, or skipped with a reason. Does not belong here: matching a new list with
the students that a class already has.

Header names come from files of Canvas, Moodle, Blackboard and Brightspace.
"""

import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from debate.domain import accounts, seats
from debate.domain.refusals import Refused

NO_EXTRA_TIME, MOST_EXTRA_TIME = 100, 300
"""Bounds of an extra-time factor, in percent of the base time."""

LINE_LIMIT = 20_000
"""Longest line that is read, in code points."""

CELL_LIMIT = 80
"""Longest id or section, in code points."""

NAME, FIRST, LAST, ID, EMAIL, SECTION, FACTOR = (
    *("name", "first", "last"),
    *("external_id", "email", "section", "factor"),
)

# Header names of each field, the preferred ones first: of two columns that both hold something the
# earlier wins. Spelled as `_header_key` gives them.
_HEADERS: dict[str, tuple[str, ...]] = {
    NAME: (
        *("name", "student", "student name", "full name", "fullname", "display name", "students"),
        *("participant", "names"),
    ),
    FIRST: ("first name", "firstname", "first", "given name", "given names", "forename"),
    LAST: ("last name", "lastname", "last", "surname", "family name"),
    ID: (
        *("sis user id", "orgdefinedid", "org defined id", "student id", "id number", "idnumber"),
        *("student number", "student no", "matriculation number", "external id", "number", "id"),
        *("user id", "sis login id", "login id", "username", "user name"),
    ),
    EMAIL: ("e mail", "email", "email address", "e mail address", "mail"),
    SECTION: ("section", "group", "groups", "class", "section name", "tutorial", "seminar group"),
    FACTOR: (
        *("extra time", "extra time factor", "time factor", "factor", "time multiplier"),
        *("extended time", "accommodation"),
    ),
}
_FIELDS = {name: column for column, names in _HEADERS.items() for name in names}
_DELIMITERS = ("\t", ";", ",")
_HEADER_WITHIN = 5  # lines that are not blank

_FACTOR = re.compile(r"(\+?)\s*([0-9]{1,3}(?:[.,][0-9]{1,4})?)\s*(%?)\s*[x×]?", re.IGNORECASE)
_NO_FACTOR = frozenset({"", "no", "none", "0", "0%"})
_BLANKS = " \t,;"


class RosterRefused(Refused):
    """A file that holds no text; `sentence` says what to do."""


@dataclass(frozen=True)
class Row:
    """One student as read. `problems` must be mended first, `notes` are for the eye."""

    line: int
    name: str
    external_id: str = ""
    email: str = ""
    section: str = ""
    factor_percent: int = NO_EXTRA_TIME
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Skipped:
    """A line that is no student."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True)
class Roster:
    """What a class list says.

    `columns` gives, for each field, the headers it was read from; `unused` the other headers;
    `header_line` is 0 without a header. `notes` are about the whole list.
    """

    rows: tuple[Row, ...]
    skipped: tuple[Skipped, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    header_line: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Header:
    position: int  # among the lines that are not blank
    delimiter: str
    names: tuple[str, ...]


def decode_roster(data: bytes) -> str:
    """Give the text of an uploaded list: UTF-8 or UTF-16 with or without a mark, else cp1252.

    Raises RosterRefused for workbooks and PDF files.
    """
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise RosterRefused("This file is not a text. Save the list as CSV and upload that.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data:  # UTF-16 without a mark: the zeros of Latin letters tell the order
        little = data[1::2].count(0) >= data[::2].count(0)
        return data.decode("utf-16-le" if little else "utf-16-be", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read_roster(text: str) -> Roster:
    """Read a class list: a name a line, `Name <mail>`, `Last, First`, or columns with a header."""
    every = enumerate(re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")), 1)
    filled = [(number, line) for number, line in every if line.strip()]
    lines = [(number, line) for number, line in filled if len(line) <= LINE_LIMIT]
    long = [(number, line) for number, line in filled if len(line) > LINE_LIMIT]
    passed = [_skipped(*line, "The line is too long.") for line in long]
    header = _find_header(lines)
    if header is None:
        roster = _read_lines(lines)
    else:
        position, rest = header.position, lines[header.position + 1 :]
        passed += [_skipped(*line, "It stands above the header.") for line in lines[:position]]
        roster = _read_lines(rest) if len(header.names) == 1 else _read_table(header, rest)
        columns = roster.columns or {NAME: header.names[0]}
        roster = replace(roster, header_line=lines[position][0], columns=columns)
    if FIRST not in roster.columns:  # else it is known which name is which
        roster = _first_name_first(roster)
    rows = _with_equals_marked([_cleaned(row) for row in roster.rows])
    skipped = sorted([*passed, *roster.skipped], key=lambda skip: skip.line)
    return replace(roster, rows=tuple(rows), skipped=tuple(skipped))


def read_factor(text: str) -> int:
    """Read an extra-time factor: "1.25", "125", "125%", "+25%" and "25%" all give 125.

    Blank and "no" give 100. Raises ValueError for what is none from 100 to 300 percent.
    """
    typed = text.strip().casefold()
    if typed in _NO_FACTOR:
        return NO_EXTRA_TIME
    found = _FACTOR.fullmatch(typed)
    if found is None:
        raise ValueError(text)
    number = Decimal(found[2].replace(",", "."))
    if found[1] or (found[3] and number < NO_EXTRA_TIME):
        number = number + 100 if number >= 5 else Decimal(0)  # "+1.25" could mean either
    elif number <= MOST_EXTRA_TIME // 100:
        number *= 100
    percent = int(number.to_integral_value(ROUND_HALF_UP))
    if not NO_EXTRA_TIME <= percent <= MOST_EXTRA_TIME:
        raise ValueError(text)
    return percent


def _skipped(line: int, text: str, reason: str) -> Skipped:
    return Skipped(line, text[:200], reason)


def _find_header(lines: Sequence[tuple[int, str]]) -> _Header | None:
    """Take the first line, among the first few, whose cells are names of columns."""
    for position, (_, line) in enumerate(lines[:_HEADER_WITHIN]):
        readings = [(_cells(line, delimiter)[0], delimiter) for delimiter in _DELIMITERS]
        cells, delimiter = max(readings, key=lambda reading: len(_known(reading[0])))
        known = _known(cells)
        names_people = bool({NAME, FIRST, LAST} & set(known))
        if len(known) >= 2 or (names_people and position == 0):
            return _Header(position, delimiter, tuple(cells))
    return None


def _known(cells: Sequence[str]) -> list[str]:
    return [_FIELDS[key] for key in map(_header_key, cells) if key in _FIELDS]


def _header_key(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text[:CELL_LIMIT]).casefold()
    return " ".join(re.split(r"[\s_\-./:*\"']+", folded)).strip()


def _cells(line: str, delimiter: str) -> tuple[list[str], bool]:
    """Split a line; the second value says whether its quotation marks are in order."""
    in_order = True
    try:
        cells = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True, strict=True))
    except csv.Error:
        in_order = False
        cells = next(csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE))
    return [" ".join(cell.split()) for cell in cells], in_order


def _read_table(header: _Header, lines: Sequence[tuple[int, str]]) -> Roster:
    table = [_cells(line, header.delimiter) for _, line in lines]
    columns = _columns(header.names, [cells for cells, _ in table])
    rows, skipped = [], []
    for (number, line), (cells, in_order) in zip(lines, table, strict=True):
        row = _table_row(number, cells, columns)
        reason = _why_no_student(row.name, cells)
        if reason:
            skipped.append(_skipped(number, line, reason))
            continue
        if not in_order:
            row = _with_problem(row, "A quotation mark is opened and not closed.")
        if any(cells[len(header.names) :]):
            row = _with_problem(row, "This line has more columns than the header.")
        rows.append(row)
    used = {column: header.names[index] for column, index in columns.items()}
    unused = [name for index, name in enumerate(header.names) if index not in columns.values()]
    return Roster(tuple(rows), tuple(skipped), used, tuple(filter(None, unused)))


def _columns(names: Sequence[str], table: Sequence[Sequence[str]]) -> dict[str, int]:
    """Choose the column of each field: of several the preferred one that holds something."""
    keys = [_header_key(name) for name in names]
    chosen = {}
    for column, spellings in _HEADERS.items():
        found = [keys.index(spelling) for spelling in spellings if spelling in keys]
        filled = [index for index in found if any(_at(cells, index) for cells in table)]
        if found:
            chosen[column] = (filled or found)[0]
    if FIRST in chosen and LAST in chosen:
        chosen.pop(NAME, None)
    elif NAME in chosen:
        chosen.pop(FIRST, None)
        chosen.pop(LAST, None)
    return chosen


def _at(cells: Sequence[str], index: int) -> str:
    value = cells[index] if index < len(cells) else ""
    return "" if value == "-" else value  # Moodle's blank


def _table_row(line: int, cells: Sequence[str], columns: Mapping[str, int]) -> Row:
    value = {column: _at(cells, index) for column, index in columns.items()}
    row = Row(
        line,
        name=" ".join(filter(None, [value.get(column) for column in (NAME, FIRST, LAST)])),
        external_id=value.get(ID, "").removeprefix("#"),  # Brightspace
        email=value.get(EMAIL, ""),
        section=value.get(SECTION, ""),
    )
    typed = value.get(FACTOR, "")
    try:
        return replace(row, factor_percent=read_factor(typed))
    except ValueError:
        return _with_problem(row, f"“{typed[:CELL_LIMIT]}” is no extra time. Write 1.25 or 125%.")


def _why_no_student(name: str, cells: Sequence[str]) -> str:
    """Know the rows of grade files that are nobody's; "" for a student."""
    if not any(cells):
        return "The line is empty."
    if name.casefold() == "points possible":
        return "A row of points, not a student."
    if name.casefold() in ("student, test", "test student"):
        return "The test student of a learning platform."
    if not name and any(cell.casefold().startswith("manual posting") for cell in cells):
        return "A row on posting, not a student."
    return ""


def _read_lines(lines: Sequence[tuple[int, str]]) -> Roster:
    rows, skipped = [], []
    for number, line in lines:
        if line.lstrip().startswith("#"):
            skipped.append(_skipped(number, line, "It begins with #, so it is a remark."))
        else:
            rows += _line_rows(number, line)
    return Roster(tuple(rows), tuple(skipped))


def _line_rows(number: int, line: str) -> list[Row]:
    *people, rest = line.split(">")
    if people and not rest.strip(_BLANKS) and all(who.count("<") == 1 for who in people):
        pairs = [who.split("<") for who in people]  # as an address line of a mail program
        return [Row(number, _unquoted(name), email=mail.strip()) for name, mail in pairs]
    delimiter = next(sign for sign in _DELIMITERS if sign in line or sign == ",")
    parts = [part for part in map(_unquoted, line.split(delimiter)) if part]
    names = [part for part in parts if "@" not in part]
    emails = [part for part in parts if "@" in part]
    if delimiter == ",":
        names = [", ".join(names)]
    row = Row(number, name="".join(names[:1]), email="".join(emails[:1]))
    for part in (names[1:] + emails[1:])[:1]:
        row = _with_problem(row, f"“{part[:CELL_LIMIT]}” needs a header that says what it is.")
    return [row]


def _unquoted(text: str) -> str:
    return text.strip(_BLANKS).strip('"').strip()


def _first_name_first(roster: Roster) -> Roster:
    """Turn `Last, First` round where every name of the list is written so."""
    pairs = [[part.strip() for part in row.name.split(",")] for row in roster.rows if row.name]
    if pairs and all(len(pair) == 2 and all(pair) for pair in pairs):
        turned = [replace(row, name=" ".join(row.name.split(",")[::-1])) for row in roster.rows]
        return replace(roster, rows=tuple(turned), notes=("Names were read as “Last, First”.",))
    note = "Read as one name, with the comma."
    noted = [replace(row, notes=(note,)) if "," in row.name else row for row in roster.rows]
    return replace(roster, rows=tuple(noted))


def _cleaned(row: Row) -> Row:
    try:
        row = replace(row, name=seats.clean_name(row.name))
    except seats.NameRefused as refusal:
        sentence = refusal.sentence if row.name.strip() else "This line has no name."
        row = _with_problem(replace(row, name=row.name[: seats.NAME_LIMIT]), sentence)
    for label, cell in (("id", row.external_id), ("section", row.section)):
        if len(cell) > CELL_LIMIT:
            row = _with_problem(row, f"The {label} has more than {CELL_LIMIT} characters.")
        if not cell.isprintable():
            row = _with_problem(row, f"The {label} holds an invisible sign.")
    if not row.email:
        return row
    try:
        return replace(row, email=accounts.clean_email(row.email))
    except accounts.EmailRefused:
        shown = row.email[:CELL_LIMIT]
        return _with_problem(replace(row, email=""), f"“{shown}” is not an e-mail address.")


def _with_equals_marked(rows: Sequence[Row]) -> list[Row]:
    """Two rows with one id or address are a problem; two with one name may be two people."""
    seen: dict[tuple[str, str], int] = {}
    marked = []
    for row in rows:
        keys = {
            "id": row.external_id.casefold(),
            "e-mail address": row.email,
            "name": seats.name_key(row.name),
        }
        equal = {what: seen[what, key] for what, key in keys.items() if (what, key) in seen}
        said = {what: f"Line {line} has the same {what}." for what, line in equal.items()}
        notes = (said.pop("name"),) if "name" in said else ()
        problems = (*row.problems, *said.values())
        marked.append(replace(row, problems=problems, notes=(*row.notes, *notes)))
        for what, key in keys.items():
            if key:
                seen.setdefault((what, key), row.line)
    return marked


def _with_problem(row: Row, sentence: str) -> Row:
    return replace(row, problems=(*row.problems, sentence))
