"""Classes: their title, their list, their staff."""

from typing import Any

import pytest
from sqlalchemy import func, select

from debate.db import transaction
from debate.domain.courses import read_roster
from debate.domain.permissions import Actor
from debate.domain.refusals import Forbidden, NotFound, Refused
from debate.domain.rosters import CHANGED, NEW, SAME, Plan
from debate.models.accounts import AuditEntry
from debate.models.courses import Course, CourseMember, Student
from debate.models.debates import DebateFactor
from debate.queries.courses import known
from debate.services import courses, rosters
from debate.services.courses import StudentFields
from tests import cast
from tests.cast import NOW


def owner(made: cast.Cast) -> Actor:
    return Actor("owner", account_id=made.owner.id)


def save(session: Any, made: cast.Cast, text: str) -> Plan:
    with transaction(session):
        course = courses.lock(session, made.course.slug)
        return rosters.save(session, owner(made), course, read_roster(text), NOW)


def names(session: Any, course_id: int) -> list[str]:
    return [student.name for student in known(session, course_id) if not student.removed]


def empty_class(session: Any) -> cast.Cast:
    made = cast.make(session)
    with transaction(session):
        made.course = courses.create(session, made.owner.id, "Seminar B", NOW)
    return made


def change(session: Any, made: cast.Cast, who: str, **typed: str) -> None:
    student = made.students[who]
    fields = {"name": student.name, "external_id": "", "email": "", "section": ""}
    with transaction(session):
        course = courses.lock(session, made.course.id)
        words = StudentFields(**{"extra_time": "", **fields, **typed})
        courses.change_student(session, owner(made), course, student.id, words, NOW)


def test_a_class_is_owned_by_who_makes_it(session: Any) -> None:
    made = cast.make(session)
    with transaction(session):
        course = courses.create(session, made.stranger.id, "  Security   studies ", NOW)
    assert course.title == "Security studies"
    member = session.scalars(select(CourseMember).where(CourseMember.course_id == course.id)).one()
    assert (member.account_id, member.role) == (made.stranger.id, "owner")


@pytest.mark.parametrize("title", ["", "   ", "x" * 121, "Semi\x07nar"])
def test_a_class_needs_a_title_that_can_be_read(session: Any, title: str) -> None:
    made = cast.make(session)
    with pytest.raises(Refused) as refused, transaction(session):
        courses.create(session, made.owner.id, title, NOW)
    assert refused.value.field == "title"
    assert session.scalar(select(func.count(Course.id))) == 1


def test_a_class_gets_another_title(session: Any) -> None:
    made = cast.make(session)
    with transaction(session):
        course = courses.lock(session, made.course.slug)
        courses.rename(session, owner(made), course, "Seminar A, spring", NOW)
    assert made.course.title == "Seminar A, spring"


def test_there_is_no_class_under_another_address(session: Any) -> None:
    with pytest.raises(NotFound), transaction(session):
        courses.lock(session, "no-such-class")


def test_a_list_keeps_its_order_and_its_equal_names(session: Any) -> None:
    made = empty_class(session)
    plan = save(session, made, "Ann Lee\nZoe Park\nAnn Lee\n# a remark")
    assert plan.count(NEW) == 3
    assert names(session, made.course.id) == ["Ann Lee", "Zoe Park", "Ann Lee"]


def test_saving_a_list_twice_adds_nobody_twice(session: Any) -> None:
    made = empty_class(session)
    text = "name,id,extra time\nAnn Lee,s1,1.25\nAnn Lee,s2,\nZoe Park,,"
    assert save(session, made, text).count(NEW) == 3
    again = save(session, made, text)
    assert (again.count(SAME), len(again.lines)) == (3, 3)
    assert [student.factor for student in known(session, made.course.id)] == [125, 100, 100]


def test_a_new_list_adds_and_changes_and_takes_nobody_off(session: Any) -> None:
    made = cast.make(session)
    plan = save(session, made, "name,id,section\nAmara Diallo,s1,A\nNoor Haddad,s9,A")
    assert (plan.count(CHANGED), plan.count(NEW), len(plan.unmentioned)) == (1, 1, 5)
    assert names(session, made.course.id) == [*cast.STUDENTS, "Noor Haddad"]
    assert made.students["amara"].external_id == "s1"


def test_a_list_with_one_unclear_line_saves_nothing(session: Any) -> None:
    made = empty_class(session)
    with pytest.raises(Refused) as refused:
        save(session, made, "name,e-mail\nAnn Lee,ann@example.org\nBo Kim,not an address")
    assert refused.value.sentence == "One line is not clear yet. Nothing was saved."
    assert names(session, made.course.id) == []


def test_a_list_without_a_student_is_refused(session: Any) -> None:
    made = empty_class(session)
    with pytest.raises(Refused):
        save(session, made, "# nobody yet")


