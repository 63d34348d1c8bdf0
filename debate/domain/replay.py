"""The replay of control events that the clock reads from.

Belongs here: the state machine, event by event, with nothing but instants given to it. Order is the
number of an event. One that is earlier than the event before it was written after the server's
clock was set back: no time went by in between, and from there on the new time counts.
Does not belong here: what pages and services ask for (`debate.domain.clock`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from debate.domain.steps import SIDES, Format, Step, other_side

Factors = int | Sequence[tuple[int, int]]
_FAR = 2**62


@dataclass(frozen=True)
class Control:
    """The nth control event; order is `n`, never the time.

    Kinds: start, pause, resume, add (`value`: seconds, may be below 0), next, back, finish,
    prep_on, prep_off and pass (`value`: 0 for P, 1 for O), interrupted, assign (moves nothing).
    `pass` gives the turn of a free debate to that side.
    """

    n: int
    kind: str
    at_ms: int
    value: int = 0


class Span(NamedTuple):
    """When a step began and ended; None: not yet. An opening vote without a clock has no start."""

    start_ms: int | None
    end_ms: int | None


class Free:
    """The clocks of a free debate, in ms: what each side has used and has left, whose turn it is.

    Who of a side speaks is not known: a turn is a side's.
    """

    def __init__(self, left: dict[str, int], turn_ms: int | None) -> None:
        self.left = left
        self.used = dict.fromkeys(left, 0)
        self.turn_ms = turn_ms
        self.side = SIDES[0]
        self.turn_used = 0
        self.lapsed = False  # this turn came because the one before was used up

    @classmethod
    def of(cls, step: Step, factor: int) -> "Free | None":
        """The clocks at the beginning of this step; None where it is no free debate."""
        if not step.side_clocks:
            return None
        turn = step.turn_seconds * 10 * factor if step.turn_seconds else None
        return cls(dict.fromkeys(SIDES, (step.seconds or 0) * 5 * factor), turn)

    @property
    def runs_ms(self) -> int:
        """How long the turn goes on unless it is passed; above 0 while any time is left."""
        left = self.left[self.side]
        if self.turn_ms is not None and self.left[other_side(self.side)] > 0:
            return min(left, self.turn_ms - self.turn_used)
        return left

    def count(self, ms: int) -> None:
        """`ms` have gone by; a side or turn that is used up passes to the other side."""
        self.used[self.side] += min(ms, self.left[self.side])
        self.left[self.side] = max(0, self.left[self.side] - ms)
        self.turn_used += ms
        over = self.turn_ms is not None and self.turn_used >= self.turn_ms
        if over or self.left[self.side] == 0:
            self.lapsed = self.give(other_side(self.side)) or self.lapsed

    def give(self, side: str) -> bool:
        """Give the turn to a side that has time left; otherwise nothing changes, and False."""
        if side == self.side or self.left[side] == 0:
            return False
        self.side, self.turn_used, self.lapsed = side, 0, False
        return True

    def share(self, ms: int) -> None:
        """Time was added or taken away: what is left in all, in proportion to what each had."""
        had = sum(self.left.values())
        first = self.left["P"] * ms // had if had else ms // 2
        self.left = {"P": first, "O": ms - first}
        if not had:
            self.turn_used = 0
        if self.left[self.side] == 0:
            self.give(other_side(self.side))


@dataclass(frozen=True)
class Kept:
    """What is kept of a step that was left at the instant `left_at`; all in ms but the factor."""

    left_at: int
    used: int
    total: int
    base: int
    factor: int
    own_end: bool
    free: "Free | None" = None

    def own_total(self, seat_factor: int) -> int:
        """The step's length for a seat with this extra-time percentage."""
        if not self.own_end:
            return self.total
        spared = self.base * (self.factor - min(seat_factor, self.factor)) // 100
        return max(0, self.total - spared)


