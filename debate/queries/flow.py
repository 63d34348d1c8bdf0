"""Reads of the flow: what stands unanswered, for a side or for both."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from debate.domain import flow
from debate.domain.text import listed
from debate.queries.debates import DebateNow
from debate.queries.speeches import PointRow


class DutyLine(NamedTuple):
    """A point that the other side owes an answer, and what became of it."""

    address: str
    claim: str
    owed_by: str
    status: str  # answered | conceded | open | owed | dropped | answer_out | lapsed
    due_step: int
    due: str  # name of the step by whose end it is due
    answered_by: tuple[str, ...]  # addresses: answers and turns that stand, whenever they came
    late: tuple[str, ...] = ()  # answers that came after it was dropped
    conceded_by: tuple[str, ...] = ()
    extended_by: tuple[str, ...] = ()  # points of its own side that carry it on
    new: bool = False  # it came where no new arguments belong, so a judge may leave it aside

    @property
    def afterwards(self) -> str:
        """What is said of it once it was missed: "answered too late by O3.1, extended by P2.1"."""
        new = "new where no new arguments belong" if self.new else ""
        late = f"answered too late by {listed(self.late)}" if self.late else ""
        extended = f"extended by {listed(self.extended_by)}" if self.extended_by else ""
        return ", ".join(filter(None, (new, late, extended)))


def duties(here: DebateNow, rows: Sequence[PointRow]) -> tuple[DutyLine, ...]:
    """The duties that the points of `rows` (as the view sees them) lay on the other side."""
    steps = {line.address: line.step_index for line in here.speeches}
    asks = {address for address, index in steps.items() if here.fmt.steps[index].answer_by}
    if not any(row.speech in asks for row in rows):
        return ()
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
    new = {row.address for row in rows if row.new}
    return tuple(
        DutyLine(
            duty.address,
            claims[duty.address],
            duty.owed_by,
            duty.status,
            duty.due_step,
            here.fmt.steps[duty.due_step].name,
            duty.answered_by,
            duty.late,
            duty.conceded_by,
            duty.extended_by,
            duty.address in new,
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


def missed(lines: Sequence[DutyLine]) -> tuple[DutyLine, ...]:
    """What was dropped, or whose answer was taken out when it was too late for another."""
    return tuple(line for line in lines if line.status in flow.MISSED)


def left_by_speech(
    here: DebateNow, lines: Sequence[DutyLine]
) -> Mapping[str, tuple[DutyLine, ...]]:
    """By the address of a speech: what its side missed with it, so by the end of its step."""
    by_step: dict[int, list[DutyLine]] = {}
    for line in missed(lines):
        by_step.setdefault(line.due_step, []).append(line)
    found: dict[str, tuple[DutyLine, ...]] = {}
    for speech in here.speeches:
        left = by_step.get(speech.step_index, ())
        own = tuple(line for line in left if speech.side in (None, line.owed_by))
        if own:
            found[speech.address] = own
    return found
