"""The flow sheet over HTTP: for seats and staff, filtered, one line, on paper; names of lines.

What stands in which cell is the table of `tests/domain/written_flows.py`; here it is what each view
is shown, and that it costs the same whatever was said.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from debate.db import clock_ms, db, transaction
from debate.models.decks import Card
from debate.models.events import Event
from debate.models.moderation import ModerationAct
from debate.models.speeches import Citation, Point, PointLink, Speech
from tests import cast
from tests.cast import MINUTE

Say = Callable[..., Point]


@pytest.fixture
def made(session: Any) -> cast.Cast:
    """Policy debate in the second affirmative constructive."""
    now = clock_ms() - 5 * MINUTE
    people = cast.make(session, now, fmt=cast.read_format("policy"))
    cast.start(session, people, now)
    for n in range(4):
        cast.control(session, people, "next", now + n + 1)
    return people


@pytest.fixture
def say(session: Any, made: cast.Cast) -> Say:
    """say("O1.1", "A claim", "answers P1.1", card=3)."""
    said: dict[str, Point] = {}

    def one(address: str, claim: str, *links: str, card: int = 0, **more: Any) -> Point:
        speech_address, _, number = address.partition(".")
        with transaction(session):
            speech = (
                session.query(Speech)
                .filter_by(debate_id=made.debate.id, address=speech_address)
                .one()
            )
            values = {"state": "sent", "number": int(number), "visible_ms": clock_ms()} | more
            point = said[address] = Point(
                debate_id=made.debate.id,
                speech_id=speech.id,
                seat_id=speech.seat_id,
                side=speech.side,
                claim=claim,
                sent_ms=clock_ms(),
                **values,
            )
            session.add(point)
            session.flush()
            for link in links:
                kind, target = link.split()
                session.add(PointLink(point_id=point.id, kind=kind, target_id=said[target].id))
            if card:
                row = session.query(Card).filter_by(number=card).one()
                session.add(
                    Citation(
                        point_id=point.id,
                        position=1,
                        card_id=row.id,
                        card_number=card,
                        badge="located",
                    )
                )
        return point

    return one


@pytest.fixture
def debated(say: Say) -> None:
    say("P1.1", "Trams are cheap", card=2)
    say("P1.2", "Trams are quiet")
    say("O1.1", "Trams are slow", "answers P1.1", card=5)
    say("O1.2", "Buses go everywhere")
    say("P2.1", "Trams have lanes of their own", "answers O1.1")


def at(made: cast.Cast, who: str = "") -> str:
    return f"/debates/{made.slug}/" + (f"{made.seats[who].number}/" if who else "")


def as_who(session: Any, client: FlaskClient, made: cast.Cast, who: str) -> str:
    """Sign in as a seat, or as the owner (""); the address of the debate for them."""
    if who:
        cast.as_seat(session, client, made.seats[who])
    else:
        cast.as_account(session, client, made.owner)
    return at(made, who)


def text_of(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def names_of(text: str) -> list[str]:
    """The names of the lines, in order."""
    return re.findall(r'scope="row"><a href="flow/[^"]+">([^<]+)</a>', text)


@pytest.mark.parametrize("who", ["amara", "priya", "mei", "kofi", ""])
def test_everybody_in_the_debate_reads_the_flow(
    client: FlaskClient, session: Any, made: cast.Cast, debated: None, who: str
) -> None:
    text = text_of(client, f"{as_who(session, client, made, who)}flow")
    assert names_of(text) == ["Trams are cheap", "Trams are quiet", "Buses go everywhere"]
    assert 'id="at-P1.1-O1"' in text
    assert "P1.2 is to be answered here" in text
    assert "O1.2 is still open" in text


def test_before_anybody_spoke_the_flow_says_so(
    client: FlaskClient, session: Any, made: cast.Cast
) -> None:
    text = text_of(client, f"{as_who(session, client, made, 'mei')}flow")
    assert "No one has spoken yet." in text


def test_what_is_held_stays_between_author_and_moderators_and_is_on_no_sheet(
    client: FlaskClient, session: Any, made: cast.Cast, debated: None, say: Say
) -> None:
    say("P2.9", "A held secret", "answers O1.2", state="held", number=None, visible_ms=None)
    for who in ("amara", "tomas", "priya", "mei", "kofi", ""):
        base = as_who(session, client, made, who)
        assert "A held secret" not in text_of(client, f"{base}flow")


def test_a_hidden_point_is_a_gap_and_its_words_are_for_moderators(
    client: FlaskClient, session: Any, made: cast.Cast, debated: None, say: Say
) -> None:
    say("P2.2", "Buses are for fools", "answers O1.2", state="hidden")
    room = text_of(client, f"{as_who(session, client, made, 'kofi')}flow")
    assert "Buses are for fools" not in room
    assert re.search(r">P2\.2</a> hidden</p>", room)
    staff = text_of(client, f"{as_who(session, client, made, '')}flow")
    assert "<s>Buses are for fools</s>" in staff


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("side=P", ["Trams are cheap", "Trams are quiet"]),
        ("side=P&side=O", ["Trams are cheap", "Trams are quiet", "Buses go everywhere"]),
        ("card=5", ["Trams are cheap"]),
        ("person=O1.1", ["Trams are cheap", "Buses go everywhere"]),
        ("person=O1.1&card=2", []),  # no point of hers has that card
        ("person=O1.1&side=O", ["Buses go everywhere"]),
        ("show=open", ["Trams are cheap", "Trams are quiet", "Buses go everywhere"]),
        ("show=dropped", []),
        ("side=X&card=x&show=x", ["Trams are cheap", "Trams are quiet", "Buses go everywhere"]),
    ],
)
def test_filters_add_up_in_an_address_and_hold_for_the_part_too(
    client: FlaskClient, session: Any, made: cast.Cast, debated: None, query: str, lines: list[str]
) -> None:
    base = as_who(session, client, made, "mei")
    assert names_of(text_of(client, f"{base}flow?{query}")) == lines
    assert names_of(text_of(client, f"{base}parts/sheet?{query}")) == lines


def test_a_line_is_read_from_its_first_claim_to_its_last_word(
    client: FlaskClient, session: Any, made: cast.Cast, debated: None
) -> None:
    base = as_who(session, client, made, "kofi")
    text = text_of(client, f"{base}flow/O1.1")
    assert "<h1>Trams are cheap</h1>" in text
    order = [text.index(f'id="point-{one}"') for one in ("P1.1", "O1.1", "P2.1")]
    assert order == sorted(order)
    assert "Trams are quiet" not in text
    assert client.get(f"{base}flow/P9.9").status_code == 404


def test_paper_has_as_many_sheets_as_the_speeches_need(
    client: FlaskClient, session: Any, made: cast.Cast, debated: None, monkeypatch: Any
) -> None:
    monkeypatch.setattr("debate.web.flow.PAPER_COLUMNS", 2)
    for who in ("kofi", ""):
        text = text_of(client, f"{as_who(session, client, made, who)}flow/print")
        assert text.count('class="a3"') == 3  # five speeches, with those that owe an answer
        assert "sheet 3 of 3" in text


def test_a_moderator_names_a_line_and_takes_the_name_away(
    client: FlaskClient, session: Any, made: cast.Cast, debated: None
) -> None:
    base = as_who(session, client, made, "")
    assert "Trams are cheap" in text_of(client, f"{base}flow/O1.1/name")
    answer = client.post(f"{base}flow/O1.1/name", data={"name": " What a tram  costs "})
    assert answer.status_code == 303
    assert answer.location == f"{base}flow/P1.1"
    assert names_of(text_of(client, f"{base}flow"))[0] == "What a tram costs"
    room = as_who(session, client, made, "kofi")
    assert names_of(text_of(client, f"{room}flow"))[0] == "What a tram costs"
    as_who(session, client, made, "")
    client.post(f"{base}flow/P1.1/name", data={"name": ""})
    assert names_of(text_of(client, f"{base}flow"))[0] == "Trams are cheap"
    acts = session.query(ModerationAct).filter_by(kind="name_line").all()
    assert [act.note for act in acts] == ["What a tram costs", ""]
    assert session.query(Event).filter_by(kind="line_named").count() == 2


def test_a_name_that_is_too_long_is_refused_with_the_words_kept(
    client: FlaskClient, session: Any, made: cast.Cast, debated: None
) -> None:
    base, name = as_who(session, client, made, ""), "tram " * 20
    answer = client.post(f"{base}flow/P1.1/name", data={"name": name})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "A name has at most 60 characters." in text
    assert name in text
    assert session.query(Event).filter_by(kind="line_named").count() == 0


def test_a_name_stays_when_its_author_revises_the_first_point(
    client: FlaskClient, session: Any, made: cast.Cast, debated: None, say: Say
) -> None:
    base = as_who(session, client, made, "")
    client.post(f"{base}flow/P1.1/name", data={"name": "Cost"})
    with transaction(session):
        old = session.query(Point).filter_by(claim="Trams are cheap").one()
        old.current = False
    say("P1.1", "Trams are very cheap", version=2, replaces_id=old.id)
    client.post(f"{base}flow/P1.1/name", data={"name": "Price"})
    assert names_of(text_of(client, f"{base}flow"))[0] == "Price"


def test_a_table_that_did_not_change_is_not_sent_again(
    client: FlaskClient, session: Any, made: cast.Cast, debated: None, say: Say
) -> None:
    address = f"{as_who(session, client, made, 'mei')}parts/sheet"
    first = client.get(address)
    asked = {"If-None-Match": first.headers["ETag"]}
    assert client.get(address, headers=asked).status_code == 304
    say("P2.2", "Buses need drivers", "answers O1.2")
    client.application.extensions["alike"].clear()  # no event tells of it here
    again = client.get(address, headers=asked)
    assert again.status_code == 200
    assert "Buses need drivers" in again.get_data(as_text=True)


@contextmanager
def statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_the_flow_takes_as_many_statements_whatever_was_said(
    client: FlaskClient, session: Any, made: cast.Cast, debated: None, say: Say
) -> None:
    base = as_who(session, client, made, "mei")
    client.get(f"{base}flow")
    counts = []
    for more in (0, 40):
        for number in range(10, 10 + more):
            say(f"P1.{number}", f"Claim {number}")
            say(f"O1.{number}", f"Answer {number}", f"answers P1.{number}", card=number % 12 + 1)
        client.application.extensions["alike"].clear()
        with statements() as seen:
            text_of(client, f"{base}flow")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 20
    with statements() as warm:
        text_of(client, f"{base}flow")
    assert len(warm) <= 7
