"""Reads of marks: the sheet of a debate, one student's mark, and where each score comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import ballots
from debate.models.marks import Mark
from debate.queries import ballots as ballot_reads
from debate.queries.ballots import BallotPage
from debate.queries.debates import DebateNow, SeatLine
from debate.queries.speeches import SpeechBlock


@dataclass(frozen=True)
class ScoreLine:
    """What counts for one seat. `total` is in hundredths of a percent, None without any source.

    `source` is instructor, judges or none; `n` the number of sheets that it comes from.
    """

    seat: SeatLine
    total: int | None
    source: str
    n: int
    mark_levels: Mapping[str, int]
    mean_levels: Mapping[str, int]  # hundredths of a level
    comment: str
    comment_html: str
    complete: bool  # the instructor's mark has every criterion


def sheet(
    session: Session, here: DebateNow, handed_in: Sequence[BallotPage] | None = None
) -> tuple[ScoreLine, ...]:
    """A line for each seat of the debate, debaters first by side; three statements."""
    given = ballot_reads.handed_in(session, here) if handed_in is None else handed_in
    rows = session.scalars(select(Mark).where(Mark.debate_id == here.id, Mark.current)).all()
    marks = {row.seat_id: row for row in rows}
    lines = [_line(here, line, marks.get(line.id), given) for line in here.seats]
    return tuple(sorted(lines, key=_place))


def own(session: Session, here: DebateNow, seat_id: int) -> ScoreLine | None:
    """One's own line of the sheet; the caller has made sure that it is released."""
    return next((line for line in sheet(session, here) if line.seat.id == seat_id), None)


def _line(
    here: DebateNow, seat: SeatLine, mark: Mark | None, given: Sequence[BallotPage]
) -> ScoreLine:
    sheets = [
        subject.levels
        for ballot in given
        for subject in ballot.subjects
        if subject.seat.id == seat.id
    ]
    totals = [ballots.total(here.rubric, levels) for levels in sheets]
    levels = {slug: int(level) for slug, level in mark.levels.items()} if mark else {}
    own_total = ballots.total(here.rubric, levels)
    score = ballots.score(own_total, totals)
    return ScoreLine(
        seat=seat,
        total=score.total if score else None,
        source=score.source if score else "none",
        n=score.n if score else 0,
        mark_levels=levels,
        mean_levels=ballots.mean_levels(sheets),
        comment=mark.comment if mark else "",
        comment_html=mark.comment_html if mark else "",
        complete=own_total is not None,
    )


def _place(line: ScoreLine) -> tuple[int, int, int]:
    order = {"debater": 0, "judge": 1, "audience": 2}[line.seat.role]
    return (order, 1 if line.seat.side == "O" else 0, line.seat.position or line.seat.number)


def panel(given: Sequence[BallotPage]) -> ballots.Panel:
    """What the judges decided."""
    return ballots.panel(ballot.decision for ballot in given)


def words_of(blocks: Sequence[SpeechBlock], label: str) -> tuple[SpeechBlock, ...]:
    """The speeches in which a seat (by its moderators' label) said something, its points alone."""
    chosen = (
        replace(block, points=tuple(point for point in block.points if point.author == label))
        for block in blocks
    )
    return tuple(block for block in chosen if block.points)
