"""Reads of sessions: the list of mine, and one with its rooms and people."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from debate.db import transaction
from debate.models.courses import Student
from debate.models.seats import Presence, Seat
from debate.queries import sittings
from tests import cast
from tests.cast import NOW


@contextmanager
def counted(session: Any) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    said: list[str] = []
    engine = session.get_bind()

    def note(*arguments: Any) -> None:
        if not arguments[2].startswith("BEGIN"):
            said.append(arguments[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


def overview(session: Any, made: cast.Cast, role: str = "owner") -> sittings.Overview:
    found = sittings.overview(session, made.sitting.slug, role, NOW)
    assert found is not None
    return found


def add_walk_ins(session: Any, made: cast.Cast, count: int) -> None:
    with transaction(session):
        session.add_all(
            Seat(
                sitting_id=made.sitting.id,
                number=10 + n,
                role="audience",
                typed_name=f"Guest {n}",
                code_name=f"Elm {n}",
                claimed_how="walk_in",
                claimed_ms=NOW,
            )
            for n in range(count)
        )


def test_sessions_stand_under_running_to_come_and_ended(session: Any) -> None:
    made = cast.make(session)
    home = sittings.home(session, made.owner.id)
    assert [line.slug for line in home.running] == [made.sitting.slug]
    line = home.running[0]
    assert (line.rooms, line.people, line.code, line.moderates) == (1, 6, "R7K4TX", True)
    for state, group in (("planned", "upcoming"), ("closed", "running"), ("ended", "ended")):
        with transaction(session):
            made.sitting.state = state
        home = sittings.home(session, made.owner.id)
        assert [line.state for line in getattr(home, group)] == [state]


def test_a_marker_sees_the_session_and_plans_none(session: Any) -> None:
    made = cast.make(session)
    home = sittings.home(session, made.marker.id)
    assert (len(home.running), home.can_plan, home.has_courses) == (1, False, True)
    assert not home.running[0].moderates
    stranger = sittings.home(session, made.stranger.id)
    assert (stranger.running, stranger.has_courses) == ((), False)


def test_the_list_takes_two_statements_however_long_it_is(session: Any) -> None:
    made = cast.make(session)
    owner = made.owner.id
    with counted(session) as said:
        sittings.home(session, owner)
    assert len(said) == 2


def test_an_overview_shows_people_by_room_side_and_role(session: Any) -> None:
    made = cast.make(session)
    add_walk_ins(session, made, 1)
    found = overview(session, made)
    room = found.rooms[0]
    teams = {side: [person.name for person in team] for side, _, team in room.teams}
    assert teams == {"P": ["Amara Diallo", "Tomás Rivera"], "O": ["Priya Nair", "Jonas Weber"]}
    assert [person.name for person in room.judges] == ["Mei Tanaka"]
    assert [person.name for person in room.audience] == ["Kofi Mensah"]
    assert [person.name for person in found.waiting] == ["Guest 0"]
    assert [person.name for person in found.unconfirmed] == ["Guest 0"]
    assert found.unseated == ()
    assert (found.arrived, found.many, found.moderates, found.owns) == (7, False, True, True)


def test_a_place_is_said_in_words(session: Any) -> None:
    made = cast.make(session)
    with transaction(session):
        cast.add_debate(session, made.sitting, made.deck, made.version, NOW, number=2)
    add_walk_ins(session, made, 1)
    found = overview(session, made)
    people = {person.name: person for person in found.people}
    assert found.place_of(people["Jonas Weber"]) == "Room 1: Opposition, speaker 2"
    assert found.place_of(people["Mei Tanaka"]) == "Room 1: Judge"
    assert found.place_of(people["Guest 0"]) == "no room yet"
    assert found.value_of(people["Jonas Weber"]) == "1.O"
    values = [value for value, _ in found.places]
    assert values[5:] == ["2.P", "2.O", "2.judge", "2.shadow", "2.audience"]


def test_a_status_says_who_is_here(session: Any) -> None:
    made = cast.make(session)
    with transaction(session):
        made.seats["amara"].absent_ms = NOW
        made.seats["tomas"].claimed_ms = made.seats["tomas"].confirmed_ms = None
        made.seats["priya"].confirmed_ms = None
        session.add(Presence(seat_id=made.seats["jonas"].id, seen_ms=NOW - 1_000))
        session.add(Presence(seat_id=made.seats["mei"].id, seen_ms=NOW - 60_000))
    found = overview(session, made)
    assert [person.status for person in found.people] == [
        "absent",
        "not yet here",
        "to confirm",
        "here",
        "seat taken",
        "seat taken",
    ]
    assert found.absent == 1
    assert found.unseated == ((made.students["tomas"].id, "Tomás Rivera"),)


def test_a_seat_that_is_nobodys_is_not_shown(session: Any) -> None:
    made = cast.make(session)
    with transaction(session):
        made.seats["kofi"].student_id = None
    assert overview(session, made).person(6) is None


def test_equal_names_are_told_apart_by_their_ids(session: Any) -> None:
    made = cast.make(session)
    with transaction(session):
        session.add(
            Student(
                course_id=made.course.id,
                position=9,
                name="Mei Tanaka",
                external_id="s9",
                added_ms=1,
            )
        )
    assert [name for _, name in overview(session, made).unseated] == ["Mei Tanaka (s9)"]


def test_an_overview_takes_four_statements_however_many_people_there_are(session: Any) -> None:
    made = cast.make(session)
    slug = made.sitting.slug
    counts = []
    for more in (0, 40):
        add_walk_ins(session, made, more)
        with counted(session) as said:
            sittings.overview(session, slug, "owner", NOW)
        counts.append(len(said))
    assert counts == [4, 4]


def test_a_session_that_is_not_there_is_none(session: Any) -> None:
    cast.make(session)
    assert sittings.overview(session, "nowhere", "owner", NOW) is None
