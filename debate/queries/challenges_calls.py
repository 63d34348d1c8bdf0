"""Reads behind a card that is called for: its uses in a debate, and whether they may be challenged.

Belongs here: citations, and what decides whether a seat may challenge one. Does not belong here:
challenges that were made (`challenges`), the card itself (`cards`).
"""

from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from debate.domain import challenges
from debate.domain.challenges import Case
from debate.domain.permissions import Actor
from debate.models.challenges import Challenge
from debate.models.decks import Deck, DeckVersion
from debate.models.speeches import Citation, Point
from debate.queries import cards
from debate.queries.cards import CardLine
from debate.queries.debates import DebateNow
from debate.queries.speeches import PointRow, Said


class Cited(NamedTuple):
    """One citation: where it stands, by whose side, in which version of the card."""

    point_id: int
    address: str
    side: str | None
    stands: bool
    card: int
    card_id: int


class Use(NamedTuple):
    """A point that cites a card, as a seat sees it. `why_not`: why it may not be challenged."""

    point: PointRow
    card: CardLine  # as cited
    why_not: str


class Newer(NamedTuple):
    """The card as a later version of the deck has it."""

    line: CardLine
    version: int


class Call(NamedTuple):
    """A card that was cited, with its uses, the one cited last first."""

    card: CardLine
    uses: tuple[Use, ...]


def citation(session: Session, here: DebateNow, point_id: int, card: int) -> Cited | None:
    """The citation of a card by a point before the room; None where the view knows of none."""
    row = session.execute(
        select(Point, Citation.card_id)
        .join(Citation, Citation.point_id == Point.id)
        .where(
            Point.id == point_id,
            Point.debate_id == here.id,
            Point.number.is_not(None),
            Citation.card_number == card,
        )
    ).one_or_none()
    if row is None:
        return None
    point, card_id = row
    speech = here.speech_of[point.speech_id]
    if here.is_sealed(speech.step_index):
        return None
    return Cited(
        point.id,
        f"{speech.address}.{point.number}{point.half}",
        side_of(here, point),
        point.current and point.state == "sent",
        card,
        card_id,
    )


def stands_still(here: DebateNow, stopped_n: int | None) -> bool:
    """Whether the clock stands as the challenge with this control event stopped it."""
    since = [one.kind for one in here.controls if stopped_n is not None and one.n > stopped_n]
    paused = here.reading.state == "paused" and here.reading.prep_side is None
    return stopped_n is not None and paused and challenges.stands_still(since)


def side_of(here: DebateNow, point: Point) -> str | None:
    """The side that a point's author is on; None for a listener."""
    line = here.seat(point.seat_id)
    return line.side if line else point.side


def left(session: Session, here: DebateNow, seat_id: int) -> int:
    """How many challenges a seat has left; one statement."""
    counted = session.scalar(
        select(func.count()).where(
            Challenge.debate_id == here.id,
            Challenge.seat_id == seat_id,
            or_(Challenge.upheld.is_not(True), Challenge.reversed_ms.is_not(None)),
        )
    )
    return challenges.left(here.challenges_each, counted or 0)


def case(session: Session, here: DebateNow, actor: Actor, cited: Cited, ground: str) -> Case:
    """What decides whether the seat may challenge this citation now; two statements."""
    ruled = session.scalar(
        select(Challenge.id)
        .where(
            Challenge.debate_id == here.id,
            Challenge.point_id == cited.point_id,
            Challenge.card_number == cited.card,
            Challenge.ground == ground,
            Challenge.upheld.is_not(None),
            Challenge.reversed_ms.is_(None),
        )
        .limit(1)
    )
    return _case(
        here,
        actor,
        cited.side,
        cited.stands,
        ruled is not None,
        left(session, here, actor.seat_id),
    )


def calls(session: Session, here: DebateNow, actor: Actor, said: Said) -> tuple[Call, ...]:
    """The cards that were cited, the one cited last first; one statement."""
    remaining = left(session, here, actor.seat_id)
    found: dict[int, list[Use]] = {}
    lines: dict[int, CardLine] = {}
    steps = {line.address: line.step_index for line in here.speeches}
    authors = {point.id: here.seat(point.seat_id) for point in said.points}
    for row in sorted(said.rows, key=lambda row: -row.sent_ms):
        author = authors.get(row.id)
        if not row.number or here.is_sealed(steps[row.speech]):
            continue
        for card in row.cards:
            side = author.side if author else row.side
            made = _case(here, actor, side, row.state == "sent", False, remaining)
            use = Use(row, card, challenges.check_make(made))
            found.setdefault(card.number, []).append(use)
            lines.setdefault(card.number, card)
    return tuple(Call(lines[number], tuple(uses)) for number, uses in found.items())


def newer(session: Session, here: DebateNow, number: int) -> Newer | None:
    """The card in the newest version of the deck, where that is not the one cited now."""
    if here.deck_version_id is None:
        return None
    newest = session.scalar(
        select(DeckVersion.id)
        .join(Deck, (Deck.id == DeckVersion.deck_id) & (Deck.version == DeckVersion.number))
        .where(Deck.id == here.deck_id)
    )
    version = version_of(here, number)
    if newest is None or newest == version or version is None:
        return None
    now = cards.for_debate(session, version, here.motion_slug, [number])
    later = cards.for_debate(session, newest, here.motion_slug, [number])
    if not later or (now and now[0].id == later[0].id):
        return None
    return Newer(later[0], newest)


def version_of(here: DebateNow, number: int) -> int | None:
    """The deck version in which a card is cited from now on: pinned, or a correction's."""
    marks = (one for one in here.marks if one.card == number)
    corrected = (one.version for one in marks if one.mark == challenges.CORRECTED)
    return next(corrected, here.deck_version_id)


def _case(
    here: DebateNow, actor: Actor, side: str | None, stands: bool, ruled: bool, remaining: int
) -> Case:
    return Case(
        clock=here.reading.state,
        side=actor.side,
        cited_by=side,
        stands=stands,
        open_card=here.challenged.card if here.challenged else None,
        ruled=ruled,
        left=remaining,
        each=here.challenges_each,
    )
