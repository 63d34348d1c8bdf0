"""Reads of ballots: a judge's own form, what was handed in, and who has not."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import ballots, ballots_points, text
from debate.domain.ballots_points import Given, Scale
from debate.domain.datafiles import decimal_text
from debate.models.ballots import Ballot, BallotPoints, BallotScore
from debate.models.debates import Debate
from debate.queries.debates import DebateNow, SeatLine

Typed = Mapping[str, tuple[str, str]]
"""Address of a speech → its score and the reason for it, as they stand in the fields."""


class PointsLine(NamedTuple):
    """A speech of a debater, with what a judge gave it, in hundredths of a point.

    `typed`: the score as it stands in the field, which may be none.
    """

    address: str
    name: str
    side: str
    half: bool
    scale: Scale
    points: int | None
    typed: str
    reason: str

    @property
    def given(self) -> Given:
        """What counts."""
        return Given(self.half, self.points)

    @property
    def unusual(self) -> bool:
        """Whether the score is outside the format's band, so that it has a reason."""
        return self.points is not None and ballots_points.needs_reason(self.scale, self.points)


class Subject(NamedTuple):
    """A debater on a ballot: levels, or in a format with speaker points the speeches to score."""

    seat: SeatLine
    levels: Mapping[str, int]
    total: int | None  # hundredths of a percent, once all is there
    missing: tuple[str, ...]  # names of criteria, or addresses of speeches
    points: tuple[PointsLine, ...] = ()

    @property
    def scores(self) -> str:
        """The points of the speeches in words: "P1 70, P4 35"; "" where there are none."""
        return ", ".join(
            f"{one.address} {decimal_text(one.points)}"
            for one in self.points
            if one.points is not None
        )


class BallotPage(NamedTuple):
    """One judge's ballot."""

    id: int
    judge: str
    subjects: tuple[Subject, ...]
    decision: str
    reason: str
    saved_ms: int
    handed_in_ms: int | None
    version: int
    counts: int  # the version that counts: the last one handed in; 0: none
    seat_id: int
    decides: bool  # the format leaves the decision to the judges, so that one is needed
    replaces: int = 0  # the version handed in before this one; 0: none
    replaces_ms: int | None = None

    @property
    def open(self) -> str:
        """What is missing before it can be handed in: "Open: Amara Diallo (2), who won"; or ""."""
        parts = [
            f"{item.seat.label} ({len(item.missing)})"
            for item in self.subjects
            if item.missing and not item.seat.absent
        ]
        parts += [
            f"why {line.address}"
            for item in self.subjects
            for line in item.points
            if line.unusual and not line.reason.strip()
        ]
        parts += [] if self.decision or not self.decides else ["who won"]
        parts += [] if self.reason.strip() else ["your reason"]
        return f"Open: {text.listed(parts)}" if parts else ""

    @property
    def given(self) -> tuple[tuple[str, Given], ...]:
        """Side and score of each speech that is to be scored."""
        return _given(self.subjects)

    @property
    def totals(self) -> Mapping[str, int] | None:
        """Each side's total of speaker points in hundredths; None while one is missing."""
        return ballots_points.totals(self.given) if self.given else None

    @property
    def comparable(self) -> bool:
        """Whether the sides have the same speeches, so that their totals can be compared."""
        return ballots_points.comparable(self.given)


def own(session: Session, here: DebateNow, seat_id: int) -> BallotPage:
    """The ballot of a judge as far as it is written; an empty one before. Two statements."""
    rows = session.scalars(
        select(Ballot)
        .where(Ballot.debate_id == here.id, Ballot.seat_id == seat_id)
        .order_by(Ballot.version)
    ).all()
    row = next((row for row in rows if row.current), None)
    return _pages(session, here, [row] if row else [], rows)[0] if row else _empty(here, seat_id)


def handed_in(session: Session, here: DebateNow) -> tuple[BallotPage, ...]:
    """The newest handed-in ballot of each judge, in order of their seats; two statements."""
    rows = session.scalars(
        select(Ballot)
        .where(Ballot.debate_id == here.id, Ballot.handed_in_ms.is_not(None))
        .order_by(Ballot.seat_id, Ballot.version)
    ).all()
    newest = {row.seat_id: row for row in rows}
    return _pages(session, here, newest.values(), rows)


def missing(session: Session, here: DebateNow) -> tuple[SeatLine, ...]:
    """The judges who have handed in no ballot, but for absent ones; one statement."""
    query = select(Ballot.seat_id).where(
        Ballot.debate_id == here.id, Ballot.handed_in_ms.is_not(None)
    )
    done = set(session.scalars(query))
    return tuple(
        line
        for line in here.seats
        if line.role == "judge" and not line.absent and line.id not in done
    )


def closed_ms(session: Session, debate_id: int) -> int | None:
    """When the ballots of a debate were closed, in ms; None while they can change."""
    return session.scalar(select(Debate.ballots_closed_ms).where(Debate.id == debate_id))


def panel(given: Iterable[BallotPage]) -> ballots.Panel:
    """What the judges decided, with their totals where the format has speaker points."""
    pages = tuple(given)
    return ballots.panel((one.decision for one in pages), [one.totals for one in pages])


def with_posted(
    here: DebateNow,
    found: BallotPage,
    levels: Mapping[int, Mapping[str, int]],
    typed: Typed,
    decision: str,
    reason: str,
) -> BallotPage:
    """The same ballot with what was posted and refused; `levels` by seat number."""
    subjects = tuple(
        subject(
            here, item.seat, levels.get(item.seat.number, {}), _retyped(here, item.points, typed)
        )
        for item in found.subjects
    )
    return found._replace(subjects=subjects, decision=decision, reason=reason)


