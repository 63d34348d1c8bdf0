"""Preparation time: taken from a debater's page, shown on every screen, ended by the side."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from debate.db import clock_ms
from debate.models.debates import Control
from debate.models.events import Event
from tests import cast
from tests.cast import MINUTE

Browser = Callable[[str], FlaskClient]


@pytest.fixture
def people(session: Any) -> cast.Cast:
    """The first speech of the Proposition has just begun; each side has two minutes."""
    fmt = replace(cast.read_format("seminar"), prep_bank_s=120)
    made = cast.make(session, clock_ms() - MINUTE, fmt=fmt)
    cast.start(session, made, clock_ms() - 2_000)
    return made


@pytest.fixture
def browser(app: Any, session: Any, people: cast.Cast) -> Browser:
    def of(who: str) -> FlaskClient:
        client: FlaskClient = app.test_client()
        if who in people.seats:
            cast.as_seat(session, client, people.seats[who], clock_ms())
        else:
            cast.as_account(session, client, getattr(people, who), clock_ms())
        return client

    return of


def room(people: cast.Cast, who: str) -> str:
    return f"/debates/{people.slug}/{people.seats[who].number}/"


def kinds(session: Any) -> list[str]:
    session.expire_all()
    return [row.kind for row in session.query(Control).order_by(Control.n)]


def key_of(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_debater_about_to_speak_takes_preparation_and_everybody_sees_it_run(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    amara, priya = browser("amara"), browser("priya")
    page = amara.get(room(people, "amara")).text
    assert "Take preparation time, 2:00 left" in page
    assert "Take preparation time" not in priya.get(room(people, "priya")).text
    data = {"key": key_of(page)}
    for _ in range(2):  # sent again after a lost answer
        assert amara.post(room(people, "amara") + "preparation", data=data).status_code == 303
    assert kinds(session) == ["start", "prep_on"]
    event = session.query(Event).order_by(Event.seq.desc()).first()
    assert (event.kind, event.seat_number) == ("control", people.seats["amara"].number)
    for who in ("amara", "priya", "kofi"):
        head = browser(who).get(room(people, who) + "parts/floor").text
        assert "Proposition prepares" in head
        assert "Preparing" in head
    console = f"/sittings/{people.sitting.slug}/console/parts/stage?room=1"
    assert "Preparing" in browser("owner").get(console).text
    assert "Begin speaking" in amara.get(room(people, "amara")).text
    refused = priya.post(room(people, "priya") + "preparation/end")
    assert refused.status_code == 409
    assert amara.post(room(people, "amara") + "preparation/end").status_code == 303
    assert kinds(session) == ["start", "prep_on", "prep_off"]


def test_preparation_out_of_turn_is_refused_in_a_sentence_and_changes_nothing(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    answer = browser("priya").post(room(people, "priya") + "preparation")
    assert answer.status_code == 409
    assert "Preparation time is taken before your side speaks" in answer.text
    assert browser("mei").post(room(people, "mei") + "preparation").status_code == 403
    assert kinds(session) == ["start"]


def test_a_moderator_ends_a_sides_preparation_and_may_give_it_to_either_side(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    browser("amara").post(room(people, "amara") + "preparation")
    owner = browser("owner")
    at = f"/debates/{people.slug}/controls?step=1"
    owner.post(at, data={"kind": "prep_off"})
    owner.post(f"{at}&value=1", data={"kind": "prep_on"})
    assert kinds(session) == ["start", "prep_on", "prep_off", "prep_on"]
    assert "Opposition prepares" in browser("kofi").get(room(people, "kofi") + "parts/floor").text
