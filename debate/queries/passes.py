"""Reads of a free debate: each side's clock, and whose turn it is."""

from typing import NamedTuple

from debate.domain.permissions import Actor
from debate.domain.steps import SIDES
from debate.queries.debates import DebateNow


class SideClock(NamedTuple):
    """What a side has left, in ms; `ends_ms` is when it is used up, None unless it runs."""

    side: str
    name: str
    left_ms: int
    ends_ms: int | None
    has_turn: bool


class Turns(NamedTuple):
    """The clocks of a free debate; `turn_left_ms` None: a turn has no limit."""

    sides: tuple[SideClock, ...]
    turn_left_ms: int | None
    turn_ends_ms: int | None


def turns(here: DebateNow) -> Turns | None:
    """Both sides' clocks while a free debate goes on; None in every other step."""
    reading = here.reading
    if reading.turn_side is None:
        return None
    runs = reading.state == "running"
    left = reading.turn_left_ms
    return Turns(
        tuple(
            SideClock(
                side,
                here.fmt.sides[side],
                reading.side_left_ms[side],
                here.now + reading.side_left_ms[side]
                if runs and side == reading.turn_side
                else None,
                side == reading.turn_side,
            )
            for side in SIDES
        ),
        left,
        here.now + left if runs and left is not None else None,
    )


def may_pass(here: DebateNow, actor: Actor) -> bool:
    """Whether this seat may give the turn away: its side's, while the clock runs."""
    reading = here.reading
    if actor.role != "debater" or reading.state != "running" or actor.side != reading.turn_side:
        return False
    return any(reading.side_left_ms[side] > 0 for side in SIDES if side != actor.side)
