"""Reads of hands: what a page shows, and in how many statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from debate.db import db, transaction
from debate.domain.permissions import Actor, view_of
from debate.domain.speeches import Words
from debate.queries import debates, debates_teams, hands, rooms
from debate.queries.challenges_calls import calls
from debate.queries.debates import DebateNow
from debate.queries.speeches import said
from debate.services import debates as debate_writes
from debate.services import hands as writes
from debate.services import moderation, speeches
from tests import cast
from tests.cast import NOW


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that are run inside."""
    seen: list[str] = []

    def note(*args: Any) -> None:
        if not args[2].startswith("BEGIN"):
            seen.append(args[2])

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def actor(seat: Any) -> Actor:
    return Actor(
        seat.role,
        seat_id=seat.id,
        seat_number=seat.number,
        side=seat.side,
        debate_id=seat.debate_id,
    )


def draw(session: Any, people: cast.Cast, who: str, times: int) -> None:
    for n in range(times):
        with transaction(session):
            debate = debate_writes.lock(session, people.slug)
            writes.draw(session, actor(people.seats[who]), debate, NOW + n)


def load(session: Any, people: cast.Cast, view: str) -> DebateNow:
    here = debates.load(session, people.slug, view, NOW + 100)
    assert here is not None
    return here


def page(session: Any, people: cast.Cast, who: str) -> hands.HandPage:
    seat = people.seats[who]
    return hands.hand_page(session, load(session, people, "team1"), seat.id, seat.side)


@pytest.fixture
def people(session: Any) -> cast.Cast:
    return cast.make(session)


def test_a_hand_takes_as_many_statements_with_more_cards(session: Any, people: cast.Cast) -> None:
    draw(session, people, "tomas", 3)
    counts = []
    for _ in range(2):
        draw(session, people, "amara", 2)
        here, seat = load(session, people, "team1"), people.seats["amara"]
        ids = (seat.id, seat.side)
        with statements() as seen:
            hands.hand_page(session, here, *ids)
        counts.append(len(seen))
    assert counts == [7, 7]


def test_what_is_left_in_the_pile_counts_what_mates_hold_where_cards_are_exclusive(
    session: Any, people: cast.Cast
) -> None:
    draw(session, people, "tomas", 3)
    draw(session, people, "amara", 1)
    draw(session, people, "priya", 4)
    assert page(session, people, "amara").pile_left == 16 - 4
    with transaction(session):
        people.debate.exclusive = False
    assert page(session, people, "amara").pile_left == 16 - 1


def test_a_hand_says_what_may_be_done(session: Any, people: cast.Cast) -> None:
    draw(session, people, "amara", 4)
    full = page(session, people, "amara")
    assert (full.may_draw, full.swaps_left, len(full.cards)) == (False, 1, 4)
    number = full.cards[0].card.number
    assert full.may_swap(number)
    cast.start(session, people)
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        seat = actor(people.seats["amara"])
        words = Words("One", "", (number,))
        speeches.send_point(session, seat, debate, "P1", words, now=NOW + 1, arrival=NOW + 1)
    assert not page(session, people, "amara").may_swap(number)
    cast.control(session, people, "finish", NOW + 50)
    over = page(session, people, "amara")
    assert not over.may_draw
    assert not over.may_swap(full.cards[1].card.number)


def citable(session: Any, people: cast.Cast, who: str) -> set[int]:
    """What a seat may cite: as the room offers it, and as it is asked when a point is sent."""
    seat = people.seats[who]
    here = load(session, people, view_of(seat.role, seat.side))
    offered = {card.number for card in rooms.load(session, here).citable(here, seat.id)}
    assert set(hands.citable(session, here.id, debates_teams.sharers(here, seat.id))) == offered
    return offered


def test_one_may_cite_ones_own_cards_by_setting_the_teams_and_those_already_cited(
    session: Any, people: cast.Cast
) -> None:
    for who in ("amara", "tomas", "priya"):
        draw(session, people, who, 2)
    own = {
        who: {one.card.number for one in page(session, people, who).cards}
        for who in ("amara", "tomas", "priya")
    }
    assert citable(session, people, "amara") == own["amara"] | own["tomas"]
    assert citable(session, people, "mei") == set()
    with transaction(session):
        people.debate.team_hands = False
    assert citable(session, people, "amara") == own["amara"]
    cast.start(session, people)
    cited = min(own["amara"])
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        debate.hold = True
        seat, words = actor(people.seats["amara"]), Words("One", "", (cited,))
        sent = speeches.send_point(session, seat, debate, "P1", words, now=NOW + 1, arrival=NOW + 1)
    # Nobody but its author and the moderators knows of a point that waits.
    assert citable(session, people, "priya") == own["priya"]
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        staff = Actor("owner", account_id=people.owner.id)
        moderation.approve(session, staff, debate, sent.point_id, now=NOW + 2)
    assert citable(session, people, "priya") == own["priya"] | {cited}


def uses(session: Any, people: cast.Cast) -> list[Any]:
    room = load(session, people, "room")
    listener = Actor("audience", seat_id=people.seats["kofi"].id)
    found = calls(session, room, listener, said(session, room))
    return [(one.card.number, [use.point.address for use in one.uses]) for one in found]


def test_a_card_tells_where_it_was_cited_as_far_as_the_view_may_read_it(
    session: Any, people: cast.Cast
) -> None:
    draw(session, people, "amara", 1)
    number = page(session, people, "amara").cards[0].card.number
    cast.start(session, people)
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        seat = actor(people.seats["amara"])
        words = Words("One", "", (number,))
        sent = speeches.send_point(session, seat, debate, "P1", words, now=NOW + 1, arrival=NOW + 1)
    assert uses(session, people) == [(number, ["P1.1"])]
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        staff = Actor("owner", account_id=people.owner.id)
        moderation.hide(session, staff, debate, sent.point_id, "Not now", now=NOW + 2)
    assert uses(session, people) == []
