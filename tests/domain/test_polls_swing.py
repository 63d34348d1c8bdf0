"""The swing worked by hand, its interval against other software, and what moved people."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debate.domain import polls
from debate.domain.polls import MovedBy, Named, Swing, Vote

ORDER = ("P", "U", "O")
Grid = tuple[tuple[int, int, int], tuple[int, int, int], tuple[int, int, int]]
NOBODY = (0, 0, 0)


def swing(grid: Grid) -> Swing:
    """The swing of a room; rows are before, columns after: for, undecided, against."""
    moves = [
        (was, now)
        for was, row in zip(ORDER, grid, strict=True)
        for now, people in zip(ORDER, row, strict=True)
        for _ in range(people)
    ]
    before = [Vote(seat, was) for seat, (was, _) in enumerate(moves)]
    after = [Vote(seat, now) for seat, (_, now) in enumerate(moves)]
    return polls.swing(before, after)


# Each worked by hand: gains in hundredths of a point are 10,000 x (after - before) / voters.
BY_HAND: list[tuple[Grid, int, int, str | None, bool]] = [
    # 22 voters: for 9 to 8, against 7 to 12; -1/22 and +5/22
    (((6, 1, 2), (1, 1, 4), (1, 0, 6)), -455, 2273, "O", False),
    (((1, 2, 0), (0, 1, 0), (0, 0, 1)), -4000, 0, "O", False),  # who loses less has gained more
    (((4, 2, 0), NOBODY, (0, 4, 4)), -1429, -2857, "P", False),  # 14 voters, nobody gained
    (((3, 0, 0), (0, 2, 0), (0, 0, 3)), 0, 0, None, True),  # nobody moved
    (((0, 0, 2), (0, 1, 0), (2, 0, 0)), 0, 0, None, True),  # four of five moved, for nothing
    ((NOBODY, (5, 0, 0), NOBODY), 10_000, 0, "P", False),
    ((NOBODY, (0, 0, 5), NOBODY), 0, 10_000, "O", False),
    (((0, 0, 5), NOBODY, NOBODY), -10_000, 10_000, "O", False),
    ((NOBODY, NOBODY, (5, 0, 0)), 10_000, -10_000, "P", False),
    (((0, 5, 0), NOBODY, NOBODY), -10_000, 0, "O", False),
    ((NOBODY, NOBODY, (0, 5, 0)), 0, -10_000, "P", False),
    (((9, 0, 0), (1, 1, 0), (0, 0, 9)), 500, 0, "P", False),  # 1 of 20: five points decide
    (((10, 0, 0), (1, 1, 0), (0, 0, 9)), 476, 0, None, True),  # 1 of 21: 4.76 do not
    (((20, 0, 1), NOBODY, (0, 0, 19)), -250, 250, "O", False),  # 2 x 1 of 40: a lead of five
    (((20, 0, 1), NOBODY, (0, 0, 20)), -244, 244, None, True),  # 2 x 1 of 41: 4.88
    (((20, 0, 0), (2, 0, 1), (0, 0, 17)), 500, 250, None, True),  # both gain, a lead of 2.5
    (((20, 0, 0), (4, 0, 1), (0, 0, 15)), 1000, 250, "P", False),  # both gain, a lead of 7.5
    (((5, 0, 1), (0, 0, 0), (0, 0, 0)), -1667, 1667, "O", False),  # sixths round up
    (((2, 1, 0), (1, 2, 1), (0, 1, 2)), 0, 0, None, True),  # as many come as go
    (((0, 1, 1), (1, 0, 1), (1, 1, 0)), 0, 0, None, True),  # everybody moves in a circle
    (((7, 0, 0), (1, 0, 0), (1, 0, 7)), 1250, -625, "P", False),  # 16 voters: 2 and -1
    (((1, 0, 0), (2, 0, 0), (0, 0, 0)), 6667, 0, "P", False),  # three voters: by the rule alone
    ((NOBODY, NOBODY, NOBODY), 0, 0, None, False),
]


@pytest.mark.parametrize(("grid", "p", "o", "winner", "dead_heat"), BY_HAND)
def test_gains_and_winner_are_as_worked_by_hand(
    grid: Grid, p: int, o: int, winner: str | None, dead_heat: bool
) -> None:
    found = swing(grid)
    assert (found.gains, found.winner, found.dead_heat) == ({"P": p, "O": o}, winner, dead_heat)
    told = found.n >= 5
    assert (found.matrix is not None, found.intervals is not None) == (told, told)
    # Sides exchanged, everything is its mirror.
    mirror = swing(tuple(tuple(reversed(row)) for row in reversed(grid)))  # type: ignore[arg-type]
    assert mirror.gains == {"P": o, "O": p}
    assert mirror.winner == (polls_other(winner))


def polls_other(side: str | None) -> str | None:
    return {"P": "O", "O": "P", None: None}[side]


# (for both times, only after, only before, never): the ends in percent.
REFERENCE = [
    ((6, 6, 1, 9), -0.8779560385, 42.5662597008),
    ((8, 0, 1, 13), -16.4148756761, 7.5450008831),
    ((0, 0, 0, 5), -43.4482464783, 43.4482464783),
    ((5, 0, 0, 0), -43.4482464783, 43.4482464783),
    ((0, 5, 0, 0), 38.5549005690, 100.0000000000),
    ((0, 0, 5, 0), -100.0000000000, -38.5549005690),
    ((2, 1, 0, 2), -25.2268542637, 54.5842508546),
    ((1, 2, 2, 0), -59.5933697918, 59.5933697918),
    ((0, 1, 1, 3), -49.1682814736, 49.1682814736),
    ((3, 0, 2, 0), -76.9275718724, 11.8182438287),
    ((1, 0, 0, 4), -39.3516832359, 39.3516832359),
    ((1, 1, 1, 2), -46.4868350809, 46.4868350809),
    ((0, 1, 0, 9), -18.9428352750, 40.4150026795),
    ((0, 6, 3, 0), -29.1595728839, 75.8832363226),
    ((4, 3, 2, 1), -29.7753956955, 45.9639422896),
    ((0, 3, 9, 0), -82.2116663212, 6.4610669867),
    ((9, 0, 0, 11), -9.1191397995, 9.1191397995),
    ((0, 20, 0, 0), 77.2134616242, 100.0000000000),
    ((10, 0, 10, 0), -70.0701991802, -24.2623610114),
    ((12, 2, 9, 7), -41.7526869292, -1.8220351547),
    ((7, 7, 7, 9), -23.7827064397, 23.7827064397),
    ((14, 5, 0, 22), 1.1483241383, 22.6492684351),
    ((20, 12, 2, 16), 5.6156424842, 32.9206995400),
    ((30, 5, 15, 50), -18.4917805689, -1.2216101685),
    ((212, 144, 256, 707), -11.4191532805, -5.5433472684),
]


@pytest.mark.parametrize(("counts", "low", "high"), REFERENCE)
def test_the_interval_of_a_gain_is_the_one_that_other_software_gives(
    counts: tuple[int, int, int, int], low: float, high: float
) -> None:
    """Against R 4.2.2 with the package contingencytables 3.0.1 (Fagerland, Lydersen, Laake):

    `Newcombe_square_and_add_CI_paired_2x2(matrix(c(a, b, c, d), 2, byrow = TRUE), 0.05)`, ends
    times 100. When this table was made, all 16,925 tables of up to 22 voters and some of 37 gave
    the same hundredths, and so did `confIntPairedProportion` of biostatUZH 2.0.2 for the 15,883 of
    them for which it has an answer.
    """
    both, joined, left, never = counts
    want = round(100 * low), round(100 * high)
    matrix = collapsed(both, joined, left, never)
    assert polls.interval(matrix, "P") == want
    # Told backwards, a gain is a loss.
    backwards = collapsed(both, left, joined, never)
    assert polls.interval(backwards, "P") == (-want[1], -want[0])
    # Who else one votes for says nothing about this side.
    half = {"P": 0, "O": never // 2, "U": never - never // 2}
    spread = {"P": matrix["P"], "O": {**half, "P": joined}, "U": {"P": 0, "O": 0, "U": 0}}
    assert polls.interval(spread, "P") == want


def collapsed(both: int, joined: int, left: int, never: int) -> Mapping[str, Mapping[str, int]]:
    return {
        "P": {"P": both, "O": left, "U": 0},
        "O": {"P": joined, "O": never, "U": 0},
        "U": {"P": 0, "O": 0, "U": 0},
    }


@pytest.mark.parametrize(
    ("grid", "clear"),
    [
        (((6, 1, 2), (1, 1, 4), (1, 0, 6)), ()),  # −23.4 to 15.4, −0.9 to 42.6
        (((3, 0, 0), (0, 2, 0), (0, 0, 3)), ()),
        (((0, 0, 5), NOBODY, NOBODY), ("P", "O")),
        ((NOBODY, (5, 0, 0), NOBODY), ("P",)),
        (((0, 5, 0), NOBODY, NOBODY), ("P",)),
        (((0, 0, 4), NOBODY, NOBODY), ()),  # below five nothing is told
    ],
)
def test_a_gain_is_told_from_chance_only_where_its_interval_leaves_zero_out(
    grid: Grid, clear: tuple[str, ...]
) -> None:
    assert swing(grid).clear == clear


CELLS = st.lists(st.integers(0, 30), min_size=9, max_size=9).filter(lambda cells: sum(cells) >= 5)


@given(CELLS)
def test_an_interval_holds_its_gain_and_keeps_within_a_hundred_points(cells: list[int]) -> None:
    found = swing((tuple(cells[:3]), tuple(cells[3:6]), tuple(cells[6:])))  # type: ignore[arg-type]
    assert found.intervals is not None
    for side, (low, high) in found.intervals.items():
        assert -10_000 <= low <= found.gains[side] <= high <= 10_000
        assert low < high


POINTS = ("P1.1", "O1.1", "P2.1")


def asked(*answers: str) -> tuple[list[Vote], list[Vote]]:
    """Votes of people by what they answered; with a "+" before it the person moved."""
    before, after = [], []
    for seat, answer in enumerate(answers):
        before.append(Vote(seat, "U" if answer.startswith("+") else "P"))
        after.append(Vote(seat, "P", moved_by=answer.lstrip("+") or None))
    return before, after


def counted(*answers: str) -> MovedBy | None:
    return polls.moved_by(*asked(*answers), POINTS)


def test_points_are_counted_most_named_first_and_else_in_the_order_of_the_debate() -> None:
    assert counted("O1.1", "P2.1", "O1.1", "none", "P1.1") == MovedBy(
        n=5,
        none=1,
        moved=None,
        none_moved=None,
        points=(Named("O1.1", 2, None), Named("P1.1", 1, None), Named("P2.1", 1, None)),
    )


@pytest.mark.parametrize(
    "answers",
    [
        (),
        ("P1.1",) * 4,
        ("P1.1",) * 4 + ("",) * 9,  # who said nothing is no answer
        ("P1.1",) * 4 + ("X9.9",) * 9,  # nor is a point that the room does not read now
    ],
)
def test_below_five_answers_nothing_is_told(answers: tuple[str, ...]) -> None:
    assert counted(*answers) is None


@pytest.mark.parametrize(
    ("movers", "others", "told"),
    [(5, 0, True), (4, 1, False), (5, 4, False), (5, 1, False), (5, 5, True), (4, 5, False)],
)
def test_those_who_moved_are_told_apart_only_if_neither_group_is_small(
    movers: int, others: int, told: bool
) -> None:
    found = counted(*["+P1.1"] * (movers - 1), "+none", *["O1.1"] * others)
    assert found is not None
    assert (found.moved, found.none_moved) == ((movers, 1) if told else (None, None))
    assert {one.moved is not None for one in found.points} == {told}


def test_who_came_for_the_closing_vote_alone_has_not_moved() -> None:
    before, after = asked(*["+P1.1"] * 5, *["P1.1"] * 5)
    found = polls.moved_by(before[1:], after, POINTS)
    assert found is not None
    assert (found.n, found.moved) == (10, None)
