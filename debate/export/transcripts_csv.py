"""The turns of a debate as CSV: one row for each version of each point.

Columns are described in README.md beside this file.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from debate.domain.transcripts_choice import told
from debate.domain.transcripts_csv import HEADER
from debate.domain.transcripts_turns import links_text
from debate.export.tables import Cell, csv_pieces
from debate.queries.transcripts import Transcript
from debate.queries.transcripts_steps import PointLine

COLUMNS = HEADER
_KINDS = {"": "point", "q": "question", "a": "answer"}


def file(found: Transcript) -> bytes:
    """The bytes of the file. Times are in UTC with milliseconds."""
    return b"".join(pieces(found))


def pieces(found: Transcript) -> Iterator[bytes]:
    """The same a row at a time."""
    return csv_pieces(COLUMNS, rows(found))


def rows(found: Transcript) -> Iterator[list[Cell]]:
    """A row for each version of each point, in order of the speeches."""
    copy, head = told(found.choice), found.head.chain_head
    for step in found.steps:
        for part in step.speeches:
            for point in part.points:
                yield [*_row(found, step.number, step.name, point), copy, head]


def _row(found: Transcript, step: int, step_name: str, point: PointLine) -> list[Cell]:
    row = point.row
    return [
        row.address if row.number else "",
        step,
        step_name,
        row.speech,
        # Beside codes the number would tell two copies' people together.
        point.seat if found.copy.names else None,
        row.author,
        row.side or "",
        _KINDS[row.half],
        point.version,
        _state(point),
        row.claim,
        point.reasons,
        " ".join(str(card.number) for card in row.cards),
        "; ".join(card.citation for card in row.cards),
        " ".join(link.address for link in row.links if link.kind == "answers"),
        links_text((link.kind, link.address) for link in row.links),
        time(point.sent_ms),
        time(point.visible_ms),
        "yes" if row.late else "",
        row.note,
    ]


def _state(point: PointLine) -> str:
    """The state of a version; one that a later version replaced while it stood is "replaced"."""
    replaced = not point.current and point.row.state == "sent"
    return "replaced" if replaced else point.row.state


def time(ms: int | None) -> str:
    """An instant in UTC with milliseconds, "" for None."""
    if ms is None:
        return ""
    return (
        datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{ms % 1000:03}Z"
    )
