"""Grade files of learning platforms: what each asks for, and writing one from a class list.

Belongs here: the platforms' rules, and from grades to the cells of a new file. Does not belong
here: filling a file that was downloaded (`grade_files_filling`), finding students in it
(`grade_files_matching`), and bytes (`export.grade_files`).

Canvas, Moodle, Blackboard and Brightspace as their importers and exporters read and write.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from debate.domain import marks
from debate.domain.courses_columns import BLACKBOARD, BRIGHTSPACE, CANVAS, MOODLE, header_key
from debate.domain.refusals import Refused
from debate.domain.rosters import Layouts
from debate.domain.seats import name_key

CSV, XLSX = "csv", "xlsx"
PLATFORMS: Mapping[str, str] = {
    CANVAS: "Canvas",
    MOODLE: "Moodle",
    BLACKBOARD: "Blackboard",
    BRIGHTSPACE: "Brightspace",
    CSV: "CSV, for people and other platforms",
    XLSX: "Excel workbook",
}
FOR_PEOPLE = (CSV, XLSX)

GRADED, OPEN, EXCUSED, ABSENT = "graded", "open", "excused", "absent"
TITLE_LIMIT = 120

WRITTEN, BLANK, MISSING, AMBIGUOUS, OUT = "written", "blank", "missing", "ambiguous", "out"
"""What becomes of a student: a grade is written; nothing is; the platform would not find them; it
could take them for somebody else, until somebody settles it; somebody left them out."""

GENERIC = ("Name", "Email", "Student ID", "Score", "Max", "Comment")
END_OF_LINE = "End-of-Line Indicator"
_POINTS_GRADE = " Points Grade"
_POINTS_ROW = "    Points Possible"
_CANVAS_COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID")
_CANVAS_MORE = ("Integration ID", "Root Account")
_DROPPED = re.compile(r"\b(current|final)\s+(score|points|grade)|override", re.IGNORECASE)
_NUMBERED = re.compile(r"\((\d+)\)\s*$")

# Where a row without a grade does no harm: elsewhere it might clear one.
_KEEPS_BLANKS = (CANVAS, *FOR_PEOPLE)

# Columns by which a platform finds a student, the first ones first.
KEYS: Mapping[str, tuple[str, ...]] = {
    CANVAS: ("id", "sis user id", "sis login id"),
    MOODLE: ("email address", "id number", "username"),
    BLACKBOARD: ("username", "student id"),
    BRIGHTSPACE: ("orgdefinedid", "username"),
}


@dataclass(frozen=True)
class Grade:
    """A student with a grade, as files know them. `points`: hundredths, None where there are none.

    `key` names the student in choices. `status`: GRADED | OPEN | EXCUSED | ABSENT.
    """

    key: int
    name: str
    points: int | None
    status: str
    external_id: str = ""
    email: str = ""
    section: str = ""
    comment: str = ""
    layouts: Layouts = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    """A row that could be a student's: its number in the file, and how it reads."""

    row: int
    text: str


