"""The scores of a debate as CSV, for the instructor's own grade book.

Columns are described in README.md beside this file. Made only after the release: the caller sees
to that.
"""

from collections.abc import Mapping, Sequence

from debate.domain import ballots, marks
from debate.export.tables import Cell, Number, csv_file
from debate.queries.marks import ScoreLine
from debate.queries.transcripts_copies import Identity

COLUMNS = ("name", "id", "e-mail", "section", "score", "maximum", "source", "n")
MAXIMUM = 100


def file(lines: Sequence[ScoreLine], identities: Mapping[int, Identity]) -> bytes:
    """The bytes of the file: a row for each seat, with an empty score where there is none.

    `identities`: by seat id, as the class list has them.
    """
    return csv_file(COLUMNS, (_row(line, identities[line.seat.id]) for line in lines))


def _row(line: ScoreLine, who: Identity) -> list[Cell]:
    score = None
    if line.total is not None:
        score = Number(marks.decimal(ballots.points_of(line.total, MAXIMUM)))
    return [
        line.seat.label,
        who.external_id,
        who.email,
        who.section,
        score,
        MAXIMUM,
        "" if line.total is None else line.source,
        line.n,
    ]
