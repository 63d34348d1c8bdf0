"""Preparation time: when a side may take from its bank by itself.

Belongs here: the rule for the side about to speak, and what a stopped clock cut. Does not belong
here: how the bank runs down and what it stops (`replay`), and moderators, who may start and end it
whenever the clock allows.
"""

from collections.abc import Sequence

from debate.domain.clock import Control, Reading
from debate.domain.steps import Format, Step

BEGIN_MS = 30_000
"""How long after its speech has begun a side may still take preparation."""

TOO_EARLY = (
    "Preparation time is taken before your side speaks: once the round before is over, or in the "
    "first 30 seconds of your own. Ask your moderator if you need it now."
)


def sides_of(step: Step) -> frozenset[str]:
    """The sides that begin a step: its speakers', and in an exchange the asker's."""
    asks = {step.asker.side} if step.asker else set()
    return frozenset({turn.side for turn in step.turns} | asks)


def cut(controls: Sequence[Control]) -> int | None:
    """The side (0 for P, 1 for O) whose preparation ended because the clock was stopped.

    None where none did, or where something else moved the clock since: time added does not.
    """
    moves = [one for one in controls if one.kind not in ("add", "assign")][-2:]
    if [one.kind for one in moves] != ["prep_off", "pause"] or moves[0].at_ms != moves[1].at_ms:
        return None
    return moves[0].value


def check_take(fmt: Format, reading: Reading, side: str, handed_in: bool) -> str:
    """Why this side may not take preparation time now, or "".

    `handed_in`: every speech of the step that runs was ended early by its speaker.
    """
    if not fmt.prep_bank_s:
        return "This format has no preparation time to take."
    if reading.prep_side is not None:
        return "Preparation time is running already."
    if reading.state not in ("running", "over") or reading.step is None:
        return "The clock stands, so no preparation time can run. Wait until it goes on."
    if reading.prep_left_ms[side] <= 0:
        return "Your side has no preparation time left."
    done = reading.state == "over" or handed_in
    if done and not reading.is_last and side in sides_of(fmt.steps[reading.step_index + 1]):
        return ""
    begins = reading.state == "running" and reading.elapsed_ms <= BEGIN_MS
    return "" if begins and not handed_in and side in sides_of(reading.step) else TOO_EARLY
