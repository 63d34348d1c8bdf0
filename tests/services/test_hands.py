"""Hands: dealt, drawn and swapped from a side's pile, and private notes on cards."""

from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from debate.db import transaction
from debate.domain.hands import piles
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.speeches import Words
from debate.models.decks import Bearing, Card
from debate.models.events import Event
from debate.models.hands import CardNote, Draw
from debate.services import debates as debate_writes
from debate.services import hands, speeches
from tests import cast
from tests.cast import MINUTE, NOW


def actor(seat: Any) -> Actor:
    return Actor(
        seat.role,
        seat_id=seat.id,
        seat_number=seat.number,
        side=seat.side,
        debate_id=seat.debate_id,
    )


def draw(session: Any, people: cast.Cast, who: str, times: int = 1, at: int = NOW) -> list[int]:
    numbers = []
    for _ in range(times):
        with transaction(session):
            debate = debate_writes.lock(session, people.slug)
            numbers.append(hands.draw(session, actor(people.seats[who]), debate, at))
            at += 1
    return numbers


def swap(session: Any, people: cast.Cast, who: str, n: int, at: int = NOW + MINUTE) -> int:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        return hands.swap(session, actor(people.seats[who]), debate, n, at)


def deal(session: Any, people: cast.Cast, at: int = NOW) -> None:
    with transaction(session):
        hands.deal_all(session, debate_writes.lock(session, people.slug), at)


def held(session: Any, people: cast.Cast, *who: str) -> list[int]:
    ids = [people.seats[name].id for name in who]
    rows = session.query(Draw).filter(Draw.seat_id.in_(ids), Draw.returned_ms.is_(None))
    return [row.card_number for row in rows.order_by(Draw.seat_id, Draw.n)]


def pile(session: Any, side: str) -> set[int]:
    rows = session.query(Card.number, Bearing.bears).join(Bearing, Bearing.card_id == Card.id)
    return set(piles({row.number: row.bears for row in rows})[side])


def kinds(session: Any) -> list[str]:
    return [row.kind for row in session.query(Event).order_by(Event.seq)]


def distinct(numbers: Iterable[int]) -> bool:
    found = list(numbers)
    return len(set(found)) == len(found)


def test_an_exclusive_pile_gives_no_card_to_two_hands_of_a_side(session: Any) -> None:
    people = cast.make(session, hand_size=6)
    draw(session, people, "amara", 6)
    draw(session, people, "tomas", 6)
    mine = held(session, people, "amara", "tomas")
    assert distinct(mine)
    assert set(mine) <= pile(session, "P")


def test_a_card_that_cuts_both_ways_stands_in_both_piles(session: Any) -> None:
    people = cast.make(session, hand_size=16)
    draw(session, people, "amara", 16)
    draw(session, people, "priya", 16)
    assert pile(session, "P") & pile(session, "O") <= set(held(session, people, "amara"))
    assert pile(session, "P") & pile(session, "O") <= set(held(session, people, "priya"))


def test_the_database_refuses_a_second_holder_of_an_exclusive_card(session: Any) -> None:
    people = cast.make(session)
    number = draw(session, people, "amara")[0]
    row = session.query(Draw).one()
    copy = {name: getattr(row, name) for name in ("debate_id", "pile", "card_id", "card_number")}
    second = Draw(seat_id=people.seats["tomas"].id, n=1, exclusive=True, drawn_ms=NOW, **copy)
    with pytest.raises(IntegrityError), transaction(session):
        session.add(second)
    assert held(session, people, "amara", "tomas") == [number]


def test_a_shared_pile_gives_every_seat_its_own_order(session: Any) -> None:
    people = cast.make(session, hand_size=16, exclusive=False)
    first, second = (draw(session, people, who, 16) for who in ("amara", "tomas"))
    assert first != second
    assert set(first) == set(second) == pile(session, "P")


def test_an_empty_pile_says_so(session: Any) -> None:
    people = cast.make(session, cards=6, hand_size=9)
    draw(session, people, "amara", len(pile(session, "P")))
    with pytest.raises(Refused, match="The pile is empty"):
        draw(session, people, "tomas")
    assert kinds(session) == ["card_drawn"] * len(pile(session, "P"))


def test_a_full_hand_draws_nothing(session: Any) -> None:
    people = cast.make(session, hand_size=2)
    draw(session, people, "amara", 2)
    with pytest.raises(Refused, match="Your hand is full: it has 2 of 2 cards"):
        draw(session, people, "amara")
    assert len(held(session, people, "amara")) == 2


@pytest.mark.parametrize("who", ["mei", "kofi"])
def test_only_debaters_draw(session: Any, who: str) -> None:
    people = cast.make(session)
    with pytest.raises(Refused, match="Only debaters"):
        draw(session, people, who)


@pytest.mark.parametrize(
    ("state", "ended", "why"), [("planned", None, "not open"), ("open", NOW, "over")]
)
def test_cards_move_from_the_opening_of_the_session_to_the_end_of_the_debate(
    session: Any, state: str, ended: int | None, why: str
) -> None:
    people = cast.make(session, dealt=False)
    draw(session, people, "amara")
    with transaction(session):
        people.sitting.state = state
        people.debate.ended_ms = ended
    with pytest.raises(Refused, match=why):
        draw(session, people, "amara")
    with pytest.raises(Refused, match=why):
        swap(session, people, "amara", 1)


