"""The pictures of a clash map, as SVG that stands in the page and is painted by its style sheet.

Proposition stands left of the aisle, Opposition right. Each line begins at a mark with its number,
a square or a disc, and ends at an arrow, so that it is read without its colour. The tables of the
page say the same. Does not belong here: what met what (`queries.clash_maps`).
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from types import MappingProxyType
from typing import NamedTuple

from debate.domain import clash_maps as rules
from debate.domain.clash_maps import Node
from debate.export.drawings import n
from debate.export.drawings_text import wrapped
from debate.export.transcripts_pdf import runs_left
from debate.queries.clash_maps import ClashMap, NodeLine, Web

WIDTH = 760
BOX = 244
LEFT, RIGHT = BOX, WIDTH - BOX
"""Where lines leave the boxes of either side."""
PORT = 25
GAP = 12
SIZE, LEAD = 16, 20
SMALL, SMALL_LEAD = 14, 18
TOP = 34
NUMBER_W, NUMBER_H, IN_ROW = 54, 30, 4


class Tie(NamedTuple):
    """A line across the aisle. `clash`: the two are a clash of the deck."""

    source: Node
    target: Node
    answers: int
    clash: bool


class Half(NamedTuple):
    """Two cards of a clash of the deck that did not meet; drawn without a direction."""

    one: Node
    other: Node


class Scene(NamedTuple):
    """What is drawn. `missing`: boxes of cards that were not played; `flagged`: numbers of cards
    that were challenged; `unplayed`: by side, numbers of further cards that were only held.
    """

    web: Web
    ties: Sequence[Tie]
    halves: Sequence[Half] = ()
    missing: frozenset[Node] = frozenset()
    flagged: frozenset[object] = frozenset()
    unplayed: Mapping[str, Sequence[str]] = MappingProxyType({})


class Placed(NamedTuple):
    """A box with its place; `ports` are the heights at which lines reach it, by tie and end."""

    line: NodeLine
    y: float
    height: float
    ports: Mapping[tuple[int, int], float]


def people(found: ClashMap, sides: Mapping[str, str]) -> str:
    """Who answered whom."""
    return _drawn(Scene(found.people, _ties(found.people)), sides, "Who answered whom")


def speeches(found: ClashMap, sides: Mapping[str, str]) -> str:
    """Which speech answered which."""
    scene = Scene(found.speeches, _ties(found.speeches))
    return _drawn(scene, sides, "Which speech answered which")


def cards(found: ClashMap, sides: Mapping[str, str]) -> str:
    """Which cards met which, the deck's clashes among them, and what was never played."""
    deck = [set(line.pair.cards) for line in found.pairs]
    ties = []
    for tie in _ties(found.cards):
        both = {tie.source.key, tie.target.key}
        ties.append(tie._replace(clash=len(both) > 1 and any(both <= one for one in deck)))
    halves = tuple(_halves(found, {frozenset((tie.source.key, tie.target.key)) for tie in ties}))
    there = {line.node for line in found.cards.nodes}
    missing = dict.fromkeys(
        end for half in halves for end in (half.one, half.other) if end not in there
    )
    nodes = (
        *found.cards.nodes,
        *(NodeLine(node, f"No. {node.key}", found.known[_number(node)].tag) for node in missing),
    )
    scene = Scene(
        Web(nodes, found.cards.edges),
        ties,
        halves,
        frozenset(missing),
        frozenset(line.card for line, _ in found.challenged),
        _unplayed(found, set(missing)),
    )
    return _drawn(scene, sides, "Which cards met which")


def _ties(web: Web) -> list[Tie]:
    """The answers between the sides; what has no side stands in the tables alone."""
    return [
        Tie(edge.source, edge.target, edge.answers, False)
        for edge in web.edges
        if edge.answers and {edge.source.side, edge.target.side} == {"P", "O"}
    ]


def _halves(found: ClashMap, met: set[frozenset[object]]) -> Iterable[Half]:
    """Clashes of two cards of which one was played, or both without meeting, across the aisle."""
    sides = {one.use.number: one.use.sides for one in found.played}
    for line in found.pairs:
        if line.pair.state not in (rules.HALF, rules.PLAYED) or len(line.pair.cards) != 2:
            continue
        one, other = sorted(line.cards, key=lambda card: card.number not in line.played)
        if frozenset((one.number, other.number)) in met:
            continue
        for side in sides[one.number]:
            across = "O" if side == "P" else "P"
            if across in sides.get(other.number, ()) or (
                other.number not in line.played and rules.fits(other.bearing, across)
            ):
                yield Half(Node(side, one.number), Node(across, other.number))
                break


def _unplayed(found: ClashMap, drawn: set[Node]) -> dict[str, list[str]]:
    """The numbers of the cards that were held and never played, by side, but those in boxes."""
    numbers: dict[str, list[str]] = {"P": [], "O": []}
    for held in found.unplayed or ():
        if Node(held.side, held.card.number) not in drawn:
            numbers[held.side].append(str(held.card.number))
    return numbers


