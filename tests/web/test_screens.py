"""The projector: how people in the room get in, before and after the start."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from debate.db import transaction
from debate.web import links
from tests import cast
from tests.cast import NOW


@pytest.fixture
def screen(app: Any, session: Any, made: cast.Cast) -> str:
    with app.test_request_context():
        return f"/screens/{links.screen_token(made.debate.id)}"


@pytest.fixture
def made(session: Any) -> cast.Cast:
    return cast.make(session)


def test_before_the_start_a_screen_shows_address_code_and_square(
    client: FlaskClient, screen: str
) -> None:
    text = client.get(screen).get_data(as_text=True)
    assert "Join at" in text
    assert "<b>localhost</b>" in text
    assert "R7K 4TX" in text
    assert 'class="qr"' in text


def test_after_the_start_a_screen_shows_address_and_code(
    client: FlaskClient, session: Any, made: cast.Cast, screen: str
) -> None:
    cast.control(session, made, "start", NOW)
    text = client.get(screen).get_data(as_text=True)
    assert "<b>localhost</b>" in text
    assert 'class="qr"' not in text


def test_when_joining_is_closed_a_screen_shows_no_way_in(
    client: FlaskClient, session: Any, made: cast.Cast, screen: str
) -> None:
    with transaction(session):
        made.sitting.state, made.sitting.code = "closed", None
    text = client.get(screen).get_data(as_text=True)
    assert "Join at" not in text
    assert 'class="qr"' not in text
