"""Hands: dealing, drawing and swapping cards of a side's pile, and private notes on cards.

The debate's row is locked by the caller, and the database refuses two holders of an exclusive card.
"""

import random
from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from debate.domain import hands
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.steps import other_side
from debate.models.debates import Debate
from debate.models.decks import Card
from debate.models.hands import CardNote, Draw
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.queries import cards
from debate.queries import hands as reads
from debate.queries.cards import CardLine
from debate.services import debates, events

NOTE_MAX = 2_000


def deal_all(session: Session, debate: Debate, now: int) -> None:
    """Deal a hand to each debater who has none yet. The same seed deals the same hands.

    Raises Refused when a pile is too small for that.
    """
    seats = session.scalars(
        select(Seat)
        .where(Seat.debate_id == debate.id, Seat.role == "debater")
        .order_by(Seat.side, Seat.position, Seat.number)
    ).all()
    have = set(session.scalars(select(Draw.seat_id).where(Draw.debate_id == debate.id).distinct()))
    without = [seat for seat in seats if seat.id not in have]
    if not without:
        return
    if have:
        for seat in without:
            deal_seat(session, debate, seat, now)
        return
    dealt = _deal(session, debate, {seat: seat.side or "P" for seat in without}, now)
    _record_deal(session, debate, dealt, now)


def deal_anew(session: Session, debate: Debate, now: int) -> None:
    """Each debater gives the hand back and gets one of the other side's pile, once in a debate.

    For a step in which teams argue the other side. A pile that is too small gives what it has.
    """
    seats = session.scalars(
        select(Seat)
        .where(Seat.debate_id == debate.id, Seat.role == "debater")
        .order_by(Seat.side, Seat.position, Seat.number)
    ).all()
    draws = session.scalars(select(Draw).where(Draw.debate_id == debate.id)).all()
    sides = {seat.id: seat.side for seat in seats}
    held = any(
        draw.returned_ms is None for draw in draws
    )  # else nothing, or given back for nothing
    if not held or any(draw.pile != sides.get(draw.seat_id, draw.pile) for draw in draws):
        return
    for draw in draws:
        draw.returned_ms = draw.returned_ms or now
    session.flush()
    piles = {seat: other_side(seat.side or "P") for seat in seats}
    _record_deal(session, debate, _deal(session, debate, piles, now, whole=False), now)


