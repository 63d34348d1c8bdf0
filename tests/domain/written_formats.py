"""Formats for tests: small ones as data, as they stand in a file, and those that are shipped."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from debate.domain import formats
from debate.domain.formats import Format

SEEDS = Path(__file__).parents[2] / "seeds" / "formats"
SHIPPED = tuple(sorted(path.stem for path in SEEDS.iterdir()))
TEAMS = {"PA": "OG", "OA": "OO", "PB": "CG", "OB": "CO"}
FREE = {"turns": None, "open_to": ["debaters"], "side_clocks": "true"}


@cache
def shipped(name: str) -> Format:
    text = (SEEDS / f"{name}.yaml").read_text(encoding="utf-8")
    return formats.read(yaml.load(text, Loader=yaml.BaseLoader))


def step(slug: str, **changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "slug": slug,
        "name": slug.title(),
        "kind": "constructive",
        "entry": "points",
        "seconds": "300",
        "hint": "Speak.",
    }
    if "entry" not in changes:
        data["turns"] = ["P1"]
    data.update(changes)
    return {key: value for key, value in data.items() if value is not None}


def whole(*steps: dict[str, Any], **changes: Any) -> dict[str, Any]:
    data = {
        "slug": "short",
        "title": "Short clash",
        "summary": "One speech a side.",
        "sides": {"P": "Proposition", "O": "Opposition"},
        "team_seats": "2",
        "decision": "none",
        "steps": list(steps) or [step("case"), step("reply", turns=["O1"])],
    }
    return {key: value for key, value in {**data, **changes}.items() if value is not None}


def vote(slug: str, poll: str | None, **changes: Any) -> dict[str, Any]:
    return step(slug, entry="vote", poll=poll, **{"open_to": ["audience"], **changes})
