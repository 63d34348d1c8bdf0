"""The pages of accounts: first page, signing in and out, one's account, one-time links."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from debate.db import transaction
from debate.models.accounts import Invitation
from tests import cast

PASSWORD = "lantern over the river"
PERSON = {"name": "Ruth Ansah", "email": "ruth@example.org", "password": PASSWORD}
LATER = 4_000_000_000_000  # in 2096, so that a link made now is good when the page is asked for


@pytest.fixture
def made(session: Any) -> cast.Cast:
    found = cast.make(session)
    with transaction(session):
        found.owner.password_hash = generate_password_hash(PASSWORD, method="scrypt:1024:8:1")
    return found


@pytest.fixture
def owner(app: Any, session: Any, made: cast.Cast) -> FlaskClient:
    client: FlaskClient = app.test_client()
    cast.as_account(session, client, made.owner)
    return client


def post(client: FlaskClient, path: str, data: dict[str, str] | None = None, **more: Any) -> Any:
    return client.post(path, data=data, **more)


def cookie(client: FlaskClient) -> str:
    found = client.get_cookie("clashroom-seat")
    return found.value if found else ""


def other_browser(app: Any, value: str) -> FlaskClient:
    client: FlaskClient = app.test_client()
    client.set_cookie("clashroom-seat", value)
    return client


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def sign_in(client: FlaskClient, password: str = PASSWORD, onward: str = "", **options: Any) -> Any:
    fields = {"email": "ansah@example.org", "password": password, "next": onward}
    return post(client, "/sign-in", fields, **options)


def test_the_first_page_takes_a_code_and_a_sign_in(client: FlaskClient) -> None:
    text = client.get("/").get_data(as_text=True)
    assert 'action="/join"' in text
    assert 'action="/sign-in"' in text
    assert "You have a seat" not in text


def test_who_is_signed_in_goes_on_from_the_first_page(owner: FlaskClient) -> None:
    assert owner.get("/").location == "/sittings/"
    assert owner.get("/sign-in?next=/decks/").location == "/decks/"


def test_the_first_page_leads_back_to_a_seat(
    app: Any, session: Any, made: cast.Cast, client: FlaskClient
) -> None:
    cast.as_seat(session, client, made.seats["amara"])
    assert f'href="/debates/{made.slug}/1/"' in client.get("/").get_data(as_text=True)


def test_signing_in_gives_a_new_cookie_and_ends_the_old_one(
    app: Any, session: Any, made: cast.Cast, client: FlaskClient
) -> None:
    cast.as_seat(session, client, made.seats["amara"])
    before = cookie(client)
    answer = sign_in(client)
    assert (answer.status_code, answer.location) == (303, "/")
    assert cookie(client) != before
    assert is_signed_in(client)
    old = other_browser(app, before)
    assert not is_signed_in(old)
    assert "You have a seat" not in old.get("/").get_data(as_text=True)


def test_the_cookie_cannot_be_read_by_scripts_or_sent_from_elsewhere(
    made: cast.Cast, client: FlaskClient
) -> None:
    set_cookies = [
        value
        for value in sign_in(client).headers.getlist("Set-Cookie")
        if "clashroom-seat" in value
    ]
    assert len(set_cookies) == 1
    assert "HttpOnly" in set_cookies[0]
    assert "SameSite=Lax" in set_cookies[0]


@pytest.mark.parametrize(
    ("onward", "location"),
    [
        ("/courses/seminar-a/", "/courses/seminar-a/"),
        ("/sittings/?page=2", "/sittings/?page=2"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\t/evil.example", "/"),
        ("", "/"),
    ],
)
def test_signing_in_leads_on_within_this_site_only(
    made: cast.Cast, client: FlaskClient, onward: str, location: str
) -> None:
    assert sign_in(client, onward=onward).location == location


def test_a_page_that_needs_an_account_leads_through_sign_in_and_back(
    made: cast.Cast, client: FlaskClient
) -> None:
    sent = client.get("/courses/seminar-a/?from=mail&x=a b").location
    text = client.get(sent).get_data(as_text=True)
    found = re.search(r'name="next"[^>]*value="([^"]*)"', text)
    assert found
    assert found[1].replace("&amp;", "&") == "/courses/seminar-a/?from=mail&x=a%20b"


def test_a_wrong_password_and_an_unknown_address_get_the_same_page(
    made: cast.Cast, client: FlaskClient
) -> None:
    answers = [
        post(client, "/sign-in", {"email": email, "password": "wrong password"})
        for email in ("ansah@example.org", "nobody@example.org")
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    # Tokens differ by the second in which they were made.
    changing = r'(value|content)="[^"]*"'
    texts = [re.sub(changing, "", answer.get_data(as_text=True)) for answer in answers]
    assert texts[0] == texts[1]
    assert not is_signed_in(client)


def test_after_ten_wrong_passwords_the_right_one_waits_too(
    made: cast.Cast, client: FlaskClient
) -> None:
    for _ in range(10):
        assert sign_in(client, "wrong password").status_code == 422
    assert sign_in(client).status_code == 429
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert sign_in(client, environ_overrides=elsewhere).status_code == 303


def test_neighbours_in_one_ipv6_network_count_as_one_address(
    made: cast.Cast, client: FlaskClient
) -> None:
    for number in range(10):
        sign_in(client, "wrong", environ_overrides={"REMOTE_ADDR": f"2001:db8::{number}"})
    assert sign_in(client, environ_overrides={"REMOTE_ADDR": "2001:db8::ff"}).status_code == 429
    assert sign_in(client, environ_overrides={"REMOTE_ADDR": "2001:db8:1::1"}).status_code == 303


def test_signing_out_ends_the_cookie_everywhere(app: Any, owner: FlaskClient) -> None:
    before = cookie(owner)
    answer = post(owner, "/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert cookie(owner) == ""
    assert not is_signed_in(other_browser(app, before))


def test_signing_out_leaves_a_seat_and_its_drafts_in_the_browser(
    session: Any, made: cast.Cast, client: FlaskClient
) -> None:
    cast.as_seat(session, client, made.seats["amara"])
    sign_in(client)
    answer = post(client, "/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert "You have a seat" in client.get("/").get_data(as_text=True)
    assert not is_signed_in(client)


def test_signing_out_is_no_link(owner: FlaskClient) -> None:
    assert owner.get("/sign-out").status_code == 405
    assert is_signed_in(owner)


@pytest.mark.parametrize(
    "path",
    [
        "/account/name",
        "/account/password",
        "/account/sign-out-elsewhere",
        "/account/invitations",
        "/account/invitations/1/revoke",
    ],
)
def test_an_account_is_its_owners(client: FlaskClient, owner: FlaskClient, path: str) -> None:
    assert client.get("/account").location.startswith("/sign-in")
    assert post(client, path).location.startswith("/sign-in")
    assert owner.get(path).status_code == 405


def test_the_account_page_is_not_kept_in_caches(owner: FlaskClient) -> None:
    answer = owner.get("/account")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ansah@example.org" in answer.get_data(as_text=True)


def test_a_name_can_be_changed(session: Any, made: cast.Cast, owner: FlaskClient) -> None:
    assert post(owner, "/account/name", {"name": "Dr Ruth Ansah"}).status_code == 303
    assert "Dr Ruth Ansah" in owner.get("/account").get_data(as_text=True)
    refused = post(owner, "/account/name", {"name": ""})
    assert refused.status_code == 422
    assert "Type a name." in refused.get_data(as_text=True)


def test_a_new_password_ends_every_other_browser_and_the_old_cookie(
    app: Any, session: Any, made: cast.Cast, owner: FlaskClient
) -> None:
    other = app.test_client()
    cast.as_account(session, other, made.owner)
    before = cookie(owner)
    fields = {"password": PASSWORD, "new_password": "violin in the cellar"}
    assert post(owner, "/account/password", fields).status_code == 303
    assert is_signed_in(owner)
    assert not is_signed_in(other)
    assert not is_signed_in(other_browser(app, before))
    assert sign_in(app.test_client()).status_code == 422
    assert sign_in(app.test_client(), "violin in the cellar").status_code == 303


@pytest.mark.parametrize(
    ("present", "new", "said"),
    [
        ("wrong password", "violin in the cellar", "This is not your password."),
        (PASSWORD, "short", "Use at least 10 characters."),
    ],
)
def test_a_password_is_not_changed_for_a_wrong_or_weak_one(
    app: Any, session: Any, made: cast.Cast, owner: FlaskClient, present: str, new: str, said: str
) -> None:
    other = app.test_client()
    cast.as_account(session, other, made.owner)
    answer = post(owner, "/account/password", {"password": present, "new_password": new})
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert is_signed_in(other)
    assert is_signed_in(owner)


def test_guessing_the_present_password_is_limited_too(made: cast.Cast, owner: FlaskClient) -> None:
    fields = {"password": "wrong password", "new_password": "violin in the cellar"}
    statuses = [post(owner, "/account/password", fields).status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]


def test_one_can_sign_out_everywhere_else(
    app: Any, session: Any, made: cast.Cast, owner: FlaskClient
) -> None:
    other = app.test_client()
    cast.as_account(session, other, made.owner)
    assert "one other browser" in owner.get("/account").get_data(as_text=True)
    post(owner, "/account/sign-out-elsewhere")
    assert is_signed_in(owner)
    assert not is_signed_in(other)


def test_the_owner_of_the_site_invites_instructors_to_it(
    app: Any, session: Any, made: cast.Cast, owner: FlaskClient
) -> None:
    text = post(owner, "/account/invitations", {"key": "k1"}).get_data(as_text=True)
    found = re.search(r'value="http://localhost(/invitations/[^"]+)"', text)
    assert found
    again = post(owner, "/account/invitations", {"key": "k1"}).get_data(as_text=True)
    assert "was made and shown already" in again
    newcomer = app.test_client()
    assert post(newcomer, found[1], PERSON).location == "/courses/"
    assert newcomer.get("/courses/new").status_code == 200


def test_nobody_else_invites_to_the_site(
    app: Any, session: Any, made: cast.Cast, owner: FlaskClient
) -> None:
    post(owner, "/account/invitations", {"key": "k1"})
    invitation_id = session.scalar(select(Invitation.id))
    stranger = app.test_client()
    cast.as_account(session, stranger, made.stranger)
    assert "Invite an instructor" not in stranger.get("/account").get_data(as_text=True)
    assert post(stranger, "/account/invitations", {"key": "k1"}).status_code == 403
    path = f"/account/invitations/{invitation_id}/revoke"
    assert post(stranger, path).status_code == 404
    assert post(owner, path).status_code == 303
    assert "Withdraw" not in owner.get("/account").get_data(as_text=True)
    assert post(owner, "/account/invitations/99999/revoke").status_code == 404
    assert post(owner, f"/account/invitations/{10**12}/revoke").status_code == 404
