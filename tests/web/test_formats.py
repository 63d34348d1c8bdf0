"""Formats over HTTP: the lists, a class's own copy, the editor, files in and out."""

import io
import json
import re
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient

from debate.db import clock_ms, transaction
from debate.domain import formats as domain
from debate.models.accounts import AuditEntry
from debate.models.debates import Debate
from debate.models.formats import Format
from debate.queries.debates import parse_format
from debate.services import formats, rubrics
from tests import cast

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
        formats.keep(session, [cast.read_format(slug) for slug in ("seminar", "policy")])
        rubrics.keep(session, [cast.read_rubric()])
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
    answer = owner.post("/formats/new", data={"course": "seminar-a", "like": like})
    assert answer.status_code == 303
    return str(answer.location).removesuffix("edit")


def fields(page: str) -> dict[str, Any]:
    """What the editor's form would send, but for its buttons."""
    form = page[page.index('<form class="format-form') :]
    found: dict[str, Any] = {"step": re.findall(r'name="step" value="([^"]+)"', form)}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = re.search(r' name="([^"]+)"', tag), re.search(r' value="([^"]*)"', tag)
        unticked = "checkbox" in tag and " checked" not in tag
        if not name or name[1] in ("step", "csrf_token") or unticked:
            continue
        found.setdefault(name[1], [])
        found[name[1]].append(value[1].replace("&#39;", "'") if value else "")
    chosen = r'<select [^>]*name="([^"]+)"(?:(?!</select>).)*?value="([^"]*)" selected'
    found |= dict(re.findall(chosen, form))
    return found | dict(re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>([^<]*)<', form))


def stored(session: Any, at: str) -> Any:
    session.expire_all()
    return session.query(Format).filter_by(slug=at.split("/")[2]).one()


def format_at(session: Any, at: str) -> domain.Format:
    return parse_format(stored(session, at).definition)


def test_the_lists_and_a_page_say_what_a_format_is(owner: FlaskClient) -> None:
    for address in ("/formats/", "/courses/seminar-a/formats"):
        page = owner.get(address).text
        assert "64 minutes, two speakers a side, judges decide" in page
        assert "Came with the app" in page
    page = owner.get("/formats/policy/").text
    assert "64 minutes in 12 steps" in page
    assert "8:00 for each side" in page
    assert "Negative\u00a02 asks, Affirmative\u00a01 answers" in page
    assert "/edit" not in page


def test_a_copy_that_is_asked_for_twice_by_one_press_is_one(owner: FlaskClient) -> None:
    page = owner.get("/formats/new?like=seminar").text
    [key] = re.findall(r'name="key" value="([^"]+)"', page)
    asked = {"course": "seminar-a", "like": "seminar", "title": "Ours", "key": key}
    first, again = (owner.post("/formats/new", data=asked) for _ in range(2))
    assert first.location == again.location
    assert owner.get("/formats/").text.count(">Ours<") == 1
    other = owner.post("/formats/new", data=asked | {"title": "Others"})
    assert other.status_code == 409  # that key belongs to what was sent before


def test_a_class_copies_a_format_and_edits_it_and_the_bundled_one_stays(
    session: Any, people: cast.Cast, owner: FlaskClient
) -> None:
    at = copied(owner)
    row = stored(session, at)
    assert (row.made_by_id, row.course_id) == (people.owner.id, people.course.id)
    form = fields(owner.get(f"{at}edit").text)
    assert form["p-rebuttal.seconds"] == ["4:00"]
    form |= {"title": "Ours", "p-rebuttal.seconds": "6:00", "open-floor.open_to": ["judges"]}
    answer = owner.post(f"{at}edit", data=form | {"act": "save"})
    assert (answer.status_code, answer.location) == (303, at)
    fmt = format_at(session, at)
    assert (fmt.title, fmt.step_named("p-rebuttal").seconds) == ("Ours", 360)
    assert fmt.step_named("open-floor").open_to == ("judges",)
    assert [step.slug for step in fmt.steps] == [step.slug for step in cast.read_format().steps]
    bundled = session.query(Format).filter_by(slug="seminar").one()
    assert parse_format(bundled.definition) == cast.read_format()
    assert "Format of Seminar A, made by" in owner.get(at).text
    acts = [row.act for row in session.query(AuditEntry).order_by(AuditEntry.id)]
    assert acts[-2:] == ["formats.create", "formats.change"]


def test_a_script_is_sent_on_and_the_notice_waits_for_the_page(owner: FlaskClient) -> None:
    at = copied(owner)
    form = fields(owner.get(f"{at}edit").text)
    answer = owner.post(f"{at}edit", data=form | {"title": "Ours"}, headers=SCRIPT)
    assert (answer.status_code, answer.headers["X-Go"]) == (204, at)
    assert "The format is saved" in owner.get(at).text


def test_a_form_saved_as_it_was_opened_changes_nothing(session: Any, owner: FlaskClient) -> None:
    at = copied(owner, "policy")
    form = fields(owner.get(f"{at}edit").text)
    assert owner.post(f"{at}edit", data=form).status_code == 303
    assert stored(session, at).version == 1


def test_buttons_rearrange_the_form_and_save_nothing(session: Any, owner: FlaskClient) -> None:
    at = copied(owner)
    form = fields(owner.get(f"{at}edit").text) | {"p-rebuttal.name": "Answer"}
    page = owner.post(f"{at}edit", data=form | {"act": "up:p-rebuttal"}).text
    assert fields(page)["step"][4:6] == ["p-rebuttal", "o-questions"]
    assert fields(page)["p-rebuttal.name"] == ["Answer"]
    more = fields(page) | {"act": "add", "add": "crossfire", "add_after": "p-rebuttal"}
    page = owner.post(f"{at}edit", data=more, headers=SCRIPT).text
    assert page.lstrip().startswith("<form")
    assert fields(page)["step"][5] == "crossfire"
    assert re.search(r'id="step-crossfire"[^>]* data-added', page)
    page = owner.post(f"{at}edit", data=fields(page) | {"act": "remove:crossfire"}).text
    assert "crossfire.name" not in fields(page)
    assert format_at(session, at).steps == cast.read_format().steps


def test_the_strip_and_the_total_follow_what_is_typed(owner: FlaskClient) -> None:
    at = copied(owner)
    form = fields(owner.get(f"{at}edit").text)
    form |= {"act": "strip", "p-rebuttal.seconds": "14:00", "o-rebuttal.seconds": "soon"}
    page = owner.post(f"{at}edit", data=form, headers=SCRIPT).text
    assert page.lstrip().startswith('<div id="format-strip"')
    assert "<b>51 minutes</b>" in page
    assert "Proposition rebuttal 14:00; Opposition rebuttal no length" in page


def test_faults_stand_at_their_fields_and_the_words_stay(session: Any, owner: FlaskClient) -> None:
    at = copied(owner)
    form = fields(owner.get(f"{at}edit").text)
    form |= {"title": "", "p-rebuttal.seconds": "soon", "p-questions.asker": "P2"}
    form |= {"o-rebuttal.cards_max": "-1", "p-rebuttal.name": "Half done"}
    answer = owner.post(f"{at}edit", data=form)
    assert answer.status_code == 422
    for field in ("title", "p-rebuttal.seconds", "p-questions.answerer", "o-rebuttal.cards_max"):
        assert f'id="{field}-error"' in answer.text
    assert '<details id="more-o-rebuttal-wrong" open>' in answer.text
    assert fields(answer.text)["p-rebuttal.seconds"] == ["soon"]
    assert fields(answer.text)["p-rebuttal.name"] == ["Half done"]
    assert stored(session, at).version == 1


def test_a_form_without_steps_or_with_odd_ones_is_refused(session: Any, owner: FlaskClient) -> None:
    at = copied(owner)
    form = fields(owner.get(f"{at}edit").text)
    for steps in ([], ["p-rebuttal", "p-rebuttal", "Not a name", "x" * 61, "none"]):
        answer = owner.post(f"{at}edit", data=form | {"step": steps})
        assert answer.status_code == 422
        assert fields(answer.text)["step"] == [one for one in ("p-rebuttal", "none") if steps]
    assert stored(session, at).version == 1


def test_two_who_edit_at_once_both_keep_their_words(session: Any, owner: FlaskClient) -> None:
    at = copied(owner)
    form = fields(owner.get(f"{at}edit").text)
    owner.post(f"{at}edit", data=form | {"p-rebuttal.name": "First to save"})
    answer = owner.post(f"{at}edit", data=form | {"p-rebuttal.name": "Second"})
    assert answer.status_code == 409
    assert "First to save, 4:00" in answer.text
    assert fields(answer.text)["p-rebuttal.name"] == ["Second"]
    assert owner.post(f"{at}edit", data=fields(answer.text)).status_code == 303
    assert format_at(session, at).step_named("p-rebuttal").name == "Second"


def test_an_edit_reaches_no_debate_and_removing_takes_it_off_the_list(
    session: Any, people: cast.Cast, owner: FlaskClient
) -> None:
    at = copied(owner)
    before = people.debate.format_json
    form = fields(owner.get(f"{at}edit").text)
    owner.post(f"{at}edit", data=form | {"title": "Ours"})
    answer = owner.post(f"{at}remove")
    assert (answer.status_code, answer.location) == (303, "/courses/seminar-a/formats")
    assert at not in owner.get("/formats/").text
    session.expire_all()
    assert people.debate.format_json == before
    assert owner.post("/formats/seminar/remove").status_code == 403


def test_a_format_goes_out_as_a_file_and_comes_back(session: Any, owner: FlaskClient) -> None:
    answer = owner.get("/formats/policy.yaml")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="policy.yaml"'
    as_json = json.dumps(domain.as_data(cast.read_format("policy"))).encode()
    for data in (answer.data, as_json):
        given = {"course": "seminar-a", "file": (io.BytesIO(data), "x.yaml")}
        back = owner.post("/formats/new", data=given)
        assert back.status_code == 303
        assert format_at(session, back.location).steps == cast.read_format("policy").steps
    pasted = {"course": "seminar-a", "text": answer.text, "title": "  Pasted  one "}
    back = owner.post("/formats/new", data=pasted)
    assert format_at(session, back.location).title == "Pasted one"


def test_a_title_with_a_sign_that_no_file_holds_loses_it(session: Any, owner: FlaskClient) -> None:
    copy = {"course": "seminar-a", "like": "seminar", "title": "Our\x07 format"}
    at = str(owner.post("/formats/new", data=copy).location).removesuffix("edit")
    assert format_at(session, at).title == "Our format"
    text = owner.get(f"{at.rstrip('/')}.yaml").text
    again = owner.post("/formats/new", data={"course": "seminar-a", "text": text})
    assert again.status_code == 303


def test_a_file_with_faults_is_refused_line_by_line_and_can_be_mended_on_the_page(
    session: Any, owner: FlaskClient
) -> None:
    text = owner.get("/formats/policy.yaml").text
    broken = text.replace("seconds: 300", "seconds: never", 1)
    line = broken.splitlines().index("    seconds: never") + 1
    for given in ({"file": (io.BytesIO(broken.encode()), "x.yaml")}, {"text": broken}):
        answer = owner.post("/formats/new", data={"course": "seminar-a", **given})
        assert answer.status_code == 422
        assert f"Line {line}: steps[8].seconds" in answer.text
        assert "seconds: never" in answer.text
    for data, told in ((b"", "Choose a file"), (b"x" * 300_000, "256 kB")):
        given = {"course": "seminar-a", "file": (io.BytesIO(data), "x.yaml")}
        answer = owner.post("/formats/new", data=given)
        assert answer.status_code == 422
        assert told in answer.text
    assert session.query(Format).count() == 2


def test_another_class_sees_nothing_of_it_and_a_marker_reads_it(
    app: Any, session: Any, people: cast.Cast, owner: FlaskClient
) -> None:
    at = copied(owner)
    stranger = signed_in(app, session, people.stranger)
    own_file = at.removesuffix("/") + ".yaml"
    for address in (at, f"{at}edit", own_file, f"/formats/new?like={at[9:-1]}"):
        assert stranger.get(address).status_code == 404
    assert at not in stranger.get("/formats/").text
    assert stranger.get("/courses/seminar-a/formats").status_code == 404
    marker = signed_in(app, session, people.marker)
    assert marker.get(at).status_code == 200
    assert at in marker.get("/courses/seminar-a/formats").text
    assert marker.get(f"{at}edit").status_code == 403
    answer = stranger.post("/formats/new", data={"course": "seminar-a", "like": "seminar"})
    assert answer.status_code == 422
    assert marker.post("/formats/new", data={"like": "seminar"}).status_code == 422


def test_a_session_gets_the_format_of_its_class_that_is_chosen(
    session: Any, people: cast.Cast, owner: FlaskClient
) -> None:
    at = copied(owner, "policy")
    slug = at[9:-1]
    page = owner.get("/sittings/new?course=seminar-a").text
    assert 'name="format" value="seminar" checked' in page
    assert f'name="format" value="{slug}"' in page
    page = owner.get(f"/sittings/new?course=seminar-a&format={slug}").text
    assert f'name="format" value="{slug}" checked' in page
    plan = {"course": "seminar-a", "motion": "practice/alliance-likely", "format": slug}
    plan |= {"rooms": "1", "team_seats": "2", "hand_size": "4", "swaps": "1", "rest": "both"}
    plan |= {"seating": "lot", "dealt": "dealt", "exclusive": "exclusive", "action": "create"}
    plan |= {"room_labels": "names", "judge_labels": "names", "rubric": "seminar"}
    assert owner.post("/sittings/new", data=plan).status_code == 303
    made = session.query(Debate).order_by(Debate.id.desc()).first()
    assert parse_format(made.format_json).steps == cast.read_format("policy").steps
    other = owner.post(
        "/sittings/new", data=plan | {"action": "people", "listed": "another"}, headers=SCRIPT
    ).text
    assert f'name="format" value="{slug}" checked' in other
    assert other.count(f'id="strip-{slug}"') == 1
