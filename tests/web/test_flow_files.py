"""The flow's files over HTTP: who gets them, and what their view may see."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from debate.db import transaction
from debate.export import flow_png
from debate.models.speeches import Point
from tests import cast
from tests.cast import NOW, Cast
from tests.services.polling import add_point, go_on

ENDINGS = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@pytest.fixture
def people(session: Session) -> Cast:
    """A debate in which one point stands and another is hidden."""
    found = cast.make(session)
    cast.start(session, found)
    add_point(session, found, "P1.1", "amara")
    hidden = add_point(session, found, "P1.2", "amara", state="hidden")
    with transaction(session):
        session.query(Point).update({"side": "P"})
        session.get_one(Point, hidden.id).claim = "A remark about a person"
    go_on(session, found, 1, NOW + 10)
    return found


def staff(client: FlaskClient, session: Session, people: Cast) -> str:
    cast.as_account(session, client, people.marker)
    return f"/debates/{people.slug}/flow"


def seat(client: FlaskClient, session: Session, people: Cast, who: str) -> str:
    cast.as_seat(session, client, people.seats[who])
    return f"/debates/{people.slug}/{people.seats[who].number}/flow"


def text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("ending", ENDINGS)
def test_staff_and_seats_get_each_file_as_one_to_keep(
    client: FlaskClient, session: Session, people: Cast, ending: str
) -> None:
    for sits in (False, True):
        at = seat(client, session, people, "kofi") if sits else staff(client, session, people)
        answer = client.get(f"{at}.{ending}")
        assert answer.status_code == 200
        assert answer.mimetype == ENDINGS[ending]
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
        assert f"flow-week-3-room-1.{ending}" in answer.headers["Content-Disposition"]
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_seat_gets_what_its_view_may_see_and_staff_what_moderators_see(
    client: FlaskClient, session: Session, people: Cast
) -> None:
    own = text(client, f"{seat(client, session, people, 'priya')}.csv")
    assert "Claim P1.1" in own
    assert "A remark" not in own
    assert "A remark" in text(client, f"{staff(client, session, people)}.csv")


def test_a_copy_to_be_passed_on_has_codes_and_what_the_room_saw(
    client: FlaskClient, session: Session, people: Cast
) -> None:
    with transaction(session):
        first = session.query(Point).filter_by(claim="Claim P1.1").one()
        first.claim = "As Tomás Rivera said"
    at = staff(client, session, people)
    found = text(client, f"{at}.svg?names=codes") + text(client, f"{at}.csv?names=codes")
    assert "Heron 1" in found
    assert "[name]" in found
    assert not any(name in found for name in ("Amara", "Rivera", "A remark"))
    assert client.get(f"{at}.csv?names=other").status_code == 404


def test_a_room_with_code_names_gives_its_seats_code_names(
    client: FlaskClient, session: Session, people: Cast
) -> None:
    with transaction(session):
        people.sitting.room_labels = "codes"
    found = text(client, f"{seat(client, session, people, 'priya')}.svg")
    assert "Heron 1" in found
    assert "Amara" not in found


def test_a_flow_that_is_too_large_for_a_picture_says_what_to_take(
    client: FlaskClient, session: Session, people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow_png, "PIXELS_MOST", 1000)
    answer = client.get(f"{staff(client, session, people)}.png")
    assert answer.status_code == 409
    assert "Take SVG, or print it." in answer.get_data(as_text=True)


def test_before_anybody_spoke_the_files_are_there_all_the_same(
    client: FlaskClient, session: Session
) -> None:
    people = cast.make(session)
    at = seat(client, session, people, "kofi")
    assert "0 lines of argument" in text(client, f"{at}.svg")
    assert text(client, f"{at}.csv").count("\n") == 1
    assert client.get(f"{at}.xlsx").status_code == 200
