"""Reads of releases: what of a debate was shown to whom, and as of when."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from debate.domain import releases
from debate.domain.releases import Release as Released
from debate.models.ballots import Ballot
from debate.models.debates import Debate
from debate.models.marks import Mark, Release
from debate.models.seats import Seat
from debate.models.sittings import Sitting


class Out(NamedTuple):
    """The releases of one debate."""

    found: tuple[Released, ...]

    def marks_ms(self, seat_id: int) -> int | None:
        """As of when a seat is shown its mark and the notes on it; None: not yet."""
        return releases.marks_ms(self.found, seat_id)

    def ballots_ms(self, seat_id: int) -> int | None:
        """As of when a seat is shown the ballots on it; None: not yet."""
        return releases.ballots_ms(self.found, seat_id)


def of_debate(session: Session, debate_id: int, whole_ms: int | None) -> Out:
    """The releases of a debate; `whole_ms` is its `released_ms`. One statement."""
    rows = session.execute(
        select(Release.seat_id, Release.marks, Release.ballots, Release.at_ms).where(
            Release.debate_id == debate_id
        )
    )
    whole = () if whole_ms is None else of_everything(whole_ms).found
    return Out((*whole, *(Released(*row) for row in rows)))


def of_everything(at_ms: int) -> Out:
    """One release of everything to everybody, and no other: what a record goes by."""
    return Out((Released(None, True, True, at_ms),))


def of_seat(session: Session, debate_id: int, seat_id: int) -> Out:
    """The releases that one seat is shown; two statements."""
    whole = session.scalar(select(Debate.released_ms).where(Debate.id == debate_id))
    found = of_debate(session, debate_id, whole)
    return Out(tuple(one for one in found.found if one.seat_id in (None, seat_id)))


def ballots_are_out(session: Session, debate_id: int) -> bool:
    """Whether anybody was shown ballots of this debate, so that none of them may change."""
    shown = or_(Debate.released_ms.is_not(None), Release.ballots)
    found = session.scalar(
        select(Debate.id)
        .outerjoin(Release, Release.debate_id == Debate.id)
        .where(Debate.id == debate_id, shown)
        .limit(1)
    )
    return found is not None


class RoomLine(NamedTuple):
    """A room on the release page of its session. `marked`: debaters with a mark that was begun."""

    slug: str
    number: int
    begun: bool
    over: bool
    debaters: int
    marked: int
    ballots: int
    marks_ms: int | None  # the last release to everybody
    ballots_ms: int | None


def of_sitting(session: Session, sitting_slug: str) -> tuple[RoomLine, ...]:
    """The rooms of a session with what there is to release; two statements."""
    debaters = (Seat.debate_id == Debate.id) & (Seat.role == "debater") & Seat.absent_ms.is_(None)
    marked = (
        select(func.count(Mark.id))
        .join(Seat, Seat.id == Mark.seat_id)
        .where(Mark.debate_id == Debate.id, Mark.current, debaters)
    )
    given = (
        select(func.count(Ballot.seat_id.distinct()))
        .join(Seat, Seat.id == Ballot.seat_id)
        .where(
            Ballot.debate_id == Debate.id,
            Ballot.handed_in_ms.is_not(None),
            Seat.shadow.is_(False),
        )
    )
    rows = session.execute(
        select(
            Debate.id,
            Debate.slug,
            Debate.number,
            Debate.started_ms,
            Debate.ended_ms,
            Debate.released_ms,
            select(func.count(Seat.id)).where(debaters).scalar_subquery().label("debaters"),
            marked.scalar_subquery().label("marked"),
            given.scalar_subquery().label("ballots"),
        )
        .join(Sitting, Sitting.id == Debate.sitting_id)
        .where(Sitting.slug == sitting_slug)
        .order_by(Debate.number)
    ).all()
    out = _to_all(session, {row.id: row.released_ms for row in rows})
    return tuple(
        RoomLine(
            row.slug,
            row.number,
            row.started_ms is not None,
            row.ended_ms is not None,
            row.debaters,
            row.marked,
            row.ballots,
            releases.marks_ms(out[row.id], 0),
            releases.ballots_ms(out[row.id], 0),
        )
        for row in rows
    )


def _to_all(session: Session, whole: Mapping[int, int | None]) -> Mapping[int, Sequence[Released]]:
    """Debate id → its releases to everybody; `whole` has each debate's `released_ms`."""
    found = {
        debate_id: [] if at is None else [Released(None, True, True, at)]
        for debate_id, at in whole.items()
    }
    for row in session.execute(
        select(Release.debate_id, Release.marks, Release.ballots, Release.at_ms).where(
            Release.debate_id.in_(found), Release.seat_id.is_(None)
        )
    ):
        found[row.debate_id].append(Released(None, row.marks, row.ballots, row.at_ms))
    return found
