"""Reads of ballots: a judge's own form, and what was handed in."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import ballots, text
from debate.models.ballots import Ballot, BallotScore
from debate.queries.debates import DebateNow, SeatLine


class Subject(NamedTuple):
    """A debater on a ballot, with the levels chosen so far and the total once all are there."""

    seat: SeatLine
    levels: Mapping[str, int]
    total: int | None  # hundredths of a percent
    missing: tuple[str, ...]  # names of criteria


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

    @property
    def open(self) -> str:
        """What is missing before it can be handed in: "Open: Amara Diallo (2), who won"; or ""."""
        parts = [
            f"{item.seat.label} ({len(item.missing)})"
            for item in self.subjects
            if item.missing and not item.seat.absent
        ]
        parts += [] if self.decision or not self.decides else ["who won"]
        parts += [] if self.reason.strip() else ["your reason"]
        return f"Open: {text.listed(parts)}" if parts else ""


def own(session: Session, here: DebateNow, seat_id: int) -> BallotPage:
    """The ballot of a judge as far as it is written; an empty one before. Two statements."""
    rows = session.scalars(
        select(Ballot)
        .where(Ballot.debate_id == here.id, Ballot.seat_id == seat_id)
        .order_by(Ballot.version)
    ).all()
    row = next((row for row in rows if row.current), None)
    counts = max((row.version for row in rows if row.handed_in_ms is not None), default=0)
    levels = _levels(session, [row.id]).get(row.id, {}) if row else {}
    return _page(here, row, levels, seat_id, counts)


def handed_in(session: Session, here: DebateNow) -> tuple[BallotPage, ...]:
    """The newest handed-in ballot of each judge, in order of their seats; two statements."""
    rows = session.scalars(
        select(Ballot)
        .where(Ballot.debate_id == here.id, Ballot.handed_in_ms.is_not(None))
        .order_by(Ballot.seat_id, Ballot.version)
    ).all()
    newest = {row.seat_id: row for row in rows}
    levels = _levels(session, [row.id for row in newest.values()])
    return tuple(
        _page(here, row, levels.get(row.id, {}), row.seat_id, row.version)
        for row in newest.values()
    )


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


def _page(
    here: DebateNow,
    row: Ballot | None,
    levels: Mapping[int, Mapping[str, int]],
    seat_id: int,
    counts: int,
) -> BallotPage:
    subjects = tuple(
        subject(here, line, levels.get(line.id, {}))
        for line in here.seats
        if line.role == "debater" and (not line.absent or line.id in levels)
    )
    return BallotPage(
        id=row.id if row else 0,
        judge=here.label(seat_id),
        subjects=tuple(sorted(subjects, key=_place)),
        decision=row.decision if row else "",
        reason=row.reason if row else "",
        saved_ms=row.saved_ms if row else 0,
        handed_in_ms=row.handed_in_ms if row else None,
        version=row.version if row else 0,
        counts=counts,
        seat_id=seat_id,
        decides=here.fmt.decision == "judges",
    )


def subject(here: DebateNow, line: SeatLine, levels: Mapping[str, int]) -> Subject:
    """A debater with what was chosen for them."""
    missing = tuple(criterion.name for criterion in ballots.missing(here.rubric, levels))
    return Subject(line, levels, ballots.total(here.rubric, levels), missing)


def _place(item: Subject) -> tuple[bool, int]:
    return (item.seat.side == "O", item.seat.position or item.seat.number)


def with_posted(
    here: DebateNow,
    found: BallotPage,
    levels: Mapping[int, Mapping[str, int]],
    decision: str,
    reason: str,
) -> BallotPage:
    """The same ballot with what was posted and refused; `levels` by seat number."""
    subjects = tuple(
        subject(here, item.seat, levels.get(item.seat.number, {})) for item in found.subjects
    )
    return found._replace(subjects=subjects, decision=decision, reason=reason)
