"""Blocks belong to a student of a class, and to nobody who only typed the name."""

from typing import Any

import pytest

from debate.db import transaction
from debate.domain.blocks import BlockAnswer
from debate.domain.permissions import Actor
from debate.domain.refusals import ChangedMeanwhile, NotFound, Refused
from debate.models.blocks import Block
from debate.models.courses import Student
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.models.speeches import Draft
from debate.queries import blocks as reads
from debate.queries.blocks import Owner
from debate.services import blocks, erasures, seats
from debate.services import debates as debate_writes
from tests import cast
from tests.cast import NOW
from tests.services.moderating import seat_actor

pytestmark = pytest.mark.one_database


@pytest.fixture
def people(session: Any) -> cast.Cast:
    return cast.make(session)


def titles(session: Any, seat: Seat) -> list[str]:
    return [one.title for one in reads.of_owner(session, reads.owner(session, seat.id))]


def begin(session: Any, seat: Seat, title: str) -> tuple[Owner, int]:
    who = reads.owner(session, seat.id)
    with transaction(session):
        return who, blocks.create(session, who, title, NOW)


def later_seat(session: Any, people: cast.Cast, student: Student | None, **more: Any) -> Seat:
    """A seat in a later session of the class."""
    with transaction(session):
        sitting = Sitting(
            slug=f"later-{student.id if student else 0}",
            course_id=people.course.id,
            title="Week 4",
            state="open",
            seed="1",
            created_by_id=people.owner.id,
            created_ms=NOW,
        )
        session.add(sitting)
        session.flush()
        seat = Seat(
            sitting_id=sitting.id,
            number=1,
            role="audience",
            code_name="Wren 1",
            student_id=student.id if student else None,
            **({"claimed_ms": NOW, "confirmed_ms": NOW} | more),
        )
        session.add(seat)
    return seat


def test_blocks_of_a_student_are_there_in_a_later_session_and_nobody_else_has_them(
    session: Any, people: cast.Cast
) -> None:
    who, block = begin(session, people.seats["amara"], "Sanctions have backfired")
    later = later_seat(session, people, people.students["amara"])
    assert titles(session, later) == ["Sanctions have backfired"]
    assert titles(session, people.seats["tomas"]) == []
    other = reads.owner(session, people.seats["tomas"].id)
    with pytest.raises(NotFound):
        blocks.remove(session, other, block)
    with pytest.raises(NotFound):
        reads.one(session, other, block)
    assert who.student_id == people.students["amara"].id


def test_a_name_that_was_typed_opens_no_blocks_before_the_seat_is_confirmed(
    session: Any, people: cast.Cast
) -> None:
    begin(session, people.seats["amara"], "From last week")
    later = later_seat(session, people, people.students["amara"], confirmed_ms=None)
    assert reads.owner(session, later.id).waits
    begin(session, later, "Written while waiting")
    assert titles(session, later) == ["Written while waiting"]
    assert titles(session, people.seats["amara"]) == ["From last week"]
    with transaction(session):
        seats.confirm(session, Actor("owner", account_id=people.owner.id), later, NOW)
    assert titles(session, later) == ["From last week", "Written while waiting"]
    assert titles(session, people.seats["amara"]) == titles(session, later)


def test_who_is_on_no_list_has_blocks_of_that_seat_until_tied_to_a_student(
    session: Any, people: cast.Cast
) -> None:
    guest = later_seat(session, people, None)
    begin(session, guest, "A guest's")
    assert titles(session, guest) == ["A guest's"]
    assert titles(session, people.seats["kofi"]) == []
    with transaction(session):
        guest.student_id = people.students["kofi"].id
    assert titles(session, people.seats["kofi"]) == ["A guest's"]


def test_a_block_changed_on_another_page_is_not_overwritten(
    session: Any, people: cast.Cast
) -> None:
    who, block = begin(session, people.seats["amara"], "Sanctions")

    def save(title: str, revision: int, tab: str) -> None:
        with transaction(session):
            blocks.save(session, who, block, title, [], revision, tab, NOW)

    save("Sanctions work", 1, "one")
    save("Sanctions work well", 1, "one")
    with pytest.raises(ChangedMeanwhile):
        save("Sanctions fail", 1, "two")
    save("Sanctions work well", 1, "two")
    assert titles(session, people.seats["amara"]) == ["Sanctions work well"]


def test_an_answer_becomes_a_prepared_point_with_the_cards_that_may_be_cited(
    session: Any, people: cast.Cast
) -> None:
    amara = seat_actor(people, "amara")
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        for deck in ("practice", "another"):
            answer = BlockAnswer("They have not", "Chips come late.", deck, (4, 9))
            missing = blocks.prepare(session, amara, debate, answer, "practice", 1, {4}, NOW)
            assert missing == ((9,) if deck == "practice" else (4, 9))
    found = session.query(Draft).order_by(Draft.position).all()
    assert [(one.claim, one.cards, one.position) for one in found] == [
        ("They have not", [4], 1),
        ("They have not", [], 2),
    ]


def test_erasing_a_student_takes_the_blocks_of_every_session(
    session: Any, people: cast.Cast
) -> None:
    begin(session, people.seats["amara"], "Sanctions")
    begin(session, later_seat(session, people, people.students["amara"]), "Trade")
    begin(session, people.seats["tomas"], "Another's")
    owner = Actor("owner", account_id=people.owner.id)
    student = people.students["amara"]
    with transaction(session):
        erasures.student(session, owner, people.course, student.id, student.name, NOW)
    assert [block.title for block in session.query(Block)] == ["Another's"]


def test_a_hundred_blocks_are_the_most(session: Any, people: cast.Cast) -> None:
    who, _ = begin(session, people.seats["amara"], "0")
    with transaction(session):
        for number in range(1, 100):
            session.add(
                Block(student_id=who.student_id, title=str(number), answers=[], saved_ms=NOW)
            )
    with pytest.raises(Refused, match="100 blocks"):
        begin(session, people.seats["amara"], "One more")
