"""Before a release no byte that a student, the audience or the projector gets holds what is judged.

A score, a comment, notes, a draft and the reason of a ballot are planted; then everything that each
of them can fetch is fetched: pages, parts, files inside archives, headers, tickets and the stream.
"""

import json
from typing import Any

import pytest

from debate.db import transaction
from debate.domain.permissions import Actor
from debate.models.marks import MarkDraft
from debate.models.notes import Note
from debate.models.speeches import Point
from debate.services import ballots, marks, notes, releases
from debate.services import debates as debate_writes
from debate.services.notes import Chosen, Remark
from tests import cast
from tests.security import bodies
from tests.security import house as houses
from tests.security.house import House
from tests.security.routes import OPEN, expected, routes

PEERS = ("debater", "judge", "audience", "visitor")
COMMENT, NOTE, WITHDRAWN = "Quokka comment", "Numbat note", "Axolotl withdrawn"
DRAFT, REASON = "Wombat draft", "Zebra reason"
LEVELS = (1, 2, 4, 4, 2)
TOTAL = "61.25"  # of these levels by weights of 25, 25, 25, 10 and 15; it stands nowhere by chance
PLANTED = {COMMENT, NOTE, WITHDRAWN, DRAFT, REASON, TOTAL}
OWN = ("/ballot", "/data.zip")
"""Where a judge reads their own ballot."""


@pytest.fixture
def house(app: Any, session: Any) -> House:
    """The house with its debate over, and all that can be judged of the debater planted."""
    built = houses.build(app, session)
    people, now = built.people, built.people.debate.started_ms + 1_000
    owner, mei = Actor("owner", account_id=people.owner.id), people.seats["mei"]
    judge = Actor("judge", seat_id=mei.id, seat_number=mei.number, debate_id=mei.debate_id)
    criteria = [criterion.slug for criterion in cast.read_rubric().criteria]
    levels = dict(zip(criteria, LEVELS, strict=True))
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        point = session.query(Point).filter_by(debate_id=debate.id, state="sent").one()
        session.query(Note).delete()
        marks.give(session, owner, debate, 1, levels, COMMENT, now=now)
        for words in (NOTE, WITHDRAWN):
            chosen = Chosen(point.id, "sent")
            number = notes.give(session, owner, debate, 1, chosen, Remark(words), now=now)
        notes.withdraw(session, owner, debate, number, now=now)
        seats = dict.fromkeys((1, 2, 3, 4), levels)
        sheet = ballots.Sheet(seats, "P", REASON)
        ballots.save(session, judge, debate, sheet, act=ballots.HAND_IN, now=now)
        session.add(
            MarkDraft(
                debate_id=debate.id,
                seat_id=people.seats["amara"].id,
                account_id=people.owner.id,
                levels={},
                comment=DRAFT,
                saved_ms=now,
            )
        )
    cast.control(session, people, "finish", now)
    with transaction(session):
        people.debate.ended_ms = now
    return built


def told(house: House, who: str) -> dict[str, set[str]]:
    """Address → what of the planted words stands in the answer, where any does."""
    found = {}
    for route in routes(house.app):
        reach = ("seat", "place") if who in house.numbers else ("public", "screen")
        if route.method != "GET" or route.kind not in reach or expected(route, who) != OPEN:
            continue
        for address in house.addresses(route.rule, who):
            answer = house.clients[who].get(address, buffered=True)
            found[address] = _planted(f"{answer.headers}".encode() + bodies.unpacked(answer.data))
    path = f"/debates/{house.people.slug}/{house.numbers.get(who)}"
    if who not in house.numbers:
        path = f"/screens/{house.ids['screens']}"
    ticket = house.clients[who].post(f"{path}/stream/ticket")
    sent = {"ticket": json.loads(ticket.data)["ticket"], "at": ""}
    stream = house.clients[who].get("/stream", query_string=sent)
    asked = house.clients[who].post(f"{path}/questions", data={"text": "Why have I no mark?"})
    found |= {"ticket": _planted(ticket.data), "stream": _planted(stream.data)}
    found["question"] = _planted(asked.data)
    return {address: words for address, words in found.items() if words}


def _planted(body: bytes) -> set[str]:
    return {words for words in PLANTED if words.encode() in body}


def test_nothing_that_is_judged_is_sent_to_anybody_before_its_release(
    house: House, session: Any
) -> None:
    for who in PEERS:
        leaks = told(house, who)
        if who == "judge":
            own = {at for at in leaks if at.endswith(OWN)}
            assert {word for at in own for word in leaks.pop(at)} <= {REASON, TOTAL}
            assert own
        assert leaks == {}, who
    _release(house, session, "marks")
    _release(house, session, "ballots", "kofi")
    leaks = told(house, "debater")
    # What was released is there, so the search finds what it looks for; the rest is not.
    assert set.union(*leaks.values()) == {COMMENT, NOTE, TOTAL}
    shown = ("results", "packet", "data", "question")
    names = {at.rpartition("/")[2].partition(".")[0] for at in leaks}
    assert names <= {*shown}
    assert {"results", "packet"} <= names
    assert told(house, "audience") == {}


def _release(house: House, session: Any, what: str, who: str = "amara") -> None:
    people = house.people
    owner = Actor("owner", account_id=people.owner.id)
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        seat, now = people.seats[who], people.debate.started_ms + 2_000
        releases.release(session, owner, debate, now, what=what, seat=seat)
