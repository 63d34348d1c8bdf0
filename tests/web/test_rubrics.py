"""Rubrics over HTTP: the list, a class's own copy, the editor, files in and out."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient

from debate.db import clock_ms, transaction
from debate.models.accounts import AuditEntry
from debate.models.debates import Debate
from debate.models.rubrics import Rubric
from debate.queries.debates import parse_rubric
from debate.services import formats, rubrics
from tests import cast

Browser = Callable[[str], FlaskClient]
SCRIPT = {"X-Fragment": "1"}


@pytest.fixture(autouse=True)
def apart(app: Any) -> None:
    """Requests here share the context of `session`: what one left in it is not for the next."""

    @app.before_request
    def forget() -> None:
        g.__dict__.clear()


@pytest.fixture
def people(session: Any) -> cast.Cast:
    made = cast.make(session)
    with transaction(session):
        formats.keep(session, [cast.read_format()])
        rubrics.keep(session, [cast.read_rubric(slug) for slug in ("seminar", "toulmin")])
    return made


@pytest.fixture
def owner(app: Any, session: Any, people: cast.Cast) -> FlaskClient:
    return signed_in(app, session, people.owner)


def signed_in(app: Any, session: Any, account: Any) -> FlaskClient:
    client: FlaskClient = app.test_client()
    cast.as_account(session, client, account, clock_ms())
    return client


def copied(owner: FlaskClient, like: str = "seminar") -> str:
    """The address of the class's copy."""
    answer = owner.post("/rubrics/new", data={"course": "seminar-a", "like": like})
    assert answer.status_code == 303
    return str(answer.location).removesuffix("edit")


def fields(page: str) -> dict[str, str]:
    """What the editor's form would send, but for its buttons."""
    found = dict(re.findall(r'<input [^>]*name="([\w-]+)" value="([^"]*)"', page))
    found |= dict(re.findall(r'<textarea [^>]*name="([\w-]+)"[^>]*>([^<]*)</textarea>', page))
    return {
        name: text.replace("&#39;", "'") for name, text in found.items() if name != "csrf_token"
    }


def stored(session: Any, at: str) -> Any:
    session.expire_all()
    return session.query(Rubric).filter_by(slug=at.split("/")[2]).one()


def test_a_copy_that_is_asked_for_twice_by_one_press_is_one(owner: FlaskClient) -> None:
    page = owner.get("/rubrics/new?like=seminar").text
    [key] = re.findall(r'name="key" value="([^"]+)"', page)
    asked = {"course": "seminar-a", "like": "seminar", "title": "Ours", "key": key}
    first, again = (owner.post("/rubrics/new", data=asked) for _ in range(2))
    assert first.location == again.location
    assert owner.get("/rubrics/").text.count(">Ours<") == 1
    other = owner.post("/rubrics/new", data=asked | {"title": "Others"})
    assert other.status_code == 409  # that key belongs to what was sent before


def test_a_class_copies_a_rubric_and_edits_it_and_the_bundled_one_stays(
    session: Any, owner: FlaskClient
) -> None:
    assert "Came with the app" in owner.get("/rubrics/").text
    at = copied(owner)
    form = fields(owner.get(f"{at}edit").text)
    assert (form["weight-0"], form["name-0"], form["version"]) == ("25", "Argument", "1")
    form |= {"title": "Ours", "weight-0": "30", "weight-1": "20", "level-3": "Brilliant"}
    answer = owner.post(f"{at}edit", data=form | {"act": "save"})
    assert (answer.status_code, answer.location) == (303, at)
    row = stored(session, at)
    rubric = parse_rubric(row.definition)
    assert (rubric.title, rubric.levels[3], row.version) == ("Ours", "Brilliant", 2)
    assert [one.weight for one in rubric.criteria] == [30, 20, 25, 10, 15]
    assert [one.slug for one in rubric.criteria] == [
        one.slug for one in cast.read_rubric().criteria
    ]
    bundled = session.query(Rubric).filter_by(slug="seminar").one()
    assert parse_rubric(bundled.definition) == cast.read_rubric()
    acts = [row.act for row in session.query(AuditEntry).order_by(AuditEntry.id)]
    assert acts[-2:] == ["rubrics.create", "rubrics.change"]


def test_buttons_rearrange_the_form_and_save_nothing(session: Any, owner: FlaskClient) -> None:
    at = copied(owner)
    form = fields(owner.get(f"{at}edit").text) | {"name-0": "Reasons"}
    page = owner.post(f"{at}edit", data=form | {"act": "down-0"}).text
    assert fields(page)["name-1"] == "Reasons"
    page = owner.post(f"{at}edit", data=fields(page) | {"act": "level-add"}, headers=SCRIPT).text
    assert page.lstrip().startswith("<form")
    assert {"level-4", "descriptor-4-4"} <= set(fields(page))
    page = owner.post(f"{at}edit", data=fields(page) | {"act": "remove-4"}).text
    assert "name-4" not in fields(page)
    assert "The weights add up to 85" in page
    assert parse_rubric(stored(session, at).definition).criteria == cast.read_rubric().criteria


