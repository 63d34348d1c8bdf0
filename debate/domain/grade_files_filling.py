"""Filling one column of a grade file that somebody downloaded from a platform.

Belongs here: taking the file apart, which columns may be filled, and putting the grades in, so that
every other byte stays as it was. Does not belong here: finding the students
(`grade_files_matching`) and files made from nothing (`grade_files`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from debate.domain import courses_columns, marks, tables
from debate.domain.courses import why_no_student
from debate.domain.courses_columns import (
    BLACKBOARD,
    BRIGHTSPACE,
    CANVAS,
    EMAIL,
    FIRST,
    ID,
    LAST,
    MOODLE,
    NAME,
    UNUSED,
    header_key,
)
from debate.domain.grade_files import (
    BLANK,
    END_OF_LINE,
    FOR_PEOPLE,
    WRITTEN,
    Candidate,
    Grade,
    Line,
    cell_of,
    dropped,
    point_notes,
)
from debate.domain.grade_files_matching import FileRow, match, plain
from debate.domain.refusals import Refused
from debate.domain.seats import name_key
from debate.domain.tables import Cell, Decoded, Record

NEW = -1
"""The target that stands for a new column."""

_BLACKBOARD = re.compile(r"(.*?)\s*\[Total Pts: ([0-9.,]+)[^\]]*\]\s*(\|\s*[0-9]+)?\s*", re.DOTALL)
_BRIGHTSPACE = re.compile(
    r"(.*?) (Points Grade|Grade Symbol|Text Grade)(?:\s*<(?:.*?MaxPoints:([0-9.,]+))?.*)?\s*",
    re.DOTALL,
)
_CANVAS = re.compile(r"(.*?)(?:\s*\(([0-9]+)\))?\s*", re.DOTALL)
_NO_GRADES = {
    *("end of line indicator", "last downloaded from this course", "feedback format"),
    *("feedback to learner", "grading notes", "notes format", "feedback to user"),
}
_FEEDBACK = "feedback to learner"
_HEADER_WITHIN = 5


@dataclass(frozen=True)
class Upload:
    """A platform's file taken apart; `header` is the number of its header among the records."""

    decoded: Decoded
    delimiter: str
    records: tuple[Record, ...]
    header: int
    fields: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """The headers as they stand in the file."""
        return self.records[self.header].texts

    @property
    def layout(self) -> str:
        """Whose columns these are, or `courses_columns.OTHER`."""
        return courses_columns.platform_of(self.names)


@dataclass(frozen=True)
class Target:
    """A column that grades could go to; `why_not` says why they may not. `maximum`: hundredths."""

    index: int
    title: str
    header: str
    maximum: int | None = None
    why_not: str = ""


@dataclass(frozen=True)
class Filled:
    """A filled file: its text, what becomes of whom, rows of nobody in the session, and notes."""

    text: str
    lines: tuple[Line, ...]
    others: tuple[str, ...]
    notes: tuple[str, ...]


def take_apart(data: bytes) -> Upload:
    """Read a file that somebody downloaded. Raises TableRefused, or Refused without a table."""
    decoded = tables.decode(data)
    delimiter = tables.sniff(decoded.text)
    records = tuple(tables.read(decoded.text, delimiter))
    filled = [n for n, record in enumerate(records[:_HEADER_WITHIN]) if any(record.texts)]
    if not filled or len(records[filled[0]].cells) < 2:
        raise Refused("This file is no table with columns. Choose the one you downloaded.", "file")
    known = [n for n in filled if len(courses_columns.known(records[n].texts)) >= 2]
    header = (known or filled)[0]
    rows = [[plain(text) for text in record.texts] for record in records[header + 1 :]]
    fields = courses_columns.by_header(records[header].texts, rows)
    return Upload(decoded, delimiter, records, header, tuple(fields))


def targets(upload: Upload, platform: str) -> list[Target]:
    """The columns of the file that could take grades, in their order, with why some may not."""
    points = _points_row(upload)
    return [
        _target(platform, index, name, points)
        for index, (name, field) in enumerate(zip(upload.names, upload.fields, strict=True))
        if field == UNUSED and name.strip() and not _is_no_grade(name)
    ]


def may_add(platform: str) -> str:
    """Why a new column would be no use on a platform; "" where it is."""
    if platform == BLACKBOARD:
        return "Blackboard would make a text column worth nothing of it."
    return ""


