"""Making decks of a class, and finding cards in them: by level and by badge."""

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from debate.db import clock_ms, transaction
from debate.models.courses import Course, CourseMember
from debate.models.debates import Debate
from debate.models.decks import Card
from debate.models.hands import Draw
from debate.models.speeches import Citation
from debate.queries import decks
from debate.services import cards
from debate.services import decks as writes
from tests import cast, workshop
from tests.cast import MINUTE, NOW

SOURCES = "/decks/night-trains/sources/halvorsen-2025/"


@pytest.fixture
def people(session: Any) -> cast.Cast:
    return cast.make(session, dealt=False)


@pytest.fixture
def owner(session: Any, client: FlaskClient, people: cast.Cast) -> FlaskClient:
    cast.as_account(session, client, people.owner)
    return client


def text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    page: str = answer.get_data(as_text=True)
    assert "style=" not in page
    return page


def deck(session: Any, people: cast.Cast) -> int:
    """A verified, a located and an easy card; the id of the deck's version."""
    slug = workshop.make(session, people.course)
    bare = replace(workshop.source(text=False), slug="okoye-2023", position=2)
    with transaction(session):
        writes.edit(session, slug, lambda one: replace(one, sources=(*one.sources, bare)), NOW)
        hard = replace(workshop.TYPED, level="hard")
        cards.cut(session, slug, "halvorsen-2025", 1, hard, NOW)
        cards.cut(session, slug, "okoye-2023", 1, workshop.TYPED, NOW)
    version = decks.version_of(session, slug)
    assert version is not None
    return version


def test_a_deck_is_made_of_a_title(owner: FlaskClient) -> None:
    assert 'href="/decks/new"' in text(owner, "/decks/")
    assert "Class: <b>Seminar A</b>" in text(owner, "/decks/new")
    answer = owner.post("/decks/new", data={"course": "seminar-a", "title": "Night trains"})
    assert answer.location == "/decks/night-trains/"
    page = text(owner, answer.location)
    assert "0 cards" in page
    assert "No card yet" in page
    assert "Deck of Seminar A." in text(owner, "/decks/")
    assert "No source yet" in text(owner, "/decks/night-trains/cards/new")


def test_a_deck_that_came_with_files_is_copied_to_a_class(session: Any, owner: FlaskClient) -> None:
    assert 'href="/decks/new?like=practice"' in text(owner, "/decks/")
    assert 'value="Practice deck"' in text(owner, "/decks/new?like=practice")
    fields = {"course": "seminar-a", "title": "Our deck", "like": "practice"}
    assert owner.post("/decks/new", data=fields).location == "/decks/our-deck/"
    assert "24 cards: 24 located" in text(owner, "/decks/our-deck/")
    assert session.query(Card).count() == 48


def test_a_deck_of_a_class_is_not_copied_out_of_it(
    session: Any, owner: FlaskClient, people: cast.Cast
) -> None:
    workshop.make(session, people.course)
    assert owner.get("/decks/new?like=night-trains").status_code == 404
    fields = {"course": "seminar-a", "title": "Copy", "like": "night-trains"}
    assert owner.post("/decks/new", data=fields).status_code == 404


def test_who_runs_several_classes_chooses_one(
    session: Any, owner: FlaskClient, people: cast.Cast
) -> None:
    with transaction(session):
        other = Course(slug="seminar-b", title="Seminar B", created_ms=NOW)
        session.add(other)
        session.flush()
        member = {"account_id": people.owner.id, "role": "instructor", "added_ms": NOW}
        session.add(CourseMember(course_id=other.id, **member))
    page = text(owner, "/decks/new")
    assert '<option value="seminar-b">Seminar B</option>' in page
    wrong = owner.post("/decks/new", data={"course": "seminar-c", "title": "Kept title"})
    assert wrong.status_code == 422
    assert "Choose one of your classes." in wrong.get_data(as_text=True)
    assert 'value="Kept title"' in wrong.get_data(as_text=True)


def test_a_deck_needs_a_class_of_ones_own(
    session: Any, client: FlaskClient, people: cast.Cast
) -> None:
    for account in (people.stranger, people.marker):
        cast.as_account(session, client, account)
        assert "You run no class yet" in text(client, "/decks/new")
        answer = client.post("/decks/new", data={"course": "seminar-a", "title": "Theirs"})
        assert answer.status_code == 422
    assert decks.version_of(session, "theirs") is None


def test_cards_are_counted_and_found_by_badge_and_level(
    session: Any, owner: FlaskClient, people: cast.Cast
) -> None:
    deck(session, people)
    assert "2 cards: 1 verified, 1 located" in text(owner, "/decks/night-trains/")
    found = text(owner, "/decks/night-trains/?badge=located")
    assert "Open card No. 2" in found
    assert "Open card No. 1" not in found
    found = text(owner, "/decks/night-trains/?level=hard")
    assert "Open card No. 1" in found
    assert "Open card No. 2" not in found
    assert f'href="{SOURCES}cut?passage=1&amp;card=1"' in found


def test_a_seat_reads_the_passage_and_the_badge_is_kept_with_the_citation(
    session: Any, app: Any, people: cast.Cast
) -> None:
    version = deck(session, people)
    amara = people.seats["amara"]
    with transaction(session):
        debate = session.get(Debate, people.debate.id)
        debate.deck_id, debate.deck_version_id = decks.head(session, version).id, version
        debate.motion_slug = "night-trains"
        for n, card in enumerate(session.query(Card).filter_by(deck_id=debate.deck_id), 1):
            draw = {"card_id": card.id, "card_number": card.number, "drawn_ms": NOW}
            row = Draw(seat_id=amara.id, n=n, pile="P", exclusive=True, **draw)
            row.debate_id = debate.id
            session.add(row)
    cast.start(session, people, clock_ms() - MINUTE)
    client = app.test_client()
    cast.as_seat(session, client, amara)
    base = f"/debates/{people.slug}/{amara.number}/"
    page = text(client, f"{base}cards/1")
    assert "Verified" in page
    assert "<mark>Night trains will probably fill" in page
    assert "to look at" not in page
    fields = {"claim": "Beds will probably fill", "cards": ["1", "2"], "key": "k"}
    assert client.post(f"{base}speeches/P1/points", data=fields).status_code == 303
    session.rollback()
    kept = {row.card_number: row.badge for row in session.query(Citation)}
    assert kept == {1: "verified", 2: "located"}
