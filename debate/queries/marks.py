"""Reads of marks: the sheet of a debate, one student's mark, and the results."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import ballots, ballots_ranks, visibility
from debate.domain.events import MODERATORS
from debate.models.accounts import Account
from debate.models.marks import Mark
from debate.queries import ballots as ballot_reads
from debate.queries import debates_teams, polls, polls_words, releases
from debate.queries.ballots import BallotPage
from debate.queries.debates import DebateNow, SeatLine
from debate.queries.releases import Out


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
    said: str  # the decision or the ranks in words
    reason: str
    scores: str  # speaker points, "P1 70"; "" where there are none


class RankLine(NamedTuple):
    """A team's place, and what it rests on: sums over all ballots. `total` is in hundredths."""

    place: int
    side: str
    name: str
    members: str
    points: int
    total: int | None


class ResultsPage(NamedTuple):
    """How it ended, as far as the view may know of it now."""

    headline: str
    sentences: tuple[str, ...]
    polls: polls.PollResults
    lines: tuple[ScoreLine, ...]  # for staff
    own: ScoreLine | None  # for a seat, after the release
    remarks: tuple[Remark, ...]  # for a debater, after the release
    ranks: tuple[RankLine, ...] = ()  # of four teams, best first, once they may be shown


def released_ms(session: Session, debate_id: int, seat_id: int) -> int | None:
    """As of when a seat may see its mark, in ms; None before its release. Two statements."""
    return releases.of_seat(session, debate_id, seat_id).marks_ms(seat_id)


def sheet(
    session: Session,
    here: DebateNow,
    handed_in: Sequence[BallotPage] | None = None,
    out: Out | None = None,
    *,
    as_released: bool = False,
) -> tuple[ScoreLine, ...]:
    """A line for each seat of the debate, debaters first by side; at most four statements.

    Staff see each mark as it is now; all others, and staff where it is to be `as_released`, see of
    each seat what was released to it.
    """
    given = ballot_reads.handed_in(session, here) if handed_in is None else handed_in
    out = out or releases.of_debate(session, here.id, here.released_ms)
    staff = here.view == MODERATORS and not as_released
    query = select(Mark).where(Mark.debate_id == here.id).order_by(Mark.version)
    rows = session.scalars(query.where(Mark.current) if staff else query).all()
    marks = {
        row.seat_id: row for row in rows if staff or row.at_ms <= (out.marks_ms(row.seat_id) or 0)
    }
    lines = [
        _line(
            here,
            line,
            marks.get(line.id),
            given if staff or out.ballots_ms(line.id) is not None else (),
            out.marks_ms(line.id),
        )
        for line in here.seats
    ]
    return tuple(sorted(lines, key=_place))


def results(
    session: Session, here: DebateNow, seat_id: int = 0, out: Out | None = None
) -> ResultsPage:
    """Swing, decision and scores for staff; with `seat_id`, those of that seat once released.

    Two statements before the release, five for staff and after it.
    """
    staff = here.view == MODERATORS
    out = out or releases.of_debate(session, here.id, here.released_ms)
    marked = _is_shown(here, out.marks_ms(seat_id))
    judged = _is_shown(here, out.ballots_ms(seat_id))
    given = ballot_reads.handed_in(session, here) if judged else ()
    lines = sheet(session, here, given, out) if marked or judged else ()
    votes = polls.results(session, here)
    decided = ballot_reads.outcome(here, given)
    return ResultsPage(
        headline=_headline(here, votes, decided),
        sentences=(*polls_words.sentences(votes, here.fmt.sides), *_decision(here, decided)),
        polls=votes,
        lines=lines if staff else (),
        own=next((line for line in lines if seat_id and line.seat.id == seat_id), None),
        remarks=_remarks(given, seat_id),
        ranks=_ranks(here, decided),
    )


def version(session: Session, debate_id: int, seat_id: int) -> tuple[int, str]:
    """The version of a seat's mark and who gave it; 0 and "" before the first. One statement."""
    row = session.execute(
        select(Mark.version, Account.name)
        .join(Account, Account.id == Mark.account_id)
        .where(Mark.debate_id == debate_id, Mark.seat_id == seat_id, Mark.current)
    ).one_or_none()
    return (0, "") if row is None else (row.version, row.name)


def _is_shown(here: DebateNow, released: int | None) -> bool:
    return visibility.of_judgement(released is not None, here.view, own=True) == visibility.FULL


def _line(
    here: DebateNow,
    seat: SeatLine,
    mark: Mark | None,
    given: Sequence[BallotPage],
    released: int | None,
) -> ScoreLine:
    sheets = [
        subject for ballot in given for subject in ballot.subjects if subject.seat.id == seat.id
    ]
    totals = [one.total for one in sheets]
    levels = {slug: int(level) for slug, level in mark.levels.items()} if mark else {}
    own_total = ballots.total(here.rubric, levels)
    score = ballots.score(own_total, totals)
    return ScoreLine(
        seat=seat,
        total=score.total if score else None,
        source=score.source if score else "none",
        n=score.n if score else 0,
        mark_levels=levels,
        mean_levels=ballots.mean_levels([one.levels for one in sheets]),
        comment=mark.comment if mark else "",
        comment_html=mark.comment_html if mark else "",
        complete=own_total is not None,
        unreleased=mark is not None and (released or mark.at_ms) < mark.at_ms,
    )


def _place(line: ScoreLine) -> tuple[int, int, int]:
    order = {"debater": 0, "judge": 1, "audience": 2}[line.seat.role]
    return (order, 1 if line.seat.side == "O" else 0, line.seat.position or line.seat.number)


def _headline(here: DebateNow, votes: polls.PollResults, decided: ballot_reads.Outcome) -> str:
    swing = polls_words.headline(votes, here.fmt.sides)
    if swing:
        return swing
    if decided.winner:
        return f"The judges gave it to {decided.winner}"
    if here.reading.state == "finished":
        return "The debate is over"
    return "The debate has not begun" if here.reading.state == "ready" else "The debate goes on"


def _decision(here: DebateNow, decided: ballot_reads.Outcome) -> tuple[str, ...]:
    """What the judges said; of four teams what their table of ranks does not say by itself."""
    if here.fmt.teams:
        return ballots_ranks.ties(decided.ranking, here.fmt.teams)
    return decided.sentences


def _ranks(here: DebateNow, decided: ballot_reads.Outcome) -> tuple[RankLine, ...]:
    return tuple(
        RankLine(
            one.place,
            one.team[0],
            here.fmt.teams[one.team],
            debates_teams.members(here, one.team),
            one.points,
            one.total,
        )
        for one in decided.ranking.places
    )


def _remarks(given: Sequence[BallotPage], seat_id: int) -> tuple[Remark, ...]:
    return tuple(
        Remark(number, ballot.decision, ballot.said, ballot.reason, subject.scores)
        for number, ballot in enumerate(given, start=1)
        for subject in ballot.subjects
        if subject.seat.id == seat_id
    )
