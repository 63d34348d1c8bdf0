"""Four teams: who sits in which, speaks in rotation within it, and shares its cards."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from debate.db import transaction
from debate.domain import rubrics
from debate.domain.events import ROOM
from debate.domain.permissions import Actor
from debate.domain.refusals import Refused
from debate.models.debates import Debate
from debate.models.hands import Draw
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.models.speeches import Speech
from debate.queries import debates as reads
from debate.queries import debates_teams, hands
from debate.queries import grades as grade_reads
from debate.queries import seats as own_seats
from debate.queries import sittings as overviews
from debate.services import grades, seats_places, sittings
from debate.services.debates import Settings
from debate.services.sittings import Plan
from tests import cast
from tests.cast import NOW
from tests.teams import TEAMS, four


@pytest.fixture
def made(session: Any) -> cast.Cast:
    return cast.make(session)


@pytest.fixture
def sitting(session: Any, made: cast.Cast) -> Sitting:
    """Six students in a debate of eight speakers, opened, so that cards are dealt."""
    owner = Actor("owner", account_id=made.owner.id)
    settings = Settings(
        deck_id=made.deck.id,
        motion_slug="alliance-likely",
        fmt=four(4),
        rubric_json=json.dumps(rubrics.as_data(cast.read_rubric())),
        hand_size=2,
    )
    students = [student.id for student in made.students.values()]
    plan = Plan(
        course_id=made.course.id, settings=settings, team_seats=4, student_ids=students, seed="a1"
    )
    with transaction(session):
        found = sittings.create(session, owner, plan, NOW)
        sittings.open_joining(session, owner, found, NOW)
    return found


def room(session: Any, sitting: Sitting) -> reads.DebateNow:
    debate = session.scalars(select(Debate).where(Debate.sitting_id == sitting.id)).one()
    here = reads.load(session, debate.id, ROOM, NOW)
    assert here is not None
    return here


def test_six_students_fill_all_four_teams_and_speak_in_rotation_within_their_own(
    session: Any, sitting: Sitting
) -> None:
    here = room(session, sitting)
    sizes = {key: len(debates_teams.of_team(here, key)) for key in TEAMS}
    assert sizes == {"PA": 2, "OA": 2, "PB": 1, "OB": 1}
    for speech in session.scalars(select(Speech).where(Speech.debate_id == here.id)):
        holder = here.seat(speech.seat_id)
        assert holder is not None
        team = {"1": "A", "2": "A", "3": "B", "4": "B"}[speech.address[1]]
        assert debates_teams.team(here, holder) == f"{speech.address[0]}{team}"
    spoken = [line.seat_id for line in here.speeches]
    for line in here.seats:
        assert spoken.count(line.id) == (1 if debates_teams.team(here, line)[1] == "A" else 2)


def test_cards_are_shared_within_a_team_and_not_with_the_other_team_of_the_side(
    session: Any, sitting: Sitting
) -> None:
    here = room(session, sitting)
    one, mate = debates_teams.of_team(here, "PA")
    (closing,) = debates_teams.of_team(here, "PB")
    drawn = {
        line.id: set(session.scalars(select(Draw.card_number).where(Draw.seat_id == line.id)))
        for line in here.seats
    }
    mine = hands.citable(session, here.id, debates_teams.sharers(here, one.id))
    assert set(mine) == drawn[one.id] | drawn[mate.id]
    assert not set(mine) & drawn[closing.id]
    theirs = hands.citable(session, here.id, debates_teams.sharers(here, closing.id))
    assert set(theirs) == drawn[closing.id]


def test_a_seat_moves_to_another_team_of_its_side_and_takes_up_its_speeches(
    session: Any, made: cast.Cast, sitting: Sitting
) -> None:
    here = room(session, sitting)
    mover = debates_teams.of_team(here, "PA")[1]
    owner = Actor("owner", account_id=made.owner.id)
    with transaction(session):
        sittings.lock(session, sitting.id)
        debate = session.get_one(Debate, here.id)
        seat = session.get_one(Seat, mover.id)
        seats_places.place(session, owner, seat, debate, "debater", "PB", NOW)
    after = room(session, sitting)
    assert (seat.side, seat.position) == ("P", 4)
    assert mover.id in {line.id for line in debates_teams.of_team(after, "PB")}
    other = session.get_one(Seat, debates_teams.of_team(after, "OA")[0].id)
    session.rollback()
    with pytest.raises(Refused, match="That team has its 2 seats"), transaction(session):
        seats_places.place(session, owner, other, debate, "debater", "PB", NOW)


def test_people_lists_and_ones_own_page_name_the_team(session: Any, sitting: Sitting) -> None:
    here = room(session, sitting)
    (closing,) = debates_teams.of_team(here, "OB")
    mine = own_seats.own(session, closing.id, 0)
    assert mine is not None
    assert mine.side_name == "Closing Opposition"
    found = overviews.overview(session, sitting.slug, "owner", NOW)
    assert found is not None
    person = found.person(closing.number)
    assert person is not None
    assert found.place_of(person) == "Closing Opposition, speaker 1"
    assert found.value_of(person) == "1.OB"
    assert ("1.PA", "Opening Government") in found.places


def test_one_grade_for_a_team_leaves_the_other_team_of_its_side(
    session: Any, made: cast.Cast, sitting: Sitting
) -> None:
    owner = Actor("owner", account_id=made.owner.id)
    with transaction(session):
        locked = sittings.lock(session, sitting.id)
        given = grades.set_team(
            session, owner, locked, (1, "PA"), 8_000, "Prepared together.", now=NOW
        )
    assert given == 2
    rows = {
        row.team_name: row.entry.override for row in grade_reads.table(session, sitting.id).rows
    }
    assert (rows["Opening Government"], rows["Closing Government"]) == (8_000, None)
