"""Shadow judges: a whole ballot that is in no decision, mean or rank, and is shown as practice."""

from typing import Any

import pytest

from debate.db import transaction
from debate.domain.permissions import Actor
from debate.domain.refusals import Refused
from debate.models.seats import Seat
from debate.queries import ballots as reads
from debate.queries import debates, grades, marks, transcripts
from debate.services import ballots, seats_places, sittings
from debate.services import debates as debate_writes
from debate.services import releases as release_writes
from debate.services.ballots import HAND_IN, Sheet
from tests import cast
from tests.cast import MINUTE, NOW
from tests.services.seating import act

CRITERIA = [criterion.slug for criterion in cast.read_rubric().criteria]
pytestmark = pytest.mark.one_database


def place(session: Any, people: cast.Cast, who: str, role: str) -> Seat:
    seat = session.get_one(Seat, people.seats[who].id)
    act(session, people, seats_places.place, seat, people.debate, role, None, now=NOW)
    return seat


def hand_in(session: Any, people: cast.Cast, who: str, level: int, decision: str) -> None:
    seat = people.seats[who]
    judge = Actor("judge", seat_id=seat.id, seat_number=seat.number, debate_id=seat.debate_id)
    levels = {number: dict.fromkeys(CRITERIA, level) for number in (1, 2, 3, 4)}
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        sheet = Sheet(levels, decision, f"Because of {who}.")
        ballots.save(session, judge, debate, sheet, act=HAND_IN, now=NOW + 1)


@pytest.fixture
def people(session: Any) -> cast.Cast:
    """Mei judges, Kofi practises; they disagree."""
    made = cast.make(session)
    place(session, made, "kofi", "shadow")
    cast.start(session, made)
    hand_in(session, made, "mei", 4, "P")
    hand_in(session, made, "kofi", 1, "O")
    return made


def here(session: Any, people: cast.Cast) -> debates.DebateNow:
    session.rollback()
    found = debates.load(session, people.slug, "moderators", NOW + MINUTE)
    assert found is not None
    return found


def test_a_shadow_judge_s_ballot_is_in_no_decision_mean_or_grade(
    session: Any, people: cast.Cast
) -> None:
    now = here(session, people)
    counted, practice = reads.given(session, now)
    assert [one.judge for one in counted] == ["Mei Tanaka"]
    assert [one.judge for one in practice] == ["Kofi Mensah"]
    assert reads.outcome(now, counted).winner == now.fmt.sides["P"]
    lines = [line for line in marks.sheet(session, now) if line.total is not None]
    assert {(line.total, line.source, line.n) for line in lines} == {(10_000, "judges", 1)}
    rows = [row for row in grades.table(session, now.sitting_id).rows if row.ballots]
    assert {row.points for row in rows} == {10_000}
    assert rows


def test_closing_waits_for_judges_that_count_alone(session: Any) -> None:
    made = cast.make(session)
    place(session, made, "kofi", "shadow")
    missing = reads.missing(session, here(session, made))
    assert [line.label for line in missing] == ["Mei Tanaka"]


def test_after_the_release_they_see_their_totals_beside_the_panel_s(
    session: Any, people: cast.Cast
) -> None:
    now = here(session, people)
    own = reads.own(session, now, people.seats["kofi"].id)
    lines = reads.beside(own, reads.handed_in(session, now))
    assert {(line.own, line.mean, line.gap) for line in lines} == {(2_500, 10_000, -7_500)}
    assert reads.beside(own, ())[0].gap is None


def test_the_record_says_that_it_is_practice(session: Any, people: cast.Cast) -> None:
    cast.control(session, people, "finish", NOW + 2)
    owner = Actor("owner", account_id=people.owner.id)
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        debate.ended_ms = NOW + 2
        release_writes.release(session, owner, debate, NOW + 3)
    found = transcripts.transcript(session, people.slug, NOW + MINUTE, names=True)
    assert found is not None
    assert found.judgement is not None
    assert [one.judge for one in found.judgement.ballots] == [
        "Mei Tanaka",
        "Kofi Mensah (practice, not counted)",
    ]
    assert found.judgement.outcome.panel.P == 1
    assert found.judgement.outcome.panel.O == 0
    assert [one.role for one in found.people if one.label == "Kofi Mensah"] == ["shadow"]


def test_a_judge_may_practise_until_a_ballot_is_handed_in(session: Any) -> None:
    made = cast.make(session)
    seat = place(session, made, "mei", "shadow")
    assert (seat.role, seat.shadow) == ("judge", True)
    seat = place(session, made, "mei", "judge")
    assert (seat.role, seat.shadow) == ("judge", False)
    seat = place(session, made, "mei", "shadow")
    seat = place(session, made, "mei", "audience")
    assert (seat.role, seat.shadow) == ("audience", False)
    place(session, made, "mei", "judge")
    cast.start(session, made)
    hand_in(session, made, "mei", 3, "P")
    with pytest.raises(Refused, match="stays a judge"):
        place(session, made, "mei", "shadow")


def test_a_shadow_judge_is_placed_when_the_session_is_planned(session: Any) -> None:
    made = cast.make(session)
    student = made.students["mei"].id
    owner = Actor("owner", account_id=made.owner.id)
    placements = {
        one.id: (1, role, side)
        for one, role, side in (
            (made.students["amara"], "debater", "P"),
            (made.students["priya"], "debater", "O"),
            (made.students["mei"], "shadow", None),
        )
    }
    settings = debate_writes.Settings(
        made.deck.id, "alliance-likely", cast.read_format(), made.debate.rubric_json
    )
    plan = sittings.Plan(
        course_id=made.course.id,
        title="Practice",
        settings=settings,
        student_ids=list(placements),
        placements=placements,
    )
    with transaction(session):
        made_sitting = sittings.create(session, owner, plan, NOW)
        row = session.query(Seat).filter_by(sitting_id=made_sitting.id, student_id=student).one()
        assert (row.role, row.shadow) == ("judge", True)
