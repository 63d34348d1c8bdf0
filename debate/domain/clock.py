"""The clock of a debate: a pure function of format, control events, extra time and now.

Belongs here: which step runs, how much time is left, when bells ring, whether a post came in time
(DESIGN section 4, "The clock" and "Extra time"). Instants are ms since 1970 UTC.
Does not belong here: who may speak (`speeches`), and writing controls or heartbeats (services).

Rules that the design leaves open, settled here:
- Added time counts from the bell, or from now when the bell has rung; taking time away stops at 0.
- `next` starts the step after it running, paused or not; a step left by `back` begins anew when
  it is reached again. `back` is refused where the step before would end again at once.
- Preparation stops the step's clock, which goes on when the side's bank is used up; a pause ends
  preparation.
- A finished debate stays at the index of the step in which it ended.
- Points of information open as long after the beginning as planned, and close as long before the
  end; the bell that opens them rings then.
- When the server's clock was set back, time stands until the next act, and an interruption is
  written, as after a silence. Set forward, it is a silence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from debate.domain.replay import Control, Factors, Free, Replay, Span
from debate.domain.steps import SIDES, Format, Step

__all__ = ["Control", "Reading", "Ring", "Span", "Verdict"]

GRACE_MS = 2_000
UNDO_MS = 10_000
STALE_MS = 10_000
HOUR_MS = 3_600_000
_FAR = 2**62


@dataclass(frozen=True)
class Ring:
    """A bell still to come: its instant, and how often it rings."""

    at_ms: int
    count: int


@dataclass(frozen=True)
class Reading:
    """The clock at one instant."""

    state: str  # ready | running | paused | over (time is up, waits for next) | finished
    step: Step | None  # in "ready" the first step, which is open if it is a vote; None: finished
    step_index: int
    total_ms: int
    elapsed_ms: int
    left_ms: int  # below 0 when over
    ends_ms: int | None  # when `left_ms` reaches 0; None unless running
    next_boundary_ms: int | None  # when the page must ask again: bell, end, due date
    started_ms: int | None
    step_started_ms: int | None
    ended_ms: int | None
    interrupted: bool
    undo_until_ms: int | None  # ten seconds after a next
    rings: tuple[Ring, ...]
    prep_side: str | None  # whose preparation runs; the state is "paused" meanwhile
    prep_left_ms: Mapping[str, int]
    is_last: bool
    can_go_back: bool
    # Of a free debate, else None and empty: whose turn it is, what each side and the turn has left.
    turn_side: str | None = None
    side_left_ms: Mapping[str, int] = field(default_factory=dict)
    turn_left_ms: int | None = None
    poi_open: bool = False  # whether points of information may be offered now


@dataclass(frozen=True)
class Verdict:
    """Whether a post may still enter a step; `sentence` is for its author, empty when ok."""

    code: str  # ok | marked (goes in, marked as late) | late | not_running | not_yet
    sentence: str = ""

    @property
    def ok(self) -> bool:
        """Whether the post goes in."""
        return self.code in ("ok", "marked")


_OK = Verdict("ok")
_MARKED = Verdict("marked", "This came after the due date and is marked as late.")
_LATE = Verdict("late", "Time is up: this came after the bell.")
_PAST_DUE = Verdict("late", "Time is up: this came after the due date.")
_NOT_YET = Verdict("not_yet", "This step has not begun. Your words are kept as a draft.")
_MOVED_ON = Verdict(
    "not_running", "The debate has moved on from this step. Your words are kept as a draft."
)
_FINISHED = Verdict(
    "not_running",
    "The debate is over, so nothing more can be sent. Your words are kept as a draft.",
)
_INTERRUPTED = Verdict(
    "not_running",
    "The debate was interrupted. Your words are kept as a draft; send them when it goes on.",
)
_OTHERS_TURN = Verdict("late", "The other side has the turn now. Your words are kept as a draft.")
_PAUSED = Verdict(
    "not_running",
    "The clock is paused. Your words are kept as a draft; send them when the debate goes on.",
)
_PREPARATION = Verdict(
    "not_running",
    "Preparation time is running. Your words are kept as a draft; send them when the step goes on.",
)


def read(
    fmt: Format,
    controls: Sequence[Control],
    factor_percent: Factors,
    now: int,
    heartbeat_ms: int | None = None,
    seat_factor: int | None = None,
) -> Reading:
    """The clock at `now`.

    `factor_percent`: one percentage, or its history as (from_ms, percent); each step takes the one
    in force when it begins. `heartbeat_ms`: last sign of life of the server; over ten seconds old
    it counts as an interruption not yet written. `seat_factor`: with it, total, left and end are
    those of a seat with this percentage in steps where each seat has its own end; without it, the
    end is that of the step, which waits for the last seat.
    """
    run = _replayed(fmt, controls, factor_percent, now, heartbeat_ms)
    finished = run.state == "finished"
    running = run.state == "running" and run.prep is None
    run.at = min(run.at, now)
    total = run.total if seat_factor is None else run.own_total(seat_factor)
    left = total - run.used
    state = "paused" if run.state == "running" and not running else run.state
    rings = _rings(run, total) if running else ()
    undo_until = None if run.next_at is None or finished else run.next_at + UNDO_MS
    window = window_ms(run.step, total)
    return Reading(
        state="over" if running and left <= 0 else state,
        step=None if finished else fmt.steps[run.index],
        step_index=run.index,
        total_ms=total,
        elapsed_ms=run.used,
        left_ms=left,
        ends_ms=run.at + left if running and left > 0 else None,
        next_boundary_ms=_next_boundary(run, total, rings),
        started_ms=run.started,
        step_started_ms=run.spans[run.index].start_ms,
        ended_ms=run.ended,
        interrupted=run.interrupted,
        undo_until_ms=undo_until if undo_until is not None and run.at < undo_until else None,
        rings=rings,
        prep_side=run.prep,
        prep_left_ms=dict(run.bank),
        is_last=run.is_last,
        can_go_back=run.can_go_back,
        poi_open=running and window is not None and window[0] <= run.used < window[1],
        **_free(run),
    )


def window_ms(step: Step, total_ms: int) -> tuple[int, int] | None:
    """From and until when points of information may be offered in a speech of this length.

    In elapsed ms; None where there are none, or no time is left for them.
    """
    if step.poi is None or step.seconds is None:
        return None
    opens, closes = step.poi.open_s * 1000, total_ms - (step.seconds - step.poi.close_s) * 1000
    return (opens, closes) if opens < closes else None


def step_ends(
    fmt: Format, controls: Sequence[Control], factor_percent: Factors
) -> tuple[Span, ...]:
    """When each step began and ended; None: not yet, or not known.

    Steps that move on by time have their ends worked out ahead, as if nothing else were to happen:
    such an instant may lie in the future.
    """
    run = Replay(fmt, factor_percent)
    run.apply(controls)
    run.run_to(_FAR)
    return tuple(run.spans)


def dues(
    fmt: Format, controls: Sequence[Control], factor_percent: Factors, seat_factor: int = 100
) -> tuple[int | None, ...]:
    """When each step with a due date is due for a seat with this percentage; None: not known.

    Worked out ahead as `step_ends` is. A step left early keeps the date that it had; of others, and
    while the clock is paused, there is none.
    """
    run = Replay(fmt, factor_percent)
    run.apply(controls)
    run.run_to(_FAR)
    found: list[int | None] = [None] * len(fmt.steps)
    for index, kept in run.kept.items():
        over = index < run.index or index in run.timed_out  # else left by “back”
        if over and fmt.steps[index].due_hours is not None:
            found[index] = kept.left_at - kept.used + kept.own_total(seat_factor)
    return tuple(found)


def used_ms(
    fmt: Format,
    controls: Sequence[Control],
    factor_percent: Factors,
    now: int,
    heartbeat_ms: int | None = None,
) -> tuple[int, ...]:
    """How long each step's clock has run by `now`, in ms; pauses and preparation do not count."""
    run = _replayed(fmt, controls, factor_percent, now, heartbeat_ms)
    before = tuple(run.kept[index].used if index in run.kept else 0 for index in range(run.index))
    return (*before, run.used, *(0 for _ in fmt.steps[run.index + 1 :]))


