"""The flow: which points were answered, which are still open, and which were dropped.

Belongs here: the duty to answer and what became of it.
Does not belong here: who sees a point (`visibility`; callers hand in what a view may know), and the
order of rows on a page.

A duty runs from the moment a point stands before the room, so from its approval under hold. It is
met by a standing point of the other side that answers or turns it, made in a step up to the one
that the format names. A point approved after that step is owed an answer in the next step in which
the other side can give one.

A standing concession of the side that owes the answer ends the duty, whenever it was made and
whatever was answered: what is granted in words is neither open nor dropped. An answer that comes
later leaves a drop a drop, and is named. Extending and cross-applying answer nothing: whoever
reuses an answer elsewhere says what that answers. A point that does nothing but concede asks for no
answer itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from debate.domain.clock import Span
from debate.domain.steps import SIDES, Format, Step, may_answer, other_side

ANSWERED = "answered"
CONCEDED = "conceded"  # the side that owed the answer grants the point
OPEN = "open"  # there is time: a later step is for answering
OWED = "owed"  # the step by whose end it must be answered is running
DROPPED = "dropped"
ANSWER_OUT = "answer_out"  # its answer was taken out when it was too late for another
LAPSED = "lapsed"  # the debate ended before an answer was due
UNANSWERED = (OPEN, OWED)
MISSED = (DROPPED, ANSWER_OUT)
ANSWERS = ("answers", "turns")  # kinds of link that answer a point


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
    late: tuple[str, ...] = ()  # of these, those of the side that owed one and missed its time
    conceded_by: tuple[str, ...] = ()
    extended_by: tuple[str, ...] = ()  # its own side carried it on


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
    linked: dict[str, list[tuple[str, FlowPoint]]] = {}
    does: dict[str, set[str]] = {}
    for link in links:
        if link.source in by_address:
            linked.setdefault(link.target, []).append((link.kind, by_address[link.source]))
            does.setdefault(link.source, set()).add(link.kind)
    found = []
    for point in points:
        due = None if does.get(point.address) == {"concedes"} else _due_step(point, fmt, spans)
        if due is not None and point.side in SIDES:
            ended = spans[due.index].end_ms if _is_past(due, reading_step_index, finished) else None
            owed = _Owed(point, due, ended, reading_step_index == due.index, finished)
            found.append(_duty(owed, linked.get(point.address, ())))
    return tuple(found)


def unanswered(found: Iterable[Duty], side: str) -> tuple[Duty, ...]:
    """The duties that `side` can still meet."""
    return tuple(duty for duty in found if duty.owed_by == side and duty.status in UNANSWERED)


def dropped(found: Iterable[Duty], side: str) -> tuple[Duty, ...]:
    """The duties that `side` did not meet."""
    return tuple(duty for duty in found if duty.owed_by == side and duty.status == DROPPED)


@dataclass(frozen=True)
class _Owed:
    """A point, the step by whose end it must be answered, and how far the debate is."""

    point: FlowPoint
    due: Step
    ended_ms: int | None  # when that step ended, if it did
    runs: bool
    finished: bool


def _duty(owed: _Owed, linked: Sequence[tuple[str, FlowPoint]]) -> Duty:
    side = other_side(owed.point.side or "")
    answers = [one for kind, one in linked if kind in ANSWERS]
    theirs = [one for one in answers if one.side == side]
    in_time = [one for one in theirs if one.step_index <= owed.due.index]
    conceded = _standing(one for kind, one in linked if kind == "concedes" and one.side == side)
    status = CONCEDED if conceded else _status(in_time, owed)
    late = [one for one in theirs if one.step_index > owed.due.index] if status in MISSED else ()
    own = (one for kind, one in linked if kind == "extends" and one.side == owed.point.side)
    return Duty(
        owed.point.address,
        side,
        owed.due.index,
        status,
        answered_by=_standing(answers),
        late=_standing(late),
        conceded_by=conceded,
        extended_by=_standing(own),
    )


def _standing(points: Iterable[FlowPoint]) -> tuple[str, ...]:
    return tuple(point.address for point in points if point.state == "sent")


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


def _status(in_time: Sequence[FlowPoint], owed: _Owed) -> str:
    if _standing(in_time):
        return ANSWERED
    if owed.ended_ms is not None:
        end = owed.ended_ms
        out = any(answer.out_ms is not None and answer.out_ms > end for answer in in_time)
        return ANSWER_OUT if out else DROPPED
    if owed.finished:
        return LAPSED
    return OWED if owed.runs else OPEN
