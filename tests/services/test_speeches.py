"""Sending points: whose turn, whether in time, what may be cited, what comes back as a draft."""

from typing import Any

import pytest

from debate.db import transaction
from debate.domain.permissions import Actor
from debate.domain.refusals import Refused
from debate.domain.speeches import Words
from debate.models.decks import Card
from debate.models.events import Event, EventContent, ViewChange
from debate.models.hands import Draw
from debate.models.moderation import FloorTurn
from debate.models.speeches import Draft, Point
from debate.queries import debates, drafts, rooms, speeches
from debate.services import debates as debate_writes
from debate.services import speeches as service
from tests import cast
from tests.cast import MINUTE, NOW

P1_END = NOW + 4 * MINUTE  # the seminar's first constructive lasts four minutes


def actor(seat: Any) -> Actor:
    return Actor(
        seat.role,
        seat_id=seat.id,
        seat_number=seat.number,
        side=seat.side,
        debate_id=seat.debate_id,
    )


def send(session: Any, people: cast.Cast, who: str, address: str, words: Words, at: int) -> Any:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        return service.send_point(
            session, actor(people.seats[who]), debate, address, words, now=at, arrival=at
        )


def give_card(session: Any, people: cast.Cast, who: str, number: int) -> None:
    seat = people.seats[who]
    with transaction(session):
        card = session.query(Card).filter_by(number=number).one()
        session.add(
            Draw(
                debate_id=people.debate.id,
                seat_id=seat.id,
                n=number,
                pile=seat.side,
                card_id=card.id,
                card_number=number,
                exclusive=True,
                drawn_ms=NOW,
            )
        )


@pytest.fixture
def people(session: Any) -> cast.Cast:
    made = cast.make(session)
    cast.start(session, made)
    return made


def test_a_point_gets_the_next_number_of_its_speech_and_one_event(
    session: Any, people: cast.Cast
) -> None:
    first = send(session, people, "amara", "P1", Words("One"), NOW + 1000)
    second = send(session, people, "amara", "P1", Words("Two", "Because *so*."), NOW + 2000)
    assert (first.address, second.address) == ("P1.1", "P1.2")
    kinds = [event.kind for event in session.query(Event).order_by(Event.seq)]
    assert kinds == ["point_sent", "point_sent"]
    html = session.query(Point).filter_by(claim="Two").one().reasons_html
    assert "<em>so</em>" in html


def test_every_view_numbers_the_change_without_a_gap(session: Any, people: cast.Cast) -> None:
    for claim in ("One", "Two", "Three"):
        send(session, people, "amara", "P1", Words(claim), NOW + 1000)
    for view in ("room", "judges", "team1", "team2", "moderators"):
        rows = session.query(ViewChange).filter_by(view=view).order_by(ViewChange.number).all()
        assert [row.number for row in rows] == list(range(1, len(rows) + 1))
        points = [row.target for row in rows if row.target.startswith("point-")]
        assert points == ["point-P1.1", "point-P1.2", "point-P1.3"]


@pytest.mark.parametrize("who", ["tomas", "priya", "mei", "kofi"])
def test_only_the_one_whose_turn_it_is_may_send(session: Any, people: cast.Cast, who: str) -> None:
    with pytest.raises(Refused, match="not your turn"):
        send(session, people, who, "P1", Words("Me too"), NOW + 1000)
    assert session.query(Point).count() == 0


def test_a_point_within_two_seconds_after_the_bell_counts(session: Any, people: cast.Cast) -> None:
    assert send(session, people, "amara", "P1", Words("Just"), P1_END + 1900).kind == "sent"


def test_a_point_after_the_bell_comes_back_as_a_draft_with_the_reason(
    session: Any, people: cast.Cast
) -> None:
    outcome = send(session, people, "amara", "P1", Words("Late", "words"), P1_END + 2100)
    assert outcome.kind == "draft"
    assert session.query(Point).count() == 0
    draft = session.query(Draft).one()
    assert (draft.claim, draft.reasons) == ("Late", "words")
    assert "after the bell" in draft.reason


def test_a_point_that_arrives_after_a_pause_comes_back_as_a_draft(
    session: Any, people: cast.Cast
) -> None:
    cast.control(session, people, "pause", NOW + 5000)
    assert send(session, people, "amara", "P1", Words("Still"), NOW + 5500).kind == "draft"


def test_a_card_of_ones_own_hand_may_be_cited_and_a_strangers_may_not(
    session: Any, people: cast.Cast
) -> None:
    give_card(session, people, "amara", 2)
    give_card(session, people, "priya", 1)
    send(session, people, "amara", "P1", Words("With a card", cards=(2,)), NOW + 1000)
    with pytest.raises(Refused, match="is not in your hand"):
        send(session, people, "amara", "P1", Words("Not mine", cards=(1,)), NOW + 2000)


