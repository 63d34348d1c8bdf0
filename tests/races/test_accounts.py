"""One button pressed twice at once does its act once, and nobody is told of a fault."""

from typing import Any

import pytest

from debate.db import clock_ms, transaction
from debate.models.accounts import Invitation
from debate.services import formats
from tests import cast, workshop
from tests.races import crowd
from tests.web.test_motions import FIELDS


@pytest.fixture
def people(session: Any) -> cast.Cast:
    return cast.make(session, clock_ms())


@pytest.mark.parametrize("noun", ["invitations", "passwords"])
def test_a_button_pressed_twice_at_once_makes_one_link(
    app: Any, session: Any, people: cast.Cast, noun: str
) -> None:
    act = noun if noun == "invitations" else f"people/{people.marker.id}/password"
    browsers = [crowd.browser_of(app, session, people.owner) for _ in range(4)]
    session.rollback()

    answers = crowd.together(
        lambda one: one.post(f"/account/{act}", data={"key": "of one form"}), browsers
    )

    assert [answer.status_code for answer in answers] == [200] * 4
    assert sum(f"http://localhost/{noun}/" in answer.text for answer in answers) == 1
    assert session.query(Invitation).count() == 1


@pytest.mark.parametrize("noun", ["formats", "motions"])
def test_a_form_for_something_new_sent_twice_at_once_makes_it_once(
    app: Any, session: Any, people: cast.Cast, noun: str
) -> None:
    deck = workshop.make(session, people.course)
    with transaction(session):
        formats.keep(session, [cast.read_format("seminar")])
    path = "/formats/new" if noun == "formats" else f"/decks/{deck}/motions/new"
    asked = {"course": "seminar-a", "like": "seminar", "title": "Ours"}
    words = asked if noun == "formats" else FIELDS
    browsers = [crowd.browser_of(app, session, people.owner) for _ in range(4)]
    session.rollback()

    answers = crowd.together(
        lambda one: one.post(path, data=words | {"key": "of one form"}), browsers
    )

    assert [answer.status_code for answer in answers] == [303] * 4
    assert len({answer.location for answer in answers}) == 1