def _drawn(scene: Scene, sides: Mapping[str, str], title: str) -> str:
    web, ties, halves = scene.web, scene.ties, scene.halves
    ends = [(tie.source, tie.target) for tie in ties] + [(one, other) for one, other in halves]
    columns = {side: _column(web.nodes, side, ends) for side in ("P", "O")}
    foot = max((box.y + box.height for boxes in columns.values() for box in boxes), default=TOP)
    ports = {key: y for boxes in columns.values() for box in boxes for key, y in box.ports.items()}
    lines = [_tie(tie, ports[place, 0], ports[place, 1]) for place, tie in enumerate(ties)]
    lines += [
        _half(half, ports[len(ties) + place, 0], ports[len(ties) + place, 1])
        for place, half in enumerate(halves)
    ]
    boxes = [_box(box, scene) for side in columns for box in columns[side]]
    rest, foot = _strip(scene.unplayed, foot)
    heads = (
        _words(0, 20, sides["P"], "map__side")
        + _words(WIDTH, 20, sides["O"], "map__side map__side--o")
        + f'<path class="map__aisle" d="M{WIDTH / 2:.0f} 4V{n(foot)}"/>'
    )
    return (
        f'<svg class="map" viewBox="0 0 {WIDTH} {n(foot + 4)}" role="img" focusable="false"'
        f' aria-label="{escape(title)}. The table says the same.">'
        f"{heads}{''.join(line for line, _ in lines)}{''.join(boxes)}"
        f"{''.join(mark for _, mark in lines)}{rest}</svg>"
    )


def _column(
    nodes: Sequence[NodeLine], side: str, ends: Sequence[tuple[Node, Node]]
) -> tuple[Placed, ...]:
    """The boxes of a side below each other, each as high as its words and its lines need."""
    order = {line.node: place for place, line in enumerate(nodes)}
    y, found = float(TOP), []
    for line in nodes:
        if line.node.side != side:
            continue
        reached = sorted(
            (order[pair[1 - end]], place, end)
            for place, pair in enumerate(ends)
            for end in (0, 1)
            if pair[end] == line.node
        )
        words = len(_name(line)) * LEAD + len(_beside(line)) * SMALL_LEAD + 14
        height = float(max(words, len(reached) * PORT + 8))
        first = y + (height - (len(reached) - 1) * PORT) / 2
        ports = {(place, end): first + at * PORT for at, (_, place, end) in enumerate(reached)}
        found.append(Placed(line, y, height, ports))
        y += height + GAP
    return tuple(found)


def _name(line: NodeLine) -> list[str]:
    return wrapped(line.name, BOX - 34, SIZE * 1.04, 3)


def _beside(line: NodeLine) -> list[str]:
    return wrapped(line.beside, BOX - 34, SMALL, 2)


def _box(box: Placed, scene: Scene) -> str:
    """A square box with its edge on the left, or one that is round on the right."""
    missing = box.line.node in scene.missing
    left = box.line.node.side == "P"
    x, y, height = (0 if left else RIGHT), box.y, box.height
    look = " map__box--missing" if missing else ""
    shape = (
        f'<path class="map__box{look}" d="{_outline(left, y, height)}"/>'
        f'<path class="map__edge--{"p" if left else "o"}" d="{_edge(left, y, height)}"/>'
    )
    hatch = _hatching(x, y, BOX, height) if missing else ""
    name, beside = _name(box.line), _beside(box.line)
    rest = height - len(name) * LEAD - len(beside) * SMALL_LEAD
    at, base = x + (16 if left else 14), y + rest / 2 + LEAD - 5
    flag = _flag(x + BOX - 26, y + 8) if box.line.node.key in scene.flagged else ""
    return (
        shape
        + hatch
        + flag
        + _lines(at, base, name, LEAD, "map__name")
        + _lines(at, base + (len(name) - 1) * LEAD + SMALL_LEAD, beside, SMALL_LEAD, "map__beside")
    )


def _flag(x: float, y: float) -> str:
    """The mark of a card that was challenged."""
    return f'<path class="map__flag" d="M{n(x)} {n(y + 16)}V{n(y)}h12l-3 4.5 3 4.5H{n(x)}"/>'


def _lines(x: float, y: float, texts: Sequence[str], lead: float, look: str) -> str:
    """Lines below each other; text that runs to the left begins at the other end of its box."""
    left = runs_left(" ".join(texts))
    at, way = (x + BOX - 32, ' direction="rtl"') if left else (x, "")
    spans = "".join(
        f'<tspan x="{n(at)}" y="{n(y + lead * place)}">{escape(text)}</tspan>'
        for place, text in enumerate(texts)
    )
    return f'<text class="{look}"{way}>{spans}</text>' if texts else ""


def _words(x: float, y: float, text: str, look: str) -> str:
    return f'<text class="{look}" x="{n(x)}" y="{n(y)}">{escape(text)}</text>'


