"""What a seat is told to do, and what its composer offers."""

from typing import Any

import pytest

from debate.db import transaction
from debate.domain.speeches import Words
from debate.models.moderation import FloorTurn
from debate.queries import debates, drafts, rooms
from debate.services import debates as debate_writes
from debate.services import drafts as draft_writes
from debate.services import polls, speeches
from tests import cast
from tests.cast import MINUTE, NOW
from tests.services.moderating import S, seat_actor

VIEWS = {"P": "team1", "O": "team2"}
OPEN_FLOOR = 7


@pytest.fixture
def people(session: Any) -> cast.Cast:
    made = cast.make(session)
    cast.start(session, made)
    return made


def turn(session: Any, people: cast.Cast, who: str, at: int) -> drafts.Turn:
    seat = people.seats[who]
    here = debates.load(session, people.slug, VIEWS.get(seat.side or "", "room"), at)
    assert here is not None
    return drafts.turn(session, here, seat_actor(people, who), rooms.load(session, here))


def to_open_floor(session: Any, people: cast.Cast) -> None:
    for second in range(1, OPEN_FLOOR):
        cast.control(session, people, "next", NOW + second * S)


def test_a_speaker_is_told_when_time_is_up_and_can_send_during_the_grace_alone(
    session: Any, people: cast.Cast
) -> None:
    seconds = people_step(people, 1)
    bell = NOW + seconds * S
    running = turn(session, people, "amara", bell - S)
    grace = turn(session, people, "amara", bell + S)
    after = turn(session, people, "amara", bell + 3 * S)
    assert [one.title for one in (running, grace, after)] == [
        "You have the floor.",
        "Time is up.",
        "Time is up.",
    ]
    assert [bool(one.composer and one.composer.can_send) for one in (running, grace, after)] == [
        True,
        True,
        False,
    ]


def test_in_a_step_of_days_each_sees_the_own_end_and_not_that_of_extra_time(
    session: Any,
) -> None:
    people = cast.make(session, fmt=cast.read_format("written"))
    with transaction(session):
        people.students["priya"].factor = 150
        debate = debate_writes.lock(session, people.slug)
        debate_writes.refresh_factor(session, debate, NOW - MINUTE)
    cast.start(session, people)
    cast.control(session, people, "next", NOW + S)
    hours = cast.read_format("written").steps[1].due_hours or 0
    found = [turn(session, people, who, NOW + 2 * S).owes for who in ("amara", "priya", "mei")]
    dues = [[line.due_ms for line in owes if line.state == "now"] for owes in found]
    assert dues == [[NOW + S + hours * 60 * MINUTE], [NOW + S + hours * 90 * MINUTE], []]


def test_who_only_listens_is_not_told_what_the_speaker_is_to_do(
    session: Any, people: cast.Cast
) -> None:
    found = turn(session, people, "mei", NOW + S)
    assert (found.title, found.text) == ("You listen.", "")


def test_who_has_voted_is_told_so_and_can_still_change_it(session: Any) -> None:
    people = cast.make(session)
    before = turn(session, people, "kofi", NOW)
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        voter = seat_actor(people, "kofi")
        polls.vote(session, voter, debate, "before", "P", None, now=NOW, arrival=NOW)
    after = turn(session, people, "kofi", NOW + S)
    assert (before.title, after.title) == ("Vote now.", "You have voted.")
    assert (after.act, after.voted) == ("vote", True)


def test_a_speaker_is_told_that_the_clock_is_paused(session: Any, people: cast.Cast) -> None:
    cast.control(session, people, "pause", NOW + MINUTE)
    found = turn(session, people, "amara", NOW + MINUTE + S)
    assert found.title == "The clock is paused."
    assert found.composer is not None
    assert not found.composer.can_send


def test_who_waits_for_the_floor_keeps_the_composer_and_what_was_prepared_for_it(
    session: Any, people: cast.Cast
) -> None:
    kofi = seat_actor(people, "kofi")
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        draft_writes.keep(session, kofi, debate, OPEN_FLOOR, Words("From the audience"), NOW + S)
    to_open_floor(session, people)
    found = turn(session, people, "kofi", NOW + 10 * S)
    assert found.title == "The floor is open. Raise your hand to speak."
    assert found.composer is not None
    assert not found.composer.can_send
    assert [one.claim for one in found.composer.prepared] == ["From the audience"]


def test_in_the_open_floor_a_debater_prepares_the_speech_to_come_until_given_the_floor(
    session: Any, people: cast.Cast
) -> None:
    to_open_floor(session, people)
    waiting = turn(session, people, "amara", NOW + 10 * S)
    with transaction(session):
        seat_id = people.seats["amara"].id
        session.add(
            FloorTurn(
                debate_id=people.debate.id, seat_id=seat_id, step_index=OPEN_FLOOR, given_ms=NOW
            )
        )
    speaking = turn(session, people, "amara", NOW + 11 * S)
    assert [one.composer.address for one in (waiting, speaking) if one.composer] == ["P3", "F1"]
    assert speaking.composer is not None
    assert speaking.composer.can_send


def people_step(people: cast.Cast, index: int) -> int:
    """Seconds of one step of the seminar format."""
    seconds = cast.read_format().steps[index].seconds
    assert seconds is not None
    return seconds


def test_words_of_a_round_that_is_over_stay_with_their_author_and_move_on_when_asked(
    session: Any, people: cast.Cast
) -> None:
    amara = seat_actor(people, "amara")
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        draft_writes.keep(session, amara, debate, 1, Words("Half a case"), NOW + S)
    assert turn(session, people, "amara", NOW + 2 * S).left == ()
    cast.control(session, people, "next", NOW + 3 * S)
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        outcome = speeches.send_point(
            session, amara, debate, "P1", Words("A case", "Whole"), now=NOW + 4 * S, arrival=NOW + S
        )
    left = turn(session, people, "amara", NOW + 5 * S).left
    assert [(one.claim, one.reasons, one.step_name) for one in left] == [
        ("A case", "Whole", "Proposition constructive"),
        ("Half a case", "", "Proposition constructive"),
    ]
    assert [one.reason for one in left] == [outcome.sentence, ""]
    assert turn(session, people, "priya", NOW + 5 * S).left == ()

    cast.control(session, people, "next", NOW + 6 * S)
    found = turn(session, people, "amara", NOW + 7 * S)
    assert found.composer is not None
    with transaction(session):
        debate_writes.lock(session, people.slug)
        draft_writes.edit(session, amara, left[0].id, NOW + 8 * S, found.composer.step_index)
    again = turn(session, people, "amara", NOW + 9 * S)
    assert again.composer is not None
    assert (again.composer.claim, again.composer.reason) == ("A case", "")
    assert [one.claim for one in again.left] == ["Half a case"]