def target_of(found: Sequence[Target], title: str) -> Target | None:
    """The column that has the item's title, or the only one that may be filled."""
    open_ones = [target for target in found if not target.why_not]
    same = [target for target in open_ones if name_key(target.title) == name_key(title)]
    if len(same) == 1:
        return same[0]
    return open_ones[0] if len(open_ones) == 1 else None


def fill(
    upload: Upload,
    platform: str,
    target: Target,
    maximum: int,
    grades: Sequence[Grade],
    choices: Mapping[int, str],
    *,
    comments: bool,
) -> Filled:
    """Put grades into one column. Who has none keeps the cell that is there.

    `target`: one of `targets`, or a new one with the index NEW and the header to write. `choices`
    as `grade_files_matching.match` takes it.
    """
    rows = _rows(upload)
    found = match(rows, grades, platform, choices)
    if target.index == NEW:
        upload, target = _with_column(upload, platform, target, maximum)
    comma = _has_decimal_commas(upload)
    said = _feedback_column(upload, target) if comments else None
    records = list(upload.records)
    lines = []
    for grade, one in zip(grades, found, strict=True):
        before = _at(records[one.row], target.index) if one.row >= 0 else ""
        cell = cell_of(platform, grade)
        cell = cell.replace(".", ",") if comma else cell
        state = one.state if one.state != WRITTEN or cell else BLANK
        seen = tuple(Candidate(row.number, row.text) for row in one.candidates)
        known = f"{one.found}, line {records[one.row].line}" if one.row >= 0 else ""
        lines.append(Line(grade, state, cell, before, known, seen, one.note))
        if state == WRITTEN:
            records[one.row] = _put(upload, records[one.row], target.index, cell)
        if one.state == WRITTEN and said is not None and grade.comment:
            text = marks.csv_cell(grade.comment) if platform in FOR_PEOPLE else grade.comment
            records[one.row] = _put(upload, records[one.row], said, text)
    taken = {one.row for one in found} | {row.number for one in found for row in one.candidates}
    others = tuple(row.text for row in rows if row.number not in taken)
    text = tables.written(records, upload.delimiter)
    notes = _notes(platform, target, maximum, grades)
    return Filled(text, tuple(lines), others, tuple(notes))


def _target(platform: str, index: int, name: str, points: Record | None) -> Target:
    """What a header says of its column."""
    if platform == BLACKBOARD:
        return _blackboard(index, name)
    if platform == BRIGHTSPACE:
        return _brightspace(index, name)
    if platform == CANVAS:
        found = _CANVAS.fullmatch(name)
        assert found is not None
        said = _at(points, index) if points else ""
        why = "Canvas drops this column when it reads a file." if dropped(name) else ""
        if "read only" in said.casefold():
            why = "Canvas works this column out itself."
        return Target(index, found[1], name, _hundredths(said), why)
    title = re.sub(r"^\w+:|\(real\)\s*$", "", name, flags=re.IGNORECASE).strip()
    return Target(index, title, name)


def _blackboard(index: int, name: str) -> Target:
    found = _BLACKBOARD.fullmatch(name)
    if found is None or not found[3]:
        why = "Without its number behind “|”, Blackboard would make a new text column of it."
        return Target(index, name, name, None, why)
    return Target(index, found[1], name, _hundredths(found[2]))


def _brightspace(index: int, name: str) -> Target:
    found = _BRIGHTSPACE.fullmatch(name)
    if found is None:
        why = "Brightspace reads points only from columns that end in “Points Grade”."
        return Target(index, name, name, None, why)
    why = "" if found[2] == "Points Grade" else f"Brightspace expects a {found[2].lower()} here."
    return Target(index, found[1], name, _hundredths(found[3] or ""), why)


def _is_no_grade(name: str) -> bool:
    key = header_key(name)
    return key in _NO_GRADES or key.endswith((" feedback", "(feedback)"))


def _hundredths(text: str) -> int | None:
    """A number of points as a file writes it, in hundredths; None for none."""
    typed = text.strip().replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,4})?", typed):
        return None
    whole, _, part = typed.partition(".")
    return int(whole) * 100 + int((part + "00")[:2])


def _points_row(upload: Upload) -> Record | None:
    """Canvas's row of points, where there is one."""
    rows = upload.records[upload.header + 1 : upload.header + 4]
    return next((row for row in rows if row.texts[0].strip() == "Points Possible"), None)


def _rows(upload: Upload) -> list[FileRow]:
    """The rows that are students'."""
    found = []
    names = upload.names
    for number, record in enumerate(upload.records):
        cells = [plain(text) for text in record.texts]
        value = {one: cells[n] for n, one in enumerate(upload.fields) if n < len(cells)}
        name = " ".join(filter(None, [value.get(one) for one in (NAME, FIRST, LAST)]))
        if number > upload.header and not why_no_student(name, cells):
            found.append(_file_row(upload, names, number, cells, name))
    return found


