"""What every seat of a view stands on alike, whoever looks: read once for each state of a debate.

Does not belong here: what depends on the seat (`drafts`, `hands`), how it is kept (`web.frames`).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from debate.db import read
from debate.models.hands import Draw
from debate.models.moderation import FloorRequest
from debate.models.sittings import Announcement
from debate.queries import cards, flow, speeches
from debate.queries.cards import CardLine
from debate.queries.debates import DebateNow
from debate.queries.flow import DutyLine
from debate.queries.hands import HeldCard
from debate.queries.speeches import Said


class DrawnCard(NamedTuple):
    """The nth card of a seat's hand, by its number."""

    seat_id: int
    n: int
    card_number: int


class AnnouncementLine(NamedTuple):
    """What the moderators told everyone."""

    id: int
    text: str


class Room(NamedTuple):
    """One state of a debate as a view sees it, but for what is one seat's own."""

    said: Said
    duties: tuple[DutyLine, ...]
    hands_up: frozenset[int]  # seat ids
    draws: tuple[DrawnCard, ...]  # cards that are in a hand now
    cards: Mapping[int, CardLine]  # by number: all that are in a hand or were cited
    announcements: tuple[AnnouncementLine, ...]  # the newest three, newest last

    def hand(self, seat_id: int) -> tuple[HeldCard, ...]:
        """The cards that a seat holds, in the order they were drawn."""
        return tuple(
            HeldCard(draw.n, self.cards[draw.card_number])
            for draw in self.draws
            if draw.seat_id == seat_id and draw.card_number in self.cards
        )

    def citable(self, here: DebateNow, seat_id: int, side: str | None) -> tuple[CardLine, ...]:
        """What `hands.citable` gives, as lines in order of number."""
        team = {line.id for line in here.seats if line.side == side} if here.team_hands else ()
        holders = {seat_id, *(team if side is not None else ())}
        numbers = {draw.card_number for draw in self.draws if draw.seat_id in holders}
        numbers |= {
            card.number
            for point in self.said.points
            if point.state == "sent"
            for card in self.said.cards.get(point.id, ())
        }
        return tuple(self.cards[number] for number in sorted(numbers) if number in self.cards)


def load(session: Session, here: DebateNow) -> Room:
    """The room as it is now; eight statements at most."""
    said = speeches.said(session, here)
    values = {"debate": here.id}
    draws = tuple(DrawnCard(*row) for row in read(session, _DRAWS, values))
    return Room(
        said=said,
        duties=flow.duties(here, said.rows),
        hands_up=frozenset(row.seat_id for row in read(session, _HANDS_UP, values)),
        draws=draws,
        cards=_cards(session, here, said, draws),
        announcements=announcements(session, here.sitting_id),
    )


def announcements(session: Session, sitting_id: int) -> tuple[AnnouncementLine, ...]:
    """What the moderators told everyone: the newest three, newest last."""
    rows = read(session, _ANNOUNCEMENTS, {"sitting": sitting_id})
    return tuple(AnnouncementLine(*row) for row in rows)[::-1]


def _cards(
    session: Session, here: DebateNow, said: Said, draws: tuple[DrawnCard, ...]
) -> Mapping[int, CardLine]:
    numbers = {draw.card_number for draw in draws} | set(said.known_cards)
    if not numbers or here.deck_version_id is None:
        return {}
    # What was cited carries the badge that it had then.
    known = {number: replace(line, badge="") for number, line in said.known_cards.items()}
    lines = cards.for_debate(session, here.deck_version_id, here.motion_slug, numbers, known)
    return {line.number: line for line in lines}


_DRAWS = (
    select(Draw.seat_id, Draw.n, Draw.card_number)
    .where(Draw.debate_id == bindparam("debate"), Draw.returned_ms.is_(None))
    .order_by(Draw.seat_id, Draw.n)
)
_HANDS_UP = select(FloorRequest.seat_id).where(
    FloorRequest.debate_id == bindparam("debate"), FloorRequest.done_ms.is_(None)
)
_ANNOUNCEMENTS = (
    select(Announcement.id, Announcement.text)
    .where(Announcement.sitting_id == bindparam("sitting"))
    .order_by(Announcement.id.desc())
    .limit(3)
)
