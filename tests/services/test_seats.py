"""Taking, confirming, releasing and moving seats; who is absent; who holds a speech."""

from typing import Any

import pytest
from sqlalchemy import func, select

from debate.db import transaction
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.accounts import AuditEntry, BrowserSeat
from debate.models.courses import Student
from debate.models.debates import Debate, DebateFactor
from debate.models.events import Event
from debate.models.hands import Draw
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.models.speeches import Point, Speech
from debate.queries import seats as reads
from debate.services import accounts, debates, events, hands, seats, sittings
from tests import cast
from tests.cast import NOW

LATER = NOW + 1_000


def owner(made: cast.Cast) -> Actor:
    return Actor("owner", account_id=made.owner.id)


def fresh(session: Any, **settings: Any) -> cast.Cast:
    """The class with every seat still free."""
    made = cast.make(session, **settings)
    with transaction(session):
        for seat in made.seats.values():
            seat.claimed_how, seat.claimed_ms, seat.confirmed_ms = "", None, None
    return made


def join(session: Any, made: cast.Cast, name: str) -> Seat:
    with transaction(session):
        return seats.claim_by_code(session, sittings.lock(session, made.sitting.id), name, LATER)


def act(session: Any, made: cast.Cast, verb: Any, seat: Seat, *more: Any, **named: Any) -> Any:
    with transaction(session):
        sittings.lock(session, made.sitting.id)
        return verb(session, owner(made), seat, *more, **named)


def place(session: Any, made: cast.Cast, seat: Seat, *where: Any) -> None:
    act(session, made, seats.place, seat, *where, now=LATER)


def hold(session: Any, seat: Seat, old: str = "") -> str:
    with transaction(session):
        return accounts.rotate(session, accounts.hash_of(old), NOW, seat=(seat.id, seat.generation))


def kinds(session: Any, made: cast.Cast) -> list[tuple[str, int | None]]:
    rows = session.execute(
        select(Event.kind, Event.seat_number)
        .where(Event.debate_id == made.debate.id)
        .order_by(Event.seq)
    )
    return [tuple(row) for row in rows]


def payload(session: Any, kind: str) -> Any:
    event = session.scalars(select(Event.id).where(Event.kind == kind).order_by(Event.id.desc()))
    return events.content(session, event.first(), "payload")


def holder(session: Any, made: cast.Cast, address: str, half: str = "seat_id") -> int | None:
    session.expire_all()
    row = session.scalars(
        select(Speech).where(Speech.debate_id == made.debate.id, Speech.address == address)
    ).one()
    found: int | None = getattr(row, half)
    return found


def add_point(session: Any, made: cast.Cast, address: str, seat: Seat, half: str = "") -> None:
    speech = session.scalars(
        select(Speech).where(Speech.debate_id == made.debate.id, Speech.address == address)
    ).one()
    with transaction(session):
        point = Point(debate_id=made.debate.id, speech_id=speech.id, seat_id=seat.id, half=half)
        point.number, point.state, point.claim, point.sent_ms = 1, "sent", "A claim", NOW
        session.add(point)


def second_room(session: Any, made: cast.Cast) -> Debate:
    with transaction(session):
        room = cast.add_debate(session, made.sitting, made.deck, made.version, NOW, number=2)
        cast.add_speeches(session, room, [])
    return room


def test_a_personal_link_takes_and_confirms_its_seat(session: Any) -> None:
    made = fresh(session)
    amara = made.seats["amara"]
    with transaction(session):
        seats.claim_by_link(session, amara.id, 1, LATER)
    assert (amara.claimed_how, amara.claimed_ms, amara.confirmed_ms) == ("link", LATER, LATER)
    assert kinds(session, made) == [("seat_claimed", 1)]
    assert payload(session, "seat_claimed") == {"how": "link"}


def test_a_second_device_takes_the_seat_too_and_writes_nothing(session: Any) -> None:
    made = fresh(session)
    amara = made.seats["amara"]
    for at in (NOW, LATER):
        with transaction(session):
            seats.claim_by_link(session, amara.id, 1, at)
    assert amara.claimed_ms == NOW
    assert len(kinds(session, made)) == 1