def _file_row(
    upload: Upload, headers: Sequence[str], number: int, cells: Sequence[str], name: str
) -> FileRow:
    by_field: dict[str, set[str]] = {}
    by_key: dict[str, str] = {}
    shown = []
    for index, header in enumerate(headers[: len(cells)]):
        if upload.fields[index] != UNUSED and cells[index]:
            kind = courses_columns.field_of(header) or upload.fields[index]
            by_field.setdefault(kind, set()).add(cells[index])
            by_key[header_key(header)] = cells[index]
            shown.append(upload.records[number].cells[index].text.strip())
    ids, emails = by_field.get(ID, set()), by_field.get(EMAIL, set())
    names = {name} if name else set()
    turned = {" ".join(part.strip() for part in one.split(",", 1)[::-1]) for one in names}
    return FileRow(
        number,
        ", ".join(shown)[:200],
        frozenset(name_key(one) for one in names | turned),
        frozenset(ids),
        frozenset(emails | {one for one in ids if "@" in one}),
        by_key,
    )


def _at(record: Record, index: int) -> str:
    return record.cells[index].text if index < len(record.cells) else ""


def _put(upload: Upload, record: Record, index: int, text: str) -> Record:
    """The record with another cell, quoted where the file quotes that column."""
    header = upload.records[upload.header].cells
    quoted = index < len(header) and header[index].raw.lstrip().startswith('"')
    cells = [*record.cells, *[Cell("", "")] * (index + 1 - len(record.cells))]
    cells[index] = tables.cell(text, upload.delimiter, quoted=quoted)
    return record._replace(cells=tuple(cells))


def _with_column(
    upload: Upload, platform: str, target: Target, maximum: int
) -> tuple[Upload, Target]:
    """The file with one more column: at the end, or before Brightspace's sign of the line's end."""
    keys = [header_key(name) for name in upload.names]
    end = header_key(END_OF_LINE)
    at = keys.index(end) if end in keys else len(keys)
    quoted = upload.records[upload.header].cells[0].raw.startswith('"')
    points = _points_row(upload)
    records = []
    for number, record in enumerate(upload.records):
        text = target.header if number == upload.header else ""
        if record is points and platform == CANVAS:
            text = marks.decimal(maximum)
        if any(record.texts):
            pad = [Cell("", "")] * (at - len(record.cells))
            new = tables.cell(text, upload.delimiter, quoted=quoted)
            cells = (*record.cells[:at], *pad, new, *record.cells[at:])
            records.append(record._replace(cells=cells))
        else:
            records.append(record)
    fields = (*upload.fields[:at], UNUSED, *upload.fields[at:])
    added = replace(upload, records=tuple(records), fields=fields)
    return added, replace(target, index=at, maximum=maximum)


def _has_decimal_commas(upload: Upload) -> bool:
    """Whether the numbers of the file are written with a comma."""
    texts = [
        record.cells[index].text.strip()
        for record in upload.records[upload.header + 1 :]
        for index, field in enumerate(upload.fields[: len(record.cells)])
        if field == UNUSED
    ]
    points = any(re.fullmatch(r"[0-9]+\.[0-9]+", text) for text in texts)
    return not points and any(re.fullmatch(r"[0-9]+,[0-9]+", text) for text in texts)


def _feedback_column(upload: Upload, target: Target) -> int | None:
    """The column for comments that belongs to the target, if the file has one."""
    wanted = {_FEEDBACK, header_key(f"{target.title} feedback")}
    wanted.add(header_key(f"{target.title} (feedback)"))
    for index, name in enumerate(upload.names):
        key = header_key(re.sub(r"^\w+:", "", name))
        if key in wanted:
            return index
    return None


def _notes(platform: str, target: Target, maximum: int, grades: Sequence[Grade]) -> list[str]:
    title = target.header if platform == CANVAS else target.title
    said = [
        note
        for note in point_notes(platform, title, maximum, grades)
        if platform != MOODLE or not note.startswith("Make the grade item")
    ]
    if target.maximum is not None and target.maximum != maximum:
        theirs, ours = marks.decimal(target.maximum), marks.decimal(maximum)
        said.insert(
            0,
            f"This column counts out of {theirs}, the grades here out of {ours}. Change one of"
            " them, or the grades will mean something else.",
        )
    return said
