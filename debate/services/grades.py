"""Grades: the formula of a session, and what an instructor enters for its seats by hand.

Belongs here: writing versions and their events. Does not belong here: marks by a rubric (`marks`),
ballots, and their release. The caller holds the sitting locked.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import grades
from debate.domain.grades import COMPONENTS, Formula
from debate.domain.permissions import Actor
from debate.domain.refusals import ChangedMeanwhile, NotFound, Refused, RefusedFields
from debate.models.debates import Debate
from debate.models.grades import GradeEntry, GradeFormula
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.queries.debates import parse_format
from debate.queries.grades import Entry
from debate.services import accounts, events
from debate.services.debates import lock_all

Entered = tuple[int, Mapping[str, Any]]
"""The version of an Entry that a page showed, and its fields as they came back."""


class EntriesChanged(ChangedMeanwhile):
    """Some rows were changed by somebody else since the page was opened; `seats` are numbers."""

    def __init__(self, seats: Sequence[int]) -> None:
        super().__init__()
        self.seats = tuple(seats)


def set_formula(
    session: Session, actor: Actor, sitting: Sitting, formula: Formula, *, version: int, now: int
) -> None:
    """A new version of the session's formula, in the record of each of its debates.

    `version` is the one that the page showed. Raises RefusedFields for what cannot be,
    ChangedMeanwhile where somebody else set another.
    """
    faults = grades.faults(formula)
    if faults:
        raise RefusedFields(faults)
    newest = session.scalar(
        select(GradeFormula)
        .where(GradeFormula.sitting_id == sitting.id)
        .order_by(GradeFormula.version.desc())
        .limit(1)
    )
    values = dict(zip(COMPONENTS, formula.weights, strict=True))
    values |= {"maximum": formula.maximum, "step": formula.step}
    if newest is not None and all(getattr(newest, name) == one for name, one in values.items()):
        return
    if version != (newest.version if newest else 0):
        raise ChangedMeanwhile
    row = GradeFormula(
        sitting_id=sitting.id,
        version=version + 1,
        **values,
        account_id=actor.account_id,
        at_ms=now,
    )
    session.add(row)
    session.flush()
    for debate in lock_all(session, sitting):
        payload = values | {"version": row.version}
        events.record(session, debate, "grade_formula_set", now=now, payload=payload)
    _audit(session, actor, sitting, "grades.formula", "sitting", sitting.id, now)


def enter(
    session: Session,
    actor: Actor,
    sitting: Sitting,
    entered: Mapping[int, Entered],
    *,
    now: int,
) -> int:
    """Keep what was entered, by seat number; how many seats changed.

    A field that is as the page showed it was not touched and stays as it is now. Raises NotFound
    for a seat of another session, RefusedFields for what cannot be (fields as "3-reason"),
    EntriesChanged where somebody else changed a touched field.
    """
    debates = {row.id: row for row in lock_all(session, sitting)}
    seats = _seats(session, sitting)
    versions = _versions(session, [seat.id for seat in seats.values()])
    faults: list[tuple[str, str]] = []
    conflicts, changes = [], []
    for number, (version, fields) in entered.items():
        if number not in seats:
            raise NotFound
        known = versions.get(seats[number].id, {0: Entry()})
        shown, newest = known.get(version, Entry()), known[max(known)]
        touched = {name: one for name, one in fields.items() if one != getattr(shown, name)}
        if any(
            getattr(newest, name) not in (getattr(shown, name), touched[name]) for name in touched
        ):
            conflicts.append(number)
        if {"override", "reason"} & touched.keys():
            touched["grouped"] = False
        wanted = newest._replace(**touched)
        if wanted != newest:
            faults += [(f"{number}-{field}", words) for field, words in _faults(wanted)]
            changes.append((seats[number], wanted))
    if faults:
        raise RefusedFields(faults)
    if conflicts:
        raise EntriesChanged(conflicts)
    for seat, entry in changes:
        _write(session, actor, sitting, debates, seat, entry, now)
    return len(changes)


def set_team(
    session: Session,
    actor: Actor,
    sitting: Sitting,
    place: tuple[int, str],
    points: int,
    reason: str,
    *,
    now: int,
) -> int:
    """One grade (hundredths of a point) for a whole team, as (room number, key); how many got it.

    Who has a grade of their own set by hand keeps it, and so does who is excused. Raises NotFound
    without such a team.
    """
    debates = {row.id: row for row in lock_all(session, sitting)}
    room = next((one for one in debates.values() if one.number == place[0]), None)
    team = [
        seat
        for seat in _seats(session, sitting).values()
        if room is not None and seat.debate_id == room.id and _team(room, seat) == place[1]
    ]
    if not team:
        raise NotFound
    if not reason:
        raise Refused("Give the reason. The students read it after the release.", "reason")
    versions = _versions(session, [seat.id for seat in team])
    n = 0
    for seat in team:
        known = versions.get(seat.id, {0: Entry()})
        newest = known[max(known)]
        own = newest.override is not None and not newest.grouped
        if own or newest.standing == grades.EXCUSED:
            continue
        wanted = newest._replace(override=points, grouped=True, reason=reason)
        if wanted != newest:
            _write(session, actor, sitting, debates, seat, wanted, now)
        n += 1
    return n


def _team(room: Debate, seat: Seat) -> str:
    fmt = parse_format(room.format_json)
    return fmt.team(seat.side, seat.position or 1) if seat.side else ""


def _faults(entry: Entry) -> list[tuple[str, str]]:
    """What does not go together in one student's entry: (field, sentence)."""
    found = []
    off = entry.late_percent or entry.late_points
    if off and entry.standing != grades.LATE:
        found.append(("deduction", "Only what is late is taken off. Choose Late, or empty this."))
    if entry.override is not None and entry.standing == grades.EXCUSED:
        sentence = "Who is excused has no number. Empty this, or choose another standing."
        found.append(("override", sentence))
    if entry.override is not None and not entry.reason:
        found.append(("reason", "Give the reason. The student reads it after the release."))
    return found


