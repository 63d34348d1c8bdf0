"""What every seat of a view stands on alike, whoever looks: read once for each state of a debate.

Does not belong here: what depends on the seat (`drafts`, `hands`), how it is kept (`web.frames`).
"""

from bisect import insort
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased

from debate.db import read
from debate.domain.offers import Offer
from debate.models.events import Event
from debate.models.hands import Draw
from debate.models.moderation import FloorRequest
from debate.models.sittings import Announcement
from debate.models.speeches import Citation, Point, PointLink, Speech
from debate.queries import (
    agreements,
    cards,
    challenges,
    debates_teams,
    flow,
    modes,
    offers,
    speeches,
)
from debate.queries.agreements import Given
from debate.queries.cards import CardLine
from debate.queries.challenges import ChallengeLine
from debate.queries.challenges_cards import as_held
from debate.queries.debates import DebateNow
from debate.queries.floor_queue import HandUp
from debate.queries.flow import DutyLine
from debate.queries.hands import HeldCard
from debate.queries.modes import ScribeLine
from debate.queries.speeches import Said, Shown
from debate.queries.speeches_rows import StoredLink, StoredPoint


class DrawnCard(NamedTuple):
    """The nth card of a seat's hand, by its number."""

    seat_id: int
    n: int
    card_number: int


class AnnouncementLine(NamedTuple):
    """What the moderators told everyone."""

    id: int
    text: str


@dataclass(frozen=True)
class _Grown(Said):
    """What was said, of which most was shown before."""

    known: Shown

    @property
    def shown(self) -> Shown:
        return self.known


class Room(NamedTuple):
    """One state of a debate as a view sees it, but for what is one seat's own."""

    said: Said
    duties: tuple[DutyLine, ...]
    hands_up: tuple[HandUp, ...]  # in the step that runs, the longest waiting first
    draws: tuple[DrawnCard, ...]  # cards that are in a hand now
    cards: Mapping[int, CardLine]  # by number: all that are in a hand or were cited
    announcements: tuple[AnnouncementLine, ...]  # the newest three, newest last
    given: tuple[Given, ...]  # what debaters say now of each other's speeches and lines
    scribes: tuple[ScribeLine, ...]  # who enters points for others
    offers: tuple[Offer, ...]  # points of information, to the speech that is given
    challenge: ChallengeLine | None = None  # the one that is open

    def hand(self, seat_id: int) -> tuple[HeldCard, ...]:
        """The cards that a seat holds, in the order they were drawn."""
        return tuple(
            HeldCard(draw.n, self.cards[draw.card_number])
            for draw in self.draws
            if draw.seat_id == seat_id and draw.card_number in self.cards
        )

    def citable(self, here: DebateNow, seat_id: int) -> tuple[CardLine, ...]:
        """What `hands.citable` gives, as lines in order of number."""
        holders = debates_teams.sharers(here, seat_id)
        numbers = {draw.card_number for draw in self.draws if draw.seat_id in holders}
        numbers |= self.said.cited
        return tuple(self.cards[number] for number in sorted(numbers) if number in self.cards)


def load(session: Session, here: DebateNow) -> Room:
    """The room as it is now; eight statements at most."""
    said = speeches.said(session, here)
    values = {"debate": here.id}
    draws = tuple(DrawnCard(*row) for row in read(session, _DRAWS, values))
    return Room(
        said=said,
        duties=flow.duties(here, said.rows),
        hands_up=tuple(
            HandUp(*row)
            for row in read(session, _HANDS_UP, values | {"step": here.reading.step_index})
        ),
        draws=draws,
        cards=_cards(session, here, said, draws),
        announcements=announcements(session, here.sitting_id),
        given=agreements.given(session, here),
        scribes=modes.scribes(session, here),
        offers=offers.current(session, here),
        challenge=challenges.open_one(session, here),
    )


