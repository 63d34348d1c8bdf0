"""The formats that come with the program: their lengths, their fairness, their own rules."""

import pytest

from debate.domain import formats
from debate.domain.formats import Bell
from debate.domain.speeches import number_speeches
from debate.domain.steps import Window
from tests.domain.written_formats import SHIPPED, shipped

# Minutes in all, minutes of each side, minutes of thinking time of each side.
TIMES = {
    "academic-controversy": (50, 12.5, 0),
    "british-parliamentary": (15 + 56, 28, 0),
    "jugend-debattiert": (24, 12, 0),
    "karl-popper": (44, 22, 8),
    "lincoln-douglas": (32, 16, 4),
    "middle-school": (20 + 28, 14, 0),
    "oxford": (70, 18, 0),
    "policy": (64, 32, 8),
    "polish-oxford": (15 + 40, 20, 0),
    "public-forum": (35, 17.5, 3),
    "seminar": (45, 14, 0),
    "short-clash": (10, 4.5, 0),
    "spar": (14, 6, 0),
    "world-schools": (56, 28, 0),
    "world-schools-class": (28, 14, 0),
    "written": (0, 0, 0),
}
# Minutes of each side's speeches, questions and crossfires, in order.
SPOKEN = {
    "lincoln-douglas": "P6 X3 O7 X3 P4 O6 P3",
    "policy": "P8 X3 O8 X3 P8 X3 O8 X3 O5 P5 O5 P5",
    "public-forum": "P4 O4 X3 P4 O4 X3 P3 O3 X3 P2 O2",
    "karl-popper": "P6 X3 O6 X3 P5 X3 O5 X3 P5 O5",
    "world-schools": "P8 O8 P8 O8 P8 O8 O4 P4",
    "middle-school": "P5 O5 P5 O5 O4 P4",
    "jugend-debattiert": "P2 O2 P2 O2 F12 P1 O1 P1 O1",
    "spar": "P2 O2 X4 O2 P2",
    "polish-oxford": "P5 O5 P5 O5 P5 O5 P5 O5",
    "british-parliamentary": "P7 O7 P7 O7 P7 O7 P7 O7",
}
NOTHING_NEW = {
    "british-parliamentary": "p4 o4",
    "jugend-debattiert": "p1-closing o1-closing p2-closing o2-closing",
    "karl-popper": "a2 n2 a3 n3",
    "lincoln-douglas": "1ar nr 2ar",
    "middle-school": "o3 p3",
    "policy": "1nr 1ar 2nr 2ar",
    "polish-oxford": "p4 o4",
    "public-forum": "p1-summary o1-summary p2-final o2-final",
    "short-clash": "o-answer p-answer",
    "spar": "o-rebuttal p-rebuttal",
    "world-schools": "o-reply p-reply",
    "world-schools-class": "o-reply p-reply",
}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_format_reads_and_survives_its_own_copy(name: str) -> None:
    fmt = shipped(name)
    assert fmt.slug == name
    assert formats.read(formats.as_data(fmt)) == fmt


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_format_takes_its_time_and_gives_both_sides_the_same(name: str) -> None:
    fmt = shipped(name)
    minutes, side, bank = TIMES[name]
    assert formats.total_seconds(fmt) == minutes * 60
    spoken = formats.speaking_seconds(fmt)
    assert (spoken["P"], spoken["O"]) == (side * 60, side * 60)
    assert fmt.prep_bank_s == bank * 60


@pytest.mark.parametrize("name", SPOKEN)
def test_the_speeches_of_a_competition_come_in_its_order(name: str) -> None:
    fmt = shipped(name)
    order = [
        f"{slot.address[0]}{(fmt.steps[slot.step_index].seconds or 0) // 60}"
        for slot in number_speeches(fmt)
    ]
    assert " ".join(order) == SPOKEN[name]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_format_fits_any_meeting_and_stays_a_format(name: str) -> None:
    fmt = shipped(name)
    if name == "written":
        return
    for minutes in (4, 10, 45, 90):
        fitted = formats.fit(fmt, minutes)
        assert formats.read(formats.as_data(fitted)) == fitted
        spoken = formats.speaking_seconds(fitted)
        # A step whose sides share it may have an odd number of seconds.
        assert abs(spoken["P"] - spoken["O"]) <= len(fmt.steps)


