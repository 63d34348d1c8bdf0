"""Reads of second marking: rounds of a session, one's own tasks, and where two marks differ.

Belongs here: what those who ask and settle see, and lists by code. Does not belong here: the work
itself as the second marker reads it (`second_marks_work`).
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from debate.domain import permissions, second_marks, visibility
from debate.domain.events import MODERATORS
from debate.domain.rubrics import Rubric
from debate.domain.second_marks import Difference
from debate.models.accounts import Account
from debate.models.courses import CourseMember, Student
from debate.models.debates import Debate
from debate.models.marks import Mark
from debate.models.seats import Seat
from debate.models.second_marks import SecondDecision, SecondMark, SecondRound
from debate.models.sittings import Sitting
from debate.queries.debates import parse_rubric


class RoundLine(NamedTuple):
    """A round; `threshold` in hundredths of a percent, `asked_ms` in ms."""

    id: int
    number: int
    marker_id: int
    marker: str
    asked_by: str
    how: str
    seed: str
    threshold: int
    asked_ms: int
    works: int
    handed_in: int


class TaskLine(NamedTuple):
    """A piece of work as the second marker's list has it: a code and no name."""

    code: str
    begun: bool
    handed_in: bool


class Candidate(NamedTuple):
    """A seat whose work can be marked again."""

    number: int
    label: str
    room: int
    side: str | None


class DecisionLine(NamedTuple):
    """How a difference was settled, by whom and when (ms)."""

    how: str
    levels: Mapping[str, int]
    reason: str
    by: str
    at_ms: int


class Pair(NamedTuple):
    """Two marks of one student, and what was decided, the newest first."""

    code: str
    seat_number: int
    label: str
    room: int
    side: str | None
    slug: str
    rubric: Rubric
    difference: Difference
    first: Mapping[str, int]
    second: Mapping[str, int]
    comment: str
    handed_in: bool
    moved: bool
    decisions: tuple[DecisionLine, ...]

    @property
    def settled(self) -> DecisionLine | None:
        """The decision that counts."""
        return self.decisions[0] if self.decisions else None

    @property
    def ready(self) -> bool:
        """Whether both marks are complete, so that they can be settled."""
        return self.handed_in and not self.moved and self.difference.total is not None


def rounds(session: Session, sitting_slug: str) -> tuple[RoundLine, ...]:
    """The rounds of a session, the newest first; one statement."""
    marker, asker = aliased(Account), aliased(Account)
    rows = session.execute(
        select(
            SecondRound,
            marker.name,
            asker.name,
            func.count(SecondMark.id),
            func.count(SecondMark.handed_in_ms),
        )
        .join(Sitting, Sitting.id == SecondRound.sitting_id)
        .join(marker, marker.id == SecondRound.marker_id)
        .join(asker, asker.id == SecondRound.asked_by_id)
        .join(SecondMark, SecondMark.round_id == SecondRound.id)
        .where(Sitting.slug == sitting_slug)
        .group_by(SecondRound.id, marker.name, asker.name)
        .order_by(SecondRound.number.desc())
    )
    return tuple(
        RoundLine(
            row.id,
            row.number,
            row.marker_id,
            marker_name,
            asker_name,
            row.chosen_how,
            row.seed,
            row.threshold,
            row.asked_ms,
            works,
            handed_in,
        )
        for row, marker_name, asker_name, works, handed_in in rows
    )


def tasks(session: Session, round_id: int) -> tuple[TaskLine, ...]:
    """The work of a round in the order it was shuffled to; one statement."""
    rows = session.execute(
        select(SecondMark.code, SecondMark.saved_ms, SecondMark.handed_in_ms)
        .where(SecondMark.round_id == round_id)
        .order_by(SecondMark.position)
    )
    return tuple(
        TaskLine(row.code, row.saved_ms is not None, row.handed_in_ms is not None) for row in rows
    )


def blind(session: Session, account_id: int, *, sitting: str = "", debate: str = "") -> bool:
    """Whether this account has second marks to hand in there, so that it must not see the first."""
    query = (
        select(SecondMark.id)
        .join(SecondRound, SecondRound.id == SecondMark.round_id)
        .join(Sitting, Sitting.id == SecondRound.sitting_id)
        .join(Debate, Debate.sitting_id == Sitting.id)
        .where(SecondRound.marker_id == account_id, SecondMark.handed_in_ms.is_(None))
    )
    query = query.where(Sitting.slug == sitting) if sitting else query.where(Debate.slug == debate)
    return session.scalar(query.limit(1)) is not None


