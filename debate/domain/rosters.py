"""Comparing a class list, as `courses` read it, with the students a class already has.

Belongs here: which line is which student, what would change, and what is in doubt. Does not belong
here: reading the list, and writing the result. Nobody is taken off a list by a new list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from debate.domain.courses import Roster, Row
from debate.domain.courses_columns import FACTOR
from debate.domain.refusals import Refused
from debate.domain.seats import name_key

STUDENTS_LIMIT = 1_000

NEW, CHANGED, SAME, PROBLEM, OUT = "new", "changed", "same", "problem", "out"
"""What becomes of a line; OUT: somebody said to leave it out."""

ADD = "add"
"""What somebody may choose for a line in doubt, beside OUT and a student's id."""

Layouts = Mapping[str, tuple[tuple[str, str], ...]]
"""Layout → headers and cells of a student as they were read last, in their order."""


@dataclass(frozen=True)
class Known:
    """A student of the class. Who was taken off the list is known too, and can come back.

    `missing_ms`: when a list was saved that should have had this student and did not.
    """

    id: int
    name: str
    external_id: str = ""
    email: str = ""
    section: str = ""
    factor: int = 100
    removed: bool = False
    missing_ms: int | None = None
    layouts: Layouts = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """One value that the list changes; `what` is the word that people read."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """One row of the list: what becomes of it (`state`), for which student (0: a new one).

    `position` counts the rows from 0. A line in doubt may be settled: as one of `candidates`, as a
    new student where `may_add`, or left out. `keeps`: its columns for grade files are new.
    """

    row: Row
    state: str
    student_id: int = 0
    after: Known | None = None
    changes: tuple[Change, ...] = ()
    problems: tuple[str, ...] = ()
    position: int = 0
    candidates: tuple[Known, ...] = ()
    may_add: bool = False
    keeps: bool = False


@dataclass(frozen=True)
class Plan:
    """What saving a list would do. `unmentioned` are students that stay though it lacks them."""

    lines: tuple[Line, ...]
    unmentioned: tuple[Known, ...]

    def count(self, state: str) -> int:
        """How many lines are in this state."""
        return sum(line.state == state for line in self.lines)

    @property
    def settled(self) -> bool:
        """Whether nothing is in doubt."""
        return not self.count(PROBLEM)

    @property
    def whole(self) -> bool:
        """Whether the list reads like one of the whole class: most of the students are on it."""
        known = {line.student_id for line in self.lines} - {0}
        return len(known) >= len(self.unmentioned)

    @property
    def changes(self) -> bool:
        """Whether saving would change anything but for who is missing."""
        return any(line.keeps or line.state in (NEW, CHANGED) for line in self.lines)


@dataclass(frozen=True)
class _Setting:
    """What holds for the whole list."""

    students: Sequence[Known]
    sets_factor: bool
    layout: str
    choices: Mapping[int, str]


def compare(
    roster: Roster, students: Sequence[Known], choices: Mapping[int, str] | None = None
) -> Plan:
    """Match each row by id, else by e-mail address, else by a name that only one student has.

    Where several students of one name are in question, rows that change nothing are taken as them;
    a row that would change one of several is a problem, since nobody can tell which, until
    somebody does: `choices` has, by position, ADD, OUT or a student's id. Raises Refused for a list
    of more than STUDENTS_LIMIT rows.
    """
    if len(roster.rows) > STUDENTS_LIMIT:
        raise Refused(f"A class has at most {STUDENTS_LIMIT:,} students.", field="text")
    setting = _Setting(students, FACTOR in roster.columns, roster.layout, choices or {})
    free = {student.id: student for student in students}
    lines: dict[int, Line] = {}
    for position, row in enumerate(roster.rows):
        if setting.choices.get(position) == OUT:
            lines[position] = Line(row, OUT)
        elif row.problems:
            lines[position] = Line(row, PROBLEM, problems=row.problems)
        elif line := _by_key(row, free, setting):
            lines[position] = line
    for position, line in lines.items():
        lines[position] = _settled(line, setting.choices.get(position, ""), free, setting)
    rest = {n: row for n, row in enumerate(roster.rows) if n not in lines}
    for key in dict.fromkeys(name_key(row.name) for row in rest.values()):
        named = {n: row for n, row in rest.items() if name_key(row.name) == key}
        lines |= _by_name(key, named, free, setting)
    matched = {line.student_id for line in lines.values()}
    unsure = {name_key(line.row.name) for line in lines.values() if line.state in (PROBLEM, OUT)}
    unmentioned = [
        one
        for one in students
        if one.id not in matched and not one.removed and name_key(one.name) not in unsure
    ]
    numbered = tuple(replace(lines[n], position=n) for n in sorted(lines))
    return Plan(numbered, tuple(unmentioned))


def _settled(line: Line, choice: str, free: dict[int, Known], setting: _Setting) -> Line:
    """A line in doubt as somebody settled it; any other, and one left open, as it is."""
    if line.state != PROBLEM:
        return line
    if choice == ADD and line.may_add:
        return _addition(line.row, setting)
    wanted = next((one for one in line.candidates if str(one.id) == choice), None)
    if wanted is None:
        return line
    if free.pop(wanted.id, None) is None:
        return replace(line, problems=(f"Another line is already taken as {wanted.name}.",))
    return _update(line.row, wanted, setting)


def _by_key(row: Row, free: dict[int, Known], setting: _Setting) -> Line | None:
    students = setting.students
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
        return _doubtful(row, said, [student])
    del free[student.id]
    return _update(row, student, setting)


def _current(found: Sequence[Known]) -> Sequence[Known]:
    """Those on the list, or else the last of those who were taken off it."""
    return [one for one in found if not one.removed] or found[-1:]


def _by_name(
    key: str, rows: dict[int, Row], free: dict[int, Known], setting: _Setting
) -> dict[int, Line]:
    """Match the rows of one name; students on the list come before those who were taken off."""
    lines: dict[int, Line] = {}
    named = [student for student in free.values() if name_key(student.name) == key]
    pool = [student for student in named if not student.removed] or named
    for position, row in rows.items():
        fitting = [one for one in pool if one.id in free and _compatible(row, one)]
        updates = [_update(row, student, setting) for student in fitting]
        same = [line for line in updates if line.state == SAME]
        if len(rows) == len(pool) == 1 and updates:
            line = updates[0]
        elif same:
            line = same[0]
        elif updates:
            said = "More than one student has this name. Say which, or add an id or e-mail."
            line = _doubtful(row, said, fitting, may_add=True)
            line = _settled(line, setting.choices.get(position, ""), free, setting)
        else:
            line = _addition(row, setting)
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


def _update(row: Row, student: Known, setting: _Setting) -> Line:
    """What a row says over what is known; a blank cell leaves what is there."""
    after = replace(
        student,
        name=row.name,
        external_id=row.external_id or student.external_id,
        email=row.email or student.email,
        section=row.section or student.section,
        factor=row.factor_percent if setting.sets_factor else student.factor,
        removed=False,
        missing_ms=None,
        layouts=_layouts(row, student.layouts, setting),
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
    elif student.missing_ms is not None:
        changes.append(Change("list", "missing", "back on"))
    state = CHANGED if changes else SAME
    keeps = after.layouts != student.layouts
    return Line(row, state, student.id, after, tuple(changes), keeps=keeps)


def _addition(row: Row, setting: _Setting) -> Line:
    known = Known(0, row.name, row.external_id, row.email, row.section, row.factor_percent)
    after = replace(known, layouts=_layouts(row, {}, setting))
    return Line(row, NEW, after=after, keeps=bool(after.layouts))


def _layouts(row: Row, before: Layouts, setting: _Setting) -> Layouts:
    """The columns that are kept of a student: those of one layout are replaced together."""
    return {**before, setting.layout: row.identity} if row.identity else before


def _doubtful(
    row: Row, sentence: str, candidates: Sequence[Known] = (), *, may_add: bool = False
) -> Line:
    return Line(row, PROBLEM, problems=(sentence,), candidates=tuple(candidates), may_add=may_add)
