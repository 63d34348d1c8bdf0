"""A small format of four teams, one speaker each, for tests that need no whole debate of eight."""

from typing import Any

from debate.domain import formats

TEAMS = {
    "PA": "Opening Government",
    "OA": "Opening Opposition",
    "PB": "Closing Government",
    "OB": "Closing Opposition",
}


def four(seats: int = 2, **more: Any) -> formats.Format:
    """Four teams, `seats` on a side: each speaker speaks once, in turn, and is scored."""
    half = seats // 2
    order = [
        f"{side}{first + nth}"
        for first in (1, half + 1)
        for nth in range(half)
        for side in ("P", "O")
    ]
    data: dict[str, Any] = {
        "slug": "four-teams",
        "title": "Four teams",
        "summary": "Two teams on each side.",
        "sides": {"P": "Government", "O": "Opposition"},
        "teams": TEAMS,
        "team_seats": seats,
        "decision": "ranks",
        "points_min": "50",
        "points_max": "100",
        "points_step": "1",
        "steps": [
            {
                "slug": f"speech-{turn.lower()}",
                "name": f"Speech {turn}",
                "kind": "constructive",
                "entry": "points",
                "seconds": 420,
                "turns": [turn],
                "links": ["answers"],
                "cards_max": 3,
                "scored": "whole",
                "hint": "Speak.",
            }
            for turn in order
        ],
    }
    return formats.read(data | more)


def by_hand() -> formats.Format:
    """The same without speaker points: judges enter the ranks."""
    fmt = formats.as_data(four())
    points = ("points_min", "points_max", "points_step", "low_point_win", "lowest_percent")
    steps = [{key: one[key] for key in one if key != "scored"} for one in fmt["steps"]]  # type: ignore[attr-defined]
    return formats.read({key: fmt[key] for key in fmt if key not in points} | {"steps": steps})
