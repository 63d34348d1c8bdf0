"""Voting and the reflection over HTTP."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient

from debate.db import clock_ms, transaction
from debate.models.polls import Vote
from debate.models.speeches import Draft, Reflection
from tests import cast
from tests.cast import MINUTE

Browser = Callable[[str], FlaskClient]
SCRIPT = {"X-Fragment": "1"}
STEPS_TO_REFLECTION = 10


@pytest.fixture(autouse=True)
def apart(app: Any) -> None:
    """Requests here share the context of `session`: what one left in it is not for the next."""

    @app.before_request
    def forget() -> None:
        g.__dict__.clear()


@pytest.fixture
def people(session: Any) -> cast.Cast:
    return cast.make(session, clock_ms() - MINUTE)


@pytest.fixture
def browser(app: Any, session: Any, people: cast.Cast) -> Browser:
    """The browser of one of the people."""

    def of(who: str) -> FlaskClient:
        client: FlaskClient = app.test_client()
        cast.as_seat(session, client, people.seats[who], clock_ms())
        return client

    return of


def base(people: cast.Cast, who: str) -> str:
    return f"/debates/{people.slug}/{people.seats[who].number}/"


def at_reflection(session: Any, people: cast.Cast, ago_ms: int = 1000) -> None:
    then = clock_ms() - ago_ms
    cast.start(session, people, then)
    for _ in range(STEPS_TO_REFLECTION):
        cast.control(session, people, "next", then)


@pytest.mark.parametrize("who", ["amara", "mei", "kofi"])
def test_everybody_votes_and_may_change_it(
    session: Any, people: cast.Cast, browser: Browser, who: str
) -> None:
    client, address = browser(who), f"{base(people, who)}polls/before"
    first = client.get(address).text
    assert "Cast my vote" in first
    assert "0 of 6 have voted." in first
    answer = client.post(address, data={"choice": "P", "confidence": "4"})
    assert (answer.status_code, answer.location) == (303, base(people, who))
    again = client.get(address)
    assert "Change my vote" in again.text
    assert re.search(r'value="P" checked', again.text)
    assert re.search(r'value="4" checked', again.text)
    assert "no-store" in again.headers["Cache-Control"]
    client.post(address, data={"choice": "U", "confidence": ""})
    row = session.query(Vote).one()
    assert (row.choice, row.confidence) == ("U", None)


def test_a_late_vote_is_refused_and_what_was_chosen_stays(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    cast.start(session, people, clock_ms() - 1000)
    kofi, address = browser("kofi"), f"{base(people, 'kofi')}polls/before"
    answer = kofi.post(address, data={"choice": "O", "confidence": "2"})
    assert answer.status_code == 409
    assert "Opening vote has closed. What you chose is still marked below." in answer.text
    assert re.search(r'value="O" checked', answer.text)
    assert re.search(r'value="2" checked', answer.text)
    assert session.query(Vote).count() == 0
    closed = kofi.get(address).text
    assert "Opening vote has closed." in closed
    assert re.search(r"<button[^>]* disabled", closed)


@pytest.mark.parametrize(
    ("data", "words"),
    [({}, "Choose where you stand."), ({"choice": "P", "confidence": "9"}, "from 1 to 5")],
)
def test_half_a_vote_is_refused_at_its_field(
    session: Any, people: cast.Cast, browser: Browser, data: dict[str, str], words: str
) -> None:
    answer = browser("kofi").post(f"{base(people, 'kofi')}polls/before", data=data)
    assert answer.status_code == 422
    assert words in answer.text
    assert session.query(Vote).count() == 0


def test_no_page_tells_how_others_voted_before_the_poll_is_closed(
    session: Any, people: cast.Cast, browser: Browser, app: Any
) -> None:
    browser("amara").post(f"{base(people, 'amara')}polls/before", data={"choice": "P"})
    kofi = browser("kofi")
    vote = kofi.get(f"{base(people, 'kofi')}polls/before").text
    assert "1 of 6 have voted." in vote
    assert not re.search(r'value="[PUO]" checked', vote)
    assert (
        "Totals are shown once the last vote has closed."
        in kofi.get(f"{base(people, 'kofi')}results").text
    )
    owner = app.test_client()
    cast.as_account(session, owner, people.owner, clock_ms())
    assert "Totals are shown once" in owner.get(f"/debates/{people.slug}/results").text


def test_staff_show_totals_beside_the_names_of_voters_who_are_not_confirmed(
    app: Any, session: Any, people: cast.Cast, browser: Browser
) -> None:
    with transaction(session):
        people.seats["kofi"].confirmed_ms = None
    browser("kofi").post(f"{base(people, 'kofi')}polls/before", data={"choice": "P"})
    cast.start(session, people, clock_ms() - 2000)
    cast.control(session, people, "finish", clock_ms() - 1000)
    owner = app.test_client()
    cast.as_account(session, owner, people.owner, clock_ms())
    results = f"/debates/{people.slug}/results"
    console = f"/sittings/{people.sitting.slug}/console"
    asks = "Kofi Mensah has voted without being confirmed."
    for address in (results, console, f"/debates/{people.slug}/release"):
        assert asks in owner.get(address).text
    assert "Show the totals" in owner.get(results).text
    assert "Show the totals" in owner.get(console).text
    waiting = browser("amara").get(f"{base(people, 'amara')}results").text
    assert "Totals appear here when your instructor shows them." in waiting
    assert "Audience before" not in waiting
    assert browser("kofi").post(f"/debates/{people.slug}/totals").status_code in (303, 403)
    answer = owner.post(f"/debates/{people.slug}/totals")
    assert (answer.status_code, answer.location) == (303, results)
    shown = owner.get(results).text
    assert asks not in shown
    assert "Audience before" in shown
    assert "not confirmed by the time the totals were shown: Kofi Mensah." in shown
    assert "Audience before" in browser("amara").get(f"{base(people, 'amara')}results").text
    assert asks not in owner.get(console).text


def test_a_marker_reads_that_totals_wait_and_cannot_show_them(
    app: Any, session: Any, people: cast.Cast, browser: Browser
) -> None:
    with transaction(session):
        people.seats["kofi"].confirmed_ms = None
    browser("kofi").post(f"{base(people, 'kofi')}polls/before", data={"choice": "P"})
    cast.start(session, people, clock_ms() - 2000)
    cast.control(session, people, "finish", clock_ms() - 1000)
    marker = app.test_client()
    cast.as_account(session, marker, people.marker, clock_ms())
    page = marker.get(f"/debates/{people.slug}/results").text
    assert "Kofi Mensah has voted" in page
    assert "Show the totals" not in page
    assert marker.post(f"/debates/{people.slug}/totals").status_code == 403


def test_a_reflection_is_handed_in_shown_again_and_kept_as_it_is_typed(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    at_reflection(session, people)
    amara, address = browser("amara"), f"{base(people, 'amara')}reflection"
    assert amara.post(address, data={"text": "Half"}, headers=SCRIPT).status_code == 204
    assert session.query(Reflection).count() == 0
    assert "Not handed in yet." in amara.get(address).text
    answer = amara.post(address, data={"text": "They\r\ncare.", "act": "hand-in"})
    assert (answer.status_code, answer.location) == (303, base(people, "amara"))
    assert session.query(Reflection).one().text == "They\ncare."
    page = amara.get(address).text
    assert re.search(r"<textarea[^>]*>\s*They\ncare.</textarea>", page)
    assert "Hand in again" in page
    assert "They\ncare." not in browser("priya").get(f"{base(people, 'priya')}reflection").text


def test_a_reflection_that_comes_too_late_is_kept_and_says_why(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    at_reflection(session, people, 20 * MINUTE)
    amara, address = browser("amara"), f"{base(people, 'amara')}reflection"
    answer = amara.post(address, data={"text": "What would change my mind", "act": "hand-in"})
    assert answer.status_code == 409
    assert "Reflection has closed. Your words are kept here" in answer.text
    assert "What would change my mind" in answer.text
    assert "What would change my mind" in amara.get(address).text
    assert session.query(Reflection).count() == 0
    assert session.query(Draft).one().reasons == "What would change my mind"


@pytest.mark.parametrize(("words", "why"), [("", "Write something"), ("x" * 2001, "too long")])
def test_a_reflection_that_cannot_be_is_refused_with_its_words(
    session: Any, people: cast.Cast, browser: Browser, words: str, why: str
) -> None:
    at_reflection(session, people)
    address = f"{base(people, 'kofi')}reflection"
    answer = browser("kofi").post(address, data={"text": words, "act": "hand-in"})
    assert answer.status_code == 422
    assert why in answer.text
    assert words in answer.text


def test_a_format_without_the_step_answers_not_found(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    with transaction(session):
        text = people.debate.format_json.replace('"entry": "reflection"', '"entry": "none"')
        people.debate.format_json = text
    kofi, at = browser("kofi"), base(people, "kofi")
    assert kofi.get(f"{at}reflection").status_code == 404
    assert kofi.post(f"{at}reflection", data={"text": "Where?"}).status_code == 404
    assert kofi.get(f"{at}polls/during").status_code == 404


def test_a_stranger_and_another_seat_and_staff_are_kept_out(
    app: Any, session: Any, people: cast.Cast, browser: Browser
) -> None:
    owner = app.test_client()
    cast.as_account(session, owner, people.owner, clock_ms())
    for client in (app.test_client(), browser("tomas"), owner):
        for address in ("polls/before", "polls/after", "reflection"):
            where = base(people, "amara") + address
            assert client.get(where).status_code == 403
            assert client.post(where, data={"choice": "P"}).status_code == 403
    assert session.query(Vote).count() == 0


def test_other_methods_are_refused(people: cast.Cast, browser: Browser) -> None:
    kofi = browser("kofi")
    for address in ("polls/before", "reflection"):
        assert kofi.put(base(people, "kofi") + address).status_code == 405
