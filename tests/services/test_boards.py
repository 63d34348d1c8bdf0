"""Acts on several rooms of a session at once, and an announcement that is taken back."""

from typing import Any

import pytest

from debate.db import transaction
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.debates import Control, Debate
from debate.models.events import Event, ViewChange
from debate.models.sittings import Sitting
from debate.models.speeches import Point, Speech
from debate.queries import rooms
from debate.services import boards, moderation, sittings
from debate.services.boards import Together
from tests import cast
from tests.cast import NOW

S = 1000


@pytest.fixture
def three(session: Any) -> cast.Cast:
    """The class with three rooms that have not started."""
    made = cast.make(session)
    with transaction(session):
        for number in (2, 3):
            room = cast.add_debate(
                session, made.sitting, made.deck, made.version, NOW, number=number
            )
            cast.add_speeches(session, room, [])
    return made


def act(session: Any, made: cast.Cast, kind: str, *numbers: int, **more: Any) -> Any:
    at = more.pop("at", NOW + S)
    with transaction(session):
        sitting = sittings.lock(session, made.sitting.id)
        owner = Actor("owner", account_id=made.owner.id)
        return boards.act(session, owner, sitting, Together(kind, numbers, **more), now=at)


def clocks(session: Any, made: cast.Cast) -> list[list[str]]:
    session.expire_all()
    found = session.query(Debate).filter_by(sitting_id=made.sitting.id).order_by(Debate.number)
    return [
        [row.kind for row in session.query(Control).filter_by(debate_id=one.id).order_by(Control.n)]
        for one in found
    ]


def test_several_rooms_start_together_and_the_others_wait(session: Any, three: cast.Cast) -> None:
    done = act(session, three, "start", 1, 3)
    assert (done.moved, done.stayed) == ((1, 3), {})
    assert clocks(session, three) == [["start"], [], ["start"]]


def test_a_room_that_cannot_is_named_and_the_others_move(session: Any, three: cast.Cast) -> None:
    act(session, three, "start", 1, 2)
    act(session, three, "pause", 2)
    done = act(session, three, "pause", 1, 2, 3)
    assert (done.moved, done.stayed) == ((1,), {2: "paused", 3: "ready"})
    assert clocks(session, three) == [["start", "pause"], ["start", "pause"], []]


def test_where_no_room_can_nothing_changes_and_the_reason_is_said(
    session: Any, three: cast.Cast
) -> None:
    with pytest.raises(Refused, match="Rooms 1 and 2 have not started") as refused:
        act(session, three, "next", 1, 2)
    assert refused.value.status == 409
    assert clocks(session, three) == [[], [], []]


def test_two_people_who_press_next_move_each_room_on_once(session: Any, three: cast.Cast) -> None:
    act(session, three, "start", 1, 2)
    seen = {1: 1, 2: 1}
    act(session, three, "next", 1, steps=seen, at=NOW + 2 * S)
    done = act(session, three, "next", 1, 2, steps=seen, at=NOW + 3 * S)
    assert (done.moved, done.stayed) == ((2,), {1: "moved"})
    with pytest.raises(Refused, match="Rooms 1 and 2 have moved on already"):
        act(session, three, "next", 1, 2, steps=seen, at=NOW + 4 * S)
    assert clocks(session, three) == [["start", "next"], ["start", "next"], []]


def test_rooms_end_with_the_undecided_points_that_were_named_and_no_others(
    session: Any, three: cast.Cast
) -> None:
    act(session, three, "start", 1, 2)
    with transaction(session):
        speech = session.query(Speech).filter_by(debate_id=three.debate.id, address="P1").one()
        point = Point(debate_id=three.debate.id, speech_id=speech.id, state="held", claim="One")
        point.seat_id, point.sent_ms = three.seats["amara"].id, NOW + S
        session.add(point)
    done = act(session, three, "finish", 1, 2)
    assert (done.moved, done.stayed) == ((2,), {1: "points"})
    assert act(session, three, "finish", 1, named=[point.id]).moved == (1,)
    session.expire_all()
    assert session.get(Point, point.id).state == "unsent"


def test_added_time_and_sentences_of_the_clock_reach_each_room(
    session: Any, three: cast.Cast
) -> None:
    act(session, three, "start", 1, 2)
    act(session, three, "add", 1, 2, value=30)
    assert [row.value for row in session.query(Control).filter_by(kind="add")] == [30, 30]
    with pytest.raises(Refused, match="how much time"):
        act(session, three, "add", 1, 2, value=0)


def test_a_session_that_is_not_open_starts_no_room(session: Any, three: cast.Cast) -> None:
    with transaction(session):
        session.get(Sitting, three.sitting.id).state = "planned"
    with pytest.raises(Refused, match="Open the session first"):
        act(session, three, "start", 1, 2, 3)


@pytest.mark.parametrize(("kind", "numbers"), [("prep_on", (1,)), ("start", (1, 9))])
def test_what_there_is_not_is_not_found(
    session: Any, three: cast.Cast, kind: str, numbers: tuple[int, ...]
) -> None:
    with pytest.raises(NotFound):
        act(session, three, kind, *numbers)


def test_an_act_needs_a_room(session: Any, three: cast.Cast) -> None:
    with pytest.raises(Refused, match="at least one room"):
        act(session, three, "start")


def test_an_announcement_that_is_taken_back_leaves_every_room_and_the_record_keeps_it(
    session: Any, three: cast.Cast
) -> None:
    owner = Actor("owner", account_id=three.owner.id)
    with transaction(session):
        sitting = sittings.lock(session, three.sitting.id)
        row = moderation.announce(session, owner, sitting, "Two more minutes.", now=NOW)
    for _ in range(2):
        with transaction(session):
            sitting = sittings.lock(session, three.sitting.id)
            boards.withdraw(session, owner, sitting, row.id, now=NOW + S)
    assert rooms.announcements(session, three.sitting.id) == ()
    kinds = [one.kind for one in session.query(Event).filter_by(debate_id=three.debate.id)]
    assert kinds == ["announcement", "announcement_withdrawn"]
    gone = session.query(ViewChange).filter_by(view="room", taken_back=True)
    assert [one.target for one in gone] == [f"announcement-{row.id}"] * 3
    with transaction(session), pytest.raises(NotFound):
        boards.withdraw(session, owner, three.sitting, row.id + 1, now=NOW)
