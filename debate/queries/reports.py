"""Reads of reports: those of one seat, and the queue of the moderators."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import reports as rules
from debate.models.accounts import Account
from debate.models.reports import Report
from debate.models.speeches import Point, Speech
from debate.queries.debates import DebateNow, SeatLine
from debate.queries.speeches import PointRow, point_rows


class OwnReport(NamedTuple):
    """A report as the seat sees it that made it. `about`: the address of a point, or a name."""

    number: int
    about: str
    reason: str
    words: str
    at_ms: int
    standing: str


class ReportLine(NamedTuple):
    """A report as moderators see it. `point` is None where a person is reported."""

    number: int
    by: SeatLine | None
    about: SeatLine | None
    point: PointRow | None
    reason: str
    words: str
    at_ms: int
    read: bool
    decision: str  # in words; "" while it is open
    note: str
    decided_by: str
    decided_ms: int | None


def of_seat(session: Session, here: DebateNow, seat_id: int) -> tuple[OwnReport, ...]:
    """What a seat reported, the newest first; one statement."""
    rows = session.execute(
        select(Report, Speech.address, Point.number, Point.half)
        .outerjoin(Point, Point.id == Report.point_id)
        .outerjoin(Speech, Speech.id == Point.speech_id)
        .where(Report.debate_id == here.id, Report.seat_id == seat_id)
        .order_by(Report.number.desc())
    )
    return tuple(
        OwnReport(
            row.Report.number,
            f"{row.address}.{row.number}{row.half}"
            if row.number
            else here.label(row.Report.about_id),
            rules.REASONS[row.Report.reason],
            row.Report.words,
            row.Report.at_ms,
            rules.standing(row.Report.read_ms is not None, row.Report.decision),
        )
        for row in rows
    )


def of_debate(session: Session, here: DebateNow) -> tuple[ReportLine, ...]:
    """All reports of a debate, those that wait first, then the newest; a fixed number of reads."""
    rows = session.execute(
        select(Report, Account.name)
        .outerjoin(Account, Account.id == Report.account_id)
        .where(Report.debate_id == here.id)
        .order_by(Report.decided_ms.is_not(None), Report.number.desc())
    ).all()
    points = {row.id: row for row in point_rows(session, here)} if rows else {}
    return tuple(
        ReportLine(
            one.number,
            here.seat(one.seat_id),
            here.seat(one.about_id),
            points.get(one.point_id or 0),
            rules.REASONS[one.reason],
            one.words,
            one.at_ms,
            one.read_ms is not None,
            rules.DECISIONS.get(one.decision, ""),
            one.note,
            name or "",
            one.decided_ms,
        )
        for one, name in rows
    )
