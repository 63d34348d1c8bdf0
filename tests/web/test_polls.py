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
from debate.web import links
from tests import cast
from tests.cast import MINUTE
from tests.services.polling import add_audience, add_point, name, vote

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


def at_closing_vote(session: Any, people: cast.Cast) -> None:
    then = clock_ms() - 1000
    cast.start(session, people, then)
    for _ in range(STEPS_TO_REFLECTION - 1):
        cast.control(session, people, "next", then)


def test_after_the_closing_vote_one_is_asked_which_point_moved_one(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    add_point(session, people, "P1.1", "amara")
    add_point(session, people, "F1.1", "kofi")
    add_point(session, people, "O1.1", "priya", state="hidden")
    at_closing_vote(session, people)
    kofi, at = browser("kofi"), base(people, "kofi")
    assert kofi.get(f"{at}polls/after/point").location == f"{at}polls/after"  # vote first
    voted = kofi.post(f"{at}polls/after", data={"choice": "U"})
    assert voted.location == f"{at}polls/after/point"
    asked = kofi.get(voted.location)
    assert "no-store" in asked.headers["Cache-Control"]
    assert re.findall(r'name="point" value="([^"]+)"', asked.text) == ["none", "P1.1"]
    assert "Skip" in asked.text
    answer = kofi.post(f"{at}polls/after/point", data={"point": "P1.1"})
    assert (answer.status_code, answer.location) == (303, at)
    assert "Noted with your vote." in kofi.get(at).text
    again = kofi.get(f"{at}polls/after/point").text
    assert re.search(r'value="P1.1" checked', again)
    assert "Change the point that moved me" in kofi.get(f"{at}polls/after").text
    assert session.query(Vote).one().moved_by == "P1.1"


def test_where_nothing_was_said_a_vote_leads_back_to_the_room(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    at_closing_vote(session, people)
    kofi, at = browser("kofi"), base(people, "kofi")
    kofi.post(f"{at}polls/after", data={"choice": "U"})
    assert kofi.get(f"{at}polls/after/point").location == at


@pytest.mark.parametrize(
    ("point", "words"),
    [("", "Choose a point, or “None of them”."), ("O7.7", "cannot be chosen any more")],
)
def test_a_point_that_cannot_be_named_is_refused_at_its_field(
    session: Any, people: cast.Cast, browser: Browser, point: str, words: str
) -> None:
    add_point(session, people, "P1.1", "amara")
    at_closing_vote(session, people)
    kofi, at = browser("kofi"), base(people, "kofi")
    kofi.post(f"{at}polls/after", data={"choice": "U"})
    answer = kofi.post(f"{at}polls/after/point", data={"point": point})
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="P1.1"' in answer.text
    assert session.query(Vote).one().moved_by is None


def test_a_point_named_too_late_is_refused_and_stays_marked(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    add_point(session, people, "P1.1", "amara")
    at_closing_vote(session, people)
    kofi, at = browser("kofi"), base(people, "kofi")
    kofi.post(f"{at}polls/after", data={"choice": "U"})
    cast.control(session, people, "next", clock_ms())
    answer = kofi.post(f"{at}polls/after/point", data={"point": "P1.1"})
    assert answer.status_code == 409
    assert "Closing vote has closed. What you chose is still marked below." in answer.text
    assert re.search(r'value="P1.1" checked', answer.text)
    assert re.search(r"<button[^>]* disabled", kofi.get(f"{at}polls/after/point").text)


def test_results_tell_how_many_named_a_point_and_the_interval_of_each_gain(
    app: Any, session: Any, people: cast.Cast, browser: Browser
) -> None:
    add_point(session, people, "P1.1", "amara")
    add_audience(session, people, 5)
    listeners = [who for who in people.seats if who.startswith("listener")]
    now = clock_ms() - 5000
    for who in listeners:
        vote(session, people, who, "P", at=now)
    at_closing_vote(session, people)
    for who in listeners:
        vote(session, people, who, "O", poll="after", at=clock_ms())
        name(session, people, who, "P1.1", clock_ms())
    kofi, at = browser("kofi"), base(people, "kofi")
    owner = app.test_client()
    cast.as_account(session, owner, people.owner, clock_ms())
    screen = f"/screens/{links.screen_token(people.debate.id)}"
    pages = [(kofi, f"{at}results"), (owner, f"/debates/{people.slug}/results"), (owner, screen)]
    for client, address in pages:
        assert "moved people" not in client.get(address).text
        assert "moved the room" not in client.get(address).text
    cast.control(session, people, "next", clock_ms())
    for client, address in pages[:2]:
        shown = client.get(address).text
        assert "Opposition moved the room" in shown
        assert re.search(r"P1\.1</a> Claim P1\.1</th><td class=\"n\">5</td>", shown)
        assert "+38.6 to +100.0" in shown
        assert "Listener 7" not in shown
    assert "Opposition moved the room" in owner.get(screen).text
    assert "5 of 5 voters moved towards Opposition" in owner.get(screen).text
