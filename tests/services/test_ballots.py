"""Judges' ballots: kept, handed in, followed by versions, closed by the release."""

from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from debate.db import transaction
from debate.domain.events import JUDGES
from debate.domain.permissions import Actor
from debate.domain.refusals import Refused
from debate.models.ballots import Ballot, BallotScore
from debate.models.events import Event
from debate.queries import ballots as reads
from debate.queries import debates
from debate.services import ballots
from debate.services import debates as debate_writes
from debate.services.ballots import AUTOSAVE, HAND_IN, KEEP, Sheet
from tests import cast
from tests.cast import MINUTE, NOW

CRITERIA = [criterion.slug for criterion in cast.read_rubric().criteria]
WHOLE = Sheet({number: dict.fromkeys(CRITERIA, 3) for number in (1, 2, 3, 4)}, "O", "Because.")


def save(
    session: Any, people: cast.Cast, sheet: Sheet, act: str = AUTOSAVE, at: int = NOW + 1
) -> None:
    seat = people.seats["mei"]
    judge = Actor("judge", seat_id=seat.id, seat_number=seat.number, debate_id=seat.debate_id)
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        ballots.save(session, judge, debate, sheet, act=act, now=at)


def rows(session: Any) -> list[tuple[int, bool, bool]]:
    """Version, whether it is the current one, whether it was handed in."""
    found = session.query(Ballot).order_by(Ballot.version)
    return [(row.version, row.current, row.handed_in_ms is not None) for row in found]


def own(session: Any, people: cast.Cast) -> reads.BallotPage:
    here = debates.load(session, people.slug, JUDGES, NOW + MINUTE)
    assert here is not None
    return reads.own(session, here, people.seats["mei"].id)


def with_reason(reason: str) -> Sheet:
    return Sheet(WHOLE.levels, WHOLE.decision, reason)


@pytest.fixture
def people(session: Any) -> cast.Cast:
    made = cast.make(session)
    cast.start(session, made)
    return made


def test_a_ballot_is_kept_while_it_is_written_and_that_is_no_event(
    session: Any, people: cast.Cast
) -> None:
    save(session, people, Sheet({1: {"argument": 2}}, "", ""))
    save(session, people, Sheet({1: {"argument": 3}, 3: {"clash": 1}}, "P", "So far"))
    assert rows(session) == [(1, True, False)]
    levels = {(row.criterion, row.level) for row in session.query(BallotScore)}
    assert levels == {("argument", 3), ("clash", 1)}
    assert session.query(Event).count() == 0


def test_handing_in_names_all_that_is_missing(session: Any, people: cast.Cast) -> None:
    missing = {1: dict.fromkeys(CRITERIA, 3), 2: {}, 3: dict.fromkeys(CRITERIA[1:], 3)}
    with pytest.raises(Refused) as refused:
        save(session, people, Sheet(missing, "", " "), HAND_IN)
    for words in (
        "nothing is scored for Tomás Rivera",
        "Argument has no score for Priya Nair",
        "nothing is scored for Jonas Weber",
    ):
        assert words in refused.value.sentence.replace("Nothing", "nothing")
    assert "Amara" not in refused.value.sentence
    assert "say who won the debate; give the reason for your decision." in refused.value.sentence
    assert refused.value.field == "2-argument"
    assert rows(session) == []


def test_a_refusal_names_speakers_as_the_judges_see_them(session: Any, people: cast.Cast) -> None:
    with transaction(session):
        people.sitting.judge_labels = "codes"
    with pytest.raises(Refused) as refused:
        save(session, people, Sheet({}, "", ""), HAND_IN)
    assert "Heron 1" in refused.value.sentence
    assert "Amara" not in refused.value.sentence


def test_an_absent_debater_needs_no_score(session: Any, people: cast.Cast) -> None:
    with transaction(session):
        people.seats["jonas"].absent_ms = NOW
    some = {number: dict.fromkeys(CRITERIA, 3) for number in (1, 2, 3)}
    save(session, people, Sheet(some, "P", "Because."), HAND_IN)
    assert rows(session) == [(1, True, True)]


