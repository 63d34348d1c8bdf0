"""Reads of a debate's clash map: who answered whom, which cards met, what of the deck's own clashes
was found; as one view may see it now.

Does not belong here: the counting (`domain.clash_maps`), the picture (export).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from debate.db import read
from debate.domain import clash_maps as rules
from debate.domain import visibility
from debate.domain.clash_maps import CardUse, Edge, MapLink, MapPoint, Node, Pair
from debate.domain.steps import SIDES
from debate.models.hands import Draw
from debate.queries import cards, challenges, clashes, debates_teams, speeches
from debate.queries.cards import CardLine
from debate.queries.challenges import ChallengeLine
from debate.queries.debates import DebateNow, SeatLine
from debate.queries.speeches import Said


class NodeLine(NamedTuple):
    """A person, a speech or a card, with what stands beside its name, such as its team."""

    node: Node
    name: str
    beside: str = ""


class Web(NamedTuple):
    """What met what: all nodes, whether anything met them or not, and the edges between them."""

    nodes: tuple[NodeLine, ...]
    edges: tuple[Edge, ...]

    def line(self, node: Node) -> NodeLine:
        """What a node is called."""
        return next(line for line in self.nodes if line.node == node)

    @property
    def alone(self) -> tuple[NodeLine, ...]:
        """The nodes that answered nothing and that nothing answered."""
        tied = {end for edge in self.edges for end in (edge.source, edge.target)}
        return tuple(line for line in self.nodes if line.node not in tied)


class PlayedCard(NamedTuple):
    """A card that was cited, by whom, and what it met. `met`: number of the other, and where."""

    card: CardLine
    use: CardUse
    met: tuple[tuple[int, tuple[tuple[str, str], ...]], ...]


class HeldCard(NamedTuple):
    """A card that a side held and never played. `holders`: who, for the eyes of staff alone."""

    card: CardLine
    side: str
    holders: tuple[str, ...]


class PairLine(NamedTuple):
    """A clash of the deck, and what became of it. `out`: cards of it that were in no hand."""

    pair: Pair
    cards: tuple[CardLine, ...]
    played: frozenset[int]
    out: tuple[int, ...]


class ClashMap(NamedTuple):
    """The map of a debate as a view may see it. `unplayed` is None where hands are not shown."""

    people: Web
    speeches: Web
    cards: Web
    played: tuple[PlayedCard, ...]
    unplayed: tuple[HeldCard, ...] | None
    challenged: tuple[tuple[ChallengeLine, CardLine], ...]
    pairs: tuple[PairLine, ...]
    every_pair: bool  # also those that nobody has found yet
    known: Mapping[int, CardLine]
    points: int
    over: bool
    made_ms: int

    def count(self, state: str) -> int:
        """How many clashes of the deck are in a state."""
        return sum(line.pair.state == state for line in self.pairs)


class _Held(NamedTuple):
    card_number: int
    pile: str
    seat_id: int


def page(session: Session, here: DebateNow) -> ClashMap:
    """The map as `here.view` may see it; ten statements at most, whatever was said."""
    said = speeches.said(session, here)
    points, links = _standing(said)
    used, met = rules.played(points), rules.edges(points, links, rules.by_card)
    level = visibility.of_hands(here.reading.state == "finished", here.view)
    known, found = _deck(session, here, said, used, met)
    held = _held(session, here)
    if level == visibility.NONE:
        found = tuple(pair for pair in found if rules.found_already(pair))
    return ClashMap(
        people=Web(_people(here, points), rules.edges(points, links, rules.by_person)),
        speeches=Web(_speeches(here, points), rules.edges(points, links, rules.by_speech)),
        cards=Web(_cards(points, known), met),
        played=tuple(PlayedCard(known[one.number], one, _met(one, met)) for one in used.values()),
        unplayed=None if level == visibility.NONE else _unplayed(here, level, held, used, known),
        challenged=tuple(_challenged(session, here, said, known)),
        pairs=_pairs(found, known, used, held if level != visibility.NONE else None),
        every_pair=level != visibility.NONE,
        known=known,
        points=len(points),
        over=here.reading.state == "finished",
        made_ms=here.now,
    )


def _standing(said: Said) -> tuple[tuple[MapPoint, ...], tuple[MapLink, ...]]:
    """What counts: points that stand before the view, and what links them."""
    seats = {row.id: row.seat_id for row in said.points}
    rows = [row for row in said.rows if row.number and row.state == "sent"]
    points = tuple(
        MapPoint(
            row.address,
            row.speech,
            seats[row.id],
            row.side,
            row.half,
            tuple(card.number for card in row.cards),
        )
        for row in rows
    )
    return points, tuple(
        MapLink(row.address, link.address, link.kind) for row in rows for link in row.links
    )


def _deck(
    session: Session,
    here: DebateNow,
    said: Said,
    used: Mapping[int, CardUse],
    met: Sequence[Edge],
) -> tuple[Mapping[int, CardLine], tuple[Pair, ...]]:
    """The cards of the motion and those played, by number; and the deck's clashes among them."""
    if here.deck_version_id is None:
        return {}, ()
    lines = cards.for_debate(session, here.deck_version_id, here.motion_slug)
    bearings = {line.number: line.bearing for line in lines}
    entries = clashes.of_version(session, here.deck_version_id).clashes
    known = {line.number: line for line in lines} | dict(said.known_cards)
    return known, rules.pairs(entries, bearings, used.keys(), met)


