"""Reports over HTTP: from a point to the decision, and who learns of it."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from debate.db import clock_ms, transaction
from debate.models.moderation import ModerationAct
from debate.models.reports import Report
from debate.models.speeches import Point, Speech
from tests import cast
from tests.cast import MINUTE, Cast

WORDS = "These are the words of another paper."


@pytest.fixture
def people(session: Session) -> Cast:
    """A debate with one point of Amara's in front of the room, and one that waits."""
    now = clock_ms() - MINUTE
    made = cast.make(session, now)
    cast.start(session, made, now)
    with transaction(session):
        speech = session.query(Speech).filter_by(debate_id=made.debate.id, address="P1").one()
        for number in (1, None):
            point = Point(
                debate_id=made.debate.id,
                speech_id=speech.id,
                seat_id=made.seats["amara"].id,
                side="P",
                number=number,
                state="sent" if number else "held",
                claim="A claim" if number else "Held words",
                sent_ms=now,
                visible_ms=now if number else None,
            )
            session.add(point)
    return made


@pytest.fixture
def clients(app: Any, session: Session, people: Cast) -> dict[str, FlaskClient]:
    made = {who: app.test_client() for who in ("owner", "amara", "kofi")}
    cast.as_account(session, made["owner"], people.owner)
    for who in ("amara", "kofi"):
        cast.as_seat(session, made[who], people.seats[who])
    return made


def at(people: Cast, who: str, path: str = "") -> str:
    return f"/debates/{people.slug}/{people.seats[who].number}/{path}"


def report(client: FlaskClient, people: Cast, who: str = "kofi", **data: Any) -> Any:
    fields = {"at": "P1.1", "reason": "evidence", "words": WORDS} | data
    return client.post(at(people, who, "reports/"), data=fields)


def test_a_report_goes_from_the_point_to_a_decision_that_its_maker_sees(
    clients: dict[str, FlaskClient], people: Cast, session: Session
) -> None:
    kofi, owner = clients["kofi"], clients["owner"]
    assert 'href="reports/new?at=P1.1"' in kofi.get(at(people, "kofi")).text
    assert "Report P1.1" in kofi.get(at(people, "kofi", "reports/new?at=P1.1")).text
    assert report(kofi, people).status_code == 303
    mine = at(people, "kofi", "reports/")
    assert "It waits for a moderator." in kofi.get(mine).text
    console = owner.get(f"/sittings/{people.sitting.slug}/console").text
    assert "1 report to decide" in console
    assert "1 report to decide" in owner.get(f"/sittings/{people.sitting.slug}/rooms").text
    queue = f"/debates/{people.slug}/reports/"
    assert WORDS in owner.get(queue).text
    owner.post(f"{queue}1/read")
    assert "A moderator has read it." in kofi.get(mine).text
    done = owner.post(
        f"{queue}1/decision", data={"decision": "warned", "note": "It is a quotation, unmarked"}
    )
    assert done.status_code == 303
    assert "A moderator looked at it and acted." in kofi.get(mine).text
    assert "unmarked" not in kofi.get(mine).text
    assert session.query(ModerationAct).one().note == "Warned: It is a quotation, unmarked"
    assert "to decide" not in owner.get(f"/sittings/{people.sitting.slug}/console").text


def test_the_reported_and_the_room_learn_nothing_of_a_report(
    clients: dict[str, FlaskClient], people: Cast
) -> None:
    parts = ("turn", "speeches", "flow", "actions")

    def shown() -> list[str]:
        pages = [clients["amara"].get(at(people, "amara", f"parts/{part}")).text for part in parts]
        return [re.sub(r'value="[^"]{16,}"', "", page) for page in pages]

    before = shown()
    report(clients["kofi"], people)
    assert shown() == before
    assert "nothing" in clients["amara"].get(at(people, "amara", "reports/")).text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"reason": ""}, "Choose a reason."),
        ({"reason": "other", "words": " "}, "Say in a few words what is wrong."),
        ({"words": "x" * 501}, "At most 500 characters."),
        ({"at": "", "about": ""}, "Choose a person of this room."),
        ({"at": "", "about": "99999"}, "Choose a person of this room."),
        ({"at": "P1.7"}, "That point is not there any more."),
        ({"at": "", "about": "6"}, "That is yours."),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_kept(
    clients: dict[str, FlaskClient], people: Cast, session: Session, data: Any, sentence: str
) -> None:
    answer = report(clients["kofi"], people, **data)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert session.query(Report).count() == 0


def test_the_same_is_reported_once_and_three_wait_at_most(
    clients: dict[str, FlaskClient], people: Cast, session: Session
) -> None:
    kofi = clients["kofi"]
    report(kofi, people)
    assert "You have reported this" in report(kofi, people).text
    for number in (1, 2):
        report(kofi, people, at="", about=str(number), reason="person")
    full = report(kofi, people, at="", about="3", reason="person")
    assert "wait for a moderator" in full.text
    assert session.query(Report).count() == 3


def test_a_decision_needs_a_choice_and_a_note(
    clients: dict[str, FlaskClient], people: Cast, session: Session
) -> None:
    report(clients["kofi"], people)
    address = f"/debates/{people.slug}/reports/1/decision"
    for data, sentence in (
        ({"note": "Seen"}, "Choose how it ends."),
        ({"decision": "nothing"}, "Say in a sentence what you found"),
    ):
        answer = clients["owner"].post(address, data=data)
        assert (answer.status_code, sentence in answer.text) == (422, True)
    assert session.query(Report).one().decision == ""
    clients["owner"].post(address, data={"decision": "nothing", "note": "Fine as it is"})
    assert "saw nothing to do" in clients["kofi"].get(at(people, "kofi", "reports/")).text
