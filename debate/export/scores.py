"""The grades of a debate as CSV, for the instructor's own grade book.

Columns are described in README.md beside this file. It holds what students were told, so that a
grade book tells nothing before its time; the caller hands in rows as they were released.
"""

from collections.abc import Sequence

from debate.domain import marks
from debate.domain.grades import COMPONENTS
from debate.export.tables import Cell, Number, csv_file
from debate.queries.grades import GradeRow

COLUMNS = ("name", "id", "e-mail", "section", "grade", "maximum", "status", *COMPONENTS, "why")


def file(rows: Sequence[GradeRow]) -> bytes:
    """The bytes of the file: a row for each seat, with an empty grade where there is none."""
    return csv_file(COLUMNS, (_row(row) for row in rows))


def _row(row: GradeRow) -> list[Cell]:
    return [
        row.label,
        row.external_id,
        row.email,
        row.section,
        _number(row.points),
        _number(row.maximum),
        row.status,
        *(_number(row.shares.get(component)) for component in COMPONENTS),
        row.reason,
    ]


def _number(hundredths: int | None) -> Cell:
    return None if hundredths is None else Number(marks.decimal(hundredths))
