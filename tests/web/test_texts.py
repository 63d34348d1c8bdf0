"""Attaching a class's own copy of a text over HTTP: what it finds, and who reads it."""

import io
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from debate.db import transaction
from debate.domain import sources
from debate.domain.cards import Bearing, Card
from debate.domain.citations import FIELDS, CitationField
from debate.domain.decks import Content
from debate.domain.motions import Motion
from debate.domain.sources import Passage, Source
from debate.domain.spans import of_text
from debate.queries import decks as reads
from debate.queries import texts
from debate.seeding import archives
from debate.services import decks
from tests import cast
from tests.cast import Cast

TEXT = (
    "The night train left at ten. It was full, as it often is in June.",
    "Nobody had expected that. The company says it will add two cars, perhaps more.",
    "A single sentence stands here by itself.",
)
ADDRESS = "/decks/trains/sources/halvorsen-2025"


def passage(number: int, text: str) -> Passage:
    """A passage as a deck without its texts has it."""
    known = sources.passage_of(number, f"Gist {number}.", text)
    return Passage(number, known.gist, known.words, known.sha256, known.sentences)


def card(number: int, place: int, first: int, last: int) -> Card:
    return Card(
        number=number,
        source="halvorsen-2025",
        passage=place,
        kind="fact",
        tag=f"Tag {number}",
        body="A body.",
        hedge="",
        holder="",
        bearings=(Bearing("more-trains", "supports", "It helps."),),
        spans=(of_text(TEXT[place - 1], first, last),),
    )


CONTENT = Content(
    slug="trains",
    title="Night trains",
    summary="",
    licence="CC0-1.0",
    language="en",
    sources=(
        Source(
            "halvorsen-2025",
            1,
            "article",
            "Halvorsen 2025",
            dict.fromkeys(FIELDS, CitationField("2025"))
            | {"url": CitationField(missing=sources.NOT_GIVEN)},
            tuple(passage(n, text) for n, text in enumerate(TEXT, 1)),
        ),
    ),
    motions=(
        Motion(
            slug="more-trains",
            position=1,
            text="This House would run more night trains",
            type="policy",
            difficulty="easy",
            definitions={"night train": "One that runs at night."},
            burdens={"P": "Show it.", "O": "Show the contrary."},
            questions={"P": "How?", "O": "Why not?"},
            note="",
        ),
    ),
    cards=(card(1, 1, 1, 6), card(2, 1, 7, 14), card(3, 3, 1, 7)),
)


@pytest.fixture
def people(session: Session) -> Cast:
    made = cast.make(session)
    with transaction(session):
        decks.load(session, CONTENT, cast.NOW)
    return made


@pytest.fixture
def owner(session: Session, client: FlaskClient, people: Cast) -> FlaskClient:
    cast.as_account(session, client, people.owner)
    return client


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def attach(client: FlaskClient, course: str, text: str) -> Any:
    return client.post(
        f"{ADDRESS}/text", data={"course": course, "text": text}, follow_redirects=True
    )


def badge(client: FlaskClient, number: int) -> str:
    shown = page(client, f"/decks/trains/cards/{number}")
    names = ("verified", "near", "located", "unverified")
    return next(name for name in names if f"badge--{name}" in shown)


def test_a_copy_with_other_furniture_turns_located_cards_into_verified_ones(
    owner: FlaskClient, people: Cast
) -> None:
    assert badge(owner, 1) == "located"
    copy = "\n\n".join(["Trains of the night", "By A. Halvorsen", *TEXT, "Photograph: the station"])
    answer = attach(owner, people.course.slug, copy.replace("left at ten", "left  at ten"))
    assert "3 paragraphs found. Every sentence is the deck’s own." in answer.get_data(as_text=True)
    assert [badge(owner, number) for number in (1, 2, 3)] == ["verified"] * 3
    assert "It was full, as it often is in June." in page(owner, ADDRESS)


def test_a_file_is_read_as_well(owner: FlaskClient, people: Cast) -> None:
    upload = (io.BytesIO("\n\n".join(TEXT).encode("utf-16")), "copy.txt")
    data = {"course": people.course.slug, "file": upload}
    owner.post(f"{ADDRESS}/text", data=data, content_type="multipart/form-data")
    assert badge(owner, 3) == "verified"


def test_one_altered_sentence_is_named_and_only_its_cards_are_near(
    owner: FlaskClient, people: Cast
) -> None:
    altered = "\n\n".join(TEXT).replace("It was full", "It was half empty")
    answer = attach(owner, people.course.slug, altered).get_data(as_text=True)
    assert "1 of 5 sentences differs or is missing: ¶ 1, sentence 2." in answer
    assert [badge(owner, number) for number in (1, 2, 3)] == ["verified", "near", "verified"]
    shown = page(owner, f"{ADDRESS}/text")
    assert "It was half empty, as it often is in June." in shown


