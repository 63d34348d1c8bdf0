"""The console's reads: the run of show, who waits, who is here, and at what cost."""

from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from debate.db import db, transaction
from debate.domain.permissions import Actor
from debate.domain.speeches import Words
from debate.models.courses import Student
from debate.models.moderation import FloorRequest, FloorTurn
from debate.models.polls import Vote
from debate.models.seats import Presence, Seat
from debate.models.speeches import Speech
from debate.queries import moderation
from debate.services import debates as debate_writes
from debate.services import speeches
from tests import cast
from tests.cast import MINUTE, NOW

S = 1000


@pytest.fixture
def people(session: Session) -> cast.Cast:
    made = cast.make(session)
    cast.start(session, made)
    return made


def look(session: Session, people: cast.Cast, at: int = NOW + 10 * S, room: int = 0) -> Any:
    found = moderation.console(session, people.sitting.slug, room, at)
    assert found is not None
    return found


def send(session: Session, people: cast.Cast, who: str, claim: str) -> None:
    seat = people.seats[who]
    actor = Actor(
        "debater", seat_id=seat.id, seat_number=seat.number, side="P", debate_id=people.debate.id
    )
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        speeches.send_point(
            session, actor, debate, "P1", Words(claim), now=NOW + 2 * S, arrival=NOW + 2 * S
        )


def raise_hand(session: Session, people: cast.Cast, who: str, at: int, step: int = 1) -> None:
    with transaction(session):
        session.add(
            FloorRequest(
                debate_id=people.debate.id,
                seat_id=people.seats[who].id,
                step_index=step,
                raised_ms=at,
            )
        )


def test_the_run_of_show_says_what_was_is_and_comes_with_time_used_and_planned(
    session: Session, people: cast.Cast
) -> None:
    cast.control(session, people, "next", NOW + 3 * MINUTE)
    show = look(session, people, NOW + 4 * MINUTE).show
    assert [line.status for line in show][:4] == ["done", "done", "now", "next"]
    assert (show[1].name, show[1].who, show[1].used_ms) == (
        "Constructive",
        "Amara Diallo",
        3 * MINUTE,
    )
    assert show[2].who == "Jonas Weber asks Amara Diallo"
    assert (show[3].side, show[3].planned_ms) == ("O", 4 * MINUTE)


def test_what_is_left_is_the_rest_of_this_round_and_all_that_come(
    session: Session, people: cast.Cast
) -> None:
    planned = sum(step.seconds or 0 for step in cast.read_format().steps[1:]) * S
    assert look(session, people, NOW + MINUTE).left_ms == planned - MINUTE
    cast.control(session, people, "finish", NOW + MINUTE)
    assert look(session, people, NOW + MINUTE).left_ms == 0


def test_a_vacant_speech_offers_everybody_who_is_there_and_a_held_one_its_own_team(
    session: Session, people: cast.Cast
) -> None:
    with transaction(session):
        session.query(Speech).filter_by(address="O1").one().seat_id = None
        people.seats["mei"].absent_ms = NOW
    show = look(session, people).show
    vacant, held = show[3], show[5]
    assert vacant.vacant
    assert [seat.label for seat in vacant.chairs[0].choices] == [
        "Priya Nair",
        "Jonas Weber",
        "Amara Diallo",
        "Tomás Rivera",
        "Kofi Mensah",
    ]
    assert [seat.label for seat in held.chairs[0].choices] == ["Amara Diallo"]
    assert not show[0].chairs


def test_votes_are_counted_while_they_come_in_and_not_how_they_fall(
    session: Session, people: cast.Cast
) -> None:
    with transaction(session):
        for who, choice in (("kofi", "P"), ("mei", "U")):
            session.add(
                Vote(
                    debate_id=people.debate.id,
                    poll="before",
                    seat_id=people.seats[who].id,
                    choice=choice,
                    at_ms=NOW,
                )
            )
    found = look(session, people)
    assert (found.show[0].votes, found.show[10].votes) == (2, None)


def test_hands_stand_in_the_order_they_went_up_and_only_those_of_this_round(
    session: Session, people: cast.Cast
) -> None:
    raise_hand(session, people, "jonas", NOW + 3 * S)
    raise_hand(session, people, "kofi", NOW + 2 * S)
    raise_hand(session, people, "mei", NOW, step=0)
    queue = look(session, people).queue
    assert [(hand.label, hand.waiting_ms) for hand in queue] == [
        ("Kofi Mensah", 8 * S),
        ("Jonas Weber", 7 * S),
    ]
    assert all(hand.first for hand in queue)


def test_held_points_wait_with_their_words_and_count_in_the_room_s_tab(
    session: Session, people: cast.Cast
) -> None:
    send(session, people, "amara", "Sent before")
    with transaction(session):
        people.debate.hold = True
    send(session, people, "amara", "Held one")
    raise_hand(session, people, "kofi", NOW)
    found = look(session, people)
    assert [held.row.claim for held in found.review.held] == ["Held one"]
    assert [row.claim for row in found.review.recent] == ["Sent before"]
    assert (found.tabs[0].held, found.tabs[0].hands, found.tabs[0].waiting) == (1, 1, 2)
    assert found.stage.points == 1


