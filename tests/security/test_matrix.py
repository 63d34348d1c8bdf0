"""Every route for everybody: the answer agrees with the table of acts, and nothing else happens."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.security import house as houses
from tests.security import tables
from tests.security.house import House
from tests.security.routes import (
    EVERYONE,
    FORBIDDEN,
    HIDDEN,
    HOLDERS,
    OPEN,
    answered,
    expected,
    fits,
    routes,
)

# What a GET may leave behind: when somebody was last here.
LEFT_BY_READING = {"presences", "browser_sessions"}
# Tokens, not people, decide here: three kinds of browser stand for all.
BY_TOKEN = ("visitor", "owner", "debater")

# An argument behind the slug that names one thing of a class.
INNER_ID = re.compile(r"<slug>/.*<int")


@pytest.fixture
def house(app: Any, session: Any) -> House:
    return houses.build(app, session)


@pytest.fixture
def kept(house: House) -> Iterator[tables.Copy]:
    copy = tables.Copy()
    yield copy
    copy.close()


def everybody(kind: str) -> tuple[str, ...]:
    return BY_TOKEN if kind in ("public", "screen") else EVERYONE


def ask(house: House, who: str, method: str, address: str, **options: Any) -> Any:
    """The answer, or what was raised instead of one."""
    try:
        if method == "GET":
            return house.clients[who].get(address, buffered=True, **options)
        data = options.pop("data", None) or house.body(who)
        client = house.clients[who]
        return client.open(address, method=method, data=data, buffered=True, **options)
    except Exception as error:  # noqa: BLE001  # whatever it is, it is no answer
        return error


def outcome(answer: Any) -> str:
    if isinstance(answer, Exception):
        return f"raised {type(answer).__name__}: {answer}"
    go = answer.headers.get("X-Go", "")
    return answered(answer.status_code, answer.location or "", answer.request.path, go)


def test_everybody_gets_what_the_table_of_acts_says_and_refusals_change_nothing(
    house: House, kept: tables.Copy, app: Any, session: Any
) -> None:
    wrong = {}
    before = tables.fingerprint(session)
    for route in routes(app):
        # Those who may not come first: for them nothing may change.
        people = sorted(everybody(route.kind), key=lambda who: expected(route, who) == OPEN)
        for who in people:
            for address in house.addresses(route.rule, who):
                wanted = expected(route, who)
                found = outcome(ask(house, who, route.method, address))
                if not fits(found, wanted):
                    wrong[f"{who}: {route.method} {address}"] = f"{found}, not {wanted}"
                if wanted == OPEN and route.method != "GET":
                    kept.restore()
                    house.come_back(who)
                    house.come_back(who)
        touched = tables.changed(before, tables.fingerprint(session)) - LEFT_BY_READING
        if touched:
            wrong[str(route)] = f"refused, and yet changed: {sorted(touched)}"
            kept.restore()
    assert not wrong, listed(wrong)


def test_nobody_gets_in_by_the_number_of_somebody_elses_seat(
    house: House, app: Any, session: Any
) -> None:
    """The page where one waits sends who has another seat of the session to that one."""
    let_in = {}
    before = tables.fingerprint(session)
    ring = dict(zip(HOLDERS, [*HOLDERS[1:], HOLDERS[0]], strict=True)) | {"owner": "debater"}
    for route in routes(app):
        if route.kind not in ("seat", "place"):
            continue
        for who, other in ring.items():
            for address in house.addresses(route.rule, who, number=house.numbers[other]):
                answer = ask(house, who, route.method, address)
                found = outcome(answer)
                if route.endpoint == "seats.waiting" and found == OPEN:
                    home = answer.location.endswith(f"/{house.numbers[who]}/")
                    found = FORBIDDEN if home else answer.location
                if found != FORBIDDEN:
                    let_in[f"{who}: {route.method} {address}"] = found
    assert not let_in, listed(let_in)
    assert tables.changed(before, tables.fingerprint(session)) <= LEFT_BY_READING


def test_staff_of_one_class_reach_nothing_of_another_by_its_id(
    house: House, app: Any, session: Any
) -> None:
    """The stranger asks at addresses of a class of their own, with what belongs to the other."""
    reached = {}
    own = houses.class_of_their_own(session, house)
    before = tables.fingerprint(session)
    for route in routes(app):
        if route.kind != "staff" or not INNER_ID.search(route.rule):
            continue
        for address in house.addresses(route.rule, "stranger", slugs=own):
            found = outcome(ask(house, "stranger", route.method, address))
            if found != HIDDEN:
                reached[f"{route.method} {address}"] = found
    assert not reached, listed(reached)
    assert not tables.changed(before, tables.fingerprint(session))


@pytest.mark.parametrize("act", ["floor", "speeches/P1/seat"])
def test_staff_of_one_class_cannot_post_a_seat_of_another(
    house: House, session: Any, act: str
) -> None:
    own = houses.class_of_their_own(session, house)
    before = tables.fingerprint(session)
    answer = ask(house, "stranger", "POST", f"/debates/{own['debates']}/{act}")
    assert answer.status_code in (303, 404)
    assert not tables.changed(before, tables.fingerprint(session))


def test_a_session_cannot_be_made_in_a_class_that_is_not_ones_own(
    house: House, session: Any
) -> None:
    before = tables.fingerprint(session)
    fields = {"course": house.people.course.slug, "action": "create", "motion": "practice/alliance"}
    numbers = {"rooms": 1, "team_seats": 2, "hand_size": 4, "swaps": 1, "seating": "lot"}
    answer = ask(house, "stranger", "POST", "/sittings/new", data=fields | numbers)
    assert answer.status_code in (404, 422)
    assert not tables.changed(before, tables.fingerprint(session))


@pytest.mark.parametrize("verb", ["edit", "delete", "send"])
def test_a_draft_is_its_authors_alone(house: House, session: Any, verb: str) -> None:
    before = tables.fingerprint(session)
    base = f"/debates/{house.people.slug}/{house.numbers['judge']}"
    address = f"{base}/drafts/{house.drafts['debater']}/{verb}"
    assert outcome(ask(house, "judge", "POST", address)) == HIDDEN
    assert not tables.changed(before, tables.fingerprint(session))


def listed(found: dict[str, str]) -> str:
    return "\n".join(f"{name}: {what}" for name, what in found.items())
