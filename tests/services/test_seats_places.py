"""Who is absent, and who is brought into which room and role."""

from typing import Any

import pytest
from sqlalchemy import func, select

from debate.db import transaction
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.ballots import Ballot
from debate.models.debates import DebateFactor
from debate.models.hands import Draw
from debate.models.moderation import FloorRequest, FloorTurn
from debate.models.modes import Scribe
from debate.models.offers import Offer
from debate.models.polls import Vote
from debate.models.sittings import Sitting
from debate.models.speeches import Speech
from debate.queries.debates import load
from debate.services import debates, hands, seats, seats_places
from tests import cast
from tests.cast import NOW
from tests.services.seating import (
    LATER,
    act,
    add_point,
    fresh,
    holder,
    join,
    kinds,
    payload,
    place,
    second_room,
)


def test_an_absent_speakers_turns_become_vacant_and_come_back(session: Any) -> None:
    made = cast.make(session, dealt=False)
    priya = made.seats["priya"]
    assert holder(session, made, "O1") == priya.id
    act(session, made, seats.set_absent, priya, LATER)
    assert (holder(session, made, "O1"), holder(session, made, "O3")) == (None, None)
    assert holder(session, made, "X2", "answerer_id") is None
    assert holder(session, made, "O2") == made.seats["jonas"].id
    act(session, made, seats.set_absent, priya, LATER)
    act(session, made, seats.set_present, priya, LATER)
    act(session, made, seats.set_present, priya, LATER)
    assert (holder(session, made, "O1"), priya.absent_ms) == (priya.id, None)
    assert [kind for kind, _ in kinds(session, made)] == ["seat_absent", "speech_assigned"] * 2


def test_what_an_absent_person_has_said_stays_theirs(session: Any) -> None:
    made = cast.make(session)
    priya = made.seats["priya"]
    add_point(session, made, "O1", priya)
    act(session, made, seats.set_absent, priya, LATER)
    assert holder(session, made, "O1") == priya.id
    assert holder(session, made, "O3") is None


def test_steps_that_are_over_keep_their_speakers(session: Any) -> None:
    made = cast.make(session)
    cast.start(session, made)
    for n in range(3):
        cast.control(session, made, "next", NOW + n + 1)
    act(session, made, seats.set_absent, made.seats["priya"], LATER)
    assert holder(session, made, "O1") == made.seats["priya"].id
    assert holder(session, made, "O3") is None


def test_after_the_end_nobody_loses_a_turn(session: Any) -> None:
    made = cast.make(session)
    cast.start(session, made)
    cast.control(session, made, "finish", NOW + 1)
    act(session, made, seats.set_absent, made.seats["priya"], LATER)
    assert holder(session, made, "O3") == made.seats["priya"].id


def test_an_absent_person_who_joins_after_all_is_present(session: Any) -> None:
    made = fresh(session)
    act(session, made, seats.set_absent, made.seats["priya"], NOW)
    seat = join(session, made, "Priya Nair")
    assert seat.absent_ms is None
    assert holder(session, made, "O1") == seat.id


def test_a_walk_in_becomes_the_last_speaker_of_a_team_and_is_dealt_a_hand(session: Any) -> None:
    made = fresh(session)
    with transaction(session):
        hands.deal_all(session, debates.lock(session, made.debate.id), NOW)
    seat = join(session, made, "Somebody Else")
    place(session, made, seat, made.debate, "debater", "P")
    assert (seat.debate_id, seat.side, seat.position) == (made.debate.id, "P", 3)
    held = select(func.count(Draw.id)).where(Draw.seat_id == seat.id)
    assert session.scalar(held) == made.debate.hand_size
    assert payload(session, "seat_assigned")["seats"] == [
        {"number": 7, "role": "debater", "side": "P", "position": 3, "how": "walk_in"}
    ]


def test_a_latecomer_takes_up_the_turns_that_stand_vacant(session: Any) -> None:
    made = cast.make(session)
    act(session, made, seats.set_absent, made.seats["tomas"], NOW)
    place(session, made, made.seats["tomas"], None, "audience", None)
    seat = join(session, made, "Somebody Else")
    place(session, made, seat, made.debate, "debater", "P")
    assert seat.position == 2
    assert holder(session, made, "P2") == seat.id
    assert made.seats["tomas"].debate_id is None


