"""Accepting a reversed speech or a line of a joint statement, or saying what is missing."""

from typing import Any

import pytest

from debate.db import transaction
from debate.domain.events import MODERATORS, ROOM
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.speeches import Words
from debate.models.agreements import Agreement
from debate.models.decks import Bearing
from debate.models.events import Event
from debate.models.hands import Draw
from debate.queries import agreements as reads
from debate.queries import debates, speeches
from debate.queries.agreements import Line, Missing
from debate.services import agreements, controls, hands
from debate.services import debates as debate_writes
from debate.services import speeches as speech_writes
from tests import cast
from tests.cast import NOW
from tests.services.polling import actor

CHECK, STATEMENT = 6, 7  # steps of the format


def instructor(people: cast.Cast) -> Actor:
    return Actor("owner", account_id=people.owner.id)


@pytest.fixture
def people(session: Any) -> cast.Cast:
    made = cast.make(session, fmt=cast.read_format("academic-controversy"))
    cast.start(session, made)
    return made


def go_to(session: Any, people: cast.Cast, step: int) -> None:
    for _ in range(step):
        cast.control(session, people, "next", NOW)


def give(
    session: Any, people: cast.Cast, who: str, address: str, agrees: bool, words: str = ""
) -> None:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        seat = actor(people.seats[who])
        agreements.give(session, seat, debate, address, agrees, words, now=NOW, arrival=NOW)


def send(session: Any, people: cast.Cast, who: str, address: str, claim: str) -> None:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        seat = actor(people.seats[who])
        speech_writes.send_point(session, seat, debate, address, Words(claim), now=NOW, arrival=NOW)


def lines(session: Any, people: cast.Cast, step: int, view: str = ROOM) -> dict[str, Line]:
    here = debates.load(session, people.slug, view, NOW)
    assert here is not None
    said = reads.subjects(here, speeches.said(session, here).points)
    found = reads.lines(here, here.speeches_of(step)[0], said, reads.given(session, here))
    return {line.address: line for line in found}


def test_a_reversed_speech_is_accepted_by_the_pair_whose_case_it_puts(
    session: Any, people: cast.Cast
) -> None:
    go_to(session, people, CHECK)
    # Priya and Jonas, against, have put the case for: Amara and Tomás say whether it is theirs.
    give(session, people, "amara", "P3", False, "The part about trade.")
    assert lines(session, people, CHECK)["P3"].state == "missing"
    give(session, people, "tomas", "P3", True)
    assert lines(session, people, CHECK)["P3"].state == "accepted"
    assert lines(session, people, CHECK)["O3"].state == "open"


def test_nobody_accepts_what_their_own_pair_said(session: Any, people: cast.Cast) -> None:
    go_to(session, people, CHECK)
    with pytest.raises(Refused, match="for the others to accept"):
        give(session, people, "amara", "O3", True)
    assert session.query(Agreement).count() == 0


def test_where_points_are_reviewed_first_the_words_are_for_moderators(
    session: Any, people: cast.Cast
) -> None:
    go_to(session, people, CHECK)
    with transaction(session):
        people.debate.hold = True
    give(session, people, "amara", "P3", False, "The part about trade.")
    assert lines(session, people, CHECK)["P3"].against == (Missing("Amara Diallo", ""),)
    told = lines(session, people, CHECK, MODERATORS)["P3"].against
    assert told == (Missing("Amara Diallo", "The part about trade.", people.seats["amara"].number),)


def test_the_pair_that_is_told_what_is_missing_can_add_it(session: Any, people: cast.Cast) -> None:
    go_to(session, people, CHECK)
    give(session, people, "amara", "P3", False, "The part about trade.")
    send(session, people, "priya", "C1", "Trade between the two has doubled")
    give(session, people, "amara", "P3", True)
    assert lines(session, people, CHECK)["P3"].state == "accepted"