def test_who_is_here_was_heard_of_within_the_last_minute(
    session: Session, people: cast.Cast
) -> None:
    with transaction(session):
        people.seats["tomas"].absent_ms = NOW
        people.seats["kofi"].confirmed_ms = None
        for who, ago in (("amara", 5 * S), ("kofi", 0), ("mei", 5 * MINUTE), ("tomas", 0)):
            session.add(Presence(seat_id=people.seats[who].id, seen_ms=NOW - ago))
    found = look(session, people, NOW + S).people
    assert (found.here, found.expected) == (2, 5)
    assert [line.label for line in found.away] == ["Priya Nair", "Jonas Weber", "Mei Tanaka"]
    assert [line.label for line in found.unconfirmed] == ["Kofi Mensah"]
    assert [line.label for line in found.absent] == ["Tomás Rivera"]


def test_who_came_without_a_room_is_named_on_the_console_of_each_room(
    session: Session, people: cast.Cast
) -> None:
    kofi, mei = people.seats["kofi"], people.seats["mei"]
    with transaction(session):
        kofi.debate_id = mei.debate_id = None
        kofi.confirmed_ms = None
        mei.absent_ms = NOW
        session.add(
            Seat(
                sitting_id=people.sitting.id,
                number=99,
                role="audience",
                typed_name="Walker",
                code_name="Heron",
                claimed_ms=NOW,
                confirmed_ms=NOW,
                generation=1,
            )
        )
    found = look(session, people).people
    assert [(one.number, one.name, one.confirmed) for one in found.waiting] == [
        (kofi.number, "Kofi Mensah", False),
        (99, "Walker", True),
    ]


def test_who_has_not_been_heard_is_named_and_judges_are_not_expected_to_speak(
    session: Session, people: cast.Cast
) -> None:
    send(session, people, "amara", "Heard")
    found = look(session, people).people
    assert [line.label for line in found.quiet] == [
        "Tomás Rivera",
        "Priya Nair",
        "Jonas Weber",
        "Kofi Mensah",
    ]
    assert found.quiet_of == 5


def test_speaking_time_is_ones_step_half_an_exchange_and_the_open_floor(
    session: Session, people: cast.Cast
) -> None:
    cast.control(session, people, "next", NOW + 2 * MINUTE)
    cast.control(session, people, "next", NOW + 3 * MINUTE)
    with transaction(session):
        session.add(
            FloorTurn(
                debate_id=people.debate.id,
                seat_id=people.seats["tomas"].id,
                step_index=3,
                given_ms=NOW + 3 * MINUTE,
                ended_ms=NOW + 3 * MINUTE + 20 * S,
            )
        )
    found = look(session, people, NOW + 4 * MINUTE).people
    spoken = {voice.label: voice.seconds for voice in found.voices}
    assert spoken == {
        "Amara Diallo": 150,
        "Tomás Rivera": 20,
        "Priya Nair": 60,
        "Jonas Weber": 30,
    }
    assert found.totals == (("Proposition", 170), ("Opposition", 90))


def test_where_rounds_last_for_days_points_are_counted(session: Session) -> None:
    people = cast.make(session, fmt=cast.read_format("written"))
    cast.start(session, people)
    found = look(session, people).people
    assert found.in_points
    assert {voice.seconds for voice in found.voices} == {0}


def test_every_room_has_a_tab_and_the_first_is_shown_unless_another_is_asked_for(
    session: Session, people: cast.Cast
) -> None:
    with transaction(session):
        cast.add_debate(session, people.sitting, people.deck, people.version, NOW, number=2)
    found = look(session, people)
    assert [(tab.number, tab.state, tab.chosen) for tab in found.tabs] == [
        (1, "running", True),
        (2, "ready", False),
    ]
    assert look(session, people, room=2).here.number == 2
    assert moderation.console(session, people.sitting.slug, 3, NOW) is None
    assert moderation.console(session, "nothing", 0, NOW) is None


def test_a_bigger_class_and_more_points_cost_no_more_statements(
    session: Session, people: cast.Cast
) -> None:
    send(session, people, "amara", "One")
    raise_hand(session, people, "jonas", NOW)
    few = statements(session, people)
    for number in range(20):
        add_listener(session, people, 10 + number)
    for claim in ("Two", "Three", "Four"):
        send(session, people, "amara", claim)
    raise_hand(session, people, "kofi", NOW)
    assert statements(session, people) == few
    assert few < 35


def add_listener(session: Session, people: cast.Cast, number: int) -> None:
    with transaction(session):
        student = Student(
            course_id=people.course.id, position=number, name=f"Student {number}", added_ms=NOW
        )
        session.add(student)
        session.flush()
        seat = Seat(
            sitting_id=people.sitting.id,
            number=number,
            student_id=student.id,
            debate_id=people.debate.id,
            role="audience",
            code_name=f"Tern {number}",
        )
        session.add(seat)
        session.flush()
        session.add(Presence(seat_id=seat.id, seen_ms=NOW))


def statements(session: Session, people: cast.Cast) -> int:
    session.rollback()
    count = 0

    def counted(*args: Any) -> None:
        nonlocal count
        count += 1

    event.listen(db.engine, "before_cursor_execute", counted)
    look(session, people)
    event.remove(db.engine, "before_cursor_execute", counted)
    return count
