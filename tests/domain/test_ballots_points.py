"""Speaker points: the range and its band, totals of the sides, the winner, what they are worth."""

from typing import Any

import pytest

from debate.domain import ballots_points, formats
from debate.domain.ballots_points import Given, Scale
from debate.domain.formats import FormatError
from tests import cast

SCHOOLS = cast.read_format("world-schools-class")
SPEECH, REPLY = ballots_points.scale(SCHOOLS), ballots_points.scale(SCHOOLS, half=True)
NAMES = {"P": "Proposition", "O": "Opposition"}
DATA = formats.as_data(SCHOOLS)


def ballot(p: list[int | None], o: list[int | None]) -> list[tuple[str, Given]]:
    """Scores of three speeches and a reply a side, in hundredths."""
    return [
        (side, Given(at == 3, points))
        for side, scores in (("P", p), ("O", o))
        for at, points in enumerate(scores)
    ]


def test_the_class_form_has_six_speeches_two_replies_and_28_minutes() -> None:
    assert formats.total_seconds(SCHOOLS) == 28 * 60
    assert dict(formats.speaking_seconds(SCHOOLS)) == {"P": 840, "O": 840, "room": 0}
    scored = ballots_points.scored(SCHOOLS)
    order = ["P1", "O1", "P2", "O2", "P3", "O3", "O4", "P4"]
    assert [one.address for one in scored] == order
    assert [one.address for one in scored if one.half] == ["O4", "P4"]
    assert formats.read(DATA) == SCHOOLS


def test_a_reply_has_half_the_range_and_half_the_band_by_the_same_step() -> None:
    assert Scale(6_000, 8_000, 50, 6_500, 7_500) == SPEECH
    assert Scale(3_000, 4_000, 50, 3_250, 3_750) == REPLY
    assert (SPEECH.words, SPEECH.band) == ("60 to 80 in steps of 0.5", "65 to 75")
    assert (REPLY.words, REPLY.band) == ("30 to 40 in steps of 0.5", "32.5 to 37.5")


@pytest.mark.parametrize(
    ("typed", "points", "sound"),
    [
        ("70", 7_000, True),
        (" 70.5 ", 7_050, True),
        ("70,5", 7_050, True),
        ("70.50", 7_050, True),
        ("60", 6_000, True),
        ("80", 8_000, True),
        ("70.25", 7_025, False),  # not a step
        ("59.5", 5_950, False),
        ("80.5", 8_050, False),
        ("7", 700, False),
        ("", None, False),
        ("-70", None, False),
        ("7e1", None, False),
        ("70.555", None, False),
        ("seventy", None, False),
        ("٧٠", None, False),
    ],
)
def test_a_score_is_read_with_point_or_comma_and_checked_against_range_and_step(
    typed: str, points: int | None, sound: bool
) -> None:
    assert ballots_points.read_points(typed) == points
    wrong = ballots_points.check(SPEECH, typed)
    assert wrong == ("" if sound else "Give from 60 to 80 in steps of 0.5.")


@pytest.mark.parametrize(
    ("scale", "points", "needed"),
    [
        (SPEECH, 6_450, True),
        (SPEECH, 6_500, False),
        (SPEECH, 7_500, False),
        (SPEECH, 7_550, True),
        (REPLY, 3_200, True),
        (REPLY, 3_250, False),
        (REPLY, 3_750, False),
        (REPLY, 3_800, True),
    ],
)
def test_a_score_outside_the_band_needs_a_reason_and_one_on_its_edge_none(
    scale: Scale, points: int, needed: bool
) -> None:
    assert ballots_points.needs_reason(scale, points) is needed


EVEN = [7_000, 7_000, 7_000, 3_500]


@pytest.mark.parametrize(
    ("p", "o", "decision", "wrong"),
    [
        # 70 + 71 + 70.5 + 35 = 246.5 against 69 + 70 + 70 + 35.5 = 244.5
        ([7_000, 7_100, 7_050, 3_500], [6_900, 7_000, 7_000, 3_550], "P", ""),
        (
            [7_000, 7_100, 7_050, 3_500],
            [6_900, 7_000, 7_000, 3_550],
            "O",
            "You chose Opposition, but the totals are Proposition 246.5 and Opposition 244.5. "
            "The winner needs the higher total.",
        ),
        # the reply decides: 210 + 34.5 against 210 + 35
        ([7_000, 7_000, 7_000, 3_450], EVEN, "O", ""),
        (
            [7_000, 7_000, 7_000, 3_450],
            EVEN,
            "P",
            "You chose Proposition, but the totals are Proposition 244.5 and Opposition 245. "
            "The winner needs the higher total.",
        ),
        (
            EVEN,
            EVEN,
            "P",
            "The totals are equal (Proposition 245 and Opposition 245), and the winner needs the "
            "higher one. Change a score.",
        ),
        # nothing to say yet
        (EVEN, EVEN, "", ""),
        (EVEN, [7_000, 7_000, None, 3_500], "P", ""),
        # Opposition is a speaker short: totals cannot be compared
        ([6_500, 6_500, 6_500, 3_500], [7_500, 7_500], "P", ""),
        ([], [], "P", ""),
    ],
)
def test_winner_and_totals_agree_or_the_sentence_names_both(
    p: list[int | None], o: list[int | None], decision: str, wrong: str
) -> None:
    assert ballots_points.check_winner(SCHOOLS, decision, ballot(p, o), NAMES) == wrong


