"""Reads of the polls: one's own vote, and totals and swing once a poll is closed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from debate.domain import clock, polls, visibility
from debate.domain.permissions import Actor
from debate.domain.refusals import Forbidden
from debate.domain.steps import Step
from debate.models.polls import Vote
from debate.models.seats import Seat
from debate.models.speeches import Draft, Reflection
from debate.queries.debates import DebateNow

GROUP_OF = {"debater": "debaters", "audience": "audience", "judge": "judges"}


@dataclass(frozen=True)
class Moves:
    """Who moved between the votes. `grid[before][after]` counts voters: for, undecided, against."""

    grid: tuple[tuple[int, ...], ...]
    to_p: int
    to_o: int
    stayed: int


@dataclass(frozen=True)
class PollResults:
    """What may be shown of the polls now; None where a poll is not closed.

    Of the audience alone, but for what is called the debaters'. `unconfirmed` counts audience seats
    whose votes do not count yet; `waiting` are their labels.
    """

    before: polls.Totals | None
    after: polls.Totals | None
    swing: polls.Swing | None
    moves: Moves | None  # None below five voters: it would tell who voted how
    debaters_before: polls.Totals | None
    debaters_after: polls.Totals | None
    debaters_swing: polls.Swing | None
    unconfirmed: int
    waiting: tuple[str, ...]


@dataclass(frozen=True)
class Turnout:
    """How many of those who may vote have voted; it says nothing of how."""

    voted: int
    voters: int


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


def why_not(here: DebateNow, actor: Actor, step: Step, arrival: int) -> str:
    """Why the actor can enter nothing in a vote or reflection at `arrival` (ms); "" when they can.

    Raises Forbidden where the step is not open to their role.
    """
    if step.open_to and GROUP_OF.get(actor.role) not in step.open_to:
        raise Forbidden("This step is not open to you.")
    if here.started_ms is None and here.sitting_state in ("planned", "ended"):
        over = here.sitting_state == "ended"
        return "This session has ended." if over else "The session is not open yet."
    seat = here.seat(actor.seat_id)
    verdict = clock.accepts(
        here.fmt,
        here.controls,
        here.factors or 100,
        step.index,
        min(arrival, here.now),
        seat.factor if seat else 100,
        heartbeat_ms=here.heartbeat_ms,
    )
    if verdict.ok:
        return ""
    if verdict.code == "not_yet":
        return f"{step.name} has not begun yet."
    if here.reading.step == step and here.reading.state == "paused":
        return "The clock is paused. Send it again when the debate goes on."
    return f"{step.name} has closed."


def turnout(session: Session, here: DebateNow, step: Step) -> Turnout:
    """Who has voted in the poll of `step`, of the seats that somebody has taken; one statement."""
    voted = set(
        session.scalars(
            select(Vote.seat_id).where(Vote.debate_id == here.id, Vote.poll == step.poll)
        )
    )
    voters = [
        line
        for line in here.seats
        if line.id in voted
        or (line.claimed and not line.absent and GROUP_OF[line.role] in step.open_to)
    ]
    return Turnout(len(voted), len(voters))


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
    waiting = {row.seat_id for row in audience if row.confirmed_ms is None}
    swing = _swing(counted) if before and after else None
    return PollResults(
        before=polls.totals(_votes(counted, "before")) if before else None,
        after=polls.totals(_votes(counted, "after")) if after else None,
        swing=swing,
        moves=_moves(swing),
        debaters_before=polls.totals(_votes(debaters, "before")) if before else None,
        debaters_after=polls.totals(_votes(debaters, "after")) if after else None,
        debaters_swing=_swing(debaters) if before and after else None,
        unconfirmed=len(waiting),
        waiting=tuple(line.label for line in here.seats if line.id in waiting),
    )


def is_closed(here: DebateNow, poll: str) -> bool:
    """Whether the poll was held and its step is over, so that its totals may be shown."""
    step = next((step for step in here.fmt.steps if step.poll == poll), None)
    if step is None or here.reading.state == "ready":
        return False
    at = here.reading.step_index  # of a finished debate: where it ended
    past = at > step.index or (at == step.index and here.reading.state == "finished")
    return visibility.of_poll(past, here.view) == visibility.FULL


def own_reflection(session: Session, debate_id: int, seat_id: int) -> str:
    """One's own reflection as written, or ""."""
    found = session.scalar(
        select(Reflection.text).where(
            Reflection.debate_id == debate_id, Reflection.seat_id == seat_id
        )
    )
    return found or ""


def kept_reflection(session: Session, here: DebateNow, step: Step, seat_id: int) -> str:
    """What a seat has written of its reflection and not handed in, or ""."""
    found = session.scalar(
        select(Draft.reasons).where(
            Draft.debate_id == here.id,
            Draft.seat_id == seat_id,
            Draft.step_index == step.index,
            Draft.position == 0,
        )
    )
    return found or ""


VoteRow = Row[str, int, str, int | None, str, int | None]


def _votes(rows: Sequence[VoteRow], poll: str) -> list[polls.Vote]:
    return [polls.Vote(row.seat_id, row.choice, row.confidence) for row in rows if row.poll == poll]


def _swing(rows: Sequence[VoteRow]) -> polls.Swing:
    return polls.swing(_votes(rows, "before"), _votes(rows, "after"))


def _moves(swing: polls.Swing | None) -> Moves | None:
    if swing is None or swing.matrix is None:
        return None
    order = ("P", "U", "O")
    grid = tuple(tuple(swing.matrix[was][now] for now in order) for was in order)
    cells = [(was, now, grid[was][now]) for was in range(3) for now in range(3)]
    return Moves(
        grid=grid,
        to_p=sum(n for was, now, n in cells if now < was),
        to_o=sum(n for was, now, n in cells if now > was),
        stayed=sum(n for was, now, n in cells if now == was),
    )