def free_ms(
    fmt: Format,
    controls: Sequence[Control],
    factor_percent: Factors,
    now: int,
    heartbeat_ms: int | None = None,
) -> Mapping[str, int]:
    """How long each side has had the turn in free debates by `now`, in ms; empty without any."""
    if not any(step.side_clocks for step in fmt.steps):
        return {}
    run = _replayed(fmt, controls, factor_percent, now, heartbeat_ms)
    over = [run.kept[index].free for index in range(run.index) if index in run.kept]
    clocks = [free for free in (*over, run.free) if free is not None]
    return {side: sum(free.used[side] for free in clocks) for side in SIDES}


def accepts(
    fmt: Format,
    controls: Sequence[Control],
    factor_percent: Factors,
    step_index: int,
    arrival_ms: int,
    seat_factor: int = 100,
    heartbeat_ms: int | None = None,
    side: str | None = None,
    spoken: bool = False,
) -> Verdict:
    """Whether a post that arrived at `arrival_ms` still enters this step.

    In a free debate it must be the turn of `side` (None: does not matter), with two seconds of
    grace where the turn was used up.

    After the bell the step's own grace and two seconds more, by arrival; after a due date what the
    step's late policy says. After a committed pause, next, finish or interruption it is refused
    whatever its arrival, since `controls` holds all that is committed. `spoken`: it was said aloud,
    and may be entered from the beginning of its step until the debate ends.
    """
    run = _replayed(fmt, controls, factor_percent, arrival_ms, heartbeat_ms)
    if run.state == "ready":
        return _OK if step_index == 0 and fmt.opens_with_vote else _NOT_YET
    if spoken:
        if run.state == "finished":
            return _FINISHED
        return _OK if step_index <= run.index else _NOT_YET
    step = fmt.steps[step_index]
    if step_index in run.timed_out and not run.closed:
        kept = run.kept[step_index]
        return _by_bell(step, kept.used + arrival_ms - kept.left_at, kept.own_total(seat_factor))
    if step_index != run.index:
        return _NOT_YET if step_index > run.index else _MOVED_ON
    if run.state != "running" or run.prep is not None:
        return _standing(run)
    if run.free is not None and side is not None and not _has_turn(run.free, side):
        return _OTHERS_TURN
    return _by_bell(step, run.used - (run.at - arrival_ms), run.own_total(seat_factor))


