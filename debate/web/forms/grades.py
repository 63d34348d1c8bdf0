"""Shapes of what makes a grade: a formula, one student's entry, a table of entries, a team's grade.

Numbers come as typed text; `domain.grades_reading` reads them, and every fault is told at once.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeVar

from flask import request
from wtforms import HiddenField, SelectField, StringField, TextAreaField

from debate.domain import grades, grades_reading
from debate.domain.grades import Formula
from debate.domain.marks import decimal
from debate.domain.refusals import Refused, RefusedFields
from debate.queries.grades import Entry, GradeRow
from debate.web.forms.accounts import PlainForm
from debate.web.forms.speeches import one_newline

STANDINGS = {
    "": "As in the session",
    grades.NORMAL: "Took part",
    grades.LATE: "Late",
    grades.ABSENT: "Absent",
    grades.EXCUSED: "Excused",
}
Read = TypeVar("Read")


class Typed(NamedTuple):
    """One row of the table as it was typed; `version` is the entry that the page showed."""

    version: int
    reflection: str
    participation: str
    standing: str
    deduction: str


class FormulaForm(PlainForm):
    """Weights, the maximum and the step."""

    version = HiddenField(default="0")
    rubric = StringField("Mark by the rubric")
    panel = StringField("Judges’ mean")
    reflection = StringField("Reflection")
    participation = StringField("Participation")
    maximum = StringField("Best grade")
    step = SelectField("Rounded to", choices={str(one): decimal(one) for one in grades.STEPS})

    def show(self, formula: Formula, version: int) -> None:
        """Fill the fields with a formula."""
        for component in grades.COMPONENTS:
            self[component].data = str(formula.weight(component))
        self.maximum.data, self.step.data = decimal(formula.maximum), str(formula.step)
        self.version.data = str(version)

    def formula(self) -> Formula:
        """What was typed; raises RefusedFields."""
        faults: list[tuple[str, str]] = []
        weights = [
            _told(faults, grades_reading.weight, self[one].data, one) or 0
            for one in grades.COMPONENTS
        ]
        maximum = _told(faults, _maximum, self.maximum.data, "maximum")
        if faults:
            raise RefusedFields(faults)
        a, b, c, d = weights
        return Formula((a, b, c, d), maximum or 0, whole(self.step.data))

    def tell_all(self, refused: Refused) -> None:
        """Put each sentence at its field."""
        _tell_all(self, refused)


class EntryForm(PlainForm):
    """All that is entered for one student."""

    version = HiddenField(default="0")
    reflection = StringField("Reflection")
    participation = StringField("Participation")
    standing = SelectField("Standing", choices=STANDINGS)
    deduction = StringField("Taken off when late")
    override = StringField("Grade set by hand")
    reason = TextAreaField("Reason")

    def show(self, entry: Entry) -> None:
        """Fill the fields with what was entered."""
        typed = as_typed(entry)
        for name in ("reflection", "participation", "standing", "deduction"):
            self[name].data = getattr(typed, name)
        self.override.data = "" if entry.override is None else decimal(entry.override)
        self.reason.data, self.version.data = entry.reason, str(entry.version)

    def fields(self, maximum: int) -> dict[str, Any]:
        """What was typed, ready for `services.grades.enter`; raises RefusedFields."""
        faults: list[tuple[str, str]] = []
        found = _read(self._typed(), "", faults)
        found["override"] = _told(
            faults,
            lambda text, field: grades_reading.points(text, field, maximum),
            self.override.data,
            "override",
        )
        words = one_newline(self.reason.data)
        found["reason"] = _told(faults, grades_reading.reason, words, "reason") or ""
        if faults:
            raise RefusedFields(faults)
        return found

    def tell_all(self, refused: Refused, prefix: str) -> None:
        """Put each sentence at its field; the service names it after the seat."""
        _tell_all(self, refused, prefix)

    def _typed(self) -> Typed:
        names = ("reflection", "participation", "standing", "deduction")
        return Typed(whole(self.version.data), *(self[name].data or "" for name in names))


class TeamForm(PlainForm):
    """One grade for a team, given as "1.P", of four teams "1.PB"."""

    team = SelectField("Team", validate_choice=False)
    points = StringField("Grade")
    reason = StringField("Reason")

    @property
    def place(self) -> tuple[int, str]:
        """Room number and team; room 0 of anything else."""
        number, _, side = (self.team.data or "").partition(".")
        return whole(number), side


def whole(text: str | None) -> int:
    """A small whole number, 0 of anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else 0


def as_typed(entry: Entry) -> Typed:
    """An entry as it stands in its fields."""
    return Typed(
        entry.version,
        grades_reading.share_as_typed(entry.reflection),
        grades_reading.share_as_typed(entry.participation),
        entry.standing,
        grades_reading.deduction_as_typed(entry.late_percent, entry.late_points),
    )


def typed_rows(rows: Iterable[GradeRow]) -> dict[int, Typed]:
    """What was posted for the seats of these rows, by number, from fields named "3-reflection"."""
    found = {}
    for row in rows:
        if f"{row.seat_number}-version" in request.form:
            first, *rest = (
                request.form.get(f"{row.seat_number}-{name}", "") for name in Typed._fields
            )
            found[row.seat_number] = Typed(whole(first), *rest)
    return found


def entered(typed: Mapping[int, Typed]) -> dict[int, tuple[int, dict[str, Any]]]:
    """The same, read; raises RefusedFields with every fault."""
    faults: list[tuple[str, str]] = []
    found = {
        number: (one.version, _read(one, f"{number}-", faults)) for number, one in typed.items()
    }
    if faults:
        raise RefusedFields(faults)
    return found


def _read(typed: Typed, prefix: str, faults: list[tuple[str, str]]) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: _told(faults, grades_reading.share, getattr(typed, name), prefix + name)
        for name in ("reflection", "participation")
    }
    if typed.standing not in STANDINGS:
        faults.append((f"{prefix}standing", "Choose one of these."))
    off = _told(faults, grades_reading.deduction, typed.deduction, f"{prefix}deduction")
    found["standing"] = typed.standing
    found["late_percent"], found["late_points"] = off or (0, 0)
    return found


def _maximum(text: str, field: str) -> int:
    found = grades_reading.points(text, field, grades.MOST_MAXIMUM)
    if found is None:
        raise Refused("Type the best grade that can be reached, such as 20.", field)
    return found


def _told(
    faults: list[tuple[str, str]],
    read: Callable[[str, str], Read],
    text: str | None,
    field: str,
) -> Read | None:
    """What `read` makes of the text; a refusal is added to the faults."""
    try:
        return read(text or "", field)
    except Refused as refused:
        faults.append((field, refused.sentence))
        return None


def _tell_all(form: PlainForm, refused: Refused, prefix: str = "") -> None:
    faults = refused.faults if isinstance(refused, RefusedFields) else None
    for field, sentence in faults or ((refused.field, refused.sentence),):
        name = field.removeprefix(prefix)
        if name in form:
            form[name].errors = [*form[name].errors, sentence]
        else:
            form.form_errors.append(sentence)
