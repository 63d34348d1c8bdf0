"""Polls: totals and the swing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debate.domain import polls
from debate.domain.polls import Swing, Totals, Vote


def votes(choices: str) -> list[Vote]:
    """One vote a letter, of seats 0, 1, 2 …; a dot is a seat that did not vote."""
    return [Vote(seat, choice) for seat, choice in enumerate(choices) if choice != "."]


def swing(before: str, after: str) -> Swing:
    return polls.swing(votes(before), votes(after))


def test_totals_count_each_choice_and_average_the_confidence_given() -> None:
    cast = [Vote(1, "P", 5), Vote(2, "P"), Vote(3, "O", 2), Vote(4, "U", 3)]
    assert polls.totals(cast) == Totals(P=2, O=1, U=1, confidence=333)
    assert polls.totals(cast).n == 4
    assert polls.totals([]) == Totals(0, 0, 0, None)


def test_only_people_who_voted_both_times_count() -> None:
    found = swing("PPO.U", "PO.PP")
    assert found.n == 3
    assert found.before == Totals(2, 0, 1, None)
    assert found.after == Totals(2, 1, 0, None)
    assert found.gains == {"P": 0, "O": 3333}


@pytest.mark.parametrize(
    ("before", "after", "winner", "dead_heat"),
    [
        ("UUUU", "PPPO", "P", False),
        ("PPPPO", "PPPOO", "O", False),  # the larger gain, not the larger share
        ("UUPO", "POPO", None, True),
        ("U" * 20 + "P" * 20, "P" + "U" * 19 + "P" * 20, None, True),  # 2.5 points
        ("U" * 20, "P" + "U" * 19, "P", False),  # exactly five points decide
        ("", "", None, False),
        ("P.", ".P", None, False),
    ],
)
def test_the_larger_gain_wins_unless_it_is_a_dead_heat(
    before: str, after: str, winner: str | None, dead_heat: bool
) -> None:
    found = swing(before, after)
    assert (found.winner, found.dead_heat) == (winner, dead_heat)


def test_gains_round_halves_away_from_zero() -> None:
    found = swing("P" + "U" * 15, "O" + "U" * 15)
    assert found.gains == {"P": -625, "O": 625}
    assert swing("PUUUUUU", "OUUUUUU").gains == {"P": -1429, "O": 1429}


def test_the_matrix_is_hidden_below_five_voters() -> None:
    assert swing("PPPP", "PPPP").matrix is None
    assert swing("PPOUU", "POOPU").matrix == {
        "P": {"P": 1, "O": 1, "U": 0},
        "O": {"P": 0, "O": 1, "U": 0},
        "U": {"P": 1, "O": 0, "U": 1},
    }


BALLOT_BOX = st.lists(st.sampled_from("POU."), max_size=40).map("".join)


@given(BALLOT_BOX, BALLOT_BOX)
def test_the_matrix_adds_up_to_both_totals(before: str, after: str) -> None:
    found = swing(before, after)
    assert found.before.n == found.after.n == found.n
    if found.matrix is not None:
        rows = {was: sum(found.matrix[was].values()) for was in polls.CHOICES}
        columns = {to: sum(found.matrix[was][to] for was in polls.CHOICES) for to in polls.CHOICES}
        assert rows == {"P": found.before.P, "O": found.before.O, "U": found.before.U}
        assert columns == {"P": found.after.P, "O": found.after.O, "U": found.after.U}


@given(BALLOT_BOX, BALLOT_BOX)
def test_sides_exchanged_the_swing_is_its_mirror(before: str, after: str) -> None:
    mirror = str.maketrans("PO", "OP")
    one, other = swing(before, after), swing(before.translate(mirror), after.translate(mirror))
    assert one.gains == {"P": other.gains["O"], "O": other.gains["P"]}
    assert one.winner == {"P": "O", "O": "P", None: None}[other.winner]
