"""The votes of a debate as a section of the JSON transcript; its fields stand in README.md.

Belongs here: totals, swing and which points were named, as far as the copy may show them.
"""

from typing import Any

from debate.domain.polls import Swing, Totals
from debate.queries.polls import PollResults
from debate.queries.polls_points import PointsNamed

Document = dict[str, Any]


def section(found: PollResults) -> Document:
    """The section `polls`."""
    return {
        "before": _totals(found.before),
        "after": _totals(found.after),
        "swing": _swing(found.swing),
        "debaters_swing": _swing(found.debaters_swing),
        "moved_by": _moved_by(found.moved_by),
        "debaters_moved_by": _moved_by(found.debaters_moved_by),
        "unconfirmed": found.unconfirmed,
    }


def _totals(totals: Totals | None) -> Document | None:
    if totals is None:
        return None
    return {
        "P": totals.P,
        "O": totals.O,
        "U": totals.U,
        "n": totals.n,
        "confidence": totals.confidence,
    }


def _swing(swing: Swing | None) -> Document | None:
    if swing is None:
        return None
    matrix, intervals = swing.matrix, swing.intervals
    return {
        "n": swing.n,
        "before": _totals(swing.before),
        "after": _totals(swing.after),
        "gains": dict(swing.gains),
        "intervals": {side: list(ends) for side, ends in intervals.items()} if intervals else None,
        "winner": swing.winner,
        "dead_heat": swing.dead_heat,
        "matrix": {was: dict(row) for was, row in matrix.items()} if matrix else None,
    }


def _moved_by(named: PointsNamed | None) -> Document | None:
    if named is None:
        return None
    counts = named.counts
    return {
        "n": counts.n,
        "none": counts.none,
        "moved": counts.moved,
        "none_moved": counts.none_moved,
        "points": [
            {"address": one.address, "n": one.n, "moved": one.moved} for one in counts.points
        ],
    }
