"""The set-up page: what can be chosen, and what the choices come to."""

from typing import Any

from debate.db import transaction
from debate.models.courses import Student
from debate.queries import formats as setups
from debate.queries.formats import SetUp, Wish
from debate.services import formats, rubrics
from tests import cast


def make(session: Any) -> cast.Cast:
    made = cast.make(session)
    with transaction(session):
        formats.keep(session, [cast.read_format(slug) for slug in ("seminar", "oxford", "written")])
        rubrics.keep(session, [cast.read_rubric(slug) for slug in ("seminar", "toulmin")])
    return made


def setup(session: Any, made: cast.Cast, **wish: Any) -> SetUp:
    chosen = {"course": "seminar-a", "motion": "practice/alliance-likely", "fmt": "seminar"}
    return setups.setup(session, made.owner.id, Wish(**(chosen | {"seed": "a1"} | wish)))


def test_the_page_offers_classes_motions_formats_and_rubrics(session: Any) -> None:
    found = setup(session, make(session))
    assert [course.slug for course in found.courses] == ["seminar-a"]
    assert [choice.fmt.slug for choice in found.formats] == ["seminar", "oxford", "written"]
    assert [line.slug for line in found.rubrics] == ["seminar", "toulmin"]
    assert found.default_rubric == "seminar"
    assert found.motion is not None
    assert (found.motion.supports, found.motion.both, found.motion.opposes) == (8, 8, 8)
    assert found.present == 6
    assert found.seats == "4 debate, 2 judge"


def test_a_marker_has_no_class_to_choose(session: Any) -> None:
    made = make(session)
    found = setups.setup(session, made.marker.id, Wish(course="seminar-a"))
    assert (found.courses, found.course, found.students) == ((), None, ())


def test_nothing_chosen_comes_to_nothing(session: Any) -> None:
    found = setup(session, make(session), course="", motion="x/y", fmt="none")
    assert (found.course, found.motion, found.format, found.ends_at) == (None, None, None, "")
    assert (found.pile_problem, found.seats) == ("", "")


def test_minutes_as_typed_change_the_total_and_the_end(session: Any) -> None:
    found = setup(session, make(session), lengths={("seminar", 1): "9:00"}, start="14:10")
    assert found.format is not None
    assert (found.format.seconds, found.format.length, found.ends_at) == (3_000, "50 min", "15:00")
    assert found.format.speaking["P"] == 14 * 60 + 300


def test_the_end_counts_the_extra_time_of_who_takes_part(session: Any) -> None:
    made = make(session)
    with transaction(session):
        made.students["kofi"].factor = 125
    found = setup(session, made, start="14:00")
    assert (found.extra, found.ends_at) == (125, "14:57")
    others = frozenset(one.id for name, one in made.students.items() if name != "kofi")
    without = setup(session, made, start="14:00", present=others)
    assert (without.extra, without.ends_at) == (100, "14:45")


def test_fitting_scales_every_step_to_the_minutes(session: Any) -> None:
    found = setup(session, make(session), fit_minutes=30)
    assert found.format is not None
    assert found.format.seconds == 1_800
    assert found.format.lines[1].typed == "2:40"


def test_fitting_counts_the_extra_time_of_who_takes_part(session: Any) -> None:
    made = make(session)
    with transaction(session):
        made.students["kofi"].factor = 125
    found = setup(session, made, fit_minutes=45, start="14:00")
    assert found.format is not None
    assert (found.format.length, found.ends_at) == ("36 min", "14:45")


def test_fitting_again_starts_from_the_formats_own_lengths(session: Any) -> None:
    made = make(session)
    tight = setup(session, made, fit_minutes=3).format
    assert tight is not None
    typed = {("seminar", line.index): line.typed for line in tight.lines}
    wide = setup(session, made, lengths=typed, fit_minutes=45).format
    assert wide is not None
    assert [line.seconds for line in wide.lines] == [
        step.seconds for step in cast.read_format("seminar").steps
    ]


