"""Headers of every answer, errors included: what a browser may run, keep and show in a frame."""

from collections.abc import Callable
from typing import Any

import pytest

from debate.db import db
from tests.security import house as houses
from tests.security.house import House
from tests.security.routes import EVERYONE, OPEN, Route, expected, routes

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
# DESIGN, section 6: back and forward keep what was typed in a room; nothing else is kept.
KEPT = "private, no-cache"
NOT_KEPT = "no-store"
ROOMS = {
    "debates.room",
    "debates.watch",
    "screens.screen",
    "hands.hand",
    "hands.card",
    "moderation.console",
    "boards.board",
    "flow.sheet",
    "flow.watch",
    "flow.part",
    "flow.watch_part",
    "outlines.preparation",
    "outlines.team",
    "blocks.block",
    "jottings.jotting",
    "challenges.new",
    "challenges.one",
    "challenges_rulings.one",
}
FILES = {"fonts.font", "styles.sheet", "static"}
ERRORS = {
    "a missing page": ("GET", "/no/such/page", {}, 404),
    "a missing file": ("GET", "/static/x/y.css", {}, 404),
    "another method": ("DELETE", "/sign-in", {}, 405),
    "a body that is too large": ("POST", "/sign-in", {"data": b"x" * 7_000_000}, 413),
    "no token": ("POST", "/sign-in", {"data": {"email": "a"}}, 400),
    "an odd sign": ("GET", "/decks/%00/", {}, 400),
}


@pytest.fixture
def house(app: Any, session: Any) -> House:
    return houses.build(app, session)


def problems(answer: Any, kept: tuple[str, ...] = (NOT_KEPT,)) -> list[str]:
    """What is wrong with the headers of an answer; `kept`: how a browser may keep it."""
    headers = answer.headers
    wrong = [f"{name}: {headers.get(name)}" for name in ALWAYS if headers.get(name) != ALWAYS[name]]
    policy = headers.get("Content-Security-Policy", "")
    for part in ("default-src 'none'", "frame-ancestors 'none'"):
        if part not in policy:
            wrong.append(f"the policy lacks {part}: {policy}")
    scripts = [part for part in policy.split("; ") if not part.startswith("style-src")]
    if "unsafe" in "; ".join(scripts) or "*" in policy or "http" in policy:
        wrong.append(f"the policy is too wide: {policy}")
    if kept and headers.get("Cache-Control") not in kept:
        wrong.append(f"kept by the browser as {headers.get('Cache-Control')}")
    if kept and "Cookie" not in headers.get("Vary", ""):
        wrong.append("the same for every cookie")
    if "Access-Control-Allow-Origin" in headers:
        wrong.append("open to other sites")
    return wrong


def test_every_answer_has_the_headers_whoever_asks(house: House, app: Any) -> None:
    wrong = {}
    for route in routes(app):
        for who in ("visitor", "owner", "debater", friend(route)):
            for address in house.addresses(route.rule, who):
                client = house.clients[who]
                answer = client.open(address, method=route.method, buffered=True)
                if found := problems(answer, kept_as(route, answer.status_code)):
                    wrong[f"{who}: {route.method} {address}"] = found
                house.come_back(who)
    assert not wrong, listed(wrong)


def test_a_fragment_has_what_a_script_that_fetches_it_heeds(house: House) -> None:
    """No address bar asks for one: what concerns documents would be said to nobody."""
    (part,) = house.addresses("/debates/<slug>/<int:number>/parts/turn", "debater")
    answer = house.clients["debater"].get(part, headers={"X-Fragment": "1"})
    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == NOT_KEPT
    # A browser that kept it would not show it in the place of the document.
    assert {"Cookie", "X-Fragment"} <= set(answer.headers["Vary"].split(", "))


def kept_as(route: Route, status: int) -> tuple[str, ...]:
    """How the browser may keep an answer; () for files that are the same for everybody."""
    if route.endpoint in FILES and status < 400:
        return ()
    if route.endpoint in ROOMS and status == 200:
        return (KEPT,)
    # A room, or the form of a ruling, that comes again with what was refused is that page still.
    forms = route.kind == "seat" or route.endpoint.startswith("challenges_rulings.")
    again = forms and route.method == "POST" and status >= 400
    return (KEPT, NOT_KEPT) if again else (NOT_KEPT,)


def friend(route: Route) -> str:
    """Somebody whom the table of acts lets in."""
    return next(who for who in EVERYONE if expected(route, who) == OPEN)


@pytest.mark.parametrize("name", ERRORS)
def test_errors_have_the_headers_too(
    make_app: Callable[..., Any], database_url: str, name: str
) -> None:
    method, address, options, status = ERRORS[name]
    app = make_app(database_url, WTF_CSRF_ENABLED=True)
    answer = app.test_client().open(address, method=method, **options)
    assert answer.status_code == status
    assert not problems(answer)


def test_a_failure_of_ours_has_the_headers_and_tells_nothing(
    make_app: Callable[..., Any], database_url: str
) -> None:
    """Not as in tests, where a failure comes through: as it is served. The tables are gone."""
    app = make_app(database_url, TESTING=False, STREAMS=True)
    client = app.test_client()
    with app.app_context():
        db.drop_all()
    client.set_cookie("clashroom-seat", "any")
    answer = client.get("/sittings/")
    assert answer.status_code in (500, 503)
    assert not problems(answer)
    for inner in ("Traceback", "sqlite", "SELECT", ".py", "no such table"):
        assert inner not in answer.text


def test_with_an_https_address_cookies_are_locked_to_it_and_http_is_left(
    make_app: Callable[..., Any], database_url: str
) -> None:
    app = make_app(database_url, PUBLIC_URL="https://debate.example.edu", WTF_CSRF_ENABLED=True)
    client = app.test_client()
    answer = client.get("/sign-in", base_url="https://debate.example.edu")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    style = client.get(f"/style/{app.extensions['version']}.css")
    assert style.headers["Strict-Transport-Security"] == "max-age=31536000"
    cookies = answer.headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        for attribute in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
            assert attribute in cookie


def test_the_browsers_cookie_cannot_be_read_by_scripts(house: House) -> None:
    house.clients["visitor"].post(f"/s/{house.ids['s']}")
    cookie = house.clients["visitor"].get_cookie("clashroom-seat")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Lax", "/")


@pytest.mark.parametrize("last", [True, False], ids=["the last seat", "one of two"])
def test_leaving_the_last_seat_clears_what_the_browser_keeps(
    house: House, session: Any, last: bool
) -> None:
    browser = house.clients["waiting"]
    if not last:
        browser.post(f"/s/{house.ids['s']}")
    sitting = house.people.sitting.slug
    answer = browser.post(f"/sittings/{sitting}/{house.numbers['waiting']}/leave")
    cleared = answer.headers["Clear-Site-Data"]
    assert ('"storage"' in cleared) == last
    assert '"cache"' in cleared


def listed(found: dict[str, list[str]]) -> str:
    return "\n".join(f"{name}: {what}" for name, what in found.items())
