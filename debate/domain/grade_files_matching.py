"""Finding the students of a session in the rows of a platform's file.

Belongs here: who is which row, who is in none, and where more than one answer is possible. Does not
belong here: what is written into the row (`grade_files_filling`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from debate.domain.courses_columns import header_key
from debate.domain.grade_files import AMBIGUOUS, KEYS, MISSING, OUT, WRITTEN, Grade
from debate.domain.seats import name_key


@dataclass(frozen=True)
class FileRow:
    """A student's row in a file: its number, and by what one may know whose it is.

    `cells`: key of a header → cell, for the identity columns. `names`, `ids` and `emails` in the
    form in which they are compared.
    """

    number: int
    text: str
    names: frozenset[str]
    ids: frozenset[str]
    emails: frozenset[str]
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Match:
    """What was found for one student: WRITTEN (then `row`), AMBIGUOUS, MISSING or OUT."""

    state: str
    row: int = -1
    found: str = ""
    candidates: tuple[FileRow, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class _Stage:
    """One way to know a student: what it is called, and what is compared."""

    found: str
    of_grade: Callable[[Grade], Iterable[str]]
    of_row: Callable[[FileRow], Iterable[str]]


def match(
    rows: Sequence[FileRow], grades: Sequence[Grade], platform: str, choices: Mapping[int, str]
) -> list[Match]:
    """Match each student by the platform's own ids, then id, e-mail, and a name only one has.

    `choices`: by key of the student, the number of a row or OUT; what somebody chose counts first.
    A row is nobody's twice.
    """
    found = _chosen(rows, grades, choices)
    for stage in _stages(platform):
        _by(stage, rows, grades, found)
    _doubt_contradictions(rows, grades, platform, found)
    return [found.get(grade.key, Match(MISSING)) for grade in grades]


def _stages(platform: str) -> list[_Stage]:
    kept = [
        _Stage(
            key,
            lambda grade, key=key: _kept(grade, platform, key),  # type: ignore[misc]
            lambda row, key=key: filter(None, [row.cells.get(key, "")]),  # type: ignore[misc]
        )
        for key in KEYS.get(platform, ())
    ]
    return [
        *kept,
        _Stage("id", lambda one: filter(None, [one.external_id.casefold()]), lambda row: row.ids),
        _Stage("e-mail", lambda one: filter(None, [one.email.casefold()]), lambda row: row.emails),
        _Stage("name", lambda one: [name_key(one.name)], lambda row: row.names),
    ]


def _kept(grade: Grade, platform: str, key: str) -> Iterable[str]:
    """The cell of an identity column as the class list had it, where it says anything."""
    cells = (cell for name, cell in grade.layouts.get(platform, ()) if header_key(name) == key)
    return (plain(cell) for cell in cells if plain(cell))


def plain(cell: str) -> str:
    """An identity cell as it is compared: case, spaces and Brightspace's # are nothing."""
    text = " ".join(cell.split()).removeprefix("#").casefold()
    return "" if text == "-" else text


def _chosen(
    rows: Sequence[FileRow], grades: Sequence[Grade], choices: Mapping[int, str]
) -> dict[int, Match]:
    """What somebody settled; two choices of one row settle nothing."""
    numbers = {str(row.number) for row in rows}
    wanted = [choices.get(grade.key, "") for grade in grades]
    found: dict[int, Match] = {}
    for grade, choice in zip(grades, wanted, strict=True):
        if choice == OUT:
            found[grade.key] = Match(OUT)
        elif choice in numbers and wanted.count(choice) == 1:
            found[grade.key] = Match(WRITTEN, int(choice), "your choice")
    return found


def _by(
    stage: _Stage, rows: Sequence[FileRow], grades: Sequence[Grade], found: dict[int, Match]
) -> None:
    """Match those who are still open by one thing; where it fits more than one, nobody."""
    taken = {match.row for match in found.values()}
    by_value: dict[str, list[FileRow]] = {}
    for row in rows:
        for value in stage.of_row(row):
            by_value.setdefault(value, []).append(row)
    everybody: dict[str, set[int]] = {}
    for grade in grades:
        for value in stage.of_grade(grade):
            everybody.setdefault(value, set()).add(grade.key)
    for grade in grades:
        if grade.key in found:
            continue
        values = list(stage.of_grade(grade))
        fitting = {row.number: row for value in values for row in by_value.get(value, ())}
        alike = max((len(everybody[value]) for value in values), default=0)
        free = [row for number, row in fitting.items() if number not in taken]
        if len(fitting) == 1 and free and alike == 1:
            found[grade.key] = Match(WRITTEN, free[0].number, stage.found)
        elif fitting:
            note = f"More than one has this {stage.found}."
            if not free:
                note = f"The row with this {stage.found} is taken as another student’s."
            found[grade.key] = Match(AMBIGUOUS, candidates=tuple(free), note=note)


def _doubt_contradictions(
    rows: Sequence[FileRow], grades: Sequence[Grade], platform: str, found: dict[int, Match]
) -> None:
    """A match whose other columns say somebody else is none until somebody says so."""
    by_number = {row.number: row for row in rows}
    by_mail: dict[str, FileRow] = {mail: row for row in rows for mail in row.emails}
    for grade in grades:
        match = found.get(grade.key)
        if match is None or match.state != WRITTEN or match.found == "your choice":
            continue
        row = by_number[match.row]
        other = by_mail.get(grade.email.casefold()) if grade.email else None
        if other is not None and other.number != row.number and match.found != "e-mail":
            both = (row, other)
            note = "Its id and its e-mail address fit different rows."
            found[grade.key] = Match(AMBIGUOUS, candidates=both, note=note)
        elif match.found in ("name", "id", "e-mail") and _contradicts(grade, row, platform):
            note = "The row has another id than the class list."
            found[grade.key] = Match(AMBIGUOUS, candidates=(row,), note=note)


def _contradicts(grade: Grade, row: FileRow, platform: str) -> bool:
    """Whether a column that both have says two different things."""
    for key in KEYS.get(platform, ()):
        kept = set(_kept(grade, platform, key))
        there = row.cells.get(key, "")
        if kept and there and there not in kept:
            return True
    return False
