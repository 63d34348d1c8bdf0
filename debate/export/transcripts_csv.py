"""The turns of a debate as CSV: one row for each version of each point.

Columns are described in README.md beside this file.
"""

from datetime import UTC, datetime

from debate.export.tables import Cell, csv_file
from debate.queries.transcripts import PointLine, Transcript

COLUMNS = (
    "address",
    "step",
    "step_name",
    "speech",
    "seat",
    "speaker",
    "side",
    "kind",
    "version",
    "state",
    "claim",
    "reasons",
    "cards",
    "citations",
    "answers",
    "sent_at",
    "visible_at",
    "note",
)
_KINDS = {"": "point", "q": "question", "a": "answer"}


def file(found: Transcript) -> bytes:
    """The bytes of the file. Times are in UTC with milliseconds."""
    rows = (
        _row(found, step.number, step.name, point)
        for step in found.steps
        for part in step.speeches
        for point in part.points
    )
    return csv_file(COLUMNS, rows)


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
        " ".join(link.address for link in row.links),
        _time(point.sent_ms),
        _time(point.visible_ms),
        row.note,
    ]


def _state(point: PointLine) -> str:
    """The state of a version; one that a later version replaced while it stood is "replaced"."""
    replaced = not point.current and point.row.state == "sent"
    return "replaced" if replaced else point.row.state


def _time(ms: int | None) -> str:
    if ms is None:
        return ""
    return (
        datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{ms % 1000:03}Z"
    )
