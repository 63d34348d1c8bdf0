"""A judge's ballot over HTTP, and the ballots as staff read them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient

from debate.db import clock_ms, transaction
from debate.models.ballots import Ballot
from debate.models.seats import Seat
from tests import cast
from tests.cast import MINUTE

Browser = Callable[[str], FlaskClient]
SCRIPT = {"X-Fragment": "1"}
CRITERIA = [criterion.slug for criterion in cast.read_rubric().criteria]
WHOLE = {f"{seat}-{slug}": "3" for seat in (1, 2, 3, 4) for slug in CRITERIA} | {
    "decision": "O",
    "reason": "They kept asking\r\nfor a date.",
}


@pytest.fixture(autouse=True)
def apart(app: Any) -> None:
    """Requests here share the context of `session`: what one left in it is not for the next."""

    @app.before_request
    def forget() -> None:
        g.__dict__.clear()


@pytest.fixture
def people(session: Any) -> cast.Cast:
    made = cast.make(session, clock_ms() - MINUTE)
    cast.start(session, made, clock_ms() - MINUTE)
    return made


@pytest.fixture
def browser(app: Any, session: Any, people: cast.Cast) -> Browser:
    """The browser of one of the people."""

    def of(who: str) -> FlaskClient:
        client: FlaskClient = app.test_client()
        if who in people.seats:
            cast.as_seat(session, client, people.seats[who], clock_ms())
        elif who != "nobody":
            cast.as_account(session, client, getattr(people, who), clock_ms())
        return client

    return of


def address(people: cast.Cast, who: str = "mei") -> str:
    return f"/debates/{people.slug}/{people.seats[who].number}/ballot"


def reasons(session: Any) -> list[tuple[int, str, bool]]:
    session.expire_all()
    rows = session.query(Ballot).order_by(Ballot.version)
    return [(row.version, row.reason, row.handed_in_ms is not None) for row in rows]


def test_a_ballot_is_kept_and_shown_again(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    mei = browser("mei")
    first = mei.get(address(people))
    assert "Amara Diallo (5), Tomás Rivera (5), Priya Nair (5), Jonas Weber (5)" in first.text
    assert "no-store" in first.headers["Cache-Control"]
    assert "style=" not in first.text
    answer = mei.post(address(people), data={"1-argument": "2", "reason": "Half", "act": "keep"})
    assert (answer.status_code, answer.location) == (303, address(people))
    page = mei.get(address(people)).text
    assert re.search(r'name="1-argument" value="2"[^>]* checked', page)
    assert "Half</textarea>" in page
    assert reasons(session) == [(1, "Half", False)]


def test_what_is_filled_in_saves_itself_without_a_word(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    answer = browser("mei").post(address(people), data={"2-clash": "4"}, headers=SCRIPT)
    assert (answer.status_code, answer.data) == (204, b"")
    assert reasons(session) == [(1, "", False)]


def test_handing_in_half_a_ballot_names_what_is_missing_and_keeps_what_was_posted(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    posted = {"1-argument": "2", "reason": "Because.", "decision": "P", "act": "hand-in"}
    answer = browser("mei").post(address(people), data=posted)
    assert answer.status_code == 422
    assert "Not ready yet." in answer.text
    assert "nothing is scored for Jonas Weber" in answer.text
    assert re.search(r'name="1-argument" value="2"[^>]* checked', answer.text)
    assert re.search(r'name="decision" value="P" checked', answer.text)
    assert "Because.</textarea>" in answer.text
    assert reasons(session) == []


def test_a_level_that_there_is_not_is_refused_without_a_crash(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    data = {"1-argument": "9", "3-clash": "two", "act": "keep"}
    answer = browser("mei").post(address(people), data=data)
    assert answer.status_code == 422
    assert "Choose a level from 1 to 4." in answer.text
    assert reasons(session) == []


def test_a_handed_in_ballot_changes_by_an_act_and_never_by_itself(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    mei = browser("mei")
    answer = mei.post(address(people), data={**WHOLE, "act": "hand-in"})
    assert (answer.status_code, answer.location) == (303, address(people).removesuffix("ballot"))
    page = mei.get(address(people)).text
    assert "Handed in." in page
    assert "data-autosave" not in page
    changed = {**WHOLE, "reason": "Another"}
    assert mei.post(address(people), data=changed, headers=SCRIPT).status_code == 409
    assert reasons(session) == [(1, "They kept asking\nfor a date.", True)]
    mei.post(address(people), data={**changed, "act": "keep"})
    assert [version for version, *_ in reasons(session)] == [1, 2]
    assert "Until you do, your version 1 counts." in mei.get(address(people)).text


def test_after_the_release_the_ballot_is_shown_and_closed(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    mei = browser("mei")
    mei.post(address(people), data={**WHOLE, "act": "hand-in"})
    with transaction(session):
        people.debate.ended_ms = people.debate.released_ms = clock_ms()
    answer = mei.post(address(people), data={**WHOLE, "reason": "Too late", "act": "hand-in"})
    assert answer.status_code == 409
    assert "Marks are released, so ballots can no longer change." in answer.text
    assert "Too late</textarea>" in answer.text
    page = mei.get(address(people)).text
    assert "Marks are released" in page
    assert "Hand in ballot" not in page
    assert len(reasons(session)) == 1


def test_a_blind_judge_meets_codes_and_no_names(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    with transaction(session):
        people.sitting.judge_labels = "codes"
    mei = browser("mei")
    for page in (
        mei.get(address(people)).text,
        mei.post(address(people), data={"act": "hand-in"}).text,
    ):
        assert "Heron 1" in page
        assert not any(name.split()[0] in page for name in cast.STUDENTS)


@pytest.mark.parametrize("who", ["amara", "kofi"])
def test_only_judges_have_a_ballot(
    session: Any, people: cast.Cast, browser: Browser, who: str
) -> None:
    client = browser(who)
    assert client.get(address(people, who)).status_code == 403
    assert client.post(address(people, who), data={**WHOLE, "act": "hand-in"}).status_code == 403
    assert reasons(session) == []


@pytest.mark.parametrize("who", ["nobody", "amara", "owner"])
def test_nobody_else_reaches_a_judges_ballot(
    session: Any, people: cast.Cast, browser: Browser, who: str
) -> None:
    client = browser(who)
    assert client.get(address(people)).status_code == 403
    assert client.post(address(people), data={**WHOLE, "act": "hand-in"}).status_code == 403
    assert reasons(session) == []


def test_staff_read_the_ballots_that_were_handed_in(people: cast.Cast, browser: Browser) -> None:
    where = f"/debates/{people.slug}/ballots"
    mei = browser("mei")
    mei.post(address(people), data={**WHOLE, "act": "keep"})
    assert "No ballot yet." in browser("owner").get(where).text
    mei.post(address(people), data={**WHOLE, "act": "hand-in"})
    for who in ("owner", "marker"):
        page = browser(who).get(where).text
        assert "Mei Tanaka" in page
        assert "They kept asking\nfor a date." in page
    assert browser("stranger").get(where).status_code == 404
    assert browser("nobody").get(where).location.startswith("/sign-in?next=")
    assert browser("mei").get(where).status_code == 303
    assert browser("owner").post(where).status_code == 405
    assert browser("owner").get("/debates/unknown/ballots").status_code == 404


def test_a_judge_meets_nothing_of_another_judges_ballot_before_the_release(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    """A planted reason is in no byte of any page of the second judge, nor of anybody's room."""
    with transaction(session):
        people.seats["kofi"].role = "judge"
    secret = "Thistledown carried it"
    mine = {**WHOLE, "reason": secret, "act": "hand-in"}
    assert browser("mei").post(address(people), data=mine).status_code == 303
    base = f"/debates/{people.slug}/{people.seats['kofi'].number}"
    kofi = browser("kofi")
    pages = ("/", "/ballot", "/results", "/parts/turn", "/parts/flow", "/packet", "/hand")
    for page in pages:
        assert secret not in kofi.get(base + page).text
    refused = kofi.post(f"{base}/ballot", data={"act": "hand-in"})
    assert refused.status_code == 422
    assert secret not in refused.text
    assert secret in browser("owner").get(f"/debates/{people.slug}/ballots").text


