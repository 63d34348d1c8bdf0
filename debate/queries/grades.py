"""Reads of grades: everybody's in a session with the sum each opens into, and one's own.

Belongs here: what counts for a seat, now or as it was at its release. Does not belong here: the
arithmetic (`domain.grades`), and what was entered before (`grades_history`). Grade files, archives
and pages all read `table`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import ballots, ballots_points, grades, visibility
from debate.domain.events import MODERATORS
from debate.domain.grades import Formula, SumLine
from debate.domain.marks import decimal
from debate.models.courses import Course
from debate.models.sittings import Sitting
from debate.queries import grades_facts
from debate.queries.debates import DebateNow, parse_format, parse_rubric
from debate.queries.grades_facts import Facts


class Entry(NamedTuple):
    """What was entered for a seat by hand; `version` 0: nothing yet."""

    version: int = 0
    reflection: int | None = None
    participation: int | None = None
    standing: str = ""
    late_percent: int = 0
    late_points: int = 0
    override: int | None = None
    grouped: bool = False
    reason: str = ""


class GradeRow(NamedTuple):
    """One student of a session. `points` and `maximum` are hundredths; open rows have no points.

    `status`: graded | open | excused | absent. `reason`: why it is so, what is missing, or why it
    was set by hand. `notes`: what is odd about this seat, for staff. `changed`: not as it was when
    it was released. `source`: what it rests on, mark | ballots | mark and ballots | by hand, and ""
    without points; `ballots`: how many its sum may show. `shares`: component → hundredths of a
    percent.
    """

    student_id: int | None
    seat_id: int
    seat_number: int
    debate_id: int | None
    room: int | None
    role: str
    side: str | None
    team: str  # key of the team: P or O, of four teams PA .. OB; "" for others
    team_name: str
    label: str
    external_id: str
    email: str
    section: str
    maximum: int
    points: int | None
    computed: int | None
    status: str
    standing: str
    reason: str
    comment: str
    released: bool
    changed: bool
    source: str
    ballots: int
    shares: Mapping[str, int | None]
    sum: tuple[SumLine, ...]
    entry: Entry
    notes: tuple[str, ...]

    @property
    def points_text(self) -> str:
        """The grade as "17.5", or ""."""
        return "" if self.points is None else decimal(self.points)

    @property
    def maximum_text(self) -> str:
        """The maximum as "20"."""
        return decimal(self.maximum)

    @property
    def sentence(self) -> str:
        """The reason as a sentence of its own, or ""."""
        if not self.reason:
            return ""
        end = "" if self.reason[-1] in ".!?…" else "."
        return self.reason[0].upper() + self.reason[1:] + end

    def share_text(self, component: str) -> str:
        """A component's share as "83.33", "–" while there is none."""
        share = self.shares.get(component)
        return "–" if share is None else decimal(share)

    @property
    def expected(self) -> bool:
        """Whether a grade is still to come: a debater's that is open."""
        return self.status == grades.OPEN and self.role == "debater"


class _Basis(NamedTuple):
    """Whether a mark counts, and how many ballots stand in the sum."""

    marked: bool
    ballots: int


class GradeTable(NamedTuple):
    """The grades of a session: `maximum` in hundredths of a point, a row a seat, by room.

    `formula_version` 0: nobody has set a formula, and the usual one counts.
    """

    sitting_id: int
    slug: str
    title: str
    course_slug: str
    maximum: int
    formula: Formula
    formula_version: int
    rows: tuple[GradeRow, ...]

    @property
    def parts(self) -> tuple[str, ...]:
        """The components that count."""
        return tuple(one for one in grades.COMPONENTS if self.formula.weight(one))

    def counted(self, status: str) -> int:
        """How many rows have a status."""
        return sum(row.status == status for row in self.rows)

    def row(self, seat_number: int) -> GradeRow | None:
        """The row of a seat, if it is in the session."""
        return next((row for row in self.rows if row.seat_number == seat_number), None)


def table(session: Session, sitting_id: int, *, as_released: bool = False) -> GradeTable:
    """The grades of a session in ten statements; raises NoResultFound without such a session.

    As they are now, or with `as_released` as students were told: those not released are open.
    """
    head = session.execute(_HEAD.where(Sitting.id == sitting_id)).one()
    facts = grades_facts.facts(session, sitting_id, grades_facts.released(session, sitting_id))
    newest = facts.formulas[-1] if facts.formulas else None
    rows = [_row(facts, seat, as_released=as_released) for seat in facts.seats]
    return GradeTable(
        sitting_id=sitting_id,
        slug=head.slug,
        title=head.title,
        course_slug=head.course_slug,
        maximum=_formula(newest).maximum,
        formula=_formula(newest),
        formula_version=newest.version if newest else 0,
        rows=tuple(sorted(rows, key=_place)),
    )