def test_who_changes_rooms_leaves_turns_and_cards_to_the_team(session: Any) -> None:
    made = cast.make(session)
    room = second_room(session, made)
    priya = made.seats["priya"]
    with transaction(session):
        made.students["priya"].factor = 125
        debate = debates.lock(session, made.debate.id)
        debates.refresh_factor(session, debate, NOW)
        hands.deal_seat(session, debate, priya, NOW)
    place(session, made, priya, room, "debater", "P")
    # Nothing has begun, so the rest of the team speaks in rotation.
    assert holder(session, made, "O1") == made.seats["jonas"].id
    free = select(func.count(Draw.id)).where(
        Draw.debate_id == made.debate.id, Draw.seat_id == priya.id, Draw.returned_ms.is_(None)
    )
    assert session.scalar(free) == 0
    assert (priya.side, priya.position) == ("P", 1)
    factors = session.execute(
        select(DebateFactor.debate_id, DebateFactor.percent).order_by(DebateFactor.id)
    ).all()
    assert [tuple(row) for row in factors] == [
        (made.debate.id, 125),
        (made.debate.id, 100),
        (room.id, 125),
    ]


def test_a_judge_and_a_listener_change_roles(session: Any) -> None:
    made = cast.make(session)
    place(session, made, made.seats["mei"], made.debate, "audience", None)
    assert made.seats["mei"].role == "audience"
    place(session, made, made.seats["mei"], made.debate, "audience", None)
    assert [kind for kind, _ in kinds(session, made)] == ["seat_assigned"]


@pytest.mark.parametrize("where", ["other_room", "judge", "other_side"])
def test_who_has_spoken_stays_where_they_spoke(session: Any, where: str) -> None:
    made = cast.make(session)
    priya = made.seats["priya"]
    add_point(session, made, "O1", priya)
    room = second_room(session, made)
    chosen: Any = {
        "other_room": (room, "debater", "O"),
        "judge": (made.debate, "judge", None),
        "other_side": (made.debate, "debater", "P"),
    }
    with pytest.raises(Refused) as refused:
        place(session, made, priya, *chosen[where])
    assert refused.value.field == "place"


@pytest.mark.parametrize(("role", "side"), [("debater", None), ("debater", "X"), ("", None)])
def test_a_place_needs_a_role_and_a_side(session: Any, role: str, side: str | None) -> None:
    made = cast.make(session)
    with pytest.raises(Refused):
        place(session, made, made.seats["mei"], made.debate, role, side)


def test_a_team_has_at_most_eight_seats(session: Any) -> None:
    made = cast.make(session, dealt=False)
    for n in range(6):
        place(session, made, join(session, made, f"Guest {n}"), made.debate, "debater", "P")
    with pytest.raises(Refused, match="8 seats"):
        place(session, made, join(session, made, "One More"), made.debate, "debater", "P")


def test_a_seat_is_not_placed_in_a_room_of_another_session(session: Any) -> None:
    made = cast.make(session)
    with transaction(session):
        other = Sitting(slug="other", course_id=made.course.id, title="x", seed="1")
        other.created_by_id, other.created_ms = made.owner.id, NOW
        session.add(other)
        session.flush()
        room = cast.add_debate(session, other, made.deck, made.version, NOW)
    with pytest.raises(NotFound):
        place(session, made, made.seats["mei"], room, "judge", None)


def test_who_has_judged_stays_a_judge(session: Any) -> None:
    made = cast.make(session)
    mei = made.seats["mei"]
    with transaction(session):
        ballot = Ballot(debate_id=made.debate.id, seat_id=mei.id, saved_ms=NOW, handed_in_ms=NOW)
        session.add(ballot)
    with pytest.raises(Refused, match="ballot"):
        place(session, made, mei, made.debate, "audience", None)


def swap(session: Any, made: cast.Cast, one: Any, other: Any) -> None:
    act(session, made, seats_places.swap, one, other, LATER)


def test_two_people_change_places_with_their_speeches_and_both_rooms_know(session: Any) -> None:
    made = cast.make(session)
    room = second_room(session, made)
    amara, priya, mei = (made.seats[name] for name in ("amara", "priya", "mei"))
    place(session, made, mei, room, "debater", "O")
    with transaction(session):
        hands.deal_seat(session, debates.lock(session, made.debate.id), amara, NOW)
    swap(session, made, amara, mei)
    assert (amara.debate_id, amara.side, amara.position) == (room.id, "O", 1)
    assert (mei.debate_id, mei.side, mei.position) == (made.debate.id, "P", 1)
    assert holder(session, made, "P1") == mei.id
    held = select(Draw.seat_id).where(Draw.returned_ms.is_(None)).distinct()
    assert set(session.scalars(held)) == {amara.id, mei.id}
    told = [kind for kind, number in kinds(session, made) if number in (amara.number, mei.number)]
    assert told.count("seat_left") == 2
    assert told.count("seat_assigned") == 1
    swap(session, made, priya, made.seats["jonas"])
    assert (priya.position, holder(session, made, "O2")) == (2, priya.id)


