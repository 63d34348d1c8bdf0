"""Reads of the flow: what stands unanswered, for a side or for both."""

from collections.abc import Sequence
from typing import NamedTuple

from debate.domain import flow
from debate.queries.debates import DebateNow
from debate.queries.speeches import PointRow


class DutyLine(NamedTuple):
    """A point that the other side owes an answer, and what became of it."""

    address: str
    claim: str
    owed_by: str
    status: str  # answered | open | owed | dropped | answer_out | lapsed
    due_step: int
    due: str  # name of the step by whose end it is due
    answered_by: tuple[str, ...]


def duties(here: DebateNow, rows: Sequence[PointRow]) -> tuple[DutyLine, ...]:
    """The duties that the points of `rows` (as the view sees them) lay on the other side."""
    steps = {line.address: line.step_index for line in here.speeches}
    points = [
        flow.FlowPoint(row.address, row.side, steps[row.speech], row.state, row.sent_ms, row.out_ms)
        for row in rows
        if row.number and not row.half
    ]
    links = [
        flow.FlowLink(row.address, link.address, link.kind) for row in rows for link in row.links
    ]
    finished = here.reading.state == "finished"
    found = flow.duties(points, links, here.fmt, here.reading.step_index, here.ends, finished)
    claims = {row.address: row.claim for row in rows}
    return tuple(
        DutyLine(
            duty.address,
            claims[duty.address],
            duty.owed_by,
            duty.status,
            duty.due_step,
            here.fmt.steps[duty.due_step].name,
            duty.answered_by,
        )
        for duty in found
    )


def unanswered(lines: Sequence[DutyLine], side: str | None) -> tuple[DutyLine, ...]:
    """What `side` can still answer; for no side, what stands unanswered on either."""
    return tuple(
        line
        for line in lines
        if line.status in flow.UNANSWERED and (side is None or line.owed_by == side)
    )
