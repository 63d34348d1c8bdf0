"""The sample is what a class would leave behind, and its running debate runs at each start."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from debate.db import transaction
from debate.domain import hands, polls
from debate.domain.events import MODERATORS
from debate.domain.permissions import Actor
from debate.models.accounts import BrowserSeat
from debate.models.courses import Student
from debate.models.debates import Debate
from debate.models.events import Event
from debate.models.hands import Draw
from debate.models.marks import Mark
from debate.models.moderation import FloorRequest
from debate.models.polls import Vote
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.models.speeches import Citation, Draft, Point, Reflection
from debate.queries import cards, flow, speeches
from debate.queries.debates import DebateNow, load
from debate.seeding import demo
from debate.services import controls, debates, sittings
from tests import sample
from tests.cast import MINUTE, NOW


@pytest.fixture(scope="module")
def sample_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample.build(migrated_file, tmp_path_factory.mktemp("sample"), NOW)


@pytest.fixture
def app(sample_file: Path, tmp_path: Path, make_app: Callable[..., Any]) -> Any:
    path = tmp_path / "demo.sqlite3"
    shutil.copy(sample_file, path)
    return make_app(f"sqlite:///{path}")


def room(session: Session, name: str) -> Debate:
    """The first room of a session of the sample."""
    found = session.scalars(
        select(Debate)
        .join(Sitting, Sitting.id == Debate.sitting_id)
        .where(Sitting.seed == demo.MARK + name)
        .order_by(Debate.id)
    ).all()
    return found[0]


def here(session: Session, name: str, now: int) -> DebateNow:
    found = load(session, room(session, name).id, MODERATORS, now)
    assert found is not None
    return found


def staff(session: Session) -> Actor:
    found = demo.find(session)
    assert found is not None
    return Actor("owner", account_id=found.account_id)


def start(session: Session, now: int) -> None:
    """What a start of the demo does to a database that has the sample already."""
    session.rollback()
    with transaction(session):
        demo.prepare(session, now)


def count(session: Session, model: Any) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_there_is_a_finished_a_running_and_an_empty_session(session: Session) -> None:
    finished, running, empty = (here(session, name, NOW) for name in demo.SESSIONS)
    assert (finished.sitting_state, finished.reading.state) == ("ended", "finished")
    assert finished.released_ms is not None
    assert finished.released_ms < NOW
    assert (running.sitting_state, running.reading.state) == ("open", "running")
    assert (empty.sitting_state, empty.reading.state) == ("open", "ready")
    assert not any(line.claimed for line in empty.seats)


def test_the_finished_debate_has_all_that_a_class_leaves_behind(session: Session) -> None:
    debate = room(session, "finished")
    sent = select(Point).where(Point.debate_id == debate.id)
    speeches_only = session.scalars(sent.where(Point.half == "")).all()
    assert len(speeches_only) >= 16
    assert session.scalars(sent.where(Point.half == "a")).all()
    assert {point.state for point in session.scalars(sent)} == {"sent"}
    for poll in ("before", "after"):
        votes = select(func.count()).where(Vote.debate_id == debate.id, Vote.poll == poll)
        assert session.scalar(votes) == 14
    assert session.scalars(select(Reflection).where(Reflection.debate_id == debate.id)).all()
    given = session.scalars(select(Mark).where(Mark.debate_id == debate.id)).all()
    assert len(given) == 4
    assert all(mark.comment_html for mark in given)


def test_each_side_dropped_one_point_and_the_room_moved(session: Session) -> None:
    page = here(session, "finished", NOW)
    found = flow.duties(page, speeches.point_rows(session, page))
    dropped = {line.address: line.owed_by for line in found if line.status == "dropped"}
    assert dropped == {"P1.3": "O", "O2.3": "P"}
    before, after = (
        session.scalars(
            select(Vote.choice)
            .join(Seat, Seat.id == Vote.seat_id)
            .where(Vote.debate_id == page.id, Vote.poll == poll, Seat.role == "audience")
        ).all()
        for poll in ("before", "after")
    )
    assert len(before) == len(after) == 8
    assert after.count("O") > before.count("O")
    assert {*before, *after} == set(polls.CHOICES)


@pytest.mark.parametrize("name", ["finished", "running"])
def test_hands_hold_cards_of_their_own_side_alone(session: Session, name: str) -> None:
    debate = room(session, name)
    lines = cards.for_debate(session, debate.deck_version_id or 0, debate.motion_slug)
    piles = hands.piles({line.number: line.bearing for line in lines})
    draws = session.execute(
        select(Draw.card_number, Draw.pile, Seat.side)
        .join(Seat, Seat.id == Draw.seat_id)
        .where(Draw.debate_id == debate.id)
    ).all()
    assert len(draws) == 4 * debate.hand_size
    assert all(row.pile == row.side for row in draws)
    assert all(row.card_number in piles[row.side] for row in draws)


@pytest.mark.parametrize("name", ["finished", "running"])
def test_a_constructive_rests_on_cards(session: Session, name: str) -> None:
    page = here(session, name, NOW)
    rows = speeches.point_rows(session, page)
    for speech in ("P1", "O1"):
        made = [row for row in rows if row.speech == speech]
        assert len(made) >= 3
        cited = select(Citation.point_id).where(Citation.point_id.in_(row.id for row in made))
        assert set(session.scalars(cited)) == {row.id for row in made}


@pytest.mark.parametrize("name", ["finished", "running"])
def test_events_stand_in_the_order_of_their_times(session: Session, name: str) -> None:
    times = session.scalars(
        select(Event.at_ms).where(Event.debate_id == room(session, name).id).order_by(Event.seq)
    ).all()
    assert list(times) == sorted(times)
    assert times[-1] <= NOW


def test_the_running_debate_waits_for_answers_and_has_a_hand_up(session: Session) -> None:
    page = here(session, "running", NOW)
    assert page.reading.step is not None
    assert page.reading.step.slug == "p-rebuttal"
    assert MINUTE < page.reading.left_ms < 4 * MINUTE
    duties = flow.duties(page, speeches.point_rows(session, page))
    assert [line.address for line in duties if line.status == "owed"] == ["O1.2", "O1.3"]
    up = session.scalars(
        select(Student.name)
        .join(Seat, Seat.student_id == Student.id)
        .join(FloorRequest, FloorRequest.seat_id == Seat.id)
        .where(FloorRequest.debate_id == page.id, FloorRequest.done_ms.is_(None))
    ).all()
    assert up == ["Hannah Cole"]


def test_the_seats_that_are_printed_are_free_and_prepared(session: Session) -> None:
    found = demo.find(session)
    assert found is not None
    rows = {role: session.get_one(Seat, seat.id) for role, seat in found.seats.items()}
    assert {role: (row.role, row.side) for role, row in rows.items()} == {
        "student_p": ("debater", "P"),
        "student_o": ("debater", "O"),
        "judge": ("judge", None),
        "audience": ("audience", None),
    }
    assert all(row.claimed_ms is None for row in rows.values())
    drafted = set(session.scalars(select(Draft.seat_id).where(Draft.claim != "")))
    assert drafted == {rows["student_p"].id, rows["student_o"].id}
    assert count(session, BrowserSeat) == 0


def test_the_clock_stands_between_two_starts_and_then_goes_on(session: Session) -> None:
    left = here(session, "running", NOW).reading.left_ms
    later = NOW + 60 * MINUTE
    assert here(session, "running", later).reading.state == "paused"
    start(session, later)
    reading = here(session, "running", later).reading
    assert (reading.state, reading.left_ms) == ("running", left)


def test_a_start_gives_time_when_hardly_any_is_left(session: Session) -> None:
    debate = room(session, "running")
    left = here(session, "running", NOW).reading.left_ms
    session.rollback()
    with transaction(session):
        controls.act(session, staff(session), debate, "add", 20 - left // 1000, now=NOW)
    start(session, NOW + 60 * MINUTE)
    reading = here(session, "running", NOW + 60 * MINUTE).reading
    assert reading.state == "running"
    assert demo.GIVEN_MS - 1000 <= reading.left_ms <= demo.GIVEN_MS


def test_a_start_leaves_all_else_as_it_is(session: Session) -> None:
    models = (Sitting, Student, Seat, Point, Vote, Mark)
    before = [count(session, model) for model in models]
    start(session, NOW + 60 * MINUTE)
    assert [count(session, model) for model in models] == before


def test_a_debate_that_a_visitor_ended_is_followed_by_a_fresh_one(session: Session) -> None:
    old = demo.find(session)
    assert old is not None
    session.rollback()
    with transaction(session):
        debate = debates.lock(session, old.debate_id)
        controls.act(session, staff(session), debate, "finish", now=NOW)
    start(session, NOW + 60 * MINUTE)
    new = demo.find(session)
    assert new is not None
    assert new.debate_id != old.debate_id
    assert here(session, "finished", NOW).id == room(session, "finished").id
    states = session.scalars(
        select(Sitting.state).where(Sitting.seed == f"{demo.MARK}running").order_by(Sitting.id)
    ).all()
    assert states == ["ended", "open"]
    fresh = load(session, new.debate_id, MODERATORS, NOW + 60 * MINUTE)
    assert fresh is not None
    assert fresh.reading.state == "running"


def test_a_debate_that_was_left_alone_is_followed_by_a_fresh_one(session: Session) -> None:
    old = demo.find(session)
    assert old is not None
    for minute in range(16):  # the server beats on while nobody looks
        session.rollback()
        with transaction(session):
            for beat in range(8):
                controls.beat(session, NOW + minute * MINUTE + beat * 8_000)
    start(session, NOW + 60 * MINUTE)
    new = demo.find(session)
    assert new is not None
    assert new.debate_id != old.debate_id
    ended = load(session, old.debate_id, MODERATORS, NOW + 60 * MINUTE)
    assert ended is not None
    assert ended.reading.state == "finished"


def test_a_session_that_a_visitor_ended_is_followed_by_a_fresh_one(session: Session) -> None:
    old = demo.find(session)
    assert old is not None
    session.rollback()
    with transaction(session):
        debate = debates.lock(session, old.debate_id)
        controls.act(session, staff(session), debate, "finish", now=NOW)
        sitting = sittings.lock(session, debate.sitting_id)
        sittings.end(session, staff(session), sitting, NOW)
    start(session, NOW + MINUTE)
    new = demo.find(session)
    assert new is not None
    assert new.sessions["running"] != old.sessions["running"]


def test_a_database_without_the_sample_has_none(
    database_url: str, make_app: Callable[..., Any]
) -> None:
    from debate.db import db

    with make_app(database_url).app_context():
        assert demo.find(db.session()) is None
