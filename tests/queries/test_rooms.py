"""A room that grows by what was sent is the room that is read as a whole."""

from functools import partial
from typing import Any

import pytest

from debate.db import transaction
from debate.domain.speeches import Words, answering
from debate.models.speeches import Draft
from debate.queries import debates, rooms
from debate.services import debates as debate_writes
from debate.services import floor, moderation, speeches
from tests import cast
from tests.cast import NOW
from tests.services.moderating import S, act, by_seat, resend, seat_actor, send
from tests.services.test_speeches import give_card

pytestmark = pytest.mark.both_databases

VIEWS = ("room", "team1", "team2", "judges", "moderators")


@pytest.fixture
def people(session: Any) -> cast.Cast:
    made = cast.make(session)
    cast.start(session, made)
    return made


def here_in(session: Any, people: cast.Cast, view: str, at: int) -> debates.DebateNow:
    here = debates.load(session, people.slug, view, at)
    assert here is not None
    return here


def rooms_now(session: Any, people: cast.Cast, at: int) -> dict[str, rooms.Room]:
    return {view: rooms.load(session, here_in(session, people, view, at)) for view in VIEWS}


def grown(
    session: Any, people: cast.Cast, before: dict[str, rooms.Room], at: int
) -> dict[str, rooms.Room | None]:
    return {
        view: rooms.grown(session, here_in(session, people, view, at), room)
        for view, room in before.items()
    }


def shown(room: rooms.Room | None) -> object:
    assert room is not None
    said = room.said
    stored = (list(said.points), dict(said.cards), dict(said.links))
    return said.rows, stored, room._replace(said=None)  # type: ignore[arg-type]


def test_points_that_were_sent_since_with_cards_and_answers_are_added_in_every_view(
    session: Any, people: cast.Cast
) -> None:
    give_card(session, people, "priya", 1)
    first = send(session, people, "amara", "P1", Words("First"))
    for second in (2, 3):
        cast.control(session, people, "next", NOW + second * S)
    before = rooms_now(session, people, NOW + 4 * S)
    answer = Words("Second", "Why", (1,), answering(first.point_id))
    assert send(session, people, "priya", "O1", answer, NOW + 4 * S).address == "O1.1"
    send(session, people, "priya", "O1", Words("Third", "", (1,)), NOW + 5 * S)
    after = grown(session, people, before, NOW + 6 * S)
    for view, whole in rooms_now(session, people, NOW + 6 * S).items():
        assert shown(after[view]) == shown(whole)
    assert before["room"].duties != whole.duties


def test_a_point_that_was_sent_again_stands_in_the_place_of_the_one_before(
    session: Any, people: cast.Cast
) -> None:
    point = send(session, people, "amara", "P1", Words("First"))
    send(session, people, "amara", "P1", Words("Second"), NOW + 2 * S)
    act(session, people, moderation.return_point, point.point_id, "Be precise.")
    before = rooms_now(session, people, NOW + 6 * S)
    assert resend(session, people, "amara", NOW + 7 * S).address == "P1.1"
    after = grown(session, people, before, NOW + 8 * S)
    for view, whole in rooms_now(session, people, NOW + 8 * S).items():
        room = after[view]
        assert room is not None
        assert (room.said.rows, room.duties) == (whole.said.rows, whole.duties)


def change(session: Any, people: cast.Cast, point: int, claim: str, at: int) -> Any:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        amara = seat_actor(people, "amara")
        return speeches.send_point(
            session, amara, debate, "P1", Words(claim), now=at, arrival=at, revises=point
        )


def test_a_change_that_was_held_and_came_back_stands_in_the_place_of_what_it_changes(
    session: Any, people: cast.Cast
) -> None:
    point = send(session, people, "amara", "P1", Words("First"))
    act(session, people, moderation.set_hold, True, at=NOW + 2 * S)
    held = change(session, people, point.point_id, "Better", NOW + 3 * S)
    act(session, people, moderation.return_point, held.point_id, "Be precise.")
    act(session, people, moderation.set_hold, False)
    before = rooms_now(session, people, NOW + 6 * S)
    assert resend(session, people, "amara", NOW + 7 * S).address == "P1.1"
    after = grown(session, people, before, NOW + 8 * S)
    for view, whole in rooms_now(session, people, NOW + 8 * S).items():
        room = after[view]
        assert room is not None
        assert [row.claim for row in room.said.rows] == ["Better"]
        assert (room.said.rows, room.duties) == (whole.said.rows, whole.duties)


def test_a_room_in_which_a_hand_is_up_about_what_was_revised_is_read_as_a_whole(
    session: Any, people: cast.Cast
) -> None:
    point = send(session, people, "amara", "P1", Words("First"))
    by_seat(session, people, "priya", partial(asking, point.point_id), NOW + 2 * S)
    before = rooms_now(session, people, NOW + 3 * S)
    change(session, people, point.point_id, "Better", NOW + 4 * S)
    assert set(grown(session, people, before, NOW + 5 * S).values()) == {None}


def asking(about: int, session: Any, actor: Any, debate: Any, *, now: int) -> None:
    floor.raise_hand(session, actor, debate, "question", about, now=now)


def test_what_a_point_no_longer_answers_when_it_was_sent_again_is_dropped(
    session: Any, people: cast.Cast
) -> None:
    first = send(session, people, "amara", "P1", Words("First"))
    for second in (2, 3):
        cast.control(session, people, "next", NOW + second * S)
    answer = Words("Second", "", (), answering(first.point_id))
    point = send(session, people, "priya", "O1", answer, NOW + 4 * S)
    for second in range(5, 10):  # past the step by whose end an answer is due
        cast.control(session, people, "next", NOW + second * S)
    act(session, people, moderation.return_point, point.point_id, "Be precise.", at=NOW + 10 * S)
    with transaction(session):
        session.query(Draft).filter(Draft.returned_point_id.is_not(None)).one().links = []
    before = rooms_now(session, people, NOW + 11 * S)
    assert resend(session, people, "priya", NOW + 12 * S).address == "O1.1"
    after = grown(session, people, before, NOW + 13 * S)
    for view, whole in rooms_now(session, people, NOW + 13 * S).items():
        room = after[view]
        assert room is not None
        assert room.duties == whole.duties
        assert "dropped" in {line.status for line in room.duties}


def test_a_room_in_which_anything_else_happened_is_read_as_a_whole(
    session: Any, people: cast.Cast
) -> None:
    point = send(session, people, "amara", "P1", Words("First"))
    before = rooms_now(session, people, NOW + S)
    act(session, people, moderation.return_point, point.point_id, "Be precise.")
    assert set(grown(session, people, before, NOW + 20 * S).values()) == {None}
    before = rooms_now(session, people, NOW + 20 * S)
    act(session, people, moderation.set_hold, True, at=NOW + 20 * S)
    send(session, people, "amara", "P1", Words("Held"), NOW + 21 * S)
    assert set(grown(session, people, before, NOW + 22 * S).values()) == {None}