def test_minutes_that_make_no_sense_stay_in_their_field_with_a_sentence(session: Any) -> None:
    made = make(session)
    found = setup(session, made, lengths={("seminar", 1): "soon"})
    assert found.format is not None
    assert (found.format.lines[1].typed, found.format.sound) == ("soon", False)
    assert found.format.lines[1].problem
    too_short = setup(session, made, fit_minutes=1).format
    assert too_short is not None
    assert not too_short.sound


def test_a_written_format_counts_in_days(session: Any) -> None:
    found = setup(session, make(session), fmt="written", start="14:10")
    assert found.format is not None
    assert (found.format.seconds, found.format.length, found.ends_at) == (0, "9 days", "")
    assert found.format.lines[0].typed == "24"


def test_a_draw_shows_where_each_student_would_sit(session: Any) -> None:
    made = make(session)
    found = setup(session, made)
    words = sorted(student.words for student in found.students)
    assert words == [
        "Judge",
        "Judge",
        "O, speaker 1",
        "O, speaker 2",
        "P, speaker 1",
        "P, speaker 2",
    ]
    again = setup(session, made, seed="a2")
    assert [one.place for one in again.students] != [one.place for one in found.students]


def test_who_is_not_there_is_not_drawn(session: Any) -> None:
    made = make(session)
    here = frozenset(made.students[name].id for name in ("amara", "mei"))
    found = setup(session, made, present=here, team_seats=1)
    assert {student.name for student in found.students if student.words} == {
        "Amara Diallo",
        "Mei Tanaka",
    }
    alone = setup(session, made, present=frozenset([made.students["mei"].id]))
    assert "at least two" in alone.seats_problem


def test_places_by_hand_are_kept_even_where_they_cannot_be(session: Any) -> None:
    made = make(session)
    ids = {name: student.id for name, student in made.students.items()}
    chosen = {ids["mei"]: (2, "debater", "O"), ids["kofi"]: (1, "judge", None)}
    found = setup(session, made, by_hand=True, chosen=chosen, rooms=2)
    places = {student.name: student.place for student in found.students}
    assert (places["Mei Tanaka"], places["Kofi Mensah"]) == ("2.O", "1.judge")
    assert found.seats_problem
    assert found.places[0] == ("1.P", "Room 1: Proposition")


def test_a_pile_that_is_too_small_offers_a_shared_one(session: Any) -> None:
    made = make(session)
    found = setup(session, made, hand_size=9)
    assert found.offer_shared
    assert "Deal smaller hands" in found.pile_problem
    assert setup(session, made, hand_size=9, exclusive=False).pile_problem == ""
    assert not setup(session, made, hand_size=20, exclusive=False).offer_shared


def test_students_of_one_name_are_told_apart(session: Any) -> None:
    made = make(session)
    with transaction(session):
        twin = Student(course_id=made.course.id, position=9, name="Mei Tanaka", added_ms=1)
        twin.external_id, twin.section = "s9", "B"
        session.add(twin)
    assert setup(session, made).students[-1].detail == "s9, B"


def test_with_four_teams_students_are_drawn_into_them_and_can_be_put_there_by_hand(
    session: Any,
) -> None:
    made = make(session)
    with transaction(session):
        formats.keep(session, [cast.read_format("british-parliamentary")])
    found = setup(session, made, fmt="british-parliamentary")
    teams = [student.words.split(",")[0] for student in found.students]
    assert sorted(teams) == sorted(
        ["Opening Government", "Opening Opposition"] * 2
        + ["Closing Government", "Closing Opposition"]
    )
    assert ("1.PB", "Closing Government") in found.places
    assert found.seats == "6 debate"
    chosen = {student.id: (1, "debater", "OA") for student in found.students}
    by_hand = setup(session, made, fmt="british-parliamentary", by_hand=True, chosen=chosen)
    assert by_hand.seats_problem == "A team has at most 2 seats."
