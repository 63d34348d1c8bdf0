"""Reads of what was entered for a grade before, by whom and when. Does not say what counts."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import grades, grades_reading
from debate.domain.marks import decimal
from debate.models.accounts import Account
from debate.models.grades import GradeEntry, GradeFormula


class EntryLine(NamedTuple):
    """One version of what was entered for a seat, in words."""

    version: int
    at_ms: int
    by: str
    said: tuple[str, ...]


class FormulaLine(NamedTuple):
    """One version of a session's formula, in words."""

    version: int
    at_ms: int
    by: str
    said: str


def entries(session: Session, seat_id: int) -> tuple[EntryLine, ...]:
    """What was entered for a seat, the newest first; one statement."""
    rows = session.execute(
        select(GradeEntry, Account.name)
        .join(Account, Account.id == GradeEntry.account_id)
        .where(GradeEntry.seat_id == seat_id)
        .order_by(GradeEntry.version.desc())
    )
    return tuple(EntryLine(row.version, row.at_ms, name, _said(row)) for row, name in rows)


def formulas(session: Session, sitting_id: int) -> tuple[FormulaLine, ...]:
    """The versions of a session's formula, the newest first; one statement."""
    rows = session.execute(
        select(GradeFormula, Account.name)
        .join(Account, Account.id == GradeFormula.account_id)
        .where(GradeFormula.sitting_id == sitting_id)
        .order_by(GradeFormula.version.desc())
    )
    found = []
    for row, name in rows:
        weights = (row.rubric, row.panel, row.reflection, row.participation)
        formula = grades.Formula(weights, row.maximum, row.step)
        found.append(FormulaLine(row.version, row.at_ms, name, grades.formula_text(formula)))
    return tuple(found)


def _said(row: GradeEntry) -> tuple[str, ...]:
    found = []
    for words, share in (("Reflection", row.reflection), ("Participation", row.participation)):
        if share is not None:
            found.append(f"{words} {decimal(share)} %")
    if row.standing:
        found.append(row.standing.capitalize())
    off = grades_reading.deduction_as_typed(row.late_percent, row.late_points)
    if off:
        found.append(f"{off} off")
    if row.override is not None:
        whom = "Set for the team" if row.grouped else "Set by hand"
        found.append(f"{whom}: {decimal(row.override)}")
    if row.reason:
        found.append(f"“{row.reason}”")
    return tuple(found) or ("Nothing",)
