"""Reads of the queue: who asks for the floor, what for, and who was heard already.

Does not belong here: who has the floor (`floor`), how it was shared (`floor_balance`).
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain.floor import INTENTS, ordinal
from debate.domain.permissions import Actor
from debate.domain.speeches import point_address
from debate.models.moderation import FloorRequest, FloorTurn
from debate.models.speeches import Point, Speech
from debate.queries.debates import DebateNow
from debate.queries.speeches import PointRow

LATEST = 12
"""Points that a raised hand may name."""


class HandUp(NamedTuple):
    """A seat that asks for the floor, what for (`domain.floor.INTENTS`), about which point."""

    seat_id: int
    intent: str
    about_id: int | None


class OwnHand(NamedTuple):
    """One's own hand: its place in the queue (0: it is down), and what it may be raised about."""

    place: int
    intent: str
    about_id: int | None
    title: str
    text: str
    points: tuple[PointRow, ...]  # the latest, newest first


class Hand(NamedTuple):
    """Somebody who asks for the floor. `first`: this person has not been heard yet."""

    id: int
    seat_id: int
    label: str
    role: str
    side: str | None
    waiting_ms: int
    first: bool
    intent: str
    about: str  # the address of the point it is about, or ""


def queue(session: Session, here: DebateNow) -> tuple[Hand, ...]:
    """Who asks for the floor in the step that runs, the longest waiting first."""
    rows = session.execute(
        select(
            FloorRequest.id,
            FloorRequest.seat_id,
            FloorRequest.raised_ms,
            FloorRequest.intent,
            Speech.address,
            Point.number,
            Point.half,
        )
        .outerjoin(Point, Point.id == FloorRequest.about_id)
        .outerjoin(Speech, Speech.id == Point.speech_id)
        .where(
            FloorRequest.debate_id == here.id,
            FloorRequest.done_ms.is_(None),
            FloorRequest.step_index == here.reading.step_index,
        )
        .order_by(FloorRequest.raised_ms, FloorRequest.id)
    ).all()
    known = heard(session, here.id)
    seats = {line.id: line for line in here.seats}
    return tuple(
        Hand(
            row.id,
            row.seat_id,
            seats[row.seat_id].label,
            seats[row.seat_id].role,
            seats[row.seat_id].side,
            max(here.now - row.raised_ms, 0),
            row.seat_id not in known,
            row.intent,
            point_address(row.address, row.number, row.half) if row.number else "",
        )
        for row in rows
        if row.seat_id in seats
    )


def own(actor: Actor, hands: Sequence[HandUp], rows: Sequence[PointRow]) -> OwnHand:
    """Where a seat stands in the queue `hands`, and the points that it may ask about."""
    shown = [row for row in rows if row.number and row.state == "sent" and row.level == "full"]
    latest = tuple(sorted(shown, key=lambda row: row.sent_ms, reverse=True)[:LATEST])
    for place, hand in enumerate(hands, start=1):
        if hand.seat_id == actor.seat_id:
            about = next((row.address for row in shown if row.id == hand.about_id), "")
            title = "You are next." if place == 1 else f"You are {ordinal(place)} in the queue."
            what = INTENTS[hand.intent] + (f" ({about})" if about else "")
            text = f"Your hand is up: {what}. A moderator gives the floor."
            return OwnHand(place, hand.intent, hand.about_id, title, text, latest)
    return OwnHand(0, "point", None, "", "", latest)


def heard(session: Session, debate_id: int) -> set[int]:
    """Seats that said something before the room, or were given the floor."""
    said = select(Point.seat_id).where(Point.debate_id == debate_id, Point.visible_ms.is_not(None))
    floors = select(FloorTurn.seat_id).where(FloorTurn.debate_id == debate_id)
    return set(session.scalars(said.union(floors)))
