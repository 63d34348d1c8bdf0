"""The board of rooms over HTTP: the page, acts on several rooms, a broadcast, moving seats."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from debate.db import clock_ms, transaction
from debate.models.debates import Control, Debate
from debate.models.seats import Seat
from debate.models.speeches import Point, Speech
from tests import cast
from tests.cast import MINUTE, Cast

FRAGMENT = {"X-Fragment": "1"}


@pytest.fixture
def people(session: Session) -> Cast:
    made = cast.make(session, clock_ms() - MINUTE)
    with transaction(session):
        for number in (2, 3):
            room = cast.add_debate(
                session, made.sitting, made.deck, made.version, clock_ms(), number=number
            )
            cast.add_speeches(session, room, [])
    return made


@pytest.fixture
def owner(session: Session, client: FlaskClient, people: Cast) -> FlaskClient:
    cast.as_account(session, client, people.owner)
    return client


def at(people: Cast, rest: str = "") -> str:
    return f"/sittings/{people.sitting.slug}/rooms{rest}"


def press(client: FlaskClient, people: Cast, act: str, *rooms: int, **more: Any) -> Any:
    data = {"kind": act, "room": [str(one) for one in rooms]} | more.pop("data", {})
    return client.post(at(people, "/acts"), data=data, **more)


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))


def kinds(session: Session, number: int = 1) -> list[str]:
    session.expire_all()
    query = session.query(Control).join(Debate, Debate.id == Control.debate_id)
    return [row.kind for row in query.filter(Debate.number == number).order_by(Control.n)]


def test_the_board_has_a_tile_for_each_room_and_is_reached_from_session_and_console(
    owner: FlaskClient, people: Cast
) -> None:
    page = owner.get(at(people))
    assert page.status_code == 200
    for number in (1, 2, 3):
        assert f'id="tile-{number}"' in page.get_data(as_text=True)
    for way in (f"/sittings/{people.sitting.slug}/", f"/sittings/{people.sitting.slug}/console"):
        assert f'href="{at(people)}"' in owner.get(way).get_data(as_text=True)


def test_a_session_with_one_room_has_a_board_too(session: Session, client: FlaskClient) -> None:
    made = cast.make(session, clock_ms())
    cast.as_account(session, client, made.owner)
    assert "Room 1" in text(client.get(at(made)))


def test_rooms_start_and_move_on_together_by_plain_posts(
    owner: FlaskClient, session: Session, people: Cast
) -> None:
    assert press(owner, people, "start", 1, 2).location == at(people)
    said = text(press(owner, people, "next", 1, 2, 3, follow_redirects=True))
    assert "Rooms 1 and 2 moved on. Room 3 has not started." in said
    assert [kinds(session, number) for number in (1, 2, 3)] == [["start", "next"]] * 2 + [[]]


def test_a_press_that_is_sent_again_counts_once_and_is_told_the_same(
    owner: FlaskClient, session: Session, people: Cast
) -> None:
    for _ in range(2):
        answer = press(owner, people, "start", 1, 2, data={"key": "one"}, headers=FRAGMENT)
        assert "Rooms 1 and 2 have started." in text(answer)
    assert kinds(session) == ["start"]


def test_the_step_that_was_shown_guards_each_room(
    owner: FlaskClient, session: Session, people: Cast
) -> None:
    press(owner, people, "start", 1, 2)
    press(owner, people, "next", 1, data={"step": "1.1"})
    answer = press(owner, people, "next", 1, 2, data={"step": ["1.1", "2.1"]}, headers=FRAGMENT)
    assert "Room 2 moved on. Room 1 has moved on already." in text(answer)
    assert "room=2&amp;step=2.2" in answer.get_data(as_text=True)
    refused = press(owner, people, "next", 1, data={"step": "1.1"}, headers=FRAGMENT)
    assert (refused.status_code, "has moved on already" in text(refused)) == (409, True)
    assert kinds(session) == ["start", "next"]


@pytest.mark.parametrize(
    ("data", "status"),
    [({}, 422), ({"room": "x"}, 422), ({"room": "99"}, 404), ({"room": "1", "kind": "boo"}, 404)],
)
def test_what_makes_no_sense_changes_nothing(
    owner: FlaskClient, session: Session, people: Cast, data: dict[str, str], status: int
) -> None:
    answer = owner.post(at(people, "/acts"), data={"kind": "start"} | data, headers=FRAGMENT)
    assert answer.status_code == status
    assert kinds(session) == []


def test_a_tile_is_fetched_by_itself_with_the_head_that_counts(
    owner: FlaskClient, people: Cast
) -> None:
    part = owner.get(at(people, "/parts/2"), headers=FRAGMENT).get_data(as_text=True)
    assert re.findall(r'id="(tile-\d|board-head)"', part) == ["board-head", "tile-2"]
    whole = owner.get(at(people, "/parts/board"), headers=FRAGMENT).get_data(as_text=True)
    assert sorted(re.findall(r'id="(tile-\d)"', whole)) == ["tile-1", "tile-2", "tile-3"]
    assert owner.get(at(people, "/parts/9")).status_code == 404


def test_before_rooms_end_their_undecided_points_are_named(
    owner: FlaskClient, session: Session, people: Cast
) -> None:
    press(owner, people, "start", 1, 2)
    with transaction(session):
        speech = session.query(Speech).filter_by(debate_id=people.debate.id, address="P1").one()
        point = Point(debate_id=people.debate.id, speech_id=speech.id, state="held", claim="One")
        point.seat_id, point.sent_ms = people.seats["amara"].id, clock_ms()
        session.add(point)
    page = owner.get(at(people, "/finish"))
    assert "Amara Diallo in P1" in text(page)
    assert f'name="named" value="{point.id}"' in page.get_data(as_text=True)
    assert "Room 1," not in text(owner.get(at(people, "/finish?room=2")))
    said = text(press(owner, people, "finish", 1, 2, follow_redirects=True))
    assert "Room 2 has ended. Room 1 has points that came in after you looked." in said
    press(owner, people, "finish", 1, data={"named": str(point.id)})
    assert kinds(session) == ["start", "finish"]
    assert "No room is running" in text(owner.get(at(people, "/finish")))


def test_a_broadcast_is_sent_listed_and_taken_back(
    owner: FlaskClient, session: Session, people: Cast
) -> None:
    empty = owner.post(at(people, "/announcements"), data={"text": " "}, headers=FRAGMENT)
    assert (empty.status_code, "Write what everybody is to read." in text(empty)) == (422, True)
    owner.post(at(people, "/announcements"), data={"text": "Two more minutes."})
    page = owner.get(at(people)).get_data(as_text=True)
    back = re.search(rf'formaction="({at(people)}/announcements/\d+/withdraw)"', page)
    assert back
    assert "Two more minutes." in text(owner.get(f"/debates/{people.slug}/"))
    answer = owner.post(back[1], headers=FRAGMENT)
    assert "taken back" in text(answer)
    assert "Two more minutes." not in text(owner.get(f"/debates/{people.slug}/"))


def test_a_seat_moves_and_its_open_page_leads_to_the_new_room(
    owner: FlaskClient, session: Session, people: Cast, app: Any
) -> None:
    priya = people.seats["priya"]
    device = app.test_client()
    cast.as_seat(session, device, priya)
    old = f"/debates/{people.slug}/{priya.number}/"
    assert device.get(old).status_code == 200
    assert "Priya Nair" in text(owner.get(at(people, "/seats")))
    data = {"seat": priya.number, "place": "2.O"}
    assert owner.post(at(people, "/seats"), data=data).location == at(people, "/seats")
    room = session.query(Debate).filter_by(number=2).one()
    new = f"/debates/{room.slug}/{priya.number}/"
    assert device.get(old).location == new
    ticket = device.post(f"{old}stream/ticket", headers=FRAGMENT)
    assert (ticket.status_code, ticket.headers["X-Go"]) == (410, new)
    assert device.get(new).status_code == 200
    assert app.test_client().get(old).status_code == 403


def test_two_seats_change_places_and_what_cannot_be_is_said_beside_the_field(
    owner: FlaskClient, session: Session, people: Cast
) -> None:
    amara, priya = people.seats["amara"], people.seats["priya"]
    both = {"seat": amara.number, "place": f"seat.{priya.number}", "key": "one"}
    for _ in range(2):
        owner.post(at(people, "/seats"), data=both)
    session.expire_all()
    assert (session.get_one(Seat, amara.id).side, session.get_one(Seat, priya.id).side) == (
        "O",
        "P",
    )
    for data, sentence in (
        ({"seat": "", "place": "2.P"}, "Choose who moves."),
        ({"seat": amara.number, "place": ""}, "Choose a place, or somebody"),
        ({"seat": amara.number, "place": "2.king"}, "Choose a side, judge or audience."),
        ({"seat": amara.number, "place": f"seat.{amara.number}"}, "both have a room"),
    ):
        answer = owner.post(at(people, "/seats"), data=data)
        assert (answer.status_code, sentence in text(answer)) == (422, True)
    press(owner, people, "start", 2)
    begun = owner.post(at(people, "/seats"), data={"seat": amara.number, "place": "2.P"})
    assert (begun.status_code, "Room 2 has begun" in text(begun)) == (422, True)


@pytest.mark.parametrize("path", ["", "/seats", "/finish", "/parts/board", "/parts/1"])
def test_only_moderators_of_the_class_see_the_rooms(
    session: Session, client: FlaskClient, people: Cast, path: str
) -> None:
    assert client.get(at(people, path)).location.startswith("/sign-in")
    cast.as_account(session, client, people.stranger)
    assert client.get(at(people, path)).status_code == 404
    cast.as_account(session, client, people.marker)
    assert client.get(at(people, path)).status_code == 403