def _outline(left: bool, y: float, height: float) -> str:
    if left:
        return f"M.5 {n(y)}H{LEFT}V{n(y + height)}H.5Z"
    end, turn = WIDTH - 0.5, 14
    return (
        f"M{RIGHT} {n(y)}H{n(end - turn)}Q{n(end)} {n(y)} {n(end)} {n(y + turn)}"
        f"V{n(y + height - turn)}Q{n(end)} {n(y + height)} {n(end - turn)} {n(y + height)}H{RIGHT}Z"
    )


def _edge(left: bool, y: float, height: float) -> str:
    if left:
        return f"M0 {n(y)}H6V{n(y + height)}H0Z"
    end, turn = WIDTH, 14
    return (
        f"M{end - turn} {n(y)}Q{end} {n(y)} {end} {n(y + turn)}V{n(y + height - turn)}"
        f"Q{end} {n(y + height)} {end - turn} {n(y + height)}"
        f"Q{end - 6} {n(y + height)} {end - 6} {n(y + height - turn)}"
        f"V{n(y + turn)}Q{end - 6} {n(y)} {end - turn} {n(y)}Z"
    )


def _hatching(x: float, y: float, width: float, height: float) -> str:
    """Slanted lines inside a box, for what was not played."""
    lines = []
    for start in range(-int(height) // 12 * 12, int(width), 12):
        x1, x2 = max(start, 0), min(start + height, width)
        if x2 > x1:
            y1, y2 = y + height - (x1 - start), y + height - (x2 - start)
            lines.append(f"M{n(x + x1)} {n(y1)}L{n(x + x2)} {n(y2)}")
    return f'<path class="map__hatch" d="{"".join(lines)}"/>'


def _tie(tie: Tie, y1: float, y2: float) -> tuple[str, str]:
    """The line of an answer, and the mark with its number that stands above all lines."""
    right = tie.source.side == "P"
    way, side = (1, "p") if right else (-1, "o")
    x1, x2 = (LEFT, RIGHT) if right else (RIGHT, LEFT)
    width = min(1.6 + 1.2 * (tie.answers - 1), 8)
    middle = WIDTH // 2
    line = (
        f'<path class="map__tie map__tie--{side}" stroke-width="{n(width)}" d="M{x1} {n(y1)}'
        f"H{x1 + 28 * way}C{middle} {n(y1)} {middle} {n(y2)} {x2 - 28 * way} {n(y2)}"
        f'H{x2 - 10 * way}"/>'
        f'<path class="map__head--{side}" d="M{x2 - way} {n(y2)}l{-12 * way} -6v12Z"/>'
    )
    x = x1 + 16 * way
    shape = (
        f'<rect class="map__count--p" x="{x - 12}" y="{n(y1 - 10)}" width="24" height="20"/>'
        if right
        else f'<circle class="map__count--o" cx="{x}" cy="{n(y1)}" r="11.5"/>'
    )
    number = f'<text class="map__count" x="{x}" y="{n(y1 + 5)}">{tie.answers}</text>'
    return line, shape + number + (_diamond(middle, (y1 + y2) / 2, "met") if tie.clash else "")


def _half(half: Half, y1: float, y2: float) -> tuple[str, str]:
    x1, x2 = (LEFT, RIGHT) if half.one.side == "P" else (RIGHT, LEFT)
    middle = WIDTH // 2
    curve = f"M{x1} {n(y1)}C{middle} {n(y1)} {middle} {n(y2)} {x2} {n(y2)}"
    line = f'<path class="map__half" d="{curve}"/>'
    return line, _diamond(middle, (y1 + y2) / 2, "half")


def _diamond(x: float, y: float, kind: str) -> str:
    """The mark of a clash of the deck."""
    return (
        f'<path class="map__clash map__clash--{kind}" d="M{n(x)} {n(y - 10)}l10 10-10 10-10-10Z"/>'
    )


def _strip(unplayed: Mapping[str, Sequence[str]], foot: float) -> tuple[str, float]:
    """The numbers of cards that were held and never played, below the boxes of their side."""
    if not any(unplayed.values()):
        return "", foot
    top = foot + 44
    found = [_words(0, foot + 34, "Held and never played", "map__label")]
    for side, x in (("P", 0), ("O", RIGHT)):
        for place, number in enumerate(unplayed[side]):
            row, column = divmod(place, IN_ROW)
            at, y = x + column * (NUMBER_W + 8), top + row * (NUMBER_H + 8)
            found.append(
                f'<rect class="map__box map__box--missing" x="{n(at + 0.5)}" y="{n(y)}"'
                f' width="{NUMBER_W}" height="{NUMBER_H}"/>'
                + _hatching(at, y, NUMBER_W, NUMBER_H)
                + f'<text class="map__number" x="{n(at + NUMBER_W / 2)}" y="{n(y + 20)}">'
                + f"{escape(number)}</text>"
            )
    rows = max(-(-len(numbers) // IN_ROW) for numbers in unplayed.values())
    return "".join(found), top + rows * (NUMBER_H + 8)


def _number(node: Node) -> int:
    assert isinstance(node.key, int)
    return node.key
