"""Sittings: titles, places by lot and by hand, lengths and times as typed, states, wrong codes."""

import pytest

from debate.domain import sittings
from debate.domain.refusals import Refused
from tests.cast import read_format


@pytest.mark.parametrize(
    ("motion", "title"),
    [
        ("This House believes that a formal alliance is likely", "A formal alliance is likely"),
        ("This House would ban night flights", "Ban night flights"),
        ("Night flights are a nuisance", "Night flights are a nuisance"),
        ("This House", "This House"),
        ("x" * 300, "X" + "x" * 159),
    ],
)
def test_a_title_is_made_of_the_motion(motion: str, title: str) -> None:
    assert sittings.default_title(motion) == title


@pytest.mark.parametrize(
    ("state", "to", "may"),
    [
        ("planned", "open", True),
        ("closed", "open", True),
        ("open", "open", False),
        ("ended", "open", False),
        ("open", "closed", True),
        ("planned", "closed", False),
        ("planned", "ended", True),
        ("closed", "ended", True),
        ("ended", "ended", False),
    ],
)
def test_closing_can_be_undone_and_an_end_cannot(state: str, to: str, may: bool) -> None:
    assert sittings.may_move(state, to) is may


@pytest.mark.parametrize(
    ("of_address", "of_site", "too_many"),
    [(0, 0, False), (59, 999, False), (60, 60, True), (0, 1_000, True)],
)
def test_sixty_wrong_codes_of_an_address_and_a_thousand_of_the_site_are_too_many(
    of_address: int, of_site: int, too_many: bool
) -> None:
    assert sittings.too_many_wrong(of_address, of_site) is too_many


@pytest.mark.parametrize(
    ("rest", "judges", "audience"), [("judges", 12, 0), ("audience", 0, 12), ("both", 6, 6)]
)
def test_those_who_do_not_debate_judge_or_listen_as_chosen(
    rest: str, judges: int, audience: int
) -> None:
    places = sittings.draw(range(1, 21), 2, 2, rest, "seed")
    roles = [place.role for place in places]
    assert [roles.count(role) for role in ("debater", "judge", "audience")] == [8, judges, audience]


def test_the_same_seed_draws_the_same_places_and_another_others() -> None:
    first = sittings.draw(range(1, 31), 2, 3, "both", "a1")
    assert first == sittings.draw(list(range(30, 0, -1)), 2, 3, "both", "a1")
    assert first != sittings.draw(range(1, 31), 2, 3, "both", "a2")


def test_too_few_students_for_the_rooms_are_refused_at_the_rooms() -> None:
    with pytest.raises(Refused) as refused:
        sittings.draw([1, 2, 3], 2, 2, "judges", "seed")
    assert refused.value.field == "rooms"


def test_by_hand_a_team_speaks_in_the_order_of_the_list() -> None:
    chosen = {
        7: (1, "debater", "P"),
        3: (1, "debater", "P"),
        5: (1, "debater", "O"),
        9: (1, "judge", None),
    }
    places = {place.student: place for place in sittings.by_hand([3, 5, 7, 9, 11], 1, chosen)}
    assert (places[3].speaker, places[7].speaker, places[5].speaker) == (1, 2, 1)
    assert (places[9].role, places[9].side) == ("judge", None)
    assert (places[11].room, places[11].role) == (1, "audience")


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({1: (2, "debater", "P"), 2: (1, "debater", "O")}, "Somebody was given a room"),
        ({1: (1, "debater", "P"), 2: (1, "judge", None)}, "Room 1 has nobody on one side"),
        (dict.fromkeys(range(1, 10), (1, "debater", "P")), "A team has at most 8 seats"),
    ],
)
def test_places_by_hand_that_cannot_be_are_refused(chosen: sittings.Chosen, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        sittings.by_hand(sorted(chosen), 1, chosen)


def test_by_hand_a_place_says_one_of_four_teams_or_a_side_that_fills_both() -> None:
    chosen = {
        number: (1, "debater", team)
        for number, team in enumerate(("PB", "OA", "PB", "OB", "O", "P"), start=1)
    }
    places = sittings.by_hand(sorted(chosen), 1, chosen, half=2)
    assert [(one.side, one.speaker) for one in places] == [
        *(("P", 3), ("O", 1), ("P", 4), ("O", 3), ("O", 2), ("P", 1))
    ]
    full = dict.fromkeys(range(1, 4), (1, "debater", "PA"))
    with pytest.raises(Refused, match="A team has at most 2 seats"):
        sittings.by_hand(sorted(full), 1, full, half=2)


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("4", 240),
        (" 4:30 ", 270),
        ("90:00", 5_400),
        ("1:05:00", 3_900),
        ("0:45", 45),
        ("4:75", None),
        ("four", None),
        ("", None),
        ("-4", None),
    ],
)
def test_lengths_are_read_as_people_type_them(typed: str, seconds: int | None) -> None:
    assert sittings.read_length(typed) == seconds


@pytest.mark.parametrize(
    ("typed", "minutes"), [("14:10", 850), ("9:05", 545), ("0:00", 0), ("24:00", None), ("x", None)]
)
def test_times_of_day_are_read(typed: str, minutes: int | None) -> None:
    assert sittings.read_clock(typed) == minutes


@pytest.mark.parametrize(
    ("start", "seconds", "end"),
    [(850, 2_700, "14:55"), (850, 61, "14:12"), (1_430, 1_200, "00:10")],
)
def test_the_end_is_told_by_the_clock_on_the_wall(start: int, seconds: int, end: str) -> None:
    assert sittings.ends_at(start, seconds) == end


def test_typed_lengths_change_their_steps_and_no_others() -> None:
    fmt = read_format("seminar")
    edited, problems = sittings.edit_lengths(fmt, {1: "5:00", 2: "2"})
    assert problems == {}
    assert [step.seconds for step in edited.steps[:4]] == [120, 300, 120, 240]


@pytest.mark.parametrize("typed", ["", "soon", "0", "5:00:00"])
def test_a_wrong_length_is_named_and_leaves_its_step(typed: str) -> None:
    fmt = read_format("seminar")
    edited, problems = sittings.edit_lengths(fmt, {1: typed})
    assert list(problems) == [1]
    assert edited == fmt


def test_due_dates_are_edited_in_hours() -> None:
    fmt = read_format("written")
    edited, problems = sittings.edit_lengths(fmt, {0: "12", 1: "0", 2: "2161", 3: "two"})
    assert [step.due_hours for step in edited.steps[:4]] == [12, 48, 48, 24]
    assert sorted(problems) == [1, 2, 3]
    assert sittings.total_hours(edited) == sittings.total_hours(fmt) - 12
