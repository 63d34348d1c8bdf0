"""Points that came back: what their author is offered, and sending them once more."""

from typing import Any

import pytest

from debate.db import transaction
from debate.domain.speeches import Words
from debate.models.speeches import Draft, Point
from debate.queries import debates, drafts, rooms
from debate.services import debates as debate_writes
from debate.services import drafts as draft_writes
from debate.services import moderation
from tests import cast
from tests.cast import MINUTE, NOW
from tests.services.moderating import S, act, seat_actor, seen, send


@pytest.fixture
def people(session: Any) -> cast.Cast:
    made = cast.make(session)
    cast.start(session, made)
    return made


def turn(session: Any, people: cast.Cast, at: int) -> drafts.Turn:
    here = debates.load(session, people.slug, "team1", at)
    assert here is not None
    return drafts.turn(session, here, seat_actor(people, "amara"), rooms.load(session, here))


def give_back(session: Any, people: cast.Cast) -> int:
    """A point of P1 that was returned five seconds after the start; the id of its draft."""
    point = send(session, people, "amara", "P1", Words("First try", "Why"))
    act(session, people, moderation.return_point, point.point_id, "Be precise.")
    return int(session.query(Draft).one().id)


def edit(session: Any, people: cast.Cast, draft_id: int, now: int, step: int | None = None) -> None:
    with transaction(session):
        debate_writes.lock(session, people.slug)
        draft_writes.edit(session, seat_actor(people, "amara"), draft_id, now, step)


def test_a_returned_point_that_was_edited_in_the_composer_keeps_its_number(
    session: Any, people: cast.Cast
) -> None:
    edit(session, people, give_back(session, people), NOW + 10 * S)
    found = turn(session, people, NOW + 11 * S)
    assert found.composer is not None
    assert (found.composer.claim, found.composer.can_send) == ("First try", True)
    again = send(session, people, "amara", "P1", Words("Second try"), NOW + 20 * S)
    assert again.address == "P1.1"
    assert seen(session, people, "room", NOW + 21 * S) == [("P1.1", "full", "Second try")]
    assert turn(session, people, NOW + 21 * S).own == ()
    assert session.query(Draft).count() == 0


def test_a_returned_point_of_an_earlier_round_is_offered_and_sent_until_two_minutes_after_the_bell(
    session: Any, people: cast.Cast
) -> None:
    draft_id = give_back(session, people)
    cast.control(session, people, "next", NOW + MINUTE)
    before = turn(session, people, NOW + 2 * MINUTE)
    assert before.composer is not None
    assert before.composer.address != "P1"
    assert [(one.draft_id, one.open) for one in before.back.values()] == [(draft_id, False)]
    edit(session, people, draft_id, NOW + 2 * MINUTE)
    found = turn(session, people, NOW + 2 * MINUTE)
    assert found.composer is not None
    assert (found.composer.address, found.composer.can_send) == ("P1", True)
    again = send(session, people, "amara", "P1", Words("Second try"), NOW + 3 * MINUTE - S)
    assert (again.kind, again.address) == ("sent", "P1.1")
    after = turn(session, people, NOW + 3 * MINUTE)
    assert after.composer is not None
    assert after.composer.address != "P1"


def test_a_returned_point_is_no_longer_offered_when_its_time_is_over(
    session: Any, people: cast.Cast
) -> None:
    draft_id = give_back(session, people)
    cast.control(session, people, "next", NOW + MINUTE)
    edit(session, people, draft_id, NOW + 2 * MINUTE)
    late = turn(session, people, NOW + 3 * MINUTE + S)
    assert late.back == {}
    assert [row.state for row in late.own] == ["returned"]
    assert late.composer is not None
    assert late.composer.address != "P1"
    again = send(session, people, "amara", "P1", Words("Too late"), NOW + 3 * MINUTE + S)
    assert again.kind == "draft"
    assert session.query(Point).count() == 1


def test_words_saved_while_a_returned_point_is_edited_stay_tied_to_it(
    session: Any, people: cast.Cast
) -> None:
    edit(session, people, give_back(session, people), NOW + 10 * S)
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        amara = seat_actor(people, "amara")
        draft_writes.save_open(session, amara, debate, 1, Words("Typed on"), NOW + 12 * S)
    assert [one.open for one in turn(session, people, NOW + 13 * S).back.values()] == [True]


def test_words_that_came_back_and_are_taken_to_another_speech_make_a_point_of_their_own(
    session: Any, people: cast.Cast
) -> None:
    draft = give_back(session, people)
    here = debates.load(session, people.slug, "room", NOW + 10 * S)
    assert here is not None
    later = next(line.step_index for line in here.speeches if line.address == "P3")
    edit(session, people, draft, NOW + 10 * S, later)
    for second in range(later - 1):  # it began with the second step
        cast.control(session, people, "next", NOW + (20 + second) * S)
    sent = send(session, people, "amara", "P3", Words("Now in the rebuttal"), NOW + MINUTE)
    assert sent.address == "P3.1"
    assert [
        (address, level) for address, level, _ in seen(session, people, "room", NOW + MINUTE)
    ] == [
        ("P1.1", "gap"),
        ("P3.1", "full"),
    ]
    assert session.query(Point).filter_by(claim="Now in the rebuttal").one().replaces_id is None