def test_a_missing_paragraph_leaves_its_cards_unverified(owner: FlaskClient, people: Cast) -> None:
    attach(owner, people.course.slug, "\n\n".join(TEXT[:2]))
    assert [badge(owner, number) for number in (1, 3)] == ["verified", "unverified"]


@pytest.mark.parametrize(
    "copy",
    [(), TEXT, TEXT[:2], (TEXT[0].replace("It was full", "It was empty"), *TEXT[1:])],
    ids=["no copy", "whole", "a paragraph less", "one sentence altered"],
)
def test_a_cited_card_gets_the_badge_that_its_page_shows(
    owner: FlaskClient, session: Session, people: Cast, copy: tuple[str, ...]
) -> None:
    if copy:
        attach(owner, people.course.slug, "\n\n".join(copy))
    version = reads.version_of(session, "trains")
    assert version is not None
    cited = texts.badges_of(session, version, people.course.id, (1, 2, 3))
    assert [cited[number].name for number in (1, 2, 3)] == [badge(owner, n) for n in (1, 2, 3)]


@pytest.mark.parametrize("text", ["Something else. Another thing. A third.", ""])
def test_another_text_is_refused_kept_in_the_form_and_changes_nothing(
    owner: FlaskClient, people: Cast, text: str
) -> None:
    attach(owner, people.course.slug, "\n\n".join(TEXT))
    answer = owner.post(f"{ADDRESS}/text", data={"course": people.course.slug, "text": text})
    assert answer.status_code == 422
    shown = answer.get_data(as_text=True)
    assert "error" in shown
    assert text in shown
    assert badge(owner, 1) == "verified"


def test_only_that_class_reads_the_text(
    owner: FlaskClient, app: Any, session: Session, people: Cast
) -> None:
    attach(owner, people.course.slug, "\n\n".join(TEXT))
    stranger = app.test_client()
    cast.as_account(session, stranger, people.stranger)
    assert "often is in June" not in page(stranger, ADDRESS)
    assert "often is in June" not in page(stranger, "/decks/trains/cards/2")
    assert badge(stranger, 1) == "located"
    refused = stranger.post(f"{ADDRESS}/text", data={"course": people.course.slug, "text": "x"})
    assert refused.status_code == 404


def test_removing_it_makes_the_cards_located_again(owner: FlaskClient, people: Cast) -> None:
    attach(owner, people.course.slug, "\n\n".join(TEXT))
    owner.post(f"{ADDRESS}/text/remove", data={"course": people.course.slug})
    assert badge(owner, 1) == "located"
    assert "often is in June" not in page(owner, ADDRESS)


def test_a_copy_of_the_deck_for_the_class_brings_its_text_along(
    owner: FlaskClient, people: Cast
) -> None:
    attach(owner, people.course.slug, "\n\n".join(TEXT))
    copied = {"course": people.course.slug, "title": "Our trains", "like": "trains"}
    assert owner.post("/decks/new", data=copied).location == "/decks/our-trains/"
    assert "3 cards: 3 verified" in page(owner, "/decks/our-trains/")
    assert "It was full, as it often" in page(owner, "/decks/our-trains/cards/2")


def test_an_export_is_imported_again_and_has_no_word_of_an_attached_text(
    owner: FlaskClient, people: Cast
) -> None:
    attach(owner, people.course.slug, "\n\n".join(TEXT))
    first = owner.get("/decks/trains/deck.zip").data
    assert b"night train left" not in first
    upload = {"course": people.course.slug, "file": (io.BytesIO(first), "deck.zip")}
    answer = owner.post("/decks/new", data=upload, content_type="multipart/form-data")
    assert answer.location == "/decks/night-trains/"
    again = archives.read(owner.get("/decks/night-trains/deck.zip").data)
    assert replace(again, slug="trains") == archives.read(first)
    assert "3 cards: 3 located" in page(owner, "/decks/night-trains/")


def test_a_file_that_is_no_deck_is_refused_with_file_and_line(
    owner: FlaskClient, people: Cast
) -> None:
    upload = {"course": people.course.slug, "file": (io.BytesIO(b"no zip"), "deck.zip")}
    answer = owner.post("/decks/new", data=upload, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "error" in answer.get_data(as_text=True)
    assert "Deck of" not in page(owner, "/decks/")
