"""Nudges over HTTP: one person is told something, and nobody else."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient
from sqlalchemy import event

from debate.db import clock_ms, transaction
from debate.domain import nudges as rules
from debate.models.events import Event
from debate.models.moderation import ModerationAct
from debate.models.nudges import Nudge
from tests import cast
from tests.cast import MINUTE

Browser = Callable[[str], FlaskClient]
WORDS = "Ask what her card says about 2014."


@pytest.fixture(autouse=True)
def apart(app: Any) -> None:
    """Requests here share the context of `session`: what one left in it is not for the next."""

    @app.before_request
    def forget() -> None:
        g.__dict__.clear()


@pytest.fixture
def people(session: Any) -> cast.Cast:
    then = clock_ms() - MINUTE
    made = cast.make(session, then)
    cast.start(session, made, then)
    return made


@pytest.fixture
def browser(app: Any, session: Any, people: cast.Cast) -> Browser:
    """The browser of one of the people, or of the owner."""

    def of(who: str) -> FlaskClient:
        client: FlaskClient = app.test_client()
        if who == "owner":
            cast.as_account(session, client, people.owner, clock_ms())
        else:
            cast.as_seat(session, client, people.seats[who], clock_ms())
        return client

    return of


def base(people: cast.Cast, who: str) -> str:
    return f"/debates/{people.slug}/{people.seats[who].number}/"


def at(people: cast.Cast, who: str) -> str:
    return f"/debates/{people.slug}/nudges/{people.seats[who].number}"


def test_a_nudge_stands_in_the_room_of_one_seat_until_it_is_read(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    owner, tomas = browser("owner"), browser("tomas")
    assert owner.post(at(people, "tomas"), data={"choice": "quiet"}).status_code == 303
    said = rules.SENTENCES["quiet"]
    assert said in tomas.get(base(people, "tomas")).text
    part = tomas.get(f"{base(people, 'tomas')}parts/turn").text
    assert part.count(said) == 1
    assert part.index(said) < part.index('id="turn-head"')
    assert said not in browser("amara").get(base(people, "amara")).text
    assert "nudged, not read yet" in owner.get(f"/debates/{people.slug}/balance").text

    row = session.query(Nudge).one()
    read = f"{base(people, 'tomas')}nudges/{row.id}/read"
    answer = tomas.post(read, headers={"X-Fragment": "1"})
    assert said not in answer.text
    assert 'id="turn-words"' not in answer.text
    assert said not in tomas.get(base(people, "tomas")).text
    assert "nudged, read" in owner.get(f"/debates/{people.slug}/balance").text


def test_it_goes_by_itself_after_ten_minutes_and_then_another_may_follow(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    owner, tomas = browser("owner"), browser("tomas")
    owner.post(at(people, "tomas"), data={"choice": "own", "own": WORDS})
    with transaction(session):
        row = session.query(Nudge).one()
        row.until_ms -= rules.LASTS_MS
        people.seats["tomas"].nudged_until_ms = row.until_ms
    assert WORDS not in tomas.get(base(people, "tomas")).text
    assert "Gone unread:" in owner.get(at(people, "tomas")).text
    owner.post(at(people, "tomas"), data={"choice": "others"})
    assert rules.SENTENCES["others"] in tomas.get(base(people, "tomas")).text
    assert [one.outcome for one in session.query(Nudge).order_by(Nudge.id)] == ["lapsed", ""]


def test_a_second_one_waits_until_the_first_is_read_and_words_are_kept(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    owner = browser("owner")
    owner.post(at(people, "tomas"), data={"choice": "others"})
    again = owner.post(at(people, "tomas"), data={"choice": "own", "own": WORDS})
    assert again.status_code == 409
    assert "has not read the last nudge yet" in again.text
    assert WORDS in again.text
    assert session.query(Nudge).count() == 1


@pytest.mark.parametrize(
    ("who", "change", "says"),
    [
        ("tomas", {"absent_ms": 1}, "Tomás Rivera is not here"),
        ("tomas", {"claimed_ms": None}, "Tomás Rivera is not here"),
        ("tomas", {}, "Choose a sentence"),
    ],
)
def test_who_would_not_read_it_is_not_nudged(
    session: Any, people: cast.Cast, browser: Browser, who: str, change: dict[str, Any], says: str
) -> None:
    with transaction(session):
        for name, value in change.items():
            setattr(people.seats[who], name, value)
    answer = browser("owner").post(at(people, who), data={"choice": "quiet" if change else ""})
    assert (answer.status_code, says in answer.text) == (422, True)
    assert session.query(Nudge).count() == 0


def test_it_is_no_event_and_no_act_of_the_record_and_the_same_form_sends_one(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    owner, form = browser("owner"), {"choice": "own", "own": WORDS, "key": "one-form"}
    before = session.query(Event).count()
    for _ in range(2):
        assert owner.post(at(people, "mei"), data=form).status_code == 303
    assert session.query(Nudge).count() == 1
    assert (session.query(Event).count(), session.query(ModerationAct).count()) == (before, 0)


def test_a_room_without_a_nudge_asks_for_none_and_with_one_asks_once(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    tomas = browser("tomas")
    path = f"{base(people, 'tomas')}parts/turn"
    assert statements(session, tomas, path) == 0
    browser("owner").post(at(people, "tomas"), data={"choice": "others"})
    assert statements(session, tomas, path) == 1


def statements(session: Any, client: FlaskClient, path: str) -> int:
    """How many statements of the page ask for nudges."""
    found: list[str] = []

    def note(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        del conn, cursor, rest
        found.extend([statement] if "FROM nudges" in statement else [])

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(found)
