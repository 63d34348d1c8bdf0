"""Cards on paper and decks as files over HTTP: who gets them, and what is in them."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from debate.db import transaction
from debate.export import cards as tables
from debate.export import decks as export
from debate.services import decks
from tests import cast
from tests import decks as small
from tests.cast import Cast

PAGES = ["/decks/small/print", "/decks/small/sources/marlowe-2024/sheet"]
FILES = {
    "/decks/small/deck.zip": "application/zip",
    "/decks/small/cards.csv": "text/csv; charset=utf-8",
    "/decks/small/cards.xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ),
}


@pytest.fixture
def people(session: Session) -> Cast:
    with transaction(session):
        decks.load(session, small.content(), cast.NOW)
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
def test_any_member_prints_a_deck_that_came_with_files(member: FlaskClient, address: str) -> None:
    page = text(member, address)
    assert "style=" not in page
    assert "<script" not in page


@pytest.mark.parametrize(("address", "kind"), FILES.items())
def test_any_member_takes_such_a_deck_away(member: FlaskClient, address: str, kind: str) -> None:
    answer = member.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="small')
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_a_stranger_is_sent_to_sign_in(client: FlaskClient, people: Cast, address: str) -> None:
    del people
    assert client.get(address).location.startswith("/sign-in?next=")


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_a_seat_alone_opens_none_of_it(
    session: Session, client: FlaskClient, people: Cast, address: str
) -> None:
    cast.as_seat(session, client, people.seats["amara"])
    assert client.get(address).status_code == 303


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_what_is_not_there_answers_404_and_posts_405(
    app: Any, member: FlaskClient, address: str
) -> None:
    del app
    assert member.get(address.replace("small", "unknown")).status_code == 404
    assert member.get("/decks/small/sources/unknown/sheet").status_code == 404
    assert member.post(address).status_code == 405


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_the_deck_of_another_class_is_not_there(
    session: Session, member: FlaskClient, people: Cast, address: str
) -> None:
    with transaction(session):
        own = decks.create(session, people.course.id, "Our own", cast.NOW, small.content())
    assert member.get(address.replace("small", own)).status_code == 404
    cast.as_account(session, member, people.owner)
    assert member.get(address.replace("small", own)).status_code == 200


def test_the_files_are_those_of_the_deck(member: FlaskClient) -> None:
    content = small.content()
    assert member.get("/decks/small/deck.zip").data == export.archive(content)
    assert member.get("/decks/small/cards.csv").data == tables.csv(content)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [301, 302, 401]),
        ("?motion=vassal", [301, 302, 401]),
        ("?motion=vassal&bears=supports", [301]),
        ("?motion=vassal&bears=both", [401]),
        ("?source=okafor-2026", [401]),
        ("?level=hard", [302]),
        ("?badge=verified", [401]),
        ("?text=302", [302]),
        ("?motion=unknown", []),
    ],
)
def test_the_filter_of_the_deck_chooses_what_is_printed(
    member: FlaskClient, query: str, numbers: list[int]
) -> None:
    page = text(member, f"/decks/small/print{query}")
    found = [number for number in (301, 302, 401) if f"No. {number}</b>" in page]
    assert found == numbers
    assert ("No card fits" in page) == (not numbers)


def test_a_printed_card_has_its_whole_citation_and_how_it_bears(member: FlaskClient) -> None:
    page = text(member, "/decks/small/print?motion=vassal&bears=opposes")
    assert "C. Marlowe, “Closer: by “Necessity””, April 2024, ¶ 2" in page
    assert "The view of <b>Moscow</b>, reported by the author." in page
    assert "The author’s hedge: “says”" in page
    assert "It needs the market: none other is open." in page
    whole = text(member, "/decks/small/print")
    assert "<b>Cuts both ways:</b> This House believes that Russia" in whole


def test_four_cards_share_a_sheet(session: Session, member: FlaskClient) -> None:
    del session
    assert text(member, "/decks/small/print").count('class="a4"') == 1
    assert text(member, "/decks/practice/print").count('class="a4"') == 6


def test_a_source_sheet_has_gists_and_cards_and_not_the_text(member: FlaskClient) -> None:
    page = text(member, "/decks/small/sources/okafor-2026/sheet")
    assert "The third gist." in page
    assert "Card 401" in page
    assert "route is short" not in page
    assert "Pledges" in text(member, "/decks/small/sources/marlowe-2024/sheet")
