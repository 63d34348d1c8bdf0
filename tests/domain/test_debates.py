"""Debates: drawing students into rooms, sides and roles."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debate.domain import debates
from debate.domain.debates import Place
from tests.teams import four


def test_the_same_seed_draws_the_same_rooms_in_any_order_of_students() -> None:
    one = debates.assign(range(32), 4, 2, Random("9F3K"))
    assert debates.assign(list(range(32))[::-1], 4, 2, Random("9F3K")) == one
    assert debates.assign(range(32), 4, 2, Random("other")) != one


def test_absent_students_get_no_place() -> None:
    places = debates.assign(range(10), 1, 2, Random("x"), absent=[3, 4])
    assert {place.student for place in places} == set(range(10)) - {3, 4}


def test_judges_are_drawn_for_each_room_and_the_rest_listen() -> None:
    places = debates.assign(range(20), 2, 2, Random("x"), judges_per_room=3)
    found = Counter((place.room, place.role) for place in places)
    assert found == {
        (room, role): count
        for room in (1, 2)
        for role, count in (("debater", 4), ("judge", 3), ("audience", 3))
    }


def test_all_who_do_not_debate_may_judge() -> None:
    places = debates.assign(range(9), 1, 2, Random("x"), judges_per_room=None)
    assert Counter(place.role for place in places) == {"debater": 4, "judge": 5}


def test_places_come_by_room_role_side_and_speaker() -> None:
    places = debates.assign(range(7), 1, 2, Random("x"), judges_per_room=1)
    assert [(place.role, place.side, place.speaker) for place in places] == [
        ("debater", "P", 1),
        ("debater", "P", 2),
        ("debater", "O", 1),
        ("debater", "O", 2),
        ("judge", None, None),
        ("audience", None, None),
        ("audience", None, None),
    ]


@given(st.data())
def test_rooms_and_teams_are_balanced(data: st.DataObject) -> None:
    rooms = data.draw(st.integers(1, 6))
    seats = data.draw(st.integers(1, 8))
    students = data.draw(st.integers(2 * rooms, 60))
    judges = data.draw(st.none() | st.integers(0, 4))
    places = debates.assign(range(students), rooms, seats, Random("seed"), judges)
    assert sorted(place.student for place in places) == list(range(students))
    sizes = Counter(place.room for place in places)
    assert max(sizes.values()) - min(sizes.values()) <= 1
    debaters = [place for place in places if place.role == "debater"]
    teams = Counter((place.room, place.side) for place in debaters)
    assert len(teams) == 2 * rooms
    assert max(teams.values()) - min(teams.values()) <= 1
    assert len(debaters) == min(students, 2 * rooms * seats)
    assert speakers_without_gap(debaters)


def speakers_without_gap(debaters: list[Place]) -> bool:
    speakers: dict[tuple[int, str | None], list[int | None]] = {}
    for place in debaters:
        speakers.setdefault((place.room, place.side), []).append(place.speaker)
    return all(team == list(range(1, len(team) + 1)) for team in speakers.values())


@pytest.mark.parametrize(
    ("students", "sizes"),
    [
        (8, [2, 2, 2, 2]),
        (4, [1, 1, 1, 1]),
        (5, [1, 2, 1, 1]),
        (6, [2, 2, 1, 1]),
        (7, [2, 2, 1, 2]),
        (11, [2, 2, 2, 2]),
    ],
)
def test_students_are_dealt_evenly_to_four_teams(students: int, sizes: list[int]) -> None:
    fmt = four(4)
    places = debates.assign(range(students), 1, 4, Random("x"), half=fmt.half)
    teams = Counter(
        fmt.team(place.side, place.speaker or 0) for place in places if place.side is not None
    )
    assert [teams[team] for team in fmt.teams] == sizes


def test_fewer_seats_than_the_format_has_are_dealt_to_all_four_teams() -> None:
    places = debates.assign(range(6), 1, 2, Random("x"), half=2)
    assert [(place.side, place.speaker) for place in places][:5] == [
        *(("P", 1), ("P", 3), ("O", 1), ("O", 3)),
        (None, None),
    ]


@pytest.mark.parametrize(
    ("students", "seats", "says"),
    [
        (8, 4, None),
        (3, 4, "There are 3 students; each room needs at least four, so 4 in all."),
        (8, 3, "With four teams a side has an even number of seats, at most 4."),
        (8, 6, "With four teams a side has an even number of seats, at most 4."),
    ],
)
def test_four_teams_need_somebody_each_and_even_sides(
    students: int, seats: int, says: str | None
) -> None:
    assert debates.check_rooms(students, 1, seats, 2) == says


@pytest.mark.parametrize(
    ("taken", "team", "half", "free"),
    [
        ([1, 2], "P", 0, 3),
        (range(1, 9), "P", 0, None),
        ([1], "PA", 2, 2),
        ([1, 2], "PA", 2, None),
        ([1, 2], "PB", 2, 3),
        ([3, 4], "PB", 2, None),
        ([1], "P", 2, 3),
        ([1, 3, 4], "P", 2, 2),
        ([1, 2, 3, 4], "O", 2, None),
    ],
)
def test_the_first_free_place_of_a_team_is_given(
    taken: list[int], team: str, half: int, free: int | None
) -> None:
    assert debates.free_place(taken, team, half) == free


def test_a_place_says_the_team_where_there_are_four() -> None:
    place = Place(1, 2, "debater", "O", 4)
    assert (place.value(four(4)), place.words(2, four(4))) == (
        "2.OB",
        "Room 2, Closing Opposition, speaker 2",
    )
    assert (place.value(None), place.words(1, None)) == ("2.O", "O, speaker 4")
    assert (Place(1, 1, "judge").value(four(4)), Place(1, 1, "judge").words(1, None)) == (
        "1.judge",
        "Judge",
    )


@pytest.mark.parametrize(
    ("students", "rooms", "seats", "says"),
    [
        (8, 0, 2, "Choose from 1 to 20 rooms."),
        (8, 1, 9, "A team has from 1 to 8 seats."),
        (7, 4, 2, "There are 7 students; each room needs at least two, so 8 in all."),
        (8, 4, 2, None),
    ],
)
def test_rooms_that_cannot_be_filled_are_refused(
    students: int, rooms: int, seats: int, says: str | None
) -> None:
    assert debates.check_rooms(students, rooms, seats) == says
    if says:
        with pytest.raises(ValueError, match=r"\."):
            debates.assign(range(students), rooms, seats, Random("x"))
