"""Reads about hands: which cards a seat holds and which it may cite."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from sqlalchemy import (
    CompoundSelect,
    bindparam,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    text,
    union,
)
from sqlalchemy.orm import Session, aliased

from debate.db import read
from debate.domain import challenges
from debate.domain.hands import piles
from debate.models.challenges import Challenge
from debate.models.hands import CardNote, Draw
from debate.models.speeches import Citation, Point, Speech
from debate.queries.cards import CardLine, for_debate
from debate.queries.challenges_cards import as_held
from debate.queries.debates import DebateNow


class HeldCard(NamedTuple):
    """The nth card of a hand."""

    n: int
    card: CardLine


def held(session: Session, here: DebateNow, seat_id: int) -> tuple[HeldCard, ...]:
    """The cards that a seat holds now, in the order they were drawn."""
    rows = read(session, _HELD, {"debate": here.id, "seat": seat_id}).all()
    if not rows or here.deck_version_id is None:
        return ()
    numbers = {row.card_number for row in rows}
    lines = for_debate(session, here.deck_version_id, here.motion_slug, numbers)
    by_number = as_held(session, here, {line.number: line for line in lines})
    return tuple(HeldCard(row.n, by_number[row.card_number]) for row in rows)


def citable(
    session: Session,
    debate_id: int,
    holders: Collection[int],
    sealed: Collection[int] = (),
    *,
    wanted: Collection[int] | None = None,
) -> Mapping[int, int]:
    """Card number → card id of all that may be cited from these seats' hands, in order of number.

    A card that was corrected here by a ruling comes with the id of its newer version, one that is
    challenged or withdrawn not at all.

    Any card already cited in front of the room in this debate may be, too (DESIGN, "Points, cards,
    decks"). `holders`: see `debates_teams.sharers`. `sealed`: steps whose points nobody sees yet.
    `wanted`: where the hands hold all of these numbers, what was cited is not looked through, which
    grows with the debate. A hand holds pinned versions, as what was cited does.
    """
    if wanted is not None:
        rows = read(session, _HELD_BY, {"debate": debate_id})
        held = {row.number: row.card_id for row in rows if row.holder in (None, *holders)}
        if held.keys() >= set(wanted):
            return held
    values = {"debate": debate_id, "holders": sorted(holders), "sealed": sorted(sealed)}
    return {row.number: row.card_id for row in read(session, _CITABLE, values)}


# Built once: building a statement costs more than running it.
_HELD = (
    select(Draw.n, Draw.card_number)
    .where(
        Draw.debate_id == bindparam("debate"),
        Draw.seat_id == bindparam("seat"),
        Draw.returned_ms.is_(None),
    )
    .order_by(Draw.n)
)
_BARRED = select(Challenge.card_number).where(
    Challenge.debate_id == bindparam("debate"),
    or_(*(Challenge.mark == mark for mark in challenges.BARRED)),
)
_IN_ANY_HAND = select(
    Draw.card_number.label("number"), literal(0).label("corrected"), Draw.card_id.label("card_id")
).where(
    Draw.debate_id == bindparam("debate"),
    Draw.returned_ms.is_(None),
    Draw.card_number.not_in(_BARRED),
)
_IN_HANDS = _IN_ANY_HAND.where(Draw.seat_id.in_(bindparam("holders", expanding=True)))
_CITED = (
    select(Citation.card_number, literal(0), Citation.card_id)
    .join(Point, Point.id == Citation.point_id)
    .join(Speech, Speech.id == Point.speech_id)
    .where(
        Point.debate_id == bindparam("debate"),
        Point.current,
        Point.state == "sent",
        Speech.step_index.not_in(bindparam("sealed", expanding=True)),
        Citation.card_number.not_in(_BARRED),
    )
)
_CORRECTED = select(Challenge.card_number, literal(1), Challenge.card_id).where(
    Challenge.debate_id == bindparam("debate"),
    Challenge.mark == challenges.CORRECTED,
    Challenge.card_number.not_in(_BARRED),
)
# The last row of a number counts: its correction, else the oldest version, which is the pinned one.
_ORDER = ("number", "corrected", text("card_id DESC"))
_CITABLE: CompoundSelect[*tuple[Any, ...]] = union(_IN_HANDS, _CITED, _CORRECTED).order_by(*_ORDER)
# A list of holders in the statement would have it written anew for each point.
_HELD_BY: CompoundSelect[*tuple[Any, ...]] = union(
    _IN_ANY_HAND.add_columns(Draw.seat_id.label("holder")),
    _CORRECTED.add_columns(cast(null(), Draw.seat_id.type)),
).order_by(*_ORDER)


class HandPage(NamedTuple):
    """One's hand with what can be done: draw while it is not full, swap while swaps are left."""

    cards: tuple[HeldCard, ...]
    hand_size: int
    swaps_left: int
    pile_left: int  # cards that one could still draw
    open: bool  # cards move: the session is open and the debate not over
    cited: frozenset[int]  # cards that the seat has cited itself, so that they stay
    notes: Mapping[int, str]  # card number → own note

    @property
    def may_draw(self) -> bool:
        """Whether there is room in the hand, and time; the pile may be empty all the same."""
        return self.open and len(self.cards) < self.hand_size

    def may_swap(self, number: int) -> bool:
        """Whether a card may be given back for another."""
        return bool(self.open and self.swaps_left and self.pile_left and number not in self.cited)


def hand_page(session: Session, here: DebateNow, seat_id: int, side: str | None) -> HandPage:
    """The hand of a seat; seven statements."""
    draws = session.execute(
        select(Draw.seat_id, Draw.card_number, Draw.pile)
        .where(Draw.debate_id == here.id, Draw.returned_ms.is_(None))
        .order_by(Draw.n)
    ).all()
    cards = held(session, here, seat_id)
    mine = {line.card.number for line in cards}
    # Where sides were reversed, one holds cards of the other pile, and draws from that.
    side = next((row.pile for row in reversed(draws) if row.seat_id == seat_id), side)
    others = {row.card_number for row in draws if row.seat_id != seat_id and row.pile == side}
    pile: set[int] = set()
    if here.deck_version_id is not None and side is not None:
        lines = for_debate(session, here.deck_version_id, here.motion_slug)
        pile = set(piles({line.number: line.bearing for line in lines})[side])
    left = pile - mine - (others if here.exclusive else set())
    over = here.reading.state == "finished" or here.sitting_state in ("planned", "ended")
    notes = session.execute(
        select(CardNote.card_number, CardNote.text).where(CardNote.seat_id == seat_id)
    )
    return HandPage(
        cards=cards,
        hand_size=here.hand_size,
        swaps_left=max(0, here.swaps - swaps_used(session, here.id, seat_id, side)),
        pile_left=len(left),
        open=side is not None and not over,
        cited=cited_by(session, here.id, seat_id),
        notes={row.card_number: row.text for row in notes},
    )


def swaps_used(session: Session, debate_id: int, seat_id: int, pile: str | None) -> int:
    """How often a seat has swapped a card of this pile.

    A swap gives back and draws in one instant. Cards given back because the seat was moved are
    none: nothing was drawn from that pile then.
    """
    after = aliased(Draw)
    drawn = select(after.drawn_ms).where(
        after.debate_id == debate_id, after.seat_id == seat_id, after.pile == pile
    )
    used = session.scalar(
        select(func.count()).where(
            Draw.debate_id == debate_id,
            Draw.seat_id == seat_id,
            Draw.pile == pile,
            Draw.returned_ms.in_(drawn),
        )
    )
    return used or 0


def cited_by(session: Session, debate_id: int, seat_id: int) -> frozenset[int]:
    """The numbers of the cards that a seat has cited itself in a debate, whatever became of it."""
    return frozenset(
        session.scalars(
            select(Citation.card_number)
            .join(Point, Point.id == Citation.point_id)
            .where(Point.debate_id == debate_id, Point.seat_id == seat_id)
        )
    )


def note(session: Session, seat_id: int, card_number: int) -> str:
    """One's own note on a card, or ""."""
    found = session.scalar(
        select(CardNote.text).where(
            CardNote.seat_id == seat_id, CardNote.card_number == card_number
        )
    )
    return found or ""
