"""Ranks of four teams: totals make them, ties are said, a panel adds up team points."""

import pytest

from debate.domain import ballots_ranks as ranks
from debate.domain.ballots_points import Given
from debate.domain.formats import FormatError
from tests.teams import TEAMS, by_hand, four

FMT = four()


def given(*points: int | None, teams: str = "PA OA PB OB") -> list[tuple[str, Given]]:
    return [(team, Given(False, one)) for team, one in zip(teams.split(), points, strict=True)]


@pytest.mark.parametrize(
    ("sums", "found"),
    [
        ({"PA": 152, "OA": 149, "PB": 155, "OB": 148}, {"PB": 1, "PA": 2, "OA": 3, "OB": 4}),
        ({"PA": 150, "OA": 150, "PB": 155, "OB": 148}, {"PB": 1, "PA": 2, "OA": 2, "OB": 4}),
        ({"PA": 150, "OB": 151}, {"OB": 1, "PA": 2}),
        ({}, {}),
    ],
)
def test_the_higher_total_has_the_better_rank_and_equal_totals_share_one(
    sums: dict[str, int], found: dict[str, int]
) -> None:
    assert ranks.from_totals(sums) == found


def test_a_team_without_all_its_scores_leaves_the_ballot_without_totals() -> None:
    assert ranks.totals(given(7000, 7100, None, 7200)) is None
    assert ranks.totals([]) is None
    both = [*given(7000, 7100, 7200, 7300), *given(7400, teams="OB")]
    assert ranks.totals(both) == {"PA": 7000, "OA": 7100, "PB": 7200, "OB": 14700}


def test_equal_totals_are_named_so_that_the_judge_changes_a_score() -> None:
    said = ranks.check_totals({"PA": 15000, "OA": 15000, "PB": 15000, "OB": 14900}, TEAMS)
    assert said == (
        "Opening Government, Opening Opposition and Closing Government have the same total (150), "
        "and no two teams share a rank. Change a score."
    )
    assert ranks.check_totals({"PA": 15000, "OA": 15100}, TEAMS) == ""
    assert ranks.check_totals(None, TEAMS) == ""


@pytest.mark.parametrize(
    ("entered", "field", "says"),
    [
        ({"PA": 1, "OA": 2, "PB": 3, "OB": 4}, "", ""),
        ({"PA": 1, "OA": 2}, "rank-PB", "rank Closing Government and Closing Opposition"),
        ({"PA": 1, "OA": 2, "PB": 2, "OB": 4}, "rank-PB", "Opening Opposition and Closing Gov"),
        ({"PA": 1, "OA": 2, "PB": 3, "OB": 5}, "rank-OB", "needs a rank from 1 to 4"),
    ],
)
def test_ranks_by_hand_are_one_for_each_team(
    entered: dict[str, int], field: str, says: str
) -> None:
    found = ranks.check_ranks(entered, tuple(TEAMS), TEAMS)
    assert found[0] == field
    assert says in found[1]


def test_totals_make_the_ranks_but_where_they_cannot_be_compared() -> None:
    whole = given(None, None, None, None)
    assert not ranks.by_hand(FMT, whole)
    assert ranks.by_hand(FMT, whole[:3] + given(None, None, teams="OB OB"))
    assert ranks.by_hand(FMT, [])
    assert ranks.by_hand(four(low_point_win="true"), whole)
    assert ranks.by_hand(by_hand(), whole)


@pytest.mark.parametrize(
    ("ballots", "winner", "said"),
    [
        ([], None, ()),
        (
            ["PB PA OA OB"],
            "PB",
            (
                "The judges ranked Closing Government first.",
                "Team points: Closing Government 3, Opening Government 2, Opening Opposition 1, "
                "Closing Opposition 0.",
            ),
        ),
        (
            ["PA OA PB OB", "OA PA PB OB"],
            None,
            (
                "Opening Government and Opening Opposition share first place; the format does not "
                "break ties.",
                "Team points of 2 ballots: Opening Government 5, Opening Opposition 5, "
                "Closing Government 2, Closing Opposition 0.",
            ),
        ),
        (
            ["PA OA PB OB", "PA OB OA PB", "PA PB OB OA"],
            "PA",
            (
                "The judges ranked Opening Government first.",
                "Opening Opposition, Closing Government and Closing Opposition share second "
                "place; the format does not break ties.",
                "Team points of 3 ballots: Opening Government 9, Opening Opposition 3, "
                "Closing Government 3, Closing Opposition 3.",
            ),
        ),
    ],
)
def test_a_panel_adds_up_team_points_and_says_ties(
    ballots: list[str], winner: str | None, said: tuple[str, ...]
) -> None:
    given = [{team: n for n, team in enumerate(one.split(), start=1)} for one in ballots]
    found = ranks.decide(given, [None for _ in given])
    assert found.winner == winner
    assert ranks.verdict(found, TEAMS) == said


def test_a_panel_tells_mean_totals_where_all_scores_are_there() -> None:
    order = {"PA": 1, "OA": 2, "PB": 3, "OB": 4}
    sums = {"PA": 15100, "OA": 15000, "PB": 14900, "OB": 14800}
    one = ranks.verdict(ranks.decide([order], [sums]), TEAMS)
    assert one[-1].startswith("Total: Opening Government 151, Opening Opposition 150,")
    two = ranks.verdict(ranks.decide([order, order], [sums, sums | {"PA": 15200}]), TEAMS)
    assert two[-1].startswith("Mean total of 2 ballots: Opening Government 151.5,")


def test_a_ballot_is_told_in_the_order_of_its_ranks() -> None:
    said = ranks.said({"PA": 2, "OB": 1, "OA": 3}, TEAMS)
    assert said == "Closing Opposition first, Opening Government second, Opening Opposition third"


def test_all_four_teams_need_as_many_scored_speeches() -> None:
    steps = [
        {"slug": f"s{n}", "name": "Speech", "kind": "constructive", "entry": "points"}
        | {"seconds": 60, "turns": [turn], "scored": "whole", "hint": "Speak."}
        for n, turn in enumerate(("P1", "O1", "P1", "O1"))
    ]
    with pytest.raises(FormatError, match="All four teams need as many speeches"):
        four(steps=steps)