def test_a_speech_that_was_given_by_hand_stays_where_it_was_given(session: Any) -> None:
    made = cast.make(session)
    tomas = made.seats["tomas"]
    with transaction(session):
        debate = debates.lock(session, made.debate.id)
        owner = Actor("owner", account_id=made.owner.id)
        debates.assign_speech(session, owner, debate, "P1", tomas.id, NOW)
    swap(session, made, made.seats["amara"], made.seats["mei"])
    assert holder(session, made, "P1") == tomas.id
    assert holder(session, made, "P3") == made.seats["mei"].id


@pytest.mark.parametrize("begun", [1, 2])
def test_once_a_room_has_begun_nobody_moves_between_it_and_another(
    session: Any, begun: int
) -> None:
    made = cast.make(session)
    room = second_room(session, made)
    with transaction(session):
        (made.debate, room)[begun - 1].started_ms = NOW
    with pytest.raises(Refused, match=f"Room {begun} has begun"):
        place(session, made, made.seats["priya"], room, "debater", "P")
    with transaction(session):
        made.debate.started_ms = room.started_ms = None
    place(session, made, made.seats["priya"], room, "debater", "P")
    with transaction(session):
        (made.debate, room)[begun - 1].started_ms = NOW
    with pytest.raises(Refused, match=f"Room {begun} has begun"):
        swap(session, made, made.seats["priya"], made.seats["amara"])


def test_a_vote_goes_along_to_a_room_with_the_same_motion(session: Any) -> None:
    made = cast.make(session)
    room = second_room(session, made)
    kofi, mei = made.seats["kofi"], made.seats["mei"]
    with transaction(session):
        for seat in (kofi, mei):
            vote = Vote(debate_id=made.debate.id, poll="before", seat_id=seat.id, choice="P")
            vote.at_ms = NOW
            session.add(vote)
    place(session, made, kofi, room, "audience", None)
    place(session, made, mei, room, "debater", "P")
    assert [tuple(row) for row in session.execute(select(Vote.debate_id, Vote.seat_id))] == [
        (room.id, kofi.id)
    ]


def test_only_two_people_with_rooms_change_places(session: Any) -> None:
    made = cast.make(session)
    place(session, made, made.seats["kofi"], None, "audience", None)
    for other in ("kofi", "amara"):
        with pytest.raises(Refused, match="both have a room"):
            swap(session, made, made.seats["amara"], made.seats[other])


def test_who_leaves_a_room_takes_the_hand_down_and_the_floor_is_free(session: Any) -> None:
    made = cast.make(session)
    cast.start(session, made)
    floor = next(step.index for step in cast.read_format().steps if step.kind == "open_floor")
    mei = made.seats["mei"]
    with transaction(session):
        debate = debates.lock(session, made.debate.id)
        asked = {"debate_id": debate.id, "seat_id": mei.id, "step_index": floor}
        session.add(FloorRequest(raised_ms=NOW, **asked))
        session.add(FloorTurn(given_ms=NOW, **asked))
    place(session, made, mei, None, "audience", None)
    here = load(session, made.slug, "moderators", NOW)
    assert here is not None
    assert (here.next_seat_id, here.floor_seat_id) == (None, None)


def test_who_leaves_a_room_offers_nothing_there_and_enters_nothing_for_others(session: Any) -> None:
    made = cast.make(session)
    jonas = made.seats["jonas"]
    with transaction(session):
        speech = session.scalars(select(Speech).where(Speech.address == "P1")).one()
        of = {"debate_id": made.debate.id, "seat_id": jonas.id}
        session.add(Offer(speech_id=speech.id, offered_ms=NOW, **of))
        session.add(Scribe(since_ms=NOW, **of))
    place(session, made, jonas, None, "audience", None)
    assert session.scalars(select(Offer.outcome)).one() == "ended"
    assert session.scalars(select(Scribe.ended_ms)).one() is not None
