"""Getting back in: the owner makes a link, looking changes nothing, the button sets a password.

What links that make accounts do stands in test_invitations.
"""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from debate.db import transaction
from debate.models.accounts import Account, AuditEntry, Invitation
from tests import cast

OLD, NEW = "lantern over the river", "violin in the cellar"
EMAIL = "okoye@example.org"  # the marker's


@pytest.fixture
def made(session: Any) -> cast.Cast:
    found = cast.make(session)
    with transaction(session):
        found.marker.password_hash = generate_password_hash(OLD, method="scrypt:1024:8:1")
        found.marker.email = EMAIL
    return found


@pytest.fixture
def owner(app: Any, session: Any, made: cast.Cast) -> FlaskClient:
    return browser_of(app, session, made.owner)


def browser_of(app: Any, session: Any, account: Account) -> FlaskClient:
    client: FlaskClient = app.test_client()
    cast.as_account(session, client, account)
    return client


def ask(client: FlaskClient, account_id: int, key: str = "k1") -> Any:
    return client.post(f"/account/people/{account_id}/password", data={"key": key})


def link_for(client: FlaskClient, account_id: int, key: str = "k1") -> str:
    found = re.search(
        r'value="http://localhost(/passwords/[\w-]{43})"', ask(client, account_id, key).text
    )
    assert found
    return found[1]


def set_to(client: FlaskClient, path: str, new: str = NEW) -> Any:
    return client.post(path, data={"new_password": new})


def sign_in(client: FlaskClient, password: str) -> int:
    status: int = client.post("/sign-in", data={"email": EMAIL, "password": password}).status_code
    return status


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def test_the_link_is_shown_once_with_a_square_code(made: cast.Cast, owner: FlaskClient) -> None:
    people = owner.get("/account").text
    assert "Stranger Prado" in people
    assert f'action="/account/people/{made.marker.id}/password"' in people
    answer = ask(owner, made.marker.id)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "<svg" in answer.text
    again = ask(owner, made.marker.id).text
    assert "was made and shown already" in again
    assert "/passwords/" not in again
    assert "Link open until" in owner.get("/account").text


def test_looking_at_a_link_changes_nothing(
    app: Any, session: Any, made: cast.Cast, owner: FlaskClient, client: FlaskClient
) -> None:
    path, marker = link_for(owner, made.marker.id), browser_of(app, session, made.marker)
    for _ in range(2):
        assert EMAIL in client.get(path).text
        assert client.head(path).status_code == 200
    assert not is_signed_in(client)
    assert is_signed_in(marker)
    assert sign_in(app.test_client(), OLD) == 303


def test_the_page_of_a_link_is_kept_nowhere_and_named_to_no_other_site(
    made: cast.Cast, owner: FlaskClient, client: FlaskClient
) -> None:
    answer = client.get(link_for(owner, made.marker.id))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert not re.search(r'(href|src|action)="(https?:)?//', answer.text)


def test_the_button_sets_the_password_once_and_ends_every_other_browser(
    app: Any, session: Any, made: cast.Cast, owner: FlaskClient, client: FlaskClient
) -> None:
    path, elsewhere = link_for(owner, made.marker.id), browser_of(app, session, made.marker)
    assert set_to(client, path).status_code == 303
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert is_signed_in(owner)
    assert [sign_in(app.test_client(), word) for word in (OLD, NEW)] == [422, 303]
    assert client.get(path).status_code == 404
    second_tab = set_to(client, path, "another evening in May")
    assert second_tab.status_code == 404
    assert "This link was used, withdrawn or is too old." in second_tab.text
    assert sign_in(app.test_client(), NEW) == 303


def test_a_weak_password_is_refused_at_its_field_and_the_link_lives(
    made: cast.Cast, owner: FlaskClient, client: FlaskClient
) -> None:
    path = link_for(owner, made.marker.id)
    for weak in ("short", EMAIL, ""):
        answer = set_to(client, path, weak)
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.text
    assert not is_signed_in(client)
    assert set_to(client, path).status_code == 303


def test_a_new_link_ends_the_one_before_and_a_link_can_be_withdrawn(
    session: Any, made: cast.Cast, owner: FlaskClient, client: FlaskClient
) -> None:
    first, second = (link_for(owner, made.marker.id, key) for key in ("k1", "k2"))
    assert [client.get(path).status_code for path in (first, second)] == [404, 200]
    found = session.scalar(select(Invitation.id).where(Invitation.revoked_ms.is_(None)))
    assert owner.post(f"/account/invitations/{found}/revoke").status_code == 303
    assert set_to(client, second).status_code == 404
    assert "Link open until" not in owner.get("/account").text


