"""What grades are made of, read for a whole session or for one seat, every version of it.

Belongs here: statements. Does not belong here: what counts and when it is shown (`grades`).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, aliased

from debate.db import Columns
from debate.models.ballots import Ballot, BallotPoints, BallotScore
from debate.models.courses import Student
from debate.models.debates import Debate
from debate.models.grades import GradeEntry, GradeFormula
from debate.models.marks import Mark, Release
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.models.speeches import Point, Speech

Sheet = tuple[int, int, int, int]
"""A ballot handed in: debate, judge's seat, version, when (ms)."""


class Released(NamedTuple):
    """When a seat's mark and the ballots on it were last released to it (ms), None: never."""

    marks_ms: int | None
    ballots_ms: int | None


class Facts(NamedTuple):
    """All that was read of a session, every version of it."""

    formulas: Sequence[Any]
    rooms: Mapping[int | None, Any]
    seats: Sequence[Any]
    entries: Mapping[int, Sequence[Any]]
    marks: Mapping[int, Sequence[Any]]
    levels: Mapping[int, Mapping[Sheet, Mapping[str, int]]]  # by subject
    points: Mapping[int, Mapping[Sheet, Mapping[str, int]]]  # the same, by address
    spoke: Mapping[int, int]
    released: Mapping[int, Released]


def released(session: Session, sitting_id: int, seat_id: int = 0) -> dict[int, Released]:
    """By seat id; one statement."""
    marks = func.max(case((Release.marks, Release.at_ms)))
    given = func.max(case((Release.ballots, Release.at_ms)))
    query = (
        select(Seat.id, Debate.released_ms, marks.label("marks"), given.label("ballots"))
        .outerjoin(Debate, Debate.id == Seat.debate_id)
        .outerjoin(
            Release,
            (Release.debate_id == Seat.debate_id)
            & (Release.seat_id.is_(None) | (Release.seat_id == Seat.id)),
        )
        .where(Seat.sitting_id == sitting_id)
        .group_by(Seat.id, Debate.released_ms)
    )
    return {
        row.id: Released(
            max((one for one in (row.released_ms, row.marks) if one is not None), default=None),
            max((one for one in (row.released_ms, row.ballots) if one is not None), default=None),
        )
        for row in session.execute(_only(query, Seat.id, seat_id))
    }


def facts(
    session: Session, sitting_id: int, times: Mapping[int, Released], seat_id: int = 0
) -> Facts:
    """Eight statements; with `seat_id` what concerns that seat alone. `times`: from `released`."""
    mine = select(Seat.id).where(Seat.sitting_id == sitting_id)
    rooms = select(Debate).where(Debate.sitting_id == sitting_id)
    entries = select(GradeEntry).where(GradeEntry.seat_id.in_(mine)).order_by(GradeEntry.version)
    marks = select(Mark).where(Mark.seat_id.in_(mine)).order_by(Mark.at_ms, Mark.version)
    spoke = (
        select(Point.seat_id, func.count())
        .where(Point.seat_id.in_(mine), Point.current, Point.number.is_not(None))
        .group_by(Point.seat_id)
    )
    return Facts(
        formulas=session.scalars(
            select(GradeFormula)
            .where(GradeFormula.sitting_id == sitting_id)
            .order_by(GradeFormula.version)
        ).all(),
        rooms={row.id: row for row in session.scalars(rooms)},
        seats=session.execute(
            _only(_SEATS.where(Seat.sitting_id == sitting_id), Seat.id, seat_id)
        ).all(),
        entries=_by_seat(session.scalars(_only(entries, GradeEntry.seat_id, seat_id))),
        marks=_by_seat(session.scalars(_only(marks, Mark.seat_id, seat_id))),
        levels=_sheets(session, _LEVELS, BallotScore.subject_id, sitting_id, seat_id),
        points=_sheets(session, _POINTS, BallotPoints.subject_id, sitting_id, seat_id),
        spoke={row[0]: row[1] for row in session.execute(_only(spoke, Point.seat_id, seat_id))},
        released=times,
    )


def _only(query: Select[*Columns], column: Any, seat_id: int) -> Select[*Columns]:
    return query.where(column == seat_id) if seat_id else query


def _by_seat(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.seat_id, []).append(row)
    return found


def _sheets(
    session: Session,
    query: Select[*tuple[Any, ...]],
    subject: Any,
    sitting_id: int,
    seat_id: int,
) -> dict[int, dict[Sheet, dict[str, Any]]]:
    """Subject → ballot → what was scored → how, of ballots handed in, earlier versions first."""
    query = query.where(Debate.sitting_id == sitting_id, Ballot.handed_in_ms.is_not(None))
    found: dict[int, dict[Sheet, dict[str, Any]]] = {}
    for debate_id, judge, version, handed_in, about, what, how in session.execute(
        _only(query, subject, seat_id).order_by(Ballot.seat_id, Ballot.version)
    ):
        sheets = found.setdefault(about, {})
        sheets.setdefault((debate_id, judge, version, handed_in), {})[what] = how
    return found


_JUDGE = aliased(Seat)
# Shadow judges practise: what they give counts for nobody (`domain.ballots.apart`).
_BALLOT = (
    select(Ballot.debate_id, Ballot.seat_id, Ballot.version, Ballot.handed_in_ms)
    .join(Debate, Debate.id == Ballot.debate_id)
    .join(_JUDGE, (_JUDGE.id == Ballot.seat_id) & _JUDGE.shadow.is_(False))
)
_LEVELS = _BALLOT.join(BallotScore, BallotScore.ballot_id == Ballot.id).add_columns(
    BallotScore.subject_id, BallotScore.criterion, BallotScore.level
)
_POINTS = (
    _BALLOT.join(BallotPoints, BallotPoints.ballot_id == Ballot.id)
    .join(Speech, Speech.id == BallotPoints.speech_id)
    .add_columns(BallotPoints.subject_id, Speech.address, BallotPoints.points)
)
_SEATS = (
    select(
        Seat.id,
        Seat.number,
        Seat.student_id,
        Seat.debate_id,
        Seat.role,
        Seat.side,
        Seat.position,
        Seat.typed_name,
        Seat.claimed_ms,
        Seat.absent_ms,
        Sitting.ended_ms,
        Student.name,
        Student.external_id,
        Student.email,
        Student.section,
    )
    .join(Sitting, Sitting.id == Seat.sitting_id)
    .outerjoin(Student, Student.id == Seat.student_id)
    .outerjoin(Debate, Debate.id == Seat.debate_id)
    .order_by(Seat.number)
)