class Replay:
    """The clock's state after the controls applied so far, counted up to the instant `at`."""

    def __init__(self, fmt: Format, factors: Factors) -> None:
        self._fmt = fmt
        self._factors = factors if isinstance(factors, int) else tuple(factors)
        self.state = "ready"  # ready | running | paused | finished
        self.index = 0
        self.step = fmt.steps[0]  # that runs, or ran last
        self.at = 0
        self.used = 0
        self.factor = 100
        self.base = self.total = _base_ms(fmt.steps[0])
        self.started: int | None = None
        self.ended: int | None = None
        self.next_at: int | None = None
        self.interrupted = False
        self.closed = False  # ended by an act, not by time
        self.prep: str | None = None
        self.bank = dict.fromkeys(SIDES, fmt.prep_bank_s * 1000)
        self.free: Free | None = None  # the clocks of a free debate
        self.spans = [Span(None, None) for _ in fmt.steps]
        self.kept: dict[int, Kept] = {}
        self.timed_out: set[int] = set()  # steps that were left because their time was up

    @property
    def is_last(self) -> bool:
        """Whether no step comes after this one."""
        return self.index == len(self._fmt.steps) - 1

    @property
    def can_go_back(self) -> bool:
        """Whether there is a step before that would not end again at once."""
        if self.state not in ("running", "paused") or self.index <= self._fmt.first_timed:
            return False
        before = self.kept[self.index - 1]
        by_time = self._fmt.steps[self.index - 1].by_time
        return not by_time or before.used < before.total

    @property
    def can_be_interrupted(self) -> bool:
        """Whether a clock runs that a stopped server stops; deadlines over days run on."""
        return self.state == "running" and self.step.due_hours is None

    def own_total(self, seat_factor: int) -> int:
        """The current step's length in ms for a seat with this extra-time percentage."""
        return self._keep().own_total(seat_factor)

    def apply(self, controls: Sequence[Control]) -> None:
        """Apply these in order of `n`; one that is not possible then changes nothing."""
        for control in sorted(controls, key=lambda one: one.n):
            self.run_to(control.at_ms)
            self.at = control.at_ms
            self._act(control)

    def run_to(self, ms: int) -> None:
        """Count on to the instant `ms`; an instant already passed changes nothing."""
        ms = max(ms, self.at)
        while self.state == "running" and (self.at < ms or self._is_up):
            if self._is_up:
                self.timed_out.add(self.index)
                self._leave()
            elif self.prep is not None:
                self._prepare(self.prep, ms)
            else:
                self._count(min(ms - self.at, self._steady_ms))
        self.at = ms

    @property
    def _is_up(self) -> bool:
        """Whether the step's time is up, and it moves on by itself."""
        return self.prep is None and self.step.by_time and self.used >= self.total

    @property
    def _steady_ms(self) -> int:
        """For how long the clock runs on before something changes by itself."""
        left = self.total - self.used
        if left <= 0:
            return _FAR
        free = left if self.free is None else min(left, self.free.runs_ms)
        return free if self.step.by_time or self.free is not None else _FAR

    def _act(self, control: Control) -> None:
        if control.kind == "start" and self.state == "ready":
            self._start()
        if self.state not in ("running", "paused"):
            return
        match control.kind:
            case "pause":
                self.state, self.prep = "paused", None
            case "resume":
                self._run()
            case "interrupted" if self.can_be_interrupted:
                self.state, self.prep, self.interrupted = "paused", None, True
            case "add":
                self._add(control.value * 1000)
            case "next" if not self.is_last:
                self._leave()
                self.next_at = self.at
            case "back" if self.can_go_back:
                self._go_back()
            case "finish":
                self.closed = True
                self._finish()
            case "prep_on" | "prep_off" | "pass":
                self._turn(control.kind, SIDES[control.value])

    def _turn(self, kind: str, side: str) -> None:
        """What belongs to one side: its preparation, its turn in a free debate."""
        if kind == "pass":
            if self.free is not None:
                self.free.give(side)
        elif kind == "prep_off":
            self.prep = None
        elif self.state == "running" and self.bank[side] > 0:
            self.prep = side

    def _start(self) -> None:
        self.started = self.at
        if self._fmt.opens_with_vote:
            self.spans[0] = Span(None, self.at)
        self._begin(self._fmt.first_timed)

    def _begin(self, index: int) -> None:
        self.index, self.step = index, self._fmt.steps[index]
        self.factor = self._factor_now()
        self.base = _base_ms(self.step)
        self.used, self.total = 0, self.base * self.factor // 100
        self.spans[index] = Span(self.at, None)
        self.free = Free.of(self.step, self.factor)
        self.timed_out.discard(index)
        self.next_at = None
        self._run()

    def _run(self) -> None:
        self.state, self.interrupted = "running", False

    def _count(self, ms: int) -> None:
        self.used += ms
        self.at += ms
        if self.free is not None:
            self.free.count(ms)

    def _prepare(self, side: str, ms: int) -> None:
        gone = min(ms - self.at, self.bank[side])
        self.at += gone
        self.bank[side] -= gone
        if self.bank[side] == 0:
            self.prep = None

    def _add(self, ms: int) -> None:
        left = self.total - self.used
        if ms > 0 or left > 0:
            self.total = self.used + max(0, max(left, 0) + ms)
        if self.free is not None:
            self.free.share(max(0, self.total - self.used))

    def _leave(self) -> None:
        """End this step: the next one begins, or the debate is over."""
        self.kept[self.index] = self._keep()
        self.prep = None
        if self.is_last:
            self._finish()
            return
        self.spans[self.index] = self._ended(self.spans[self.index])
        self._begin(self.index + 1)

    def _go_back(self) -> None:
        self.index -= 1
        self.step = self._fmt.steps[self.index]
        kept = self.kept[self.index]
        self.used, self.total, self.base = kept.used, kept.total, kept.base
        self.factor, self.free = kept.factor, kept.free
        self.spans[self.index] = Span(self.spans[self.index].start_ms, None)
        self.timed_out.discard(self.index)
        self.prep = self.next_at = None
        self._run()

    def _finish(self) -> None:
        """End the debate; a step left by `back` and never reached again ends with it."""
        self.state, self.prep, self.interrupted = "finished", None, False
        self.ended = max(self.at, self.started or 0)
        self.spans = [
            self._ended(span) if span.start_ms is not None and span.end_ms is None else span
            for span in self.spans
        ]

    def _ended(self, span: Span) -> Span:
        """This span, which ends now; never before it began, though the clock was set back."""
        return Span(span.start_ms, max(self.at, span.start_ms or 0))

    def _keep(self) -> Kept:
        own_end = self.step.own_end
        return Kept(self.at, self.used, self.total, self.base, self.factor, own_end, self.free)

    def _factor_now(self) -> int:
        if isinstance(self._factors, int):
            return self._factors
        return next((percent for ms, percent in reversed(self._factors) if ms <= self.at), 100)


def _base_ms(step: Step) -> int:
    if step.seconds is not None:
        return step.seconds * 1000
    return (step.due_hours or 0) * 3_600_000