@pytest.mark.parametrize(("seat", "generation"), [("amara", 2), ("amara", 0), (None, 1)])
def test_a_link_of_another_generation_takes_nothing(
    session: Any, seat: str | None, generation: int
) -> None:
    made = fresh(session)
    seat_id = made.seats[seat].id if seat else 10**6
    with pytest.raises(Refused) as refused, transaction(session):
        seats.claim_by_link(session, seat_id, generation, LATER)
    assert refused.value.status == 410
    assert kinds(session, made) == []


def test_a_personal_link_works_after_joining_has_closed(session: Any) -> None:
    made = fresh(session)
    with transaction(session):
        made.sitting.state, made.sitting.code = "ended", None
        seats.claim_by_link(session, made.seats["mei"].id, 1, LATER)
    assert made.seats["mei"].claimed_ms == LATER


def test_a_name_of_exactly_one_free_student_takes_that_seat_unconfirmed(session: Any) -> None:
    made = fresh(session)
    seat = join(session, made, "  priya NAIR ")
    assert seat.id == made.seats["priya"].id
    assert (seat.claimed_how, seat.confirmed_ms) == ("code", None)
    assert payload(session, "seat_claimed") == {"how": "code"}


def test_a_taken_name_an_equal_name_and_a_strange_name_become_walk_ins(session: Any) -> None:
    made = fresh(session)
    with transaction(session):
        made.students["kofi"].name = "Mei Tanaka"
    first = join(session, made, "Mei Tanaka")
    join(session, made, "Priya Nair")
    second = join(session, made, "Priya Nair")
    third = join(session, made, "Somebody Else")
    for seat, name in ((first, "Mei Tanaka"), (second, "Priya Nair"), (third, "Somebody Else")):
        assert (seat.student_id, seat.typed_name) == (None, name)
        assert (seat.claimed_how, seat.role, seat.debate_id) == ("walk_in", "audience", None)
        assert seat.confirmed_ms is None
    assert [seat.number for seat in (first, second, third)] == [7, 8, 9]


@pytest.mark.parametrize("name", ["", "   ", "\u202eabc", "x" * 81])
def test_what_is_no_name_takes_no_seat(session: Any, name: str) -> None:
    made = fresh(session)
    with pytest.raises(Refused) as refused:
        join(session, made, name)
    assert refused.value.field == "name"


def test_a_full_sitting_takes_no_walk_in(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made = fresh(session)
    monkeypatch.setattr("debate.domain.sittings.PEOPLE_MAX", 6)
    with pytest.raises(Refused, match="full"):
        join(session, made, "Somebody Else")
    assert join(session, made, "Mei Tanaka").id == made.seats["mei"].id


def test_a_walk_in_is_audited_because_it_is_in_no_debate(session: Any) -> None:
    made = fresh(session)
    seat = join(session, made, "Somebody Else")
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.act, entry.target_id, entry.account_id) == ("seats.claim", seat.id, None)
    assert kinds(session, made) == []


def test_confirming_says_that_it_is_the_right_person_once(session: Any) -> None:
    made = fresh(session)
    seat = join(session, made, "Priya Nair")
    for at in (LATER, LATER + 1):
        act(session, made, seats.confirm, seat, at)
    assert seat.confirmed_ms == LATER
    assert kinds(session, made) == [("seat_claimed", 3), ("seat_confirmed", 3)]


def test_nobody_is_confirmed_in_a_free_seat(session: Any) -> None:
    made = fresh(session)
    with pytest.raises(Refused):
        act(session, made, seats.confirm, made.seats["amara"], LATER)


def test_one_act_confirms_everybody_who_took_a_seat(session: Any) -> None:
    made = fresh(session)
    joined = [join(session, made, name) for name in ("Priya Nair", "Mei Tanaka", "A Guest")]
    with transaction(session):
        locked = sittings.lock(session, made.sitting.id)
        assert seats.confirm_all(session, owner(made), locked, LATER) == 3
    assert all(seat.confirmed_ms == LATER for seat in joined)
    assert made.seats["amara"].confirmed_ms is None