def test_a_format_that_asks_for_no_decision_needs_none(session: Any, people: cast.Cast) -> None:
    with transaction(session):
        text = people.debate.format_json
        people.debate.format_json = text.replace('"decision": "judges"', '"decision": "swing"')
    save(session, people, Sheet(WHOLE.levels, "", "Because."), HAND_IN)
    assert rows(session) == [(1, True, True)]


def test_handing_in_is_one_event_however_often_it_is_pressed(
    session: Any, people: cast.Cast
) -> None:
    save(session, people, WHOLE)
    save(session, people, WHOLE, HAND_IN)
    save(session, people, WHOLE, HAND_IN)
    assert rows(session) == [(1, True, True)]
    assert [event.kind for event in session.query(Event)] == ["ballot_handed_in"]


def test_a_change_of_a_person_after_handing_in_is_a_new_version(
    session: Any, people: cast.Cast
) -> None:
    save(session, people, WHOLE, HAND_IN)
    save(session, people, with_reason("On reflection."), KEEP)
    assert rows(session) == [(1, False, True), (2, True, False)]
    assert own(session, people).counts == 1
    save(session, people, with_reason("On second thoughts."))
    save(session, people, with_reason("On second thoughts."), HAND_IN)
    assert rows(session) == [(1, False, True), (2, True, True)]
    assert own(session, people).counts == 2
    kept = [row.reason for row in session.query(Ballot).order_by(Ballot.version)]
    assert kept == ["Because.", "On second thoughts."]


def test_an_autosave_opens_no_new_version(session: Any, people: cast.Cast) -> None:
    save(session, people, WHOLE, HAND_IN)
    with pytest.raises(Refused, match="Press Keep to change it") as refused:
        save(session, people, with_reason("Typed after handing in"))
    assert refused.value.status == 409
    assert rows(session) == [(1, True, True)]
    assert session.query(Ballot).one().reason == "Because."


def test_what_was_handed_in_counts_until_the_new_version_is(
    session: Any, people: cast.Cast
) -> None:
    save(session, people, WHOLE, HAND_IN)
    save(session, people, Sheet({}, "P", "Half"), KEEP)
    here = debates.load(session, people.slug, "moderators", NOW + MINUTE)
    assert here is not None
    given = reads.handed_in(session, here)
    assert [(page.decision, page.version) for page in given] == [("O", 1)]


def test_there_is_nothing_to_judge_before_the_start(session: Any) -> None:
    people = cast.make(session)
    with pytest.raises(Refused, match="before the debate has started"):
        save(session, people, WHOLE)


def test_a_ballot_may_come_after_the_end_and_none_after_the_release(
    session: Any, people: cast.Cast
) -> None:
    cast.control(session, people, "finish", NOW + MINUTE)
    with transaction(session):
        people.debate.ended_ms = NOW + MINUTE
    save(session, people, WHOLE, HAND_IN, NOW + 60 * MINUTE)
    with transaction(session):
        people.debate.released_ms = NOW + 61 * MINUTE
    for act in (AUTOSAVE, KEEP, HAND_IN):
        with pytest.raises(Refused, match="Marks are released") as refused:
            save(session, people, with_reason("Late"), act, NOW + 62 * MINUTE)
        assert refused.value.status == 409
    assert rows(session) == [(1, True, True)]


@pytest.mark.parametrize(
    ("sheet", "field"),
    [
        (Sheet({1: {"argument": 5}}, "", ""), "1-argument"),
        (Sheet({5: {"argument": 3}}, "", ""), ""),
        (Sheet({}, "X", ""), "decision"),
        (Sheet({}, "", "x" * 2001), "reason"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    session: Any, people: cast.Cast, sheet: Sheet, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        save(session, people, sheet, KEEP)
    assert refused.value.field == field
    assert rows(session) == []


def test_the_database_refuses_two_current_ballots_of_a_judge(
    session: Any, people: cast.Cast
) -> None:
    save(session, people, WHOLE)
    first = session.query(Ballot).one()
    second = Ballot(
        debate_id=first.debate_id, seat_id=first.seat_id, version=2, current=True, saved_ms=NOW
    )
    with pytest.raises(IntegrityError), transaction(session):
        session.add(second)
