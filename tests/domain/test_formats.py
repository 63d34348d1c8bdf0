"""Formats: what is read, what is refused, and how one is fitted to the time there is."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debate.domain import formats
from debate.domain.formats import Bell, Format, FormatError, Turn
from debate.domain.steps import Window
from tests.domain.written_formats import FREE, TEAMS, shipped, step, whole


def test_what_is_left_out_takes_its_default() -> None:
    one = formats.read(whole()).steps[0]
    assert one.turns == (Turn("P", 1),)
    assert (one.claim_max, one.reasons_max, one.cards_min, one.cards_max) == (120, 1200, 0, None)
    assert (one.advance, one.sealed, one.links, one.answer_by) == ("act", False, (), None)
    assert one.bells == (Bell(240, 1), Bell(300, 2))
    assert not one.own_end


def test_a_minute_has_only_its_last_bell() -> None:
    assert formats.read(whole(step("case", seconds="60"))).steps[0].bells == (Bell(60, 2),)


def test_an_empty_list_of_bells_means_none() -> None:
    assert formats.read(whole(step("case", bells=[]))).steps[0].bells == ()


def test_speaker_points_are_kept_in_hundredths() -> None:
    scored = [step("case", scored="whole"), step("reply", turns=["O1"], scored="whole")]
    fmt = formats.read(whole(*scored, points_min="25", points_max="30", points_step="0.5"))
    assert (fmt.points_min, fmt.points_max, fmt.points_step) == (2500, 3000, 50)
    assert formats.as_data(fmt)["points_step"] == "0.5"
    assert formats.read(formats.as_data(fmt)) == fmt


def test_side_by_side_both_sides_have_the_whole_step() -> None:
    fmt = formats.read(whole(step("both", turns=["P1", "O1"])))
    assert formats.speaking_seconds(fmt) == {"P": 300, "O": 300, "room": 0}


def test_the_odd_second_of_an_exchange_goes_to_who_answers() -> None:
    asked = step("ask", entry="exchange", asker="O1", answerer="P1", seconds="5")
    assert formats.speaking_seconds(formats.read(whole(asked))) == {"P": 3, "O": 2, "room": 0}


def test_an_answer_may_come_from_an_open_floor() -> None:
    floor = step("floor", turns=[], open_to=["debaters"], links=["answers"])
    assert formats.read(whole(step("case", answer_by="floor"), floor)).steps[0].answer_by == "floor"


def test_points_of_an_open_floor_may_ask_both_sides_for_an_answer() -> None:
    floor = step("floor", turns=[], open_to=["debaters"], answer_by="last")
    last = step("last", turns=["P1", "O1"], links=["answers"])
    assert formats.read(whole(floor, last)).steps[0].answer_by == "last"


def test_edited_lengths_move_the_bells() -> None:
    odd = step("odd", bells=[{"at_s": "60", "count": "1"}, {"at_s": "300", "count": "3"}])
    fmt = formats.with_seconds(formats.read(whole(step("case"), odd)), [120, 200])
    assert fmt.steps[0].bells == (Bell(60, 1), Bell(120, 2))
    assert fmt.steps[1].bells == (Bell(200, 3),)


def test_a_step_without_a_new_length_stays() -> None:
    fmt = formats.read(whole())
    assert formats.with_seconds(fmt, [None, 300]) == fmt


@pytest.mark.parametrize("seconds", [[300], [0, 300], [300, 20_000]])
def test_lengths_that_cannot_be_are_refused(seconds: list[int]) -> None:
    with pytest.raises(FormatError):
        formats.with_seconds(formats.read(whole()), seconds)


def test_a_due_date_has_no_length_in_seconds() -> None:
    fmt = shipped("written")
    with pytest.raises(FormatError) as refusal:
        formats.with_seconds(fmt, [60] + [None] * 5)
    assert refusal.value.problems[0].path == "steps[0].seconds"


def test_a_format_of_due_dates_cannot_be_fitted() -> None:
    with pytest.raises(FormatError):
        formats.fit(shipped("written"), 45)


def test_too_few_minutes_are_refused_with_the_least_that_is_needed() -> None:
    with pytest.raises(FormatError, match="12 steps of at least 15 seconds need 3 minutes"):
        formats.fit(shipped("seminar"), 2)
    assert formats.total_seconds(formats.fit(shipped("seminar"), 3)) == 180


def test_fitting_changes_nothing_but_lengths_and_bells() -> None:
    fmt = shipped("seminar")
    assert formats.fit(fmt, 45) == fmt
    before, after = deepcopy(formats.as_data(fmt)), formats.as_data(formats.fit(fmt, 50))
    for data in (before, after):
        for one in data["steps"]:  # type: ignore[attr-defined]
            del one["seconds"], one["bells"]
    assert before == after


LENGTHS = st.lists(st.integers(1, 1200), min_size=1, max_size=14)


def timed(lengths: list[int], *, room: bool) -> Format:
    """Speeches of these lengths, side after side, and an open floor at the end if `room`."""
    steps = [
        step(f"s{n}", seconds=str(length), turns=["P1" if n % 2 else "O1"])
        for n, length in enumerate(lengths)
    ]
    if room:
        steps.append(step("floor", turns=[], open_to=["audience"]))
    return formats.read(whole(*steps))


@given(LENGTHS, st.integers(1, 200))
def test_with_a_step_of_the_whole_room_the_fit_is_exact(lengths: list[int], minutes: int) -> None:
    fmt = timed(lengths, room=True)
    if minutes * 60 >= 15 * len(fmt.steps):
        assert formats.total_seconds(formats.fit(fmt, minutes)) == minutes * 60


@given(LENGTHS, st.integers(4, 200))
def test_a_fit_is_never_above_and_falls_short_by_less_than_a_round(
    lengths: list[int], minutes: int
) -> None:
    fmt = timed(lengths, room=False)
    fitted = formats.fit(fmt, minutes)
    alike = min(lengths.count(length) for length in lengths)
    assert 0 <= minutes * 60 - formats.total_seconds(fitted) < 5 * alike
    assert all((one.seconds or 0) >= 15 and (one.seconds or 0) % 5 == 0 for one in fitted.steps)


@given(LENGTHS, st.integers(4, 200), st.booleans())
def test_speeches_of_one_length_stay_equal_and_longer_ones_no_shorter(
    lengths: list[int], minutes: int, room: bool
) -> None:
    fitted = formats.fit(timed(lengths, room=room), minutes).steps
    new = {}
    for length, one in zip(lengths, fitted, strict=False):
        assert new.setdefault(length, one.seconds) == one.seconds


# Windows, free debates and teams.

SPEECH = {"poi": {"open_s": "60", "close_s": "240"}}
EDGES = [{"at_s": str(at), "count": "1"} for at in (30, 60, 240, 300)]


def test_a_window_keeps_its_share_and_the_bells_at_its_edges_go_with_it() -> None:
    fmt = formats.read(whole(step("a", **SPEECH, bells=EDGES)))
    half = formats.with_seconds(fmt, [150]).steps[0]
    assert half.poi == Window(30, 120)
    # The bell at half a minute would stand two minutes before the beginning.
    assert half.bells == (Bell(30, 1), Bell(120, 1), Bell(150, 1))
    assert formats.with_seconds(fmt, [330]).steps[0].bells[0] == Bell(60, 1)


@given(st.integers(1, 400))
def test_a_window_fits_into_a_speech_of_any_length(seconds: int) -> None:
    edited = formats.with_seconds(formats.read(whole(step("a", **SPEECH, bells=EDGES))), [seconds])
    assert formats.read(formats.as_data(edited)) == edited


@pytest.mark.parametrize(
    ("seconds", "turn"), [(300, 60), (120, 60), (60, 30), (20, 10), (15, None)]
)
def test_a_turn_of_a_free_debate_has_at_most_half_of_the_step(
    seconds: int, turn: int | None
) -> None:
    fmt = formats.read(whole(step("free", **FREE, turn_seconds="60")))
    edited = formats.with_seconds(fmt, [seconds])
    assert edited.steps[0].turn_seconds == turn
    assert formats.read(formats.as_data(edited)) == edited


def test_a_free_debate_and_a_crossfire_give_each_side_half() -> None:
    crossfire = step("cross", entry="exchange", turns=["P1", "O1", "P2"], seconds="100")
    fmt = formats.read(whole(crossfire, step("free", **FREE)))
    assert formats.speaking_seconds(fmt) == {"P": 200, "O": 200, "room": 0}


def test_reversed_speeches_are_counted_and_may_answer_for_the_side_they_argue() -> None:
    turned = step("turned", turns=["O1"], reversed="true", links=["answers"])
    fmt = formats.read(whole(step("case", turns=["O1"], answer_by="turned"), turned))
    assert formats.speaking_seconds(fmt) == {"P": 300, "O": 300, "room": 0}
    assert fmt.steps[1].argues(Turn("O", 1)) == "P"


def test_two_teams_on_a_side_share_its_seats_by_halves() -> None:
    fmt = formats.read(whole(teams=TEAMS, team_seats="4", decision="ranks"))
    keys = [fmt.team(side, position) for side in "PO" for position in range(1, 5)]
    assert keys == ["PA", "PA", "PB", "PB", "OA", "OA", "OB", "OB"]
    assert fmt.in_team(Turn("O", 4)) == Turn("OB", 2)
    assert fmt.team_name("OB") == "CO"


def test_two_teams_are_the_two_sides() -> None:
    fmt = formats.read(whole())
    assert (fmt.team("O", 2), fmt.team_name("O")) == ("O", "Opposition")
    assert fmt.in_team(Turn("O", 2)) == Turn("O", 2)


SELDOM = [
    {"scored": None, "grace_s": "15"},
    {"reversed": "true"},
    {"new_arguments": "false", "links": ["answers"]},
    SPEECH,
    {**FREE, "turn_seconds": "30"},
    {"seconds": None, "due_hours": "24", "late": "mark", "late_hours": "48"},
    {"advance": "handed_in"},
]


@pytest.mark.parametrize("fields", SELDOM)
def test_what_few_steps_have_is_written_only_where_it_says_something(
    fields: dict[str, Any],
) -> None:
    fmt = formats.read(whole(step("plain"), step("other", **fields)))
    assert formats.read(formats.as_data(fmt)) == fmt
    plain, other = formats.as_data(fmt)["steps"]  # type: ignore[misc]
    extra = {key for key in fields if fields[key] is not None} - plain.keys()
    assert other.keys() - plain.keys() == extra


def test_four_teams_and_a_check_survive_the_copy() -> None:
    check = step("check", entry="check", open_to=["debaters"], of=["case", "reply"])
    joint = step("joint", entry="statement", open_to=["debaters"])
    steps = (step("case"), step("reply", turns=["O1"]), check, joint)
    fmt = formats.read(whole(*steps, teams=TEAMS, team_seats="4", decision="ranks"))
    assert formats.read(formats.as_data(fmt)) == fmt
    assert fmt.step_named("check").of == ("case", "reply")