def test_a_walk_in_tied_to_a_student_takes_over_that_students_seat(session: Any) -> None:
    made = fresh(session)
    walk_in = join(session, made, "Pria Nair")
    token = hold(session, walk_in)
    walk_in_id, student = walk_in.id, made.students["priya"].id
    seat = act(session, made, seats.confirm, walk_in, LATER, student_id=student)
    assert seat.id == made.seats["priya"].id
    assert (seat.claimed_how, seat.confirmed_ms) == ("code", LATER)
    assert session.get(Seat, walk_in_id) is None
    browser = session.scalars(select(BrowserSeat)).one()
    found = reads.held(session, browser.browser_session_id, 3, debate_slug=made.debate.slug)
    assert token
    assert found is not None
    assert found.id == seat.id


def test_a_walk_in_who_sits_in_a_room_keeps_it_and_the_free_seat_becomes_nobodys(
    session: Any,
) -> None:
    made = fresh(session)
    walk_in = join(session, made, "Pria Nair")
    place(session, made, walk_in, made.debate, "debater", "O")
    student = made.students["priya"]
    with transaction(session):
        student.factor = 150
    seat = act(session, made, seats.confirm, walk_in, LATER, student_id=student.id)
    free = made.seats["priya"]
    session.expire_all()
    assert (seat.id, seat.student_id, seat.debate_id) == (
        walk_in.id,
        student.id,
        made.debate.id,
    )
    assert (free.student_id, free.debate_id, free.position) == (None, None, None)
    assert holder(session, made, "O1") is None
    assert made.debate.factor == 150


def test_a_walk_in_tied_to_a_student_without_a_seat_becomes_that_student(session: Any) -> None:
    made = fresh(session)
    with transaction(session):
        late = Student(course_id=made.course.id, position=9, name="Late Comer", added_ms=1)
        session.add(late)
    walk_in = join(session, made, "Late")
    assert act(session, made, seats.confirm, walk_in, LATER, student_id=late.id) is walk_in
    assert walk_in.student_id == late.id


@pytest.mark.parametrize("whom", ["taken", "other_class", "nobody"])
def test_a_walk_in_is_not_tied_to_who_sits_already_or_is_not_on_the_list(
    session: Any, whom: str
) -> None:
    made = fresh(session)
    walk_in = join(session, made, "Pria Nair")
    join(session, made, "Priya Nair")
    with transaction(session):
        made.students["mei"].removed_ms = 1
    chosen = {"taken": made.students["priya"].id, "other_class": made.students["mei"].id}
    with pytest.raises(Refused) as refused:
        act(session, made, seats.confirm, walk_in, LATER, student_id=chosen.get(whom, 0))
    assert refused.value.field == "student"
    session.expire_all()
    assert walk_in.confirmed_ms is None


def test_a_release_ends_every_device_and_makes_the_link_worthless(session: Any) -> None:
    made = cast.make(session)
    amara = made.seats["amara"]
    hold(session, amara)
    browser = session.scalars(select(BrowserSeat.browser_session_id)).one()
    assert reads.held(session, browser, 1, debate_slug=made.debate.slug)
    woken: list[Any] = []
    with transaction(session):
        sittings.lock(session, made.sitting.id)
        seats.release(session, owner(made), amara, LATER)
        woken += session.info["wake"]
    assert reads.held(session, browser, 1, debate_slug=made.debate.slug) is None
    assert (amara.generation, amara.claimed_ms, amara.confirmed_ms) == (2, None, None)
    assert amara.id in {wake.close_seat for wake in woken}
    assert kinds(session, made) == [("seat_released", 1)]
    with transaction(session):
        seats.claim_by_link(session, amara.id, 2, LATER)


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
    place(session, made, made.seats["tomas"], None, "", None)
    seat = join(session, made, "Somebody Else")
    place(session, made, seat, made.debate, "debater", "P")
    assert seat.position == 2
    assert holder(session, made, "P2") == seat.id
    assert made.seats["tomas"].debate_id is None


