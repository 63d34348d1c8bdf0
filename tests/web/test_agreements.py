"""Accepting a reversed speech or a joint line over HTTP: the room, the page, refusals."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient

from debate.db import clock_ms
from debate.models.agreements import Agreement
from tests import cast
from tests.cast import MINUTE
from tests.services.polling import add_point

Browser = Callable[[str], FlaskClient]
CHECK, STATEMENT = 6, 7  # steps of the format


@pytest.fixture(autouse=True)
def apart(app: Any) -> None:
    """Requests here share the context of `session`: what one left in it is not for the next."""

    @app.before_request
    def forget() -> None:
        g.__dict__.clear()


@pytest.fixture
def people(session: Any) -> cast.Cast:
    then = clock_ms() - MINUTE
    made = cast.make(session, then, fmt=cast.read_format("academic-controversy"))
    cast.start(session, made, then)
    for _ in range(CHECK):
        cast.control(session, made, "next", clock_ms() - 1000)
    return made


@pytest.fixture
def browser(app: Any, session: Any, people: cast.Cast) -> Browser:
    """The browser of one of the people."""

    def of(who: str) -> FlaskClient:
        client: FlaskClient = app.test_client()
        cast.as_seat(session, client, people.seats[who], clock_ms())
        return client

    return of


def base(people: cast.Cast, who: str) -> str:
    return f"/debates/{people.slug}/{people.seats[who].number}/"


def test_the_room_asks_a_pair_about_the_case_that_the_other_pair_put(
    people: cast.Cast, browser: Browser
) -> None:
    room = browser("amara").get(base(people, "amara")).text
    assert "Is it your case?" in room
    assert "Accept P3" in room
    assert "Accept O3" not in room
    assert "Accept P3" not in browser("kofi").get(base(people, "kofi")).text


def test_an_accepted_speech_says_so_to_everybody(people: cast.Cast, browser: Browser) -> None:
    client = browser("amara")
    answer = client.post(f"{base(people, 'amara')}agreements/P3", data={"agrees": "1"})
    assert (answer.status_code, answer.location) == (303, base(people, "amara"))
    for who in ("priya", "kofi"):
        assert "accepted</b> by Amara Diallo" in browser(who).get(base(people, who)).text


def test_what_is_missing_is_read_by_all_and_can_be_taken_back(
    people: cast.Cast, browser: Browser
) -> None:
    client, address = browser("amara"), f"{base(people, 'amara')}agreements/P3"
    client.post(address, data={"agrees": "0", "words": "The part about <trade>."})
    room = browser("priya").get(base(people, "priya")).text
    assert "something is missing" in room
    assert "The part about &lt;trade&gt;." in room
    assert "You said what is missing." in client.get(f"{base(people, 'amara')}agreements").text
    client.post(address, data={"agrees": "1"})
    assert "something is missing" not in browser("priya").get(base(people, "priya")).text


def test_words_that_are_refused_stay_in_their_field(people: cast.Cast, browser: Browser) -> None:
    client = browser("amara")
    answer = client.post(
        f"{base(people, 'amara')}agreements/P3", data={"agrees": "0", "words": "x" * 601}
    )
    assert answer.status_code == 422
    assert "x" * 601 in answer.text
    assert "1 characters too long" in answer.text


def test_words_that_come_when_the_round_is_over_are_shown_again(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    for _ in range(2):
        cast.control(session, people, "next", clock_ms())
    answer = browser("amara").post(
        f"{base(people, 'amara')}agreements/P3", data={"agrees": "0", "words": "The costs."}
    )
    assert answer.status_code == 409
    assert "That round is over" in answer.text
    assert "The costs." in answer.text
    assert session.query(Agreement).count() == 0


def test_a_joint_line_is_accepted_with_one_tap(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    cast.control(session, people, "next", clock_ms() - 500)
    add_point(session, people, "J1.1", "amara")
    part = browser("priya").post(
        f"{base(people, 'priya')}agreements/J1.1?agrees=1", headers={"X-Fragment": "1"}
    )
    assert part.status_code == 200
    assert "You accepted it." in part.text
    assert 'id="turn-words"' not in part.text  # what is being written stays as it is
    assert "Still to answer: Tomás Rivera, Jonas Weber" in (
        browser("kofi").get(base(people, "kofi")).text
    )
