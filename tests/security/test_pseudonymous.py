"""A whole pseudonymous debate over HTTP: names are known to the instructors, and to nobody else.

Beside pages (`test_names`) this looks at what acts answer: everything that a seat can do is done,
by a seat of each kind, while the debate runs and when it is over.
"""

from collections.abc import Sequence
from typing import Any

import pytest

from debate.db import clock_ms, transaction
from debate.models.seats import Seat
from debate.web import links
from tests import cast
from tests.security import house as houses
from tests.security import tables
from tests.security.house import House
from tests.security.routes import OPEN, expected, routes
from tests.security.test_names import WALK_INS, everything, names_in, own_name

SEATS = ("debater", "judge", "audience")
STAFF = ("assistant", "marker")
# Rows of the class list stand there without codes; what a class holds besides has no names.
OF_THE_CLASS = "/courses/<slug>"


@pytest.fixture
def house(app: Any, session: Any) -> House:
    made = houses.build(app, session)
    with transaction(session):
        sitting = made.people.sitting
        sitting.room_labels = sitting.judge_labels = sitting.staff_labels = "codes"
        sitting.code = None
        for seat in session.query(Seat).filter(Seat.typed_name != ""):
            seat.typed_name = WALK_INS[seat.number]
    made.clients["projector"] = made.clients["visitor"]
    session.rollback()
    return made


def told(answer: Any) -> set[str]:
    """Parts of names in an answer and its headers, and where a redirect leads."""
    return names_in(answer.data) | names_in(str(answer.headers).encode())


def done(house: House, seats: Sequence[str], *, fragment: bool) -> dict[str, set[str]]:
    """Names in the answers to every act of these seats, as a page or as a fragment."""
    found, kept = {}, tables.Copy()
    headers = {"X-Fragment": "1"} if fragment else {}
    try:
        for route in routes(house.app):
            for who in seats if route.kind == "seat" and route.method == "POST" else ():
                if expected(route, who) != OPEN:
                    continue
                for address in house.addresses(route.rule, who):
                    client, body = house.clients[who], house.body(who)
                    answer = client.post(address, data=body, headers=headers, buffered=True)
                    if others := told(answer) - own_name(house, who):
                        found[f"{who}: POST {address}"] = others
                kept.restore()
                house.come_back(who)
    finally:
        kept.close()
    return found


def seen(house: House) -> dict[str, set[str]]:
    """Names on everything that seats and the projector can fetch."""
    return {
        f"{who}: {address}": others
        for who in (*SEATS, "projector")
        for address, answer in everything(house, who)
        if (others := told(answer) - own_name(house, who))
    }


def seen_by_staff(house: House) -> dict[str, set[str]]:
    """The same for assistants and markers."""
    found = {}
    for route in routes(house.app):
        if route.kind != "staff" or route.method != "GET" or route.rule.startswith(OF_THE_CLASS):
            continue
        for who in STAFF:
            for address in house.addresses(route.rule, who):
                if others := told(house.clients[who].get(address, buffered=True)):
                    found[f"{who}: {address}"] = others
    return found


def moderate(house: House) -> None:
    """What the instructor does about people while a debate runs."""
    slug, owner, seats = house.people.slug, house.clients["owner"], house.people.seats
    kofi, jonas = seats["kofi"], seats["jonas"]
    for path, said in (
        (f"/debates/{slug}/floor", {"seat": kofi.id}),
        (f"/debates/{slug}/nudges/{seats['priya'].number}", {"choice": "others"}),
        (f"/debates/{slug}/points/{house.ids['points'] + 1}/hide", {"note": "Not now."}),
        (f"/sittings/{house.people.sitting.slug}/announcements", {"text": "Five minutes."}),
        (f"/sittings/{house.people.sitting.slug}/seats/{jonas.number}/absent", {"absent": "y"}),
    ):
        assert owner.post(path, data=said).status_code == 303, path


