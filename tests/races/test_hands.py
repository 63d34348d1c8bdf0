"""Draws at the same time: a card has one holder, and a repeated draw is one draw."""

from typing import Any

import pytest

from debate.db import clock_ms, transaction
from debate.models.hands import Draw
from debate.models.seats import Seat
from tests import cast
from tests.races import crowd

PILE = 60  # two thirds of 90 cards: every third bears on the other side alone
CLASS = 100


@pytest.fixture
def people(session: Any) -> cast.Cast:
    return cast.make(session, clock_ms(), cards=PILE * 3 // 2, dealt=False, hand_size=1)


def more_debaters(session: Any, people: cast.Cast, count: int) -> list[Seat]:
    with transaction(session):
        seats = [
            Seat(
                sitting_id=people.sitting.id,
                number=number,
                debate_id=people.debate.id,
                role="debater",
                side="P",
                typed_name=f"Walk-in {number}",
                code_name=f"Finch {number}",
                claimed_how="walk_in",
                claimed_ms=clock_ms(),
                confirmed_ms=clock_ms(),
            )
            for number in range(101, 101 + count)
        ]
        session.add_all(seats)
    return seats


def test_100_draws_from_an_exclusive_pile_of_60_give_each_card_once(
    app: Any, session: Any, people: cast.Cast
) -> None:
    devices = crowd.devices(app, session, people.slug, more_debaters(session, people, CLASS))

    answers = crowd.together(lambda device: device.post("hand/draw", key="once"), devices)

    told = dict(zip((device.seat_id for device in devices), answers, strict=True))
    drawn = {seat: card_of(answer) for seat, answer in told.items() if answer.status_code == 303}
    refused = [answer for answer in answers if answer.status_code == 422]
    assert (len(drawn), len(refused)) == (PILE, CLASS - PILE)
    assert all("The pile is empty" in answer.text for answer in refused)
    assert len(set(drawn.values())) == PILE
    assert {row.seat_id: row.card_number for row in session.query(Draw)} == drawn
    records = crowd.check_record(session, people.debate.id)
    assert [record.kind for record in records] == ["card_drawn"] * PILE


def test_one_draw_sent_by_thirty_devices_is_one_card_and_one_answer(
    app: Any, session: Any, people: cast.Cast
) -> None:
    devices = crowd.devices(app, session, people.slug, [people.seats["amara"]] * 30)

    answers = crowd.together(lambda device: device.post("hand/draw", key="the same"), devices)

    card = session.query(Draw).one().card_number
    assert {card_of(answer) for answer in answers} == {card}
    assert len(crowd.check_record(session, people.debate.id)) == 1


def card_of(answer: Any) -> int:
    """The card that a draw leads to."""
    return int(answer.location.split("/cards/")[1].split("?")[0])