@dataclass(frozen=True)
class Line:
    """What becomes of one student in a file: `state`, the cell before and after, and by what.

    `found` is how the platform, or we in the platform's file, know the student.
    """

    grade: Grade
    state: str
    cell: str = ""
    before: str = ""
    found: str = ""
    candidates: tuple[Candidate, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class NewFile:
    """A file to be written: its header, its rows, and what becomes of whom. `numeric`: columns."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[Line, ...]
    numeric: tuple[int, ...]
    notes: tuple[str, ...]


def clean_title(platform: str, text: str) -> str:
    """The title of the item in the platform's grade book. Raises Refused where it would be lost."""
    title = " ".join(text.split())
    if platform == BRIGHTSPACE:
        title = title.removesuffix(_POINTS_GRADE)
    if not title:
        raise Refused("Give the item a title.", "title")
    if len(title) > TITLE_LIMIT or not title.isprintable():
        raise Refused(f"Use at most {TITLE_LIMIT} characters that can be seen.", "title")
    if platform == CANVAS and dropped(title):
        raise Refused(
            "Canvas drops every column whose title has “Current” or “Final” before “Score”,"
            " “Points” or “Grade”, or has “Override”, and says nothing. Choose another title.",
            "title",
        )
    if platform == BRIGHTSPACE and "<" in title:
        raise Refused("Brightspace reads what follows “<” as settings. Leave it out.", "title")
    return title


def item_header(platform: str, title: str) -> str:
    """The header of an item's column, from its title."""
    return title + _POINTS_GRADE if platform == BRIGHTSPACE else title


def dropped(title: str) -> bool:
    """Whether Canvas leaves a column of this title out when it reads a file."""
    return _DROPPED.search(title) is not None


def point_notes(platform: str, title: str, maximum: int, grades: Sequence[Grade]) -> list[str]:
    """What the platform does with these points, in sentences for who sends them; hundredths."""
    top = marks.decimal(maximum)
    over = [one for one in grades if one.points is not None and one.points > maximum]
    said = []
    numbered = _NUMBERED.search(title)
    if platform == CANVAS:
        said.append(
            f"Canvas takes the grades for its assignment with the number {numbered[1]}."
            if numbered
            else "Canvas updates the assignment with exactly this title, else makes a new one."
        )
    if platform == MOODLE:
        said.append(
            f"Make the grade item in Moodle first, with a maximum of {top}: one made by the import"
            " gets 100, and feedback can only go to an item that exists."
        )
    if over:
        names = ", ".join(one.name for one in over)
        said.append(f"Above the maximum of {top}: {names}. {_OVER[platform]}")
    excused = [one.name for one in grades if one.status == EXCUSED]
    if excused and platform not in (CANVAS, *FOR_PEOPLE):
        said.append(
            f"{PLATFORMS[platform]} files have no word for excused. Excuse there by hand:"
            f" {', '.join(excused)}."
        )
    if platform not in FOR_PEOPLE and any(map(_has_formulas, grades)):
        said.append(
            "Some names or comments begin like a formula. They stand as the platform knows them:"
            " import the file without opening it in a spreadsheet first."
        )
    return said


def _has_formulas(grade: Grade) -> bool:
    cells = [cell for pairs in grade.layouts.values() for _, cell in pairs]
    return any(marks.csv_cell(one) != one for one in (grade.name, grade.comment, *cells))


_OVER: Mapping[str, str] = {
    CANVAS: "Canvas takes it as it is.",
    MOODLE: "Moodle refuses what is above the item’s maximum.",
    BLACKBOARD: "Blackboard takes it as it is.",
    BRIGHTSPACE: "Brightspace lowers it to the maximum unless the item can exceed it.",
    CSV: "It stands as it is.",
    XLSX: "It stands as it is.",
}


def cell_of(platform: str, grade: Grade) -> str:
    """What is written for a grade; "" changes nothing on any platform."""
    if grade.status == EXCUSED:
        return {CANVAS: "EX", CSV: "excused", XLSX: "excused"}.get(platform, "")
    return "" if grade.points is None else marks.decimal(grade.points)


def state_of(cell: str) -> str:
    """Whether a cell changes anything."""
    return WRITTEN if cell else BLANK


def compose(
    platform: str,
    title: str,
    maximum: int,
    grades: Sequence[Grade],
    choices: Mapping[int, str],
    *,
    comments: bool,
) -> NewFile:
    """A new file from the class list. `choices`: by key, WRITTEN or OUT for who is AMBIGUOUS.

    Identity cells are those of the class list as they came in, or else made from what is known.
    Raises Refused for Blackboard, which needs its own file.
    """
    if platform == BLACKBOARD:
        raise Refused(
            "Blackboard knows a column by a number that only its own file has: without it the"
            " grades become text worth nothing. Download the grades from Blackboard and choose"
            " that file here.",
            "file",
        )
    headers = _headers(platform, grades)
    table = [_identity(platform, headers, grade) for grade in grades]
    lines = _found(platform, headers, table, grades, choices)
    header, numeric = _header(platform, headers, title, comments=comments)
    rows = [
        _row(platform, cells, line, maximum, comments=comments)
        for cells, line in zip(table, lines, strict=True)
        if line.state == WRITTEN or (line.state == BLANK and platform in _KEEPS_BLANKS)
    ]
    if platform == CANVAS:
        points = (_POINTS_ROW, *[""] * (len(header) - 2), marks.decimal(maximum))
        rows.insert(0, points)
    notes = point_notes(platform, title, maximum, grades)
    if platform == MOODLE and headers:
        notes.append(f"In Moodle, “Map from” is “{_moodle_key(headers, table)}”.")
    return NewFile(header, tuple(rows), tuple(lines), numeric, tuple(notes))


def _headers(platform: str, grades: Sequence[Grade]) -> tuple[str, ...]:
    """The identity columns: those of the class list in their order, or the least there must be."""
    if platform in FOR_PEOPLE:
        return GENERIC[:3]
    seen: dict[str, str] = {}
    kept = [one.layouts[platform] for one in grades if one.layouts.get(platform)]
    for pairs in sorted(kept, key=len, reverse=True):
        for name, _ in pairs:
            seen.setdefault(header_key(name), name)
    if platform == CANVAS:
        more = [seen[header_key(name)] for name in _CANVAS_MORE if header_key(name) in seen]
        first = [seen.get(header_key(name), name) for name in _CANVAS_COLUMNS]
        return (*first, *more, seen.get("section", "Section"))
    seen.pop(header_key(END_OF_LINE), None)
    if seen:
        return tuple(seen.values())
    return ("OrgDefinedId",) if platform == BRIGHTSPACE else ("ID number", "Email address")


def _identity(platform: str, headers: Sequence[str], grade: Grade) -> list[str]:
    """The identity cells of a student, as they came in where the list had them."""
    if platform in FOR_PEOPLE:
        return [grade.name, grade.email, grade.external_id]
    kept = {header_key(name): cell for name, cell in grade.layouts.get(platform, ())}
    if kept and platform == CANVAS and "student" not in kept:
        kept["student"] = ", ".join(filter(None, (kept.get("lastname"), kept.get("firstname"))))
    made = {} if kept else _made(platform, grade)
    return [kept.get(header_key(name), made.get(header_key(name), "")) for name in headers]


def _made(platform: str, grade: Grade) -> dict[str, str]:
    """The identity of a student whom no file of the platform named."""
    if platform == CANVAS:
        return {"student": grade.name, "sis user id": grade.external_id, "section": grade.section}
    if platform == BRIGHTSPACE:
        return {"orgdefinedid": f"#{grade.external_id}" if grade.external_id else ""}
    return {
        "email address": grade.email,
        "id number": grade.external_id,
        "first name": grade.name,
    }


def _header(
    platform: str, headers: Sequence[str], title: str, *, comments: bool
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The whole header, and which of its columns hold numbers."""
    at = len(headers)
    if platform in FOR_PEOPLE:
        return (*GENERIC[:5], *GENERIC[5:][: int(comments)]), (3, 4)
    if platform == BRIGHTSPACE:
        return (*headers, item_header(platform, title), END_OF_LINE), (at,)
    if platform == MOODLE and comments:
        return (*headers, title, f"{title} feedback"), (at,)
    return (*headers, title), (at,)


def _row(
    platform: str, cells: Sequence[str], line: Line, maximum: int, *, comments: bool
) -> tuple[str, ...]:
    said = (line.grade.comment,) if comments else ()
    if platform in FOR_PEOPLE:
        return (*cells, line.cell, marks.decimal(maximum), *said)
    if platform == BRIGHTSPACE:
        return (*cells, line.cell, "#")
    return (*cells, line.cell, *(said if platform == MOODLE else ()))


def _found(
    platform: str,
    headers: Sequence[str],
    table: Sequence[Sequence[str]],
    grades: Sequence[Grade],
    choices: Mapping[int, str],
) -> list[Line]:
    """Whether and by what the platform finds each student of a new file."""
    wanted = KEYS.get(platform, ())
    if platform == MOODLE and headers:
        wanted = (header_key(_moodle_key(headers, table)),)  # it looks at one column alone
    proofs = [_proof(platform, headers, cells, wanted) for cells in table]
    names = [_name_as_read(cells[0]) for cells in table]
    lines = []
    for grade, (column, value), name in zip(grades, proofs, names, strict=True):
        cell = cell_of(platform, grade)
        line = Line(grade, state_of(cell), cell, found=" ".join(filter(None, (column, value))))
        alike = names.count(name) if column == _NAME else proofs.count((column, value))
        if choices.get(grade.key) == OUT:
            line = replace(line, state=OUT)
        elif not value:
            said = f"{PLATFORMS[platform]} finds nobody without {_NEEDS[platform]}."
            line = replace(line, state=MISSING, note=said)
        elif alike > 1 and choices.get(grade.key) != WRITTEN:
            line = replace(line, state=AMBIGUOUS, note=_SAME)
        lines.append(line)
    return lines


_SAME = "Another student reads the same here, so the grades could be exchanged."
_NEEDS: Mapping[str, str] = {
    MOODLE: "an e-mail address or ID number that all have",
    BRIGHTSPACE: "an OrgDefinedId or a username",
}


_NAME = "name"


def _proof(
    platform: str, headers: Sequence[str], cells: Sequence[str], wanted: Sequence[str]
) -> tuple[str, str]:
    """The column and the cell by which a platform finds a row; blanks where it would not."""
    if platform in FOR_PEOPLE:
        return "", "\n".join((name_key(cells[0]), *cells[1:]))
    have = {header_key(name): (name, cell) for name, cell in zip(headers, cells, strict=True)}
    for key in wanted:
        name, cell = have.get(key, ("", ""))
        if cell.strip(" -#"):
            return name, cell
    return (_NAME, cells[0]) if platform == CANVAS else ("", "")


def _name_as_read(cell: str) -> str:
    """A name as Canvas compares it: it knows both "Last, First" and "First Last"."""
    return name_key(" ".join(part.strip() for part in cell.split(",", 1)[::-1]))


def _moodle_key(headers: Sequence[str], table: Sequence[Sequence[str]]) -> str:
    """The column that tells most students apart; an e-mail address where several do."""

    def told(name: str) -> int:
        cells = {cells[headers.index(name)].strip(" -") for cells in table}
        return len(cells - {""})

    possible = [name for key in KEYS[MOODLE] for name in headers if header_key(name) == key]
    return max(possible or list(headers), key=told)


def platform_guess(grades: Sequence[Grade]) -> str:
    """The platform whose columns the class list came with; CSV where none did."""
    counts = {name: sum(name in one.layouts for one in grades) for name in PLATFORMS}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else CSV
