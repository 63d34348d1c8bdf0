"""How long a class keeps names and texts: the rule, the warning, and the day itself."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from debate.db import clock_ms, transaction
from debate.domain.erasures import MARK
from debate.domain.retentions import WARNING_MS, due_ms
from debate.models.accounts import AuditEntry
from debate.models.courses import CourseMember
from debate.models.erasures import Erasure
from debate.models.retentions import Retention
from debate.models.sittings import Sitting
from debate.models.speeches import Point, Speech
from debate.web import work as background
from debate.web.work import worker
from tests import cast
from tests.cast import Cast

HOME = "/courses/seminar-a/retention"
PAGES = ("/sittings/", "/courses/seminar-a/")
HOUR = 60 * cast.MINUTE
DAY = 24 * HOUR


@pytest.fixture
def people(session: Session) -> Cast:
    """A class with one session, with one point, that has just ended."""
    made = cast.make(session, clock_ms())
    with transaction(session):
        sitting = session.get_one(Sitting, made.sitting.id)
        sitting.state, sitting.ended_ms = "ended", clock_ms()
        speech = session.query(Speech).filter_by(address="P1").one()
        session.add(
            Point(
                debate_id=made.debate.id,
                speech_id=speech.id,
                seat_id=made.seats["amara"].id,
                number=1,
                state="sent",
                claim="Sanctions push the two together",
                sent_ms=clock_ms(),
                visible_ms=clock_ms(),
            )
        )
    return made


def ended(people: Cast, session: Session, before_due_ms: int, months: int = 6) -> None:
    """Put the end of the session so that its day is so far from now."""
    now = clock_ms()
    end = next(
        at
        for at in range(now - months * 31 * DAY, now, HOUR)
        if due_ms(at, months) >= now + before_due_ms
    )
    with transaction(session):
        session.get_one(Sitting, people.sitting.id).ended_ms = end


def keep(client: FlaskClient, people: Cast, session: Session, **fields: str) -> Any:
    cast.as_account(session, client, people.owner)
    return client.post(HOME, data=fields)


def work(app: Any, session: Session) -> None:
    """Work as a process does that has just begun."""
    session.rollback()
    piece = worker(app)
    while piece(clock_ms()):
        pass
    session.rollback()


def claim(session: Session) -> str:
    return str(session.query(Point.claim).scalar())


def test_without_a_rule_everything_is_kept(
    app: Any, client: FlaskClient, people: Cast, session: Session
) -> None:
    ended(people, session, -400 * DAY, months=1)
    cast.as_account(session, client, people.owner)
    work(app, session)
    assert claim(session) != MARK
    assert "Kept until somebody erases it" in client.get(HOME).text
    assert all("due to be erased" not in client.get(path).text for path in PAGES)


def test_staff_are_warned_fourteen_days_before_and_nothing_goes_by_itself(
    app: Any, client: FlaskClient, people: Cast, session: Session
) -> None:
    assert keep(client, people, session, months="6").status_code == 303
    ended(people, session, WARNING_MS + 2 * HOUR)
    assert all("due to be erased" not in client.get(path).text for path in PAGES)
    ended(people, session, WARNING_MS - 2 * HOUR)
    assert all("Week 3 is soon due to be erased" in client.get(path).text for path in PAGES)
    ended(people, session, -2 * DAY)
    work(app, session)
    assert all("Week 3 is due to be erased" in client.get(path).text for path in PAGES)
    assert claim(session) != MARK


def test_a_class_that_switched_it_on_loses_names_and_texts_on_the_day(
    app: Any, client: FlaskClient, people: Cast, session: Session
) -> None:
    keep(client, people, session, months="6", automatic="y")
    ended(people, session, 2 * HOUR)
    assert "Week 3 will be erased soon" in client.get(PAGES[0]).text
    work(app, session)
    assert claim(session) != MARK
    ended(people, session, -2 * HOUR)
    work(app, session)
    assert claim(session) == MARK
    erasure = session.query(Erasure).one()
    assert (erasure.target_kind, erasure.account_id) == ("sitting", None)
    assert erasure.cleaned_ms is not None
    acts = [row.act for row in session.query(AuditEntry).order_by(AuditEntry.id)]
    assert acts[-2:] == ["retentions.set", "erasures.make"]
    assert "will be erased" not in client.get(PAGES[0]).text
    assert "by the rule of the class" in client.get("/courses/seminar-a/erasures/").text


def test_a_rule_that_changes_while_the_work_waits_for_the_class_counts(
    app: Any, client: FlaskClient, people: Cast, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(client, people, session, months="6", automatic="y")
    ended(people, session, -2 * HOUR)
    lock = background.courses.lock

    def longer(session: Session, course: int | str) -> Any:
        locked = lock(session, course)
        session.execute(update(Retention).values(months=12))
        return locked

    monkeypatch.setattr(background.courses, "lock", longer)
    work(app, session)
    assert claim(session) != MARK
    assert session.query(Erasure).count() == 0


@pytest.mark.parametrize("months", ["0", "121", "-3", "six"])
def test_months_out_of_range_are_refused(
    client: FlaskClient, people: Cast, session: Session, months: str
) -> None:
    answer = keep(client, people, session, months=months)
    assert answer.status_code == 422
    assert session.query(Retention).count() == 0
    assert "months" in answer.text


def test_an_empty_field_keeps_everything_again(
    client: FlaskClient, people: Cast, session: Session
) -> None:
    keep(client, people, session, months="12")
    keep(client, people, session, months="")
    session.rollback()
    assert session.query(Retention).count() == 0


def test_only_the_owner_decides_that_sessions_go_by_themselves(
    client: FlaskClient, people: Cast, session: Session
) -> None:
    with transaction(session):
        member = session.query(CourseMember).filter_by(account_id=people.marker.id).one()
        member.role = "instructor"
    cast.as_account(session, client, people.marker)
    assert client.post(HOME, data={"months": "6", "automatic": "y"}).status_code == 403
    assert client.post(HOME, data={"months": "6"}).status_code == 303
    keep(client, people, session, months="7", automatic="y")
    cast.as_account(session, client, people.marker)
    assert client.post(HOME, data={"months": "1"}).status_code == 403
    session.rollback()
    rule = session.query(Retention).one()
    assert (rule.months, rule.automatic) == (7, True)
