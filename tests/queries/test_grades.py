"""Reads of grades: what counts now, what was released, odd seats, and statement counts."""

import csv
import io
from typing import Any

import pytest

from debate.db import transaction
from debate.export import scores
from debate.models.ballots import Ballot, BallotScore
from debate.models.grades import GradeEntry, GradeFormula
from debate.models.marks import Mark, Release
from debate.models.seats import Seat
from debate.queries import debates, grades
from debate.queries.grades import GradeRow
from tests import cast
from tests.cast import MINUTE, NOW
from tests.queries.test_marks import statements

CRITERIA = [criterion.slug for criterion in cast.read_rubric().criteria]
OVER = NOW + 10 * MINUTE


@pytest.fixture
def people(session: Any) -> cast.Cast:
    """The class after its debate."""
    made = cast.make(session)
    cast.start(session, made)
    cast.control(session, made, "finish", OVER)
    with transaction(session):
        made.debate.ended_ms = OVER
    return made


def row(session: Any, people: cast.Cast, who: str, *, as_released: bool = False) -> GradeRow:
    found = grades.table(session, people.sitting.id, as_released=as_released)
    one = found.row(people.seats[who].number)
    assert one is not None
    return one


def mark(session: Any, people: cast.Cast, who: str, level: int, at: int = OVER + 1) -> None:
    seat = people.seats[who].id
    with transaction(session):
        for old in session.query(Mark).filter_by(seat_id=seat, current=True):
            old.current = False
        version = session.query(Mark).filter_by(seat_id=seat).count() + 1
        session.add(
            Mark(
                debate_id=people.debate.id,
                seat_id=seat,
                version=version,
                levels=dict.fromkeys(CRITERIA, level),
                account_id=people.owner.id,
                at_ms=at,
            )
        )


def ballot(session: Any, people: cast.Cast, level: int, at: int = OVER + 1) -> None:
    """Mei's ballot with one level for everybody."""
    with transaction(session):
        for old in session.query(Ballot).filter_by(current=True):
            old.current = False
        session.flush()
        one = Ballot(
            debate_id=people.debate.id,
            seat_id=people.seats["mei"].id,
            version=session.query(Ballot).count() + 1,
            saved_ms=at,
            handed_in_ms=at,
        )
        session.add(one)
        session.flush()
        for who in ("amara", "tomas", "priya", "jonas"):
            subject = people.seats[who].id
            session.add_all(
                BallotScore(ballot_id=one.id, subject_id=subject, criterion=slug, level=level)
                for slug in CRITERIA
            )


def formula(session: Any, people: cast.Cast, *weights: int, at: int = OVER + 1) -> None:
    with transaction(session):
        version = session.query(GradeFormula).count() + 1
        names = ("rubric", "panel", "reflection", "participation")
        session.add(
            GradeFormula(
                sitting_id=people.sitting.id,
                version=version,
                **dict(zip(names, weights, strict=True)),
                maximum=2_000,
                step=1,
                account_id=people.owner.id,
                at_ms=at,
            )
        )


def entry(session: Any, people: cast.Cast, who: str, at: int = OVER + 1, **values: Any) -> None:
    seat = people.seats[who].id
    with transaction(session):
        for old in session.query(GradeEntry).filter_by(seat_id=seat, current=True):
            old.current = False
        session.flush()
        version = session.query(GradeEntry).filter_by(seat_id=seat).count() + 1
        session.add(
            GradeEntry(
                seat_id=seat, version=version, account_id=people.owner.id, at_ms=at, **values
            )
        )


def release(session: Any, people: cast.Cast, at: int, who: str = "", **what: bool) -> None:
    with transaction(session):
        session.add(
            Release(
                debate_id=people.debate.id,
                seat_id=people.seats[who].id if who else None,
                marks=what.get("marks", True),
                ballots=what.get("ballots", True),
                account_id=people.owner.id,
                at_ms=at,
            )
        )


