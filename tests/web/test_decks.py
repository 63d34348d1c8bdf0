"""Deck pages over HTTP: who reads them, and what they say."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from debate.db import transaction
from debate.seeding import decks as seeding
from tests import cast
from tests.cast import Cast

PAGES = [
    "/decks/",
    "/decks/china-russia/",
    "/decks/china-russia/motions/vassal",
    "/decks/china-russia/sources/gabuev-2024",
    "/decks/china-russia/cards/301",
]


@pytest.fixture
def people(session: Session) -> Cast:
    """The cast, with the bundled deck beside the cast's own."""
    with transaction(session):
        seeding.load_all(session, cast.NOW)
    return cast.make(session)


@pytest.fixture
def member(session: Session, client: FlaskClient, people: Cast) -> FlaskClient:
    cast.as_account(session, client, people.stranger)
    return client


def text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("address", PAGES)
def test_any_member_reads_the_library(member: FlaskClient, address: str) -> None:
    assert "style=" not in text(member, address)


@pytest.mark.parametrize("address", PAGES)
def test_a_stranger_is_sent_to_sign_in_and_back(
    client: FlaskClient, people: Cast, address: str
) -> None:
    del people
    answer = client.get(address)
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in?next=")


@pytest.mark.parametrize("address", PAGES)
def test_a_seat_alone_does_not_open_the_library(
    session: Session, client: FlaskClient, people: Cast, address: str
) -> None:
    cast.as_seat(session, client, people.seats["amara"])
    assert client.get(address).status_code == 303


@pytest.mark.parametrize(
    "address",
    [
        "/decks/unknown/",
        "/decks/unknown/cards/301",
        "/decks/china-russia/motions/unknown",
        "/decks/china-russia/sources/unknown",
        "/decks/china-russia/cards/999",
        "/decks/china-russia/cards/99999999999999999999",
    ],
)
def test_what_is_not_there_answers_404(member: FlaskClient, address: str) -> None:
    assert member.get(address).status_code == 404


@pytest.mark.parametrize("address", PAGES)
def test_the_library_takes_no_posts(app: Any, client: FlaskClient, address: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    assert client.post(address).status_code == 405


def test_a_motion_narrows_the_cards_and_a_side_narrows_them_further(member: FlaskClient) -> None:
    page = text(member, "/decks/china-russia/?motion=vassal&bears=opposes&source=gabuev-2024")
    assert "on this motion" in page
    assert 'value="gabuev-2024" selected' in page
    assert "Opposes" in page
    assert "Goldstein 2026, ¶" not in page


def test_a_search_without_a_hit_says_what_to_do(member: FlaskClient) -> None:
    page = text(member, "/decks/china-russia/?text=<b>zebra%07</b>")
    assert "No card fits" in page
    assert "&lt;b&gt;zebra&lt;/b&gt;" in page


def test_a_card_shows_its_passage_and_that_the_text_is_not_there(member: FlaskClient) -> None:
    page = text(member, "/decks/china-russia/cards/301")
    assert "Alexander Gabuev, “Putin and Xi’s Unholy Alliance”, Foreign Affairs, April 2024" in page
    assert "The text itself is not shipped; these are our one-sentence gists." in page
    assert page.count('class="passage is-here"') == 1


def test_a_source_says_what_was_supplied_and_what_is_missing(member: FlaskClient) -> None:
    page = text(member, "/decks/china-russia/sources/gabuev-2024")
    assert "supplied by us" in page
    assert "not given by the source" in page
    assert 'id="p33"' in page


def test_a_motion_page_shows_both_sides(member: FlaskClient) -> None:
    page = text(member, "/decks/china-russia/motions/vassal")
    for words in ("Terms", "Proposition", "Opposition", "A question to it", "cut both ways"):
        assert words in page