def test_a_team_mates_card_may_be_cited_only_where_hands_are_shared(
    session: Any, people: cast.Cast
) -> None:
    give_card(session, people, "tomas", 2)
    send(session, people, "amara", "P1", Words("Ours", cards=(2,)), NOW + 1000)
    with transaction(session):
        debate_writes.lock(session, people.slug).team_hands = False
    give_card(session, people, "tomas", 5)
    with pytest.raises(Refused):
        send(session, people, "amara", "P1", Words("His", cards=(5,)), NOW + 2000)


def test_a_card_once_cited_may_be_cited_by_the_other_side(session: Any, people: cast.Cast) -> None:
    give_card(session, people, "amara", 2)
    send(session, people, "amara", "P1", Words("Ours", cards=(2,)), NOW + 1000)
    cast.control(session, people, "next", NOW + 2000)
    cast.control(session, people, "next", NOW + 3000)
    outcome = send(session, people, "priya", "O1", Words("Turned", cards=(2,)), NOW + 4000)
    assert outcome.address == "O1.1"


def test_an_exchange_pairs_each_answer_with_the_first_open_question(
    session: Any, people: cast.Cast
) -> None:
    cast.control(session, people, "next", NOW + 1000)
    with pytest.raises(Refused, match="no question to answer"):
        send(session, people, "amara", "X1", Words("Early answer"), NOW + 1500)
    asked = [send(session, people, "jonas", "X1", Words(q), NOW + 2000).address for q in "ab"]
    answered = [send(session, people, "amara", "X1", Words(a), NOW + 3000).address for a in "cd"]
    assert asked == ["X1.1q", "X1.2q"]
    assert answered == ["X1.1a", "X1.2a"]


def test_in_the_open_floor_only_the_one_who_was_given_it_may_send(
    session: Any, people: cast.Cast
) -> None:
    for second in range(1, 7):
        cast.control(session, people, "next", NOW + second * 1000)
    with pytest.raises(Refused, match="do not have the floor"):
        send(session, people, "kofi", "F1", Words("From the audience"), NOW + 8000)
    with transaction(session):
        session.add(
            FloorTurn(
                debate_id=people.debate.id,
                seat_id=people.seats["kofi"].id,
                step_index=7,
                given_ms=NOW + 8000,
            )
        )
    outcome = send(session, people, "kofi", "F1", Words("From the audience"), NOW + 9000)
    assert outcome.address == "F1.1"


def test_a_held_point_has_no_number_and_is_seen_by_author_and_moderators_only(
    session: Any, people: cast.Cast
) -> None:
    with transaction(session):
        debate_writes.lock(session, people.slug).hold = True
    outcome = send(session, people, "amara", "P1", Words("Held words"), NOW + 1000)
    assert outcome.kind == "held"
    for view in ("room", "judges", "team1", "team2"):
        here = debates.load(session, people.slug, view, NOW + 2000)
        assert here is not None
        assert speeches.point_rows(session, here) == ()
    here = debates.load(session, people.slug, "team1", NOW + 2000)
    assert here is not None
    turn = drafts.turn(session, here, actor(people.seats["amara"]), rooms.load(session, here))
    assert [row.claim for row in turn.own] == ["Held words"]
    assert session.query(ViewChange).filter(ViewChange.view != "moderators").count() == 0


def test_a_sealed_speech_is_seen_by_nobody_else_until_its_step_ends(session: Any) -> None:
    people = cast.make(session, fmt=cast.read_format("written"))
    cast.start(session, people)
    day = 24 * 60 * MINUTE
    send(session, people, "amara", "P1", Words("Sealed words"), NOW + day + 1000)
    before = debates.load(session, people.slug, "team2", NOW + day + 2000)
    after = debates.load(session, people.slug, "team2", NOW + 3 * day + 1000)
    assert before is not None
    assert after is not None
    assert speeches.point_rows(session, before) == ()
    assert [row.claim for row in speeches.point_rows(session, after)] == ["Sealed words"]


def test_no_event_and_no_stored_page_holds_a_name(session: Any, people: cast.Cast) -> None:
    send(session, people, "amara", "P1", Words("A claim"), NOW + 1000)
    for content in session.query(EventContent):
        assert "Amara" not in content.content


def test_a_prepared_point_is_sent_as_saved_and_then_gone(session: Any, people: cast.Cast) -> None:
    from debate.services import drafts as draft_writes

    seat = people.seats["amara"]
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        words = Words("Prepared", "text")
        draft = draft_writes.keep(session, actor(seat), debate, 1, words, NOW)
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        outcome = service.send_prepared(
            session, actor(seat), debate, draft.id, now=NOW + 1000, arrival=NOW + 1000
        )
    assert outcome.address == "P1.1"
    assert session.query(Draft).count() == 0


def test_finishing_early_needs_a_point_first(session: Any, people: cast.Cast) -> None:
    seat = people.seats["amara"]
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        with pytest.raises(Refused, match="no point in this speech"):
            service.hand_in(session, actor(seat), debate, "P1", now=NOW, arrival=NOW)
