"""A student's data as a download: what is in it, and what staff do not get."""

import io
import json
import zipfile
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from debate.db import Base
from debate.queries.dossiers import SECTIONS
from tests import cast, erasing
from tests.export import played
from tests.export.played import Play

PRIVATE = (
    *("reports", "votes", "drafts", "nudges", "card_notes"),
    *("outline_lines", "jottings", "blocks"),
)
# Tables of a seat that are no section: why.
ELSEWHERE = {
    "questions": "with their posts",
    "marks": "what was released of it",
    "notes": "what was released of them stands in the packet",
    "releases": "no data of the seat",
    "mark_drafts": "of who marks",
    "second_marks": "of who marks",
    "grade_entries": "of who marks, shown by the page of the grade",
    "browser_seats": "hashes of the devices",
    "floor_turns": "stand in the packet",
    "moderation_acts": "on points in the packet, on people as measures",
    "label_salts": "of the chain",
}


@pytest.fixture
def play(session: Session) -> Play:
    made = played.finished(session)
    erasing.plant(made)
    return made


def opened(client: FlaskClient, address: str) -> tuple[dict[str, Any], dict[str, str]]:
    """data.json, and the packets by name."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    bundle = zipfile.ZipFile(io.BytesIO(answer.data))
    texts = {name: bundle.read(name).decode() for name in bundle.namelist()}
    return json.loads(texts.pop("data.json")), texts


def of_student(play: Play, client: FlaskClient) -> tuple[dict[str, Any], dict[str, str]]:
    cast.as_account(play.session, client, play.people.owner)
    student = play.people.students["amara"].id
    return opened(client, f"/courses/seminar-a/students/{student}/data.zip")


def of_seat(play: Play, client: FlaskClient, who: str) -> tuple[dict[str, Any], dict[str, str]]:
    cast.as_seat(play.session, client, play.seats[who])
    return opened(client, f"/debates/{play.slug}/{play.seats[who].number}/data.zip")


def test_every_table_of_a_seat_is_a_section_or_named() -> None:
    owned = {
        table.name
        for table in Base.metadata.sorted_tables
        if "seat_id" in table.c and table.c.seat_id.foreign_keys
    }
    sections = {section.model.__tablename__ for section in SECTIONS}
    assert owned == sections | ELSEWHERE.keys()


def test_staff_get_the_list_entry_and_every_seat_with_what_was_said(
    client: FlaskClient, play: Play
) -> None:
    data, packets = of_student(play, client)
    assert data["class_list"]["name"] == erasing.NAME
    assert data["class_list"]["email"] == "xanthippe@example.org"
    assert len(data["seats"]) == len(packets) == 2
    seat = next(one for one in data["seats"] if one["points"])
    claims = {point["claim"] for point in seat["points"]}
    assert claims >= {erasing.SAID[0], played.HIDDEN}
    assert [one["text"] for one in seat["reflections"]] == [played.REFLECTION]
    assert any(erasing.SAID[0] in page for page in packets.values())


def test_staff_do_not_get_what_only_the_seat_may_see(client: FlaskClient, play: Play) -> None:
    data, _ = of_student(play, client)
    assert tuple(data["left_out"]) == PRIVATE
    assert all(not set(PRIVATE) & one.keys() for one in data["seats"])
    own, _ = of_seat(play, client, "amara")
    seat = own["seats"][0]
    assert [(vote["poll"], vote["choice"]) for vote in seat["votes"]] == [
        ("before", "P"),
        ("after", "P"),
    ]
    assert all(
        erasing.WORD in seat[name][0][key]
        for name, key in (("drafts", "claim"), ("card_notes", "text"))
    )
    assert own["left_out"] == []
    assert "class_list" not in own


def test_a_mark_is_in_it_after_the_release_alone(client: FlaskClient, session: Session) -> None:
    before = of_seat(played.finished(session), client, "amara")
    assert before[0]["seats"][0]["mark"] is None
    assert "Weigh your evidence" not in repr(before)


def test_what_was_released_of_a_mark_is_in_it(client: FlaskClient, session: Session) -> None:
    data, packets = of_seat(played.released(session), client, "amara")
    assert data["seats"][0]["mark"]["comment"] == played.MARK_COMMENT
    assert "Weigh your evidence" in "".join(packets.values())


def test_a_seat_gets_nothing_that_another_seat_wrote_for_itself(
    client: FlaskClient, play: Play
) -> None:
    data, packets = of_seat(play, client, "priya")
    words = json.dumps(data) + "".join(packets.values())
    assert erasing.WORD not in words
    assert played.REFLECTION not in words
    assert played.HIDDEN not in words
