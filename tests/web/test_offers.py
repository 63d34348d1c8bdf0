"""Points of information, crossfire and free debate from people's own pages."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from debate.db import clock_ms
from debate.domain import formats
from debate.domain.formats import Format
from debate.models.debates import Control
from debate.models.events import Event, ViewChange
from debate.models.offers import Offer
from debate.models.speeches import Point
from tests import cast
from tests.cast import MINUTE

Room = Callable[[Format, int], "People"]


class People:
    """A debate of some format that has run for some seconds, and everybody's browser."""

    def __init__(self, app: Any, session: Any, fmt: Format, seconds: int) -> None:
        self.app, self.session = app, session
        self.cast = cast.make(session, clock_ms() - 2 * MINUTE, fmt=fmt)
        cast.start(session, self.cast, clock_ms() - seconds * 1000)
        self.clients: dict[str, FlaskClient] = {}

    def client(self, who: str) -> FlaskClient:
        if who not in self.clients:
            client = self.clients[who] = self.app.test_client()
            if who in self.cast.seats:
                cast.as_seat(self.session, client, self.cast.seats[who], clock_ms())
            else:
                cast.as_account(self.session, client, getattr(self.cast, who), clock_ms())
        return self.clients[who]

    def at(self, who: str) -> str:
        return f"/debates/{self.cast.slug}/{self.cast.seats[who].number}/"

    def page(self, who: str, part: str = "") -> str:
        return self.client(who).get(self.at(who) + part).text

    def post(self, who: str, path: str, **data: str) -> Any:
        return self.client(who).post(self.at(who) + path, data=data)

    def kinds(self) -> list[str]:
        self.session.expire_all()
        return [row.kind for row in self.session.query(Event).order_by(Event.seq)]

    def offer(self) -> int:
        self.session.expire_all()
        return int(self.session.query(Offer).order_by(Offer.id.desc()).first().id)


@pytest.fixture
def room(app: Any, session: Any) -> Room:
    return lambda fmt, seconds: People(app, session, fmt, seconds)


def speech(slug: str, turn: str, **more: Any) -> dict[str, Any]:
    return {
        "slug": slug,
        "name": f"Speech {turn}",
        "kind": "constructive",
        "entry": "points",
        "seconds": 240,
        "turns": [turn],
        "links": ["answers"],
        "hint": "Speak.",
    } | more


def made(*steps: dict[str, Any], **more: Any) -> Format:
    data: dict[str, Any] = {
        "slug": "small",
        "title": "Small",
        "summary": "A small format.",
        "sides": {"P": "Government", "O": "Opposition"},
        "team_seats": 2,
        "decision": "judges",
        "steps": list(steps),
    }
    return formats.read(data | more)


WINDOW = {"open_s": 30, "close_s": 210}
PARLIAMENT = made(speech("first", "P1", poi=WINDOW, points_max=3), speech("second", "O1"))
CROSSFIRE = made(
    {
        "slug": "cross",
        "name": "Crossfire",
        "kind": "crossfire",
        "entry": "exchange",
        "seconds": 240,
        "turns": ["P1", "O1"],
        "hint": "Question each other.",
    },
    speech("second", "O1"),
)
FREE = made(
    {
        "slug": "free",
        "name": "Free debate",
        "kind": "free",
        "entry": "points",
        "seconds": 240,
        "open_to": ["debaters"],
        "side_clocks": True,
        "links": ["answers"],
        "hint": "Take turns.",
    },
    speech("last", "O1", new_arguments=False),
)


def test_an_accepted_point_of_information_becomes_question_and_answer_inside_the_speech(
    room: Room,
) -> None:
    people = room(PARLIAMENT, 60)
    assert "Offer a point of information" in people.page("priya")
    assert "Offer a point of information" not in people.page("tomas")
    assert people.post("amara", "speeches/P1/points", claim="First").status_code == 303
    assert people.post("priya", "speeches/P1/offers").status_code == 303
    assert "Priya Nair offers a point" in people.page("kofi", "parts/floor")
    assert "Accept the point of Priya Nair" in people.page("amara")
    assert people.post("amara", f"offers/{people.offer()}/accept").status_code == 303
    assert "Your point is accepted" in people.page("priya")

    asked = people.post("priya", f"offers/{people.offer()}/question", words="Why so?")
    assert asked.status_code == 303
    assert 'action="speeches/P1/answers/2"' in people.page("amara")
    answered = people.post("amara", "speeches/P1/answers/2", words="Because.")
    assert answered.status_code == 303
    assert 'action="speeches/P1/answers/2"' not in people.page("amara")

    assert "Priya Nair asked" in people.page("kofi", "parts/floor")
    told = people.session.query(ViewChange).filter_by(view="room", target="floor").count()
    assert told == 3  # offered, accepted, asked
    seen = people.page("kofi")
    for address, words in (("P1.2q", "Why so?"), ("P1.2a", "Because.")):
        assert f'id="point-{address}"' in seen
        assert words in seen
    assert "Point 2 of 3" in people.page("amara")
    assert people.post("amara", "speeches/P1/points", claim="Second").status_code == 303
    points = people.session.query(Point).order_by(Point.id).all()
    assert [(p.number, p.half, p.side) for p in points] == [
        (1, "", "P"),
        (2, "q", "O"),
        (2, "a", "P"),
        (3, "", "P"),
    ]
    assert people.kinds() == [
        "point_sent",
        "offer_made",
        "offer_accepted",
        "point_sent",
        "point_sent",
        "point_sent",
    ]


