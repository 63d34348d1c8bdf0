"""Writing grades: versions, fields that two people touched, a team, and what is recorded."""

from typing import Any

import pytest

from debate.db import transaction
from debate.domain.grades import Formula
from debate.domain.permissions import Actor
from debate.domain.refusals import ChangedMeanwhile, NotFound, RefusedFields
from debate.models.accounts import AuditEntry
from debate.models.events import Event, EventContent
from debate.models.grades import GradeEntry, GradeFormula
from debate.models.sittings import Sitting
from debate.services import grades, sittings
from debate.services.grades import EntriesChanged
from tests import cast
from tests.cast import NOW


@pytest.fixture
def people(session: Any) -> cast.Cast:
    return cast.make(session)


def enter(
    session: Any, people: cast.Cast, seats: dict[int, tuple[int, dict[str, Any]]], at: int = NOW
) -> int:
    with transaction(session):
        sitting: Sitting = sittings.lock(session, people.sitting.id)
        return grades.enter(session, owner(people), sitting, seats, now=at)


def owner(people: cast.Cast) -> Actor:
    return Actor("owner", account_id=people.owner.id)


def current(session: Any, people: cast.Cast, who: str) -> GradeEntry:
    seat = people.seats[who].id
    found: GradeEntry = session.query(GradeEntry).filter_by(seat_id=seat, current=True).one()
    return found


def test_two_who_touch_different_fields_do_not_meet(session: Any, people: cast.Cast) -> None:
    enter(session, people, {1: (0, {"reflection": 8_000, "participation": None})})
    enter(session, people, {1: (0, {"reflection": None, "participation": 5_000})})
    row = current(session, people, "amara")
    assert (row.version, row.reflection, row.participation) == (2, 8_000, 5_000)


def test_two_who_touch_one_field_meet_and_nothing_of_the_second_is_kept(
    session: Any, people: cast.Cast
) -> None:
    enter(session, people, {1: (0, {"reflection": 8_000})})
    with pytest.raises(EntriesChanged) as changed:
        enter(session, people, {1: (0, {"reflection": 7_000}), 2: (0, {"reflection": 6_000})})
    assert changed.value.seats == (1,)
    assert session.query(GradeEntry).count() == 1
    assert enter(session, people, {1: (0, {"reflection": 8_000})}) == 0


def test_an_entry_is_in_the_record_of_the_room_by_number_and_without_a_room_in_the_audit(
    session: Any, people: cast.Cast
) -> None:
    with transaction(session):
        people.seats["kofi"].debate_id = None
    enter(
        session, people, {1: (0, {"override": 9_000, "reason": "Led."}), 6: (0, {"reflection": 0})}
    )
    event = session.query(Event).one()
    content = session.query(EventContent).filter_by(event_id=event.id, part="payload").one()
    assert event.kind == "grade_set"
    assert '"override":9000' in content.content
    assert '"seat":1' in content.content
    assert "Amara" not in content.content
    audited = session.query(AuditEntry).filter_by(act="grades.set").one()
    assert audited.target_id == people.seats["kofi"].id


def test_what_does_not_go_together_is_told_for_every_seat_at_once(
    session: Any, people: cast.Cast
) -> None:
    wrong = {
        1: (0, {"late_percent": 10, "standing": "normal"}),
        2: (0, {"override": 9_000}),
        3: (0, {"override": 9_000, "reason": "Ill.", "standing": "excused"}),
    }
    with pytest.raises(RefusedFields) as refused:
        enter(session, people, wrong)
    fields = [field for field, _ in refused.value.faults]
    assert fields == ["1-deduction", "2-reason", "3-override"]
    with pytest.raises(NotFound):
        enter(session, people, {99: (0, {"reflection": 1})})


def test_a_formula_is_set_once_and_only_over_the_one_that_was_seen(
    session: Any, people: cast.Cast
) -> None:
    def put(formula: Formula, version: int) -> None:
        with transaction(session):
            sitting = sittings.lock(session, people.sitting.id)
            grades.set_formula(session, owner(people), sitting, formula, version=version, now=NOW)

    put(Formula((50, 50, 0, 0), 2_000, 50), 0)
    put(Formula((50, 50, 0, 0), 2_000, 50), 0)
    with pytest.raises(ChangedMeanwhile):
        put(Formula(), 0)
    put(Formula(), 1)
    assert [row.version for row in session.query(GradeFormula)] == [1, 2]
    assert [row.kind for row in session.query(Event)] == ["grade_formula_set"] * 2