def subject(
    here: DebateNow, line: SeatLine, levels: Mapping[str, int], points: tuple[PointsLine, ...] = ()
) -> Subject:
    """A debater with what was chosen for them."""
    if here.fmt.by_points:
        gaps = tuple(one.address for one in points if one.points is None)
    else:
        gaps = tuple(criterion.name for criterion in ballots.missing(here.rubric, levels))
    given = [one.given for one in points]
    total = ballots.sheet_total(here.fmt, here.rubric, levels, given)
    return Subject(line, levels, total, gaps, points)


def _given(subjects: Iterable[Subject]) -> tuple[tuple[str, Given], ...]:
    return tuple(
        (one.side, one.given) for item in subjects if not item.seat.absent for one in item.points
    )


def _pages(
    session: Session, here: DebateNow, rows: Iterable[Ballot], versions: Iterable[Ballot]
) -> tuple[BallotPage, ...]:
    """The pages of these ballots; `versions`: all that their judges handed in, by version."""
    pages = list(rows)
    ids = [row.id for row in pages]
    levels = {} if here.fmt.by_points else _levels(session, ids)
    points = _points(session, ids) if here.fmt.by_points else {}
    earlier = [row for row in versions if row.handed_in_ms is not None]
    return tuple(
        _page(here, row, levels.get(row.id, {}), points.get(row.id, {}), earlier) for row in pages
    )


def _empty(here: DebateNow, seat_id: int) -> BallotPage:
    row = Ballot(seat_id=seat_id, version=0, decision="", reason="", saved_ms=0)
    return _page(here, row, {}, {}, [])._replace(id=0)


def _levels(session: Session, ids: list[int]) -> dict[int, dict[int, dict[str, int]]]:
    """Ballot id → seat id → criterion → level."""
    found: dict[int, dict[int, dict[str, int]]] = {}
    for row in session.execute(
        select(
            BallotScore.ballot_id,
            BallotScore.subject_id,
            BallotScore.criterion,
            BallotScore.level,
        ).where(BallotScore.ballot_id.in_(ids))
    ):
        seats = found.setdefault(row.ballot_id, {})
        seats.setdefault(row.subject_id, {})[row.criterion] = row.level
    return found


def _points(session: Session, ids: list[int]) -> dict[int, dict[int, BallotPoints]]:
    """Ballot id → speech id → points."""
    found: dict[int, dict[int, BallotPoints]] = {}
    for row in session.scalars(select(BallotPoints).where(BallotPoints.ballot_id.in_(ids))):
        found.setdefault(row.ballot_id, {})[row.speech_id] = row
    return found


def _page(
    here: DebateNow,
    row: Ballot,
    levels: Mapping[int, Mapping[str, int]],
    points: Mapping[int, BallotPoints],
    versions: Iterable[Ballot],
) -> BallotPage:
    lines = _lines(here, row, points)
    subjects = tuple(
        subject(here, line, levels.get(line.id, {}), tuple(lines.get(line.id, ())))
        for line in here.seats
        if line.role == "debater" and (not line.absent or line.id in levels or line.id in lines)
    )
    done = [one for one in versions if one.seat_id == row.seat_id]
    before = [one for one in done if one.version < row.version]
    return BallotPage(
        id=row.id or 0,
        judge=here.label(row.seat_id),
        subjects=tuple(sorted(subjects, key=_place)),
        decision=row.decision,
        reason=row.reason,
        saved_ms=row.saved_ms,
        handed_in_ms=row.handed_in_ms,
        version=row.version,
        counts=done[-1].version if done else 0,
        seat_id=row.seat_id,
        decides=here.fmt.decision == "judges",
        replaces=before[-1].version if before else 0,
        replaces_ms=before[-1].handed_in_ms if before else None,
    )


def _lines(
    here: DebateNow, row: Ballot, points: Mapping[int, BallotPoints]
) -> dict[int, list[PointsLine]]:
    """Seat id → its speeches. Who spoke: as it stands now, or as it was when it was handed in."""
    found: dict[int, list[PointsLine]] = {}
    for slot in ballots_points.scored(here.fmt):
        speech = here.speech(slot.address)
        given = points.get(speech.id) if speech else None
        holder = speech.seat_id if speech else None
        if given is not None and row.handed_in_ms is not None:
            holder = given.subject_id
        if given is not None and given.subject_id != holder:
            given = None
        seat = here.seat(holder)
        if seat is None or (seat.absent and given is None):
            continue
        found.setdefault(seat.id, []).append(
            _points_line(
                here,
                slot,
                decimal_text(given.points) if given and given.points is not None else "",
                given.reason if given else "",
            )
        )
    return found


def _points_line(
    here: DebateNow, slot: ballots_points.Scored, typed: str, reason: str
) -> PointsLine:
    scale = ballots_points.scale(here.fmt, slot.half)
    sound = not ballots_points.check(scale, typed)
    return PointsLine(
        address=slot.address,
        name=here.fmt.steps[slot.step_index].name,
        side=slot.side,
        half=slot.half,
        scale=scale,
        points=ballots_points.read_points(typed) if sound else None,
        typed=typed,
        reason=reason,
    )


def _retyped(here: DebateNow, lines: Iterable[PointsLine], typed: Typed) -> tuple[PointsLine, ...]:
    slots = {slot.address: slot for slot in ballots_points.scored(here.fmt)}
    return tuple(
        _points_line(here, slots[line.address], *typed.get(line.address, ("", "")))
        for line in lines
    )


def _place(item: Subject) -> tuple[bool, int]:
    return (item.seat.side == "O", item.seat.position or item.seat.number)