def _deal(
    session: Session, debate: Debate, pile_of: dict[Seat, str], now: int, whole: bool = True
) -> dict[Seat, tuple[int, ...]]:
    """Deal each seat a hand of its pile; unless `whole` a smaller one where the pile is small."""
    lines = _lines(session, debate)
    piles = hands.piles({line.number: line.bearing for line in lines})
    dealt: dict[Seat, tuple[int, ...]] = {}
    for side, pile in piles.items():
        team = [seat for seat, own in pile_of.items() if own == side]
        if not team:
            continue
        size = debate.hand_size
        if not whole:
            size = min(size, len(pile) // (len(team) if debate.exclusive else 1))
        problem = hands.check_deal(len(pile), len(team), size, debate.exclusive)
        if problem:
            raise Refused(problem.message)
        rng = _rng(session, debate, side)
        given = hands.deal(pile, [seat.id for seat in team], size, debate.exclusive, rng)
        dealt |= {seat: given[seat.id] for seat in team}
    for seat, numbers in dealt.items():
        _give(session, debate, seat, numbers, lines, now, pile_of[seat])
    return dealt


def deal_seat(session: Session, debate: Debate, seat: Seat, now: int) -> None:
    """Deal a hand to one more debater: as many cards as the pile still has, up to a full hand."""
    lines = _lines(session, debate)
    numbers: list[int] = []
    for _ in range(debate.hand_size - len(_held(session, debate, seat))):
        number = _next(session, debate, seat, lines, also=numbers)
        if number is None:
            break
        numbers.append(number)
    if numbers:
        _give(session, debate, seat, numbers, lines, now, _pile(session, debate, seat))
        _record_deal(session, debate, {seat: tuple(numbers)}, now)


def draw(session: Session, actor: Actor, debate: Debate, now: int) -> int:
    """Draw the next card of the side's pile; returns its number.

    Raises Refused when the hand is full, the pile is empty, or it is too early or too late.
    """
    seat = _debater(session, actor)
    _check_time(session, debate)
    lines = _lines(session, debate)
    number = _next(session, debate, seat, lines)
    problem = hands.check_draw(len(_held(session, debate, seat)), debate.hand_size, number)
    if problem or number is None:
        raise Refused(problem.message if problem else "The pile is empty.")
    n = _give(session, debate, seat, [number], lines, now, _pile(session, debate, seat))
    _record(session, debate, seat, "card_drawn", {"card": number, "n": n}, now)
    return number


def swap(session: Session, actor: Actor, debate: Debate, n: int, now: int) -> int:
    """Give the nth card back and draw another; returns the new card's number.

    Raises NotFound for a card that is not held, Refused when no swap is left, the seat has cited
    the card, the pile is empty, or it is too early or too late.
    """
    seat = _debater(session, actor)
    _check_time(session, debate)
    row = session.scalar(
        select(Draw).where(
            Draw.debate_id == debate.id,
            Draw.seat_id == seat.id,
            Draw.n == n,
            Draw.returned_ms.is_(None),
        )
    )
    if row is None:
        raise NotFound("That card is not in your hand any more.")
    if row.card_number in reads.cited_by(session, debate.id, seat.id):
        raise Refused(f"You have cited card No. {row.card_number}, so it stays in your hand.")
    lines = _lines(session, debate)
    number = _next(session, debate, seat, lines)
    used = reads.swaps_used(session, debate.id, seat.id, row.pile)
    problem = hands.check_swap(used, debate.swaps, number)
    if problem or number is None:
        raise Refused(problem.message if problem else "The pile is empty.")
    row.returned_ms = now
    session.flush()
    new_n = _give(session, debate, seat, [number], lines, now, row.pile)
    payload = {"back": row.card_number, "card": number, "n": new_n}
    _record(session, debate, seat, "card_swapped", payload, now)
    return number


def note(
    session: Session, actor: Actor, debate: Debate, card_number: int, text: str, now: int
) -> None:
    """Keep a private note on a card; an empty one is removed.

    Raises NotFound for a card that the debate's deck has not, Refused above 2,000 characters.
    """
    there = select(Card.id).where(Card.deck_id == debate.deck_id, Card.number == card_number)
    if session.scalar(there.limit(1)) is None:
        raise NotFound("This debate has no card of that number.")
    if len(text) > NOTE_MAX:
        raise Refused(f"A note has at most {NOTE_MAX} characters. Shorten it.", "text")
    row = session.scalar(
        select(CardNote).where(
            CardNote.seat_id == actor.seat_id, CardNote.card_number == card_number
        )
    )
    if not text.strip():
        if row is not None:
            session.delete(row)
        return
    if row is None:
        row = CardNote(seat_id=actor.seat_id, card_number=card_number)
        session.add(row)
    row.text, row.saved_ms = text, now


def _debater(session: Session, actor: Actor) -> Seat:
    seat = session.get(Seat, actor.seat_id)
    if seat is None or seat.side is None:
        raise Refused("Only debaters draw cards.")
    return seat


def _check_time(session: Session, debate: Debate) -> None:
    """Cards move from the opening of the session to the end of the debate."""
    state = session.get_one(Sitting, debate.sitting_id).state
    if state == "planned":
        raise Refused("The session is not open yet. Draw when it is.", status=409)
    if state == "ended" or debate.ended_ms is not None:
        raise Refused("The debate is over, so the cards stay where they are.", status=409)


def _lines(session: Session, debate: Debate) -> tuple[CardLine, ...]:
    version = debates.pin_deck(session, debate)
    return cards.for_debate(session, version, debate.motion_slug)


def _rng(session: Session, debate: Debate, side: str) -> random.Random:
    seed = session.get_one(Sitting, debate.sitting_id).seed
    return random.Random(f"{seed} {debate.number} {side}")  # noqa: S311  # shown, not secret


def _held(session: Session, debate: Debate, seat: Seat) -> Sequence[int]:
    return session.scalars(
        select(Draw.card_number).where(
            Draw.debate_id == debate.id, Draw.seat_id == seat.id, Draw.returned_ms.is_(None)
        )
    ).all()


def _next(
    session: Session,
    debate: Debate,
    seat: Seat,
    lines: Sequence[CardLine],
    also: Collection[int] = (),
) -> int | None:
    """The next card for a seat: from its pile's order, past what is held."""
    side = _pile(session, debate, seat)
    pile = hands.piles({line.number: line.bearing for line in lines})[side]
    held = session.execute(
        select(Draw.card_number, Draw.seat_id, Draw.returned_ms).where(
            Draw.debate_id == debate.id, Draw.pile == side
        )
    ).all()
    mine = {row.card_number for row in held if row.seat_id == seat.id and not row.returned_ms}
    taken = {row.card_number for row in held if row.seat_id != seat.id and not row.returned_ms}
    back = {row.card_number for row in held if row.seat_id == seat.id and row.returned_ms}
    purpose = side
    if not debate.exclusive:
        purpose = f"{purpose} {seat.number}"
    order = hands.pile_order(pile, _rng(session, debate, purpose))
    return hands.draw_next(order, mine | set(also), taken, debate.exclusive, back)


def _pile(session: Session, debate: Debate, seat: Seat) -> str:
    """The pile that a seat draws from: that of its newest card, at first its own side's."""
    newest = session.scalar(
        select(Draw.pile)
        .where(Draw.debate_id == debate.id, Draw.seat_id == seat.id, Draw.returned_ms.is_(None))
        .order_by(Draw.n.desc())
        .limit(1)
    )
    return newest or seat.side or "P"


def _give(
    session: Session,
    debate: Debate,
    seat: Seat,
    numbers: Sequence[int],
    lines: Sequence[CardLine],
    now: int,
    pile: str,
) -> int:
    """Add cards of a pile to the seat's hand; the n of the last one."""
    ids = {line.number: line.id for line in lines}
    last = session.scalar(
        select(func.max(Draw.n)).where(Draw.debate_id == debate.id, Draw.seat_id == seat.id)
    )
    first = (last or 0) + 1
    for n, number in enumerate(numbers, start=first):
        session.add(
            Draw(
                debate_id=debate.id,
                seat_id=seat.id,
                n=n,
                pile=pile,
                card_id=ids[number],
                card_number=number,
                exclusive=debate.exclusive,
                drawn_ms=now,
            )
        )
    session.flush()
    return first + len(numbers) - 1


def _record_deal(
    session: Session, debate: Debate, dealt: dict[Seat, tuple[int, ...]], now: int
) -> None:
    payload = {"hands": {str(seat.number): list(numbers) for seat, numbers in dealt.items()}}
    events.record(session, debate, "cards_dealt", now=now, payload=payload)
    for seat in dealt:
        events.hint(session, debate.id, "hand", f"seat:{seat.id}")


def _record(
    session: Session,
    debate: Debate,
    seat: Seat,
    kind: str,
    payload: dict[str, int],
    now: int,
) -> None:
    events.record(
        session,
        debate,
        kind,
        now=now,
        seat_number=seat.number,
        payload=payload,
        hint="hand",
        hint_to=f"seat:{seat.id}",
    )
