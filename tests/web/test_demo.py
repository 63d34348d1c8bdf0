"""The demo's entrance: a button makes the visitor the instructor, and every link its own role."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from debate.db import clock_ms
from debate.domain import transcripts
from debate.models.accounts import BrowserSeat, BrowserSession
from debate.models.debates import Debate
from debate.models.events import Event
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.seeding import demo
from tests import sample

TOKEN = "one-of-the-demo"
ENTRANCE = f"/demo/{TOKEN}"


@pytest.fixture(scope="module")
def sample_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample.build(migrated_file, tmp_path_factory.mktemp("sample"), clock_ms())


@pytest.fixture
def app(sample_file: Path, tmp_path: Path, make_app: Callable[..., Any]) -> Any:
    path = tmp_path / "demo.sqlite3"
    shutil.copy(sample_file, path)
    return make_app(f"sqlite:///{path}", DEMO_TOKEN=TOKEN)


@pytest.fixture
def links(app: Any, session: Session) -> dict[str, str]:
    found: dict[str, str] = app.extensions["demo_links"](demo.find(session), "")
    return found


def test_the_button_enters_as_the_instructor_of_three_sessions(client: FlaskClient) -> None:
    page = client.get(ENTRANCE)
    assert page.status_code == 200
    assert "Enter as Dr Ansah" in page.text
    answer = client.post(ENTRANCE)
    assert answer.status_code == 303
    home = client.get(answer.headers["Location"]).text
    assert all(title in home for title in ("Week 3", "Week 4", "Week 5", "Dr Ansah"))


@pytest.mark.parametrize("token", ["another", "", "ä"])
def test_only_who_knows_the_token_comes_in(client: FlaskClient, token: str) -> None:
    assert client.get(f"/demo/{token}").status_code == 404
    assert client.post(f"/demo/{token}").status_code == 404
    assert client.get("/sittings/").status_code == 303


@pytest.mark.parametrize("asked", ["", TOKEN, "None"])
def test_a_real_site_has_no_such_entrance(
    sample_file: Path, make_app: Callable[..., Any], asked: str
) -> None:
    client = make_app(f"sqlite:///{sample_file}").test_client()
    assert client.get(f"/demo/{asked}").status_code == 404
    assert client.post(f"/demo/{asked}").status_code == 404


def test_an_entrance_without_a_sample_leads_nowhere(
    database_url: str, make_app: Callable[..., Any]
) -> None:
    client = make_app(database_url, DEMO_TOKEN=TOKEN).test_client()
    assert client.get(ENTRANCE).status_code == 404


def test_fetching_the_links_claims_nothing(
    client: FlaskClient, session: Session, links: dict[str, str]
) -> None:
    def state() -> list[Any]:
        events = select(func.count(Event.id))
        seats = select(Seat.id, Seat.claimed_ms, Seat.generation).order_by(Seat.id)
        found = [session.scalar(events), session.execute(seats).all()]
        session.rollback()
        return found

    before = state()
    for address in links.values():
        assert client.get(address).status_code == 200
    assert state() == before
    assert session.scalar(select(func.count(BrowserSeat.id))) == 0
    assert session.scalar(select(func.count(BrowserSession.id))) == 0


def test_one_browser_is_every_role_at_once(client: FlaskClient, links: dict[str, str]) -> None:
    doors = {}
    for role in ("student_p", "instructor", "student_o", "judge", "audience"):
        answer = client.post(links[role])
        assert answer.status_code == 303
        doors[role] = answer.headers["Location"]
    assert len(set(doors.values())) == 5
    for role, door in doors.items():
        page = client.get(door)
        assert page.status_code == 200
        if role != "instructor":
            assert client.get(links[role]).headers["Location"] == door
    assert client.get(links["projector"]).status_code == 200
    assert "Dr Ansah" in client.get("/sittings/").text


def test_the_finished_debate_leaves_an_intact_record(client: FlaskClient, session: Session) -> None:
    client.post(ENTRANCE)
    slug = session.scalar(
        select(Debate.slug)
        .join(Sitting, Sitting.id == Debate.sitting_id)
        .where(Sitting.seed == f"{demo.MARK}finished")
    )
    document = client.get(f"/debates/{slug}/transcript.json")
    assert document.status_code == 200
    report = transcripts.verify(transcripts.read(document.data))
    assert report.ok, report.sentence
