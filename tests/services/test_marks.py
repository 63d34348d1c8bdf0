"""Instructors' marks, where a score comes from, and the release."""

from typing import Any

import pytest

from debate.db import transaction
from debate.domain.events import MODERATORS
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.accounts import AuditEntry
from debate.models.events import Event
from debate.models.marks import Mark
from debate.models.seats import Seat
from debate.queries import debates
from debate.queries import marks as reads
from debate.services import ballots, marks, releases
from debate.services import debates as debate_writes
from debate.services.ballots import HAND_IN, KEEP, Sheet
from tests import cast
from tests.cast import MINUTE, NOW

CRITERIA = [criterion.slug for criterion in cast.read_rubric().criteria]
THREES = dict.fromkeys(CRITERIA, 3)
FOURS = dict.fromkeys(CRITERIA, 4)


def give(
    session: Any,
    people: cast.Cast,
    number: int,
    levels: dict[str, int],
    comment: str = "",
    at: int = NOW,
) -> None:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        owner = Actor("owner", account_id=people.owner.id)
        marks.give(session, owner, debate, number, levels, comment, now=at)


def release(session: Any, people: cast.Cast, at: int = NOW + 10 * MINUTE) -> None:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        releases.release(session, Actor("owner", account_id=people.owner.id), debate, at)


def judge(
    session: Any, people: cast.Cast, seat: Seat, level: int, decision: str, act: str = HAND_IN
) -> None:
    levels = {number: dict.fromkeys(CRITERIA, level) for number in (1, 2, 3, 4)}
    actor = Actor("judge", seat_id=seat.id, seat_number=seat.number, debate_id=seat.debate_id)
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        sheet = Sheet(levels, decision, "Because.")
        ballots.save(session, actor, debate, sheet, act=act, now=NOW + 1)


def second_judge(session: Any, people: cast.Cast) -> Seat:
    with transaction(session):
        seat = Seat(
            sitting_id=people.sitting.id,
            number=7,
            debate_id=people.debate.id,
            role="judge",
            typed_name="Second judge",
            code_name="Wren 7",
            claimed_how="code",
            claimed_ms=NOW,
            confirmed_ms=NOW,
        )
        session.add(seat)
    return seat


def end(session: Any, people: cast.Cast) -> None:
    cast.control(session, people, "finish", NOW + MINUTE)
    with transaction(session):
        people.debate.ended_ms = NOW + MINUTE


def line(session: Any, people: cast.Cast, who: str, view: str = MODERATORS) -> reads.ScoreLine:
    here = debates.load(session, people.slug, view, NOW + 20 * MINUTE)
    assert here is not None
    lines = reads.sheet(session, here)
    return next(line for line in lines if line.seat.id == people.seats[who].id)


@pytest.fixture
def people(session: Any) -> cast.Cast:
    made = cast.make(session)
    cast.start(session, made)
    return made


def test_each_change_of_a_mark_is_a_version_and_the_same_again_is_none(
    session: Any, people: cast.Cast
) -> None:
    give(session, people, 1, THREES, "Good *start*.")
    give(session, people, 1, THREES, "Good *start*. ")
    give(session, people, 1, FOURS, "Better.")
    found = [(row.version, row.current, row.comment) for row in session.query(Mark)]
    assert found == [(1, False, "Good *start*."), (2, True, "Better.")]
    assert [event.kind for event in session.query(Event)] == ["mark_given", "mark_given"]
    assert session.query(Mark).first().comment_html == "<p>Good <em>start</em>.</p>\n"


def test_going_past_a_student_without_a_word_marks_nothing(session: Any, people: cast.Cast) -> None:
    give(session, people, 1, {}, "  ")
    assert session.query(Mark).count() == 0
    assert session.query(Event).count() == 0


def test_a_mark_for_nobody_or_with_what_cannot_be_is_refused(
    session: Any, people: cast.Cast
) -> None:
    with pytest.raises(NotFound):
        give(session, people, 99, THREES)
    with pytest.raises(Refused) as refused:
        give(session, people, 1, {"argument": 5})
    assert refused.value.field == "argument"
    with pytest.raises(Refused) as refused:
        give(session, people, 1, {}, "x" * 5001)
    assert refused.value.field == "comment"
    assert session.query(Mark).count() == 0


