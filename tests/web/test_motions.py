"""Motion pages of a class's deck over HTTP: writing, linking cards, seeing the balance."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from debate.db import transaction
from debate.queries import decks
from debate.services import cards
from tests import cast, workshop

AT = "/decks/night-trains/motions/"
FIELDS = {
    "row": "0",
    "text": "This House believes that beds pay for themselves",
    "type": "fact",
    "difficulty": "hard",
    "definitions": "beds: places to lie",
    "burden_P": "Show a surplus.",
    "burden_O": "Show a loss.",
    "question_P": "When?",
    "question_O": "Where?",
    "note": "",
}


@pytest.fixture
def people(session: Any) -> cast.Cast:
    found = cast.make(session)
    slug = workshop.make(session, found.course)
    with transaction(session):
        for _ in range(3):
            cards.cut(session, slug, "halvorsen-2025", 1, workshop.TYPED, cast.NOW)
    return found


@pytest.fixture
def owner(session: Any, client: FlaskClient, people: cast.Cast) -> FlaskClient:
    cast.as_account(session, client, people.owner)
    return client


def text(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    page: str = answer.get_data(as_text=True)
    assert "style=" not in page
    return page


def hidden(page: str, name: str) -> str:
    match = re.search(rf'name="{name}"[^>]* value="(\w+)"', page)
    assert match, page
    return match[1]


def test_a_motion_is_written_and_then_linked(owner: FlaskClient) -> None:
    assert 'value="This House "' in text(owner, f"{AT}new")
    answer = owner.post(f"{AT}new", data=FIELDS)
    assert answer.location == f"{AT}beds-pay-for-themselves/cards"
    page = text(owner, answer.location)
    assert page.count("Does not bear on it</option>") == 3
    fields = {
        "state": hidden(page, "state"),
        "bears-1": "supports",
        "warrant-1": "Full beds pay.",
        "bears-2": "opposes",
        "warrant-2": "Empty ones do not.",
        "bears-3": "none",
        "warrant-3": "",
        "bears-x": "both",
    }
    done = owner.post(answer.location, data=fields)
    assert done.location == f"{AT}beds-pay-for-themselves"
    page = text(owner, done.location)
    assert "Saved: 2 cards changed." in page
    assert "1 supports, 0 cut both ways, 1 opposes" in page
    assert "Full beds pay." in page


def test_a_refused_motion_keeps_every_word(owner: FlaskClient) -> None:
    answer = owner.post(f"{AT}new", data=FIELDS | {"text": "Beds pay", "burden_O": ""})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Begin with “This House”" in page
    assert "This is missing." in page
    assert "Show a surplus." in page
    assert "beds: places to lie" in page


def test_a_motion_is_edited_and_a_second_editor_sees_both(owner: FlaskClient) -> None:
    page = text(owner, f"{AT}night-trains/edit")
    assert "night trains: Trains with beds." in page
    row = hidden(page, "row")
    address = f"{AT}night-trains/edit"
    assert owner.post(address, data=FIELDS | {"row": row}).location == f"{AT}night-trains"
    answer = owner.post(address, data=FIELDS | {"row": row, "text": "This House disagrees"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Someone edited this first." in page
    assert 'value="This House disagrees"' in page
    assert FIELDS["text"] in page
    again = FIELDS | {"row": hidden(page, "row"), "text": "This House disagrees"}
    assert owner.post(address, data=again).status_code == 303
    assert "This House disagrees" in text(owner, f"{AT}night-trains")


def test_links_that_came_too_late_are_shown_beside_what_the_deck_says(owner: FlaskClient) -> None:
    address = f"{AT}night-trains/cards"
    seen = hidden(text(owner, address), "state")
    first = {"state": seen, "bears-1": "both", "warrant-1": "It cuts both ways."}
    assert owner.post(address, data=first).status_code == 303
    late = {"state": seen, "bears-1": "opposes", "warrant-1": "It costs more."}
    answer = owner.post(address, data=late)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Now in the deck: Cuts both ways. It cuts both ways." in page
    assert 'value="It costs more."' in page
    again = late | {"state": hidden(page, "state")}
    assert owner.post(address, data=again).status_code == 303


def test_a_bad_link_is_said_at_its_card(owner: FlaskClient) -> None:
    address = f"{AT}night-trains/cards"
    seen = hidden(text(owner, address), "state")
    answer = owner.post(address, data={"state": seen, "bears-2": "opposes", "warrant-2": ""})
    assert answer.status_code == 422
    assert 'id="wrong-2"' in answer.get_data(as_text=True)


def test_a_motion_shows_its_balance_and_names_what_is_thin(owner: FlaskClient) -> None:
    page = text(owner, f"{AT}night-trains")
    for words in ("By source", "By kind", "By level", "Halvorsen 2025", "Prediction", "Easy"):
        assert words in page
    assert "Thin: Proposition has 3 cards and Opposition has 0 cards." in page
    assert "Proposition has no fact or figure." in page
    assert "Proposition has no medium and no hard card." in page


def test_a_removed_motion_is_gone(owner: FlaskClient) -> None:
    assert owner.post(f"{AT}night-trains/remove").location == "/decks/night-trains/"
    text(owner, f"{AT}night-trains", 404)
    page = text(owner, "/decks/night-trains/cards/1")
    assert "On none yet, so it is in no pile." in page


def test_a_motion_that_a_session_waits_for_says_why_it_stays(
    session: Any, owner: FlaskClient, people: cast.Cast
) -> None:
    version = decks.version_of(session, "night-trains")
    assert version is not None
    with transaction(session):
        people.debate.deck_id = decks.head(session, version).id
        people.debate.motion_slug, people.debate.deck_version_id = "night-trains", None
    answer = owner.post(f"{AT}night-trains/remove")
    assert answer.location == f"{AT}night-trains"
    assert "no cards dealt yet" in text(owner, answer.location)


@pytest.mark.parametrize("address", ["new", "night-trains/edit", "night-trains/cards"])
def test_only_those_who_run_the_class_write(
    session: Any, client: FlaskClient, people: cast.Cast, address: str
) -> None:
    assert client.get(AT + address).status_code == 303
    cast.as_account(session, client, people.stranger)
    assert client.post(AT + address, data=FIELDS).status_code == 404
    cast.as_account(session, client, people.marker)
    text(client, AT + address, 403)
    assert client.post(AT + address, data=FIELDS).status_code == 403


@pytest.mark.parametrize("address", ["unknown/edit", "unknown/cards"])
def test_what_is_not_there_answers_404(owner: FlaskClient, address: str) -> None:
    text(owner, AT + address, 404)
