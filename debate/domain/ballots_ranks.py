"""Ranks of four teams: from a ballot's totals or by hand, and a panel's decision over them.

Belongs here: the arithmetic of ranks; totals are whole hundredths of a speaker point. A first place
is worth three team points, a last none, and ranks follow the totals of the teams' speakers: the
rule of British Parliamentary debate. Does not belong here: scores of speeches (`ballots_points`),
a decision between two sides (`ballots`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from debate.domain import text
from debate.domain.ballots_points import Given
from debate.domain.datafiles import decimal_text
from debate.domain.steps import FOUR_TEAMS, Format

ORDINALS = ("first", "second", "third", "fourth")
LAST = len(FOUR_TEAMS)


@dataclass(frozen=True)
class Place:
    """A team's place by the sum of its team points; teams with equal sums share the better one.

    `total`: the sum of its speakers' totals over the ballots that have all their scores, in
    hundredths of a point; None where none has.
    """

    team: str
    place: int
    points: int
    total: int | None


@dataclass(frozen=True)
class Ranking:
    """What a panel decided, the best team first; `n` ballots, of which `scored` have all totals."""

    places: tuple[Place, ...]
    n: int
    scored: int

    @property
    def winner(self) -> str | None:
        """The team that is first alone."""
        first = [one.team for one in self.places if one.place == 1]
        return first[0] if len(first) == 1 else None


def worth(rank: int) -> int:
    """The team points of a rank from 1 to 4."""
    return LAST - rank


def by_hand(fmt: Format, given: Sequence[tuple[str, Given]]) -> bool:
    """Whether judges enter ranks, and totals do not make them; `given`: team and score.

    So it is without speaker points, where the format lets a team with the lower total go before
    one with the higher, and where the teams have not the same speeches to score.
    """
    return not fmt.by_points or fmt.low_point_win or not _comparable(given)


def totals(given: Iterable[tuple[str, Given]]) -> dict[str, int] | None:
    """The sum of each team's points from pairs of team and score; None while one is missing."""
    sums: dict[str, int] = {}
    for team, one in given:
        if one.points is None:
            return None
        sums[team] = sums.get(team, 0) + one.points
    return sums or None


def from_totals(sums: Mapping[str, int]) -> dict[str, int]:
    """The ranks of the teams, the highest total first; equal totals share a rank."""
    return {team: 1 + sum(other > total for other in sums.values()) for team, total in sums.items()}


def check_totals(sums: Mapping[str, int] | None, names: Mapping[str, str]) -> str:
    """Why these totals make no ranks: two teams with the same one; "" when they do."""
    for total in sorted(set((sums or {}).values()), reverse=True):
        equal = [names[team] for team in FOUR_TEAMS if (sums or {}).get(team) == total]
        if len(equal) > 1:
            return (
                f"{text.listed(equal)} have the same total ({decimal_text(total)}), and no two "
                "teams share a rank. Change a score."
            )
    return ""


def check_ranks(
    ranks: Mapping[str, int], teams: Sequence[str], names: Mapping[str, str]
) -> tuple[str, str]:
    """Field and sentence of what is wrong with ranks entered by hand for these teams, or two ""."""
    gaps = [team for team in teams if team not in ranks]
    if gaps:
        return f"rank-{gaps[0]}", f"rank {text.listed([names[team] for team in gaps])}"
    for team in teams:
        if not 1 <= ranks[team] <= len(teams):
            return f"rank-{team}", f"{names[team]} needs a rank from 1 to {len(teams)}"
        same = [one for one in teams if ranks[one] == ranks[team]]
        if len(same) > 1:
            said = text.listed([names[one] for one in same])
            return f"rank-{same[1]}", f"{said} have the same rank; give each team its own"
    return "", ""


def decide(
    ballots: Sequence[Mapping[str, int]], sums: Sequence[Mapping[str, int] | None]
) -> Ranking:
    """The panel's decision: the sum of team points over its ballots; no format breaks a tie.

    `ballots`: team → rank of each ballot. `sums`: team → total of each, None without all scores.
    """
    teams = [team for team in FOUR_TEAMS if any(team in one for one in ballots)]
    points = {team: sum(worth(ranks[team]) for ranks in ballots if team in ranks) for team in teams}
    whole = [one for one in sums if one is not None]
    places = from_totals(points)
    found = [
        Place(
            team,
            places[team],
            points[team],
            sum(one.get(team, 0) for one in whole) if whole else None,
        )
        for team in teams
    ]
    return Ranking(
        tuple(sorted(found, key=lambda one: one.place)), sum(map(bool, ballots)), len(whole)
    )


def verdict(decided: Ranking, names: Mapping[str, str]) -> tuple[str, ...]:
    """The panel's decision in sentences; () without a ballot that ranks."""
    if not decided.places:
        return ()
    found = []
    if decided.winner:
        found.append(f"The judges ranked {names[decided.winner]} first.")
    found += ties(decided, names)
    of = "Team points" if decided.n == 1 else f"Team points of {decided.n} ballots"
    listed = ", ".join(f"{names[one.team]} {one.points}" for one in decided.places)
    found.append(f"{of}: {listed}.")
    if decided.scored:
        means = ", ".join(
            f"{names[one.team]} {decimal_text(_mean(one.total or 0, decided.scored))}"
            for one in decided.places
        )
        what = "Total" if decided.scored == 1 else f"Mean total of {decided.scored} ballots"
        found.append(f"{what}: {means}.")
    return tuple(found)


def ties(decided: Ranking, names: Mapping[str, str]) -> tuple[str, ...]:
    """A sentence for each place that teams share."""
    found = []
    for place in sorted({one.place for one in decided.places}):
        same = [names[one.team] for one in decided.places if one.place == place]
        if len(same) > 1:
            shared = f"{text.listed(same)} share {ORDINALS[place - 1]} place"
            found.append(f"{shared}; the format does not break ties.")
    return tuple(found)


def said(ranks: Mapping[str, int], names: Mapping[str, str]) -> str:
    """One ballot's ranks in words: "Opening Government first, Closing Opposition second"."""
    order = sorted(ranks, key=lambda team: ranks[team])
    return ", ".join(f"{names[team]} {ORDINALS[ranks[team] - 1]}" for team in order)


def _comparable(given: Sequence[tuple[str, Given]]) -> bool:
    """Whether all teams have as many speeches to score, and as many halves, and any at all."""
    teams: dict[str, list[bool]] = {}
    for team, one in given:
        teams.setdefault(team, []).append(one.half)
    return len({tuple(sorted(halves)) for halves in teams.values()}) == 1


def _mean(number: int, by: int) -> int:
    return (2 * number + by) // (2 * by)