def test_the_judges_mean_stands_in_for_a_mark_unless_it_counts_by_itself(
    session: Any, people: cast.Cast
) -> None:
    ballot(session, people, 2)
    mark(session, people, "amara", 3)
    amara, tomas = row(session, people, "amara"), row(session, people, "tomas")
    assert (amara.points, tomas.points) == (7_500, 5_000)
    assert tomas.sum[0].what == "Mean of 1 ballot, in place of a mark"
    formula(session, people, 60, 40, 0, 0)
    amara, tomas = row(session, people, "amara"), row(session, people, "tomas")
    # 0.6 × 75 + 0.4 × 50 = 65 % of 20
    assert (amara.points, tomas.points) == (1_300, None)
    assert tomas.reason == "no mark by the rubric"


def test_an_incomplete_mark_counts_for_nothing_and_is_named(
    session: Any, people: cast.Cast
) -> None:
    mark(session, people, "amara", 3)
    with transaction(session):
        session.query(Mark).one().levels = {"argument": 4}
    found = row(session, people, "amara")
    assert (found.status, found.points, found.reason) == ("open", None, "no mark by the rubric")
    assert found.expected


def test_who_never_took_the_seat_is_absent_once_it_is_over_unless_marked_all_the_same(
    session: Any, people: cast.Cast
) -> None:
    with transaction(session):
        people.seats["amara"].claimed_ms = None
        people.debate.ended_ms = None
    assert row(session, people, "amara").status == "open"
    with transaction(session):
        people.debate.ended_ms = OVER
    found = row(session, people, "amara")
    assert (found.status, found.reason) == ("absent", "never took the seat")
    mark(session, people, "amara", 3)
    assert row(session, people, "amara").points == 7_500


def test_absent_in_the_session_is_absent_until_the_instructor_says_otherwise(
    session: Any, people: cast.Cast
) -> None:
    mark(session, people, "amara", 3)
    with transaction(session):
        people.seats["amara"].absent_ms = NOW
    found = row(session, people, "amara")
    assert (found.status, found.points) == ("absent", None)
    assert found.reason == "marked absent in the session"
    entry(session, people, "amara", standing="normal")
    assert row(session, people, "amara").points == 7_500
    entry(session, people, "amara", standing="absent", override=0, reason="Without a word.")
    found = row(session, people, "amara")
    assert (found.status, found.points) == ("graded", 0)
    assert found.sentence == "Set by hand: Without a word."


def test_odd_seats_are_told_to_staff(session: Any, people: cast.Cast) -> None:
    mark(session, people, "tomas", 3)
    room = cast.add_debate
    with transaction(session):
        other = room(session, people.sitting, people.deck, people.version, NOW, number=2)
        people.seats["amara"].student_id = None
        people.seats["amara"].typed_name = "Somebody"
        people.seats["tomas"].debate_id = other.id
        people.seats["kofi"].debate_id = None
    assert row(session, people, "amara").notes == (
        "Not on the class list, so grade files know no id or e-mail.",
        "Said nothing in the debate.",
    )
    tomas = row(session, people, "tomas")
    assert tomas.notes == ("The mark given in room 1 does not count: moved since.",)
    assert (tomas.points, tomas.room) == (None, 2)
    assert row(session, people, "kofi").notes == ("Sits in no room.",)
    order = [one.seat_number for one in grades.table(session, people.sitting.id).rows]
    assert order == [1, 3, 4, 5, 2, 6]


def test_a_released_grade_stays_whatever_changes_until_the_next_release(
    session: Any, people: cast.Cast
) -> None:
    ballot(session, people, 2)
    mark(session, people, "amara", 3)
    entry(session, people, "amara", reflection=5_000)
    formula(session, people, 50, 0, 50, 0)
    assert row(session, people, "amara", as_released=True).reason == "not released yet"
    release(session, people, OVER + 10)
    told = row(session, people, "amara", as_released=True)
    assert (told.points, told.released) == (1_250, True)
    assert not row(session, people, "amara").changed
    mark(session, people, "amara", 4, OVER + 20)
    entry(session, people, "amara", OVER + 20, reflection=10_000)
    formula(session, people, 100, 0, 0, 0, at=OVER + 20)
    ballot(session, people, 4, OVER + 20)
    assert row(session, people, "amara", as_released=True) == told
    now = row(session, people, "amara")
    assert (now.points, now.changed) == (2_000, True)
    release(session, people, OVER + 30)
    assert row(session, people, "amara", as_released=True).points == 2_000


