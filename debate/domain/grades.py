"""The grade of a student: weighted parts, a deduction, one rounding, and what the instructor says.

Belongs here: the arithmetic, all of it in whole numbers. Shares are hundredths of a percent (8,250
is 82.5 %), points hundredths of a point, weights whole percent; a sum is kept exact, in units of
10⁻¹⁰ point, and rounded once, at its end, halves up. Does not belong here: how a rubric makes a
share (`ballots`), how typed numbers are read (`grades_reading`), nor who may see what.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from debate.domain.marks import decimal

RUBRIC, PANEL, REFLECTION, PARTICIPATION = "rubric", "panel", "reflection", "participation"
COMPONENTS = (RUBRIC, PANEL, REFLECTION, PARTICIPATION)
NAMES = {
    RUBRIC: "Mark by the rubric",
    PANEL: "Judges’ mean",
    REFLECTION: "Reflection",
    PARTICIPATION: "Participation",
}
MISSING = {
    RUBRIC: "no mark by the rubric",
    PANEL: "no ballot of a judge",
    REFLECTION: "no score for the reflection",
    PARTICIPATION: "no score for participation",
}

NORMAL, LATE = "normal", "late"
GRADED, OPEN, EXCUSED, ABSENT = "graded", "open", "excused", "absent"
STANDINGS = (NORMAL, LATE, ABSENT, EXCUSED)

WHOLE = 10_000
"""100 % in hundredths of a percent."""
STEPS = (100, 50, 10, 1)
"""What a grade may be rounded to, in hundredths of a point."""
LEAST_MAXIMUM, MOST_MAXIMUM = 100, 100_000
"""From 1 to 1,000 points."""
UNITS = 10**10
"""Units of an exact sum in one point."""
_UNITS_OF_A_HUNDREDTH = UNITS // 100


@dataclass(frozen=True)
class Formula:
    """How a session's grades come about. `weights` stand in the order of COMPONENTS."""

    weights: tuple[int, int, int, int] = (100, 0, 0, 0)
    maximum: int = 10_000
    step: int = 1

    def weight(self, component: str) -> int:
        """The weight of a component in percent."""
        return self.weights[COMPONENTS.index(component)]


@dataclass(frozen=True)
class Given:
    """What is known of one student. `shares`: by component, None or absent where there is none.

    `late_percent` is taken off the grade, `late_points` (hundredths) off the points; `override`
    (hundredths) stands in the place of whatever the formula gives.
    """

    shares: Mapping[str, int | None]
    standing: str = NORMAL
    late_percent: int = 0
    late_points: int = 0
    override: int | None = None


@dataclass(frozen=True)
class SumLine:
    """One line of a sum. `kind`: component | sum | late | rounding | override.

    `share` and `weight` belong to components; `units` is None where the share is missing.
    """

    kind: str
    what: str
    share: int | None = None
    weight: int = 0
    units: int | None = None

    @property
    def share_text(self) -> str:
        """The share as "83.33 %", or ""."""
        return "" if self.share is None else f"{decimal(self.share)} %"

    @property
    def points_text(self) -> str:
        """The points of this line without loss, "–" while they are missing."""
        return "–" if self.units is None else exact_decimal(self.units)


@dataclass(frozen=True)
class Grade:
    """What comes of it. `points` (hundredths) is None unless `status` is graded.

    `computed`: what the formula gives by itself, whatever was put in its place. `missing`: the
    components with a weight that have no share yet.
    """

    status: str
    points: int | None
    computed: int | None
    lines: tuple[SumLine, ...]
    missing: tuple[str, ...]


def faults(formula: Formula) -> tuple[tuple[str, str], ...]:
    """What is wrong with a formula: (field, sentence) for each fault."""
    found = []
    for component, weight in zip(COMPONENTS, formula.weights, strict=True):
        if not 0 <= weight <= 100:
            found.append((component, "A weight is a whole percent from 0 to 100."))
    total = sum(formula.weights)
    if not found and total != 100:
        found.append((RUBRIC, f"The weights add up to {total} %. Make them 100 %."))
    if not LEAST_MAXIMUM <= formula.maximum <= MOST_MAXIMUM:
        found.append(("maximum", "The maximum is a number from 1 to 1,000."))
    if formula.step not in STEPS:
        found.append(("step", "Choose what grades are rounded to."))
    elif formula.maximum % formula.step:
        step, maximum = decimal(formula.step), decimal(formula.maximum)
        found.append(("step", f"Steps of {step} do not reach {maximum}. Choose a finer step."))
    return tuple(found)


