"""Reads of ballots: a judge's own form, what was handed in, and who has not."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import ballots, ballots_points, ballots_ranks, text
from debate.domain.ballots_points import Given
from debate.models.ballots import Ballot, BallotPoints, BallotRank, BallotScore
from debate.models.debates import Debate
from debate.queries import ballots_lines, debates_teams, releases
from debate.queries.ballots_lines import Subject, TeamLine, Typed
from debate.queries.debates import DebateNow, SeatLine


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
    said: str = ""  # the decision or the ranks in words
    teams: tuple[TeamLine, ...] = ()  # of four teams, in speaking order
    by_hand: bool = False  # the judge ranks them; elsewhere their totals do

    @property
    def ranks(self) -> dict[str, int]:
        """Team → rank, as far as there are any."""
        return {team.key: team.rank for team in self.teams if team.rank}

    @property
    def team_totals(self) -> dict[str, int] | None:
        """Team → total; None while one is missing."""
        sums = {team.key: team.total for team in self.teams if team.total is not None}
        return sums if sums and len(sums) == len(self.teams) else None

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
        unranked = [team.name for team in self.teams if self.by_hand and team.rank is None]
        parts += [f"the rank of {name}" for name in unranked]
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
    """The newest handed-in ballot of each judge that counts, in order of seats; two statements."""
    return given(session, here)[0]


def given(
    session: Session, here: DebateNow
) -> tuple[tuple[BallotPage, ...], tuple[BallotPage, ...]]:
    """The same, and beside them those of shadow judges, which never count; two statements."""
    rows = session.scalars(
        select(Ballot)
        .where(Ballot.debate_id == here.id, Ballot.handed_in_ms.is_not(None))
        .order_by(Ballot.seat_id, Ballot.version)
    ).all()
    newest = {row.seat_id: row for row in rows}
    pages = _pages(session, here, newest.values(), rows)
    practising = {line.id for line in here.seats if line.shadow}
    return ballots.apart([(one.seat_id, one) for one in pages], practising)


def missing(session: Session, here: DebateNow) -> tuple[SeatLine, ...]:
    """The judges whose ballot counts and is not there, but for absent ones; one statement."""
    query = select(Ballot.seat_id).where(
        Ballot.debate_id == here.id, Ballot.handed_in_ms.is_not(None)
    )
    done = set(session.scalars(query))
    return tuple(
        line
        for line in here.seats
        if line.role == "judge" and not (line.absent or line.shadow or line.id in done)
    )


def closed_ms(session: Session, debate_id: int) -> int | None:
    """When the ballots of a debate were closed, in ms; None while they can change."""
    return session.scalar(select(Debate.ballots_closed_ms).where(Debate.id == debate_id))


def panel(given: Iterable[BallotPage]) -> ballots.Panel:
    """What the judges decided, with their totals where the format has speaker points."""
    pages = tuple(given)
    return ballots.panel((one.decision for one in pages), [one.totals for one in pages])


class Beside(NamedTuple):
    """One debater on a shadow judge's ballot, and what the panel gave, in hundredths of a percent.

    `own` and `mean` are None where a ballot is not whole, or the panel has none.
    """

    seat: SeatLine
    own: int | None
    mean: int | None

    @property
    def gap(self) -> int | None:
        """By how much the own total is above the panel's mean."""
        return None if self.own is None or self.mean is None else self.own - self.mean


def beside(own: BallotPage, panel_pages: Iterable[BallotPage]) -> tuple[Beside, ...]:
    """A shadow judge's totals beside the means of the panel's."""
    totals: dict[int, list[int | None]] = {}
    for one in panel_pages:
        for item in one.subjects:
            totals.setdefault(item.seat.id, []).append(item.total)
    return tuple(
        Beside(item.seat, item.total, ballots.mean_of_ballots(totals.get(item.seat.id, ())))
        for item in own.subjects
    )


class Outcome(NamedTuple):
    """What the judges decided; `winner` is the name of a side or team, "" for none."""

    winner: str
    sentences: tuple[str, ...]
    panel: ballots.Panel
    ranking: ballots_ranks.Ranking


