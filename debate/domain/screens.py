"""What a projector shows: the views a moderator chooses from, and what a clock says past its bell.

Does not belong here: reading what is shown (`queries.screens`), the clock itself (`clock`).
"""

from typing import NamedTuple

from debate.domain.clock import Reading

VIEWS = ("auto", "clock", "flow", "card", "vote", "blank")
"""`auto` follows the debate: who has the floor, the point on the table, the code, the result."""

RUNS = ("running", "over")


class Bells(NamedTuple):
    """What a page needs to run a clock by itself; instants in ms, None unless the clock runs."""

    zero_ms: int | None  # when the time left reaches 0, or reached it
    grace_until_ms: int | None  # until when what is sent still counts; None: the step has no grace
    rings: tuple[tuple[int, int], ...]  # bells to come: (instant, how often it rings)


def bells(reading: Reading, now: int) -> Bells:
    """The instants of a clock that was read at `now`."""
    if reading.state not in RUNS or reading.step is None:
        return Bells(None, None, ())
    zero, grace_s = now + reading.left_ms, reading.step.grace_s
    rings = tuple((ring.at_ms, ring.count) for ring in reading.rings)
    return Bells(zero, zero + grace_s * 1000 if grace_s else None, rings)
