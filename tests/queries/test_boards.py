"""The board of rooms: what a tile says, what comes first, and that ten rooms cost what two do."""

from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from debate.db import db, transaction
from debate.models.debates import Control, Debate
from debate.models.moderation import FloorRequest
from debate.models.seats import Presence
from debate.models.speeches import Point, Speech
from debate.queries import boards
from tests import cast
from tests.cast import MINUTE, NOW


@pytest.fixture
def people(session: Session) -> cast.Cast:
    made = cast.make(session)
    add_rooms(session, made, 2)
    return made


def add_rooms(session: Session, made: cast.Cast, *numbers: int) -> None:
    with transaction(session):
        for number in numbers:
            room = cast.add_debate(
                session, made.sitting, made.deck, made.version, NOW, number=number
            )
            cast.add_speeches(session, room, [])


def room(session: Session, made: cast.Cast, number: int) -> Debate:
    return session.query(Debate).filter_by(sitting_id=made.sitting.id, number=number).one()


def look(session: Session, made: cast.Cast, now: int = NOW + MINUTE, **how: Any) -> boards.Board:
    found = boards.board(session, made.sitting.slug, now, **how)
    assert found is not None
    return found


def words(board: boards.Board, number: int) -> list[str]:
    tile = board.tile(number)
    assert tile is not None
    return [need.words for need in tile.needs]


def test_a_tile_says_who_speaks_how_long_who_is_here_and_what_was_said(
    session: Session, people: cast.Cast
) -> None:
    cast.start(session, people)
    with transaction(session):
        for name in ("amara", "kofi"):
            session.add(Presence(seat_id=people.seats[name].id, seen_ms=NOW + MINUTE))
        speech = session.query(Speech).filter_by(debate_id=people.debate.id, address="P1").one()
        for state in ("sent", "sent", "held", "hidden"):
            point = Point(debate_id=people.debate.id, speech_id=speech.id, state=state, claim="x")
            point.seat_id, point.sent_ms = people.seats["amara"].id, NOW
            session.add(point)
        hand = FloorRequest(debate_id=people.debate.id, seat_id=people.seats["kofi"].id)
        hand.step_index, hand.raised_ms = 1, NOW
        session.add(hand)
    tile = look(session, people).tile(1)
    assert tile is not None
    assert (tile.floor.speaker, tile.floor.step_number, tile.state) == (
        "Amara Diallo",
        2,
        "running",
    )
    assert tile.floor.left_ms == tile.floor.total_ms - MINUTE
    assert (tile.points, tile.here, tile.expected) == (2, 2, 6)
    assert [need.words for need in tile.needs] == ["1 point waits for you", "1 hand up"]


def test_who_has_stopped_comes_first_and_the_order_by_number_can_be_had(
    session: Session, people: cast.Cast
) -> None:
    add_rooms(session, people, 3, 4)
    with transaction(session):
        for number, kinds in ((2, "start"), (3, "start pause"), (4, "start interrupted")):
            for n, kind in enumerate(kinds.split(), start=1):
                here = room(session, people, number)
                session.add(Control(debate_id=here.id, n=n, kind=kind, at_ms=NOW, value=0))
    found = look(session, people, NOW + 3 * MINUTE)
    assert [tile.number for tile in found.tiles] == [4, 2, 3, 1]
    assert words(found, 4)[0] == "Interrupted: the server was away"
    assert words(found, 2) == ["P1 has no speaker", "Next, X1 has no speaker"]
    assert "Paused for 3 min" in words(found, 3)
    assert words(found, 1) == []
    assert list(found.waiting) == ["Interrupted: the server was away", "P1 has no speaker"]
    by_number = look(session, people, by_number=True)
    assert [tile.number for tile in by_number.tiles] == [1, 2, 3, 4]


def test_before_the_start_the_speech_to_come_is_looked_at(
    session: Session, people: cast.Cast
) -> None:
    assert words(look(session, people), 2) == ["Next, P1 has no speaker"]
    assert boards.board(session, "nothing", NOW) is None


def test_the_motion_stands_once_where_it_is_the_same_everywhere(
    session: Session, people: cast.Cast
) -> None:
    assert look(session, people).motion == people.debate.motion_text
    with transaction(session):
        room(session, people, 2).motion_text = "Another motion"
    assert look(session, people).motion == ""


def test_ten_rooms_cost_as_many_statements_as_two(session: Session, people: cast.Cast) -> None:
    two = statements(session, people)
    add_rooms(session, people, *range(3, 11))
    assert len(look(session, people).tiles) == 10
    assert statements(session, people) == two < 10


def statements(session: Session, made: cast.Cast) -> int:
    session.rollback()
    seen: list[str] = []

    def counted(_: Any, __: Any, statement: str, *more: Any) -> None:
        del more
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", counted)
    look(session, made)
    event.remove(db.engine, "before_cursor_execute", counted)
    return len(seen)