def test_extra_time_reaches_the_debates_of_the_student_and_no_event(session: Any) -> None:
    made = cast.make(session)
    change(session, made, "amara", extra_time="150 %")
    assert made.students["amara"].factor == 150
    assert made.debate.factor == 150
    assert session.scalars(select(DebateFactor.percent)).all() == [150]
    assert made.debate.last_seq == 0
    save(session, made, "name,extra time\nAmara Diallo,125 %")
    assert made.debate.factor == 125


def test_a_debate_that_ended_keeps_its_extra_time(session: Any) -> None:
    made = cast.make(session, ended_ms=NOW)
    change(session, made, "amara", extra_time="150 %")
    assert made.debate.factor == 100


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": "amara at example"}, "email"),
        ({"external_id": "x" * 81}, "external_id"),
        ({"section": "A\x07"}, "section"),
        ({"extra_time": "400 %"}, "extra_time"),
        ({"extra_time": "a lot"}, "extra_time"),
        ({"external_id": "S2"}, "external_id"),
        ({"email": "tomas@example.org"}, "email"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field(
    session: Any, typed: dict[str, str], field: str
) -> None:
    made = cast.make(session)
    change(session, made, "tomas", external_id="s2", email="tomas@example.org")
    with pytest.raises(Refused) as refused:
        change(session, made, "amara", **typed)
    assert refused.value.field == field
    assert made.students["amara"].name == "Amara Diallo"


def test_two_students_may_share_a_name(session: Any) -> None:
    made = cast.make(session)
    change(session, made, "amara", name="Mei Tanaka")
    assert names(session, made.course.id).count("Mei Tanaka") == 2


def test_who_is_taken_off_keeps_seat_and_record_and_can_come_back(session: Any) -> None:
    made = cast.make(session)
    student, seat = made.students["amara"], made.seats["amara"]
    for remove in (True, True, False, False):
        with transaction(session):
            course = courses.lock(session, made.course.id)
            act = courses.remove_student if remove else courses.restore_student
            act(session, owner(made), course, student.id, NOW)
        assert ("Amara Diallo" in names(session, made.course.id)) is not remove
        assert seat.student_id == student.id
    acts = session.scalars(select(AuditEntry.act)).all()
    assert acts == ["removed", "put back"]


def test_nobody_comes_back_with_an_id_that_is_another_students_now(session: Any) -> None:
    made = cast.make(session)
    change(session, made, "amara", external_id="s1")
    with transaction(session):
        course = courses.lock(session, made.course.id)
        courses.remove_student(session, owner(made), course, made.students["amara"].id, NOW)
    change(session, made, "tomas", external_id="s1")
    with pytest.raises(Refused), transaction(session):
        courses.restore_student(session, owner(made), course, made.students["amara"].id, NOW)


def test_a_student_of_another_class_is_not_found(session: Any) -> None:
    made = empty_class(session)
    with pytest.raises(NotFound):
        change(session, made, "amara")
    with pytest.raises(NotFound), transaction(session):
        courses.remove_student(session, owner(made), made.course, made.students["amara"].id, NOW)
    assert session.scalar(select(func.count(Student.id))) == 6


def role_of(session: Any, account_id: int) -> str | None:
    found: str | None = session.scalar(
        select(CourseMember.role).where(CourseMember.account_id == account_id)
    )
    return found


def set_role(session: Any, made: cast.Cast, actor: Actor, account_id: int, role: str) -> None:
    with transaction(session):
        course = courses.lock(session, made.course.id)
        courses.set_role(session, actor, course, account_id, role, NOW)


def test_the_owner_changes_roles_and_nobody_changes_the_owner(session: Any) -> None:
    made = cast.make(session)
    set_role(session, made, owner(made), made.marker.id, "instructor")
    set_role(session, made, owner(made), made.marker.id, "instructor")
    assert role_of(session, made.marker.id) == "instructor"
    instructor = Actor("instructor", account_id=made.marker.id)
    for actor, account in ((instructor, made.owner.id), (instructor, made.marker.id)):
        with pytest.raises(Forbidden):
            set_role(session, made, actor, account, "marker")
    with pytest.raises(Forbidden):
        set_role(session, made, owner(made), made.owner.id, "marker")
    with pytest.raises(Refused):
        set_role(session, made, owner(made), made.marker.id, "owner")
    with pytest.raises(NotFound):
        set_role(session, made, owner(made), made.stranger.id, "marker")


def test_who_is_removed_has_no_part_in_the_class(session: Any) -> None:
    made = cast.make(session)
    with pytest.raises(Forbidden), transaction(session):
        courses.remove_member(session, owner(made), made.course, made.owner.id, NOW)
    with transaction(session):
        courses.remove_member(session, owner(made), made.course, made.marker.id, NOW)
    assert role_of(session, made.marker.id) is None
