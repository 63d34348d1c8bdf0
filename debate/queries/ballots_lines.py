"""Reads of what one ballot says: debaters with levels or speaker points, and the four teams.

Belongs here: the lines that a ballot is made of. Does not belong here: whole ballots and what they
come to together (`ballots`).
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from debate.domain import ballots, ballots_points, ballots_ranks
from debate.domain.ballots_points import Given, Scale
from debate.domain.datafiles import decimal_text
from debate.domain.steps import FOUR_TEAMS, SIDES
from debate.models.ballots import Ballot, BallotPoints
from debate.queries import debates_teams
from debate.queries.debates import DebateNow, SeatLine

Typed = Mapping[str, tuple[str, str]]
"""Address of a speech → its score and the reason for it, as they stand in the fields."""


class PointsLine(NamedTuple):
    """A speech of a debater, with what a judge gave it, in hundredths of a point.

    `typed`: the score as it stands in the field, which may be none.
    """

    address: str
    name: str
    side: str
    half: bool
    scale: Scale
    points: int | None
    typed: str
    reason: str
    team: str = ""

    @property
    def given(self) -> Given:
        """What counts."""
        return Given(self.half, self.points)

    @property
    def unusual(self) -> bool:
        """Whether the score is outside the format's band, so that it has a reason."""
        return self.points is not None and ballots_points.needs_reason(self.scale, self.points)


class Subject(NamedTuple):
    """A debater on a ballot: levels, or in a format with speaker points the speeches to score."""

    seat: SeatLine
    levels: Mapping[str, int]
    total: int | None  # hundredths of a percent, once all is there
    missing: tuple[str, ...]  # names of criteria, or addresses of speeches
    points: tuple[PointsLine, ...] = ()

    @property
    def scores(self) -> str:
        """The points of the speeches in words: "P1 70, P4 35"; "" where there are none."""
        return ", ".join(
            f"{one.address} {decimal_text(one.points)}"
            for one in self.points
            if one.points is not None
        )


class TeamLine(NamedTuple):
    """One of four teams on a ballot. `total` in hundredths of a point, None while one is missing.

    `rank` is what the totals come to so far, or what was entered by hand; None: nothing yet.
    """

    key: str
    name: str
    side: str
    seats: tuple[int, ...]  # ids of its debaters
    total: int | None
    rank: int | None


def subject(
    here: DebateNow, line: SeatLine, levels: Mapping[str, int], points: tuple[PointsLine, ...] = ()
) -> Subject:
    """A debater with what was chosen for them."""
    if here.fmt.by_points:
        gaps = tuple(one.address for one in points if one.points is None)
    else:
        gaps = tuple(criterion.name for criterion in ballots.missing(here.rubric, levels))
    given = [one.given for one in points]
    total = ballots.sheet_total(here.fmt, here.rubric, levels, given)
    return Subject(line, levels, total, gaps, points)


def teams(
    here: DebateNow, subjects: Iterable[Subject], ranked: Mapping[str, int], *, handed_in: bool
) -> tuple[tuple[TeamLine, ...], bool]:
    """The four teams, as far as they take part, and whether their ranks are entered by hand.

    What was handed in keeps its ranks; before that they are what the totals come to.
    """
    if not here.fmt.teams:
        return (), False
    people = tuple(subjects)
    given = [
        (line.team, line.given) for one in people if not one.seat.absent for line in one.points
    ]
    by_hand = ballots_ranks.by_hand(here.fmt, given)
    sums = {
        team: ballots_ranks.totals(pair for pair in given if pair[0] == team) for team in FOUR_TEAMS
    }
    if not by_hand and not handed_in:
        ranked = ballots_ranks.from_totals(ballots_ranks.totals(given) or {})
    taking_part = {*debates_teams.present(here), *ranked}
    return tuple(
        TeamLine(
            key=team,
            name=here.fmt.teams[team],
            side=team[0],
            seats=tuple(
                one.seat.id for one in people if debates_teams.team(here, one.seat) == team
            ),
            total=(sums[team] or {}).get(team),
            rank=ranked.get(team),
        )
        for team in FOUR_TEAMS
        if team in taking_part
    ), by_hand


def lines(
    here: DebateNow, row: Ballot, points: Mapping[int, BallotPoints]
) -> dict[int, list[PointsLine]]:
    """Seat id → its speeches. Who spoke: as it stands now, or as it was when it was handed in."""
    found: dict[int, list[PointsLine]] = {}
    for slot in ballots_points.scored(here.fmt):
        speech = here.speech(slot.address)
        given = points.get(speech.id) if speech else None
        holder = speech.seat_id if speech else None
        if given is not None and row.handed_in_ms is not None:
            holder = given.subject_id
        if given is not None and given.subject_id != holder:
            given = None
        seat = here.seat(holder)
        if seat is None or (seat.absent and given is None):
            continue
        found.setdefault(seat.id, []).append(
            _points_line(
                here,
                slot,
                decimal_text(given.points) if given and given.points is not None else "",
                given.reason if given else "",
            )
        )
    return found


def _points_line(
    here: DebateNow, slot: ballots_points.Scored, typed: str, reason: str
) -> PointsLine:
    scale = ballots_points.scale(here.fmt, slot.half)
    sound = not ballots_points.check(scale, typed)
    return PointsLine(
        address=slot.address,
        name=here.fmt.steps[slot.step_index].name,
        side=slot.side,
        half=slot.half,
        scale=scale,
        points=ballots_points.read_points(typed) if sound else None,
        typed=typed,
        reason=reason,
        team=slot.team,
    )


def retyped(here: DebateNow, given: Iterable[PointsLine], typed: Typed) -> tuple[PointsLine, ...]:
    """The speeches of a debater with what was typed for them."""
    slots = {slot.address: slot for slot in ballots_points.scored(here.fmt)}
    return tuple(
        _points_line(here, slots[line.address], *typed.get(line.address, ("", "")))
        for line in given
    )


def place(here: DebateNow, item: Subject) -> tuple[int, int]:
    """Where a debater stands on a ballot: team by team, in order of speaking."""
    team = debates_teams.team(here, item.seat)
    order = FOUR_TEAMS if here.fmt.teams else SIDES
    return (order.index(team), item.seat.position or item.seat.number)