def interruption_ms(
    fmt: Format,
    controls: Sequence[Control],
    factor_percent: Factors,
    now: int,
    heartbeat_ms: int | None,
) -> int | None:
    """The instant at which an interruption is to be written now; None when there was none.

    That is: the last sign of life is over ten seconds away from now, either way, and the clock of a
    step that is no deadline over days was running then.
    """
    if heartbeat_ms is None or abs(now - heartbeat_ms) <= STALE_MS:
        return None
    run = Replay(fmt, factor_percent)
    run.apply(controls)
    run.run_to(heartbeat_ms)
    return run.at if run.can_be_interrupted else None


def allowed_controls(reading: Reading) -> frozenset[str]:
    """The controls that a moderator may use now."""
    if reading.state == "finished":
        return frozenset()
    if reading.state == "ready":
        return frozenset({"assign", "start"})
    allowed = {"assign", "add", "finish"}
    allowed |= set() if reading.is_last else {"next"}
    allowed |= {"back"} if reading.can_go_back else set()
    if reading.prep_side is not None:
        return frozenset(allowed | {"prep_off"})
    if reading.state == "paused":
        return frozenset(allowed | {"resume"})
    bank = any(left > 0 for left in reading.prep_left_ms.values())
    allowed |= {"prep_on"} if bank else set()
    allowed |= {"pass"} if reading.turn_side is not None else set()
    return frozenset(allowed | {"pause"})


def _replayed(
    fmt: Format,
    controls: Sequence[Control],
    factors: Factors,
    now: int,
    heartbeat_ms: int | None,
) -> Replay:
    run = Replay(fmt, factors)
    run.apply(controls)
    if heartbeat_ms is not None and now - heartbeat_ms > STALE_MS:
        run.apply([Control(0, "interrupted", heartbeat_ms)])
    run.run_to(now)
    return run


def _has_turn(free: Free, side: str) -> bool:
    return free.side == side or (free.lapsed and free.turn_used <= GRACE_MS)


def _by_bell(step: Step, elapsed: int, total: int) -> Verdict:
    """By how much a post came after the bell of its step; all in ms."""
    over = elapsed - total - GRACE_MS
    if over <= step.grace_s * 1000:
        return _OK
    if step.late == "refuse" or over > step.late_hours * HOUR_MS:
        return _LATE if step.due_hours is None else _PAST_DUE
    return _MARKED if step.late == "mark" else _OK


def _free(run: Replay) -> Mapping[str, Any]:
    """The fields of a reading that a free debate has."""
    free = run.free
    if free is None or run.state not in ("running", "paused"):
        return {}
    limited = free.turn_ms is not None and run.used < run.total
    return {
        "turn_side": free.side,
        "side_left_ms": dict(free.left),
        "turn_left_ms": free.runs_ms if limited else None,
    }


def _standing(run: Replay) -> Verdict:
    """Why nothing can be sent while the step's clock stands."""
    if run.state == "finished":
        return _FINISHED
    if run.state == "running":
        return _PREPARATION
    return _INTERRUPTED if run.interrupted else _PAUSED


def _rings(run: Replay, total: int) -> tuple[Ring, ...]:
    """Bells to come. Each keeps its distance from the end that was planned.

    The one that opens points of information keeps its distance from the beginning.
    """
    step = run.step
    planned = (step.seconds or 0) * 1000
    opens_s = step.poi.open_s if step.poi and window_ms(step, total) else None
    rings = []
    for bell in step.bells:
        opens = bell.at_s == opens_s
        at = bell.at_s * 1000 + (0 if opens else total - planned)
        if at > run.used:
            rings.append(Ring(run.at + at - run.used, bell.count))
    return tuple(sorted(rings, key=lambda ring: ring.at_ms))


def _next_boundary(run: Replay, total: int, rings: Sequence[Ring]) -> int | None:
    if run.state != "running":
        return None
    if run.prep is not None:
        return run.at + run.bank[run.prep]
    ends = (run.at + total - run.used, run.at + run.total - run.used)
    ahead = [ring.at_ms for ring in rings] + [end for end in ends if end > run.at]
    if run.free is not None and run.used < total:
        ahead.append(run.at + run.free.runs_ms)
    edges = window_ms(run.step, total) or ()
    ahead += [run.at + edge - run.used for edge in edges if edge > run.used]
    return min(ahead, default=None)
