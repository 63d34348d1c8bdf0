"""Due dates over HTTP: the page of dates, the zone of a class, calendar files, late speeches."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from debate.db import clock_ms, transaction
from debate.models.courses import Course
from debate.models.debates import Control
from debate.models.speeches import Point, Speech
from debate.services import debates as debate_writes
from tests import cast
from tests.cast import MINUTE, Cast

H = 60 * MINUTE
ROOM_NAMES = ("Priya", "Jonas", "Mei", "Kofi", "Tomás")


def written(session: Session, hours_ago: float) -> Cast:
    """A written debate that began so many hours ago, in a class in Berlin."""
    now = clock_ms() - int(hours_ago * H)
    people = cast.make(session, now, fmt=cast.read_format("written"))
    cast.start(session, people, now)
    with transaction(session):
        session.query(Course).update({"time_zone": "Europe/Berlin"})
    return people


@pytest.fixture
def people(session: Session) -> Cast:
    """An hour into the openings."""
    return written(session, 25)


@pytest.fixture
def owner(session: Session, client: FlaskClient, people: Cast) -> FlaskClient:
    cast.as_account(session, client, people.owner)
    return client


@pytest.fixture
def amara(app: Any, session: Session, people: Cast) -> FlaskClient:
    return seated(app, session, people, "amara")


def seated(app: Any, session: Session, people: Cast, who: str) -> FlaskClient:
    client: FlaskClient = app.test_client()
    cast.as_seat(session, client, people.seats[who])
    return client


def room(people: Cast, who: str) -> str:
    return f"/debates/{people.slug}/{people.seats[who].number}/"


def plain(answer: Any) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))


# The page of dates.


def test_staff_see_each_due_date_in_the_zone_of_the_class_and_who_owes_what(
    owner: FlaskClient, people: Cast
) -> None:
    page = owner.get(f"/debates/{people.slug}/deadlines")
    assert page.status_code == 200
    words = plain(page)
    assert len(re.findall(r"Due \w{3} \d+ \w{3} \d{4}, \d\d:\d\d CES?T", words)) == 5
    assert "time zone of the class, Europe/Berlin" in words
    assert "0 of 2 in" in words
    assert "- Amara Diallo (P1)" in words
    console = plain(owner.get(f"/sittings/{people.sitting.slug}/console"))
    assert "Who owes what" in console
    assert re.search(r"Openings .{0,60}due \w{3} \d+ \w{3}", console)


def test_a_debate_by_the_clock_has_no_due_dates(
    session: Session, client: FlaskClient, app: Any
) -> None:
    people = cast.make(session)
    cast.as_account(session, client, people.owner)
    for path in ("deadlines", "deadlines.ics"):
        answer = client.get(f"/debates/{people.slug}/{path}")
        assert answer.status_code == 409
    assert "Who owes what" not in plain(client.get(f"/sittings/{people.sitting.slug}/console"))
    assert "You owe" not in plain(seated(app, session, people, "amara").get(room(people, "amara")))


def test_the_due_date_is_moved_by_a_local_date_and_time(
    session: Session, owner: FlaskClient, people: Cast
) -> None:
    at = f"/debates/{people.slug}/deadlines"
    answer = owner.post(at, data={"date": "2150-07-01", "time": "18:00", "step": "1"})
    assert answer.status_code == 422  # ninety days at most
    assert "ninety days" in plain(answer)
    answer = owner.post(at, data={"date": "2020-07-01", "time": "18:00", "step": "1"})
    assert (answer.status_code, "That time is past" in plain(answer)) == (422, True)
    assert 'value="2020-07-01"' in answer.get_data(as_text=True)
    assert session.query(Control).filter_by(kind="add").count() == 0
    found = re.search(r'name="date"[^>]*value="([0-9-]+)"', owner.get(at).get_data(as_text=True))
    assert found
    answer = owner.post(at, data={"date": found[1], "time": "23:59", "step": "1"})
    assert answer.status_code == 303
    assert ", 23:59 CE" in plain(owner.get(at))


def test_before_the_start_the_dates_are_those_of_a_start_now(
    session: Session, client: FlaskClient
) -> None:
    people = cast.make(session, fmt=cast.read_format("written"))
    cast.as_account(session, client, people.owner)
    words = plain(client.get(f"/debates/{people.slug}/deadlines"))
    assert "These are the dates if it started now" in words
    assert "Move the due date" not in words
    assert client.get(f"/debates/{people.slug}/deadlines.ics").status_code == 409


# The zone of a class.


def test_the_zone_of_a_class_is_chosen_when_it_is_made_and_changed_later(
    session: Session, owner: FlaskClient
) -> None:
    answer = owner.post("/courses/new", data={"title": "B", "time_zone": "America/New_York"})
    assert answer.status_code == 303
    slug = answer.location.split("/")[2]
    page = plain(owner.get(f"/courses/{slug}/"))
    assert "time zone America/New_York" in page
    at = f"/courses/{slug}/time-zone"
    assert 'selected value="America/New_York"' in owner.get(at).get_data(as_text=True)
    wrong = owner.post(at, data={"time_zone": "Nowhere"})
    assert (wrong.status_code, "Choose a time zone" in plain(wrong)) == (422, True)
    assert owner.post(at, data={"time_zone": "Asia/Tokyo"}).status_code == 303
    session.expire_all()
    assert session.query(Course).filter_by(slug=slug).one().time_zone == "Asia/Tokyo"
    wrong = owner.post("/courses/new", data={"title": "C", "time_zone": "Nowhere"})
    assert (wrong.status_code, 'value="C"' in wrong.get_data(as_text=True)) == (422, True)


# Calendar files.


def lines(answer: Any) -> list[str]:
    """The lines of a calendar file, unfolded."""
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    text: str = answer.get_data(as_text=True)
    return text.replace("\r\n ", "").split("\r\n")


def test_a_seat_gets_its_own_dates_and_nobody_elses_name(people: Cast, amara: FlaskClient) -> None:
    found = lines(amara.get(room(people, "amara") + "deadlines.ics"))
    said = [line.partition(" due")[0] for line in found if line.startswith("SUMMARY:")]
    assert [one.removeprefix("SUMMARY:") for one in said] == [
        "Opening vote",
        "Openings",
        "Closings",
        "Closing vote",
        "Reflection",
    ]
    assert not [name for name in ROOM_NAMES if name in "\n".join(found)]
    assert len({line for line in found if line.startswith("UID:")}) == 5


def test_a_date_that_moves_keeps_its_place_in_the_calendar_and_counts_up(
    owner: FlaskClient, people: Cast, amara: FlaskClient
) -> None:
    at = room(people, "amara") + "deadlines.ics"
    before = lines(amara.get(at))
    owner.post(f"/debates/{people.slug}/controls", data={"kind": "add", "value": "86400"})
    after = lines(amara.get(at))

    def of(found: list[str], name: str) -> list[str]:
        return [line.partition(":")[2] for line in found if line.startswith(f"{name}:")]

    assert of(after, "UID") == of(before, "UID")
    assert int(of(after, "SEQUENCE")[0]) > int(of(before, "SEQUENCE")[0])
    assert [a == b for a, b in zip(of(before, "DTSTART"), of(after, "DTSTART"), strict=True)] == [
        True,
        False,
        False,
        False,
        False,
    ]


def test_staff_get_the_dates_of_a_room_and_of_a_session(owner: FlaskClient, people: Cast) -> None:
    for path in (f"/debates/{people.slug}", f"/sittings/{people.sitting.slug}"):
        found = lines(owner.get(f"{path}/deadlines.ics"))
        assert len([line for line in found if line.startswith("SUMMARY:")]) == 6
        assert "Amara" not in "\n".join(found)


# One's own part of the room.


def test_a_seat_reads_what_it_owes_and_what_comes(people: Cast, amara: FlaskClient) -> None:
    words = plain(amara.get(room(people, "amara")))
    assert re.search(r"You owe Openings P1 , due \w{3} \d+ \w{3} \d{4}, \d\d:\d\d CES?T", words)
    assert "Then: closings, closing vote, reflection" in words


def test_who_is_late_writes_the_late_speech_and_it_is_marked_everywhere(
    app: Any, session: Session, client: FlaskClient
) -> None:
    people = written(session, 73)  # an hour into the answers
    cast.as_account(session, client, people.owner)
    watch = f"/debates/{people.slug}/"
    assert plain(client.get(watch)).count("Not handed in") == 2
    assert "Not handed in: Amara Diallo, Priya Nair" in plain(
        client.get(f"/sittings/{people.sitting.slug}/console")
    )
    assert plain(client.get(f"{watch}transcript")).count("Not handed in.") == 2
    late = seated(app, session, people, "amara")
    at = room(people, "amara")
    assert "Your speech is late. It can still be handed in until" in plain(late.get(at))
    late.post(f"{at}drafts/1/keep", data={"claim": "Better late"})
    assert late.post(f"{at}speeches/P1/hand-in").status_code == 303
    assert session.query(Point).one().late is True
    assert "Handed in, late." in plain(client.get(watch))
    assert plain(client.get(watch)).count("Not handed in") == 1
    for who, fact in (("amara", "Late P1.1"), ("priya", "Not handed in O1")):
        assert fact in plain(client.get(f"{watch}marks/{people.seats[who].number}"))
    marks = {"html": ", late", "md": ", late", "csv": '"yes"', "json": '"late":true'}
    for ending, mark in marks.items():
        text = client.get(f"{watch}transcript.{ending}").get_data(as_text=True)
        assert mark in text.replace('"late": true', '"late":true'), ending


def test_who_owes_two_speeches_chooses_which_to_write(
    app: Any, session: Session, client: FlaskClient
) -> None:
    people = written(session, 73)
    with transaction(session):
        debate_writes.lock(session, people.slug)
        session.query(Speech).filter_by(address="P2").one().seat_id = people.seats["amara"].id
    amara, at = seated(app, session, people, "amara"), room(people, "amara")

    def writes() -> list[str]:
        return re.findall(r'id="composer"[^>]*action="speeches/(\w+)/', amara.get(at).text)

    assert writes() == ["P2"]
    assert amara.post(f"{at}deadlines/1/write").status_code == 303
    assert writes() == ["P1"]
    amara.post(f"{at}drafts/1/keep", data={"claim": "Late words"})
    assert writes() == ["P1"]
    assert amara.post(f"{at}deadlines/2/write").status_code == 303
    assert writes() == ["P2"]
    amara.post(f"{at}deadlines/1/write")
    amara.post(f"{at}speeches/P1/hand-in")
    assert writes() == ["P2"]
    for step in (3, 0, 99):
        assert amara.post(f"{at}deadlines/{step}/write").status_code == (303 if step == 3 else 404)