def _seats(session: Session, sitting: Sitting) -> dict[int, Seat]:
    """The session's seats by number."""
    rows = session.scalars(select(Seat).where(Seat.sitting_id == sitting.id).order_by(Seat.number))
    return {seat.number: seat for seat in rows}


def _versions(session: Session, seat_ids: Sequence[int]) -> dict[int, dict[int, Entry]]:
    """Seat id → version → what was entered; 0 stands for nothing yet."""
    found: dict[int, dict[int, Entry]] = {}
    for row in session.scalars(select(GradeEntry).where(GradeEntry.seat_id.in_(seat_ids))):
        known = found.setdefault(row.seat_id, {0: Entry()})
        known[row.version] = Entry(**{name: getattr(row, name) for name in Entry._fields})
    return found


def _write(
    session: Session,
    actor: Actor,
    sitting: Sitting,
    debates: Mapping[int, Debate],
    seat: Seat,
    entry: Entry,
    now: int,
) -> None:
    old = session.scalar(
        select(GradeEntry).where(GradeEntry.seat_id == seat.id, GradeEntry.current)
    )
    if old is not None:
        old.current = False
        session.flush()
    values: dict[str, Any] = entry._asdict() | {"version": entry.version + 1}
    session.add(GradeEntry(seat_id=seat.id, **values, account_id=actor.account_id, at_ms=now))
    session.flush()
    debate = debates.get(seat.debate_id or 0)
    if debate is None:
        _audit(session, actor, sitting, "grades.set", "seat", seat.id, now)
        return
    payload = {name: value for name, value in values.items() if value is not None}
    events.record(session, debate, "grade_set", now=now, payload=payload | {"seat": seat.number})


def _audit(
    session: Session, actor: Actor, sitting: Sitting, act: str, kind: str, target: int, now: int
) -> None:
    accounts.audit(session, actor.account_id, act, kind, target, now, sitting.course_id)
