"""The remote control: the clock of one debate from a phone, by plain posts and by script."""

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from debate.db import clock_ms
from debate.models.debates import Control
from tests import cast
from tests.cast import MINUTE, Cast

FRAGMENT = {"X-Fragment": "1"}


@pytest.fixture
def people(session: Session) -> Cast:
    fmt = replace(cast.read_format("seminar"), prep_bank_s=120)
    return cast.make(session, clock_ms() - MINUTE, fmt=fmt)


@pytest.fixture
def owner(session: Session, client: FlaskClient, people: Cast) -> FlaskClient:
    cast.as_account(session, client, people.owner)
    return client


def press(client: FlaskClient, people: Cast, kind: str, query: str = "", **more: Any) -> Any:
    return client.post(f"/debates/{people.slug}/remote{query}", data={"kind": kind}, **more)


def page(client: FlaskClient, people: Cast) -> str:
    return client.get(f"/debates/{people.slug}/remote").get_data(as_text=True)


def kinds(session: Session) -> list[tuple[str, int]]:
    session.expire_all()
    return [(row.kind, row.value) for row in session.query(Control).order_by(Control.n)]


def test_a_debate_is_run_from_the_phone_by_plain_posts(
    owner: FlaskClient, session: Session, people: Cast
) -> None:
    for kind, query in (
        ("start", "?step=0"),
        ("add", "?step=1&value=30"),
        ("add", "?step=1&value=-30"),
        ("prep_on", "?step=1&value=1"),
        ("prep_off", "?step=1"),
        ("pause", "?step=1"),
        ("resume", "?step=1"),
        ("next", "?step=1"),
        ("back", "?step=2"),
    ):
        answer = press(owner, people, kind, query)
        assert answer.location == f"/debates/{people.slug}/remote"
    assert kinds(session) == [
        ("start", 0),
        ("add", 30),
        ("add", -30),
        ("prep_on", 1),
        ("prep_off", 0),
        ("pause", 0),
        ("resume", 0),
        ("next", 0),
        ("back", 0),
    ]


def test_it_says_what_is_now_what_comes_next_and_the_whole(
    owner: FlaskClient, people: Cast
) -> None:
    assert "Not started yet" in page(owner, people)
    press(owner, people, "start")
    text = page(owner, people)
    assert "Amara Diallo, proposition constructive" in text
    assert "Next: Questions to Proposition" in text
    assert "Round 2 of" in text
    assert "data-ends-ms" in text
    assert "Preparation: Opposition, 2:00" in text


def test_two_people_who_press_next_move_on_once(
    owner: FlaskClient, session: Session, people: Cast
) -> None:
    press(owner, people, "start")
    first = press(owner, people, "next", "?step=1", headers=FRAGMENT)
    assert 'id="keys"' in first.get_data(as_text=True)
    second = press(owner, people, "next", "?step=1", headers=FRAGMENT)
    assert second.status_code == 409
    assert "moved on already" in second.get_data(as_text=True)
    said = press(owner, people, "next", "?step=1", follow_redirects=True)
    assert "moved on already" in said.get_data(as_text=True)
    assert kinds(session) == [("start", 0), ("next", 0)]


def test_the_end_is_asked_for_and_leads_back_to_the_phone(
    owner: FlaskClient, session: Session, people: Cast
) -> None:
    press(owner, people, "start")
    assert f"/debates/{people.slug}/finish?remote" in page(owner, people)
    asked = owner.get(f"/debates/{people.slug}/finish?remote").get_data(as_text=True)
    assert f'action="/debates/{people.slug}/remote"' in asked
    press(owner, people, "finish")
    text = page(owner, people)
    assert "The debate is over" in text
    assert 'value="pause"' not in text


def test_the_page_holds_the_square_that_opens_it_on_a_phone_and_the_part_does_not(
    owner: FlaskClient, people: Cast
) -> None:
    assert 'class="qr"' in page(owner, people)
    part = owner.get(f"/debates/{people.slug}/remote/keys").get_data(as_text=True)
    assert 'id="keys"' in part
    assert 'class="qr"' not in part


def test_a_phone_that_is_not_signed_in_is_asked_to_and_comes_back(
    client: FlaskClient, people: Cast
) -> None:
    answer = client.get(f"/debates/{people.slug}/remote")
    assert answer.location == f"/sign-in?next=/debates/{people.slug}/remote"
