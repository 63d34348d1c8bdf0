"""Hands over HTTP: what they are for, the queue, who is next, and the balance of a debate."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient

from debate.db import clock_ms, transaction
from debate.domain.events import MODERATORS
from debate.models.decks import Card
from debate.models.moderation import FloorRequest
from debate.models.speeches import Citation, PointLink
from debate.queries.debates import load
from debate.queries.floor_balance import balance
from tests import cast
from tests.cast import MINUTE
from tests.services.polling import add_point

Browser = Callable[[str], FlaskClient]
OPEN_FLOOR = 7


@pytest.fixture(autouse=True)
def apart(app: Any) -> None:
    """Requests here share the context of `session`: what one left in it is not for the next."""

    @app.before_request
    def forget() -> None:
        g.__dict__.clear()


@pytest.fixture
def people(session: Any) -> cast.Cast:
    then = clock_ms() - MINUTE
    made = cast.make(session, then)
    cast.start(session, made, then)
    return made


@pytest.fixture
def browser(app: Any, session: Any, people: cast.Cast) -> Browser:
    """The browser of one of the people, or of the owner."""

    def of(who: str) -> FlaskClient:
        client: FlaskClient = app.test_client()
        if who == "owner":
            cast.as_account(session, client, people.owner, clock_ms())
        else:
            cast.as_seat(session, client, people.seats[who], clock_ms())
        return client

    return of


def base(people: cast.Cast, who: str) -> str:
    return f"/debates/{people.slug}/{people.seats[who].number}/"


def queue(people: cast.Cast, owner: FlaskClient) -> str:
    return owner.get(f"/sittings/{people.sitting.slug}/console/parts/queue").text


def test_a_hand_says_what_it_is_for_and_about_which_point(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    point = add_point(session, people, "P1.1", "amara")
    kofi, owner = browser("kofi"), browser("owner")
    ask = f"{base(people, 'kofi')}floor-request"
    assert kofi.post(ask, data={"intent": "sing"}).status_code == 422
    assert kofi.post(ask, data={"intent": "challenge", "about": "999"}).status_code == 422
    assert session.query(FloorRequest).count() == 0
    kofi.post(ask, data={"intent": "challenge", "about": point.id})
    shown = queue(people, owner)
    assert "Challenge" in shown
    assert "P1.1</b>" in shown
    kofi.post(ask, data={"intent": "question"})  # it keeps its place
    assert session.query(FloorRequest).one().intent == "question"
    assert "Question" in queue(people, owner)


def test_the_first_in_the_queue_is_next_and_the_others_know_their_place(
    people: cast.Cast, browser: Browser
) -> None:
    for who in ("kofi", "jonas", "mei"):
        browser(who).post(f"{base(people, who)}floor-request", data={})
    told = {who: browser(who).get(f"{base(people, who)}parts/turn").text for who in ("kofi", "mei")}
    assert "You are next." in told["kofi"]
    assert "You are 3rd in the queue." in told["mei"]
    browser("kofi").post(f"{base(people, 'kofi')}floor-request/lower", data={})
    assert "You are next." in browser("jonas").get(f"{base(people, 'jonas')}parts/turn").text


def test_in_an_open_floor_the_room_sees_who_is_next_and_the_answer_is_ticked(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    point = add_point(session, people, "O1.1", "priya")
    for _ in range(OPEN_FLOOR - 1):
        cast.control(session, people, "next", clock_ms() - 1000)
    tomas, owner = browser("tomas"), browser("owner")
    mine = base(people, "tomas")
    tomas.post(f"{mine}floor-request", data={"intent": "challenge", "about": point.id})
    assert "Next to speak: <b>Tomás Rivera</b>" in browser("mei").get(base(people, "mei")).text
    owner.post(f"/debates/{people.slug}/floor", data={"seat": people.seats["tomas"].id})
    room = tomas.get(mine).text
    assert f'name="answers" value="{point.id}" checked' in room
    assert "Next to speak" not in room


def test_the_balance_names_first_who_was_not_heard(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    add_point(session, people, "P1.1", "amara")
    part = browser("owner").get(f"/sittings/{people.sitting.slug}/console/parts/people").text
    table = part.partition('id="balance"')[2]
    assert table.index("Priya Nair") < table.index("Amara Diallo")
    assert table.count("not heard yet") == 4
    assert "100 %" in table


def test_the_balance_counts_what_stands_with_questions_cards_and_answers(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    first = add_point(session, people, "P1.1", "amara")
    hidden = add_point(session, people, "P1.2", "amara", state="hidden")
    asked = add_point(session, people, "O1.1", "priya", half="q")
    told = add_point(session, people, "O1.1", "jonas", half="a")
    met = add_point(session, people, "O1.2", "priya")
    card = session.query(Card).filter_by(number=4).one()
    with transaction(session):
        for point in (met, hidden):
            cited = Citation(point_id=point.id, position=1, card_id=card.id, card_number=4)
            cited.badge = "located"
            session.add(cited)
        for point, kind, target in (
            (met, "answers", first),
            (met, "turns", hidden),
            (asked, "extends", told),
        ):
            session.add(PointLink(point_id=point.id, kind=kind, target_id=target.id))
    here = load(session, people.slug, MODERATORS, clock_ms())
    assert here is not None
    found = balance(session, here, {})
    got = {line.label: line.share.part for line in found.people}
    counted = ("points", "cards", "answers")
    assert [got["Priya Nair"].of(one) for one in counted] == [2, 1, 1]
    assert [got["Jonas Weber"].of(one) for one in counted] == [1, 0, 1]
    assert [got["Amara Diallo"].of(one) for one in counted] == [1, 0, 0]
    rows = {row.measure: (row.first.part, row.second.part) for row in found.rows}
    assert [one.answers for one in rows["answers"]] == [0, 2]
    page = browser("owner").get(f"/debates/{people.slug}/balance").text
    assert page.index("Tomás Rivera") < page.index("Amara Diallo")
