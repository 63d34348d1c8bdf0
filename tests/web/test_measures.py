"""Measures over HTTP: what a moderator sees and does, and what the person reads."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from debate.db import clock_ms
from debate.models.measures import Measure
from debate.models.speeches import Point
from tests import cast
from tests.cast import MINUTE, Cast

FRAGMENT = {"X-Fragment": "1"}


@pytest.fixture
def people(session: Session) -> Cast:
    now = clock_ms() - MINUTE
    made = cast.make(session, now)
    cast.start(session, made, now)
    return made


@pytest.fixture
def owner(session: Session, app: Any, people: Cast) -> FlaskClient:
    client: FlaskClient = app.test_client()
    cast.as_account(session, client, people.owner)
    return client


@pytest.fixture
def amara(session: Session, app: Any, people: Cast) -> FlaskClient:
    client: FlaskClient = app.test_client()
    cast.as_seat(session, client, people.seats["amara"])
    return client


def take(
    owner: FlaskClient, people: Cast, kind: str, note: str = "Stay with it", **data: Any
) -> Any:
    address = f"/debates/{people.slug}/people/{people.seats['amara'].number}/{kind}"
    return owner.post(address, data={"note": note, **data})


def room(people: Cast, path: str = "") -> str:
    return f"/debates/{people.slug}/{people.seats['amara'].number}/{path}"


def send(client: FlaskClient, people: Cast, claim: str) -> Any:
    return client.post(room(people, "speeches/P1/points"), data={"claim": claim})


def test_a_warning_stands_in_the_room_until_it_was_read(
    owner: FlaskClient, amara: FlaskClient, people: Cast
) -> None:
    assert take(owner, people, "warn", "Do not <b>interrupt</b>").status_code == 303
    page = amara.get(room(people)).text
    assert "Dr Ansah warns you." in page
    assert "Do not &lt;b&gt;interrupt&lt;/b&gt;" in page
    assert page.count("warns you") == 1
    assert page.index("warns you") < page.index('id="turn"')  # while one listens it is under all
    found = re.search(r'formaction="(measures/\d+/read)"', page)
    assert found
    after = amara.post(room(people, found[1]), headers=FRAGMENT)
    assert "warns you" not in after.text
    assert "warns you" not in amara.get(room(people)).text
    history = owner.get(f"/debates/{people.slug}/people/{people.seats['amara'].number}").text
    assert "Do not &lt;b&gt;" in history
    assert "Read <time" in history


def test_a_muted_speaker_is_told_so_keeps_drafts_and_sends_again_when_it_is_lifted(
    owner: FlaskClient, amara: FlaskClient, people: Cast, session: Session
) -> None:
    take(owner, people, "mute")
    page = amara.get(room(people)).text
    assert "You are muted." in page
    assert "Send point" not in page
    refused = send(amara, people, "A claim that was long in the making")
    assert refused.status_code == 403
    assert "Dr Ansah muted you until a moderator lifts it: Stay with it." in refused.text
    assert "A claim that was long in the making" in refused.text
    kept = amara.post(room(people, "drafts/1/keep"), data={"claim": "Kept meanwhile"})
    assert kept.status_code == 303
    take(owner, people, "unmute")
    assert send(amara, people, "Sent").status_code == 303
    assert [point.claim for point in session.query(Point)] == ["Sent"]


def test_a_removed_person_reads_who_and_why_at_every_page_and_comes_back_when_let_in(
    owner: FlaskClient, amara: FlaskClient, people: Cast
) -> None:
    take(owner, people, "remove", "You insulted a speaker")
    for path in ("", "hand", "parts/floor", "rules"):
        page = amara.get(room(people, path))
        assert page.status_code == 403
        assert "Dr Ansah took you out of this room: You insulted a speaker." in page.text
    ticket = amara.post(room(people, "stream/ticket"))
    assert (ticket.status_code, ticket.headers["X-Go"]) == (403, room(people))
    take(owner, people, "readmit")
    assert amara.get(room(people)).status_code == 200


def test_streams_and_polls_of_a_removed_seat_end(
    app: Any, owner: FlaskClient, amara: FlaskClient, people: Cast
) -> None:
    ticket = amara.post(room(people, "stream/ticket")).json["ticket"]
    ask = f"/stream?ticket={ticket}&at={people.debate.id}.team1:0"
    assert amara.get(ask).status_code == 200
    take(owner, people, "remove")
    assert amara.get(ask).status_code == 410
    pair = (people.seats["amara"].id, 1)
    assert app.extensions["live"].alive({pair}) == set()


def test_nobody_else_sees_anything_of_a_warning_or_a_mute(
    app: Any, session: Session, owner: FlaskClient, people: Cast
) -> None:
    tomas = app.test_client()
    cast.as_seat(session, tomas, people.seats["tomas"])
    take(owner, people, "warn", "First secret")
    take(owner, people, "mute", "Second secret")
    for path in ("", "parts/turn", "parts/floor", "parts/speeches", "rules", "reports/"):
        page = tomas.get(f"/debates/{people.slug}/{people.seats['tomas'].number}/{path}").text
        assert not re.search("secret|warn(s|ed) |is muted|are muted", page), path


def test_a_measure_without_a_reason_is_asked_for_one_and_changes_nothing(
    owner: FlaskClient, people: Cast, session: Session
) -> None:
    answer = take(owner, people, "remove", " ")
    assert answer.status_code == 422
    assert "Say why: the person reads it" in answer.text
    assert session.query(Measure).count() == 0
    missing = owner.post(f"/debates/{people.slug}/people/999/warn", data={"note": "Why"})
    assert missing.status_code == 404


def test_rounds_and_people_are_held_from_the_console(
    owner: FlaskClient, amara: FlaskClient, people: Cast, session: Session
) -> None:
    console = f"/sittings/{people.sitting.slug}/console"
    answer = owner.post(f"/debates/{people.slug}/holds", data={"steps": ["1", "3"]})
    assert answer.status_code == 303
    assert "Waiting first: " in owner.get(console).text
    send(amara, people, "In a held round")
    assert session.query(Point).one().state == "held"
    assert "A moderator reads it before the room does." in amara.get(room(people)).text
    owner.post(f"/debates/{people.slug}/holds", data={})
    take(owner, people, "hold")
    assert "Held: Amara Diallo." in owner.get(console).text
    send(amara, people, "By a held person")
    assert {point.state for point in session.query(Point)} == {"held"}
    assert "Amara" not in amara.get(room(people, "rules")).text
    odd = owner.post(f"/debates/{people.slug}/holds", data={"steps": ["x", "77"]})
    assert odd.status_code == 303
    assert "not in the format" in owner.get(console).text
