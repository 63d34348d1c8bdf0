"""Reads of marks: the sheet of a debate, one student's mark, and the results."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import ballots, visibility
from debate.domain.events import MODERATORS
from debate.models.marks import Mark
from debate.models.speeches import Point
from debate.queries import ballots as ballot_reads
from debate.queries import polls
from debate.queries.ballots import BallotPage
from debate.queries.debates import DebateNow, SeatLine
from debate.queries.speeches import SpeechBlock


class ScoreLine(NamedTuple):
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
    unreleased: bool  # the mark was changed since the last release

    @property
    def levels(self) -> Mapping[str, int]:
        """Criterion → what counts for it, in hundredths of a level."""
        if self.source == "instructor":
            return {slug: 100 * level for slug, level in self.mark_levels.items()}
        return self.mean_levels


class Remark(NamedTuple):
    """What one judge wrote, for those it is about; judges are numbered, not named."""

    judge: int
    decision: str
    reason: str


class ResultsPage(NamedTuple):
    """How it ended, as far as the view may know of it now."""

    headline: str
    sentences: tuple[str, ...]
    polls: polls.PollResults
    lines: tuple[ScoreLine, ...]  # for staff
    own: ScoreLine | None  # for a seat, after the release
    remarks: tuple[Remark, ...]  # for a debater, after the release


def sheet(
    session: Session, here: DebateNow, handed_in: Sequence[BallotPage] | None = None
) -> tuple[ScoreLine, ...]:
    """A line for each seat of the debate, debaters first by side; at most three statements.

    Staff see each mark as it is now, all others as it was at the last release.
    """
    given = ballot_reads.handed_in(session, here) if handed_in is None else handed_in
    query = select(Mark).where(Mark.debate_id == here.id).order_by(Mark.version)
    if here.view == MODERATORS:
        query = query.where(Mark.current)
    else:
        query = query.where(Mark.at_ms <= (here.released_ms or 0))
    marks = {row.seat_id: row for row in session.scalars(query)}
    lines = [_line(here, line, marks.get(line.id), given) for line in here.seats]
    return tuple(sorted(lines, key=_place))


def results(session: Session, here: DebateNow, seat_id: int = 0) -> ResultsPage:
    """Swing, decision and scores for staff; with `seat_id`, those of that seat once released.

    One statement before the release, four for staff and after it.
    """
    staff = here.view == MODERATORS
    released = here.released_ms is not None
    judged = visibility.of_judgement(released, here.view, own=True) == visibility.FULL
    given = ballot_reads.handed_in(session, here) if judged else ()
    lines = sheet(session, here, given) if judged else ()
    votes = polls.results(session, here)
    decision = panel(given)
    return ResultsPage(
        headline=_headline(here, votes, decision),
        sentences=tuple(_sentences(here, votes, decision)),
        polls=votes,
        lines=lines if staff else (),
        own=next((line for line in lines if seat_id and line.seat.id == seat_id), None),
        remarks=_remarks(given, seat_id),
    )


def panel(given: Sequence[BallotPage]) -> ballots.Panel:
    """What the judges decided."""
    return ballots.panel(ballot.decision for ballot in given)


def words_of(
    session: Session, here: DebateNow, blocks: Sequence[SpeechBlock], seat_id: int
) -> tuple[SpeechBlock, ...]:
    """The speeches in which a seat said something, with its points alone; one statement.

    Of an exchange both halves stay, since an answer says little without its question.
    """
    mine = set(
        session.scalars(
            select(Point.id).where(Point.debate_id == here.id, Point.seat_id == seat_id)
        )
    )
    found = []
    for block in blocks:
        numbers = {point.number for point in block.points if point.id in mine}
        points = tuple(
            point
            for point in block.points
            if point.id in mine or (point.half and point.number in numbers)
        )
        if points:
            found.append(block._replace(points=points))
    return tuple(found)


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
        unreleased=mark is not None and (here.released_ms or mark.at_ms) < mark.at_ms,
    )


def _place(line: ScoreLine) -> tuple[int, int, int]:
    order = {"debater": 0, "judge": 1, "audience": 2}[line.seat.role]
    return (order, 1 if line.seat.side == "O" else 0, line.seat.position or line.seat.number)


def _headline(here: DebateNow, votes: polls.PollResults, decision: ballots.Panel) -> str:
    if votes.swing is not None and votes.swing.n:
        winner = votes.swing.winner
        return f"{here.fmt.sides[winner]} moved the room" if winner else "The room did not move"
    if decision.winner:
        return f"The judges gave it to {here.fmt.sides[decision.winner]}"
    if here.reading.state == "finished":
        return "The debate is over"
    return "The debate has not begun" if here.reading.state == "ready" else "The debate goes on"


def _sentences(here: DebateNow, votes: polls.PollResults, decision: ballots.Panel) -> list[str]:
    """What stands under the headline: who moved, by how many points, what the judges said."""
    sides, found = here.fmt.sides, []
    if votes.moves is not None:
        moved = sorted(
            ((votes.moves.to_p, sides["P"]), (votes.moves.to_o, sides["O"])),
            key=lambda one: -one[0],
        )
        (most, first), (fewer, second) = moved
        found.append(
            f"{most} of {votes.swing.n if votes.swing else 0} voters moved towards {first} and "
            f"{fewer} towards {second}; {votes.moves.stayed} stayed put."
        )
    if votes.swing is not None and votes.swing.n:
        gains = ", ".join(
            f"{sides[side]} {votes.swing.gains[side] / 100:+.1f} points".replace("-", "−")
            for side in ("P", "O")
        )
        even = " A lead below five points is a dead heat." if votes.swing.dead_heat else ""
        found.append(f"{gains}, among those in the audience who voted both times.{even}")
    elif votes.swing is not None:
        found.append("Nobody in the audience voted both times.")
    if decision.P + decision.O:
        most, fewer = max(decision.P, decision.O), min(decision.P, decision.O)
        winner = f"gave it to {sides[decision.winner]}," if decision.winner else "are split,"
        found.append(f"The judges {winner} {most} to {fewer}.")
    return found


def _remarks(given: Sequence[BallotPage], seat_id: int) -> tuple[Remark, ...]:
    return tuple(
        Remark(number, ballot.decision, ballot.reason)
        for number, ballot in enumerate(given, start=1)
        if any(subject.seat.id == seat_id for subject in ballot.subjects)
    )