def test_in_protected_time_nobody_can_offer_and_the_head_says_so(room: Room) -> None:
    people = room(PARLIAMENT, 5)
    assert "Protected time" in people.page("kofi", "parts/floor")
    assert "Offer a point of information" not in people.page("priya")
    refused = people.post("priya", "speeches/P1/offers")
    assert refused.status_code == 409
    assert "protected time" in refused.text
    assert people.session.query(Offer).count() == 0


def test_a_refused_question_or_answer_stands_in_its_form_again(room: Room) -> None:
    people = room(PARLIAMENT, 60)
    people.post("priya", "speeches/P1/offers")
    people.post("amara", f"offers/{people.offer()}/accept")
    long = people.post("priya", f"offers/{people.offer()}/question", words="x" * 301)
    assert long.status_code == 422
    assert "1 character too long" in long.text
    assert "x" * 301 in long.text
    people.post("priya", f"offers/{people.offer()}/question", words="Why?")
    empty = people.post("amara", "speeches/P1/answers/1", words=" ")
    assert empty.status_code == 422
    assert "Write something first." in empty.text
    cast.control(people.session, people.cast, "next", clock_ms())
    late = people.post("amara", "speeches/P1/answers/1", words="Too late, but mine")
    assert late.status_code == 409
    assert "Too late, but mine" in late.text


def test_an_offer_is_declined_or_withdrawn_and_ends_with_its_round(room: Room) -> None:
    people = room(PARLIAMENT, 60)
    people.post("priya", "speeches/P1/offers")
    people.post("jonas", "speeches/P1/offers")
    assert people.post("jonas", f"offers/{people.offer()}/withdraw").status_code == 303
    assert people.post("amara", "speeches/P1/offers/decline").status_code == 303
    assert "Your offer was declined." in people.page("priya")
    people.post("priya", "speeches/P1/offers")
    owner = people.client("owner")
    owner.post(f"/debates/{people.cast.slug}/controls?step=0", data={"kind": "next"})
    people.session.expire_all()
    outcomes = [row.outcome for row in people.session.query(Offer).order_by(Offer.id)]
    assert outcomes == ["declined", "withdrawn", "ended"]
    assert "Points of information" not in people.page("kofi", "parts/floor")


def test_in_a_crossfire_both_ask_and_the_other_side_answers(room: Room) -> None:
    people = room(CROSSFIRE, 10)
    head = people.page("kofi", "parts/floor")
    assert "Amara Diallo and Priya Nair" in head
    assert "question each other" in people.page("kofi")
    assert people.post("priya", "speeches/X1/points", claim="Why now?").status_code == 303
    assert "Why now?" in people.page("amara")
    own = people.post("priya", "speeches/X1/answers/1", words="My own")
    assert own.status_code == 422
    assert "for others to answer" in own.text
    assert people.post("amara", "speeches/X1/answers/1", words="Since then.").status_code == 303
    assert people.post("amara", "speeches/X1/points", claim="And you?").status_code == 303
    assert 'action="speeches/X1/answers/2"' in people.page("priya")
    assert people.post("tomas", "speeches/X1/points", claim="Me too").status_code == 422
    shown = re.findall(r'id="point-(X1\.\w+)"', people.page("kofi"))
    assert shown == ["X1.1q", "X1.1a", "X1.2q"]


def test_in_a_free_debate_a_side_sends_in_its_turn_and_passes_it(room: Room) -> None:
    people = room(FREE, 10)
    assert "Pass the turn" in people.page("tomas")
    assert "Pass the turn" not in people.page("priya")
    assert people.post("tomas", "speeches/F1/points", claim="Ours").status_code == 303
    late = people.post("priya", "speeches/F1/points", claim="Not yet ours")
    assert late.status_code == 303
    assert people.session.query(Point).count() == 1
    kept = people.page("priya")
    assert "The other side has the turn now." in kept
    assert "Not yet ours" in kept
    assert people.post("priya", "turn/pass").status_code == 409
    assert people.post("amara", "turn/pass").status_code == 303
    assert 'data-side="O"' in people.page("kofi", "parts/floor")
    assert people.post("priya", "speeches/F1/points", claim="Now ours").status_code == 303
    assert [row.kind for row in people.session.query(Control)] == ["start", "pass"]
    owner, at = people.client("owner"), f"/debates/{people.cast.slug}/controls?step=0"
    assert owner.post(f"{at}&value=0", data={"kind": "pass"}).status_code == 303
    assert 'data-side="P"' in people.page("kofi", "parts/floor")
    record = owner.get(f"/debates/{people.cast.slug}/transcript.md").text
    assert "The turn passed to Opposition" in record
    assert (
        "The turn passed to Opposition" in owner.get(f"/debates/{people.cast.slug}/transcript").text
    )


def test_where_nothing_new_belongs_a_point_without_a_link_is_marked_as_new(room: Room) -> None:
    people = room(FREE, 10)
    people.post("tomas", "speeches/F1/points", claim="Ours")
    cast.control(people.session, people.cast, "next", clock_ms())
    assert "No new arguments belong here" in people.page("priya")
    earlier = people.session.query(Point).one().id
    people.post("priya", "speeches/O1/points", claim="Fresh")
    people.post("priya", "speeches/O1/points", claim="Taken up", answers=str(earlier))
    seen = people.page("kofi")
    fresh, taken_up = seen.split('id="point-O1.2"')
    assert "<b>new</b>" in fresh.split('id="point-O1.1"')[1]
    assert "<b>new</b>" not in taken_up


def test_in_the_grace_of_a_step_what_is_sent_still_counts(room: Room) -> None:
    people = room(made(speech("first", "P1", grace_s=60), speech("second", "O1")), 250)
    page = people.page("amara")
    assert "Time is up: finish now." in page
    assert "Send point" in page
    assert people.post("amara", "speeches/P1/points", claim="Just in time").status_code == 303
    assert people.session.query(Point).one().claim == "Just in time"
