"""The clock's controls over HTTP: by plain post and by script, once for each press."""

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from debate.db import clock_ms, transaction
from debate.models.debates import Control, Debate
from debate.models.speeches import Point, Speech
from tests import cast
from tests.cast import MINUTE, Cast

FRAGMENT = {"X-Fragment": "1"}


def post(client: FlaskClient, path: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
    return client.post(path, data=data, **more)


@pytest.fixture
def people(session: Session) -> Cast:
    return cast.make(session, clock_ms() - MINUTE)


@pytest.fixture
def owner(session: Session, client: FlaskClient, people: Cast) -> FlaskClient:
    cast.as_account(session, client, people.owner)
    return client


def press(client: FlaskClient, people: Cast, kind: str, query: str = "", **more: Any) -> Any:
    data = {"kind": kind, **more.pop("data", {})}
    return post(client, f"/debates/{people.slug}/controls{query}", data, **more)


def kinds(session: Session) -> list[str]:
    session.expire_all()
    return [row.kind for row in session.query(Control).order_by(Control.n)]


def test_a_whole_debate_is_run_by_plain_posts(
    owner: FlaskClient, session: Session, people: Cast
) -> None:
    for kind, query in (
        ("start", ""),
        ("pause", ""),
        ("resume", ""),
        ("add", "?value=30"),
        ("next", "?step=1"),
        ("back", "?step=2"),
        ("finish", ""),
    ):
        answer = press(owner, people, kind, query)
        assert answer.location == f"/sittings/{people.sitting.slug}/console?room=1"
    assert kinds(session) == ["start", "pause", "resume", "add", "next", "back", "finish"]
    assert session.query(Control).filter_by(kind="add").one().value == 30


def test_after_next_undo_is_offered(owner: FlaskClient, session: Session, people: Cast) -> None:
    press(owner, people, "start")
    text = press(owner, people, "next", "?step=1", headers=FRAGMENT).get_data(as_text=True)
    assert "Questions to Proposition has begun." in text
    assert 'data-key="u"' in text


def test_a_press_that_is_sent_again_moves_the_clock_once(
    owner: FlaskClient, session: Session, people: Cast
) -> None:
    press(owner, people, "start")
    for _ in range(2):
        answer = press(
            owner, people, "add", "?value=30&step=1", data={"key": "one"}, headers=FRAGMENT
        )
        assert answer.status_code == 200
    assert kinds(session) == ["start", "add"]


def test_a_press_on_a_page_that_is_behind_is_refused_with_a_sentence(
    owner: FlaskClient, session: Session, people: Cast
) -> None:
    press(owner, people, "start")
    press(owner, people, "next", "?step=1")
    answer = press(owner, people, "next", "?step=1", headers=FRAGMENT)
    assert answer.status_code == 409
    assert "moved on already" in answer.get_data(as_text=True)
    said = press(owner, people, "next", "?step=1", follow_redirects=True)
    assert "moved on already" in said.get_data(as_text=True)


def test_an_unknown_control_is_not_found(owner: FlaskClient, people: Cast) -> None:
    assert press(owner, people, "explode").status_code == 404
    assert press(owner, people, "").status_code == 404


def test_the_end_is_asked_for_and_undecided_points_are_named(
    owner: FlaskClient, session: Session, people: Cast
) -> None:
    press(owner, people, "start")
    with transaction(session):
        speech = session.query(Speech).filter_by(debate_id=people.debate.id, address="P1").one()
        session.add(
            Point(
                debate_id=people.debate.id,
                speech_id=speech.id,
                seat_id=people.seats["amara"].id,
                state="held",
                claim="Undecided",
                sent_ms=clock_ms(),
            )
        )
    text = owner.get(f"/debates/{people.slug}/finish").get_data(as_text=True)
    assert "End the debate for all 6 people?" in text
    assert "Amara Diallo in P1" in text
    refused = press(owner, people, "finish", follow_redirects=True).get_data(as_text=True)
    assert "waits for your decision: Amara Diallo in P1" in refused
    press(owner, people, "finish", data={"confirmed": "1"})
    session.expire_all()
    assert session.get(Debate, people.debate.id).ended_ms is not None  # type: ignore[union-attr]
    assert session.query(Point).one().state == "unsent"
    over = owner.get(f"/debates/{people.slug}/finish").get_data(as_text=True)
    assert "This debate is over" in over


@pytest.mark.parametrize("slug", ["seminar", "oxford", "written"])
@pytest.mark.parametrize("acts", [[], ["start"], ["start", "pause"], ["start", "finish"]])
def test_the_console_stands_in_every_state_of_every_format(
    client: FlaskClient, session: Session, slug: str, acts: list[str]
) -> None:
    people = cast.make(session, clock_ms() - MINUTE, fmt=cast.read_format(slug))
    cast.as_account(session, client, people.owner)
    for kind in acts:
        press(client, people, kind)
    text = client.get(f"/sittings/{people.sitting.slug}/console").get_data(as_text=True)
    assert ('value="start"' in text) is (not acts)
    assert ('value="pause"' in text) is (acts == ["start"])
    assert ('value="resume"' in text) is (acts == ["start", "pause"])
    assert ("The debate is over" in text) is (acts == ["start", "finish"])


def test_preparation_time_is_given_and_ended(client: FlaskClient, session: Session) -> None:
    fmt = replace(cast.read_format("seminar"), prep_bank_s=120)
    people = cast.make(session, clock_ms() - MINUTE, fmt=fmt)
    cast.as_account(session, client, people.owner)
    press(client, people, "start")
    text = client.get(f"/sittings/{people.sitting.slug}/console").get_data(as_text=True)
    assert "Preparation: Opposition (2:00 left)" in text
    press(client, people, "prep_on", "?step=1&value=1")
    text = client.get(f"/sittings/{people.sitting.slug}/console").get_data(as_text=True)
    assert "Preparation time of Opposition runs." in text
    press(client, people, "prep_off", "?step=1")
    assert kinds(session) == ["start", "prep_on", "prep_off"]