def test_staff_see_who_is_missing_close_and_open_again_with_a_reason(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    where, owner = f"/debates/{people.slug}/ballots", browser("owner")
    assert "once the debate is over" in owner.get(where).text
    with transaction(session):
        people.debate.ended_ms = clock_ms()
    page = owner.get(where).text
    assert re.search(r"Mei Tanaka</b> <span[^>]*>has handed in no ballot", page)
    assert "No ballot yet from 1 judge." in owner.get(f"/debates/{people.slug}/release").text
    assert owner.post(f"{where}/close").status_code == 422  # the page named nobody
    number = people.seats["mei"].number
    assert owner.post(f"{where}/close", data={"missing": str(number)}).status_code == 303
    assert "Your instructor has closed the ballots" in browser("mei").get(address(people)).text
    late = browser("mei").post(address(people), data={**WHOLE, "act": "hand-in"})
    assert late.status_code == 409
    assert "They kept asking" in late.text
    assert owner.post(f"{where}/reopen", data={"reason": " "}).status_code == 422
    assert owner.post(f"{where}/reopen", data={"reason": "She was ill."}).status_code == 303
    late = browser("mei").post(address(people), data={**WHOLE, "act": "hand-in"})
    assert late.status_code == 303
    assert "Every judge has handed in a ballot." in owner.get(where).text
    assert browser("marker").post(f"{where}/close").status_code == 403


def test_a_ballot_with_points_keeps_what_was_typed_and_names_both_totals(
    app: Any, session: Any
) -> None:
    now = clock_ms() - MINUTE
    people = cast.make(session, now, fmt=cast.read_format("world-schools-class"))
    cast.start(session, people, now)
    client = app.test_client()
    cast.as_seat(session, client, people.seats["mei"], clock_ms())
    scores = {"P1": "70", "P2": "71", "P4": "35", "O1": "72", "O2": "73", "O4": "36"}
    form = {f"score-{key}": value for key, value in scores.items()}
    form |= {"decision": "P", "reason": "Better.", "act": "hand-in"}
    answer = client.post(address(people), data=form)
    assert answer.status_code == 422
    assert "the totals are Proposition 176 and Opposition 181" in answer.text
    wrong = client.post(address(people), data=form | {"score-P1": "99", "why-P1": "So good"})
    assert 'value="99"' in wrong.text
    assert 'value="So good"' in wrong.text
    assert "P1: Give from 60 to 80 in steps of 0.5." in wrong.text
    assert client.post(address(people), data=form | {"decision": "O"}).status_code == 303
    own = client.get(address(people)).text
    assert re.search(r'name="score-O4" value="36"', own)
    assert "Totals: Proposition 176, Opposition 181." in own


def test_a_shadow_judge_is_told_on_every_page_that_it_is_practice(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    with transaction(session):
        session.get_one(Seat, people.seats["kofi"].id).role = "judge"
        session.get_one(Seat, people.seats["kofi"].id).shadow = True
    kofi, own = browser("kofi"), address(people, "kofi")
    page = kofi.get(own).text
    assert "<h1>Your practice ballot</h1>" in page
    assert "It counts in nobody’s result." in page
    for who, level in (("mei", "4"), ("kofi", "3")):
        levels = WHOLE | {key: level for key in WHOLE if key[0].isdigit()}
        browser(who).post(address(people, who), data=levels | {"act": "hand-in"})
    people_page = browser("owner").get(f"/sittings/{people.sitting.slug}/").text
    assert "Judges: 1, and 1 for practice" in people_page
    with transaction(session):
        people.debate.ended_ms = people.debate.released_ms = clock_ms()
    page = kofi.get(own).text
    assert "You and the panel" in page
    assert "−25.00" in page
    results = kofi.get(own.replace("ballot", "results")).text
    assert 'href="ballot#ballot"' in results
    assert (
        "practice ballot"
        not in browser("mei").get(address(people).replace("ballot", "results")).text
    )
    assert "Shadow judge, for practice" in kofi.get(own.replace("ballot", "packet")).text
