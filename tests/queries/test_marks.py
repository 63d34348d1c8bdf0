"""Reads of ballots and marks: headlines, whose words are shown, and statement counts."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from debate.db import db, transaction
from debate.domain.permissions import Actor
from debate.domain.speeches import Words
from debate.models.polls import Vote
from debate.models.seats import Seat
from debate.models.speeches import Point
from debate.queries import ballots, debates, marks, marks_desk
from debate.queries.debates import DebateNow
from debate.services import ballots as ballot_writes
from debate.services import debates as debate_writes
from debate.services import marks as mark_writes
from debate.services import notes as note_writes
from debate.services import speeches as speech_writes
from tests import cast
from tests.cast import MINUTE, NOW

CRITERIA = [criterion.slug for criterion in cast.read_rubric().criteria]


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that are run inside."""
    seen: list[str] = []

    def note(*args: Any) -> None:
        if not args[2].startswith("BEGIN"):
            seen.append(args[2])

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def load(session: Any, people: cast.Cast, at: int = NOW + MINUTE) -> DebateNow:
    here = debates.load(session, people.slug, "moderators", at)
    assert here is not None
    return here


def add_seat(session: Any, people: cast.Cast, number: int, role: str, name: str = "") -> Seat:
    with transaction(session):
        seat = Seat(
            sitting_id=people.sitting.id,
            number=number,
            debate_id=people.debate.id,
            role=role,
            typed_name=name or f"Person {number}",
            code_name=f"Wren {number}",
            claimed_how="code",
            claimed_ms=NOW,
            confirmed_ms=NOW,
        )
        session.add(seat)
    return seat


def judge(session: Any, people: cast.Cast, seat: Seat, decision: str) -> None:
    levels = {number: dict.fromkeys(CRITERIA, 3) for number in (1, 2, 3, 4)}
    sheet = ballot_writes.Sheet(levels, decision, "Because.")
    actor = Actor("judge", seat_id=seat.id, seat_number=seat.number, debate_id=seat.debate_id)
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        act = ballot_writes.HAND_IN
        ballot_writes.save(session, actor, debate, sheet, act=act, now=NOW + 1)


def say(session: Any, people: cast.Cast, who: str, address: str, claim: str, at: int) -> None:
    seat = people.seats[who]
    actor = Actor("debater", seat_id=seat.id, seat_number=seat.number, side=seat.side)
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        speech_writes.send_point(session, actor, debate, address, Words(claim), now=at, arrival=at)


@pytest.fixture
def people(session: Any) -> cast.Cast:
    made = cast.make(session)
    cast.start(session, made)
    return made


def test_sheet_and_ballots_take_as_many_statements_with_more_judges_and_marks(
    session: Any, people: cast.Cast
) -> None:
    counts = []
    for number in (7, 8):
        judge(session, people, add_seat(session, people, number, "judge"), "P")
        with transaction(session):
            debate = debate_writes.lock(session, people.slug)
            owner = Actor("owner", account_id=people.owner.id)
            mark_writes.give(session, owner, debate, number, {}, "Thanks.", now=NOW)
        here, seat_id = load(session, people), people.seats["mei"].id
        with statements() as seen:
            ballots.handed_in(session, here)
            marks.sheet(session, here)
            marks.results(session, here)
            ballots.own(session, here, seat_id)
        counts.append(len(seen))
    assert counts[0] == counts[1] == 2 + 4 + 5 + 1


def test_the_desk_takes_as_many_statements_with_more_said_and_marked(
    session: Any, people: cast.Cast
) -> None:
    owner, counts = Actor("owner", account_id=people.owner.id), []
    for number, claim in ((7, "One"), (8, "Two")):
        say(session, people, "amara", "P1", claim, NOW + number)
        point = session.query(Point).filter_by(claim=claim).one()
        judge(session, people, add_seat(session, people, number, "judge"), "P")
        with transaction(session):
            debate = debate_writes.lock(session, people.slug)
            mark_writes.give(session, owner, debate, 1, {}, claim, now=NOW)
            chosen, remark = note_writes.Chosen(point.id, claim), note_writes.Remark("So it is.")
            note_writes.give(session, owner, debate, 1, chosen, remark, now=NOW)
        here = load(session, people)
        with statements() as seen:
            assert marks_desk.desk(session, here, 1, people.owner.id) is not None
        counts.append(len(seen))
    assert counts[0] == counts[1] < 22


def test_two_students_of_one_name_keep_their_words_apart(session: Any, people: cast.Cast) -> None:
    with transaction(session):
        people.students["tomas"].name = people.students["amara"].name
    say(session, people, "amara", "P1", "By the first", NOW + 1)
    here = load(session, people)

    def work(who: str) -> tuple[marks_desk.DeskSpeech, ...]:
        found = marks_desk.desk(session, here, people.seats[who].number, people.owner.id)
        assert found is not None
        return found.speeches

    assert [one.points[0].row.claim for one in work("amara")] == ["By the first"]
    assert work("tomas") == ()


def test_of_an_exchange_the_question_stays_with_the_answer(session: Any, people: cast.Cast) -> None:
    cast.control(session, people, "next", NOW + 10)
    say(session, people, "jonas", "X1", "Would it sign?", NOW + 11)
    say(session, people, "amara", "X1", "It would.", NOW + 12)
    say(session, people, "jonas", "X1", "When?", NOW + 13)
    desk = marks_desk.desk(session, load(session, people), 1, people.owner.id)
    assert desk is not None
    shown = [(item.row.claim, item.own) for item in desk.speeches[0].points]
    assert shown == [("Would it sign?", False), ("It would.", True)]


def headline(session: Any, people: cast.Cast, at: int = NOW + MINUTE) -> str:
    return marks.results(session, load(session, people, at)).headline


def test_the_headline_is_a_sentence_with_the_result_in_it(session: Any) -> None:
    people = cast.make(session)
    assert headline(session, people) == "The debate has not begun"
    cast.start(session, people)
    assert headline(session, people) == "The debate goes on"
    cast.control(session, people, "finish", NOW + 10)
    assert headline(session, people) == "The debate is over"
    judge(session, people, people.seats["mei"], "O")
    assert headline(session, people) == "The judges gave it to Opposition"


def test_the_swing_makes_the_headline_and_the_sentences(session: Any, people: cast.Cast) -> None:
    with transaction(session):
        for number, after in enumerate("PPOOO", start=7):
            seat = Seat(
                sitting_id=people.sitting.id,
                number=number,
                debate_id=people.debate.id,
                role="audience",
                code_name=f"Wren {number}",
                confirmed_ms=NOW,
            )
            session.add(seat)
            session.flush()
            for poll, choice in (("before", "P"), ("after", after)):
                vote = Vote(
                    debate_id=people.debate.id,
                    poll=poll,
                    seat_id=seat.id,
                    choice=choice,
                    at_ms=NOW,
                )
                session.add(vote)
    for _ in range(10):
        cast.control(session, people, "next", NOW + 10)
    found = marks.results(session, load(session, people))
    assert found.headline == "Opposition moved the room"
    assert found.sentences[0] == (
        "3 of 5 voters moved towards Opposition and 0 towards Proposition; 2 stayed put."
    )
    assert found.sentences[1].startswith("Proposition −60.0 points, Opposition +60.0 points")
