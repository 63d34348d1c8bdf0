"""Speeches: addresses, who may enter something, and what a point must be to be sent."""

from dataclasses import replace

import pytest

from debate.domain import speeches
from debate.domain.speeches import Problem, Target
from debate.domain.steps import OWN_LINKS, Turn
from tests.domain.runs import made, step

POINTS = made(step("a", points_max=3, cards_min=0, cards_max=2, links=["answers"])).steps[0]
OPEN = made(step("a", turns=[], open_to=["audience", "debaters"])).steps[0]
OPEN_FOR_DAYS = made(step("a", None, due_hours=5, turns=[], open_to=["judges"])).steps[0]
EXCHANGE = made(step("a", entry="exchange", asker="O2", answerer="P1", points_max=2)).steps[0]
VOTE = made(step("v", entry="vote", poll="after", open_to=["audience"])).steps[0]
NOTHING = made(step("n", entry="none")).steps[0]


def test_speeches_are_numbered_by_side_in_the_order_of_steps() -> None:
    fmt = made(
        step("vote", entry="vote", poll="before", open_to=["audience"]),
        step("a"),
        step("ask", entry="exchange", asker="O1", answerer="P1"),
        step("both", turns=["O1", "P2"]),
        step("floor", turns=[], open_to=["audience"]),
        step("pause", entry="none"),
        step("spoken", entry="none", turns=["P1"]),
        step("ask2", entry="exchange", asker="P1", answerer="O1"),
        step("floor2", turns=[], open_to=["audience"]),
    )
    slots = speeches.number_speeches(fmt)
    assert [(slot.step_index, slot.address, slot.side) for slot in slots] == [
        (1, "P1", "P"),
        (2, "X1", None),
        (3, "O1", "O"),
        (3, "P2", "P"),
        (4, "F1", None),
        (6, "P3", "P"),
        (7, "X2", None),
        (8, "F2", None),
    ]
    assert slots[3].turn == Turn("P", 2)


def test_a_point_and_the_halves_of_an_exchange_have_addresses() -> None:
    assert speeches.point_address("P2", 3) == "P2.3"
    assert speeches.point_address("X1", 2, "q") == "X1.2q"


@pytest.mark.parametrize(
    ("speaker", "team", "seat"),
    [
        (1, [7, 8], 7),
        (2, [7, 8], 8),
        (2, [7], 7),  # one seat speaks for two
        (3, [7, 8], 7),
        (1, [], None),
    ],
)
def test_a_turn_falls_to_its_place_in_the_team(speaker: int, team: list[int], seat: int) -> None:
    assert speeches.turn_holder(Turn("P", speaker), team) == seat


@pytest.mark.parametrize(
    ("one", "role", "seat", "holders", "floor", "may"),
    [
        (POINTS, "debater", 1, [1], None, True),
        (POINTS, "debater", 2, [1], None, False),
        (POINTS, "debater", 2, [None], None, False),  # a vacant speech is nobody's
        (POINTS, "audience", 5, [5], None, True),  # a vacant one given to any seat
        (EXCHANGE, "debater", 2, [2, 3], None, True),
        (EXCHANGE, "debater", 4, [2, 3], None, False),
        (OPEN, "audience", 9, [], 9, True),
        (OPEN, "audience", 9, [], None, False),  # hand not up yet
        (OPEN, "audience", 9, [], 8, False),
        (OPEN, "judge", 9, [], 9, False),  # not open to judges, floor or not
        (OPEN_FOR_DAYS, "judge", 9, [], None, True),  # over days nobody gives the floor
        (VOTE, "audience", 9, [], None, True),
        (VOTE, "waiting", 9, [], None, False),
        (NOTHING, "debater", 9, [9], None, False),
    ],
)
def test_who_may_enter_something(
    one: speeches.Step,
    role: str,
    seat: int,
    holders: list[int | None],
    floor: int | None,
    may: bool,
) -> None:
    problem = speeches.check_sender(one, role, seat, holders, floor)
    assert (problem is None) is may


def test_the_asker_asks_and_the_answerer_answers() -> None:
    assert speeches.exchange_half(1, asker=1, answerer=2) == "q"
    assert speeches.exchange_half(2, asker=1, answerer=2) == "a"
    assert speeches.exchange_half(3, asker=1, answerer=None) is None


def test_a_point_within_all_limits_has_no_problem() -> None:
    assert speeches.check_point(POINTS, "x" * 120, "y" * 1200, 2, ["answers"], 2) == ()