_HELD = (
    select(Draw.card_number, Draw.pile, Draw.seat_id)
    .where(Draw.debate_id == bindparam("debate"), Draw.returned_ms.is_(None))
    .order_by(Draw.card_number, Draw.seat_id)
)


def _held(session: Session, here: DebateNow) -> tuple[_Held, ...]:
    return tuple(_Held(*row) for row in read(session, _HELD, {"debate": here.id}))


def _unplayed(
    here: DebateNow,
    level: str,
    held: Iterable[_Held],
    used: Mapping[int, CardUse],
    known: Mapping[int, CardLine],
) -> tuple[HeldCard, ...]:
    holders: dict[tuple[int, str], list[str]] = {}
    for row in held:
        if row.card_number not in used and row.card_number in known:
            holders.setdefault((row.card_number, row.pile), []).append(here.label(row.seat_id))
    named = level == visibility.FULL
    return tuple(
        HeldCard(known[number], side, tuple(labels) if named else ())
        for (number, side), labels in holders.items()
    )


def _challenged(
    session: Session, here: DebateNow, said: Said, known: Mapping[int, CardLine]
) -> Iterable[tuple[ChallengeLine, CardLine]]:
    """The challenges to points that the view may know of, with the cards."""
    shown = {row.id for row in said.rows}
    for line in challenges.of_debate(session, here):
        if line.point_id in shown and line.card in known:
            yield line, known[line.card]


def _people(here: DebateNow, points: Sequence[MapPoint]) -> tuple[NodeLine, ...]:
    """All debaters who are there, on the sides they speak or spoke for; others who spoke."""
    nodes = [
        Node(line.side, line.id) for line in _by_place(here) if line.claimed and not line.absent
    ]
    nodes += [node for point in points for node in rules.by_person(point)]
    seats = {line.id: line for line in here.seats}
    found = []
    for side, key in dict.fromkeys(nodes):
        line = seats.get(key) if isinstance(key, int) else None
        team = debates_teams.part(here, line) if line and here.fmt.teams and line.side else ""
        found.append(NodeLine(Node(side, key), line.label if line else "somebody who left", team))
    return tuple(found)


def _by_place(here: DebateNow) -> Iterable[SeatLine]:
    debaters = [line for line in here.seats if line.side in SIDES]
    return sorted(debaters, key=lambda line: (line.side == "O", line.position or 0))


def _speeches(here: DebateNow, points: Sequence[MapPoint]) -> tuple[NodeLine, ...]:
    names = {line.address: here.fmt.steps[line.step_index].name for line in here.speeches}
    nodes = dict.fromkeys(
        node for point in points if not point.half for node in rules.by_speech(point)
    )
    return tuple(NodeLine(node, str(node.key), names.get(str(node.key), "")) for node in nodes)


def _cards(points: Sequence[MapPoint], known: Mapping[int, CardLine]) -> tuple[NodeLine, ...]:
    nodes = dict.fromkeys(node for point in points for node in rules.by_card(point))
    return tuple(
        NodeLine(node, f"No. {node.key}", known[node.key].tag)
        for node in nodes
        if isinstance(node.key, int)
    )


def _met(use: CardUse, met: Sequence[Edge]) -> tuple[tuple[int, tuple[tuple[str, str], ...]], ...]:
    found: dict[int, list[tuple[str, str]]] = {}
    for edge in met:
        keys = (edge.source.key, edge.target.key)
        if edge.answers and use.number in keys:
            other = keys[1] if keys[0] == use.number else keys[0]
            assert isinstance(other, int)
            found.setdefault(other, []).extend(edge.where)
    return tuple((number, tuple(dict.fromkeys(where))) for number, where in sorted(found.items()))


def _pairs(
    found: Iterable[Pair],
    known: Mapping[int, CardLine],
    used: Mapping[int, CardUse],
    held: Sequence[_Held] | None,
) -> tuple[PairLine, ...]:
    in_hands = {row.card_number for row in held or ()} | set(used)
    return tuple(
        PairLine(
            pair,
            tuple(known[number] for number in pair.cards),
            frozenset(number for number in pair.cards if number in used),
            tuple(number for number in pair.cards if number not in in_hands) if held else (),
        )
        for pair in found
    )