def sitting_id(session: Session, slug: str) -> int:
    """The id of a session; raises NoResultFound without it. One statement."""
    return session.execute(select(Sitting.id).where(Sitting.slug == slug)).scalar_one()


def own(session: Session, here: DebateNow, seat_id: int) -> GradeRow | None:
    """One's own row as it was released; None before. Nine statements, one before the release."""
    times = grades_facts.released(session, here.sitting_id, seat_id)
    if times[seat_id].marks_ms is None:
        return None
    facts = grades_facts.facts(session, here.sitting_id, times, seat_id)
    row = _row(facts, facts.seats[0], as_released=True)
    return row if row.released else None


def _row(facts: Facts, seat: Any, *, as_released: bool) -> GradeRow:
    """A row as it is now, or as it was released; it says itself whether the two differ."""
    times = facts.released[seat.id]
    now = _row_at(facts, seat, None, None)
    then = _row_at(facts, seat, times.marks_ms or 0, times.ballots_ms or times.marks_ms or 0)
    # What rests on ballots is told when they are.
    known = times.marks_ms is not None and not (then.ballots and times.ballots_ms is None)
    if as_released and not known:
        told = then._replace(points=None, computed=None, shares={}, sum=(), comment="")
        told = told._replace(source="", ballots=0)
        return told._replace(status=grades.OPEN, reason="not released yet")
    if as_released and times.ballots_ms is None:
        then = then._replace(shares={**then.shares, grades.PANEL: None})
    if as_released:
        return then._replace(released=True)
    return now._replace(released=known, changed=known and _told(then) != _told(now))


def _told(row: GradeRow) -> tuple[object, ...]:
    """What a student notices: of a grade its sum too."""
    shown = row.sum if row.status == grades.GRADED else ()
    return row.status, row.points, row.maximum, shown, row.comment


def _place(row: GradeRow) -> tuple[bool, int, int, bool, int]:
    """By room, whoever has none last; debaters first."""
    role = ("debater", "judge", "audience").index(row.role)
    return row.room is None, row.room or 0, role, row.side == "O", row.seat_number


def _row_at(facts: Facts, seat: Any, at: int | None, ballots_at: int | None) -> GradeRow:
    """What there was up to `at` and of ballots up to `ballots_at` (ms); None: all."""
    room = facts.rooms.get(seat.debate_id)
    entry = _entry(_last(facts.entries.get(seat.id, ()), at))
    marks = [one for one in facts.marks.get(seat.id, ()) if one.debate_id == seat.debate_id]
    mark = _last(marks, at)
    formula = _formula(_last(facts.formulas, at))
    shares, names, basis = _shares(facts, seat, mark, formula, ballots_at)
    shares |= {grades.REFLECTION: entry.reflection, grades.PARTICIPATION: entry.participation}
    standing, why = _standing(facts, seat, room, entry, shares, at)
    given = grades.Given(shares, standing, entry.late_percent, entry.late_points, entry.override)
    found = grades.grade(formula, given, names)
    fmt = parse_format(room.format_json) if room else None
    team = fmt.team(seat.side, seat.position or 1) if fmt and seat.side else ""
    return GradeRow(
        student_id=seat.student_id,
        seat_id=seat.id,
        seat_number=seat.number,
        debate_id=seat.debate_id,
        room=room.number if room else None,
        role=seat.role,
        side=seat.side,
        team=team,
        team_name=fmt.teams.get(team, team) if fmt else "",
        label=visibility.label(seat.number, seat.name or seat.typed_name, "", MODERATORS, "", ""),
        external_id=seat.external_id or "",
        email=seat.email or "",
        section=seat.section or "",
        maximum=formula.maximum,
        points=found.points,
        computed=found.computed,
        status=found.status,
        standing=standing,
        reason=_reason(found, given, entry, why),
        comment=mark.comment if mark else "",
        released=False,
        changed=False,
        source=_source(found, entry, formula, basis),
        ballots=basis.ballots,
        shares=shares,
        sum=found.lines,
        entry=entry,
        notes=_notes(facts, seat, room),
    )


def _source(found: grades.Grade, entry: Entry, formula: Formula, basis: _Basis) -> str:
    if found.points is None:
        return ""
    if entry.override is not None:
        return "by hand"
    judged = basis.ballots and (formula.weight(grades.RUBRIC) or formula.weight(grades.PANEL))
    told = (("mark", basis.marked), ("ballots", judged))
    return " and ".join(word for word, counts in told if counts)


