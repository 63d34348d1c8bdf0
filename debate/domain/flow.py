"""The flow: which points were answered, which are still open, and which were dropped.

Belongs here: the duty to answer and what became of it.
Does not belong here: who sees a point (`visibility`; callers hand in what a view may know), and the
order of rows on a page.

A duty runs from the moment a point stands before the room, so from its approval under hold. It is
met by a standing point of the other side that answers it, made in a step up to the one that the
format names. A point approved after that step is owed an answer in the next step in which the
other side can give one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from debate.domain.clock import Span
from debate.domain.steps import SIDES, Format, Step, may_answer, other_side

ANSWERED = "answered"
OPEN = "open"  # there is time: a later step is for answering
OWED = "owed"  # the step by whose end it must be answered is running
DROPPED = "dropped"
ANSWER_OUT = "answer_out"  # its answer was taken out when it was too late for another
LAPSED = "lapsed"  # the debate ended before an answer was due
UNANSWERED = (OPEN, OWED)


@dataclass(frozen=True)
class FlowPoint:
    """A point of one view.

    `state` is held, sent, returned, hidden, struck or unsent; only "sent" counts. `visible_ms` is
    when it came to stand before the room, `out_ms` when a moderator took it out (None: did not).
    """

    address: str
    side: str | None
    step_index: int
    state: str
    visible_ms: int | None
    out_ms: int | None = None


@dataclass(frozen=True)
class FlowLink:
    """A link from one point's address to another's."""

    source: str
    target: str
    kind: str = "answers"


@dataclass(frozen=True)
class Duty:
    """What became of the duty to answer one point."""

    address: str
    owed_by: str  # "P" or "O"
    due_step: int
    status: str
    answered_by: tuple[str, ...]  # all standing answers of any side and time, in the order given


def duties(
    points: Sequence[FlowPoint],
    links: Iterable[FlowLink],
    fmt: Format,
    reading_step_index: int,
    spans: Sequence[Span],
    finished: bool = False,
) -> tuple[Duty, ...]:
    """The duties that the standing points lay on the other side, in the order of `points`.

    `reading_step_index` and `finished` come from `clock.read`, `spans` from `clock.step_ends`.
    Points of no side, and points of steps that ask for no answer, lay no duty on anybody.
    """
    by_address = {point.address: point for point in points}
    answers: dict[str, list[FlowPoint]] = {}
    for link in links:
        if link.kind == "answers" and link.source in by_address:
            answers.setdefault(link.target, []).append(by_address[link.source])
    found = []
    for point in points:
        due = _due_step(point, fmt, spans)
        if due is None or point.side not in SIDES:
            continue
        owed_by, given = other_side(point.side), answers.get(point.address, [])
        standing = tuple(answer.address for answer in given if answer.state == "sent")
        in_time = [one for one in given if one.side == owed_by and one.step_index <= due.index]
        ended = spans[due.index].end_ms if _is_past(due, reading_step_index, finished) else None
        status = _status(in_time, due, reading_step_index, ended, finished)
        found.append(Duty(point.address, owed_by, due.index, status, standing))
    return tuple(found)


def unanswered(found: Iterable[Duty], side: str) -> tuple[Duty, ...]:
    """The duties that `side` can still meet."""
    return tuple(duty for duty in found if duty.owed_by == side and duty.status in UNANSWERED)


def dropped(found: Iterable[Duty], side: str) -> tuple[Duty, ...]:
    """The duties that `side` did not meet."""
    return tuple(duty for duty in found if duty.owed_by == side and duty.status == DROPPED)


def _due_step(point: FlowPoint, fmt: Format, spans: Sequence[Span]) -> Step | None:
    """The step by whose end this point must be answered; None: it lays no duty on anybody."""
    named = fmt.steps[point.step_index].answer_by
    if point.state != "sent" or point.visible_ms is None or named is None or point.side is None:
        return None
    due = fmt.step_named(named)
    side = other_side(point.side)
    later = (step for step in fmt.steps[due.index + 1 :] if may_answer(step, side))
    for step in chain((due,), later):
        ended = spans[step.index].end_ms
        if ended is None or point.visible_ms <= ended:
            return step
    return None


def _is_past(due: Step, reading_step_index: int, finished: bool) -> bool:
    return reading_step_index > due.index or (finished and reading_step_index == due.index)


def _status(
    in_time: Sequence[FlowPoint],
    due: Step,
    reading_step_index: int,
    ended_ms: int | None,
    finished: bool,
) -> str:
    if any(answer.state == "sent" for answer in in_time):
        return ANSWERED
    if ended_ms is not None:
        out = any(answer.out_ms is not None and answer.out_ms > ended_ms for answer in in_time)
        return ANSWER_OUT if out else DROPPED
    if finished:
        return LAPSED
    return OWED if reading_step_index == due.index else OPEN
