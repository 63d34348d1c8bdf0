"""Signing in sends nobody elsewhere, tells nobody who has an account, and outlives nothing."""

from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.security import generate_password_hash

from debate.db import db, transaction
from tests import cast
from tests.security import bodies

PASSWORD = "lantern over the river"
SITE = "http://localhost/"
ELSEWHERE = (
    *("https://evil.example", "http:evil.example", "//evil.example", "///evil.example"),
    *("////evil.example", r"/\evil.example", r"\\evil.example", r"/\/evil.example"),
    *("/\t/evil.example", "/\n/evil.example", "\t//evil.example", " //evil.example"),
    *("/\r\n/evil.example", "/%09/evil.example", "/%0a/evil.example", "%2f%2fevil.example"),
    *("/%2f/evil.example", "/%5cevil.example", "/.//evil.example", "/..//evil.example"),
    *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,x"),
    *("vbscript:x", "//evil.example@localhost/", "https:/evil.example", "https:evil.example"),
    *("http://localhost.evil.example/", "//localhost\\@evil.example", "/\x00/evil.example"),
    *("?//evil.example", "#//evil.example", "evil.example", "@evil.example", ".evil.example"),
    *("/sign-in\r\nSet-Cookie: a=b", "/\u2028//evil.example", "//\u3002evil.example", "/ /evil"),
)


@pytest.fixture
def people(session: Any) -> cast.Cast:
    made = cast.make(session)
    with transaction(session):
        made.owner.password_hash = generate_password_hash(PASSWORD, method="scrypt:1024:8:1")
    return made


def sign_in(client: FlaskClient, onward: str) -> Any:
    fields = {"email": "ansah@example.org", "password": PASSWORD, "next": onward}
    return client.post("/sign-in", data=fields)


@pytest.mark.usefixtures("people")
def test_nobody_is_sent_to_another_site(client: FlaskClient) -> None:
    away = {}
    for onward in ELSEWHERE:
        answer = sign_in(client, onward)
        places = [answer, client.get("/sign-in", query_string={"next": onward})]
        for answer in places:
            address = urlsplit(urljoin(SITE, answer.location or "/"))
            if (address.scheme, address.netloc) != ("http", "localhost") and answer.location:
                away[onward] = answer.location
            if any(ord(sign) < 33 for sign in answer.location or ""):
                away[onward] = answer.location
    assert not away


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("onward", ["/courses/", "/sittings/new?course=seminar-a", "/decks/a#b"])
def test_one_goes_on_where_one_wanted_to(client: FlaskClient, onward: str) -> None:
    assert sign_in(client, onward).location == onward


def test_a_page_that_needs_an_account_is_where_one_goes_on(
    client: FlaskClient, people: cast.Cast
) -> None:
    wanted = f"/courses/{people.course.slug}/?a=b"
    form = client.get(client.get(wanted).location).text
    assert f'value="{wanted}"' in form


@pytest.mark.usefixtures("people")
def test_a_known_and_an_unknown_address_get_the_same_answer(client: FlaskClient) -> None:
    answers = [
        client.post("/sign-in", data={"email": email, "password": "not it at all"})
        for email in ("ansah@example.org", "nobody@example.org")
    ]
    assert {answer.status_code for answer in answers} == {422}
    texts = {
        bodies.without_tokens(answer.data.replace(b"ansah@", b"nobody@")) for answer in answers
    }
    assert len(texts) == 1


def test_the_token_of_before_is_worth_nothing_after_signing_in_and_out(
    app: Any, session: Any, client: FlaskClient, people: cast.Cast
) -> None:
    cast.as_seat(session, client, people.seats["amara"])
    tokens = [client.get_cookie("clashroom-seat").value]
    sign_in(client, "/")
    tokens.append(client.get_cookie("clashroom-seat").value)
    client.post("/sign-out")
    tokens.append(client.get_cookie("clashroom-seat").value)
    assert len(set(tokens)) == 3
    room = f"/debates/{people.slug}/{people.seats['amara'].number}/"
    found = []
    for token in tokens:
        browser = app.test_client()
        browser.set_cookie("clashroom-seat", token)
        found.append((browser.get(room).status_code, browser.get("/account").status_code))
    assert found == [(403, 303), (403, 303), (200, 303)]


def test_a_forged_host_stands_in_no_link_that_is_handed_out(
    make_app: Any, database_url: str
) -> None:
    """With the public address set, links are built on it whatever the request says."""
    app = make_app(database_url, PUBLIC_URL="https://debate.example.edu")
    client = app.test_client()
    with app.app_context():
        people = cast.make(db.session())
        cast.as_account(db.session(), client, people.owner)
        page = f"/sittings/{people.sitting.slug}/"
        lost = f"/account/people/{people.marker.id}/password"
    token = client.get_cookie("clashroom-seat").value
    headers = {
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-For": "1.2.3.4",
        "Cookie": f"__Host-clashroom-seat={token}",
    }
    for path in (page, f"{page}slips", lost):
        method = "POST" if path == lost else "GET"
        answer = app.test_client(use_cookies=False).open(path, method=method, headers=headers)
        assert answer.status_code == 200
        assert "evil.example" not in answer.text
        assert "https://debate.example.edu/" in answer.text