def grown(session: Session, here: DebateNow, before: Room) -> Room | None:
    """The room as it is now, from the room `before` and the points that were sent since.

    None where anything else happened since, or a point took the place of one that others take up,
    so that it has to be read as a whole. The clock, the people and the deck are those of `before`.
    One to three statements, however much was said.
    """
    old = before.said
    last = old.points[-1].id if old.points else 0  # they come in the order of their ids
    values = {"debate": here.id, "after": last, "seq": old.here.last_seq}
    found = read(session, _SENT, values).all()
    points = list({row.id: StoredPoint(*row[: len(StoredPoint._fields)]) for row in found}.values())
    since = here.last_seq - old.here.last_seq
    if not (len(points) == since and all(row.sent == since for row in found)):
        return None
    if _is_taken_up(before, points):
        return None
    links: dict[int, list[StoredLink]] = {}
    for row in read(session, _LINKS, values) if any(row.linked for row in found) else ():
        links.setdefault(row.point_id, []).append(StoredLink(*row))
    numbers = {row.card_number for row in found if row.card_number}
    lines = _with(session, here, before.cards, numbers)
    cards_of: dict[int, tuple[CardLine, ...]] = {}
    for row in found:
        if row.card_number in lines:
            line = replace(lines[row.card_number], badge=row.badge)
            cards_of[row.id] = (*cards_of.get(row.id, ()), line)
    fresh = Said(here, points, cards_of, links, {})
    said = _joined(old, fresh)
    return before._replace(
        said=said,
        duties=_duties(before, said, fresh),
        cards=lines,
        offers=offers.current(session, here),
    )


def _is_taken_up(before: Room, points: Sequence[StoredPoint]) -> bool:
    """Whether links lead to what these points replace, which show its words, or a raised hand."""
    places = _places(points)
    gone = _replaced(before.said, points)
    return any(hand.about_id in gone for hand in before.hands_up) or (
        bool(places)
        and any(
            (link.speech_id, link.number, link.half) in places
            for links in before.said.links.values()
            for link in links
        )
    )


def _places(points: Sequence[StoredPoint]) -> Collection[tuple[int, int | None, str]]:
    """Where those of these points stand that replace others."""
    return {(one.speech_id, one.number, one.half) for one in points if one.replaces_id}


def _replaced(old: Said, points: Sequence[StoredPoint]) -> Collection[int]:
    """The ids of what these points replace: it stood where they stand, or was still held."""
    places = _places(points)
    gone = {one.replaces_id for one in points if one.replaces_id}
    if not gone:
        return gone
    return gone | {one.id for one in old.points if (one.speech_id, one.number, one.half) in places}


def _with(
    session: Session, here: DebateNow, known: Mapping[int, CardLine], numbers: set[int]
) -> Mapping[int, CardLine]:
    """The cards that are `known`, and those with these numbers."""
    if here.deck_version_id is None or numbers <= known.keys():
        return known
    every = numbers | known.keys()
    lines = cards.for_debate(session, here.deck_version_id, here.motion_slug, every, known)
    return {line.number: line for line in lines}


def _joined(old: Said, fresh: Said) -> Said:
    """What was said, with what is `fresh`, in the place of what that replaces."""
    gone = _replaced(old, fresh.points)
    points = [point for point in old.points if point.id not in gone] if gone else [*old.points]
    points += fresh.points
    cards, links = {**old.cards, **fresh.cards}, {**old.links, **fresh.links}
    if gone:
        return Said(fresh.here, points, cards, links, old.outs)
    rows, in_order = [*old.rows], speeches.in_order(fresh.here)
    for row in fresh.rows:
        insort(rows, row, key=in_order)
    before, more = old.shown, fresh.shown
    ids = {seat_id: own | before.ids.get(seat_id, frozenset()) for seat_id, own in more.ids.items()}
    shown = Shown(
        tuple(rows), {**before.ids, **ids}, before.apart | more.apart, before.cited | more.cited
    )
    return _Grown(fresh.here, points, cards, links, old.outs, shown)