def test_faults_stand_at_their_fields_and_the_words_stay(session: Any, owner: FlaskClient) -> None:
    at = copied(owner)
    form = fields(owner.get(f"{at}edit").text)
    form |= {"weight-0": "24", "name-1": "", "descriptor-2-1": "", "title": "Half done"}
    answer = owner.post(f"{at}edit", data=form)
    assert answer.status_code == 422
    for field in ("name-1", "descriptor-2-1", "weights"):
        assert f'id="{field}-error"' in answer.text
    assert "these add up to 99" in answer.text
    assert fields(answer.text)["title"] == "Half done"
    assert stored(session, at).version == 1


def test_two_who_edit_at_once_both_keep_their_words(session: Any, owner: FlaskClient) -> None:
    at = copied(owner)
    form = fields(owner.get(f"{at}edit").text)
    owner.post(f"{at}edit", data=form | {"title": "First"})
    answer = owner.post(f"{at}edit", data=form | {"title": "Second"})
    assert answer.status_code == 409
    assert "First" in answer.text
    assert fields(answer.text)["title"] == "Second"
    again = owner.post(f"{at}edit", data=fields(answer.text))
    assert again.status_code == 303
    assert parse_rubric(stored(session, at).definition).title == "Second"


def test_an_edit_reaches_no_debate_and_removing_takes_it_off_the_list(
    session: Any, people: cast.Cast, owner: FlaskClient
) -> None:
    at = copied(owner)
    before = people.debate.rubric_json
    form = fields(owner.get(f"{at}edit").text)
    owner.post(f"{at}edit", data=form | {"title": "Ours"})
    assert owner.post(f"{at}remove").status_code == 303
    assert at not in owner.get("/rubrics/").text
    session.expire_all()
    assert people.debate.rubric_json == before
    assert owner.post("/rubrics/seminar/remove").status_code == 403


def test_a_rubric_goes_out_as_a_file_and_comes_back(session: Any, owner: FlaskClient) -> None:
    answer = owner.get("/rubrics/toulmin.yaml")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="toulmin.yaml"'
    assert "no-store" in answer.headers["Cache-Control"]
    file = (io.BytesIO(answer.data), "x.yaml")
    back = owner.post("/rubrics/new", data={"course": "seminar-a", "file": file})
    assert back.status_code == 303
    found = parse_rubric(stored(session, back.location).definition)
    assert found.criteria == cast.read_rubric("toulmin").criteria


def test_a_file_with_faults_is_refused_line_by_line_and_nothing_is_made(
    session: Any, owner: FlaskClient
) -> None:
    broken = owner.get("/rubrics/toulmin.yaml").data.replace(b"weight: 20", b"weight: 200", 1)
    line = broken.decode().splitlines().index("    weight: 200") + 1
    for data, told in ((broken, f"rubric.yaml:{line}: criteria[0].weight"), (b"", "empty")):
        file = (io.BytesIO(data), "x.yaml")
        answer = owner.post("/rubrics/new", data={"course": "seminar-a", "file": file})
        assert answer.status_code == 422
        assert told in answer.text
    assert session.query(Rubric).count() == 2


def test_another_class_sees_nothing_of_it_and_a_marker_reads_it(
    app: Any, session: Any, people: cast.Cast, owner: FlaskClient
) -> None:
    at = copied(owner)
    stranger = signed_in(app, session, people.stranger)
    for address in (
        at,
        f"{at}edit",
        at.removesuffix("/") + ".yaml",
        f"/rubrics/new?like={at[9:-1]}",
    ):
        assert stranger.get(address).status_code == 404
    assert at not in stranger.get("/rubrics/").text
    marker = signed_in(app, session, people.marker)
    assert marker.get(at).status_code == 200
    assert marker.get(f"{at}edit").status_code == 403
    answer = stranger.post("/rubrics/new", data={"course": "seminar-a", "like": "seminar"})
    assert answer.status_code == 422


def test_a_session_gets_the_rubric_that_is_chosen(
    session: Any, people: cast.Cast, owner: FlaskClient
) -> None:
    at = copied(owner, "toulmin")
    page = owner.get("/sittings/new?course=seminar-a").text
    assert re.search(r'name="rubric" value="seminar" checked', page)
    assert f'name="rubric" value="{at[9:-1]}"' in page
    plan = {"course": "seminar-a", "motion": "practice/alliance-likely", "format": "seminar"}
    plan |= {"rooms": "1", "team_seats": "2", "hand_size": "4", "swaps": "1", "rest": "both"}
    plan |= {"seating": "lot", "dealt": "dealt", "exclusive": "exclusive", "action": "create"}
    plan |= {"room_labels": "names", "judge_labels": "names"}
    refused = owner.post("/sittings/new", data=plan | {"rubric": "no-such"})
    assert refused.status_code == 422
    assert "Choose a rubric of the list." in refused.text
    assert owner.post("/sittings/new", data=plan | {"rubric": at[9:-1]}).status_code == 303
    made = session.query(Debate).order_by(Debate.id.desc()).first()
    assert parse_rubric(made.rubric_json).criteria == cast.read_rubric("toulmin").criteria