def test_a_swap_is_a_new_nth_card_and_the_old_one_goes_back_to_the_pile(session: Any) -> None:
    people = cast.make(session, hand_size=1, cards=3)  # two cards in the pile of P
    old = draw(session, people, "amara")[0]
    new = swap(session, people, "amara", 1)
    assert new != old
    assert [row.n for row in session.query(Draw).order_by(Draw.n)] == [1, 2]
    assert draw(session, people, "tomas") == [old]
    assert kinds(session) == ["card_drawn", "card_swapped", "card_drawn"]


def test_swaps_are_limited(session: Any) -> None:
    people = cast.make(session, swaps=2)
    draw(session, people, "amara")
    swap(session, people, "amara", 1)
    swap(session, people, "amara", 2, NOW + 2 * MINUTE)
    with pytest.raises(Refused, match="No swap is left"):
        swap(session, people, "amara", 3, NOW + 3 * MINUTE)
    assert len(held(session, people, "amara")) == 1


def test_cards_given_back_by_a_move_are_no_swaps(session: Any) -> None:
    people = cast.make(session)
    draw(session, people, "amara", 3)
    with transaction(session):
        session.query(Draw).update({"returned_ms": NOW + 10})
    draw(session, people, "amara", 1, NOW + 20)
    assert swap(session, people, "amara", 4)


def test_a_card_that_was_given_back_or_never_held_cannot_be_swapped(session: Any) -> None:
    people = cast.make(session, swaps=3)
    draw(session, people, "amara")
    swap(session, people, "amara", 1)
    for n in (1, 9):
        with pytest.raises(NotFound, match="not in your hand"):
            swap(session, people, "amara", n)


def test_a_card_one_has_cited_stays_in_the_hand(session: Any) -> None:
    people = cast.make(session)
    cited, other = draw(session, people, "amara", 2)
    cast.start(session, people)
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        words = Words("One", "", (cited,))
        seat = actor(people.seats["amara"])
        speeches.send_point(session, seat, debate, "P1", words, now=NOW + 1, arrival=NOW + 1)
    with pytest.raises(Refused, match=f"You have cited card No. {cited}"):
        swap(session, people, "amara", 1)
    assert swap(session, people, "amara", 2) != other


def test_what_was_swapped_away_comes_again_only_after_all_others(session: Any) -> None:
    people = cast.make(session, cards=6, hand_size=4)
    first = draw(session, people, "amara")[0]
    swap(session, people, "amara", 1)
    assert draw(session, people, "amara", 3, NOW + 2 * MINUTE)[-1] == first


def test_dealing_gives_every_debater_a_hand_and_the_same_seed_the_same_hands(session: Any) -> None:
    people = cast.make(session)
    deal(session, people)
    dealt = {who: held(session, people, who) for who in ("amara", "tomas", "priya", "jonas")}
    assert all(len(hand) == 4 for hand in dealt.values())
    assert distinct(dealt["amara"] + dealt["tomas"])
    assert kinds(session) == ["cards_dealt"]
    with transaction(session):
        session.query(Draw).delete()
    deal(session, people)
    assert {who: held(session, people, who) for who in dealt} == dealt


def test_dealing_again_changes_no_hand(session: Any) -> None:
    people = cast.make(session)
    deal(session, people)
    before = held(session, people, "amara", "tomas", "priya", "jonas")
    deal(session, people, NOW + MINUTE)
    assert held(session, people, "amara", "tomas", "priya", "jonas") == before
    assert kinds(session) == ["cards_dealt"]


def test_a_latecomer_is_dealt_what_the_pile_still_has(session: Any) -> None:
    people = cast.make(session, cards=6, hand_size=3)
    draw(session, people, "amara", 3)
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        hands.deal_seat(session, debate, people.seats["tomas"], NOW)
    assert len(held(session, people, "tomas")) == 1
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        hands.deal_seat(session, debate, people.seats["tomas"], NOW)
    assert kinds(session) == ["card_drawn"] * 3 + ["cards_dealt"]


def test_a_pile_too_small_for_the_hands_is_not_dealt(session: Any) -> None:
    people = cast.make(session, cards=6, hand_size=4)
    with pytest.raises(Refused, match="need 8 cards; the pile has 4"):
        deal(session, people)
    assert session.query(Draw).count() == 0


def test_a_note_is_kept_changed_and_removed(session: Any) -> None:
    people = cast.make(session)

    def note(text: str, number: int = 3) -> None:
        with transaction(session):
            debate = debate_writes.lock(session, people.slug)
            hands.note(session, actor(people.seats["mei"]), debate, number, text, NOW)

    note("Check the year.")
    note("Check the year and the source.")
    assert session.query(CardNote).one().text == "Check the year and the source."
    note("  ")
    assert session.query(CardNote).count() == 0
    with pytest.raises(Refused, match="at most 2000 characters"):
        note("x" * 2001)
    with pytest.raises(NotFound, match="no card of that number"):
        note("Where?", 999)
    assert kinds(session) == []