@pytest.mark.parametrize(
    ("claim", "reasons", "cards", "links", "sent", "problem"),
    [
        (" ", "", 0, [], 0, ("claim", "Write the claim: one line that says what you hold.")),
        (
            "\u202e\u200b",
            "",
            0,
            [],
            0,
            ("claim", "Write the claim: one line that says what you hold."),
        ),
        ("a\nb", "", 0, [], 0, ("claim", "The claim is one line. Put the rest into the reasons.")),
        ("x" * 121, "", 0, [], 0, ("claim", "1 character too long; at most 120.")),
        ("x", "y" * 1210, 0, [], 0, ("reasons", "10 characters too long; at most 1200.")),
        ("x", "", 3, [], 0, ("cards", "A point here cites at most 2 cards.")),
        (
            "x",
            "",
            0,
            ["turns"] * 2,
            0,
            ("links", "In this step a point cannot be marked as “turns”."),
        ),
        ("x", "", 0, [], 3, ("", "This speech has its 3 points; no more can be sent.")),
    ],
)
def test_what_is_wrong_with_a_point_is_said_by_field(
    claim: str, reasons: str, cards: int, links: list[str], sent: int, problem: tuple[str, str]
) -> None:
    assert speeches.check_point(POINTS, claim, reasons, cards, links, sent) == (Problem(*problem),)


def test_a_step_may_ask_for_cards_or_take_none() -> None:
    asking = replace(POINTS, cards_min=1)
    assert speeches.check_point(asking, "x", "", 0, [], 0) == (
        Problem("cards", "A point here cites at least 1 card."),
    )
    without = replace(POINTS, cards_max=0)
    assert speeches.check_point(without, "x", "", 1, [], 0) == (
        Problem("cards", "A point here cites no cards."),
    )


def test_all_problems_of_a_point_come_together() -> None:
    found = speeches.check_point(POINTS, "", "y" * 1201, 9, ["turns"], 3)
    assert [problem.field for problem in found] == ["claim", "reasons", "cards", "links", ""]


def test_without_a_limit_a_speech_takes_any_number_of_points() -> None:
    assert speeches.check_point(OPEN, "x", "", 30, [], 500) == ()


@pytest.mark.parametrize(
    ("text", "sent", "problems"),
    [
        ("Why?", 1, ()),
        ("", 0, (Problem("text", "Write something first."),)),
        ("x" * 1201, 0, (Problem("text", "1 character too long; at most 1200."),)),
        ("Why?", 2, (Problem("", "The 2 questions of this exchange have been asked."),)),
    ],
)
def test_questions_have_a_length_and_a_number(
    text: str, sent: int, problems: tuple[Problem, ...]
) -> None:
    assert speeches.check_text(EXCHANGE, "text", text, sent) == problems


def test_a_returned_point_may_come_again_for_two_minutes() -> None:
    assert speeches.resend_until_ms(bell_ms=100_000, returned_ms=40_000) == 220_000
    assert speeches.resend_until_ms(bell_ms=100_000, returned_ms=150_000) == 270_000
    assert speeches.resend_until_ms(bell_ms=None, returned_ms=40_000) is None


OWN = "O1.2 is of your own side: it cannot be answered, conceded or turned."
NOT_OWN = "O1.2 is not of your side, so it cannot be carried on."
TWO_SIDES = "O1.2 can be answered, not conceded or turned: that is between two sides."


@pytest.mark.parametrize(
    ("kind", "side", "target_side", "mine", "problem"),
    [
        *((kind, "P", "O", False, "") for kind in ("answers", "concedes", "turns")),
        *((kind, "P", "P", False, OWN) for kind in ("answers", "concedes", "turns")),
        *((kind, "P", "P", True, "") for kind in OWN_LINKS),
        *((kind, "P", "P", False, "") for kind in OWN_LINKS),
        *((kind, "P", "O", False, NOT_OWN) for kind in OWN_LINKS),
        ("answers", "P", None, False, ""),  # a point of the floor
        ("concedes", "P", None, False, TWO_SIDES),
        ("extends", "P", None, False, NOT_OWN),
        ("answers", None, "O", False, ""),  # from the floor
        ("answers", None, None, False, ""),
        ("turns", None, "O", False, TWO_SIDES),
        ("answers", None, None, True, OWN),
        ("extends", None, None, True, ""),
        ("extends", None, None, False, NOT_OWN),
    ],
)
def test_a_link_fits_the_side_of_its_target(
    kind: str, side: str | None, target_side: str | None, mine: bool, problem: str
) -> None:
    found = speeches.check_links([Target(kind, "O1.2", target_side, mine)], side)
    assert [one.message for one in found] == ([problem] if problem else [])


def test_one_target_carries_one_kind_only() -> None:
    twice = [Target(kind, "O1.2", "O", False) for kind in ("answers", "turns")]
    assert speeches.check_links(twice, "P") == (
        Problem("links", "O1.2 is marked twice. Choose one thing to do to it, then send."),
    )
