"""Reads of a case file: what a seat prepared, by contention, with the cards it rests on.

Does not belong here: writing any of it, which is the business of outlines, drafts and blocks.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from debate.db import read
from debate.domain.outlines import without_cards
from debate.domain.permissions import Actor
from debate.models.speeches import Draft
from debate.queries import blocks, debates_teams, outlines
from debate.queries.blocks import BlockLine, Owner
from debate.queries.cards import CardLine
from debate.queries.debates import DebateNow
from debate.queries.outlines import Scope
from debate.queries.rooms import Room


class CaseLine(NamedTuple):
    """A line of an outline with the cards that it names and that may be cited."""

    level: int
    text: str
    cards: tuple[CardLine, ...]


class Contention(NamedTuple):
    """A line of the first level with what stands under it. `title` is "" before the first one."""

    title: str
    cards: tuple[CardLine, ...]
    lines: tuple[CaseLine, ...]


class Case(NamedTuple):
    """An outline by contention: a seat's own (`team` is ""), or a team's with its name."""

    team: str
    contentions: tuple[Contention, ...]


class Held(NamedTuple):
    """A card in a hand, and in whose: "" for one's own."""

    card: CardLine
    by: str
    placed: bool  # a line of an outline names it


class PreparedPoint(NamedTuple):
    """A point that waits to be sent."""

    step_name: str
    claim: str
    reasons: str
    cards: tuple[int, ...]


class CaseFile(NamedTuple):
    """All of it. A seat without a side has no hand and no team."""

    part: str  # the name of the team or the role
    cases: tuple[Case, ...]
    hand: tuple[Held, ...]
    prepared: tuple[PreparedPoint, ...]
    blocks: tuple[BlockLine, ...]


def case_file(session: Session, here: DebateNow, actor: Actor, room: Room, who: Owner) -> CaseFile:
    """The case file of a seat; four statements, five for a debater."""
    seat = here.seat(actor.seat_id)
    cards = {card.number: card for card in room.citable(here, actor.seat_id)}
    scopes = [outlines.own(here, actor)]
    if seat and seat.side:
        scopes.append(outlines.of_team(here, actor))
    cases = tuple(_case(session, here, scope, cards) for scope in scopes)
    return CaseFile(
        part=debates_teams.part(here, seat) if seat else "",
        cases=cases,
        hand=_hand(here, actor, room, cases),
        prepared=_prepared(session, here, actor.seat_id),
        blocks=blocks.of_owner(session, who),
    )


def _case(session: Session, here: DebateNow, scope: Scope, cards: Mapping[int, CardLine]) -> Case:
    found = outlines.outline(session, here, scope, cards.values())
    groups: list[Contention] = []
    for row in found.lines:
        named = tuple(cards[one.number] for one in row.cards if one.number in cards)
        if row.level == 1 or not groups:
            groups.append(Contention(row.text if row.level == 1 else "", (), ()))
        last = groups[-1]
        if row.level == 1:
            groups[-1] = last._replace(cards=named)
        else:
            line = CaseLine(row.level, _words(row.text, named), named)
            groups[-1] = last._replace(lines=(*last.lines, line))
    return Case(found.title, tuple(groups))


def _words(text: str, named: Iterable[CardLine]) -> str:
    """The line, but for a card that stands below it in full."""
    return "" if without_cards(text) in {card.tag for card in named} else text


def _hand(here: DebateNow, actor: Actor, room: Room, cases: Iterable[Case]) -> tuple[Held, ...]:
    """One's own cards, then those of who shares theirs."""
    placed = {
        card.number
        for case in cases
        for group in case.contentions
        for card in (*group.cards, *(card for line in group.lines for card in line.cards))
    }
    sharers = debates_teams.sharers(here, actor.seat_id)
    order = sorted(sharers, key=lambda seat: seat != actor.seat_id)
    return tuple(
        Held(
            one.card,
            "" if seat == actor.seat_id else here.label(seat),
            one.card.number in placed,
        )
        for seat in order
        for one in room.hand(seat)
    )


def _prepared(session: Session, here: DebateNow, seat_id: int) -> tuple[PreparedPoint, ...]:
    rows = read(session, _DRAFTS, {"seat": seat_id})
    return tuple(
        PreparedPoint(here.fmt.steps[row.step_index].name, row.claim, row.reasons, tuple(row.cards))
        for row in rows
        if row.claim.strip() or row.reasons.strip()
    )


_DRAFTS = (
    select(Draft.step_index, Draft.claim, Draft.reasons, Draft.cards)
    .where(Draft.seat_id == bindparam("seat"))
    .order_by(Draft.step_index, Draft.position, Draft.id)
)
