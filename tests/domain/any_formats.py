"""Any valid format, and any row of control events, for the tests of properties."""

from typing import Any

from hypothesis import strategies as st

from debate.domain import formats
from debate.domain.clock import Control
from debate.domain.formats import Format
from debate.domain.replay import Factors
from tests.domain.runs import T0, S
from tests.domain.written_formats import TEAMS, step, vote, whole

TURNS = st.sampled_from(["P1", "P2", "O1", "O2"])
SECONDS = st.integers(15, 90)
JUMP_S = 2 * 3600

Draw = Any


@st.composite
def _speech(draw: Draw, seconds: int) -> dict[str, Any]:
    opens = draw(st.integers(0, seconds - 1))
    closes = draw(st.integers(opens + 1, seconds))
    some: dict[str, Any] = draw(
        st.sampled_from(
            [
                {},
                {"poi": {"open_s": opens, "close_s": closes}},
                {"grace_s": 15},
                {"advance": "time"},
                {"advance": "handed_in"},
                {"bells": [{"at_s": seconds, "count": 3}]},
                {"links": ["answers"], "new_arguments": "false"},
                {"reversed": "true"},
                {"sealed": "true"},
            ]
        )
    )
    return {"turns": [draw(TURNS)], **some}


@st.composite
def _free(draw: Draw, seconds: int) -> dict[str, Any]:
    turn = draw(st.integers(10, seconds // 2)) if seconds >= 20 else None
    return {
        "turns": None,
        "open_to": ["debaters"],
        "side_clocks": "true",
        "turn_seconds": draw(st.sampled_from([None, turn])),
        "advance": draw(st.sampled_from(["act", "time"])),
    }


_OTHERS: list[dict[str, Any]] = [
    {"turns": ["P1", "O1"], "sealed": "true", "advance": "time"},
    {"entry": "exchange", "asker": "P1", "answerer": "O2"},
    {"entry": "exchange", "turns": ["O1", "P1", "P2"]},
    {"turns": None, "open_to": ["audience", "debaters"]},
    {"entry": "none"},
    {"entry": "statement", "open_to": ["debaters"], "advance": "time"},
    {"entry": "reflection", "open_to": ["judges"]},
    {"turns": ["P1"], "seconds": None, "due_hours": 1},
    {"turns": ["P1", "O1"], "seconds": None, "due_hours": 1, "late": "mark", "late_hours": 2},
]


@st.composite
def any_format(draw: Draw) -> Format:
    """A format of one to six steps, two teams or four, with or without votes and banks."""
    steps: list[dict[str, Any]] = []
    if draw(st.booleans()):
        steps.append(vote("before", "before", seconds="60"))
    for n in range(draw(st.integers(1, 5))):
        seconds = draw(SECONDS)
        fields = draw(st.one_of(_speech(seconds), _free(seconds), st.sampled_from(_OTHERS)))
        steps.append(step(f"s{n}", **{"seconds": seconds, **fields}))
    top: dict[str, Any] = {}
    if draw(st.booleans()) and any(one.get("seconds") for one in steps):
        top = {"prep_bank_s": 40}
    elif draw(st.booleans()):
        top = {"teams": TEAMS, "team_seats": 4, "decision": "ranks"}
    return formats.read(whole(*steps, **top))


FACTORS: st.SearchStrategy[Factors] = st.one_of(
    st.sampled_from([100, 133, 150, 300]),
    st.just(((T0 - 1, 150), (T0 + 60 * S, 200))),
)
_KINDS = st.sampled_from(
    [
        *("next", "next", "next", "pause", "resume", "add", "back", "pass", "pass"),
        *("prep_on", "prep_off", "interrupted", "assign", "finish"),
    ]
)
_VALUES = {"add": (-30, 30), "pass": (0, 1), "prep_on": (0, 1), "prep_off": (0, 1)}


@st.composite
def any_controls(draw: Draw, gaps: st.SearchStrategy[int] = st.integers(0, 80)) -> list[Control]:  # noqa: B008
    """A start and up to twelve acts, with these seconds between them."""
    at, found = T0, [Control(1, "start", T0)]
    for n in range(2, 2 + draw(st.integers(0, 12))):
        kind = draw(_KINDS)
        at += draw(gaps) * S
        found.append(Control(n, kind, at, draw(st.sampled_from(_VALUES.get(kind, (0,))))))
    return found


# Seconds between two acts while the server's clock is set by two hours, forward and back.
JUMPING = st.one_of(st.integers(0, 80), st.sampled_from([-JUMP_S, JUMP_S]))
