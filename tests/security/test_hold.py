"""With hold on, no byte that a peer, the audience or the projector gets tells of a held point.

Everything that each of them can fetch is fetched before and after, at one instant of the clock, and
compared whole: pages, parts, tickets with their positions, and the JSON of the stream.
"""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from debate.db import transaction
from debate.domain.events import MODERATORS, Wake
from debate.models.challenges import Challenge
from debate.models.hands import Draw
from debate.models.speeches import Draft, Point, Speech
from tests import cast
from tests.cast import MINUTE
from tests.security import bodies
from tests.security import house as houses
from tests.security.house import House
from tests.security.routes import OPEN, expected, routes

CLAIM = "Xylophones prove nothing about alliances"
REASONS = "Quokka reasons that nobody may read yet."
CARD = 3
PEERS = ("debater", "opponent", "judge", "audience", "projector")


@dataclass
class Room:
    """The room while tomas speaks for the second time of his side, under hold."""

    house: House
    answered: int  # a point of the other side that his point answers

    def everything(self) -> dict[tuple[str, str], bytes]:
        """(who, address) → what that peer is sent."""
        found = {}
        for who in PEERS:
            for route in routes(self.house.app):
                reach = self._reach(route, who)
                for address in self.house.addresses(route.rule, who) if reach else ():
                    answer = self.house.clients[who].get(address, buffered=True)
                    said = f"{answer.status}\n{answer.headers.get('Content-Disposition')}\n"
                    found[who, address] = said.encode() + bodies.without_tokens(answer.data)
            found |= self._stream(who)
        return found

    def _reach(self, route: Any, who: str) -> bool:
        if route.method != "GET":
            return False
        if who == "projector":
            return bool(route.kind == "screen")
        alias = "debater" if who == "opponent" else who
        return route.kind in ("seat", "place") and expected(route, alias) == OPEN

    def _stream(self, who: str) -> dict[tuple[str, str], bytes]:
        """The ticket's answer, and the stream's from the first change and from the last."""
        client, slug = self.house.clients[who], self.house.people.slug
        path = f"/debates/{slug}/{self.house.numbers[who]}" if who != "projector" else ""
        path = path or f"/screens/{self.house.ids['screens']}"
        told = client.post(f"{path}/stream/ticket")
        ticket = json.loads(told.data)
        at = ",".join(f"{view}:{number}" for view, number in ticket["positions"].items())
        return {
            (who, "ticket"): bodies.without_tokens(told.data),
            **{
                (who, f"stream from the {place}"): client.get(
                    "/stream", query_string={"ticket": ticket["ticket"], "at": since}
                ).data
                for place, since in (("first", ""), ("last", at))
            },
        }

    def send(self, **fields: Any) -> Any:
        path = f"/debates/{self.house.people.slug}/{self.house.numbers['author']}"
        words = {"claim": CLAIM, "reasons": REASONS, "cards": CARD, "answers": self.answered}
        return self.house.clients["author"].post(f"{path}/speeches/P2/points", data=words | fields)

    def resend(self, draft: int) -> Any:
        path = f"/debates/{self.house.people.slug}/{self.house.numbers['author']}"
        return self.house.clients["author"].post(f"{path}/drafts/{draft}/send")

    def decide(self, point: int, verb: str) -> None:
        address = f"/debates/{self.house.people.slug}/points/{point}/{verb}"
        answer = self.house.clients["owner"].post(address, data={"note": "Name the year."})
        assert answer.status_code == 303


@pytest.fixture
def room(app: Any, session: Any, monkeypatch: pytest.MonkeyPatch) -> Room:
    house = houses.build(app, session)
    people = house.people
    now = people.debate.started_ms + 2 * MINUTE
    for place in ("answers", "frames"):
        monkeypatch.setattr(f"debate.web.{place}.clock_ms", lambda: now)
    for n in range(4):  # two questions and the other side's case, to the second speech
        cast.control(session, people, "next", now - MINUTE + n)
    with transaction(session):
        people.debate.hold = True
        # Else the wall shows it instead of the point on the table.
        ruled = {"ruled_ms": now, "upheld": False, "remedy": "none", "reason": "It stands."}
        session.query(Challenge).filter_by(ruled_ms=None).update({**ruled, "mark": ""})
        speech = session.query(Speech).filter_by(debate_id=people.debate.id, address="O1").one()
        answered = Point(
            debate_id=people.debate.id,
            speech_id=speech.id,
            seat_id=people.seats["priya"].id,
            number=1,
            side="O",
            state="sent",
            claim="An alliance needs a treaty",
            sent_ms=now - MINUTE,
            visible_ms=now - MINUTE,
        )
        card = Draw(
            debate_id=people.debate.id,
            seat_id=people.seats["tomas"].id,
            n=1,
            pile="P",
            card_id=CARD,
            card_number=CARD,
            exclusive=True,
            drawn_ms=now,
        )
        session.add_all([answered, card])
    for who, name in (("opponent", "priya"), ("author", "tomas")):
        seat = people.seats[name]
        house.clients[who], house.numbers[who] = app.test_client(), seat.number
        cast.as_seat(session, house.clients[who], seat)
    house.clients["projector"] = house.clients["visitor"]
    house.ids["cards"] = CARD
    found = Room(house, answered.id)
    session.rollback()
    for who in PEERS[:-1]:  # first looks leave traces of their own: who was here
        house.clients[who].get(f"/debates/{people.slug}/{house.numbers[who]}/")
    return found