def test_who_changes_rooms_leaves_turns_and_cards_behind(session: Any) -> None:
    made = cast.make(session)
    room = second_room(session, made)
    priya = made.seats["priya"]
    with transaction(session):
        made.students["priya"].factor = 125
        debate = debates.lock(session, made.debate.id)
        debates.refresh_factor(session, debate, NOW)
        hands.deal_seat(session, debate, priya, NOW)
    place(session, made, priya, room, "debater", "P")
    assert holder(session, made, "O1") is None
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


def test_a_vacant_speech_is_given_to_any_seat_of_the_room(session: Any) -> None:
    made = cast.make(session)
    kofi = made.seats["kofi"]
    with transaction(session):
        debate = debates.lock(session, made.debate.id)
        debates.assign_speech(session, debate, "P2", None, LATER)
        debates.assign_speech(session, debate, "P2", kofi.id, LATER)
        debates.assign_speech(session, debate, "X1", kofi.id, LATER, half="a")
        debates.assign_speech(session, debate, "X1", kofi.id, LATER, half="a")
    assert holder(session, made, "P2") == kofi.id
    assert holder(session, made, "X1", "answerer_id") == kofi.id
    assert holder(session, made, "X1") == made.seats["jonas"].id
    assert kinds(session, made) == [("speech_assigned", None)] + [("speech_assigned", 6)] * 2
    assert payload(session, "speech_assigned") == {
        "speeches": [{"address": "X1", "seat": 4, "answers": 6}]
    }


def test_a_speech_with_points_stays_with_who_made_them(session: Any) -> None:
    made = cast.make(session)
    add_point(session, made, "P1", made.seats["amara"])
    add_point(session, made, "X1", made.seats["jonas"], half="q")
    with pytest.raises(Refused, match="P1 has points"), transaction(session):
        debates.assign_speech(session, made.debate, "P1", None, LATER)
    with pytest.raises(Refused, match="X1 has points"), transaction(session):
        debates.assign_speech(session, made.debate, "X1", None, LATER)
    with transaction(session):
        debates.assign_speech(session, made.debate, "X1", None, LATER, half="a")


def test_an_absent_seat_a_strange_seat_and_a_strange_speech_are_refused(session: Any) -> None:
    made = cast.make(session)
    act(session, made, seats.set_absent, made.seats["kofi"], LATER)
    guest = join(session, made, "Somebody Else")
    for seat in (made.seats["kofi"], guest):
        with pytest.raises(Refused) as refused, transaction(session):
            debates.assign_speech(session, made.debate, "P1", seat.id, LATER)
        assert refused.value.field == "seat"
    for address, seat_id in (("P9", None), ("P1", 10**6)):
        with pytest.raises(NotFound), transaction(session):
            debates.assign_speech(session, made.debate, address, seat_id, LATER)


def test_leaving_gives_up_one_seat_of_one_browser(session: Any) -> None:
    made = cast.make(session)
    token = hold(session, made.seats["amara"])
    hold(session, made.seats["mei"], token)
    hold(session, made.seats["amara"])
    browser = session.scalars(select(BrowserSeat.browser_session_id).order_by(BrowserSeat.id))
    first = browser.first()
    with transaction(session):
        assert seats.leave(session, first, made.seats["amara"].id) == 1
        assert seats.leave(session, first, made.seats["mei"].id) == 0
    assert session.scalar(select(func.count(BrowserSeat.id))) == 1
    assert made.seats["amara"].claimed_ms == NOW


def test_a_seat_is_found_by_its_number(session: Any) -> None:
    made = cast.make(session)
    assert seats.in_sitting(session, made.sitting, 5).id == made.seats["mei"].id
    for number in (0, 99, 10**12):
        with pytest.raises(NotFound):
            seats.in_sitting(session, made.sitting, number)


def test_a_room_is_found_by_its_number(session: Any) -> None:
    made = cast.make(session)
    with transaction(session):
        assert debates.numbered(session, made.sitting.id, 1).id == made.debate.id
        with pytest.raises(NotFound):
            debates.numbered(session, made.sitting.id, 2)
