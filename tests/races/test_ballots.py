"""Ballots at the same time: each judge has one current, all versions are kept, the count holds."""

import json
import os
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from debate.db import clock_ms, db, transaction
from debate.domain import ballots as rules
from debate.domain import rubrics
from debate.domain.events import MODERATORS
from debate.domain.permissions import Actor
from debate.models.ballots import Ballot, BallotScore
from debate.models.seats import Seat
from debate.queries import ballots as reads
from debate.queries import debates as debate_reads
from debate.services import ballots, debates
from tests import cast
from tests.races import crowd

JUDGES = 30
# RACE_BALLOTS=100 runs the whole of it, a minute for each database.
BALLOTS = int(os.environ.get("RACE_BALLOTS", "10"))
THREADS = 10  # each brings the ballots of its three judges, by turns with the others


CRITERIA = ("argument",)
SPEAKERS = ("amara", "priya")


@pytest.fixture
def people(session: Any) -> cast.Cast:
    """A running debate of two speakers, judged by one criterion."""
    whole = cast.read_rubric()
    first = replace(whole.criteria[0], weight=100)
    rubric = json.dumps(rubrics.as_data(replace(whole, criteria=(first,))))
    made = cast.make(session, clock_ms(), rubric_json=rubric)
    cast.start(session, made, clock_ms() - 1000)
    with transaction(session):
        for name in ("tomas", "jonas"):
            made.seats[name].absent_ms = clock_ms()
    return made


def more_judges(session: Any, people: cast.Cast) -> list[Actor]:
    with transaction(session):
        seats = [
            Seat(
                sitting_id=people.sitting.id,
                number=number,
                debate_id=people.debate.id,
                role="judge",
                typed_name=f"Judge {number}",
                code_name=f"Finch {number}",
                claimed_how="walk_in",
                claimed_ms=clock_ms(),
                confirmed_ms=clock_ms(),
            )
            for number in range(101, 101 + JUDGES)
        ]
        session.add_all(seats)
    return [
        Actor("judge", seat_id=seat.id, seat_number=seat.number, debate_id=people.debate.id)
        for seat in seats
    ]


def test_30_judges_with_many_ballots_each_lose_none_and_double_none(
    app: Any, session: Any, people: cast.Cast
) -> None:
    judges = more_judges(session, people)
    debate_id = people.debate.id
    speakers = [people.seats[name].number for name in SPEAKERS]
    session.rollback()

    def bring(thread: int) -> None:
        for n in range(BALLOTS):
            for judge in judges[thread::THREADS]:
                with app.app_context():
                    _hand_in(db.session(), judge, debate_id, speakers, n)

    crowd.together(bring, range(THREADS))

    rows = session.query(Ballot).all()
    assert len(rows) == JUDGES * BALLOTS
    for judge in judges:
        own = sorted((row for row in rows if row.seat_id == judge.seat_id), key=lambda r: r.version)
        assert [row.version for row in own] == list(range(1, BALLOTS + 1))
        assert [row.version for row in own if row.current] == [BALLOTS]
        assert [row.reason for row in own] == [f"Reason {n}" for n in range(BALLOTS)]
    _check_tally(session, debate_id, speakers, BALLOTS - 1)
    records = crowd.check_record(session, debate_id)
    assert len([r for r in records if r.kind == "ballot_handed_in"]) == JUDGES * BALLOTS


def test_one_judge_on_twelve_devices_has_one_current_ballot(
    app: Any, session: Any, people: cast.Cast
) -> None:
    seat, debate_id = people.seats["mei"], people.debate.id
    judge = Actor("judge", seat_id=seat.id, seat_number=seat.number, debate_id=debate_id)
    speakers = [people.seats[name].number for name in SPEAKERS]
    session.rollback()

    def bring(n: int) -> None:
        with app.app_context():
            _hand_in(db.session(), judge, debate_id, speakers, n)

    crowd.together(bring, range(12))

    rows = session.query(Ballot).order_by(Ballot.version).all()
    assert [row.version for row in rows] == list(range(1, 13))
    assert [row.version for row in rows if row.current] == [12]
    assert {row.reason for row in rows} == {f"Reason {n}" for n in range(12)}
    assert len(crowd.check_record(session, debate_id)) == 12


def _hand_in(session: Session, judge: Actor, debate_id: int, speakers: list[int], n: int) -> None:
    levels = {number: dict.fromkeys(CRITERIA, 1 + n % 4) for number in speakers}
    decision = "PO"[judge.seat_id % 2]
    sheet = ballots.Sheet(levels, decision, f"Reason {n}")
    with transaction(session):
        debate = debates.lock(session, debate_id)
        ballots.save(session, judge, debate, sheet, act=ballots.HAND_IN, now=clock_ms())


def _check_tally(session: Any, debate_id: int, speakers: list[int], last: int) -> None:
    """What the pages count equals what a recount of the rows gives."""
    here = debate_reads.load(session, debate_id, MODERATORS, clock_ms())
    shown = reads.handed_in(session, here)
    current = session.query(Ballot).filter_by(current=True).all()
    assert sorted(page.seat_id for page in shown) == sorted(row.seat_id for row in current)
    for side in "PO":
        recount = sum(row.decision == side for row in current)
        assert sum(page.decision == side for page in shown) == recount == JUDGES // 2
    levels = dict.fromkeys(CRITERIA, 1 + last % 4)
    total = rules.total(here.rubric, levels)
    assert {subject.total for page in shown for subject in page.subjects} == {total}
    scores = session.query(BallotScore).filter(BallotScore.ballot_id.in_([r.id for r in current]))
    assert scores.count() == JUDGES * len(speakers) * len(CRITERIA)