def test_a_format_may_allow_a_low_point_win() -> None:
    allowed = formats.read(DATA | {"low_point_win": "true"})
    given = ballot([6_500, 6_500, 6_500, 3_500], EVEN)
    assert ballots_points.check_winner(allowed, "P", given, NAMES) == ""
    assert ballots_points.check_winner(SCHOOLS, "P", given, NAMES) != ""


def test_totals_add_replies_as_they_are_given_and_wait_for_every_score() -> None:
    assert ballots_points.totals(ballot([7_000, 7_100, 7_050, 3_500], EVEN)) == {
        "P": 24_650,
        "O": 24_500,
    }
    assert ballots_points.totals(ballot([7_000, None], EVEN)) is None


@pytest.mark.parametrize(
    ("floor", "given", "total"),
    [
        (0, [(False, 6_000)], 0),
        (0, [(False, 7_000)], 5_000),
        (0, [(False, 8_000)], 10_000),
        (50, [(False, 6_000)], 5_000),
        (50, [(False, 7_000)], 7_500),
        (50, [(False, 7_050)], 7_625),
        # a speech of 70 and a reply of 40: (10 + 10) of (20 + 10)
        (0, [(False, 7_000), (True, 4_000)], 6_667),
        (50, [(False, 7_000), (True, 4_000)], 8_333),
        (50, [(True, 3_500)], 7_500),
        (50, [(False, 7_000), (True, None)], None),
        (50, [], None),
    ],
)
def test_points_are_worth_their_place_in_the_range_above_the_formats_floor(
    floor: int, given: list[tuple[bool, int | None]], total: int | None
) -> None:
    fmt = formats.read(DATA | {"lowest_percent": floor})
    assert ballots_points.total(fmt, [Given(*one) for one in given]) == total


def steps(**changes: Any) -> list[Any]:
    """The steps with the first one changed."""
    first, *rest = DATA["steps"]  # type: ignore[misc]
    return [{**first, **changes}, *rest]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"points_max": None}, "points_min"),
        ({"points_min": "80", "points_max": "60"}, "points_step"),
        ({"points_step": "0"}, "points_step"),
        ({"points_step": "0.7"}, "points_step"),
        ({"points_step": "4"}, "points_step"),  # 20 is five steps, 10 is none
        ({"usual_min": "55"}, "usual_min"),
        ({"usual_min": "75", "usual_max": "65"}, "usual_min"),
        ({"lowest_percent": "100"}, "lowest_percent"),
        ({"low_point_win": "perhaps"}, "low_point_win"),
        ({"steps": steps(scored="half")}, "steps"),
        ({"steps": steps(scored="twice")}, "steps[0].scored"),
        ({"steps": steps(turns=[], open_to=["debaters"])}, "steps[0].scored"),
        (dict.fromkeys(("points_min", "points_max", "points_step")), "usual_min"),
        (dict.fromkeys(("points_min", "points_max", "points_step")), "steps[0].scored"),
    ],
)
def test_a_format_whose_points_make_no_sense_is_refused_at_its_path(
    changes: dict[str, Any], path: str
) -> None:
    with pytest.raises(FormatError) as refusal:
        formats.read(DATA | changes)
    assert path in {problem.path for problem in refusal.value.problems}


def test_a_format_without_a_band_or_points_says_nothing_of_them() -> None:
    plain = formats.read(DATA | {"usual_min": None, "usual_max": None})
    assert not ballots_points.scale(plain).has_band
    assert SPEECH.has_band
    seminar = formats.as_data(cast.read_format())
    assert {"usual_min", "low_point_win", "lowest_percent"}.isdisjoint(seminar)
    assert all("scored" not in step for step in seminar["steps"])  # type: ignore[attr-defined]