def finish_and_release(house: House) -> None:
    """A ballot, marks, the end, the release."""
    slug, owner = house.people.slug, house.clients["owner"]
    criteria = [criterion.slug for criterion in cast.read_rubric().criteria]
    numbers = [house.people.seats[name].number for name in ("amara", "tomas", "priya")]
    levels = {f"{number}-{criterion}": "3" for number in numbers for criterion in criteria}
    fields = {"decision": "P", "reason": "Clearer.", "act": "hand-in", **levels}
    ballot = f"/debates/{slug}/{house.numbers['judge']}/ballot"
    assert house.clients["judge"].post(ballot, data=fields).status_code == 303
    for number in numbers:
        mark = dict.fromkeys(criteria, "3") | {"comment": "Well heard."}
        assert owner.post(f"/debates/{slug}/marks/{number}", data=mark).status_code == 303
    for path, said in (("controls", {"kind": "finish", "confirmed": "y"}), ("release", {})):
        assert owner.post(f"/debates/{slug}/{path}", data=said).status_code == 303


def test_no_byte_that_another_seat_gets_tells_a_name_from_the_first_claim_to_the_release(
    house: House,
) -> None:
    own = house.people.seats["priya"]
    taken = house.app.test_client().post(f"/s/{links.seat_token(own.id, own.generation)}")
    assert taken.status_code == 303
    assert not told(taken)
    moderate(house)
    assert not done(house, SEATS, fragment=True)
    assert not seen(house)
    finish_and_release(house)
    assert not done(house, ["debater"], fragment=False)
    assert not seen(house)


def test_assistants_and_markers_are_told_no_name_and_the_instructor_finds_every_one(
    house: House,
) -> None:
    moderate(house)
    assert not seen_by_staff(house)
    finish_and_release(house)
    assert not seen_by_staff(house)
    session_page = f"/sittings/{house.people.sitting.slug}/"
    assert "Priya Nair" in house.clients["owner"].get(session_page).text
    assert "Heron 3" in house.clients["assistant"].get(session_page).text
    named = f"/debates/{house.people.slug}/transcript.json"
    assert "Priya Nair" in house.clients["owner"].get(named).text
    console = house.clients["owner"].get(f"{session_page}console").text
    assert "Heron 3" in console
    assert not names_in(console.encode())


def test_a_name_in_a_point_is_named_to_its_writer_and_then_read_by_a_moderator_first(
    house: House,
) -> None:
    slug, debater = house.people.slug, house.clients["debater"]
    path = f"/debates/{slug}/{house.numbers['debater']}/speeches/P1/points"
    said = {"claim": "As Priya said before", "reasons": "It follows."}
    asked = debater.post(path, data=said)
    assert asked.status_code == 422
    assert "seems to hold one: “Priya”" in asked.text
    assert debater.post(f"{path}?anyway=1", data=said).status_code == 303
    console = f"/sittings/{house.people.sitting.slug}/console"
    assert "It seems to hold a name: “Priya”" in house.clients["owner"].get(console).text
    room = f"/debates/{slug}/{house.numbers['audience']}/"
    assert "As Priya said" not in house.clients["audience"].get(room).text
    assert debater.post(path, data=said | {"claim": "As was said before"}).status_code == 303
    assert "As was said before" in house.clients["audience"].get(room).text


def test_a_session_of_code_names_has_no_code_to_join_by(house: House, session: Any) -> None:
    owner, visitor = house.clients["owner"], house.app.test_client()
    sitting = house.people.sitting.slug
    for verb in ("close", "open"):
        assert owner.post(f"/sittings/{sitting}/{verb}").status_code == 303
    session.expire_all()
    assert house.people.sitting.code is None
    page = owner.get(f"/sittings/{sitting}/").text
    assert "By personal link" in page
    # A code from before names were hidden is not taken either.
    with transaction(session):
        house.people.sitting.code = "R7K4TX"
    refused = visitor.post("/join", data={"code": "R7K4TX"})
    assert refused.status_code == 422
    assert "Open your personal link" in refused.text
    assert visitor.get("/join/R7K4TX").status_code == 422
    before = session.query(Seat).count()
    visitor.post("/join/R7K4TX", data={"name": "Zora Quill", "key": str(clock_ms())})
    assert session.query(Seat).count() == before