@pytest.mark.parametrize("name", SHIPPED)
def test_points_of_a_shipped_format_say_how_many_cards_they_cite(name: str) -> None:
    for step in shipped(name).steps:
        assert (step.cards_max is not None) == (step.entry == "points"), step.slug


@pytest.mark.parametrize("name", SHIPPED)
def test_where_a_format_forbids_new_arguments_they_are_marked(name: str) -> None:
    closed = [step.slug for step in shipped(name).steps if not step.new_arguments]
    assert " ".join(closed) == NOTHING_NEW.get(name, "")


@pytest.mark.parametrize(
    ("name", "window", "bells"),
    [
        ("world-schools", (60, 420), ((60, 1), (420, 1), (480, 2))),
        ("world-schools-class", (60, 180), ((60, 1), (180, 1), (240, 2))),
        ("british-parliamentary", (60, 360), ((60, 1), (360, 1), (420, 2))),
        ("polish-oxford", (60, 240), ((60, 1), (240, 1), (300, 2))),
        ("middle-school", (60, 240), ((60, 1), (240, 1), (300, 2))),
    ],
)
def test_points_of_information_are_rung_in_and_out(
    name: str, window: tuple[int, int], bells: tuple[tuple[int, int], ...]
) -> None:
    windows = [step for step in shipped(name).steps if step.poi]
    assert {step.poi for step in windows} == {Window(*window)}
    assert {step.bells for step in windows} == {tuple(Bell(*bell) for bell in bells)}
    assert not [step for step in windows if step.kind == "reply"]


def test_four_teams_of_two_are_ranked_and_each_speaks_twice() -> None:
    fmt = shipped("british-parliamentary")
    turns = [slot.turn for slot in number_speeches(fmt) if slot.turn]
    keys = [fmt.team(turn.side, turn.speaker) for turn in turns]
    assert keys == ["PA", "OA", "PA", "OA", "PB", "OB", "PB", "OB"]
    assert fmt.decision == "ranks"
    assert fmt.team_name("PB") == "Closing Government"


def test_a_bell_rings_fifteen_seconds_before_each_part_of_jugend_debattiert_ends() -> None:
    for step in shipped("jugend-debattiert").steps:
        assert step.seconds
        assert step.bells == (Bell(step.seconds - 15, 1), Bell(step.seconds, 2))


def test_each_pair_of_an_academic_controversy_argues_both_sides_for_as_long() -> None:
    fmt = shipped("academic-controversy")
    argued = [
        (turn.side, step.argues(turn))
        for step in fmt.steps
        if step.entry == "points"
        for turn in step.turns
    ]
    assert sorted(set(argued)) == [("O", "O"), ("O", "P"), ("P", "O"), ("P", "P")]
    assert len(argued) == 8
    assert set(fmt.step_named("check").of) == {"p-reversal", "o-reversal"}


def test_the_seminar_begins_with_a_vote_without_a_clock() -> None:
    fmt = shipped("seminar")
    assert fmt.opens_with_vote
    assert fmt.first_timed == 1


def test_the_written_debate_seals_its_openings_and_waits_for_nobody() -> None:
    fmt = shipped("written")
    assert fmt.step_named("openings").sealed
    assert all(one.by_time for one in fmt.steps)
    assert not fmt.opens_with_vote
    assert all(one.own_end for one in fmt.steps)


@pytest.mark.parametrize("name", ["oxford", "short-clash"])
def test_the_audience_decides_by_its_swing(name: str) -> None:
    assert shipped(name).decision == "swing"


def test_a_file_of_formats_is_tested_with_its_lengths() -> None:
    assert sorted(TIMES) == sorted(SHIPPED)
