"""The moderation log over HTTP: every act in order, narrowed down, in pages, and as CSV."""

import csv
import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from debate.db import clock_ms, db, transaction
from debate.domain.speeches import Words
from debate.models.moderation import ModerationAct
from debate.queries import debates, moderation_log
from debate.queries.moderation_log import Filter
from debate.services import floor, moderation
from tests import cast
from tests.cast import MINUTE, Cast
from tests.services.moderating import act, send


@pytest.fixture
def people(session: Session) -> Cast:
    """Held on, a point approved and hidden, the floor given, the clock stopped, a line told."""
    now = clock_ms() - MINUTE
    made = cast.make(session, now)
    cast.start(session, made, now)
    act(session, made, moderation.set_hold, True, at=now + 1)
    sent = send(session, made, "amara", "P1", Words("Held"), at=now + 2)
    act(session, made, moderation.approve, sent.point_id, at=now + 3)
    act(session, made, moderation.hide, sent.point_id, "=Rude()", at=now + 4)
    act(session, made, floor.give_floor, made.seats["kofi"].id, at=now + 5)
    cast.control(session, made, "pause", now + 6)
    return made


@pytest.fixture
def owner(session: Session, client: FlaskClient, people: Cast) -> FlaskClient:
    cast.as_account(session, client, people.owner)
    return client


def rows(client: FlaskClient, people: Cast, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/debates/{people.slug}/log.csv{query}")
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_the_log_has_who_did_what_when_to_whom_and_why_in_order(
    owner: FlaskClient, people: Cast
) -> None:
    found = [(row["act"], row["about"], row["person"], row["why"]) for row in rows(owner, people)]
    assert [line for line in found if line[0] != "Started"][:4] == [
        ("Points wait for approval", "", "", ""),
        ("Approved", "P1.1", "Amara Diallo", ""),
        ("Hidden", "P1.1", "Amara Diallo", "'=Rude()"),
        ("Floor given", "", "Kofi Mensah", ""),
    ]
    assert {row["by"] for row in rows(owner, people)} == {people.owner.name}
    page = owner.get(f"/debates/{people.slug}/log").get_data(as_text=True)
    assert page.index("Approved") < page.index("Hidden") < page.index("Floor given")
    assert "=Rude()" in page


@pytest.mark.parametrize(
    ("query", "acts"),
    [
        ("?group=points", {"Approved", "Hidden"}),
        ("?group=floor", {"Floor given"}),
        ("?group=room", {"Points wait for approval"}),
        ("?group=challenges", set()),
        ("?by=999999", set()),
        ("?group=nothing&by=-1", {"Approved", "Hidden", "Floor given", "Points wait for approval"}),
    ],
)
def test_the_log_is_narrowed_by_kind_and_person(
    owner: FlaskClient, people: Cast, query: str, acts: set[str]
) -> None:
    found = {row["act"] for row in rows(owner, people, query) if row["group"] != "clock"}
    assert found == acts
    assert owner.get(f"/debates/{people.slug}/log{query}").status_code == 200


def test_however_long_it_is_a_page_takes_the_same_statements(
    session: Session, people: Cast
) -> None:
    def read(number: int) -> Any:
        here = debates.load(session, people.slug, "moderators", clock_ms())
        assert here is not None
        found: list[str] = []

        def note(*args: Any) -> None:
            found.append(args[2])

        event.listen(db.engine, "before_cursor_execute", note)
        page = moderation_log.page(session, here, Filter(), number)
        event.remove(db.engine, "before_cursor_execute", note)
        return len(found), page

    few, short = read(0)
    with transaction(session):
        session.add_all(
            ModerationAct(
                debate_id=people.debate.id,
                kind="hold",
                account_id=people.owner.id,
                at_ms=clock_ms() + n,
            )
            for n in range(250)
        )
    many, last = read(0)
    assert few == many == 3
    assert (short.pages, last.pages, last.number) == (1, 3, 3)
    assert len(read(1)[1].lines) == moderation_log.PAGE
    assert read(99)[1].number == 3


def test_only_staff_of_the_class_read_the_log(
    session: Session, client: FlaskClient, people: Cast
) -> None:
    for account, status in ((people.stranger, 404), (people.marker, 200)):
        cast.as_account(session, client, account)
        for ending in ("log", "log.csv"):
            assert client.get(f"/debates/{people.slug}/{ending}").status_code == status
