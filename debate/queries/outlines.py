"""Reads of outlines: a seat's own, and the one that its team shares.

Does not belong here: what prepared points became (`drafts`), blocks and notes on the flow.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from debate.domain import outlines
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound
from debate.models.outlines import OutlineLine
from debate.queries import debates_teams
from debate.queries.cards import CardLine
from debate.queries.debates import DebateNow

REMOVED_MAX = 20
"""Removed lines that a page offers to put back."""


class Scope(NamedTuple):
    """One outline: whose it is, and the seats that have it open. `team` is "" for a seat's own.

    `seated` and `away` say which lines the team has: `domain.outlines.whose`.
    """

    debate_id: int
    seat_id: int
    team: str
    seats: tuple[int, ...]
    seated: Mapping[int, str] = {}
    away: frozenset[int] = frozenset()

    @property
    def which(self) -> str:
        """How pages name it: own or team."""
        return "team" if self.team else "own"


class Named(NamedTuple):
    """A card that a line names. `tag` is "" where it may not be cited from here."""

    number: int
    tag: str


class LineRow(NamedTuple):
    """A line as its page shows it. `by`: who of the others wrote it last."""

    id: int
    level: int
    text: str
    revision: int
    mark: str
    by: str
    twin: bool  # of two texts for one line, the one that came second
    cards: tuple[Named, ...]


class Outline(NamedTuple):
    """An outline as it is now."""

    which: str
    lines: tuple[LineRow, ...]
    removed: tuple[LineRow, ...]  # the newest first
    closed: str  # why it cannot be changed by this seat, in a sentence; "" where it can
    team: str  # its key; "" of a seat's own
    title: str  # of a team its name
    members: tuple[str, ...]  # of a team the others, by their places

    @property
    def open(self) -> bool:
        """Whether it can be changed."""
        return not self.closed


def own(here: DebateNow, actor: Actor) -> Scope:
    """The scope of a seat's own outline."""
    return Scope(here.id, actor.seat_id, "", (actor.seat_id,))


def of_team(here: DebateNow, actor: Actor) -> Scope:
    """The scope of the outline of a debater's team, which keeps it when sides are reversed.

    Raises NotFound for a seat that is in no team.
    """
    line = here.seat(actor.seat_id)
    if line is None or line.side is None:
        raise NotFound
    key = debates_teams.team(here, line)
    return Scope(
        here.id,
        actor.seat_id,
        key,
        tuple(one.id for one in debates_teams.of_team(here, key)),
        {one.id: debates_teams.team(here, one) for one in here.seats if one.side},
        frozenset(one.id for one in here.seats if one.absent),
    )


def stored(session: Session, scope: Scope) -> Sequence[OutlineLine]:
    """Every line of an outline, removed ones too, in order; one statement.

    A seat's own lines go with it when it moves to another room. What came with the people of
    another team stands last.
    """
    if not scope.team:
        return session.scalars(_OWN, {"seat": scope.seat_id}).all()
    rows = session.scalars(_SHARED, {"debate": scope.debate_id})
    own = [row for row in rows if _whose(scope, row) == scope.team]
    return sorted(own, key=lambda row: row.team != scope.team)


def outline(
    session: Session, here: DebateNow, scope: Scope, citable: Iterable[CardLine]
) -> Outline:
    """The outline as it is now. `citable`: the cards that may be cited from here."""
    tags = {card.number: card.tag for card in citable}
    rows = stored(session, scope)
    gone = sorted((row for row in rows if row.removed_ms is not None), key=_when, reverse=True)
    own_line = here.seat(scope.seat_id)
    return Outline(
        which=scope.which,
        lines=tuple(_row(here, scope, row, tags) for row in rows if row.removed_ms is None),
        removed=tuple(_row(here, scope, row, tags) for row in gone[:REMOVED_MAX] if row.text),
        closed=_closed(here, scope),
        team=scope.team,
        title=debates_teams.part(here, own_line) if scope.team and own_line else "",
        members=tuple(here.label(seat) for seat in scope.seats if seat != scope.seat_id),
    )


def _closed(here: DebateNow, scope: Scope) -> str:
    if here.ended_ms is not None or here.reading.state == "finished":
        return "The debate is over, so it stays as it is."
    if scope.team and here.is_muted(scope.seat_id):
        return (
            "A moderator muted you, so you can read this and not write. Your own outline is open."
        )
    return ""


def _whose(scope: Scope, row: OutlineLine) -> str:
    shared = outlines.read_seats(row.shared_with)
    return outlines.whose(row.team, shared, row.editor_id, scope.seated, scope.away)


def _row(here: DebateNow, scope: Scope, row: OutlineLine, tags: Mapping[int, str]) -> LineRow:
    other = scope.team and row.editor_id != scope.seat_id and here.seat(row.editor_id)
    return LineRow(
        row.id,
        row.level,
        row.text,
        row.revision,
        outlines.mark(row.text),
        here.label(row.editor_id) if other else "",
        row.twin_id is not None,
        tuple(Named(number, tags.get(number, "")) for number in outlines.cards_named(row.text)),
    )


def _when(row: OutlineLine) -> int:
    return row.removed_ms or 0


# Built once: every page of a team asks this when one of them writes.
_ORDER = (OutlineLine.position, OutlineLine.id)
_SHARED = (
    select(OutlineLine)
    .where(OutlineLine.debate_id == bindparam("debate"), OutlineLine.team != "")
    .order_by(*_ORDER)
)
_OWN = (
    select(OutlineLine)
    .where(OutlineLine.seat_id == bindparam("seat"), OutlineLine.team == "")
    .order_by(*_ORDER)
)
