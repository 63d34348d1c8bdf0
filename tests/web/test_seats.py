"""Joining by code and by link, waiting, leaving, and what staff do to one seat, over HTTP."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient
from sqlalchemy import func, select

from debate.db import transaction
from debate.models.accounts import Attempt, BrowserSeat
from debate.models.seats import Seat
from debate.web import links
from tests import cast

Browser = Callable[[], FlaskClient]


@pytest.fixture
def made(session: Any) -> cast.Cast:
    """The class with every seat still free."""
    found = cast.make(session)
    with transaction(session):
        for seat in found.seats.values():
            seat.claimed_how, seat.claimed_ms, seat.confirmed_ms = "", None, None
    return found


@pytest.fixture(autouse=True)
def apart(app: Any) -> None:
    """Requests here share the context of `session`: what one left in it is not for the next."""

    @app.before_request
    def forget() -> None:
        g.__dict__.clear()


@pytest.fixture
def fresh(app: Any) -> Browser:
    """A new browser each time."""
    made: Browser = app.test_client
    return made


@pytest.fixture
def owner(fresh: Browser, session: Any, made: cast.Cast) -> FlaskClient:
    client = fresh()
    cast.as_account(session, client, made.owner)
    return client


def link(app: Any, seat: Seat) -> str:
    with app.test_request_context():
        return f"/s/{links.seat_token(seat.id, seat.generation)}"


def join(client: FlaskClient, name: str, code: str = "R7K4TX", key: str = "k") -> Any:
    return client.post(f"/join/{code}", data={"name": name, "key": key})


def state(session: Any, seat: Seat) -> tuple[str, bool]:
    session.refresh(seat)
    return seat.claimed_how, seat.confirmed_ms is not None


def seats(session: Any) -> int:
    session.expire_all()
    found: int = session.scalar(select(func.count(Seat.id)))
    return found


def base(made: cast.Cast, number: int | str = "") -> str:
    return f"/sittings/{made.sitting.slug}/{f'seats/{number}/' if number else ''}"


def test_a_code_leads_to_the_name_and_the_name_to_the_room(
    client: FlaskClient, session: Any, made: cast.Cast
) -> None:
    answer = client.post("/join", data={"code": "r7k 4tx"})
    assert (answer.status_code, answer.location) == (303, "/join/R7K4TX")
    assert "Week 3" in client.get("/join/R7K4TX").get_data(as_text=True)
    answer = join(client, "Mei Tanaka")
    assert answer.location == f"/debates/{made.slug}/5/"
    assert state(session, made.seats["mei"]) == ("code", False)
    assert client.get(answer.location).status_code == 200


@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        ("ZZZZZZ", 404, "Check the board. Codes never contain I, O, 0 or 1."),
        ("O0O0O0", 422, "Codes never contain I, O, 0 or 1."),
        ("", 422, "Type the code from the board."),
        ("R7K", 422, "signs"),
    ],
)
def test_a_wrong_code_is_said_at_its_field_and_kept(
    client: FlaskClient, made: cast.Cast, code: str, status: int, words: str
) -> None:
    answer = client.post("/join", data={"code": code})
    text = answer.get_data(as_text=True)
    assert made
    assert answer.status_code == status
    assert "<b>No room has that code." in text
    assert words in text
    assert f'value="{code}"' in text


def test_too_many_wrong_codes_close_code_entry_and_no_link(
    app: Any, client: FlaskClient, session: Any, made: cast.Cast
) -> None:
    for _ in range(60):
        client.get("/join/ZZZZZZ")
    with transaction(session):
        assert session.scalar(select(func.count(Attempt.id))) == 60
    for code in ("R7K4TX", "ZZZZZZ"):
        assert client.post("/join", data={"code": code}).status_code == 429
        assert client.get(f"/join/{code}").status_code == 429
        assert join(client, "Mei Tanaka", code).status_code == 429
    answer = client.post(link(app, made.seats["mei"]))
    assert client.get(answer.location).status_code == 200


def test_a_strange_name_waits_for_a_room(client: FlaskClient, made: cast.Cast) -> None:
    answer = join(client, "Somebody Else")
    assert answer.location == f"/sittings/{made.sitting.slug}/7/"
    text = client.get(answer.location).get_data(as_text=True)
    assert "Dr Ansah confirms your name" in text
    part = client.get(f"{answer.location}parts/place").get_data(as_text=True)
    assert part.strip() in text


def test_the_same_form_sent_twice_takes_one_seat(
    client: FlaskClient, fresh: Browser, session: Any, made: cast.Cast
) -> None:
    first, again = (join(one, "Somebody Else") for one in (client, fresh()))
    assert made
    assert first.location == again.location
    assert seats(session) == 7
    assert join(client, "Somebody Else", key="other").location != first.location
    assert join(client, "Another Name").status_code == 409


def test_a_name_that_is_none_is_said_at_its_field(
    client: FlaskClient, session: Any, made: cast.Cast
) -> None:
    answer = join(client, "x" * 81)
    assert answer.status_code == 422
    assert "at most 80" in answer.get_data(as_text=True)
    assert "x" * 81 in answer.get_data(as_text=True)
    assert made
    assert seats(session) == 6


def test_a_code_that_dies_while_one_types_is_told(
    client: FlaskClient, session: Any, made: cast.Cast
) -> None:
    with transaction(session):
        made.sitting.state, made.sitting.code = "closed", None
    answer = join(client, "Mei Tanaka")
    assert answer.status_code == 404
    assert "personal link" in answer.get_data(as_text=True)


def test_who_has_a_seat_is_shown_the_way_to_it(client: FlaskClient, made: cast.Cast) -> None:
    join(client, "Mei Tanaka")
    text = client.get("/join/R7K4TX").get_data(as_text=True)
    assert "Go on as Mei Tanaka" in text
    assert f"/debates/{made.slug}/5/" in text


def test_looking_at_a_personal_link_takes_nothing_and_its_button_does(
    app: Any, client: FlaskClient, session: Any, made: cast.Cast
) -> None:
    address = link(app, made.seats["priya"])
    text = client.get(address).get_data(as_text=True)
    assert "Priya Nair" in text
    assert "Take my seat" in text
    assert client.head(address).status_code == 200
    assert state(session, made.seats["priya"]) == ("", False)
    answer = client.post(address)
    assert answer.location == f"/debates/{made.slug}/3/"
    assert state(session, made.seats["priya"]) == ("link", True)
    assert client.get(address).location == answer.location


def test_a_second_device_is_told_and_the_first_goes_on(
    app: Any, client: FlaskClient, fresh: Browser, made: cast.Cast
) -> None:
    address = link(app, made.seats["priya"])
    room = client.post(address).location
    second = fresh()
    assert "taken on another device" in second.get(address).get_data(as_text=True)
    assert second.post(address).location == room
    assert client.get(room).status_code == 200
    assert second.get(room).status_code == 200


def test_taking_a_seat_gives_the_browser_another_token_and_keeps_its_seats(
    app: Any, client: FlaskClient, made: cast.Cast
) -> None:
    tokens = []
    for name in ("priya", "mei"):
        client.post(link(app, made.seats[name]))
        cookie = client.get_cookie("clashroom-seat")
        tokens.append(cookie.value if cookie else "")
    assert len(set(tokens)) == 2
    for number in (3, 5):
        assert client.get(f"/debates/{made.slug}/{number}/").status_code == 200


@pytest.mark.parametrize("token", ["nonsense", "WzEsMV0.AAAA"])
def test_a_link_that_is_not_ours_is_worth_nothing(
    client: FlaskClient, made: cast.Cast, token: str
) -> None:
    assert made
    assert client.get(f"/s/{token}").status_code == 410
    assert client.post(f"/s/{token}").status_code == 410


def test_before_the_opening_a_seat_waits_and_is_let_in_after_it(
    app: Any, client: FlaskClient, session: Any, made: cast.Cast
) -> None:
    with transaction(session):
        made.sitting.state, made.sitting.code = "planned", None
    waiting = client.post(link(app, made.seats["priya"])).location
    text = client.get(waiting).get_data(as_text=True)
    assert "You’re early." in text
    assert "You speak for Opposition." in text
    with transaction(session):
        made.sitting.state = "open"
    assert "Your room is ready." in client.get(f"{waiting}parts/place").get_data(as_text=True)
    assert client.get(waiting).location == f"/debates/{made.slug}/3/"


def test_waiting_pages_are_for_who_holds_the_seat(
    client: FlaskClient, owner: FlaskClient, made: cast.Cast
) -> None:
    waiting = join(client, "Somebody Else").location
    for path in (waiting, f"{waiting}parts/place"):
        assert owner.get(path).status_code == 403
    assert owner.post(f"{waiting}leave").status_code == 403
    assert client.get(waiting).status_code == 200
    assert made


def test_leaving_gives_the_seat_up_and_clears_the_browser_with_the_last(
    app: Any, client: FlaskClient, session: Any, made: cast.Cast
) -> None:
    for name in ("priya", "mei"):
        client.post(link(app, made.seats[name]))
    waiting = join(client, "Somebody Else").location
    answers = [
        client.post(f"/debates/{made.slug}/3/leave"),
        client.post(f"/debates/{made.slug}/5/leave"),
        client.post(f"{waiting}leave"),
    ]
    assert [answer.location for answer in answers] == ["/"] * 3
    assert ['"storage"' in answer.headers["Clear-Site-Data"] for answer in answers] == [
        False,
        False,
        True,
    ]
    assert session.scalar(select(func.count(BrowserSeat.id))) == 0
    assert client.get(f"/debates/{made.slug}/3/").status_code == 403
    assert client.get(f"/debates/{made.slug}/3/leave").status_code == 405


def test_a_seats_page_shows_link_and_square(owner: FlaskClient, made: cast.Cast) -> None:
    text = owner.get(base(made, 3)).get_data(as_text=True)
    assert re.search(r'value="http://localhost/s/[\w.-]+"', text)
    assert "<svg" in text
    assert "style=" not in text
    assert "Phones cannot reach this address." in text
    assert owner.get(base(made, 99)).status_code == 404


def test_a_public_address_stands_in_links_and_is_no_cause_for_warning(
    app: Any, owner: FlaskClient, made: cast.Cast
) -> None:
    app.config["PUBLIC_URL"] = "https://debate.example.edu"
    text = owner.get(base(made, 3)).get_data(as_text=True)
    assert 'value="https://debate.example.edu/s/' in text
    assert "Phones cannot reach" not in text


def test_confirming_one_and_all(
    client: FlaskClient, fresh: Browser, owner: FlaskClient, session: Any, made: cast.Cast
) -> None:
    join(client, "Mei Tanaka")
    join(fresh(), "Priya Nair", key="2")
    assert owner.post(f"{base(made, 5)}confirm").location == base(made)
    assert state(session, made.seats["mei"]) == ("code", True)
    assert state(session, made.seats["priya"]) == ("code", False)
    assert owner.post(f"{base(made)}confirm-all").location == base(made)
    assert state(session, made.seats["priya"]) == ("code", True)


def test_a_walk_in_who_is_recognised_goes_on_to_the_students_room(
    client: FlaskClient, owner: FlaskClient, session: Any, made: cast.Cast
) -> None:
    waiting = join(client, "Pria Nair").location
    answer = owner.post(f"{base(made, 7)}confirm", data={"student": made.students["priya"].id})
    assert answer.location == base(made)
    assert client.get(waiting).location == f"/debates/{made.slug}/3/"
    assert state(session, made.seats["priya"]) == ("code", True)
    assert seats(session) == 6


@pytest.mark.parametrize("student", ["0", "-4", str(10**12), "999999"])
def test_a_student_that_is_not_on_the_list_ties_nobody(
    client: FlaskClient, owner: FlaskClient, session: Any, made: cast.Cast, student: str
) -> None:
    join(client, "Somebody Else")
    answer = owner.post(f"{base(made, 7)}confirm", data={"student": student})
    assert answer.location == base(made, 7)
    assert "not on the class list" in owner.get(answer.location).get_data(as_text=True)
    assert seats(session) == 7


def test_a_release_ends_the_browser_and_shows_another_link(
    app: Any, client: FlaskClient, owner: FlaskClient, session: Any, made: cast.Cast
) -> None:
    old = link(app, made.seats["priya"])
    room = client.post(old).location
    answer = owner.post(f"{base(made, 3)}release")
    assert answer.location == base(made, 3)
    session.expire_all()
    new = link(app, made.seats["priya"])
    assert new.removeprefix("/s/") in owner.get(answer.location).get_data(as_text=True)
    assert client.get(room).status_code == 403
    assert client.get(old).status_code == 410
    assert client.post(old).status_code == 410
    assert client.post(new).location == room


def test_absent_and_present(owner: FlaskClient, session: Any, made: cast.Cast) -> None:
    priya = made.seats["priya"]
    owner.post(f"{base(made, 3)}absent", data={"absent": "1"})
    session.refresh(priya)
    assert priya.absent_ms is not None
    owner.post(f"{base(made, 3)}absent")
    session.refresh(priya)
    assert priya.absent_ms is None


def test_a_walk_in_is_brought_into_a_room(
    client: FlaskClient, owner: FlaskClient, made: cast.Cast
) -> None:
    waiting = join(client, "Somebody Else").location
    owner.post(f"{base(made, 7)}place", data={"place": "1.judge"})
    assert client.get(waiting).location == f"/debates/{made.slug}/7/"


@pytest.mark.parametrize("place", ["9.P", "1.X", "x", "1.", "12345.P"])
def test_a_place_that_there_is_not_moves_nobody(
    owner: FlaskClient, session: Any, made: cast.Cast, place: str
) -> None:
    answer = owner.post(f"{base(made, 5)}place", data={"place": place})
    assert answer.status_code == 404 or answer.location == base(made, 5)
    session.refresh(made.seats["mei"])
    assert (made.seats["mei"].role, made.seats["mei"].debate_id) == ("judge", made.debate.id)


ACTS = ["seats/3/confirm", "seats/3/release", "seats/3/absent", "seats/3/place", "confirm-all"]


@pytest.mark.parametrize("act", ACTS)
def test_acts_on_seats_are_posts_of_who_moderates(
    fresh: Browser, owner: FlaskClient, session: Any, made: cast.Cast, act: str
) -> None:
    path = f"{base(made)}{act}"
    assert fresh().post(path).location.startswith("/sign-in")
    for account, status in ((made.stranger, 404), (made.marker, 403)):
        client = fresh()
        cast.as_account(session, client, account)
        assert client.post(path).status_code == status
    assert owner.get(path).status_code == 405
    assert owner.post(path.replace(made.sitting.slug, "nowhere")).status_code == 404
    assert owner.post(path.replace("/3/", "/99/")).status_code in (303, 404)
    session.refresh(made.seats["priya"])
    assert made.seats["priya"].generation == 1


@pytest.mark.parametrize("act", ["seats/3/release", "seats/3/absent", "confirm-all"])
def test_from_the_console_an_act_answers_with_nothing_to_show(
    owner: FlaskClient, made: cast.Cast, act: str
) -> None:
    answer = owner.post(f"{base(made)}{act}", headers={"X-Fragment": "1"})
    assert answer.status_code == 204
