"""Ballots: totals of levels, means, what a sheet is worth, and a panel's decision."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debate.domain import ballots, rubrics
from debate.domain.ballots import Panel, Score
from debate.domain.ballots_points import Given
from tests import cast

SEMINAR = cast.read_rubric()
SLUGS = ("argument", "evidence", "clash", "questioning", "reflection")
FULL = dict.fromkeys(SLUGS, 4)
SIDES = {"P": "Proposition", "O": "Opposition"}


def with_levels(count: int, *weights: int) -> rubrics.Rubric:
    """A rubric of criteria a, b, c … with these weights and this many levels."""
    names = tuple("abcdef"[:count])
    criteria = tuple(
        rubrics.Criterion(slug, slug, weight, names)
        for slug, weight in zip("abcdefghijkl", weights, strict=False)
    )
    return rubrics.Rubric("r", "R", names, criteria)


@pytest.mark.parametrize(
    ("levels", "total"),
    [
        (FULL, 10_000),
        (dict.fromkeys(SLUGS, 1), 2_500),
        ({**FULL, "argument": 3}, 9_375),
        ({**FULL, "questioning": 1, "reflection": 2}, 8_500),
        ({"argument": 4}, None),
    ],
)
def test_a_level_earns_its_quarters_of_the_weight(levels: dict[str, int], total: int) -> None:
    assert ballots.total(SEMINAR, levels) == total


@pytest.mark.parametrize(
    ("rubric", "levels", "total"),
    [
        (with_levels(3, 100), {"a": 1}, 3_333),  # 33.333…
        (with_levels(3, 100), {"a": 2}, 6_667),  # 66.666…
        (with_levels(3, 50, 50), {"a": 1, "b": 2}, 5_000),  # 16.666… + 33.333…, rounded once
        (with_levels(3, 34, 33, 33), {"a": 1, "b": 1, "c": 2}, 4_433),  # 11.33… + 11 + 22
        (with_levels(4, 25, 75), {"a": 3, "b": 1}, 3_750),
        (with_levels(5, 30, 70), {"a": 4, "b": 3}, 6_600),
        (with_levels(5, 10, 20, 70), {"a": 5, "b": 1, "c": 2}, 4_200),
        (with_levels(6, 100), {"a": 5}, 8_333),
        (with_levels(6, 1, 99), {"a": 1, "b": 6}, 9_917),  # 0.1666… + 99
        (with_levels(6, 50, 50), {"a": 6, "b": 6}, 10_000),
        (with_levels(6, 50, 50), {"a": 6}, None),
    ],
)
def test_level_n_of_l_earns_n_parts_in_l_and_is_rounded_once(
    rubric: rubrics.Rubric, levels: dict[str, int], total: int
) -> None:
    assert ballots.total(rubric, levels) == total


def test_missing_criteria_are_named_in_their_order() -> None:
    found = ballots.missing(SEMINAR, {"evidence": 2, "argument": 1, "reflection": 4})
    assert [one.name for one in found] == ["Clash and rebuttal", "Questioning and conduct"]
    assert ballots.missing(SEMINAR, FULL) == ()


def test_levels_that_cannot_be_are_named_by_criterion() -> None:
    found = ballots.check_levels(SEMINAR, {"argument": 5, "evidence": 0, "looks": 2, "clash": 4})
    assert [problem.path for problem in found] == ["argument", "evidence", "looks"]


def test_the_highest_level_is_the_rubrics_own() -> None:
    assert ballots.check_levels(with_levels(6, 100), {"a": 6}) == ()
    (fault,) = ballots.check_levels(with_levels(3, 100), {"a": 4})
    assert fault.message == "Choose a level from 1 to 3."


def test_the_mean_counts_complete_ballots_and_rounds_halves_up() -> None:
    assert ballots.mean_of_ballots([10_000, None, 9_375]) == 9_688
    assert ballots.mean_of_ballots([None]) is None
    assert ballots.mean_of_ballots([]) is None


def test_mean_levels_count_the_sheets_that_have_the_criterion() -> None:
    sheets = [{"a": 4, "b": 1}, {"a": 3}, {"a": 3}]
    assert ballots.mean_levels(sheets) == {"a": 333, "b": 100}


@pytest.mark.parametrize(
    ("mark", "sheets", "score"),
    [
        (9_000, [5_000], Score(9_000, "instructor", 1)),
        (None, [5_000, None, 6_000], Score(5_500, "judges", 2)),
        (None, [None], None),
        (None, [], None),
    ],
)
def test_the_judges_mean_stands_in_for_a_mark(
    mark: int | None, sheets: list[int | None], score: Score | None
) -> None:
    assert ballots.score(mark, sheets) == score


# Each judge: the vote, and the totals of P and O in points, or None.
PANELS = [
    # votes alone
    ("", Panel(0, 0, None), ()),
    ("P", Panel(1, 0, "P"), ("The judges gave it to Proposition, 1 to 0.",)),
    ("O", Panel(0, 1, "O"), ("The judges gave it to Opposition, 1 to 0.",)),
    ("PP", Panel(2, 0, "P"), ("The judges gave it to Proposition, 2 to 0.",)),
    (
        "PO",
        Panel(1, 1, None),
        ("The judges are split 1 to 1; the format does not break ties.",),
    ),
    ("PPO", Panel(2, 1, "P"), ("The judges gave it to Proposition, 2 to 1.",)),
    ("OOO", Panel(0, 3, "O"), ("The judges gave it to Opposition, 3 to 0.",)),
    (
        "POPO",
        Panel(2, 2, None),
        ("The judges are split 2 to 2; the format does not break ties.",),
    ),
    ("OOOPP", Panel(2, 3, "O"), ("The judges gave it to Opposition, 3 to 2.",)),
    # abstentions: a vote less may make a tie, or end one
    ("-", Panel(0, 0, None, 1), ("No judge named a winner.",)),
    ("---", Panel(0, 0, None, 3), ("No judge named a winner.",)),
    (
        "PP-",
        Panel(2, 0, "P", 1),
        ("The judges gave it to Proposition, 2 to 0.", "1 judge named no winner."),
    ),
    (
        "PO-",
        Panel(1, 1, None, 1),
        (
            "The judges are split 1 to 1; the format does not break ties.",
            "1 judge named no winner.",
        ),
    ),
    (
        "POO--",
        Panel(1, 2, "O", 2),
        ("The judges gave it to Opposition, 2 to 1.", "2 judges named no winner."),
    ),
]


@pytest.mark.parametrize(("votes", "panel", "words"), PANELS, ids=[one[0] for one in PANELS])
def test_the_majority_of_the_panel_decides_and_ties_are_said(
    votes: str, panel: Panel, words: tuple[str, ...]
) -> None:
    found = ballots.panel(votes)
    assert found == panel
    assert found.margin == abs(panel.P - panel.O)
    assert ballots.verdict(found, SIDES) == words


@pytest.mark.parametrize(
    ("ballots_of_judges", "winner", "points", "said"),
    [
        # one judge: a total, no mean
        (
            [("P", 21_150, 20_800)],
            "P",
            (21_150, 20_800),
            "Total: Proposition 211.5, Opposition 208.",
        ),
        # 264.5 + 262 + 263 = 789.5 / 3 = 263.1666…; 260 + 263.5 + 261 = 784.5 / 3 = 261.5
        (
            [("P", 26_450, 26_000), ("O", 26_200, 26_350), ("P", 26_300, 26_100)],
            "P",
            (26_317, 26_150),
            "Mean total of 3 ballots: Proposition 263.17, Opposition 261.5.",
        ),
        # the votes decide, though the other side has the higher mean: 262 against 265
        (
            [("P", 26_150, 26_100), ("P", 26_150, 26_100), ("O", 26_300, 27_300)],
            "P",
            (26_200, 26_500),
            "Mean total of 3 ballots: Proposition 262, Opposition 265.",
        ),
        # an even panel, split; halves go up: (26,150 + 26,105) / 2 = 26,127.5
        (
            [("P", 26_150, 26_100), ("O", 26_105, 26_200)],
            None,
            (26_128, 26_150),
            "Mean total of 2 ballots: Proposition 261.28, Opposition 261.5.",
        ),
        # a ballot without all its scores votes, and is in no mean
        (
            [("P", 26_000, 25_900), ("P", None, None)],
            "P",
            (26_000, 25_900),
            "Total: Proposition 260, Opposition 259.",
        ),
    ],
)
def test_means_of_totals_stand_beside_the_votes_and_do_not_decide(
    ballots_of_judges: list[tuple[str, int | None, int | None]],
    winner: str | None,
    points: tuple[int, int],
    said: str,
) -> None:
    votes = [vote for vote, *_ in ballots_of_judges]
    totals = [
        {"P": p, "O": o} if p is not None and o is not None else None
        for _, p, o in ballots_of_judges
    ]
    found = ballots.panel(votes, totals)
    assert found.winner == winner
    assert found.means is not None
    assert (found.means["P"], found.means["O"]) == points
    assert ballots.verdict(found, SIDES)[-1] == said


def test_without_points_there_is_no_mean() -> None:
    assert ballots.panel("PO", [None, None]).means is None


def test_a_sheet_is_worth_its_levels_or_in_a_format_with_points_its_points() -> None:
    seminar, schools = cast.read_format(), cast.read_format("world-schools-class")
    points = (Given(False, 7_000),)
    assert ballots.sheet_total(seminar, SEMINAR, FULL, points) == 10_000
    assert ballots.sheet_total(schools, SEMINAR, FULL, points) == 7_500
    assert ballots.sheet_total(schools, SEMINAR, FULL, ()) is None


@given(st.lists(st.integers(2_500, 10_000), min_size=1))
def test_a_mean_lies_between_the_lowest_and_the_highest(totals: list[int]) -> None:
    mean = ballots.mean_of_ballots(totals)
    assert mean is not None
    assert min(totals) <= mean <= max(totals)


@pytest.mark.parametrize(
    ("practising", "counted", "practice"),
    [
        ((), ("a", "b", "c"), ()),
        ((2,), ("a", "c"), ("b",)),
        ((1, 2, 3), (), ("a", "b", "c")),
        ((9,), ("a", "b", "c"), ()),
    ],
)
def test_the_sheet_of_a_shadow_judge_never_counts(
    practising: tuple[int, ...], counted: tuple[str, ...], practice: tuple[str, ...]
) -> None:
    sheets = ((1, "a"), (2, "b"), (3, "c"))
    assert ballots.apart(sheets, practising) == (counted, practice)
