"""The pages of classes: works, stranger, wrong role, missing, wrong method, and what each does."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from debate.db import transaction
from debate.models.accounts import Invitation
from debate.models.courses import Course, CourseMember, Student
from debate.services import accounts
from tests import cast

LATER = 4_000_000_000_000  # in 2096, so that a link made now is good when the page is asked for

READ = ["/courses/seminar-a/"]
EDIT = [
    "/courses/seminar-a/title",
    "/courses/seminar-a/roster",
    "/courses/seminar-a/students/1",
    "/courses/seminar-a/staff",
]
POST_ONLY = [
    "/courses/seminar-a/students/1/remove",
    "/courses/seminar-a/students/1/restore",
    "/courses/seminar-a/invitations/1/revoke",
    "/courses/seminar-a/staff/2/role",
    "/courses/seminar-a/staff/2/remove",
]


@pytest.fixture
def made(session: Any) -> cast.Cast:
    return cast.make(session)


def browser_of(app: Any, session: Any, account: Any) -> FlaskClient:
    client: FlaskClient = app.test_client()
    cast.as_account(session, client, account)
    return client


@pytest.fixture
def owner(app: Any, session: Any, made: cast.Cast) -> FlaskClient:
    return browser_of(app, session, made.owner)


@pytest.fixture
def marker(app: Any, session: Any, made: cast.Cast) -> FlaskClient:
    return browser_of(app, session, made.marker)


@pytest.fixture
def stranger(app: Any, session: Any, made: cast.Cast) -> FlaskClient:
    return browser_of(app, session, made.stranger)


def text_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def students(session: Any) -> list[str]:
    session.expire_all()
    query = select(Student.name).where(Student.removed_ms.is_(None)).order_by(Student.position)
    return list(session.scalars(query))


@pytest.mark.parametrize("path", [*READ, *EDIT])
def test_the_owner_sees_each_page(owner: FlaskClient, path: str) -> None:
    assert owner.get(path).status_code == 200


@pytest.mark.parametrize("path", [*READ, *EDIT, "/courses/", "/courses/new", "/account"])
def test_links_and_forms_lead_to_pages_that_exist(
    app: Any, session: Any, made: cast.Cast, owner: FlaskClient, path: str
) -> None:
    with transaction(session):
        made.students["mei"].removed_ms = 1
        for course_id in (None, made.course.id):
            accounts.invite(session, made.owner.id, "instructor", LATER, course_id=course_id)
    found = re.findall(r'<(a|form)\b[^>]*?(?:href|action)="([^"#?]*)', text_of(owner, path))
    routes = app.url_map.bind("localhost")
    assert found
    for tag, address in found:
        if address.startswith(("/courses", "/account", "/sign-out")):
            assert routes.match(address, method="GET" if tag == "a" else "POST")


@pytest.mark.parametrize("path", [*READ, *EDIT])
def test_to_a_stranger_the_class_does_not_exist(
    client: FlaskClient, stranger: FlaskClient, path: str
) -> None:
    assert client.get(path).location.startswith("/sign-in?next=")
    assert stranger.get(path).status_code == 404


@pytest.mark.parametrize("path", EDIT)
def test_a_marker_edits_nothing(marker: FlaskClient, session: Any, path: str) -> None:
    assert marker.get(path).status_code == 403
    assert marker.post(path, data={"title": "x", "text": "Bo Kim"}).status_code == 403
    assert students(session) == list(cast.STUDENTS)


@pytest.mark.parametrize("path", POST_ONLY)
def test_acts_are_posts_of_those_who_may(
    client: FlaskClient,
    owner: FlaskClient,
    marker: FlaskClient,
    stranger: FlaskClient,
    session: Any,
    path: str,
) -> None:
    assert owner.get(path).status_code == 405
    assert client.post(path).location.startswith("/sign-in")
    assert stranger.post(path).status_code == 404
    assert marker.post(path).status_code == 403
    assert students(session) == list(cast.STUDENTS)
    assert session.scalar(select(func.count(CourseMember.id))) == 2


@pytest.mark.parametrize("path", [*READ, *EDIT])
def test_another_class_is_missing(owner: FlaskClient, path: str) -> None:
    assert owner.get(path.replace("seminar-a", "seminar-z")).status_code == 404


def test_a_student_that_is_not_there_is_missing(owner: FlaskClient) -> None:
    path = "/courses/seminar-a/students/99"
    assert owner.get(path).status_code == 404
    assert owner.post(path, data={"name": "Bo Kim"}).status_code == 404
    assert owner.post(f"{path}/remove").status_code == 404
    assert owner.get(f"/courses/seminar-a/students/{10**12}").status_code == 404


def test_a_class_of_others_is_not_changed_through_ones_own(
    app: Any, session: Any, made: cast.Cast, stranger: FlaskClient
) -> None:
    path = stranger.post("/courses/new", data={"title": "Mine"}).location.removesuffix("roster")
    assert stranger.get(f"{path}students/1").status_code == 404
    assert stranger.post(f"{path}students/1/remove").status_code == 404
    assert stranger.post(f"{path}staff/{made.marker.id}/remove").status_code == 404
    assert "Amara Diallo" in students(session)


def test_the_list_of_classes_holds_ones_own(
    client: FlaskClient, owner: FlaskClient, stranger: FlaskClient
) -> None:
    assert "6 students, one session" in text_of(owner, "/courses/")
    assert "You have no class yet" in text_of(stranger, "/courses/")
    assert client.get("/courses/").location == "/sign-in?next=/courses/"


def test_an_instructor_makes_a_class(session: Any, stranger: FlaskClient) -> None:
    answer = stranger.post("/courses/new", data={"title": "Security studies"})
    assert answer.status_code == 303
    assert stranger.get(answer.location).status_code == 200
    assert session.scalar(select(func.count(Course.id))) == 2
    refused = stranger.post("/courses/new", data={"title": "x" * 200})
    assert refused.status_code == 422
    assert "Use at most 120 characters" in refused.get_data(as_text=True)


def test_a_marker_makes_no_class(client: FlaskClient, marker: FlaskClient) -> None:
    assert marker.get("/courses/new").status_code == 403
    assert marker.post("/courses/new", data={"title": "Mine"}).status_code == 403
    assert client.post("/courses/new", data={"title": "Mine"}).location.startswith("/sign-in")
    assert "New class" not in text_of(marker, "/courses/")


def test_extra_time_ids_and_addresses_are_for_those_who_edit(
    session: Any, made: cast.Cast, owner: FlaskClient, marker: FlaskClient
) -> None:
    with transaction(session):
        made.students["amara"].factor = 150
        made.students["amara"].email = "amara@example.org"
    secrets = ("150 %", "amara@example.org", "Extra time")
    assert all(secret in text_of(owner, "/courses/seminar-a/") for secret in secrets)
    seen = text_of(marker, "/courses/seminar-a/")
    assert "Amara Diallo" in seen
    assert not any(secret in seen for secret in secrets)


def test_a_title_is_changed_or_kept(owner: FlaskClient) -> None:
    path = "/courses/seminar-a/title"
    assert owner.post(path, data={"title": "Seminar A, spring"}).status_code == 303
    assert owner.post(path, data={"title": " "}).status_code == 422
    assert "Seminar A, spring" in text_of(owner, "/courses/")


def test_one_line_of_the_list_can_be_changed(session: Any, owner: FlaskClient) -> None:
    path = "/courses/seminar-a/students/1"
    assert 'value="100 %"' in text_of(owner, path)
    fields = {"name": "Amara N. Diallo", "extra_time": "1.25", "section": "B"}
    assert owner.post(path, data=fields).status_code == 303
    text = text_of(owner, "/courses/seminar-a/")
    assert "Amara N. Diallo" in text
    assert "125 %" in text
    refused = owner.post(path, data=fields | {"extra_time": "lots", "name": "Amara D."})
    assert refused.status_code == 422
    kept = refused.get_data(as_text=True)
    assert 'value="lots"' in kept
    assert "Write extra time as" in kept
    assert "Amara N. Diallo" in students(session)


def test_a_student_is_taken_off_and_put_back(session: Any, owner: FlaskClient) -> None:
    path = "/courses/seminar-a/students/1"
    assert owner.post(f"{path}/remove").status_code == 303
    assert "Amara Diallo" not in students(session)
    assert "One student taken off the list" in text_of(owner, "/courses/seminar-a/")
    assert owner.post(f"{path}/restore").status_code == 303
    assert "Amara Diallo" in students(session)


def test_an_invitation_link_is_shown_once(
    app: Any, session: Any, owner: FlaskClient, made: cast.Cast
) -> None:
    fields = {"role": "assistant", "key": "k1"}
    text = owner.post("/courses/seminar-a/staff", data=fields).get_data(as_text=True)
    found = re.search(r'value="http://localhost(/invitations/[^"]+)"', text)
    assert found
    assert 'data-copy="#invitation-link"' in text
    again = owner.post("/courses/seminar-a/staff", data=fields).get_data(as_text=True)
    assert "was made and shown already" in again
    assert "/invitations/" not in re.sub(r"/invitations/\d+/revoke", "", again)
    assert session.scalar(select(func.count(Invitation.id))) == 1
    assert (
        owner.post("/courses/seminar-a/staff", data=fields | {"role": "marker"}).status_code == 409
    )
    owner_role = {"role": "owner", "key": "k2"}
    assert owner.post("/courses/seminar-a/staff", data=owner_role).status_code == 422


def test_an_invitation_is_withdrawn(
    app: Any, session: Any, owner: FlaskClient, made: cast.Cast, client: FlaskClient
) -> None:
    with transaction(session):
        token = accounts.invite(session, made.owner.id, "marker", LATER, course_id=made.course.id)
    assert client.get(f"/invitations/{token}").status_code == 200
    invitation = session.scalar(select(Invitation.id))
    path = f"/courses/seminar-a/invitations/{invitation}/revoke"
    assert owner.post(path).status_code == 303
    assert client.get(f"/invitations/{token}").status_code == 404


def test_a_role_is_changed_and_counts_at_once(
    owner: FlaskClient, marker: FlaskClient, made: cast.Cast
) -> None:
    path = f"/courses/seminar-a/staff/{made.marker.id}"
    assert owner.post(f"{path}/role", data={"role": "instructor"}).status_code == 303
    assert marker.get("/courses/seminar-a/roster").status_code == 200
    assert marker.post(f"/courses/seminar-a/staff/{made.owner.id}/remove").status_code == 403
    assert owner.post(f"{path}/role", data={"role": "owner"}).status_code == 422
    assert owner.post(f"{path}/remove").status_code == 303
    assert marker.get("/courses/seminar-a/").status_code == 404