def markers(session: Session, course_id: int, but: int) -> tuple[tuple[int, str], ...]:
    """Who may be asked in a class, but the one who asks: id and name; one statement."""
    roles = [role for role in permissions.STAFF if permissions.may("second_marks.give", role)]
    rows = session.execute(
        select(Account.id, Account.name)
        .join(CourseMember, CourseMember.account_id == Account.id)
        .where(CourseMember.course_id == course_id, CourseMember.role.in_(roles), Account.id != but)
        .order_by(Account.name, Account.id)
    )
    return tuple((row.id, row.name) for row in rows)


def candidates(session: Session, sitting_slug: str) -> tuple[Candidate, ...]:
    """Whose work can be marked again, by room and number; one statement."""
    rows = session.execute(
        select(Seat, Debate.number.label("room"), Student.name)
        .join(Debate, Debate.id == Seat.debate_id)
        .join(Sitting, Sitting.id == Seat.sitting_id)
        .outerjoin(Student, Student.id == Seat.student_id)
        .where(Sitting.slug == sitting_slug, Seat.role == "debater", Seat.absent_ms.is_(None))
        .order_by(Debate.number, Seat.number)
    )
    return tuple(
        Candidate(seat.number, _label(seat, name), room, seat.side) for seat, room, name in rows
    )


def pairs(session: Session, round_: RoundLine) -> tuple[Pair, ...]:
    """The two marks of each piece of work, the largest difference first; three statements."""
    rows = session.execute(
        select(SecondMark, Seat, Student.name, Debate)
        .join(Seat, Seat.id == SecondMark.seat_id)
        .join(Debate, Debate.id == SecondMark.debate_id)
        .outerjoin(Student, Student.id == Seat.student_id)
        .where(SecondMark.round_id == round_.id)
        .order_by(SecondMark.position)
    ).all()
    seats = [row.SecondMark.seat_id for row in rows]
    marks = {
        (row.debate_id, row.seat_id): row
        for row in session.scalars(select(Mark).where(Mark.seat_id.in_(seats), Mark.current))
    }
    decisions = _decisions(session, round_.id)
    found = [_pair(row, marks, decisions, round_.threshold) for row in rows]
    return tuple(sorted(found, key=lambda one: -abs(one.difference.total or 0)))


def _pair(
    row: Any,
    marks: Mapping[tuple[int, int], Mark],
    decisions: Mapping[int, Sequence[tuple[SecondDecision, str]]],
    threshold: int,
) -> Pair:
    second, seat, debate = row.SecondMark, row.Seat, row.Debate
    rubric = parse_rubric(debate.rubric_json)
    mark = marks.get((second.debate_id, second.seat_id))
    settled = decisions.get(second.id, ())
    # Once settled the mark is the decision; the first is what the decision kept of it.
    first = settled[-1][0].first_levels if settled else mark.levels if mark else {}
    given = second.levels if second.handed_in_ms is not None else {}
    return Pair(
        code=second.code,
        seat_number=seat.number,
        label=_label(seat, row.name),
        room=debate.number,
        side=seat.side,
        slug=debate.slug,
        rubric=rubric,
        difference=second_marks.difference(rubric, first, given, threshold),
        first=first,
        second=given,
        comment=second.comment if second.handed_in_ms is not None else "",
        handed_in=second.handed_in_ms is not None,
        moved=seat.debate_id != second.debate_id,
        decisions=tuple(
            DecisionLine(one.how, one.levels, one.reason, name, one.at_ms) for one, name in settled
        ),
    )


def _decisions(session: Session, round_id: int) -> dict[int, list[tuple[SecondDecision, str]]]:
    """By second mark, the newest first."""
    rows = session.execute(
        select(SecondDecision, Account.name)
        .join(SecondMark, SecondMark.id == SecondDecision.second_mark_id)
        .join(Account, Account.id == SecondDecision.account_id)
        .where(SecondMark.round_id == round_id)
        .order_by(SecondDecision.id.desc())
    )
    found: dict[int, list[tuple[SecondDecision, str]]] = {}
    for row, name in rows:
        found.setdefault(row.second_mark_id, []).append((row, name))
    return found


def _label(seat: Seat, name: str | None) -> str:
    return visibility.label(seat.number, name or seat.typed_name, "", MODERATORS, "", "")
