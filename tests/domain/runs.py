"""Small formats and rows of control events, for the tests of the clock."""

from typing import Any

from hypothesis import strategies as st

from debate.domain import clock, formats
from debate.domain.clock import Control, Reading
from debate.domain.formats import Format

T0 = 1_700_000_000_000
S = 1000
H = 3_600_000


def step(slug: str, seconds: int | None = 100, **changes: Any) -> dict[str, Any]:
    data = {"slug": slug, "name": slug, "kind": "speech", "entry": "points", "hint": "Go."}
    length = {} if seconds is None else {"seconds": seconds}
    turns = {} if "entry" in changes else {"turns": ["P1"]}
    return {**data, **length, **turns, **changes}


def made(*steps: dict[str, Any], **changes: Any) -> Format:
    sides = {"P": "Proposition", "O": "Opposition"}
    top = {"slug": "f", "title": "F", "summary": "f", "sides": sides, "decision": "none"}
    return formats.read({**top, "steps": list(steps), **changes})


VOTE = step("vote", 60, entry="vote", poll="before", open_to=["audience"])
LIVE = made(VOTE, step("a"), step("b", 200), step("c", 50), prep_bank_s=30)
WRITTEN = made(
    step("vote", None, due_hours=24, entry="vote", poll="before", open_to=["audience"]),
    step("open", None, due_hours=48, sealed=True),
    step("close", None, due_hours=24),
)


def controls(*acts: tuple[Any, ...]) -> tuple[Control, ...]:
    """Acts as (kind, seconds after T0[, value])."""
    return tuple(
        Control(n, kind, T0 + int(seconds * S), *value)
        for n, (kind, seconds, *value) in enumerate(acts, start=1)
    )


def at(seconds: float, *acts: tuple[Any, ...], fmt: Format = LIVE, **more: Any) -> Reading:
    return clock.read(fmt, controls(*acts), more.pop("factor", 100), T0 + int(seconds * S), **more)


START = ("start", 0)

KINDS = st.sampled_from(
    ["pause", "resume", "add", "next", "back", "prep_on", "prep_off", "interrupted", "assign"]
)
GAPS = st.integers(0, 120)
ACTS = st.lists(st.tuples(KINDS, GAPS, st.integers(0, 1)), max_size=12)


def run_of(acts: list[tuple[str, int, int]]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = [START]
    for kind, gap, side in acts:
        value = side if kind.startswith("prep") else 30 if side else -30
        rows.append((kind, rows[-1][1] + gap, value))
    return rows
