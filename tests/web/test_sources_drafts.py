"""Adding a source in the browser: from a paste to numbered passages; nothing is lost."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from debate.db import transaction
from debate.services import decks
from tests import cast
from tests.cast import Cast

PASTE = """Trains of the night

The night train left at ten. It was full.

Nobody had expected that.

Photograph: the station"""
CITATION = {
    "short": "Halvorsen 2025",
    "kind": "article",
    "citation-author": "A. Halvorsen",
    "citation-title": "Trains of the night",
    "citation-publication": "Meridian Review",
    "citation-published": "2025-06",
    "missing-qualifications": "y",
    "missing-url": "y",
    "missing-accessed": "y",
    "missing-pages": "y",
}


@pytest.fixture
def people(session: Session) -> Cast:
    made = cast.make(session)
    with transaction(session):
        decks.create(session, made.course.id, "Night trains", cast.NOW)
    return made


@pytest.fixture
def owner(session: Session, client: FlaskClient, people: Cast) -> FlaskClient:
    cast.as_account(session, client, people.owner)
    return client


@pytest.fixture
def draft(owner: FlaskClient) -> str:
    """The address of a draft of four blocks."""
    answer = owner.post("/decks/night-trains/sources/new", data={"text": PASTE})
    assert answer.status_code == 303
    address: str = answer.location
    return address


def version(client: FlaskClient, address: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page(client, address))
    assert found
    return found[1]


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def press(client: FlaskClient, address: str, act: str, **typed: str) -> Any:
    data = {"version": version(client, address), "act": act, **typed}
    return client.post(address, data=data, follow_redirects=True)


def kinds(client: FlaskClient, address: str) -> list[str]:
    return re.findall(r"block block--(\w+)", page(client, address))


def test_a_paste_becomes_numbered_paragraphs(owner: FlaskClient, draft: str) -> None:
    shown = page(owner, draft)
    assert shown.count("Gist of ¶") == 4
    assert "It was full." in shown


def test_paragraphs_are_skipped_headed_joined_and_parted(owner: FlaskClient, draft: str) -> None:
    press(owner, draft, "name:0:heading")
    press(owner, draft, "name:3:skip")
    assert kinds(owner, draft) == ["heading", "passage", "passage", "skip"]
    press(owner, draft, "merge:2")
    assert "The night train left at ten. It was full. Nobody had" in page(owner, draft)
    press(owner, draft, "split:1:1")
    assert kinds(owner, draft) == ["heading", "passage", "passage", "skip"]
    assert "Gist of ¶ 2" in page(owner, draft)


def test_every_button_keeps_what_was_typed(owner: FlaskClient, draft: str) -> None:
    gist = {"gist-1": "A full train left.", "citation-author": "A. Halvorsen"}
    press(owner, draft, "name:3:skip", **gist)
    shown = page(owner, draft)
    assert "A full train left." in shown
    assert 'value="A. Halvorsen"' in shown
    press(owner, draft, "merge:2", **gist, **{"gist-2": "It surprised."})
    assert "A full train left. It surprised." in page(owner, draft)


def test_an_old_window_changes_no_paragraph(owner: FlaskClient, draft: str) -> None:
    old = version(owner, draft)
    press(owner, draft, "merge:2")
    typed = {"gist-3": "Words of the other window.", "citation-author": "A. Halvorsen"}
    answer = owner.post(draft, data={"version": old, "act": "merge:2", **typed})
    assert answer.status_code == 422
    shown = answer.get_data(as_text=True)
    assert "changed in another window" in shown
    assert "Words of the other window." in shown
    assert 'value="A. Halvorsen"' in shown
    assert len(kinds(owner, draft)) == 3


@pytest.mark.parametrize("act", ["merge:0", "merge:99", "split:1:9", "name:1:title", "split:x"])
def test_what_cannot_be_done_is_said_and_changes_nothing(
    owner: FlaskClient, draft: str, act: str
) -> None:
    answer = press(owner, draft, act)
    assert answer.status_code == 422
    assert "Not done." in answer.get_data(as_text=True)
    assert len(kinds(owner, draft)) == 4


def test_saving_names_the_first_thing_that_is_missing(owner: FlaskClient, draft: str) -> None:
    asked = press(owner, draft, "finish").get_data(as_text=True)
    assert "Say how it is cited" in asked
    asked = press(owner, draft, "finish", **CITATION).get_data(as_text=True)
    assert "¶ 1 has no gist yet" in asked
    wrong = CITATION | {"citation-published": "June"}
    assert "Write a date as" in press(owner, draft, "finish", **wrong).get_data(as_text=True)


def finish(owner: FlaskClient, draft: str, **more: str) -> str:
    press(owner, draft, "name:0:heading")
    press(owner, draft, "name:3:skip")
    gists = {"gist-1": "A full train left.", "gist-2": "It surprised."}
    answer = press(owner, draft, "finish", **CITATION, **gists, **more)
    assert answer.status_code == 200
    text: str = answer.get_data(as_text=True)
    return text


def test_a_finished_draft_is_a_source_whose_text_the_class_reads(
    owner: FlaskClient, draft: str
) -> None:
    shown = finish(owner, draft)
    assert "2 paragraphs, 0 cards" in shown
    assert "<h3>Trains of the night</h3>" in shown
    assert "The night train left at ten. It was full." in shown
    assert "A full train left." in shown
    assert owner.get(draft).status_code == 404


def test_another_class_sees_neither_deck_nor_draft(
    owner: FlaskClient, app: Any, session: Session, people: Cast, draft: str
) -> None:
    finish(owner, draft)
    stranger = app.test_client()
    cast.as_account(session, stranger, people.stranger)
    for address in (draft, "/decks/night-trains/", "/decks/night-trains/sources/halvorsen-2025"):
        assert stranger.get(address).status_code == 404
    assert "Night trains" not in page(stranger, "/decks/")
    assert "Night trains" in page(owner, "/decks/")


def test_a_draft_can_be_thrown_away(owner: FlaskClient, draft: str) -> None:
    press(owner, draft, "discard")
    assert owner.get(draft).status_code == 404


@pytest.mark.parametrize("text", ["", "  \n "])
def test_nothing_pasted_is_asked_for(owner: FlaskClient, text: str) -> None:
    answer = owner.post("/decks/night-trains/sources/new", data={"text": text})
    assert answer.status_code == 422
    assert "error" in answer.get_data(as_text=True)


SOURCE = "/decks/night-trains/sources/halvorsen-2025"


def test_citation_and_gists_are_changed_later_and_the_paragraphs_stay(
    owner: FlaskClient, draft: str
) -> None:
    finish(owner, draft)
    assert 'value="A. Halvorsen"' in page(owner, f"{SOURCE}/edit")
    typed = CITATION | {"citation-author": "Aud Halvorsen", "gist-1": "It came as a surprise."}
    assert owner.post(f"{SOURCE}/edit", data=typed).status_code == 303
    shown = page(owner, SOURCE)
    assert "Aud Halvorsen" in shown
    assert "It came as a surprise." in shown
    assert "A full train left." in shown
    assert "Nobody had expected that." in shown


def test_a_wrong_date_is_said_at_its_field_and_nothing_typed_is_lost(
    owner: FlaskClient, draft: str
) -> None:
    finish(owner, draft)
    typed = CITATION | {"citation-published": "June", "gist-1": "Another gist."}
    answer = owner.post(f"{SOURCE}/edit", data=typed)
    assert answer.status_code == 422
    shown = answer.get_data(as_text=True)
    assert "Write a date as" in shown
    assert "Another gist." in shown
    assert "Another gist." not in page(owner, SOURCE)


def test_a_source_without_cards_can_be_removed(owner: FlaskClient, draft: str) -> None:
    finish(owner, draft)
    assert owner.post(f"{SOURCE}/remove").status_code == 303
    assert owner.get(SOURCE).status_code == 404


def test_a_source_with_cards_stays(owner: FlaskClient, draft: str) -> None:
    finish(owner, draft)
    card = {
        "passage": "1",
        "act": "save",
        "tag": "A full train",
        "body": "It was full.",
        "kind": "fact",
        "level": "easy",
        "holder": "author",
        "span-first": "1",
        "span-last": "4",
    }
    assert owner.post(f"{SOURCE}/cut", data=card).status_code == 303
    answer = owner.post(f"{SOURCE}/remove")
    assert answer.status_code == 422
    assert "Remove them first." in answer.get_data(as_text=True)
    assert owner.get(SOURCE).status_code == 200