def _duties(before: Room, said: Said, fresh: Said) -> tuple[DutyLine, ...]:
    """The duties as they are now: only what is new, and what that or what it replaces takes up."""
    gone = _replaced(before.said, fresh.points)
    linked = [*fresh.rows, *(row for row in before.said.rows if gone and row.id in gone)]
    taken_up = {link.address for row in linked for link in row.links}
    new = taken_up | {row.address for row in fresh.rows}
    near = [
        row
        for row in (said.rows if taken_up or gone else fresh.rows)
        if row.address in new or any(link.address in new for link in row.links)
    ]
    found = {line.address: line for line in flow.duties(said.here, near) if line.address in new}
    if not (found or taken_up or gone):
        return before.duties
    found |= {line.address: line for line in before.duties if line.address not in new}
    return tuple(found[row.address] for row in said.rows if row.address in found)


def announcements(session: Session, sitting_id: int) -> tuple[AnnouncementLine, ...]:
    """What the moderators told everyone: the newest three, newest last."""
    rows = read(session, _ANNOUNCEMENTS, {"sitting": sitting_id})
    return tuple(AnnouncementLine(*row) for row in rows)[::-1]


def _cards(
    session: Session, here: DebateNow, said: Said, draws: tuple[DrawnCard, ...]
) -> Mapping[int, CardLine]:
    # What was cited carries the badge that it had then; after a correction it may be another text.
    corrected = {one.card for one in here.marks if one.version}
    known = {
        number: replace(line, badge="", stopped_at=None, state="", reason="")
        for number, line in said.known_cards.items()
        if number not in corrected
    }
    numbers = {draw.card_number for draw in draws} | said.known_cards.keys()
    return as_held(session, here, _with(session, here, known, numbers))


_DRAWS = (
    select(Draw.seat_id, Draw.n, Draw.card_number)
    .where(Draw.debate_id == bindparam("debate"), Draw.returned_ms.is_(None))
    .order_by(Draw.seat_id, Draw.n)
)
_HANDS_UP = (
    select(FloorRequest.seat_id, FloorRequest.intent, FloorRequest.about_id)
    .where(
        FloorRequest.debate_id == bindparam("debate"),
        FloorRequest.step_index == bindparam("step"),
        FloorRequest.done_ms.is_(None),
    )
    .order_by(FloorRequest.raised_ms, FloorRequest.id)
)
_ANNOUNCEMENTS = (
    select(Announcement.id, Announcement.text)
    .where(Announcement.sitting_id == bindparam("sitting"), Announcement.withdrawn_ms.is_(None))
    .order_by(Announcement.id.desc())
    .limit(3)
)
_TARGET = aliased(Point)
# By speech: so the index leads to the new ones, past all that were there.
_SINCE = (
    Point.debate_id == bindparam("debate"),
    Point.speech_id.in_(select(Speech.id).where(Speech.debate_id == bindparam("debate"))),
    Point.id > bindparam("after"),
    Point.current,
)
_SENT = (
    select(
        *(getattr(Point, name) for name in StoredPoint._fields),
        select(func.count())
        .where(
            Event.debate_id == bindparam("debate"),
            Event.seq > bindparam("seq"),
            Event.kind == "point_sent",
        )
        .scalar_subquery()
        .label("sent"),
        select(PointLink.id).where(PointLink.point_id == Point.id).exists().label("linked"),
        Citation.card_number,
        Citation.badge,
    )
    .outerjoin(Citation, Citation.point_id == Point.id)
    .where(*_SINCE)
    .order_by(Point.id, Citation.position)
)
_LINKS = (
    select(
        PointLink.point_id,
        PointLink.kind,
        *(getattr(_TARGET, name) for name in StoredLink._fields[2:]),
    )
    .join(Point, Point.id == PointLink.point_id)
    .join(_TARGET, _TARGET.id == PointLink.target_id)
    .where(*_SINCE)
    .order_by(PointLink.id)
)
