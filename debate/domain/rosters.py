"""Comparing a class list, as `courses` read it, with the students a class already has.

Belongs here: which line is which student, what would change, and what is in doubt. Does not belong
here: reading the list, and writing the result. Nobody is taken off a list by a new list.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from debate.domain.courses import FACTOR, Roster, Row
from debate.domain.refusals import Refused
from debate.domain.seats import name_key

STUDENTS_LIMIT = 1_000

NEW, CHANGED, SAME, PROBLEM = "new", "changed", "same", "problem"


@dataclass(frozen=True)
class Known:
    """A student of the class. Who was taken off the list is known too, and can come back."""

    id: int
    name: str
    external_id: str = ""
    email: str = ""
    section: str = ""
    factor: int = 100
    removed: bool = False


@dataclass(frozen=True)
class Change:
    """One value that the list changes; `what` is the word that people read."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """One row of the list: what becomes of it (`state`), for which student (0: a new one)."""

    row: Row
    state: str
    student_id: int = 0
    after: Known | None = None
    changes: tuple[Change, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What saving a list would do. `unmentioned` are students that stay though it lacks them."""

    lines: tuple[Line, ...]
    unmentioned: tuple[Known, ...]

    def count(self, state: str) -> int:
        """How many lines are in this state."""
        return sum(line.state == state for line in self.lines)


def compare(roster: Roster, students: Sequence[Known]) -> Plan:
    """Match each row by id, else by e-mail address, else by a name that only one student has.

    Where several students of one name are in question, rows that change nothing are taken as them;
    a row that would change one of several is a problem, since nobody can tell which. Raises Refused
    for a list of more than STUDENTS_LIMIT rows.
    """
    if len(roster.rows) > STUDENTS_LIMIT:
        raise Refused(f"A class has at most {STUDENTS_LIMIT:,} students.", field="text")
    sets_factor = FACTOR in roster.columns
    free = {student.id: student for student in students}
    lines: dict[int, Line] = {}
    for position, row in enumerate(roster.rows):
        if row.problems:
            lines[position] = Line(row, PROBLEM, problems=row.problems)
        elif line := _by_key(row, free, students, sets_factor):
            lines[position] = line
            free.pop(line.student_id, None)
    rest = {n: row for n, row in enumerate(roster.rows) if n not in lines}
    for key in dict.fromkeys(name_key(row.name) for row in rest.values()):
        named = {n: row for n, row in rest.items() if name_key(row.name) == key}
        lines |= _by_name(key, named, free, sets_factor)
    matched = {line.student_id for line in lines.values()}
    unmentioned = [one for one in students if one.id not in matched and not one.removed]
    return Plan(tuple(lines[n] for n in sorted(lines)), tuple(unmentioned))


def _by_key(
    row: Row, free: dict[int, Known], students: Sequence[Known], sets_factor: bool
) -> Line | None:
    same_id = _current(
        [s for s in students if row.external_id and _same(s.external_id, row.external_id)]
    )
    same_mail = _current([s for s in students if row.email and s.email == row.email])
    found = {student.id: student for student in (*same_id, *same_mail)}
    if len(found) > 1:
        names = " and ".join(student.name for student in found.values())
        return _doubtful(row, f"The id and the e-mail address fit different students: {names}.")
    if not found:
        return None
    student = next(iter(found.values()))
    if student.id not in free:
        return _doubtful(row, f"Another line is already taken as {student.name}.")
    if same_mail and not same_id and not _compatible(row, student):
        said = f"{student.name} has this e-mail address with the id {student.external_id}."
        return _doubtful(row, said)
    return _update(row, student, sets_factor)


def _current(found: Sequence[Known]) -> Sequence[Known]:
    """Those on the list, or else the last of those who were taken off it."""
    return [one for one in found if not one.removed] or found[-1:]


def _by_name(
    key: str, rows: dict[int, Row], free: dict[int, Known], sets_factor: bool
) -> dict[int, Line]:
    """Match the rows of one name; students on the list come before those who were taken off."""
    lines: dict[int, Line] = {}
    named = [student for student in free.values() if name_key(student.name) == key]
    pool = [student for student in named if not student.removed] or named
    for position, row in rows.items():
        fitting = [one for one in pool if one.id in free and _compatible(row, one)]
        updates = [_update(row, student, sets_factor) for student in fitting]
        same = [line for line in updates if line.state == SAME]
        if len(rows) == len(pool) == 1 and updates:
            line = updates[0]
        elif same:
            line = same[0]
        elif updates:
            line = _doubtful(row, "More than one student has this name. Add an id or e-mail.")
        else:
            line = _addition(row)
        free.pop(line.student_id, None)
        lines[position] = line
    return lines


def _compatible(row: Row, student: Known) -> bool:
    """Whether no id or address says that they are two people."""
    ids = row.external_id and student.external_id
    mails = row.email and student.email
    return not (
        (ids and not _same(row.external_id, student.external_id))
        or (mails and row.email != student.email)
    )


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _update(row: Row, student: Known, sets_factor: bool) -> Line:
    """What a row says over what is known; a blank cell leaves what is there."""
    after = replace(
        student,
        name=row.name,
        external_id=row.external_id or student.external_id,
        email=row.email or student.email,
        section=row.section or student.section,
        factor=row.factor_percent if sets_factor else student.factor,
        removed=False,
    )
    pairs = (
        ("name", student.name, after.name),
        ("id", student.external_id, after.external_id),
        ("e-mail", student.email, after.email),
        ("section", student.section, after.section),
        ("extra time", f"{student.factor} %", f"{after.factor} %"),
    )
    changes = [Change(*pair) for pair in pairs if pair[1] != pair[2]]
    if student.removed:
        changes.append(Change("list", "taken off", "back on"))
    return Line(row, CHANGED if changes else SAME, student.id, after, tuple(changes))


def _addition(row: Row) -> Line:
    known = Known(0, row.name, row.external_id, row.email, row.section, row.factor_percent)
    return Line(row, NEW, after=known)


def _doubtful(row: Row, sentence: str) -> Line:
    return Line(row, PROBLEM, problems=(sentence,))
