"""The grades of a debate as CSV, for the instructor's own grade book.

Columns are described in README.md beside this file. It holds what students were told, so that a
grade book tells nothing before its time; the caller hands in rows as they were released.
"""

from collections.abc import Mapping, Sequence

from debate.domain import marks
from debate.domain.grades import COMPONENTS
from debate.export.tables import Cell, Number, csv_file
from debate.queries.grades import GradeRow

COLUMNS = (
    *("name", "id", "e-mail", "section", "grade", "maximum", "status"),
    *COMPONENTS,
    *("source", "n", "why"),
)
TEAM_COLUMNS = ("team", "rank")


def file(rows: Sequence[GradeRow], teams: Mapping[int, tuple[str, int | None]]) -> bytes:
    """The bytes of the file: a row for each seat, with an empty grade where there is none.

    `teams`: seat id → name of its team and the rank that the panel gave it; with four teams alone.
    """
    if not teams:
        return csv_file(COLUMNS, (_row(row) for row in rows))
    told = ([*_row(row), *teams.get(row.seat_id, ("", None))] for row in rows)
    return csv_file((*COLUMNS, *TEAM_COLUMNS), told)


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
        row.source,
        Number(str(row.ballots)) if "ballots" in row.source else None,
        row.reason,
    ]


def _number(hundredths: int | None) -> Cell:
    return None if hundredths is None else Number(marks.decimal(hundredths))
