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
    """One outline: whose it is, and the seats that have it open. `team` is "" for a seat's own."""

    debate_id: int
    seat_id: int
    team: str
    seats: tuple[int, ...]

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
    """An outline as it is now. `open`: it can be changed."""

    which: str
    lines: tuple[LineRow, ...]
    removed: tuple[LineRow, ...]  # the newest first
    open: bool
    title: str  # of a team its name
    members: tuple[str, ...]  # of a team the others, by their places


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
        here.id, actor.seat_id, key, tuple(one.id for one in debates_teams.of_team(here, key))
    )


def stored(session: Session, scope: Scope) -> Sequence[OutlineLine]:
    """Every line of an outline, removed ones too, in order; one statement.

    A seat's own lines go with it when it moves to another room.
    """
    if scope.team:
        values = {"debate": scope.debate_id, "team": scope.team}
        return session.scalars(_TEAM, values).all()
    return session.scalars(_OWN, {"seat": scope.seat_id}).all()


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
        open=here.ended_ms is None and here.reading.state != "finished",
        title=debates_teams.part(here, own_line) if scope.team and own_line else "",
        members=tuple(here.label(seat) for seat in scope.seats if seat != scope.seat_id),
    )


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
_TEAM = (
    select(OutlineLine)
    .where(OutlineLine.debate_id == bindparam("debate"), OutlineLine.team == bindparam("team"))
    .order_by(*_ORDER)
)
_OWN = (
    select(OutlineLine)
    .where(OutlineLine.seat_id == bindparam("seat"), OutlineLine.team == "")
    .order_by(*_ORDER)
)
