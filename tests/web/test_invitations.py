"""The one-time links that make accounts: looking claims nothing, the button claims once."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from debate.db import transaction
from debate.models.accounts import Account, BrowserSession, Invitation
from debate.services import accounts
from tests import cast
from tests.cast import NOW

PERSON = {"name": "Ruth Ansah", "email": "ruth@example.org", "password": "lantern over the river"}
LATER = 4_000_000_000_000  # in 2096, so that a link made now is good when the page is asked for


@pytest.fixture
def made(session: Any) -> cast.Cast:
    return cast.make(session)


@pytest.fixture
def owner(app: Any, session: Any, made: cast.Cast) -> FlaskClient:
    client: FlaskClient = app.test_client()
    cast.as_account(session, client, made.owner)
    return client


def post(client: FlaskClient, path: str, data: dict[str, str] | None = None) -> Any:
    return client.post(path, data=data)


def cookie(client: FlaskClient) -> str:
    found = client.get_cookie("clashroom-seat")
    return found.value if found else ""


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def setup_token(session: Any) -> str:
    with transaction(session):
        return accounts.setup_link(session, LATER)


def invited(session: Any, made: cast.Cast, role: str = "marker") -> str:
    with transaction(session):
        return accounts.invite(session, made.owner.id, role, LATER, course_id=made.course.id)


def rows(session: Any) -> tuple[int, ...]:
    """How many accounts, browsers and used invitations there are."""
    session.expire_all()
    counts = [
        session.scalar(select(func.count()).select_from(model))
        for model in (Account, BrowserSession)
    ]
    used = session.scalar(select(func.count(Invitation.claimed_ms)))
    return (*counts, used)


def test_fetching_a_first_link_makes_no_account(session: Any, client: FlaskClient) -> None:
    path = f"/welcome/{setup_token(session)}"
    before = rows(session)
    for _ in range(3):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert rows(session) == before
    assert not cookie(client)


def test_the_button_makes_the_first_account_and_signs_in(
    session: Any, client: FlaskClient, app: Any
) -> None:
    path = f"/welcome/{setup_token(session)}"
    assert post(client, path, PERSON).location == "/courses/"
    assert is_signed_in(client)
    assert client.get(path).status_code == 404
    assert post(app.test_client(), path, PERSON).status_code == 404


def test_the_form_of_the_first_account_keeps_what_was_typed(
    session: Any, client: FlaskClient
) -> None:
    path = f"/welcome/{setup_token(session)}"
    answer = post(client, path, PERSON | {"password": "short"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "ruth@example.org" in text
    assert "short" not in re.sub(r"<[^>]*>", "", text)
    assert rows(session) == (0, 0, 0)


@pytest.mark.parametrize("path", ["/welcome/nothing", "/invitations/nothing"])
def test_a_link_that_is_not_ours_opens_nothing(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert post(client, path, PERSON).status_code == 404
    assert not is_signed_in(client)


def test_fetching_an_invitation_accepts_nothing(
    app: Any, session: Any, made: cast.Cast, client: FlaskClient
) -> None:
    path = f"/invitations/{invited(session, made)}"
    stranger = app.test_client()
    cast.as_account(session, stranger, made.stranger)
    before = rows(session)
    for browser in (client, stranger):
        assert "Seminar A" in browser.get(path).get_data(as_text=True)
    assert rows(session) == before
    assert stranger.get("/courses/seminar-a/").status_code == 404


def test_a_new_person_accepts_and_is_in_the_class(
    app: Any, session: Any, made: cast.Cast, client: FlaskClient
) -> None:
    path = f"/invitations/{invited(session, made)}"
    assert post(client, path, PERSON | {"email": "x"}).status_code == 422
    assert post(client, path, PERSON).location == "/courses/seminar-a/"
    assert client.get("/courses/seminar-a/").status_code == 200
    assert client.get("/courses/new").status_code == 403
    assert post(app.test_client(), path, PERSON).status_code == 404


def test_a_signed_in_account_accepts_with_one_button(
    app: Any, session: Any, made: cast.Cast
) -> None:
    path = f"/invitations/{invited(session, made, 'assistant')}"
    stranger = app.test_client()
    cast.as_account(session, stranger, made.stranger)
    assert "Accept as Stranger Prado" in stranger.get(path).get_data(as_text=True)
    before = cookie(stranger)
    assert post(stranger, path).location == "/courses/seminar-a/"
    assert stranger.get("/courses/seminar-a/").status_code == 200
    old = app.test_client()
    old.set_cookie("clashroom-seat", before)
    assert not is_signed_in(old)


def test_who_is_in_the_class_already_is_told_so(
    session: Any, made: cast.Cast, owner: FlaskClient
) -> None:
    path = f"/invitations/{invited(session, made)}"
    answer = post(owner, path)
    assert answer.status_code == 422
    assert "You are in this class already, as owner." in answer.get_data(as_text=True)


def test_a_setup_link_is_no_invitation_and_the_other_way_round(
    app: Any, session: Any, client: FlaskClient
) -> None:
    setup = setup_token(session)
    assert client.get(f"/invitations/{setup}").status_code == 404
    token = invited(session, cast.make(session, NOW))
    assert client.get(f"/welcome/{token}").status_code == 404
