"""Reads of the board: all rooms of a session beside each other, and who sits in which.

Belongs here: a tile for each room, and what needs a moderator there, in a fixed number of
statements however many rooms there are. Does not belong here: one room with its controls
(`moderation`), the people of a session with their links (`sittings`).
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import Session

from debate.db import read
from debate.domain import boards, clock
from debate.domain.events import MODERATORS
from debate.models.accounts import Account
from debate.models.moderation import FloorRequest
from debate.models.seats import Presence, Seat
from debate.models.sittings import Announcement, Sitting
from debate.models.speeches import Point, Speech
from debate.queries.debates import DebateNow, load_all
from debate.queries.floor import Floor, floor
from debate.queries.sittings import HERE_MS

STANDS = ("pause", "interrupted")


class Tile(NamedTuple):
    """One room on the board. Times in ms."""

    debate_id: int
    slug: str
    number: int
    motion: str
    floor: Floor
    step_index: int
    over_days: bool
    controls: frozenset[str]
    points: int
    here: int
    expected: int
    needs: tuple[boards.Need, ...]

    @property
    def state(self) -> str:
        """The clock's state: ready, running, paused, over or finished."""
        return self.floor.state


class Board(NamedTuple):
    """A session's rooms, those first that need a moderator most."""

    slug: str
    title: str
    state: str
    code: str
    tiles: tuple[Tile, ...]
    motion: str  # where all rooms have the same one, else ""

    @property
    def needing(self) -> tuple[Tile, ...]:
        """The rooms in which something waits."""
        return tuple(tile for tile in self.tiles if tile.needs)

    @property
    def waiting(self) -> Mapping[str, tuple[Tile, ...]]:
        """The first need of each room in words → the rooms in which it is that."""
        found: dict[str, tuple[Tile, ...]] = {}
        for tile in self.needing:
            words = tile.needs[0].words
            found[words] = (*found.get(words, ()), tile)
        return found

    @property
    def controls(self) -> frozenset[str]:
        """The controls that some room can take now."""
        return frozenset().union(*(tile.controls for tile in self.tiles))

    @property
    def over_days(self) -> bool:
        """Whether time is counted in days here."""
        return bool(self.tiles) and all(tile.over_days for tile in self.tiles)

    def tile(self, number: int) -> Tile | None:
        """The room with this number."""
        return next((tile for tile in self.tiles if tile.number == number), None)


class Told(NamedTuple):
    """An announcement to all rooms. `by`: who sent it, "" where that account is gone."""

    id: int
    text: str
    at_ms: int
    withdrawn: bool
    by: str


class Undecided(NamedTuple):
    """Held points of one room on which nobody decided: their ids, and whose they are."""

    ids: tuple[int, ...]
    names: tuple[str, ...]


def board(session: Session, sitting_slug: str, now: int, by_number: bool = False) -> Board | None:
    """All rooms of a session; None if there is none. Eight statements."""
    rooms = load_all(session, sitting_slug, MODERATORS, now)
    if not rooms:
        return None
    values = {"debates": [here.id for here in rooms]}
    hands = {row.debate_id: row.many for row in read(session, _HANDS, values)}
    points = {(row.debate_id, row.state): row.many for row in read(session, _POINTS, values)}
    seen = {row.seat_id: row.seen_ms for row in read(session, _SEEN, values)}
    tiles = {here.number: _tile(here, hands, points, seen) for here in rooms}
    order = boards.order({number: (tile.state, tile.needs) for number, tile in tiles.items()})
    first = rooms[0]
    return Board(
        slug=first.sitting_slug,
        title=first.sitting_title,
        state=first.sitting_state,
        code=first.sitting_code,
        tiles=tuple(tiles[number] for number in (sorted(tiles) if by_number else order)),
        motion=first.motion_text if len({here.motion_text for here in rooms}) == 1 else "",
    )


def told(session: Session, sitting_slug: str) -> tuple[Told, ...]:
    """What everybody in a session was told, the newest first. One statement."""
    rows = read(session, _TOLD, {"slug": sitting_slug})
    return tuple(
        Told(row.id, row.text, row.at_ms, row.withdrawn_ms is not None, row.name or "")
        for row in rows
    )


