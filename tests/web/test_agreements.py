"""Accepting a reversed speech or a joint line over HTTP: the room, the page, refusals."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient

from debate.db import clock_ms, transaction
from debate.domain import transcripts
from debate.domain.redactions import MARK
from debate.models.agreements import Agreement
from debate.models.wordlists import Wordlist
from tests import cast
from tests.cast import MINUTE
from tests.services.polling import add_point
from tests.web.pages import fields

Browser = Callable[[str], FlaskClient]
CHECK, STATEMENT = 6, 7  # steps of the format


@pytest.fixture(autouse=True)
def apart(app: Any) -> None:
    """Requests here share the context of `session`: what one left in it is not for the next."""

    @app.before_request
    def forget() -> None:
        g.__dict__.clear()


@pytest.fixture
def people(session: Any) -> cast.Cast:
    then = clock_ms() - MINUTE
    made = cast.make(session, then, fmt=cast.read_format("academic-controversy"))
    cast.start(session, made, then)
    for _ in range(CHECK):
        cast.control(session, made, "next", clock_ms() - 1000)
    return made


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


def test_the_room_asks_a_pair_about_the_case_that_the_other_pair_put(
    people: cast.Cast, browser: Browser
) -> None:
    room = browser("amara").get(base(people, "amara")).text
    assert "Is it your case?" in room
    assert "Accept P3" in room
    assert "Accept O3" not in room
    assert "Accept P3" not in browser("kofi").get(base(people, "kofi")).text


def test_an_accepted_speech_says_so_to_everybody(people: cast.Cast, browser: Browser) -> None:
    client = browser("amara")
    answer = client.post(f"{base(people, 'amara')}agreements/P3", data={"agrees": "1"})
    assert (answer.status_code, answer.location) == (303, base(people, "amara"))
    for who in ("priya", "kofi"):
        assert "accepted</b> by Amara Diallo" in browser(who).get(base(people, who)).text


def test_what_is_missing_is_read_by_all_and_can_be_taken_back(
    people: cast.Cast, browser: Browser
) -> None:
    client, address = browser("amara"), f"{base(people, 'amara')}agreements/P3"
    client.post(address, data={"agrees": "0", "words": "The part about <trade>."})
    room = browser("priya").get(base(people, "priya")).text
    assert "something is missing" in room
    assert "The part about &lt;trade&gt;." in room
    assert "You said what is missing." in client.get(f"{base(people, 'amara')}agreements").text
    client.post(address, data={"agrees": "1"})
    assert "something is missing" not in browser("priya").get(base(people, "priya")).text


def test_words_that_are_refused_stay_in_their_field(people: cast.Cast, browser: Browser) -> None:
    client = browser("amara")
    answer = client.post(
        f"{base(people, 'amara')}agreements/P3", data={"agrees": "0", "words": "x" * 601}
    )
    assert answer.status_code == 422
    assert "x" * 601 in answer.text
    assert "1 characters too long" in answer.text


def test_words_that_come_when_the_round_is_over_are_shown_again(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    for _ in range(2):
        cast.control(session, people, "next", clock_ms())
    answer = browser("amara").post(
        f"{base(people, 'amara')}agreements/P3", data={"agrees": "0", "words": "The costs."}
    )
    assert answer.status_code == 409
    assert "That round is over" in answer.text
    assert "The costs." in answer.text
    assert session.query(Agreement).count() == 0


def test_a_joint_line_is_accepted_with_one_tap(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    cast.control(session, people, "next", clock_ms() - 500)
    add_point(session, people, "J1.1", "amara")
    part = browser("priya").post(
        f"{base(people, 'priya')}agreements/J1.1?agrees=1", headers={"X-Fragment": "1"}
    )
    assert part.status_code == 200
    assert "You accepted it." in part.text
    assert 'id="turn-words"' not in part.text  # what is being written stays as it is
    assert "Still to answer: Tomás Rivera, Jonas Weber" in (
        browser("kofi").get(base(people, "kofi")).text
    )


def test_the_word_list_asks_about_what_is_missing_before_anybody_reads_it(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    with transaction(session):
        session.add(Wordlist(course_id=people.course.id, words="daft", effect="hold", saved_ms=1))
    client, address = browser("amara"), f"{base(people, 'amara')}agreements/P3"
    asked = client.post(address, data={"agrees": "0", "words": "The daft part."})
    assert (asked.status_code, "“daft”" in asked.text) == (422, True)
    assert session.query(Agreement).count() == 0
    form = fields(asked.text, f"{address}?anyway=1")
    assert client.post(f"{address}?anyway=1", data=form).status_code == 303
    assert "The daft part." in browser("priya").get(base(people, "priya")).text


def test_a_moderator_takes_a_passage_out_of_what_is_missing(
    app: Any, session: Any, people: cast.Cast, browser: Browser
) -> None:
    amara, at = browser("amara"), f"{base(people, 'amara')}agreements/P3"
    amara.post(at, data={"agrees": "0", "words": "Only a liar says so."})
    amara.post(at, data={"agrees": "0", "words": "A liar, and the costs."})
    browser("tomas")
    owner: FlaskClient = app.test_client()
    cast.as_account(session, owner, people.owner)
    link = f"/debates/{people.slug}/agreements/P3/{people.seats['amara'].number}/redact"
    assert link in owner.get(f"/debates/{people.slug}/").text
    assert "redact" not in browser("priya").get(base(people, "priya")).text
    shown = owner.get(link).text
    assert "Amara Diallo, on P3" in shown
    assert "Only a liar says so." in shown  # what was said first is withheld too
    refused = owner.post(link, data={"passage": "the", "note": " "})
    assert (refused.status_code, "Say why" in refused.text) == (422, True)
    answer = owner.post(link, data={"passage": "a liar", "note": "About a person."})
    assert answer.location == f"/debates/{people.slug}/log"
    assert "About a person." in owner.get(answer.location).text
    session.rollback()
    words = [row.words for row in session.query(Agreement).order_by(Agreement.id)]
    assert words == [f"Only {MARK} says so.", f"{MARK}, and the costs."]
    assert f"{MARK}, and the costs." in browser("priya").get(base(people, "priya")).text
    assert "About a person." in amara.get(f"{base(people, 'amara')}agreements").text
    assert "About a person." not in browser("tomas").get(f"{base(people, 'tomas')}agreements").text
    record = owner.get(f"/debates/{people.slug}/transcript.json")
    assert b"liar" not in record.data
    report = transcripts.verify(transcripts.read(record.data))
    assert report.ok
    assert [one["why"] for one in record.json["withheld"]] == ["a passage was removed"] * 2
    (act,) = record.json["moderation"]
    assert (act["act"], act["seat"]) == ("redact", people.seats["amara"].number)


def test_words_that_nobody_said_have_no_page_to_redact(
    app: Any, session: Any, people: cast.Cast, browser: Browser
) -> None:
    browser("amara").post(f"{base(people, 'amara')}agreements/P3", data={"agrees": "1"})
    owner: FlaskClient = app.test_client()
    cast.as_account(session, owner, people.owner)
    number = people.seats["amara"].number
    for place in (f"P3/{number}", f"P3/{number + 90}", f"Q9/{number}", f"J1.x/{number}"):
        at = f"/debates/{people.slug}/agreements/{place}/redact"
        assert owner.get(at).status_code == 404
        assert owner.post(at, data={"passage": "a", "note": "b"}).status_code == 404