def test_the_score_is_the_instructors_mark_else_the_mean_of_the_handed_in_ballots(
    session: Any, people: cast.Cast
) -> None:
    judge(session, people, people.seats["mei"], 2, "P")
    judge(session, people, second_judge(session, people), 3, "O")
    give(session, people, 1, FOURS)
    amara, tomas = (line(session, people, who) for who in ("amara", "tomas"))
    assert (amara.total, amara.source, amara.n) == (10_000, "instructor", 1)
    assert (tomas.total, tomas.source, tomas.n) == (6_250, "judges", 2)
    assert tomas.levels["argument"] == 250
    assert line(session, people, "kofi").source == "none"


def test_an_incomplete_mark_counts_for_nothing_yet(session: Any, people: cast.Cast) -> None:
    give(session, people, 1, {"argument": 4}, "More to come.")
    found = line(session, people, "amara")
    assert (found.total, found.source, found.n, found.complete) == (None, "none", 0, False)
    judge(session, people, people.seats["mei"], 2, "P")
    assert line(session, people, "amara").source == "judges"


def test_a_ballot_that_was_not_handed_in_counts_for_nothing(
    session: Any, people: cast.Cast
) -> None:
    judge(session, people, people.seats["mei"], 2, "P", KEEP)
    assert line(session, people, "amara").total is None


def test_there_is_no_release_before_the_end(session: Any, people: cast.Cast) -> None:
    with pytest.raises(Refused, match="End it first"):
        release(session, people)
    assert people.debate.released_ms is None


def test_a_release_seals_the_record_and_says_who_did_it(session: Any, people: cast.Cast) -> None:
    end(session, people)
    release(session, people)
    assert [event.kind for event in session.query(Event)] == ["released", "sealed"]
    entry = session.query(AuditEntry).filter_by(act="marks.release").one()
    assert (entry.account_id, entry.target_id) == (people.owner.id, people.debate.id)
    assert people.debate.released_ms == people.debate.sealed_ms == NOW + 10 * MINUTE


def test_a_mark_changed_after_the_release_shows_at_the_next_one(
    session: Any, people: cast.Cast
) -> None:
    give(session, people, 1, THREES, "First word.")
    end(session, people)
    release(session, people, NOW + 10 * MINUTE)
    give(session, people, 1, FOURS, "Second word.", NOW + 11 * MINUTE)
    assert line(session, people, "amara", "team1").comment == "First word."
    staff = line(session, people, "amara")
    assert (staff.comment, staff.unreleased) == ("Second word.", True)
    release(session, people, NOW + 12 * MINUTE)
    assert line(session, people, "amara", "team1").comment == "Second word."
    assert line(session, people, "amara").unreleased is False


def test_results_hold_nothing_of_marks_or_ballots_before_the_release(
    session: Any, people: cast.Cast
) -> None:
    judge(session, people, people.seats["mei"], 2, "P")
    give(session, people, 1, FOURS, "Well done.")
    end(session, people)
    seat_id = people.seats["amara"].id

    def results(view: str) -> reads.ResultsPage:
        here = debates.load(session, people.slug, view, NOW + 20 * MINUTE)
        assert here is not None
        return reads.results(session, here, 0 if view == MODERATORS else seat_id)

    for view in ("room", "judges", "team1", "team2"):
        found = results(view)
        assert (found.lines, found.own, found.remarks) == ((), None, ())
        assert not any("judges" in sentence for sentence in found.sentences)
    assert "The judges gave it to Proposition, 1 to 0." in results(MODERATORS).sentences
    release(session, people)
    found = results("team1")
    assert found.lines == ()
    assert found.own is not None
    assert (found.own.seat.id, found.own.comment) == (seat_id, "Well done.")
    assert [(remark.judge, remark.reason) for remark in found.remarks] == [(1, "Because.")]
