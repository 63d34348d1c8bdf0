"""Requests that no page of ours makes: without a token, with odd signs, with more than asked."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from debate.db import db
from tests.security import house as houses
from tests.security import tables
from tests.security.house import House
from tests.security.routes import EVERYONE, OPEN, Route, expected, routes

NUL = "%00"
HUGE = "9" * 40
LONG = "\u202exxxxxxxxx" * 40
ODD = (NUL, HUGE, "2147483648", "-1", "%ff%fe", "..%2f..%2fetc", "x" * 5000)
BODIES: dict[str, dict[str, Any]] = {
    "a form": {"data": {"name": "x"}},
    "a form with a wrong token": {"data": {"csrf_token": "x"}},
    "JSON": {"json": {"name": "x"}},
    "plain text": {"data": "name=x", "content_type": "text/plain"},
    "nothing": {},
}


@pytest.fixture
def house(app: Any, session: Any) -> House:
    return houses.build(app, session)


def friend(route: Route) -> str:
    """Somebody whom the table of acts lets in."""
    return next(who for who in EVERYONE if expected(route, who) == OPEN)


def tried(ask: Callable[[], Any]) -> Any:
    """The status, or what was raised instead of an answer."""
    try:
        answer = ask()
    except Exception as error:  # noqa: BLE001  # whatever it is, it is no answer
        return f"{type(error).__name__}: {str(error)[:200]}"
    return answer.status_code


def asked(house: House, who: str, route: Route, address: str, **options: Any) -> Any:
    client = house.clients[who]
    return tried(lambda: client.open(address, method=route.method, buffered=True, **options))


def failures(house: House, app: Any, value: str) -> dict[str, Any]:
    """Where `value` in each field, twice, is answered by a failure of ours."""
    wrong = {}
    names = (*house.body("owner"), *FIELDS)
    # No browser sends a longer address.
    query, body = (urlencode([(name, text) for name in names] * 2) for text in (value[:50], value))
    posted = {"data": body, "content_type": "application/x-www-form-urlencoded"}
    for route in routes(app):
        who = friend(route)
        sent = {"query_string": query} if route.method == "GET" else posted
        for address in house.addresses(route.rule, who):
            status = asked(house, who, route, address.partition("?")[0], **sent)
            if not isinstance(status, int) or status >= 500:
                wrong[f"{route.method} {address}"] = status
        house.come_back(who)
    return wrong


@pytest.fixture
def guarded(make_app: Callable[..., Any], database_url: str) -> Iterator[tuple[Any, Any, House]]:
    """The house with the guard on, as outside of tests."""
    app = make_app(database_url, WTF_CSRF_ENABLED=True)
    with app.app_context():
        yield app, db.session(), houses.build(app, db.session())


@pytest.mark.parametrize("body", BODIES)
def test_nothing_is_written_without_the_token_of_the_page(
    guarded: tuple[Any, Any, House], body: str
) -> None:
    app, session, house = guarded
    before = tables.fingerprint(session)
    wrong = {}
    for route in routes(app):
        if route.method in ("GET", "HEAD", "OPTIONS"):
            continue
        who = friend(route)
        for address in house.addresses(route.rule, who):
            status = asked(house, who, route, address, **BODIES[body])
            if status != 400:
                wrong[f"{route.method} {address}"] = status
    assert not wrong
    assert not tables.changed(before, tables.fingerprint(session))


def test_the_token_of_another_browser_is_worth_nothing(guarded: tuple[Any, Any, House]) -> None:
    _, _, house = guarded
    page = house.clients["stranger"].get("/courses/new").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    fields = {"csrf_token": token, "title": "A class"}
    assert house.clients["owner"].post("/courses/new", data=fields).status_code == 400
    assert house.clients["stranger"].post("/courses/new", data=fields).status_code == 303


@pytest.mark.both_databases
def test_odd_addresses_get_an_answer(house: House, app: Any) -> None:
    """NUL, numbers that fit no column, broken UTF-8, paths within paths, very long ones."""
    wrong = {}
    for route in routes(app):
        if "<" not in route.rule:
            continue
        who = friend(route)
        for odd in ODD:
            address = house.odd_address(route.rule, who, odd)
            status = asked(house, who, route, address)
            if not isinstance(status, int) or status >= 500:
                wrong[f"{route.method} {address[:120]}"] = status
            house.come_back(who)
    assert not wrong


@pytest.mark.both_databases
@pytest.mark.parametrize("value", [HUGE, LONG], ids=["huge", "long"])
def test_what_fits_no_column_gets_an_answer(house: House, app: Any, value: str) -> None:
    """Each field of each form holds it; twice over, as in `?x=1&x=2`."""
    assert not failures(house, app, value)


@pytest.mark.parametrize("value", ["-1", "²", ""])
def test_what_is_no_number_gets_an_answer(house: House, app: Any, value: str) -> None:
    assert not failures(house, app, value)


@pytest.mark.both_databases
def test_a_sign_that_postgresql_cannot_store_is_refused_and_the_text_comes_back(
    house: House, session: Any
) -> None:
    before = tables.fingerprint(session)
    address = f"/debates/{house.people.slug}/{house.numbers['debater']}/speeches/P1/points"
    fields = {"claim": "A claim\0 that was pasted"}
    answer = house.clients["debater"].post(address, data=fields)
    assert answer.status_code == 400
    assert "that was pasted" in answer.text
    assert not tables.changed(before, tables.fingerprint(session))


def test_what_is_too_large_is_refused_with_a_page(house: House) -> None:
    answer = house.clients["owner"].post("/courses/new", data={"title": "x" * 7_000_000})
    assert answer.status_code == 413
    assert "too large" in answer.text


# Fields beside those of `House.body`.
FIELDS = (
    *("cards", "answers", "draft", "act", "step", "confirmed", "student", "present", "absent"),
    *("course", "motion", "format", "fit", "start", "rooms", "team_seats", "hand_size", "swaps"),
    *("seating", "seed", "listed", "dealt", "exclusive", "hold", "rubric", "action", "next"),
    *("room", "tab", "names", "half", "at", "ticket", "argument", "1-argument", "external_id"),
    *("score-P1", "why-P1", "weight-0", "descriptor-0-0", "level-0", "name-0", "version", "like"),
    *(
        "opening-vote.seconds",
        "opening-vote.turns",
        "opening-vote.of",
        "summary",
        "add",
        "add_after",
    ),
    *("section", "extra_time", "place-1", "length-seminar-1", "bears", "source"),
)
