"""Taking, confirming, releasing and leaving seats."""

from typing import Any

import pytest
from sqlalchemy import func, select

from debate.db import transaction
from debate.domain.refusals import NotFound, Refused
from debate.models.accounts import AuditEntry, BrowserSeat
from debate.models.courses import Student
from debate.models.seats import Seat
from debate.queries import seats as reads
from debate.services import seats, sittings
from debate.services.accounts import hash_of
from tests import cast
from tests.cast import NOW
from tests.services.seating import (
    LATER,
    act,
    fresh,
    hold,
    holder,
    join,
    kinds,
    owner,
    payload,
    place,
)


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
    found = reads.asking(session, hash_of(token), 3, debate_slug=made.debate.slug).seat
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
    token = hold(session, amara)
    assert reads.asking(session, hash_of(token), 1, debate_slug=made.debate.slug).seat
    woken: list[Any] = []
    with transaction(session):
        sittings.lock(session, made.sitting.id)
        seats.release(session, owner(made), amara, LATER)
        woken += session.info["wake"]
    assert reads.asking(session, hash_of(token), 1, debate_slug=made.debate.slug).seat is None
    assert (amara.generation, amara.claimed_ms, amara.confirmed_ms) == (2, None, None)
    assert amara.id in {wake.close_seat for wake in woken}
    assert kinds(session, made) == [("seat_released", 1)]
    with transaction(session):
        seats.claim_by_link(session, amara.id, 2, LATER)


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
