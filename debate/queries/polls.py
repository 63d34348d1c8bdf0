"""Reads of the polls: one's own vote, and totals and swing once a poll is closed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from debate.domain import polls, visibility
from debate.models.polls import Vote
from debate.models.seats import Seat
from debate.models.speeches import Reflection
from debate.queries.debates import DebateNow


@dataclass(frozen=True)
class PollResults:
    """What may be shown of the polls now; None where a poll is not closed. Audience only, but for
    `debaters_swing`. `unconfirmed` counts audience seats whose votes do not count yet.
    """

    before: polls.Totals | None
    after: polls.Totals | None
    swing: polls.Swing | None
    debaters_swing: polls.Swing | None
    unconfirmed: int


def own_vote(
    session: Session, debate_id: int, poll: str, seat_id: int
) -> tuple[str, int | None] | None:
    """One's own choice and confidence, or None."""
    row = session.execute(
        select(Vote.choice, Vote.confidence).where(
            Vote.debate_id == debate_id, Vote.poll == poll, Vote.seat_id == seat_id
        )
    ).one_or_none()
    return None if row is None else (row.choice, row.confidence)


def results(session: Session, here: DebateNow) -> PollResults:
    """Totals of closed polls, of seats that are confirmed by now, whenever they voted."""
    rows = session.execute(
        select(Vote.poll, Vote.seat_id, Vote.choice, Vote.confidence, Seat.role, Seat.confirmed_ms)
        .join(Seat, Seat.id == Vote.seat_id)
        .where(Vote.debate_id == here.id)
    ).all()
    audience = [row for row in rows if row.role == "audience"]
    counted = [row for row in audience if row.confirmed_ms is not None]
    debaters = [row for row in rows if row.role == "debater" and row.confirmed_ms is not None]
    before, after = is_closed(here, "before"), is_closed(here, "after")
    both = before and after
    return PollResults(
        before=polls.totals(_votes(counted, "before")) if before else None,
        after=polls.totals(_votes(counted, "after")) if after else None,
        swing=_swing(counted) if both else None,
        debaters_swing=_swing(debaters) if both else None,
        unconfirmed=len({row.seat_id for row in audience if row.confirmed_ms is None}),
    )


def is_closed(here: DebateNow, poll: str) -> bool:
    """Whether the poll exists and its step is over, so that its totals may be shown."""
    step = next((step for step in here.fmt.steps if step.poll == poll), None)
    if step is None or here.reading.state == "ready":
        return False
    past = here.reading.step_index > step.index or here.reading.state == "finished"
    return visibility.of_poll(past, here.view) == visibility.FULL


def own_reflection(session: Session, debate_id: int, seat_id: int) -> str:
    """One's own reflection as written, or ""."""
    found = session.scalar(
        select(Reflection.text).where(
            Reflection.debate_id == debate_id, Reflection.seat_id == seat_id
        )
    )
    return found or ""


VoteRow = Row[str, int, str, int | None, str, int | None]


def _votes(rows: Sequence[VoteRow], poll: str) -> list[polls.Vote]:
    return [polls.Vote(row.seat_id, row.choice, row.confidence) for row in rows if row.poll == poll]


def _swing(rows: Sequence[VoteRow]) -> polls.Swing:
    return polls.swing(_votes(rows, "before"), _votes(rows, "after"))
