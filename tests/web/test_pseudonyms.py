"""Names that are typed where people go by code names, into words that stand beside the debate."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from debate.db import clock_ms, transaction
from debate.domain.speeches import Words
from debate.models.ballots import Ballot
from debate.models.marks import Mark
from debate.models.measures import Measure
from debate.models.notes import Note
from debate.models.reports import Report
from debate.models.sittings import Sitting
from tests import cast
from tests.cast import MINUTE
from tests.services.moderating import send
from tests.web.pages import fields

CRITERIA = [criterion.slug for criterion in cast.read_rubric().criteria]
ASKED = "this seems to hold one: “Priya”"


class Room:
    """A debate in which the room sees codes; `labels` says what staff sees."""

    def __init__(self, app: Any, session: Any) -> None:
        self.app, self.session = app, session
        started = clock_ms() - MINUTE
        self.cast = cast.make(session, started)
        cast.start(session, self.cast, started)
        self.point = send(session, self.cast, "amara", "P1", Words("It grew"), started + 1000)
        self.label(room="codes", staff="codes")

    def label(self, **labels: str) -> None:
        with transaction(self.session):
            sitting = self.session.get_one(Sitting, self.cast.sitting.id)
            for view, shown in labels.items():
                setattr(sitting, f"{view}_labels", shown)

    def client(self, who: str) -> FlaskClient:
        client: FlaskClient = self.app.test_client()
        if who in self.cast.seats:
            cast.as_seat(self.session, client, self.cast.seats[who], clock_ms())
        else:
            cast.as_account(self.session, client, getattr(self.cast, who), clock_ms())
        return client

    def at(self, who: str, path: str) -> str:
        seat = f"{self.cast.seats[who].number}/" if who in self.cast.seats else ""
        return f"/debates/{self.cast.slug}/{seat}{path}"


@pytest.fixture
def room(app: Any, session: Any) -> Room:
    return Room(app, session)


def again(page: str, address: str, **more: str) -> dict[str, str]:
    """The form that is offered with a question, as it stands, with changes."""
    return dict(fields(page, f"{address}?anyway=1")) | more


def test_a_judge_is_asked_when_a_ballot_with_a_name_is_handed_in_and_not_before(
    room: Room,
) -> None:
    mei, at = room.client("mei"), room.at("mei", "ballot")
    whole = {f"{seat}-{slug}": "3" for seat in (1, 2, 3, 4) for slug in CRITERIA}
    whole |= {"decision": "O", "reason": "Priya kept asking for a date."}
    assert mei.post(at, data=whole | {"act": "keep"}).status_code == 303
    asked = mei.post(at, data=whole | {"act": "hand-in"})
    assert (asked.status_code, ASKED in asked.text) == (422, True)
    assert "nobody has seen it yet" in asked.text
    assert room.session.query(Ballot).one().handed_in_ms is None
    changed = again(asked.text, at, reason="O1 kept asking for a date.")
    assert (changed["act"], changed["1-argument"]) == ("hand-in", "3")
    assert mei.post(at, data=changed).status_code == 303
    room.session.expire_all()
    ballot = room.session.query(Ballot).one()
    assert (ballot.reason, ballot.handed_in_ms is None) == ("O1 kept asking for a date.", False)


def test_a_judge_may_hand_it_in_as_it_is(room: Room) -> None:
    mei, at = room.client("mei"), room.at("mei", "ballot")
    whole = {f"{seat}-{slug}": "3" for seat in (1, 2, 3, 4) for slug in CRITERIA}
    whole |= {"decision": "O", "reason": "Priya kept asking for a date.", "act": "hand-in"}
    asked = mei.post(at, data=whole)
    assert mei.post(f"{at}?anyway=1", data=again(asked.text, at)).status_code == 303
    assert room.session.query(Ballot).one().handed_in_ms is not None


def test_a_comment_may_name_the_student_who_reads_it_and_others_are_asked_about(
    room: Room,
) -> None:
    owner, at = room.client("owner"), room.at("owner", f"marks/{room.cast.seats['amara'].number}")
    assert owner.post(at, data={"comment": "Well argued, Amara Diallo."}).status_code == 303
    asked = owner.post(at, data={"comment": "Amara, answer Priya sooner."})
    assert (asked.status_code, ASKED in asked.text) == (422, True)
    assert room.session.query(Mark).filter_by(current=True).one().comment.startswith("Well")
    assert owner.post(f"{at}?anyway=1", data=again(asked.text, at)).status_code == 303
    note = {"point": str(room.point.point_id), "note": "See what Priya says."}
    asked = owner.post(f"{at}/notes", data=note)
    assert (asked.status_code, ASKED in asked.text) == (422, True)
    assert room.session.query(Note).count() == 0


def test_a_report_is_asked_about_only_where_names_are_hidden_from_its_readers(room: Room) -> None:
    kofi, at = room.client("kofi"), room.at("kofi", "reports/")
    said = {"about": str(room.cast.seats["amara"].number), "reason": "person"}
    said |= {"words": "It was about Priya."}
    asked = kofi.post(at, data=said)
    assert (asked.status_code, ASKED in asked.text) == (422, True)
    assert again(asked.text, at)["reason"] == "person"
    assert room.session.query(Report).count() == 0
    room.label(staff="names")
    assert kofi.post(at, data=said).status_code == 303


def test_a_moderator_is_asked_about_names_in_a_reason_also_the_person_s_own_where_staff_sees_codes(
    room: Room,
) -> None:
    owner, number = room.client("owner"), room.cast.seats["priya"].number
    at = room.at("owner", f"people/{number}/warn")
    asked = owner.post(at, data={"note": "Priya, let others speak."})
    assert (asked.status_code, ASKED in asked.text) == (422, True)
    assert room.session.query(Measure).count() == 0
    hidden = room.at("owner", f"points/{room.point.point_id}/hide")
    assert ASKED in owner.post(hidden, data={"note": "It is about Priya."}).text
    room.label(staff="names")
    assert owner.post(at, data={"note": "Priya, let others speak."}).status_code == 303


def test_where_the_room_sees_names_nobody_is_asked(room: Room) -> None:
    room.label(room="names", staff="names")
    owner, at = room.client("owner"), room.at("owner", f"marks/{room.cast.seats['amara'].number}")
    assert owner.post(at, data={"comment": "Answer Priya sooner."}).status_code == 303
