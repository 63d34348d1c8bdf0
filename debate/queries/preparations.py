"""Reads of preparation time: each side's bank, and what one seat may do with its own."""

from typing import NamedTuple

from debate.domain import preparations
from debate.domain.permissions import Actor
from debate.domain.steps import SIDES
from debate.queries.debates import DebateNow


class Bank(NamedTuple):
    """What a side has left, in ms; `ends_ms` is when it is used up, None unless it runs."""

    side: str
    name: str
    left_ms: int
    ends_ms: int | None


class OwnBank(NamedTuple):
    """What a debater may do with the side's bank; neither: nothing now."""

    bank: Bank
    may_take: bool
    may_end: bool
    begins: bool  # the side's own speech waits, and goes on at the end of the preparation


def banks(here: DebateNow) -> tuple[Bank, ...]:
    """Both sides' banks while the debate goes on; () in a format without any."""
    reading = here.reading
    if not here.fmt.prep_bank_s or reading.state in ("ready", "finished"):
        return ()
    return tuple(
        Bank(
            side,
            here.fmt.sides[side],
            reading.prep_left_ms[side],
            here.now + reading.prep_left_ms[side] if reading.prep_side == side else None,
        )
        for side in SIDES
    )


def own(here: DebateNow, actor: Actor) -> OwnBank | None:
    """The bank of a debater's side; None where there is none, and for everybody else."""
    bank = next((one for one in banks(here) if one.side == actor.side), None)
    if bank is None or actor.role != "debater":
        return None
    step = here.reading.step
    return OwnBank(
        bank,
        may_take=not check_take(here, bank.side),
        may_end=bank.ends_ms is not None,
        begins=step is not None
        and here.reading.left_ms > 0
        and not _handed_in(here)
        and bank.side in preparations.sides_of(step),
    )


def check_take(here: DebateNow, side: str) -> str:
    """Why a side may not take preparation time now, or ""."""
    return preparations.check_take(here.fmt, here.reading, side, _handed_in(here))


def _handed_in(here: DebateNow) -> bool:
    lines = here.speeches_of(here.reading.step_index)
    return bool(lines) and all(line.handed_in_ms is not None for line in lines)