def outcome(here: DebateNow, given: Iterable[BallotPage]) -> Outcome:
    """The decision of the judges over these ballots, two sides or four teams."""
    pages = tuple(given)
    decided = panel(pages)
    ranking = ballots_ranks.decide([one.ranks for one in pages], [one.team_totals for one in pages])
    if here.fmt.teams:
        names, winner = here.fmt.teams, ranking.winner
        said = ballots_ranks.verdict(ranking, names)
    else:
        names, winner = here.fmt.sides, decided.winner
        said = ballots.verdict(decided, names)
    return Outcome(names[winner] if winner else "", said, decided, ranking)


def places(session: Session, here: DebateNow) -> dict[int, tuple[str, int | None]]:
    """Seat id → the name of its team, and its place once ballots are released to everyone.

    Only with four teams; at most three statements.
    """
    if not here.fmt.teams:
        return {}
    out = releases.of_debate(session, here.id, here.released_ms)
    given = handed_in(session, here) if out.ballots_ms(0) is not None else ()
    found = {one.team: one.place for one in outcome(here, given).ranking.places}
    return {
        line.id: (debates_teams.part(here, line), found.get(debates_teams.team(here, line)))
        for line in here.seats
        if line.side
    }


def ranks(session: Session, ids: list[int]) -> dict[int, dict[str, int]]:
    """Ballot id → team → rank, of those that have any; one statement."""
    found: dict[int, dict[str, int]] = {}
    for row in session.scalars(select(BallotRank).where(BallotRank.ballot_id.in_(ids))):
        found.setdefault(row.ballot_id, {})[row.team] = row.rank
    return found


def with_posted(
    here: DebateNow,
    found: BallotPage,
    levels: Mapping[int, Mapping[str, int]],
    typed: Typed,
    decision: str,
    reason: str,
    ranked: Mapping[str, int],
) -> BallotPage:
    """The same ballot with what was posted and refused; `levels` by seat number."""
    subjects = tuple(
        ballots_lines.subject(
            here,
            item.seat,
            levels.get(item.seat.number, {}),
            ballots_lines.retyped(here, item.points, typed),
        )
        for item in found.subjects
    )
    teams, by_hand = ballots_lines.teams(here, subjects, ranked, handed_in=False)
    return found._replace(
        subjects=subjects, decision=decision, reason=reason, teams=teams, by_hand=by_hand
    )


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
    ranked = ranks(session, ids) if here.fmt.teams and ids else {}
    earlier = [row for row in versions if row.handed_in_ms is not None]
    return tuple(
        _page(
            here,
            row,
            levels.get(row.id, {}),
            points.get(row.id, {}),
            ranked.get(row.id, {}),
            earlier,
        )
        for row in pages
    )


def _empty(here: DebateNow, seat_id: int) -> BallotPage:
    row = Ballot(seat_id=seat_id, version=0, decision="", reason="", saved_ms=0)
    return _page(here, row, {}, {}, {}, [])._replace(id=0)


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
    ranked: Mapping[str, int],
    versions: Iterable[Ballot],
) -> BallotPage:
    lines = ballots_lines.lines(here, row, points)
    subjects = tuple(
        ballots_lines.subject(here, line, levels.get(line.id, {}), tuple(lines.get(line.id, ())))
        for line in here.seats
        if line.role == "debater" and (not line.absent or line.id in levels or line.id in lines)
    )
    done = [one for one in versions if one.seat_id == row.seat_id]
    before = [one for one in done if one.version < row.version]
    teams, by_hand = ballots_lines.teams(
        here, subjects, ranked, handed_in=row.handed_in_ms is not None
    )
    in_words = ballots_ranks.said({one.key: one.rank for one in teams if one.rank}, here.fmt.teams)
    return BallotPage(
        id=row.id or 0,
        judge=here.label(row.seat_id),
        subjects=tuple(sorted(subjects, key=lambda item: ballots_lines.place(here, item))),
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
        said=in_words or here.fmt.sides.get(row.decision, "no decision"),
        teams=teams,
        by_hand=by_hand,
    )
