"""Redacting over HTTP: the page, its refusals, and what is said afterwards."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from debate.db import clock_ms
from debate.domain.redactions import MARK
from debate.domain.speeches import Words
from debate.models.speeches import Point
from tests import cast
from tests.cast import MINUTE, Cast
from tests.services.moderating import send

CLAIM, REASONS = "Only a liar says so", "Ask **anybody**."


@pytest.fixture
def people(session: Session) -> Cast:
    now = clock_ms() - MINUTE
    made = cast.make(session, now)
    cast.start(session, made, now)
    send(session, made, "amara", "P1", Words(CLAIM, REASONS), at=now + 1)
    send(session, made, "amara", "P1", Words("Another liar"), at=now + 2)
    return made


@pytest.fixture
def owner(session: Session, client: FlaskClient, people: Cast) -> FlaskClient:
    cast.as_account(session, client, people.owner)
    return client


def address(session: Session, people: Cast) -> str:
    session.rollback()
    point = session.query(Point).order_by(Point.id).first()
    assert point is not None
    return f"/debates/{people.slug}/points/{point.id}/redact"


def claims(session: Session) -> list[str]:
    session.rollback()
    return [point.claim for point in session.query(Point).order_by(Point.id)]


def test_the_page_shows_the_point_as_it_was_written_and_says_what_happens(
    session: Session, owner: FlaskClient, people: Cast
) -> None:
    page = owner.get(address(session, people)).get_data(as_text=True)
    for words in (CLAIM, REASONS, "cannot be undone", "cannot be recalled", MARK):
        assert words in page


def test_without_a_script_typed_words_go_and_the_log_says_so(
    session: Session, owner: FlaskClient, people: Cast
) -> None:
    path = address(session, people)
    answer = owner.post(path, data={"passage": "A LIAR", "note": "About a person."})
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"/debates/{people.slug}/log",
    )
    assert claims(session) == [f"Only {MARK} says so", "Another liar"]
    log = owner.get(f"/debates/{people.slug}/log").get_data(as_text=True)
    assert "Passage removed" in log
    assert "About a person." in log
    assert "The passage is out of the text" in log
    room = owner.get(f"/debates/{people.slug}/").get_data(as_text=True)
    assert f"Only {MARK} says so" in room
    assert "A passage was removed. About a person." in room


def test_where_else_the_words_stand_is_said(
    session: Session, owner: FlaskClient, people: Cast
) -> None:
    owner.post(address(session, people), data={"passage": "liar", "note": "Rude."})
    log = owner.get(f"/debates/{people.slug}/log").get_data(as_text=True)
    assert "The same words stand here too, and were not touched: P1.2." in log


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"passage": "", "note": "Why"}, "Choose the words to remove"),
        ({"passage": "unheard of", "note": "Why"}, "do not stand there"),
        ({"passage": "liar", "note": " "}, "Say why"),
    ],
)
def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(
    session: Session, owner: FlaskClient, people: Cast, data: dict[str, Any], sentence: str
) -> None:
    answer = owner.post(address(session, people), data=data)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert sentence in page
    assert 'aria-invalid="true"' in page
    assert data["passage"] in page
    assert claims(session)[0] == CLAIM


def test_the_same_post_again_is_answered_alike_and_does_nothing(
    session: Session, owner: FlaskClient, people: Cast
) -> None:
    data = {"passage": "liar", "note": "Rude.", "key": "k" * 24}
    path = address(session, people)
    assert [owner.post(path, data=data).status_code for _ in range(2)] == [303, 303]
    assert claims(session)[0] == f"Only a {MARK} says so"


def test_points_of_other_debates_and_other_people_s_pages_are_closed(
    session: Session, client: FlaskClient, people: Cast
) -> None:
    path = address(session, people)
    cast.as_account(session, client, people.stranger)
    assert client.get(path).status_code == 404
    cast.as_account(session, client, people.marker)
    assert client.post(path, data={"passage": "liar", "note": "x"}).status_code == 403
    cast.as_account(session, client, people.owner)
    assert client.get(f"/debates/{people.slug}/points/999/redact").status_code == 404
    assert claims(session)[0] == CLAIM
