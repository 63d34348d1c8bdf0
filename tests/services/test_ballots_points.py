"""Ballots with speaker points: scores, their reasons, winner and totals; and closing ballots."""

import json
from typing import Any

import pytest

from debate.db import transaction
from debate.domain.events import JUDGES, MODERATORS
from debate.domain.permissions import Actor
from debate.domain.refusals import Refused
from debate.models.ballots import Ballot, BallotPoints
from debate.models.events import Event, EventContent
from debate.models.speeches import Speech
from debate.queries import ballots as reads
from debate.queries import debates, marks
from debate.services import ballots
from debate.services import debates as debate_writes
from debate.services.ballots import AUTOSAVE, HAND_IN, KEEP, Sheet
from tests import cast
from tests.cast import MINUTE, NOW

# 70 + 71 + 70.5 + 35 = 246.5 against 69 + 70 + 70 + 35.5 = 244.5
SCORES = {
    "P1": "70",
    "P2": "71",
    "P3": "70.5",
    "P4": "35",
    "O1": "69",
    "O2": "70",
    "O3": "70",
    "O4": "35,5",
}


def sheet(decision: str = "P", reason: str = "Because.", **scores: str | tuple[str, str]) -> Sheet:
    """All speeches scored, with these in place of the usual ones; "" leaves one out."""
    points = {
        address: one if isinstance(one, tuple) else (one, "")
        for address, one in (SCORES | scores).items()
    }
    return Sheet({}, decision, reason, {key: pair for key, pair in points.items() if any(pair)})


def save(
    session: Any, people: cast.Cast, what: Sheet, act: str = HAND_IN, at: int = NOW + 1
) -> None:
    seat = people.seats["mei"]
    judge = Actor("judge", seat_id=seat.id, seat_number=seat.number, debate_id=seat.debate_id)
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        ballots.save(session, judge, debate, what, act=act, now=at)


def page(session: Any, people: cast.Cast) -> reads.BallotPage:
    here = debates.load(session, people.slug, MODERATORS, NOW + MINUTE)
    assert here is not None
    (found,) = reads.handed_in(session, here)
    return found


def payload(session: Any, kind: str) -> dict[str, Any]:
    """What the one event of this kind says."""
    event = session.query(Event).filter_by(kind=kind).one()
    row = session.query(EventContent).filter_by(event_id=event.id, part="payload").one()
    found: dict[str, Any] = json.loads(row.content)
    return found


def end(session: Any, people: cast.Cast) -> None:
    cast.control(session, people, "finish", NOW + MINUTE)
    with transaction(session):
        people.debate.ended_ms = NOW + MINUTE


@pytest.fixture
def people(session: Any) -> cast.Cast:
    """A debate of the class form with two a side: the second speaks twice."""
    made = cast.make(session, fmt=cast.read_format("world-schools-class"))
    with transaction(session):
        for address, name in (("P3", "tomas"), ("O3", "jonas")):
            speech = session.query(Speech).filter_by(address=address).one()
            speech.seat_id = made.seats[name].id
    cast.start(session, made)
    return made


def test_scores_are_handed_in_for_each_speech_and_who_held_it(
    session: Any, people: cast.Cast
) -> None:
    save(session, people, sheet())
    found = page(session, people)
    assert found.totals == {"P": 24_650, "O": 24_450}
    given = {
        item.seat.label.split()[0]: [(line.address, line.points) for line in item.points]
        for item in found.subjects
    }
    assert given["Amara"] == [("P1", 7_000), ("P4", 3_500)]
    assert given["Tomás"] == [("P2", 7_100), ("P3", 7_050)]
    assert given["Priya"] == [("O1", 6_900), ("O4", 3_550)]


def test_a_speech_without_a_score_is_named_with_its_speaker(
    session: Any, people: cast.Cast
) -> None:
    with pytest.raises(Refused) as refused:
        save(session, people, sheet(O2="", O4=""))
    sentence = refused.value.sentence
    assert "O2 has no score for Jonas Weber; O4 has no score for Priya Nair." in sentence
    assert refused.value.field == "score-O2"
    assert session.query(Ballot).count() == 0


def test_a_score_that_the_range_has_not_is_refused_at_its_field_even_in_a_draft(
    session: Any, people: cast.Cast
) -> None:
    for typed in ("82", "59.5", "70.25", "seventy", "7"):
        for act in (AUTOSAVE, KEEP, HAND_IN):
            with pytest.raises(Refused, match="P2: Give from 60 to 80 in steps of") as refused:
                save(session, people, sheet(P2=typed), act)
            assert refused.value.field == "score-P2"
    with pytest.raises(Refused, match="Give from 30 to 40 in steps of"):
        save(session, people, sheet(P4="70"))


def test_a_score_outside_the_band_needs_a_reason_which_staff_read(
    session: Any, people: cast.Cast
) -> None:
    save(session, people, sheet(P1="75.5"), KEEP)
    with pytest.raises(Refused, match="Say why P1 is outside 65 to 75") as refused:
        save(session, people, sheet(P1="75.5"))
    assert refused.value.field == "why-P1"
    save(session, people, sheet(P1=("75.5", "The best case of the term.")))
    with pytest.raises(Refused, match="at most 500 characters"):
        save(session, people, sheet(P1=("75.5", "x" * 501)))
    (line,) = [one for item in page(session, people).subjects for one in item.points if one.unusual]
    reason = "The best case of the term."
    assert (line.address, line.points, line.reason) == ("P1", 7_550, reason)
    assert payload(session, "ballot_handed_in")["points"]["P1"] == [7_550, reason]


