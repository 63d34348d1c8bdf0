"""Word lists and house rules over HTTP: editing, being asked, waiting, and what all read."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from debate.db import clock_ms, transaction
from debate.models.courses import Student
from debate.models.debates import DebateFactor
from debate.models.sittings import Sitting
from debate.models.speeches import Draft, Point
from debate.models.wordlists import Wordlist
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


def listed(owner: FlaskClient, words: str, effect: str) -> Any:
    return owner.post("/courses/seminar-a/words", data={"words": words, "effect": effect})


def room(people: Cast, path: str = "") -> str:
    return f"/debates/{people.slug}/{people.seats['amara'].number}/{path}"


def test_the_writer_is_asked_and_sends_it_as_it_is(
    owner: FlaskClient, amara: FlaskClient, people: Cast, session: Session
) -> None:
    assert listed(owner, "nonsense\nshut up", "warn").status_code == 303
    posted = {"claim": "That is NONSENSE", "reasons": "Shut up", "key": "k1"}
    asked = amara.post(room(people, "speeches/P1/points"), data=posted, headers=FRAGMENT)
    assert asked.status_code == 422
    assert "“NONSENSE” and “Shut up”" in asked.text
    assert session.query(Point).count() == 0
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', asked.text))
    address = re.search(r'action="([^"]+)"', asked.text)
    assert address
    assert fields["claim"] == "That is NONSENSE"
    assert amara.post(address[1].replace("&amp;", "&"), data=fields).status_code == 303
    assert session.query(Point).one().state == "sent"


def test_a_prepared_point_is_asked_about_on_a_page_without_a_script(
    owner: FlaskClient, amara: FlaskClient, people: Cast, session: Session
) -> None:
    listed(owner, "nonsense", "warn")
    with transaction(session):
        draft = Draft(
            debate_id=people.debate.id,
            seat_id=people.seats["amara"].id,
            step_index=1,
            position=1,
            claim="Nonsense",
            saved_ms=1,
        )
        session.add(draft)
    asked = amara.post(room(people, f"drafts/{draft.id}/send"))
    assert (asked.status_code, "Send it as it is" in asked.text) == (422, True)
    amara.post(room(people, f"drafts/{draft.id}/send?anyway=1"))
    assert session.query(Point).one().claim == "Nonsense"


def test_what_the_list_holds_waits_and_the_moderator_sees_which_word(
    owner: FlaskClient, amara: FlaskClient, people: Cast, session: Session
) -> None:
    listed(owner, "nonsens*", "hold")
    amara.post(room(people, "speeches/P1/points"), data={"claim": "Nonsensical"})
    amara.post(room(people, "speeches/P1/points"), data={"claim": "Sense"})
    assert {p.claim: p.state for p in session.query(Point)} == {
        "Nonsensical": "held",
        "Sense": "sent",
    }
    console = owner.get(f"/sittings/{people.sitting.slug}/console").text
    assert "The word list found “Nonsensical”." in console


def test_a_list_is_edited_by_owners_and_an_empty_one_is_none(
    owner: FlaskClient, people: Cast, session: Session
) -> None:
    wrong = listed(owner, "fine\n*", "warn")
    assert wrong.status_code == 422
    assert "Line 2 holds no word" in wrong.text
    assert "Choose what happens" in listed(owner, "fine", "").text
    listed(owner, "fine", "hold")
    assert "fine" in owner.get("/courses/seminar-a/words").text
    assert session.query(Wordlist).one().effect == "hold"
    listed(owner, " ", "hold")
    assert session.query(Wordlist).count() == 0


def test_the_rules_say_what_holds_now_and_never_which_words(
    owner: FlaskClient, amara: FlaskClient, people: Cast, session: Session
) -> None:
    def rules() -> str:
        return amara.get(room(people, "rules")).text

    assert "Points are shown as they are sent." in rules()
    assert "word list" not in rules()
    listed(owner, "nonsense", "warn")
    owner.post(f"/debates/{people.slug}/holds", data={"steps": ["1"]})
    owner.post("/courses/seminar-a/house-rules", data={"text": "**Cameras** off <script>"})
    found = rules()
    assert "In these rounds points wait until a moderator shows them:" in found
    assert "you are asked before they are sent" in found
    assert "nonsense" not in found
    assert "<strong>Cameras</strong> off" in found
    assert "<script>" not in found.split("<main")[1].split("</main")[0]
    assert "sees everybody’s name" in found
    with transaction(session):
        session.get_one(Sitting, people.sitting.id).room_labels = "codes"
    assert "Debaters and listeners see codes; judges see names." in rules()
    staff = owner.get(f"/debates/{people.slug}/rules").text
    assert "In these rounds points wait" in staff


def test_extra_time_is_not_told_from_the_rules(
    amara: FlaskClient, people: Cast, session: Session
) -> None:
    with transaction(session):
        session.get_one(Student, people.students["jonas"].id).factor = 150
        session.add(DebateFactor(debate_id=people.debate.id, from_ms=1, percent=150))
    page = amara.get(room(people, "rules")).text
    assert not re.search("extra time|factor|percent|150", page, re.IGNORECASE)