def grade(formula: Formula, given: Given, names: Mapping[str, str] | None = None) -> Grade:
    """The grade of one student, with the sum it opens into.

    A component of weight 0 counts for nothing. While one with a weight has no share there is no
    grade, never a zero. Who is excused has no number, whatever was entered; who is absent has none
    unless one was entered by hand. `names` says what a component rests on, where NAMES is not
    enough.
    """
    said = dict(NAMES) | dict(names or {})
    parts = [one for one in COMPONENTS if formula.weight(one)]
    lines = [_component(formula, one, given.shares.get(one), said[one]) for one in parts]
    missing = tuple(one for one in parts if given.shares.get(one) is None)
    computed = None
    if not missing:
        total = sum(line.units or 0 for line in lines)
        lines += _after(formula, given, total)
        computed = _rounded(_deducted(given, total), formula.step)
    if given.override is not None and given.standing != EXCUSED:
        units = given.override * _UNITS_OF_A_HUNDREDTH
        lines.append(SumLine("override", "Set by hand", units=units))
    status = _status(given, computed)
    points = computed if given.override is None else given.override
    return Grade(status, points if status == GRADED else None, computed, tuple(lines), missing)


def formula_text(formula: Formula) -> str:
    """A formula in a sentence."""
    parts = [f"{NAMES[one]} {formula.weight(one)} %" for one in COMPONENTS if formula.weight(one)]
    maximum, step = decimal(formula.maximum), decimal(formula.step)
    return f"{', '.join(parts)}; of {maximum} points, rounded to {step}, halves up."


def exact_decimal(units: int) -> str:
    """Write an exact sum in its shortest form: 99,996,000,000 is "9.9996"."""
    whole, rest = divmod(abs(units), UNITS)
    digits = f"{whole}.{rest:010}".rstrip("0").rstrip(".")
    return f"−{digits}" if units < 0 else digits


def _component(formula: Formula, component: str, share: int | None, what: str) -> SumLine:
    weight = formula.weight(component)
    # share / 10⁴ × weight / 10² × maximum / 10² points
    units = None if share is None else share * weight * formula.maximum * 100
    return SumLine("component", what, share, weight, units)


def _after(formula: Formula, given: Given, total: int) -> list[SumLine]:
    """The lines below the components: their sum, what is taken off, and the rounding."""
    lines = [SumLine("sum", f"Sum, of {decimal(formula.maximum)}", units=total)]
    left = _deducted(given, total)
    if given.standing == LATE:
        floor = "" if left else ", not below 0"
        what = f"Late: {deduction_text(given)}{floor}"
        lines.append(SumLine("late", what, units=left - total))
    rounded = _rounded(left, formula.step)
    what = f"Rounded to {decimal(formula.step)}, halves up"
    lines.append(SumLine("rounding", what, units=rounded * _UNITS_OF_A_HUNDREDTH))
    return lines


def deduction_text(given: Given) -> str:
    """What is taken off for lateness, in words."""
    parts = []
    if given.late_percent:
        parts.append(f"{given.late_percent} % of the sum")
    if given.late_points:
        points = decimal(given.late_points)
        parts.append(f"{points} point{'' if given.late_points == 100 else 's'}")
    return f"{' and '.join(parts) or 'nothing'} taken off"


def _deducted(given: Given, total: int) -> int:
    if given.standing != LATE:
        return total
    left = total * (100 - given.late_percent) // 100  # a sum is a multiple of 100 units
    return max(0, left - given.late_points * _UNITS_OF_A_HUNDREDTH)


def _rounded(units: int, step: int) -> int:
    """Hundredths of a point, a multiple of `step`; a half goes up."""
    whole = step * _UNITS_OF_A_HUNDREDTH
    return (2 * units + whole) // (2 * whole) * step


def _status(given: Given, computed: int | None) -> str:
    if given.standing == EXCUSED:
        return EXCUSED
    if given.override is not None:
        return GRADED
    if given.standing == ABSENT:
        return ABSENT
    return OPEN if computed is None else GRADED
