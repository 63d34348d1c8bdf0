"""Reading a class list as people paste or upload it.

Belongs here: from bytes to text, from text to rows, with what is wrong or doubtful said by line.
Nothing is dropped silently: each line that is not blank is a row (one pasted line of addresses may
be several), the header, or skipped with a reason. Does not belong here: matching a new list with
the students that a class already has.

Header names come from files of Canvas, Moodle, Blackboard and Brightspace.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from debate.domain import accounts, courses_columns, seats, tables
from debate.domain.courses_columns import (
    ASK,
    EMAIL,
    FACTOR,
    FIRST,
    ID,
    LAST,
    NAME,
    SECTION,
    UNUSED,
    Column,
)
from debate.domain.courses_factors import NO_EXTRA_TIME, read_factor
from debate.domain.tables import Record, TableRefused

LINE_LIMIT = 20_000
"""Longest line that is read, in code points."""

CELL_LIMIT = 80
"""Longest id or section, in code points."""

KEPT_LIMIT = 254
"""Longest cell that is kept for grade files, in code points."""

_DELIMITERS = ("\t", ";", ",")
_HEADER_DELIMITERS = (*_DELIMITERS, ":")
_HEADER_WITHIN = 5  # lines that are not blank

_BLANKS = " \t,;"


@dataclass(frozen=True)
class Row:
    """One student as read. `problems` must be mended first, `notes` are for the eye.

    `lines`: how many lines it takes. `identity`: headers and cells as they were, for grade files.
    """

    line: int
    name: str
    external_id: str = ""
    email: str = ""
    section: str = ""
    factor_percent: int = NO_EXTRA_TIME
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    lines: int = 1
    identity: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Skipped:
    """A line that is no student."""

    line: int
    text: str
    reason: str
    lines: int = 1


@dataclass(frozen=True)
class Choice:
    """What somebody said of a list: whether its first line names the columns, and what they hold.

    None and () leave it to the reader. `fields`: one of `courses_columns.CHOICES` a column.
    """

    header: bool | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Roster:
    """What a class list says.

    `columns` gives, for each field, the headers it was read from; `unused` the other headers;
    `header_line` is 0 without a header. `table` has every column, and is empty for a list that has
    none. `layout` is the platform whose columns they are. `notes` are about the whole list, and so
    are `faults`, which must be mended first.
    """

    rows: tuple[Row, ...]
    skipped: tuple[Skipped, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    header_line: int = 0
    notes: tuple[str, ...] = ()
    table: tuple[Column, ...] = ()
    layout: str = courses_columns.OTHER
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Header:
    position: int  # among the lines that are not blank
    delimiter: str
    names: tuple[str, ...]


def read_roster(text: str, choice: Choice = Choice()) -> Roster:  # it is frozen
    """Read a class list: a name a line, `Name <mail>`, `Last, First`, or columns.

    Raises TableRefused for a table that is too large.
    """
    every = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    filled = [(number, line) for number, line in enumerate(every, 1) if line.strip()]
    lines = [(number, line) for number, line in filled if len(line) <= LINE_LIMIT]
    passed = [
        _skipped(number, line, "The line is too long.")
        for number, line in filled
        if len(line) > LINE_LIMIT
    ]
    header = _find_header(lines, choice.header)
    if header is None:
        roster = _read_without_header(lines, choice)
    else:
        position, rest = header.position, lines[header.position + 1 :]
        passed += [_skipped(*line, "It stands above the header.") for line in lines[:position]]
        alone = len(header.names) == 1
        roster = _read_lines(rest) if alone else _read_table(header, rest, choice.fields)
        columns = roster.columns if roster.table else {NAME: header.names[0]}
        roster = replace(roster, header_line=lines[position][0], columns=columns)
    if FIRST not in roster.columns:  # else it is known which name is which
        roster = _first_name_first(roster)
    rows = _with_equals_marked([_cleaned(row) for row in roster.rows])
    skipped = sorted([*passed, *roster.skipped], key=lambda skip: skip.line)
    return replace(roster, rows=tuple(rows), skipped=tuple(skipped))


def _skipped(line: int, text: str, reason: str, lines: int = 1) -> Skipped:
    return Skipped(line, text[:200], reason, lines)


def _find_header(lines: Sequence[tuple[int, str]], wanted: bool | None) -> _Header | None:
    """The first line, among the first few, whose cells are names of columns; or as it is wanted."""
    if wanted is False or not lines:
        return None
    for position, (_, line) in enumerate(lines[:_HEADER_WITHIN]):
        readings = [(_names(line, delimiter), delimiter) for delimiter in _HEADER_DELIMITERS]
        cells, delimiter = max(readings, key=lambda one: len(courses_columns.known(one[0])))
        known = courses_columns.known(cells)
        names_people = bool({NAME, FIRST, LAST} & set(known))
        if len(known) >= 2 or (names_people and position == 0):
            return _Header(position, delimiter, tuple(cells))
    if not wanted:
        return None
    delimiter = tables.sniff("\n".join(line for _, line in lines[:2]), _DELIMITERS)
    return _Header(0, delimiter, tuple(_names(lines[0][1], delimiter)))


def _names(line: str, delimiter: str) -> list[str]:
    """The cells of a line as names of columns."""
    if line.count(delimiter) > tables.COLUMNS_LIMIT:
        return line.split(delimiter)
    return tables.read(line, delimiter)[0].texts


def _read_without_header(lines: Sequence[tuple[int, str]], choice: Choice) -> Roster:
    """A name a line, or columns that only their cells explain."""
    simple = _read_lines(lines)
    people = [(number, line) for number, line in lines if not line.lstrip().startswith("#")]
    if choice.fields or choice.header is False:
        delimiter = tables.sniff("\n".join(line for _, line in people[:2]), _DELIMITERS)
        cut = any(delimiter in line for _, line in people)
    else:
        delimiter, cut = _cut(people, simple)
    if not cut:
        return simple
    header = _Header(-1, delimiter, ())
    roster = _read_table(header, people, choice.fields)
    return replace(roster, skipped=(*roster.skipped, *simple.skipped))


def _cut(lines: Sequence[tuple[int, str]], simple: Roster) -> tuple[str, bool]:
    """Whether lines without a header are columns, and what separates them."""
    for delimiter in ("\t", ";"):
        cut = sum(delimiter in line for _, line in lines)
        if cut * 2 > len(lines) and any(row.problems for row in simple.rows):
            return delimiter, True
    widths = {len(_names(line, ",")) for _, line in lines}
    if len(widths) != 1 or widths == {1}:
        return ",", False
    cells = [[" ".join(text.split()) for text in _names(line, ",")] for _, line in lines]
    return ",", ID in courses_columns.by_cells(cells, last_first=True)


def _read_table(header: _Header, lines: Sequence[tuple[int, str]], wanted: Sequence[str]) -> Roster:
    """The rows of a table; `wanted` are the fields that somebody chose for its columns."""
    records = _records(lines, header.delimiter)
    table = [[_blank(text) for text in record.texts] for record in records]
    if len(header.names) > tables.COLUMNS_LIMIT:
        raise TableRefused(tables.TOO_WIDE)
    names = header.names or ("",) * max((len(cells) for cells in table), default=0)
    if wanted:
        fields = courses_columns.chosen(wanted, len(names))
    elif header.names:
        fields = courses_columns.by_header(names, table)
    else:
        fields = courses_columns.by_cells(table, last_first=header.delimiter == ",")
    rows, skipped, students = [], [], []
    for record, cells in zip(records, table, strict=True):
        row = _table_row(record, cells, fields, names)
        reason = why_no_student(row.name, cells)
        if reason:
            text = header.delimiter.join(cells)
            skipped.append(_skipped(record.line, text, reason, record.lines))
        else:
            rows.append(row)
            students.append(cells)
    samples = [next(filter(None, (_at(one, n) for one in students)), "") for n in range(len(names))]
    return Roster(
        tuple(rows),
        tuple(skipped),
        {one: names[n] for n, one in enumerate(fields) if one in courses_columns.SINGLE},
        tuple(names[n] for n, one in enumerate(fields) if one == UNUSED and names[n]),
        table=tuple(map(Column, names, fields, samples)),
        layout=courses_columns.platform_of(names),
        faults=courses_columns.faults(fields),
    )


def _records(lines: Sequence[tuple[int, str]], delimiter: str) -> list[Record]:
    """The rows of these lines with the numbers of the lines; a cell may hold line ends."""
    records = tables.read("\n".join(line for _, line in lines), delimiter)
    return [record._replace(line=lines[record.line - 1][0]) for record in records]


def _at(cells: Sequence[str], index: int) -> str:
    return cells[index] if index < len(cells) else ""


def _blank(text: str) -> str:
    """A cell with single spaces, as it is compared."""
    value = " ".join(text.split())
    return "" if value == "-" else value  # Moodle's blank


def _table_row(
    record: Record, cells: Sequence[str], fields: Sequence[str], names: Sequence[str]
) -> Row:
    value = {one: cells[n] for n, one in enumerate(fields) if n < len(cells)}
    row = Row(
        record.line,
        name=" ".join(filter(None, [value.get(column) for column in (NAME, FIRST, LAST)])),
        external_id=value.get(ID, "").removeprefix("#"),  # Brightspace
        email=value.get(EMAIL, ""),
        section=value.get(SECTION, ""),
        lines=record.lines,
        identity=_identity(record, fields, names),
    )
    if any(len(cell) > KEPT_LIMIT or "\0" in cell for _, cell in row.identity):
        row = _with_problem(
            row, f"A cell has more than {KEPT_LIMIT} signs, or one that no text has."
        )
    if not all(cell.sound for cell in record.cells):
        row = _with_problem(row, "A quotation mark is opened and not closed.")
    if any(cells[len(names) :]):
        row = _with_problem(row, "This line has more columns than the header.")
    for n, one in enumerate(fields):
        if one == ASK and n < len(cells) and cells[n]:
            row = _with_problem(row, f"Say what “{cells[n][:CELL_LIMIT]}” is.")
    typed = value.get(FACTOR, "")
    try:
        return replace(row, factor_percent=read_factor(typed))
    except ValueError:
        return _with_problem(row, f"“{typed[:CELL_LIMIT]}” is no extra time. Write 1.25 or 125%.")


def _identity(
    record: Record, fields: Sequence[str], names: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    """The cells that tell who somebody is, with their headers, both as they were."""
    pairs = zip(names, record.texts, fields, strict=False)
    return tuple(
        (name, text) for name, text, one in pairs if name and one not in (UNUSED, FACTOR, ASK)
    )


def why_no_student(name: str, cells: Sequence[str]) -> str:
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
    """Turn `Last, First` round where every name of the list is written so, or Canvas wrote them."""
    pairs = [[part.strip() for part in row.name.split(",")] for row in roster.rows if row.name]
    of_canvas = roster.layout == courses_columns.CANVAS
    if of_canvas or (pairs and all(len(pair) == 2 and all(pair) for pair in pairs)):
        turned = [replace(row, name=_turned(row.name)) for row in roster.rows]
        return replace(roster, rows=tuple(turned), notes=("Names were read as “Last, First”.",))
    note = "Read as one name, with the comma."
    noted = [replace(row, notes=(note,)) if "," in row.name else row for row in roster.rows]
    return replace(roster, rows=tuple(noted))


def _turned(name: str) -> str:
    """The given name first, where one comma divides the name."""
    return " ".join(name.split(",")[::-1]) if name.count(",") == 1 else name


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
