"""A session's page: what it counts, what it offers once it is over, and how phones reach it."""

from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient

from debate.db import transaction
from tests import cast
from tests.cast import MINUTE, NOW


@pytest.fixture(autouse=True)
def apart(app: Any) -> None:
    """Requests here share the context of `session`: what one left in it is not for the next."""

    @app.before_request
    def forget() -> None:
        g.__dict__.clear()


@pytest.fixture
def made(session: Any) -> cast.Cast:
    return cast.make(session)


@pytest.fixture
def owner(client: FlaskClient, session: Any, made: cast.Cast) -> FlaskClient:
    cast.as_account(session, client, made.owner)
    return client


def end(session: Any, made: cast.Cast) -> None:
    cast.start(session, made, NOW)
    cast.control(session, made, "finish", NOW + MINUTE)
    with transaction(session):
        made.debate.ended_ms = NOW + MINUTE
        made.sitting.state, made.sitting.code = "ended", None


def test_a_session_that_is_over_leads_to_results_and_transcript_and_offers_no_slips(
    owner: FlaskClient, session: Any, made: cast.Cast
) -> None:
    page = f"/sittings/{made.sitting.slug}/"
    addresses = [f'href="/debates/{made.slug}/{name}"' for name in ("results", "transcript")]
    before = owner.get(page).text
    assert "slips" in before
    assert not any(address in before for address in addresses)
    end(session, made)
    after = owner.get(page).text
    assert "slips" not in after
    assert all(address in after for address in addresses)


def test_students_of_the_same_name_are_told_apart_by_id_on_the_session_and_on_slips(
    owner: FlaskClient, session: Any, made: cast.Cast
) -> None:
    with transaction(session):
        one, other = made.students["kofi"], made.students["tomas"]
        other.name = one.name
        one.external_id, other.external_id, other.section = "A-17", "", "B"
    page = f"/sittings/{made.sitting.slug}/"
    slips = owner.get(f"{page}slips").text
    assert f"{one.name} (A-17)" in slips
    assert f"{one.name} (B)" in slips
    people = owner.get(f"{page}people").text
    assert ">A-17</span>" in people
    assert ">B</span>" in people
    assert f"{made.students['amara'].name} (" not in slips


def test_the_session_counts_seats_that_are_taken_and_the_console_who_is_here(
    owner: FlaskClient, session: Any, made: cast.Cast
) -> None:
    with transaction(session):
        made.seats["tomas"].claimed_ms = None
    home = f"/sittings/{made.sitting.slug}/"
    assert "People: 5 of 6 seats taken" in owner.get(home).text
    assert "0 of 6 here" in owner.get(f"{home}console").text


@pytest.mark.parametrize(
    ("token", "command"),
    [("", "python3 -m debate serve"), ("a-token", "python3 -m debate demo --lan")],
)
def test_where_phones_reach_nothing_the_command_that_helps_is_named(
    app: Any, owner: FlaskClient, made: cast.Cast, token: str, command: str
) -> None:
    app.config["DEMO_TOKEN"] = token
    for page in ("", "slips", "seats/1/"):
        text = owner.get(f"/sittings/{made.sitting.slug}/{page}").text
        assert f"“{command}”" in text