def test_the_winner_needs_the_higher_total_and_the_sentence_names_both(
    session: Any, people: cast.Cast
) -> None:
    save(session, people, sheet("O"), KEEP)
    with pytest.raises(Refused) as refused:
        save(session, people, sheet("O"))
    assert "the totals are Proposition 246.5 and Opposition 244.5" in refused.value.sentence
    assert refused.value.field == "decision"
    with pytest.raises(Refused, match="totals are equal"):
        save(session, people, sheet("P", P2="69"))
    save(session, people, sheet("P"))


def test_where_a_side_lacks_a_speaker_its_totals_are_not_held_against_it(
    session: Any, people: cast.Cast
) -> None:
    with transaction(session):
        session.query(Speech).filter_by(address="O3").one().seat_id = None
    with pytest.raises(Refused, match="Reload the page"):
        save(session, people, sheet(), KEEP)
    save(session, people, sheet("O", O3=""))
    found = page(session, people)
    assert not found.comparable
    assert found.decision == "O"


def test_a_changed_score_is_a_new_version_and_the_old_one_keeps_its_own(
    session: Any, people: cast.Cast
) -> None:
    save(session, people, sheet())
    save(session, people, sheet(P1="72"), HAND_IN, NOW + 2)
    kept = [
        (row.version, points.points)
        for row in session.query(Ballot).order_by(Ballot.version)
        for points in session.query(BallotPoints).filter_by(ballot_id=row.id)
        if points.points in (7_200, 7_000) and points.subject_id == people.seats["amara"].id
    ]
    assert kept == [(1, 7_000), (2, 7_200)]
    found = page(session, people)
    assert (found.version, found.replaces, found.replaces_ms) == (2, 1, NOW + 1)


def test_a_handed_in_ballot_keeps_who_held_a_speech_then(session: Any, people: cast.Cast) -> None:
    save(session, people, sheet())
    with transaction(session):
        speech = session.query(Speech).filter_by(address="P4").one()
        speech.seat_id = people.seats["tomas"].id
    first = page(session, people).subjects[0]
    assert [line.address for line in first.points] == ["P1", "P4"]


def test_points_become_the_score_of_each_debater(session: Any, people: cast.Cast) -> None:
    save(session, people, sheet())
    here = debates.load(session, people.slug, MODERATORS, NOW + MINUTE)
    assert here is not None
    totals = {line.seat.label.split()[0]: line.total for line in marks.sheet(session, here)}
    # Amara: 70 and 35 lie in the middle of their ranges; 60 points are worth 50 %.
    assert totals["Amara"] == 7_500
    # Tomás: (11 + 10.5) of 40 is 53.75 %, above 50 % of the grade: 76.875.
    assert totals["Tomás"] == 7_688
    assert totals["Kofi"] is None


def test_missing_ballots_are_named_and_drafts_are_missing(session: Any, people: cast.Cast) -> None:
    here = debates.load(session, people.slug, MODERATORS, NOW + MINUTE)
    assert here is not None
    assert [line.label for line in reads.missing(session, here)] == ["Mei Tanaka"]
    save(session, people, sheet(), KEEP)
    assert len(reads.missing(session, here)) == 1
    save(session, people, sheet())
    assert reads.missing(session, here) == ()


def close(session: Any, people: cast.Cast, *seen: int, at: int = NOW + 2 * MINUTE) -> None:
    with transaction(session):
        ballots.close(session, debate_writes.lock(session, people.slug), seen, at)


def reopen(session: Any, people: cast.Cast, reason: str) -> None:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        ballots.reopen(session, debate, reason, NOW + 3 * MINUTE)


def test_closing_names_the_missing_and_then_no_ballot_changes(
    session: Any, people: cast.Cast
) -> None:
    save(session, people, sheet(), KEEP)
    with pytest.raises(Refused, match="not over yet"):
        close(session, people)
    end(session, people)
    with pytest.raises(Refused, match="Also missing: the ballot of Mei Tanaka"):
        close(session, people)
    close(session, people, people.seats["mei"].number)
    assert payload(session, "ballots_closed") == {"missing": [5]}
    for act in (AUTOSAVE, KEEP, HAND_IN):
        with pytest.raises(Refused, match="Ballots are closed") as refused:
            save(session, people, sheet(), act, NOW + 3 * MINUTE)
        assert refused.value.status == 409


def test_closed_ballots_are_opened_again_for_a_reason_that_the_record_keeps(
    session: Any, people: cast.Cast
) -> None:
    end(session, people)
    close(session, people, 5)
    for reason in ("", "  ", "x" * 501):
        with pytest.raises(Refused) as refused:
            reopen(session, people, reason)
        assert refused.value.field == "reason"
    reopen(session, people, "Mei was ill.")
    save(session, people, sheet(), HAND_IN, NOW + 4 * MINUTE)
    assert payload(session, "ballots_reopened") == {"reason": "Mei was ill."}


def test_what_is_open_cannot_be_opened_nor_what_is_released(
    session: Any, people: cast.Cast
) -> None:
    end(session, people)
    with pytest.raises(Refused, match="Ballots are open"):
        reopen(session, people, "Why not")
    close(session, people, 5)
    with transaction(session):
        people.debate.released_ms = NOW + 3 * MINUTE
    with pytest.raises(Refused, match="Marks are released"):
        reopen(session, people, "Why not")


def test_an_own_draft_shows_what_was_typed_and_what_is_open(
    session: Any, people: cast.Cast
) -> None:
    save(session, people, sheet("", "", P1="75.5", O4=""), KEEP)
    here = debates.load(session, people.slug, JUDGES, NOW + MINUTE)
    assert here is not None
    found = reads.own(session, here, people.seats["mei"].id)
    assert found.totals is None
    assert found.open == "Open: Priya Nair (1), why P1, who won and your reason"
