"""Private notes on the flow: by address, seen by their seat alone."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from debate.db import clock_ms, transaction
from debate.domain.speeches import Words
from tests import cast
from tests.services.moderating import send
from tests.web.pages import fields

Browser = Callable[[str], FlaskClient]
FRAGMENT = {"X-Fragment": "1"}


@pytest.fixture
def people(session: Any) -> cast.Cast:
    now = clock_ms() - 60_000
    made = cast.make(session, now)
    cast.start(session, made, now)
    send(session, made, "amara", "P1", Words("Trade binds them"), at=now + 5_000)
    return made


@pytest.fixture
def browser(app: Any, session: Any, people: cast.Cast) -> Browser:
    def of(who: str) -> FlaskClient:
        client: FlaskClient = app.test_client()
        cast.as_seat(session, client, people.seats[who], clock_ms())
        return client

    return of


def base(people: cast.Cast, who: str) -> str:
    return f"/debates/{people.slug}/{people.seats[who].number}/"


def note(client: FlaskClient, at: str, address: str, text: str) -> Any:
    place = f"jottings/{address}"
    form = dict(fields(client.get(f"{at}{place}").text, place))
    return client.post(f"{at}{place}", data=form | {"text": text})


def test_notes_stand_by_address_in_the_order_of_the_flow(
    people: cast.Cast, browser: Browser
) -> None:
    priya, at = browser("priya"), base(people, "priya")
    assert "Trade binds them" in priya.get(f"{at}jottings/P1.1").text
    for address, text in (("O1", "Mine to give"), ("P1.1", "Answer with the trade figure")):
        assert note(priya, at, address, text).location == f"{at}preparation/notes"
    page = priya.get(f"{at}preparation/notes").text
    assert page.index("Answer with the trade figure") < page.index("Mine to give")
    assert "Amara Diallo: Trade binds them" in page
    note(priya, at, "O1", " ")
    assert "Mine to give" not in priya.get(f"{at}preparation/notes").text


def test_a_note_is_saved_as_typed_and_another_tab_does_not_overwrite_it(
    people: cast.Cast, browser: Browser
) -> None:
    priya, at = browser("priya"), base(people, "priya")
    place = f"{at}jottings/P1.1"
    first, second = (dict(fields(priya.get(place).text, "jottings/P1.1")) for _ in range(2))
    for text in ("Ans", "Answer"):
        answer = priya.post(place, data=first | {"text": text}, headers=FRAGMENT)
        assert answer.status_code == 204
    late = priya.post(place, data=second | {"text": "Concede"})
    assert late.status_code == 409
    assert "Answer</p>" in late.text
    assert "Concede</textarea>" in late.text
    assert priya.post(place, data=second, headers=FRAGMENT).status_code == 409
    assert note(priya, at, "P1.1", "x" * 2001).status_code == 422


def test_only_what_the_seat_sees_can_be_noted_on(people: cast.Cast, browser: Browser) -> None:
    priya, at = browser("priya"), base(people, "priya")
    for address in ("P1.2", "Z9", "P1.1q", "x" * 200):
        assert priya.get(f"{at}jottings/{address}").status_code == 404
        assert priya.post(f"{at}jottings/{address}", data={"text": "x"}).status_code == 404


def test_notes_stay_open_after_the_end(session: Any, people: cast.Cast, browser: Browser) -> None:
    priya, at = browser("priya"), base(people, "priya")
    note(priya, at, "P1.1", "Answer this")
    with transaction(session):
        people.debate.ended_ms = clock_ms()
    assert note(priya, at, "P1.1", "I should have answered this").status_code == 303
    assert "I should have answered this" in priya.get(f"{at}preparation/notes").text