def test_a_release_to_one_seat_tells_that_seat_alone(session: Any, people: cast.Cast) -> None:
    mark(session, people, "amara", 3)
    mark(session, people, "tomas", 3)
    release(session, people, OVER + 10, "amara", ballots=False)
    here = debates.load(session, people.slug, "team1", OVER + 20)
    assert here is not None
    own = grades.own(session, here, people.seats["amara"].id)
    assert own is not None
    assert own.points == 7_500
    assert grades.own(session, here, people.seats["tomas"].id) is None


def test_a_grade_that_rests_on_ballots_waits_for_their_release(
    session: Any, people: cast.Cast
) -> None:
    ballot(session, people, 2)
    release(session, people, OVER + 10, ballots=False)
    here = debates.load(session, people.slug, "team1", OVER + 20)
    assert here is not None
    assert grades.own(session, here, people.seats["amara"].id) is None
    told = row(session, people, "amara", as_released=True)
    assert (told.shares, told.source, told.ballots) == ({}, "", 0)
    release(session, people, OVER + 11, marks=False)
    own = grades.own(session, here, people.seats["amara"].id)
    assert own is not None
    assert own.points == 5_000


def test_a_released_mark_tells_nothing_of_ballots_that_are_not(
    session: Any, people: cast.Cast
) -> None:
    ballot(session, people, 2)
    mark(session, people, "amara", 3)
    release(session, people, OVER + 10, ballots=False)
    told = row(session, people, "amara", as_released=True)
    assert (told.shares["rubric"], told.shares["panel"]) == (7_500, None)
    assert (told.source, told.ballots) == ("mark", 0)
    release(session, people, OVER + 11, marks=False)
    assert row(session, people, "amara", as_released=True).shares["panel"] == 5_000


@pytest.mark.parametrize(
    ("weights", "source"),
    [
        ((100, 0, 0, 0), "mark"),
        ((60, 40, 0, 0), "mark and ballots"),
        ((0, 100, 0, 0), "ballots"),
        ((0, 0, 100, 0), ""),
    ],
)
def test_a_grade_rests_on_what_has_a_weight(
    session: Any, people: cast.Cast, weights: tuple[int, ...], source: str
) -> None:
    ballot(session, people, 2)
    mark(session, people, "amara", 3)
    entry(session, people, "amara", reflection=5_000)
    formula(session, people, *weights)
    assert row(session, people, "amara").source == source


def test_a_grade_set_by_hand_counts_no_ballot_in_its_file(session: Any, people: cast.Cast) -> None:
    ballot(session, people, 2)
    entry(session, people, "amara", override=1_500, reason="Agreed")
    rows = [row(session, people, who) for who in ("amara", "tomas")]
    told = csv.DictReader(io.StringIO(scores.file(rows, {}).decode("utf-8-sig")))
    assert [(one["source"], one["n"]) for one in told] == [("by hand", ""), ("ballots", "1")]


def test_the_table_takes_as_many_statements_with_more_students_and_entries(
    session: Any, people: cast.Cast
) -> None:
    counts = []
    for number in (7, 8):
        with transaction(session):
            session.add(
                Seat(
                    sitting_id=people.sitting.id,
                    number=number,
                    debate_id=people.debate.id,
                    role="audience",
                    typed_name=f"Person {number}",
                    code_name=f"Wren {number}",
                )
            )
        for who in ("amara", "tomas", "priya")[: number - 5]:
            mark(session, people, who, 3)
            entry(session, people, who, reflection=5_000)
        ballot(session, people, 2)
        release(session, people, OVER + number)
        here = debates.load(session, people.slug, "team1", OVER + 20)
        assert here is not None
        seat, sitting = people.seats["amara"].id, people.sitting.id
        session.expire_all()
        session.rollback()
        with statements() as seen:
            grades.table(session, sitting)
            table = len(seen)
            grades.own(session, here, seat)
        counts.append((table, len(seen) - table))
    assert counts == [(10, 9)] * 2
