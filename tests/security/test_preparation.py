"""What a seat prepares, alone or with its team, reaches nobody else: no page, file or stream."""

import io
import zipfile
from typing import Any

import pytest

from debate.db import Base, clock_ms, transaction
from debate.models.blocks import Block
from debate.models.jottings import Jotting
from debate.models.outlines import OutlineLine
from tests import cast
from tests.security import house as houses
from tests.security.house import House
from tests.security.routes import Route, routes

TEAM, OWN, NOTE, BLOCK = "Quillwort", "Zinnwald", "Yarrowgate", "Xebecline"
SECRETS = (TEAM, OWN, NOTE, BLOCK)
TABLES = {"outline_lines", "jottings", "blocks"}
# Who looks, by what decides their role; others of the same standing are shown the same.
LOOKERS = {
    "seat": ("debater", "partner", "opponent", "judge"),
    "place": ("opponent",),
    "staff": ("owner",),
    "member": ("owner",),
}
# What a debate and its class are made of holds no words of a seat.
ELSEWHERE = ("/decks", "/rubrics", "/formats", "/patterns")
# Debaters of the same room: the debater's partner, and one of the other side.
MORE = {"partner": "tomas", "opponent": "priya"}


@pytest.fixture
def house(app: Any, session: Any) -> House:
    made = houses.build(app, session)
    now, seat = clock_ms(), made.seats["debater"]
    for who, name in MORE.items():
        other = made.people.seats[name]
        made.numbers[who], made.seats[who] = other.number, other.id
        made.clients[who] = app.test_client()
        cast.as_seat(session, made.clients[who], other, now)
    with transaction(session):
        by = {"debate_id": made.people.debate.id, "seat_id": seat, "saved_ms": now}
        for team, text in (("P", TEAM), ("", OWN)):
            line = OutlineLine(**by, team=team, editor_id=seat, position=1, level=1, text=text)
            session.add(line)
        session.add(Jotting(**by, address="P1.1", text=NOTE))
        student = made.people.students["amara"].id
        session.add(Block(student_id=student, title=BLOCK, answers=[], saved_ms=now))
    return made


def seen(data: bytes) -> set[str]:
    """The secrets in an answer, also in files that are archives."""
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            data = b"".join(bundle.read(name) for name in bundle.namelist())
    return {secret for secret in SECRETS if secret.encode() in data}


def allowed(who: str, route: Route) -> set[str]:
    """What this person may be shown there."""
    if route.kind != "seat":
        return set()
    return {"debater": set(SECRETS), "partner": {TEAM}}.get(who, set())


def test_no_page_file_or_stream_of_anybody_else_holds_a_byte_of_it(house: House, app: Any) -> None:
    told, own = {}, set()
    for route in routes(app):
        if route.method != "GET" or route.rule.startswith(ELSEWHERE):
            continue
        for who in LOOKERS.get(route.kind, ("visitor",)):
            for address in house.addresses(route.rule, who):
                if address.endswith((".png", ".pdf")):
                    continue  # their bytes are packed; they are made of the same as the others
                data = house.clients[who].get(address, buffered=True).data
                found = seen(data)
                own |= found if who == "debater" else set()
                if found - allowed(who, route):
                    told[f"{who}: {address}"] = found
    assert not told
    # They were looked for where they are.
    assert own == set(SECRETS)


def test_no_record_of_the_debate_holds_a_byte_of_it(house: House, session: Any) -> None:
    debater = house.clients["debater"]
    base = f"/debates/{house.people.slug}/{house.numbers['debater']}"
    debater.post(f"{base}/outline/team", data={"new": TEAM, "act": "remove.1"})
    debater.post(f"{base}/outline", data={"new": OWN})
    debater.post(f"{base}/jottings/P1", data={"text": NOTE})
    debater.post(f"{base}/blocks", data={"title": BLOCK})
    session.rollback()
    holding = {}
    for table in Base.metadata.sorted_tables:
        rows = repr(session.execute(table.select()).all()).encode()
        if seen(rows) and table.name not in TABLES:
            holding[table.name] = seen(rows)
    assert not holding