def held(session: Any) -> Point:
    session.rollback()
    return session.query(Point).filter_by(claim=CLAIM).order_by(Point.id.desc()).first()


def the_same(before: dict[Any, bytes], after: dict[Any, bytes]) -> bool:
    told = [key for key, body in after.items() if before[key] != body]
    assert not told, f"these tell of it: {told}"
    return True


def test_sending_a_held_point_changes_nothing_for_anybody_else(room: Room, session: Any) -> None:
    before = room.everything()
    assert room.send().status_code == 303
    assert held(session).state == "held"
    assert the_same(before, room.everything())


def test_returning_hiding_and_restoring_what_is_held_changes_nothing(
    room: Room, session: Any
) -> None:
    before = room.everything()
    room.send()
    point = held(session).id
    for verb in ("hide", "restore", "return"):
        room.decide(point, verb)
        assert the_same(before, room.everything())
    draft = session.query(Draft).filter_by(returned_point_id=point).one().id
    session.rollback()
    assert room.resend(draft).status_code == 303
    assert held(session).version == 2
    assert the_same(before, room.everything())


def test_a_new_version_of_a_returned_point_is_held_and_changes_nothing(
    room: Room, session: Any
) -> None:
    room.send()
    point = held(session).id
    room.decide(point, "approve")
    room.decide(point, "return")
    before = room.everything()
    draft = session.query(Draft).filter_by(returned_point_id=point).one().id
    session.rollback()
    room.resend(draft)
    assert (held(session).version, held(session).state) == (2, "held")
    assert the_same(before, room.everything())


def test_preparing_and_being_late_change_nothing(room: Room, session: Any) -> None:
    before = room.everything()
    path = f"/debates/{room.house.people.slug}/{room.house.numbers['author']}/drafts/5"
    for act in ("open", "keep"):
        room.house.clients["author"].post(f"{path}/{act}", data={"claim": CLAIM})
        assert the_same(before, room.everything())
    cast.control(session, room.house.people, "pause", room.house.people.debate.started_ms + MINUTE)
    session.rollback()
    paused = room.everything()
    room.send()  # comes back as a draft
    assert the_same(paused, room.everything())


def test_after_approval_everybody_is_told(room: Room, session: Any) -> None:
    """So that the tests above look where a point would be seen."""
    before = room.everything()
    room.send()
    room.decide(held(session).id, "approve")
    after = room.everything()
    for who in PEERS:
        own = {address for name, address in after if name == who}
        changed = {address for address in own if before[who, address] != after[who, address]}
        shown = {address for address in own if CLAIM.encode() in after[who, address]}
        assert "ticket" in changed
        assert "stream from the first" in changed & shown
        assert len(shown) > 2


def test_its_author_and_the_moderators_see_it_at_once(room: Room) -> None:
    room.send()
    people = room.house.people
    own = room.house.clients["author"].get(
        f"/debates/{people.slug}/{room.house.numbers['author']}/"
    )
    console = room.house.clients["owner"].get(f"/sittings/{people.sitting.slug}/console")
    for page in (own, console):
        assert CLAIM in page.text


def test_streams_are_woken_for_its_author_and_the_moderators_alone(
    room: Room, app: Any, session: Any
) -> None:
    wakes: list[Wake] = []
    app.extensions["deliver"] = wakes.extend
    author = room.house.people.seats["tomas"].id
    session.rollback()
    room.send()
    point = held(session).id
    for verb in ("hide", "restore", "return"):
        room.decide(point, verb)
    hints = {(wake.hint, wake.target) for wake in wakes if wake.hint}
    assert {target for _, target in hints} <= {f"seat:{author}", MODERATORS}
    assert ("turn", f"seat:{author}") in hints


def test_points_that_nobody_decided_on_stay_unknown_after_the_end(room: Room, session: Any) -> None:
    room.send()
    path = f"/debates/{room.house.people.slug}/controls"
    room.house.clients["owner"].post(path, data={"kind": "finish", "confirmed": "y"})
    assert held(session).state == "unsent"
    told = [
        key
        for key, body in room.everything().items()
        if CLAIM.encode() in body or REASONS.encode() in body
    ]
    assert not told
