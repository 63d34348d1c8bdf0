"""Hands up, the floor and announcements: who may ask, who is given it, who hears of it."""

from typing import Any

import pytest

from debate.db import transaction
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.speeches import Words
from debate.models.events import Event, ViewChange
from debate.models.moderation import FloorRequest, FloorTurn
from debate.queries import debates, drafts, rooms
from debate.services import floor, moderation, sittings
from tests import cast
from tests.cast import NOW
from tests.services.moderating import OTHERS, S, act, by_seat, last, numbers, seat_actor, send


@pytest.fixture
def people(session: Any) -> cast.Cast:
    made = cast.make(session, hold=True)
    cast.start(session, made)
    return made


def test_a_hand_goes_up_once_and_only_the_console_hears_of_it(
    session: Any, people: cast.Cast
) -> None:
    for _ in range(2):
        by_seat(session, people, "kofi", floor.raise_hand)
    assert session.query(FloorRequest).count() == 1
    assert numbers(session, "moderators") == 1
    assert [numbers(session, view) for view in OTHERS] == [0, 0, 0, 0]


def test_hands_go_up_only_while_a_round_runs(session: Any) -> None:
    people = cast.make(session)
    with pytest.raises(Refused, match="while a round runs"):
        by_seat(session, people, "kofi", floor.raise_hand)
    cast.start(session, people)
    cast.control(session, people, "finish", NOW + S)
    with pytest.raises(Refused, match="while a round runs"):
        by_seat(session, people, "kofi", floor.raise_hand, NOW + 2 * S)


def test_who_speaks_needs_no_hand(session: Any, people: cast.Cast) -> None:
    with pytest.raises(Refused, match="your turn"):
        by_seat(session, people, "amara", floor.raise_hand)


def test_a_hand_comes_down_by_itself_or_by_the_moderator(session: Any, people: cast.Cast) -> None:
    by_seat(session, people, "kofi", floor.raise_hand)
    by_seat(session, people, "kofi", floor.lower_hand, NOW + 2 * S)
    by_seat(session, people, "kofi", floor.lower_hand, NOW + 2 * S)
    by_seat(session, people, "kofi", floor.raise_hand, NOW + 3 * S)
    hand = session.query(FloorRequest).filter_by(done_ms=None).one()
    for _ in range(2):
        act(session, people, floor.decline, hand.id)
    outcomes = [row.outcome for row in session.query(FloorRequest).order_by(FloorRequest.id)]
    assert outcomes == ["lowered", "declined"]
    assert session.query(Event).filter_by(kind="hand_lowered").count() == 2
    with pytest.raises(NotFound):
        act(session, people, floor.decline, 99)


def to_open_floor(session: Any, people: cast.Cast) -> int:
    for number in range(1, 7):
        cast.control(session, people, "next", NOW + number * S)
    return NOW + 10 * S


def test_in_the_open_floor_one_at_a_time_may_send(session: Any, people: cast.Cast) -> None:
    act(session, people, moderation.set_hold, False)
    at = to_open_floor(session, people)
    by_seat(session, people, "kofi", floor.raise_hand, at)
    with pytest.raises(Refused, match="do not have the floor"):
        send(session, people, "kofi", "F1", Words("Me"), at)
    act(session, people, floor.give_floor, people.seats["kofi"].id, at=at)
    assert session.query(FloorRequest).one().outcome == "given"
    assert send(session, people, "kofi", "F1", Words("Me"), at).address == "F1.1"
    act(session, people, floor.give_floor, people.seats["tomas"].id, at=at + S)
    with pytest.raises(Refused, match="do not have the floor"):
        send(session, people, "kofi", "F1", Words("Again"), at + S)
    for _ in range(2):
        act(session, people, floor.end_floor, at=at + 2 * S)
    assert session.query(FloorTurn).filter_by(ended_ms=None).count() == 0
    assert session.query(Event).filter_by(kind="floor_taken").count() == 1


def test_the_open_floor_is_not_open_to_judges(session: Any, people: cast.Cast) -> None:
    at = to_open_floor(session, people)
    with pytest.raises(Refused, match="not open to you"):
        by_seat(session, people, "mei", floor.raise_hand, at)
    with pytest.raises(Refused, match="not open to Mei"):
        act(session, people, floor.give_floor, people.seats["mei"].id, at=at)


def test_in_a_speech_the_floor_is_given_beside_the_speaker(session: Any, people: cast.Cast) -> None:
    act(session, people, floor.give_floor, people.seats["jonas"].id)
    here = debates.load(session, people.slug, "team2", NOW + 6 * S)
    assert here is not None
    turn = drafts.turn(session, here, seat_actor(people, "jonas"), rooms.load(session, here))
    assert turn.title == "You have the floor for a moment."
    with pytest.raises(Refused, match="not your turn"):
        send(session, people, "jonas", "P1", Words("Mine"), NOW + 6 * S)


def test_the_floor_goes_to_people_of_this_room_who_are_there(
    session: Any, people: cast.Cast
) -> None:
    with transaction(session):
        people.seats["kofi"].absent_ms = NOW
    with pytest.raises(Refused, match="Kofi Mensah is marked absent"):
        act(session, people, floor.give_floor, people.seats["kofi"].id)
    with pytest.raises(NotFound):
        act(session, people, floor.give_floor, 999)


# Announcements.


def announce(session: Any, people: cast.Cast, text: str) -> None:
    with transaction(session):
        sitting = sittings.lock(session, people.sitting.id)
        moderation.announce(
            session, Actor("owner", account_id=people.owner.id), sitting, text, now=NOW
        )


def test_an_announcement_reaches_every_room_of_the_session(session: Any, people: cast.Cast) -> None:
    with transaction(session):
        cast.add_debate(session, people.sitting, people.deck, people.version, NOW, number=2)
    announce(session, people, "  Five minutes \n break. ")
    rows = session.query(Event).filter_by(kind="announcement").all()
    assert len({row.debate_id for row in rows}) == 2
    assert last(session, "announcement")["text"] == "Five minutes break."
    assert session.query(ViewChange).filter_by(view="room").count() == 2


@pytest.mark.parametrize(("text", "sentence"), [("  ", "Write what"), ("x" * 301, "At most 300")])
def test_an_announcement_is_a_sentence(
    session: Any, people: cast.Cast, text: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        announce(session, people, text)


def test_nothing_is_announced_after_the_session(session: Any, people: cast.Cast) -> None:
    with transaction(session):
        people.sitting.state = "ended"
    with pytest.raises(Refused, match="ended"):
        announce(session, people, "Anybody?")