def test_a_line_stands_once_all_others_accept_it(session: Any, people: cast.Cast) -> None:
    go_to(session, people, STATEMENT)
    send(session, people, "amara", "J1", "Both sides gain from trade")
    give(session, people, "tomas", "J1.1", True)
    line = lines(session, people, STATEMENT)["J1.1"]
    assert line.state == "open"
    assert len(line.waiting) == 2
    for who in ("priya", "jonas"):
        give(session, people, who, "J1.1", True)
    assert lines(session, people, STATEMENT)["J1.1"].state == "accepted"
    with pytest.raises(Refused, match="for the others to accept"):
        give(session, people, "amara", "J1.1", True)


def test_to_say_what_is_missing_takes_words(session: Any, people: cast.Cast) -> None:
    go_to(session, people, CHECK)
    with pytest.raises(Refused, match="Say what is missing") as refused:
        give(session, people, "amara", "P3", False, "  ")
    assert refused.value.field == "words"
    with pytest.raises(Refused, match="1 characters too long"):
        give(session, people, "amara", "P3", False, "x" * 601)


def test_the_same_word_twice_is_one_event_and_a_new_one_keeps_the_old(
    session: Any, people: cast.Cast
) -> None:
    go_to(session, people, CHECK)
    give(session, people, "amara", "P3", True)
    give(session, people, "amara", "P3", True)
    assert session.query(Event).filter_by(kind="agreement_given").count() == 1
    give(session, people, "amara", "P3", False, "The part about trade.")
    assert [row.current for row in session.query(Agreement).order_by(Agreement.id)] == [
        False,
        True,
    ]


def test_out_of_its_step_nothing_is_accepted(session: Any, people: cast.Cast) -> None:
    go_to(session, people, CHECK)
    for address in ("P1", "J1.1", "X9", "P3.1"):
        with pytest.raises(NotFound):
            give(session, people, "amara", address, True)
    go_to(session, people, 2)  # the report
    with pytest.raises(Refused, match="round is over"):
        give(session, people, "amara", "P3", True)


def test_while_the_clock_stands_nothing_is_accepted(session: Any, people: cast.Cast) -> None:
    go_to(session, people, CHECK)
    cast.control(session, people, "pause", NOW)
    with pytest.raises(Refused, match="clock does not run"):
        give(session, people, "amara", "P3", True)


def test_when_sides_are_reversed_each_gets_a_hand_of_the_other_pile(
    session: Any, people: cast.Cast
) -> None:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        hands.deal_all(session, debate, NOW)
    go_to(session, people, 3)
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        controls.act(session, instructor(people), debate, "next", now=NOW)
    held = session.query(Draw).filter(Draw.returned_ms.is_(None)).all()
    side = {people.seats[who].id: people.seats[who].side for who in ("amara", "priya")}
    assert {draw.pile for draw in held if side.get(draw.seat_id) == "P"} == {"O"}
    assert {draw.pile for draw in held if side.get(draw.seat_id) == "O"} == {"P"}
    # Once: the second reversed step leaves the hands as they are.
    before = {(draw.seat_id, draw.card_number) for draw in held}
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        controls.act(session, instructor(people), debate, "next", now=NOW)
    after = session.query(Draw).filter(Draw.returned_ms.is_(None)).all()
    assert {(draw.seat_id, draw.card_number) for draw in after} == before


@pytest.mark.parametrize("dealt", [True, False])
def test_where_the_other_pile_is_empty_a_reversal_by_time_is_recorded_once(
    session: Any, people: cast.Cast, dealt: bool
) -> None:
    with transaction(session):
        for who in ("priya", "jonas"):  # the other side has nobody, and no card
            people.seats[who].role, people.seats[who].side = "audience", None
        session.query(Bearing).filter(Bearing.bears != "supports").delete()
        if dealt:
            hands.deal_all(session, debate_writes.lock(session, people.slug), NOW)
    go_to(session, people, 4)
    for beat in range(3):
        with transaction(session):
            controls.beat(session, NOW + beat * 1000)
    assert session.query(Event).filter_by(kind="cards_dealt").count() == 2 * dealt
