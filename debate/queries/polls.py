"""Reads of the polls: one's own vote, and totals and swing once they are shown.

Totals open by themselves when the last vote is over, unless somebody voted whose seat is claimed
and not confirmed: then they wait for the act `totals_shown`, which names those seats.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from debate.domain import clock, polls, visibility
from debate.domain.permissions import Actor
from debate.domain.refusals import Forbidden
from debate.domain.steps import Step
from debate.models.events import Event
from debate.models.polls import Vote
from debate.models.seats import Seat
from debate.models.speeches import Draft, Reflection
from debate.queries import polls_points
from debate.queries.debates import DebateNow, SeatLine
from debate.queries.polls_points import PointLine, PointsNamed

GROUP_OF = {"debater": "debaters", "audience": "audience", "judge": "judges"}
COUNTED = ("audience", "debater")  # judges vote, and their votes are in no total


class Moves(NamedTuple):
    """Who moved between the votes. `grid[before][after]` counts voters: for, undecided, against."""

    grid: tuple[tuple[int, ...], ...]
    to_p: int
    to_o: int
    stayed: int


class PollResults(NamedTuple):
    """What may be shown of the polls now; None where one is not shown, or its voters are too few.

    Of the audience alone, but for what is called the debaters'. `voters` counts the votes of each
    poll that is shown, with or without its totals, by the name of its field here. `moved_by` counts
    which points were named as what moved people. `unconfirmed` are seats of either group whose
    votes do not count, `waiting` their labels.
    """

    before: polls.Totals | None
    after: polls.Totals | None
    swing: polls.Swing | None
    moves: Moves | None  # None below five voters: it would tell who voted how
    debaters_before: polls.Totals | None
    debaters_after: polls.Totals | None
    debaters_swing: polls.Swing | None
    moved_by: PointsNamed | None
    debaters_moved_by: PointsNamed | None
    voters: Mapping[str, int]
    unconfirmed: int
    waiting: tuple[str, ...]
    doubtful: tuple[str, ...]  # labels of seats that the totals wait for an act for


class OwnVote(NamedTuple):
    """What one seat voted. `moved_by`: the address of a point, "none", or None for no answer."""

    choice: str
    confidence: int | None
    moved_by: str | None


class Turnout(NamedTuple):
    """How many of those who may vote have voted; it says nothing of how."""

    voted: int
    voters: int


def own_vote(session: Session, debate_id: int, poll: str, seat_id: int) -> OwnVote | None:
    """One's own vote, or None."""
    row = session.execute(
        select(Vote.choice, Vote.confidence, Vote.moved_by).where(
            Vote.debate_id == debate_id, Vote.poll == poll, Vote.seat_id == seat_id
        )
    ).one_or_none()
    return None if row is None else OwnVote(*row)


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
    """Totals that are shown, of seats confirmed by then, whenever they voted.

    One statement, and a second one where somebody named a point.
    """
    rows = _votes_of(session, here)
    unsure = _doubtful(here, rows)
    before = is_over(here, "before") and not unsure
    after = is_over(here, "after") and not unsure
    counted = [row for row in rows if _counts(row)]
    told = [row for row in counted if (before if row.poll == "before" else after)]
    answered = any(row.moved_by is not None for row in told)
    lines = polls_points.points(session, here) if answered else ()
    both = before and after
    audience = _group(here, [row for row in told if row.role == "audience"], both, lines)
    debaters = _group(here, [row for row in told if row.role == "debater"], both, lines)
    shown = {"before": before, "after": after}
    waiting = {row.seat_id for row in rows if row.role in COUNTED and not _counts(row)}
    return PollResults(
        before=audience.before if before else None,
        after=audience.after if after else None,
        swing=audience.swing,
        moves=_moves(audience.swing),
        debaters_before=debaters.before if before else None,
        debaters_after=debaters.after if after else None,
        debaters_swing=debaters.swing,
        moved_by=audience.moved_by,
        debaters_moved_by=debaters.moved_by,
        voters={
            f"{of}{poll}": group.voters[poll]
            for of, group in (("", audience), ("debaters_", debaters))
            for poll in shown
            if shown[poll]
        },
        unconfirmed=len(waiting),
        waiting=tuple(line.label for line in here.seats if line.id in waiting),
        doubtful=tuple(line.label for line in unsure),
    )


