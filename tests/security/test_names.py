"""Where a view shows code names, no byte that it gets holds the name of anybody.

A person's own name may stand on the pages where they take and keep their seat; no other does.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from debate.db import transaction
from debate.models.courses import Student
from debate.models.seats import Seat
from tests import cast
from tests.security import house as houses
from tests.security.house import House
from tests.security.routes import OPEN, expected, routes

ROOM = ("debater", "audience", "projector")
JUDGES = ("judge",)
WALK_INS = {21: "Zora Quill", 22: "Ugo Vane", 23: "Ilse Brandt"}
SETTINGS = {
    "codes for all": ("codes", "codes", ROOM + JUDGES),
    "codes for the room": ("codes", "names", ROOM),
    "blind judges": ("names", "codes", JUDGES),
}


def names_in(body: bytes) -> set[str]:
    """Parts of names that stand in the body as words."""
    text = body.decode(errors="replace")
    parts = {part for name in (*cast.STUDENTS, *WALK_INS.values()) for part in name.split()}
    return {part for part in parts if re.search(rf"\b{part}\b", text)}


def everything(house: House, who: str) -> Iterator[tuple[str, Any]]:
    """Each page, part and answer that this kind of viewer can fetch, with its address."""
    client = house.clients[who]
    for route in routes(house.app):
        if who == "projector":
            reach = route.kind == "screen"
        else:
            reach = route.kind == "seat" and expected(route, who) == OPEN
        if reach and route.method == "GET":
            for address in house.addresses(route.rule, who):
                yield address, client.get(address, buffered=True)
    number = house.numbers.get(who)
    base = f"/debates/{house.people.slug}/{number}" if number else ""
    told = client.post(f"{base or '/screens/' + house.ids['screens']}/stream/ticket")
    yield "ticket", told
    ticket = json.loads(told.data)
    beginning = ",".join(f"{key}:0" for key in ticket["positions"])
    for at in ("", beginning):
        asked = {"ticket": ticket["ticket"], "at": at}
        yield "stream", client.get("/stream", query_string=asked)


def own_name(house: House, who: str) -> set[str]:
    """The parts of one's own name."""
    found = {"debater": "Amara Diallo", "judge": "Mei Tanaka", "audience": "Kofi Mensah"}
    return set(found.get(who, "").split())


@pytest.fixture(params=SETTINGS)
def blind(request: pytest.FixtureRequest, app: Any, session: Any) -> tuple[House, tuple[str, ...]]:
    room, judges, viewers = SETTINGS[request.param]
    house = houses.build(app, session)
    with transaction(session):
        house.people.sitting.room_labels, house.people.sitting.judge_labels = room, judges
        for seat in session.query(Seat).filter(Seat.typed_name != ""):
            seat.typed_name = WALK_INS[seat.number]
    house.clients["projector"] = house.clients["visitor"]
    session.rollback()
    _speak(house)
    return house, viewers


def _speak(house: House) -> None:
    """What puts people into pages: points, hands up, the floor, a moderator's act, an absence."""
    slug, owner = house.people.slug, house.clients["owner"]
    seats, sitting = house.people.seats, house.people.sitting.slug
    for claim in ("First", "Second"):
        path = f"/debates/{slug}/{house.numbers['debater']}/speeches/P1/points"
        assert house.clients["debater"].post(path, data={"claim": claim}).status_code == 303
    assert owner.post(f"/debates/{slug}/floor", data={"seat": seats["kofi"].id}).status_code == 303
    hidden = f"/debates/{slug}/points/{house.ids['points'] + 1}/hide"
    assert owner.post(hidden, data={"note": "Not now."}).status_code == 303
    absent = f"/sittings/{sitting}/seats/{seats['jonas'].number}/absent"
    assert owner.post(absent, data={"absent": "y"}).status_code == 303


def _judge_and_release(house: House) -> None:
    """A ballot, a mark, the end and the release, so that results and packets are whole."""
    slug, owner = house.people.slug, house.clients["owner"]
    criteria = [criterion.slug for criterion in cast.read_rubric().criteria]
    speakers = [house.people.seats[name].number for name in ("amara", "tomas", "priya")]
    levels = {f"{number}-{criterion}": "3" for number in speakers for criterion in criteria}
    fields = {"decision": "P", "reason": "Clearer.", "act": "hand-in", **levels}
    ballot = f"/debates/{slug}/{house.numbers['judge']}/ballot"
    assert house.clients["judge"].post(ballot, data=fields).status_code == 303
    for number in speakers:
        mark = dict.fromkeys(criteria, "3") | {"comment": "Well heard."}
        assert owner.post(f"/debates/{slug}/marks/{number}", data=mark).status_code == 303
    for path, said in (("controls", {"kind": "finish", "confirmed": "y"}), ("release", {})):
        assert owner.post(f"/debates/{slug}/{path}", data=said).status_code == 303


def _found(house: House, viewers: tuple[str, ...]) -> dict[str, set[str]]:
    found = {}
    for who in viewers:
        for address, answer in everything(house, who):
            others = names_in(answer.data) - own_name(house, who)
            others |= names_in(str(answer.headers).encode())
            if others:
                found[f"{who}: {address}"] = others
    return found


def test_while_people_debate_nothing_names_anybody_else(
    blind: tuple[House, tuple[str, ...]],
) -> None:
    house, viewers = blind
    assert not _found(house, viewers)


def test_after_the_release_nothing_names_anybody_else(
    blind: tuple[House, tuple[str, ...]],
) -> None:
    house, viewers = blind
    _judge_and_release(house)
    assert not _found(house, viewers)


def test_ones_own_name_stands_in_no_frame_of_the_room(
    blind: tuple[House, tuple[str, ...]],
) -> None:
    """A frame is the same for everybody in a view, so it would name one to the others."""
    house, viewers = blind
    for who in viewers:
        shared = [
            (address, answer)
            for address, answer in everything(house, who)
            if address in ("ticket", "stream") or re.search(r"/parts/(floor|speeches)$", address)
        ]
        assert shared or who == "projector"
        assert not {
            address: names_in(answer.data) for address, answer in shared if names_in(answer.data)
        }


def test_the_same_walk_finds_names_where_names_are_shown(app: Any, session: Any) -> None:
    """So that the tests above look where names would be."""
    house = houses.build(app, session)
    house.clients["projector"] = house.clients["visitor"]
    session.rollback()
    _speak(house)
    named = {who for who in ROOM + JUDGES if _found(house, (who,))}
    assert named == {*ROOM, *JUDGES}
    assert session.query(Student).count() == len(cast.STUDENTS)
