"""The audit of a class: who did what, without a name of its own."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from debate.db import db, transaction
from debate.models.accounts import AuditEntry
from debate.models.courses import CourseMember
from debate.queries import audits
from debate.services import accounts
from tests import cast
from tests.cast import NOW, Cast

HOME = "/courses/seminar-a/audit"


@pytest.fixture
def people(session: Session) -> Cast:
    return cast.make(session)


def test_it_says_who_did_what_to_whom_by_the_names_of_now(
    client: FlaskClient, people: Cast, session: Session
) -> None:
    cast.as_account(session, client, people.owner)
    student = people.students["amara"].id
    client.post(f"/courses/seminar-a/students/{student}/remove")
    page = client.get(HOME).get_data(as_text=True)
    assert "Dr Ansah" in page
    assert "took off the list <b>Amara Diallo</b>" in page
    client.post(f"/courses/seminar-a/students/{student}/erase", data={"name": "Amara Diallo"})
    page = client.get(HOME).get_data(as_text=True)
    assert "erased a student" in page
    assert "Amara" not in page


def test_another_class_and_those_who_do_not_teach_see_nothing_of_it(
    client: FlaskClient, people: Cast, session: Session
) -> None:
    cast.as_account(session, client, people.stranger)
    assert client.get(HOME).status_code == 404
    for role in ("assistant", "marker"):
        with transaction(session):
            member = session.query(CourseMember).filter_by(account_id=people.marker.id).one()
            member.role = role
        cast.as_account(session, client, people.marker)
        assert client.get(HOME).status_code == 403


def test_older_acts_are_one_page_on(client: FlaskClient, people: Cast, session: Session) -> None:
    with transaction(session):
        session.query(AuditEntry).delete()
        for n in range(audits.PAGE + 3):
            accounts.audit(session, people.owner.id, f"act {n}", "thing", n, NOW, people.course.id)
    first = audits.of_course(session, people.course.id)
    second = audits.of_course(session, people.course.id, first.older)
    assert [line.words for line in second.lines] == ["act 2", "act 1", "act 0"]
    assert second.older == 0
    cast.as_account(session, client, people.owner)
    assert f"?before={first.older}" in client.get(HOME).text
    assert client.get(f"{HOME}?before=99999999999999999999").status_code == 200


def test_the_number_of_statements_does_not_grow(people: Cast, session: Session) -> None:
    def statements() -> int:
        seen: list[str] = []

        def note(*args: object) -> None:
            seen.append(str(args[2]))

        event.listen(db.engine, "before_cursor_execute", note)
        audits.of_course(session, people.course.id)
        event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    before = statements()
    with transaction(session):
        for student in people.students.values():
            accounts.audit(
                session, people.owner.id, "changed", "student", student.id, NOW, people.course.id
            )
    assert statements() == before