def undecided(session: Session, rooms: Sequence[DebateNow]) -> Mapping[int, Undecided]:
    """Held points that nobody decided on, by the number of their room. One statement."""
    of_room = {here.id: here for here in rooms}
    found: dict[int, Undecided] = {}
    for row in read(session, _UNDECIDED, {"debates": list(of_room)}):
        here = of_room[row.debate_id]
        before = found.get(here.number, Undecided((), ()))
        name = f"{here.label(row.seat_id)} in {row.address}"
        found[here.number] = Undecided((*before.ids, row.id), (*before.names, name))
    return found


def _tile(
    here: DebateNow,
    hands: Mapping[int, int],
    points: Mapping[tuple[int, str], int],
    seen: Mapping[int, int],
) -> Tile:
    there = [line for line in here.seats if not line.absent]
    present = sum(here.now - seen.get(line.id, 0) <= HERE_MS for line in there)
    reading = here.reading
    over_days = bool(reading.step and reading.step.due_hours)
    facts = boards.Facts(
        state=reading.state,
        interrupted=reading.interrupted,
        is_last=reading.is_last,
        over_days=over_days,
        paused_ms=_stood_ms(here),
        held=points.get((here.id, "held"), 0),
        reports=here.open_reports,
        hands=hands.get(here.id, 0) if reading.state != "finished" else 0,
        here=present,
        expected=len(there),
        unconfirmed=sum(line.claimed and not line.confirmed for line in there),
        vacant=_vacant(here, _current(here)),
        vacant_next=_vacant(here, _following(here)),
        challenged=here.challenged.card if here.challenged else 0,
    )
    return Tile(
        debate_id=here.id,
        slug=here.slug,
        number=here.number,
        motion=here.motion_text,
        floor=floor(here),
        step_index=reading.step_index,
        over_days=over_days,
        controls=clock.allowed_controls(reading),
        points=points.get((here.id, "sent"), 0),
        here=present,
        expected=len(there),
        needs=boards.needs(facts),
    )


def _stood_ms(here: DebateNow) -> int:
    """For how long a moderator's pause has lasted; 0 when the clock runs or preparation does."""
    if here.reading.state != "paused" or here.reading.prep_side is not None:
        return 0
    stood = [one.at_ms for one in here.controls if one.kind in STANDS]
    return max(here.now - stood[-1], 0) if stood else 0


def _current(here: DebateNow) -> int:
    return -1 if here.reading.state in ("ready", "finished") else here.reading.step_index


def _following(here: DebateNow) -> int:
    reading = here.reading
    if reading.state == "finished":
        return -1
    return here.fmt.first_timed if reading.state == "ready" else reading.step_index + 1


def _vacant(here: DebateNow, index: int) -> tuple[str, ...]:
    """Addresses of a step's speeches in which somebody is missing; `index` -1: of no step."""
    if not 0 <= index < len(here.fmt.steps):
        return ()
    step = here.fmt.steps[index]
    return tuple(
        line.address
        for line in here.speeches_of(index)
        if (step.turns or step.asker)
        and (line.seat_id is None or (step.answerer is not None and line.answerer_id is None))
    )


_THESE: BindParameter[Any] = bindparam("debates", expanding=True)
_HANDS = (
    select(FloorRequest.debate_id, func.count().label("many"))
    .where(FloorRequest.debate_id.in_(_THESE), FloorRequest.done_ms.is_(None))
    .group_by(FloorRequest.debate_id)
)
_POINTS = (
    select(Point.debate_id, Point.state, func.count().label("many"))
    .where(Point.debate_id.in_(_THESE), Point.current, Point.state.in_(("held", "sent")))
    .group_by(Point.debate_id, Point.state)
)
_SEEN = (
    select(Presence.seat_id, Presence.seen_ms)
    .join(Seat, Seat.id == Presence.seat_id)
    .where(Seat.debate_id.in_(_THESE))
)
_TOLD = (
    select(
        Announcement.id,
        Announcement.text,
        Announcement.at_ms,
        Announcement.withdrawn_ms,
        Account.name,
    )
    .join(Sitting, Sitting.id == Announcement.sitting_id)
    .outerjoin(Account, Account.id == Announcement.account_id)
    .where(Sitting.slug == bindparam("slug"))
    .order_by(Announcement.id.desc())
)
_UNDECIDED = (
    select(Point.id, Point.debate_id, Point.seat_id, Speech.address)
    .join(Speech, Speech.id == Point.speech_id)
    .where(Point.debate_id.in_(_THESE), Point.current, Point.state == "held")
    .order_by(Point.id)
)
