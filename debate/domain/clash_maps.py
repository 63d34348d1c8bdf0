"""Clash maps: who answered whom in a debate, which cards met, and what a deck's clashes became.

Belongs here: counting what met what. Does not belong here: who sees a point or a hand
(`visibility`; callers hand in what a view may know), whether an answer was in time (`flow`), what a
deck says of its cards (`clashes`), and the drawing (export).
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

from debate.domain.clashes import Meeting
from debate.domain.hands import BOTH, OPPOSES, SUPPORTS
from debate.domain.steps import SIDES

ANSWERING = ("answers", "turns")
CONCEDES = "concedes"

MET = "met"  # a point with one of the cards was answered by a point with another
PLAYED = "played"  # two were played, never against each other
HALF = "half"  # one was played
MISSED = "missed"  # none was
STATES = (MET, PLAYED, HALF, MISSED)


class MapPoint(NamedTuple):
    """A point that stands before the view. `half`: of a question and its answer, else ""."""

    address: str
    speech: str
    seat_id: int
    side: str | None
    half: str
    cards: tuple[int, ...]


class MapLink(NamedTuple):
    """A link from one point's address to another's."""

    source: str
    target: str
    kind: str


class Node(NamedTuple):
    """One end of a meeting: a person, a speech or a card, on the side that it spoke for."""

    side: str | None
    key: Hashable


class Edge(NamedTuple):
    """What went from one node to another. `where`: answering and answered address, in order."""

    source: Node
    target: Node
    answers: int  # turns among them
    turns: int
    concedes: int
    where: tuple[tuple[str, str], ...]


class CardUse(NamedTuple):
    """A card that was played: by which sides, and in which points."""

    number: int
    sides: tuple[str, ...]  # P before O
    points: tuple[str, ...]


class Pair(NamedTuple):
    """An entry of the deck's clashes, and what became of it. `where`: as in Edge."""

    cards: tuple[int, ...]
    line: str
    state: str
    where: tuple[tuple[str, str], ...]


def by_person(point: MapPoint) -> tuple[Node, ...]:
    """The person who made a point."""
    return (Node(point.side, point.seat_id),)


def by_speech(point: MapPoint) -> tuple[Node, ...]:
    """The speech that a point stands in."""
    return (Node(point.side, point.speech),)


def by_card(point: MapPoint) -> tuple[Node, ...]:
    """The cards that a point cites."""
    return tuple(Node(point.side, number) for number in dict.fromkeys(point.cards))


def edges(
    points: Sequence[MapPoint],
    links: Iterable[MapLink],
    nodes: Callable[[MapPoint], tuple[Node, ...]],
) -> tuple[Edge, ...]:
    """What met what, by the nodes of the points, in the order of the answering points.

    A turn is an answer too, a concession is counted apart. What one side says to its own, and
    questions with their answers, are left out: they take up nothing of the other side's case.
    """
    standing = {point.address: point for point in points if not point.half}
    order = {address: place for place, address in enumerate(standing)}
    found: dict[tuple[Node, Node], list[MapLink]] = {}
    chosen = [link for link in links if {link.source, link.target} <= standing.keys()]
    for link in sorted(chosen, key=lambda one: (order[one.source], order[one.target])):
        source, target = standing[link.source], standing[link.target]
        if link.kind not in (*ANSWERING, CONCEDES) or _same_side(source, target):
            continue
        for one in nodes(source):
            for other in nodes(target):
                found.setdefault((one, other), []).append(link)
    return tuple(_edge(one, other, between) for (one, other), between in found.items())


def played(points: Iterable[MapPoint]) -> Mapping[int, CardUse]:
    """The cards that standing points cite, by number; questions and answers count too."""
    found: dict[int, list[MapPoint]] = {}
    for point in points:
        for number in dict.fromkeys(point.cards):
            found.setdefault(number, []).append(point)
    return {
        number: CardUse(
            number,
            tuple(side for side in SIDES if side in {one.side for one in uses}),
            tuple(one.address for one in uses),
        )
        for number, uses in sorted(found.items())
    }


def pairs(
    clashes: Iterable[Meeting],
    bearings: Mapping[int, str],
    used: Collection[int],
    met: Iterable[Edge],
) -> tuple[Pair, ...]:
    """What became of the deck's clashes that this debate could find, those that met first.

    `bearings`: cards that bear on the motion; only they are in piles, so an entry with fewer than
    two of them is left out. `met`: the edges between cards.
    """
    between = {(one.source.key, one.target.key): one.where for one in met if one.answers}
    found = []
    for entry in clashes:
        cards = tuple(number for number in entry.cards if number in bearings or number in used)
        if len(cards) > 1:
            where = tuple(
                place
                for one in cards
                for other in cards
                if one != other
                for place in between.get((one, other), ())
            )
            found.append(Pair(cards, entry.line, _state(cards, used, bool(where)), where))
    return tuple(sorted(found, key=lambda pair: STATES.index(pair.state)))


def found_already(pair: Pair) -> bool:
    """Whether a pair tells no more than the debate did: what is left to find is no part of it."""
    return pair.state in (MET, PLAYED)


def fits(bearing: str, side: str) -> bool:
    """Whether a card that bears so on the motion stands in a side's pile."""
    return bearing in (BOTH, SUPPORTS if side == "P" else OPPOSES)


def _same_side(source: MapPoint, target: MapPoint) -> bool:
    return source.side in SIDES and source.side == target.side


def _edge(source: Node, target: Node, links: Sequence[MapLink]) -> Edge:
    kinds = [link.kind for link in links]
    turns, concedes = kinds.count("turns"), kinds.count(CONCEDES)
    where = tuple(dict.fromkeys((link.source, link.target) for link in links))
    return Edge(source, target, len(kinds) - concedes, turns, concedes, where)


def _state(cards: Sequence[int], used: Collection[int], met: bool) -> str:
    if met:
        return MET
    count = sum(number in used for number in cards)
    return MISSED if count == 0 else HALF if count == 1 else PLAYED
