"""Saving a class list: who is added, changed, marked as missing, taken off.

Does not belong here: reading a list (`domain.courses`), matching it (`domain.rosters`), and one
student alone (`courses`). A list takes nobody off but those whom somebody named.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import rosters
from debate.domain.courses import Roster
from debate.domain.permissions import Actor
from debate.domain.refusals import Refused
from debate.models.courses import Course, Student
from debate.queries import courses as reads
from debate.services import courses
from debate.services.accounts import audit


@dataclass(frozen=True)
class Wishes:
    """What somebody said beside the list.

    `choices`: of lines in doubt, by position. `mark`: whether students whom the list lacks are
    marked as missing. `off`: ids of those among them who are taken off the class.
    """

    choices: Mapping[int, str] = field(default_factory=dict)
    mark: bool = False
    off: Collection[int] = ()


def save(
    session: Session,
    actor: Actor,
    course: Course,
    roster: Roster,
    now: int,
    wishes: Wishes = Wishes(),  # it is frozen
) -> rosters.Plan:
    """Add and change students as the list says; the plan that was carried out.

    All or nothing: raises Refused while a line has a problem, or when no line is a student.
    """
    plan = reads.plan(session, course.id, roster, wishes.choices)
    _refuse_unclear(roster, plan)
    students = session.scalars(select(Student).where(Student.course_id == course.id)).all()
    by_id = {student.id: student for student in students}
    position = max((student.position for student in students), default=0)
    for line in plan.lines:
        if line.after is None:
            continue  # left out
        if line.state == rosters.NEW:
            position += 1
            student = Student(course_id=course.id, position=position, added_ms=now)
            session.add(student)
        else:
            student = by_id[line.student_id]
        if line.state != rosters.SAME:
            courses.fill(student, line.after)
        if line.keeps:
            student.identity = {name: list(pairs) for name, pairs in line.after.layouts.items()}
    for known in plan.unmentioned:
        if known.id in wishes.off:
            courses.remove_student(session, actor, course, known.id, now)
        elif wishes.mark:
            by_id[known.id].missing_ms = now
    session.flush()
    changed = [line for line in plan.lines if line.state == rosters.CHANGED]
    courses.tell_debates(session, [line.student_id for line in changed], now)
    audit(session, actor.account_id, "list saved", "course", course.id, now, course.id)
    return plan


def _refuse_unclear(roster: Roster, plan: rosters.Plan) -> None:
    if roster.faults:
        raise Refused(f"{' '.join(roster.faults)} Nothing was saved.", field="text")
    problems = plan.count(rosters.PROBLEM)
    if problems:
        lines = "One line is" if problems == 1 else f"{problems} lines are"
        raise Refused(f"{lines} not clear yet. Nothing was saved.", field="text")
    if all(line.state == rosters.OUT for line in plan.lines):
        raise Refused("There is no student in this list.", field="text")
