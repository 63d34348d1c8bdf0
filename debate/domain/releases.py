"""Releases: from which moment a seat may see its mark, and the ballots on it.

Belongs here: what several releases of one debate come to. Does not belong here: what is shown of a
mark or a ballot (`queries.marks`), and whether one may release now (services).
"""

from collections.abc import Iterable
from dataclasses import dataclass

MARKS, BALLOTS, BOTH = "marks", "ballots", "both"
"""What a release shows: marks with their comments and notes, the judges' ballots, or both."""
WHATS = (BOTH, MARKS, BALLOTS)


@dataclass(frozen=True)
class Release:
    """One release at `at_ms`, to one seat or (None) to everybody in the debate."""

    seat_id: int | None
    marks: bool
    ballots: bool
    at_ms: int


def marks_ms(releases: Iterable[Release], seat_id: int) -> int | None:
    """The last moment as of which a seat is shown its mark, in ms; None: not at all yet."""
    return _latest(one for one in releases if one.marks and one.seat_id in (None, seat_id))


def ballots_ms(releases: Iterable[Release], seat_id: int) -> int | None:
    """The same for the ballots on a seat."""
    return _latest(one for one in releases if one.ballots and one.seat_id in (None, seat_id))


def _latest(found: Iterable[Release]) -> int | None:
    return max((one.at_ms for one in found), default=None)
