"""Questions inside speeches and in crossfires, and answers that name their question."""

from dataclasses import replace
from typing import Any

import pytest

from debate.db import transaction
from debate.domain.refusals import Refused
from debate.domain.speeches import Words
from debate.models.offers import Offer
from debate.models.speeches import Draft, Point
from debate.queries import debates, drafts, rooms
from debate.services import controls, exchanges, moderation, offers
from debate.services import drafts as draft_writes
from tests import cast
from tests.cast import NOW
from tests.services.moderating import S, act, by_seat, resend, seat_actor, seen, send
from tests.web.test_offers import CROSSFIRE, PARLIAMENT

T = NOW + 60 * S


def started(session: Any, fmt: Any, **settings: Any) -> cast.Cast:
    people = cast.make(session, fmt=fmt, **settings)
    cast.start(session, people)
    return people


def offered(session: Any, people: cast.Cast, who: str, at: int = T) -> int:
    def make(session: Any, actor: Any, debate: Any, now: int) -> None:
        offers.make(session, actor, debate, "P1", now=now, arrival=now)

    by_seat(session, people, who, make, at)
    return int(session.query(Offer).order_by(Offer.id.desc()).first().id)


def accepted(session: Any, people: cast.Cast, offer: int, at: int = T) -> None:
    def accept(session: Any, actor: Any, debate: Any, now: int) -> None:
        offers.accept(session, actor, debate, offer, now=now, arrival=now)

    by_seat(session, people, "amara", accept, at)


def asked(session: Any, people: cast.Cast, who: str, offer: int, at: int = T) -> None:
    def ask(session: Any, actor: Any, debate: Any, now: int) -> None:
        offers.ask(session, actor, debate, offer, f"{who} asks", now=now, arrival=now)

    by_seat(session, people, who, ask, at)


def answered(
    session: Any, people: cast.Cast, who: str, speech: str, number: int, at: int = T
) -> None:
    def answer(session: Any, actor: Any, debate: Any, now: int) -> None:
        words = f"{who} answers {number}"
        exchanges.answer(session, actor, debate, speech, number, words, now=now, arrival=now)

    by_seat(session, people, who, answer, at)


def turn_of(session: Any, people: cast.Cast, who: str, at: int) -> drafts.Turn:
    actor = seat_actor(people, who)
    here = debates.load(session, people.slug, actor.view, at)
    assert here is not None
    return drafts.turn(session, here, actor, rooms.load(session, here))


@pytest.mark.both_databases
def test_under_hold_a_question_and_its_answer_each_wait_and_keep_together(session: Any) -> None:
    people = started(session, CROSSFIRE, hold=True)
    first = send(session, people, "amara", "X1", Words("First?"), T)
    second = send(session, people, "amara", "X1", Words("Second?"), T + S)
    assert turn_of(session, people, "priya", T + S).waiting == ()
    for n, question in enumerate((first, second), start=2):
        act(session, people, moderation.approve, question.point_id, at=T + n * S)
    waiting = turn_of(session, people, "priya", T + 4 * S).waiting
    assert [(one.address, one.claim) for one in waiting] == [
        ("X1.1q", "First?"),
        ("X1.2q", "Second?"),
    ]
    answered(session, people, "priya", "X1", 2, T + 5 * S)  # the second question first
    waiting = turn_of(session, people, "priya", T + 5 * S).waiting
    assert [one.address for one in waiting] == ["X1.1q"]
    with pytest.raises(Refused, match="has its answer already"):
        answered(session, people, "priya", "X1", 2, T + 6 * S)
    held = session.query(Point).filter_by(state="held").one()
    act(session, people, moderation.approve, held.id, at=T + 7 * S)
    assert [address for address, _, _ in seen(session, people, "room", T + 8 * S)] == [
        "X1.1q",
        "X1.2q",
        "X1.2a",
    ]


@pytest.mark.both_databases
def test_a_returned_point_of_information_is_put_again_into_the_same_speech(session: Any) -> None:
    people = started(session, PARLIAMENT, hold=True)
    offer = offered(session, people, "priya")
    accepted(session, people, offer)
    asked(session, people, "priya", offer)
    held = session.query(Point).one()
    act(session, people, moderation.return_point, held.id, "Be short.", at=T + S)
    back = session.query(Draft).one().id

    def change_it(session: Any, actor: Any, debate: Any, now: int) -> None:
        draft_writes.edit(session, actor, back, now)

    by_seat(session, people, "priya", change_it, T + S)
    turn = turn_of(session, people, "priya", T + 2 * S)
    assert turn.composer is not None
    assert (turn.composer.address, turn.composer.kind, turn.composer.again) == ("P1", "q", True)
    again = resend(session, people, "priya", T + 3 * S)
    act(session, people, moderation.approve, again.point_id, at=T + 4 * S)
    assert seen(session, people, "room", T + 5 * S) == [("P1.1q", "full", "priya asks")]
    assert session.query(Draft).count() == 0


def test_the_question_of_an_accepted_offer_comes_before_another_is_accepted(session: Any) -> None:
    people = started(session, PARLIAMENT)
    first, second = (offered(session, people, who) for who in ("priya", "jonas"))
    accepted(session, people, first)
    with pytest.raises(Refused, match="accepted another"):
        accepted(session, people, second)
    with pytest.raises(Refused, match="not accepted"):
        asked(session, people, "jonas", second)
    asked(session, people, "priya", first)
    accepted(session, people, second, T + S)
    with pytest.raises(Refused, match="put already"):
        asked(session, people, "priya", first, T + S)


def test_a_speaker_may_move_on_from_a_question_that_does_not_come(session: Any) -> None:
    people = started(session, PARLIAMENT)
    offer = offered(session, people, "priya")
    accepted(session, people, offer)

    def decline(session: Any, actor: Any, debate: Any, now: int) -> None:
        offers.decline(session, actor, debate, offer, now)

    with pytest.raises(Refused, match="speaker decides"):
        by_seat(session, people, "tomas", decline, T)
    by_seat(session, people, "amara", decline, T)
    assert session.get(Offer, offer).outcome == "declined"
    offered(session, people, "priya", T + S)


@pytest.mark.both_databases
def test_offers_end_with_a_round_that_time_ends(session: Any) -> None:
    steps = tuple(replace(step, advance="time") for step in PARLIAMENT.steps)
    people = started(session, replace(PARLIAMENT, steps=steps))
    offer = offered(session, people, "priya")
    later = NOW + 241 * S
    with transaction(session):
        controls.beat(session, later - S)
    with transaction(session):
        controls.beat(session, later)
    session.expire_all()
    assert session.get(Offer, offer).outcome == "ended"


def test_a_crossfire_goes_round_among_those_who_are_there(session: Any) -> None:
    people = started(session, CROSSFIRE)
    with transaction(session):
        people.seats["amara"].absent_ms = NOW
    assert send(session, people, "tomas", "X1", Words("Who answers?"), T).address == "X1.1q"
    with pytest.raises(Refused, match="not your turn"):
        send(session, people, "amara", "X1", Words("Me?"), T)
    answered(session, people, "priya", "X1", 1)
    assert [claim for _, _, claim in seen(session, people, "room", T)] == [
        "Who answers?",
        "priya answers 1",
    ]