def test_nobody_but_the_owner_makes_one_and_nobody_for_the_owner(
    app: Any, session: Any, made: cast.Cast, owner: FlaskClient
) -> None:
    stranger = browser_of(app, session, made.stranger)
    assert "People with an account" not in stranger.get("/account").text
    for account in (made.marker, made.stranger, made.owner):
        assert ask(stranger, account.id).status_code == 403
    refused = ask(owner, made.owner.id)
    assert refused.status_code == 403
    assert "python3 -m debate password" in refused.text
    assert ask(owner, 99_999).status_code == 404
    assert ask(app.test_client(), made.marker.id).location.startswith("/sign-in")
    assert owner.get(f"/account/people/{made.marker.id}/password").status_code == 405
    assert session.scalar(select(Invitation.id)) is None


def test_wrong_passwords_before_do_not_lock_out_who_has_a_link(
    app: Any, made: cast.Cast, owner: FlaskClient, client: FlaskClient
) -> None:
    path = link_for(owner, made.marker.id)
    assert [sign_in(client, "wrong password") for _ in range(11)] == [422] * 10 + [429]
    assert set_to(client, path).status_code == 303
    assert is_signed_in(client)
    assert sign_in(app.test_client(), NEW) == 303


def test_a_closed_account_gets_no_link_and_its_link_opens_nothing(
    session: Any, made: cast.Cast, owner: FlaskClient, client: FlaskClient
) -> None:
    path = link_for(owner, made.marker.id)
    with transaction(session):
        session.get_one(Account, made.marker.id).disabled_ms = cast.NOW
    assert client.get(path).status_code == 404
    assert set_to(client, path).status_code == 404
    assert ask(owner, made.marker.id, "k2").status_code == 404
    assert EMAIL not in owner.get("/account").text


def test_a_link_goes_with_its_account(
    session: Any, made: cast.Cast, owner: FlaskClient, client: FlaskClient
) -> None:
    with transaction(session):
        gone = Account(email="gone@example.org", name="Gone", password_hash="", created_ms=1)
        session.add(gone)
        session.flush()
        account_id = gone.id
    path = link_for(owner, account_id)
    with transaction(session):
        session.query(Account).filter_by(id=account_id).delete()
    assert client.get(path).status_code == 404
    assert set_to(client, path).status_code == 404


def test_who_is_signed_in_as_somebody_else_is_told_and_changes(
    app: Any, session: Any, made: cast.Cast, owner: FlaskClient
) -> None:
    path, stranger = link_for(owner, made.marker.id), browser_of(app, session, made.stranger)
    assert "signed in as Stranger Prado now" in stranger.get(path).text
    set_to(stranger, path)
    assert EMAIL in stranger.get("/account").text


def test_a_link_for_a_password_is_no_invitation_and_the_other_way_round(
    session: Any, made: cast.Cast, owner: FlaskClient, client: FlaskClient
) -> None:
    token = link_for(owner, made.marker.id).rsplit("/", 1)[-1]
    person = {"name": "Ruth", "email": "ruth@example.org", "password": NEW}
    for noun in ("invitations", "welcome"):
        assert client.get(f"/{noun}/{token}").status_code == 404
        assert client.post(f"/{noun}/{token}", data=person).status_code == 404
    text = owner.post("/account/invitations", data={"key": "k9"}).text
    found = re.search(r"/invitations/([\w-]{43})", text)
    assert found
    assert set_to(client, f"/passwords/{found[1]}").status_code == 404
    assert "invited by" in text
    assert text.count("invited by") == 1


def test_both_acts_stand_in_the_audit_without_a_name(
    session: Any, made: cast.Cast, owner: FlaskClient, client: FlaskClient
) -> None:
    set_to(client, link_for(owner, made.marker.id))
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(one.act, one.account_id, one.target_id) for one in entries] == [
        ("password link", made.owner.id, made.marker.id),
        ("password set by link", made.marker.id, made.marker.id),
    ]


def test_the_sign_in_page_says_whom_to_ask_whoever_asks(
    made: cast.Cast, client: FlaskClient
) -> None:
    words = "Forgotten your password? Ask the person who runs this server for a new link."
    assert words in client.get("/sign-in").text
    for email in (EMAIL, "nobody@example.org"):
        fields = {"email": email, "password": "wrong password"}
        assert words in client.post("/sign-in", data=fields).text