def _judges(facts: Facts, seat: Any, room: Any, at: int | None) -> Sequence[int]:
    """The total that each judge of the seat's room gave, on the newest ballot up to `at` (ms)."""
    fmt, rubric = parse_format(room.format_json), parse_rubric(room.rubric_json)
    halves = {slot.address: slot.half for slot in ballots_points.scored(fmt)}
    newest: dict[int, int | None] = {}
    sheets = facts.points if fmt.by_points else facts.levels
    for (debate_id, judge, _, handed_in), sheet in sheets.get(seat.id, {}).items():
        if debate_id == room.id and (at is None or handed_in <= at):
            levels = {} if fmt.by_points else sheet
            given = [
                ballots_points.Given(halves[one], sheet[one]) for one in sheet if one in halves
            ]
            newest[judge] = ballots.sheet_total(fmt, rubric, levels, given)
    return [one for one in newest.values() if one is not None]


def _shares(
    facts: Facts, seat: Any, mark: Any, formula: Formula, at: int | None
) -> tuple[dict[str, int | None], dict[str, str], _Basis]:
    """The shares of rubric and panel, what they are called where that is ballots, and their basis.

    The judges' mean stands in for a mark that is not there, unless it counts by itself already.
    """
    room = facts.rooms.get(seat.debate_id)
    if room is None:
        return {}, {}, _Basis(False, 0)
    totals = _judges(facts, seat, room, at)
    mean = ballots.mean_of_ballots(totals)
    own_total = ballots.total(parse_rubric(room.rubric_json), mark.levels) if mark else None
    marked = own_total is not None and formula.weight(grades.RUBRIC) > 0
    words = f"{len(totals)} ballot{'' if len(totals) == 1 else 's'}"
    names = {}
    if formula.weight(grades.PANEL):
        names = {grades.PANEL: f"{grades.NAMES[grades.PANEL]} ({words})"} if totals else {}
    elif own_total is None and mean is not None:
        names[grades.RUBRIC] = f"Mean of {words}, in place of a mark"
        own_total = mean
    shares = {grades.RUBRIC: own_total, grades.PANEL: mean}
    return shares, names, _Basis(marked, len(totals) if names else 0)


def _standing(
    facts: Facts,
    seat: Any,
    room: Any,
    entry: Entry,
    shares: Mapping[str, int | None],
    at: int | None,
) -> tuple[str, str]:
    """How the student stands and, where nobody entered it, why: the instructor's word comes first.

    Who was marked absent in the session is absent; so is who never took the seat, once it is over
    and nothing was given for them.
    """
    if entry.standing:
        return entry.standing, ""
    if seat.absent_ms is not None and (at is None or seat.absent_ms <= at):
        return grades.ABSENT, "marked absent in the session"
    over = seat.ended_ms is not None or (room is not None and room.ended_ms is not None)
    nothing = all(share is None for share in shares.values())
    if over and seat.claimed_ms is None and nothing and entry.override is None:
        return grades.ABSENT, "never took the seat"
    return grades.NORMAL, ""


def _reason(found: grades.Grade, given: grades.Given, entry: Entry, why: str) -> str:
    """Why the grade is what it is, in a few words; "" where the sum says it all."""
    if found.status == grades.EXCUSED:
        return entry.reason
    if given.override is not None:
        return f"set by hand: {entry.reason}"
    if found.status == grades.ABSENT:
        return why or entry.reason
    if found.status == grades.OPEN:
        return "; ".join(grades.MISSING[one] for one in found.missing)
    return f"late: {grades.deduction_text(given)}" if given.standing == grades.LATE else ""


def _notes(facts: Facts, seat: Any, room: Any) -> tuple[str, ...]:
    """What staff should know of a seat that is not like the others."""
    found = []
    if seat.student_id is None:
        found.append("Not on the class list, so grade files know no id or e-mail.")
    if room is None:
        found.append("Sits in no room.")
    elif seat.role == "debater" and room.started_ms is not None and not facts.spoke.get(seat.id):
        found.append("Said nothing in the debate.")
    elsewhere = {one.debate_id for one in facts.marks.get(seat.id, ())} - {seat.debate_id}
    found += [
        f"The mark given in room {facts.rooms[debate_id].number} does not count: moved since."
        for debate_id in sorted(elsewhere)
        if debate_id in facts.rooms
    ]
    return tuple(found)


def _last(rows: Sequence[Any], at: int | None) -> Any:
    """The last version there was up to `at` (ms); None without one."""
    return next((row for row in reversed(rows) if at is None or row.at_ms <= at), None)


def _formula(row: Any) -> Formula:
    if row is None:
        return Formula()
    weights = (row.rubric, row.panel, row.reflection, row.participation)
    return Formula(weights, row.maximum, row.step)


def _entry(row: Any) -> Entry:
    return Entry() if row is None else Entry(**{name: getattr(row, name) for name in Entry._fields})


_HEAD = select(Sitting.slug, Sitting.title, Course.slug.label("course_slug")).join(
    Course, Course.id == Sitting.course_id
)