def doubtful(session: Session, here: DebateNow) -> tuple[SeatLine, ...]:
    """Seats that keep the totals waiting for the act that shows them; at most one statement."""
    return _doubtful(here, _votes_of(session, here)) if any_over(here) else ()


def is_over(here: DebateNow, poll: str) -> bool:
    """Whether the poll was held, and no vote that could be told by its totals is still to come.

    So the opening vote stays closed up until the closing vote is over, or the debate.
    """
    steps = [step for step in here.fmt.steps if step.poll]
    own = next((step for step in steps if step.poll == poll), None)
    if own is None or not _is_past(here, own):
        return False
    return here.reading.state == "finished" or all(_is_past(here, step) for step in steps)


def any_over(here: DebateNow) -> bool:
    """Whether there are totals that may be shown."""
    return is_over(here, "before") or is_over(here, "after")


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


VoteRow = Row[str, int, str, int | None, str | None, str, int | None, int | None, int | None]


def _votes_of(session: Session, here: DebateNow) -> Sequence[VoteRow]:
    """Every vote, with when its seat was confirmed and when the totals were shown."""
    shown = (
        select(func.min(Event.at_ms))
        .where(Event.debate_id == here.id, Event.kind == "totals_shown")
        .scalar_subquery()
    )
    return session.execute(
        select(
            Vote.poll,
            Vote.seat_id,
            Vote.choice,
            Vote.confidence,
            Vote.moved_by,
            Seat.role,
            Seat.claimed_ms,
            Seat.confirmed_ms,
            shown.label("shown_ms"),
        )
        .join(Seat, Seat.id == Vote.seat_id)
        .where(Vote.debate_id == here.id)
    ).all()


def _doubtful(here: DebateNow, rows: Sequence[VoteRow]) -> tuple[SeatLine, ...]:
    """Seats that somebody took without being confirmed, and voted, where nothing is shown yet."""
    if not any_over(here) or any(row.shown_ms is not None for row in rows):
        return ()
    found = {
        row.seat_id
        for row in rows
        if row.role in COUNTED and row.claimed_ms is not None and row.confirmed_ms is None
    }
    return tuple(line for line in here.seats if line.id in found)


def _is_past(here: DebateNow, step: Step) -> bool:
    if here.reading.state == "ready":
        return False
    at = here.reading.step_index  # of a finished debate: where it ended
    return at > step.index or (at == step.index and here.reading.state == "finished")


def _counts(row: VoteRow) -> bool:
    """Confirmed by the act that showed the totals: a later change would tell that one vote."""
    if row.confirmed_ms is None:
        return False
    return row.shown_ms is None or row.confirmed_ms <= row.shown_ms


class _Group(NamedTuple):
    before: polls.Totals | None
    after: polls.Totals | None
    swing: polls.Swing | None
    moved_by: PointsNamed | None
    voters: Mapping[str, int]


def _group(
    here: DebateNow, rows: Sequence[VoteRow], both: bool, lines: Sequence[PointLine]
) -> _Group:
    """What the view may see of the audience's votes, or of the debaters'."""
    first, last = (
        [
            polls.Vote(row.seat_id, row.choice, row.confidence, row.moved_by)
            for row in rows
            if row.poll == poll
        ]
        for poll in ("before", "after")
    )
    swing = polls.swing(first, last)
    seen = swing if both and _may_see(here, swing.n) else None
    return _Group(
        before=_totals(here, first, seen),
        after=_totals(here, last, seen),
        swing=seen,
        moved_by=polls_points.named(first, last, lines),
        voters={"before": len(first), "after": len(last)},
    )


def _totals(
    here: DebateNow, votes: Sequence[polls.Vote], swing: polls.Swing | None
) -> polls.Totals | None:
    """Of all who voted once or twice, if neither they nor the difference tell who voted how."""
    once = len(votes) - swing.n if swing is not None else 0
    told = _may_see(here, len(votes)) and (once == 0 or _may_see(here, once))
    return polls.totals(votes) if told else None


def _may_see(here: DebateNow, voters: int) -> bool:
    return visibility.of_poll(True, voters, here.view) == visibility.FULL


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
