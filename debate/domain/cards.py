"""Cards: which side one helps, which may be cited, and how a citation reads.

Belongs here: what a card must have (read from a parsed data file, with every fault named), and what
follows from a card alone, or from hands and earlier citations.
Does not belong here: dealing (`hands`), and the source's own citation (`decks`).
"""

from collections.abc import Collection
from dataclasses import dataclass

from debate.domain.datafiles import Fields, Problem

KINDS = (
    "figure",
    "fact",
    "example",
    "testimony",
    "mechanism",
    "prediction",
    "prescription",
    "concession",
)
BEARINGS = ("supports", "opposes", "both")
TAG_MAX = 120
LOCATED = "located"
"""The badge of a card whose passage is known while nobody compared the two: all cards, so far."""


@dataclass(frozen=True)
class Bearing:
    """How a card bears on a motion, and in one line why."""

    motion: str
    bears: str
    warrant: str


@dataclass(frozen=True)
class Card:
    """A card of a deck, cut from one passage of a source."""

    number: int
    source: str
    passage: int
    kind: str
    tag: str
    body: str
    hedge: str  # the author's own words of doubt; "" for none
    holder: str  # whose view it is where the author only reports it, else ""
    bearings: tuple[Bearing, ...]


def read(
    data: object,
    problems: list[Problem],
    source: str,
    passages: int | None,
    motions: Collection[str] | None,
    taken: Collection[int],
) -> tuple[Card, ...]:
    """The cards in the parsed file of `source`, a list of mappings; faults go to `problems`.

    `passages`: how many the source has; `motions`: the deck's slugs; None where these are not known
    because their own file is at fault. `taken`: card numbers of the deck's other files.
    """
    if not isinstance(data, list) or not data:
        problems.append(Problem("", "This file must be a list of cards."))
        return ()
    found: list[Card] = []
    for n, item in enumerate(data):
        fields = Fields(item, f"[{n}]", problems)
        card = _read_one(fields, source, motions)
        if card.number in taken or card.number in {other.number for other in found}:
            fields.fault("number", f"Another card of the deck is No. {card.number}.")
        if passages is not None and card.passage > passages:
            fields.fault("passage", f"{source} has {passages} passages, and no ¶ {card.passage}.")
        fields.close()
        found.append(card)
    return tuple(found)


def citation(short: str, passage: int) -> str:
    """How a card is cited in a point: "Gabuev 2024, ¶ 9". `short` comes from the source."""
    return f"{short}, ¶ {passage}"


def may_cite(
    card: int,
    hand: Collection[int],
    team_hands: Collection[int],
    cited: Collection[int],
    share_team: bool,
) -> bool:
    """Whether a seat may cite this card: its own, its team's by setting, or one already cited.

    `cited` holds the cards cited in points that stand before the room; a held point's do not count.
    """
    return card in hand or card in cited or (share_team and card in team_hands)


def _read_one(fields: Fields, source: str, motions: Collection[str] | None) -> Card:
    hedge = fields.line("hedge", 80)
    return Card(
        number=fields.number("number", 1, 999_999),
        source=source,
        passage=fields.number("passage", 1, 9999),
        kind=fields.choice("kind", KINDS),
        tag=fields.line("tag", TAG_MAX),
        body=fields.text("body", 1200),
        hedge="" if hedge == "none" else hedge,
        holder=fields.line("holder", 120, default=""),
        bearings=_bearings(fields, motions),
    )


def _bearings(fields: Fields, motions: Collection[str] | None) -> tuple[Bearing, ...]:
    inner = fields.nested("bearings")
    found = []
    for motion in inner.names():
        if motions is not None and motion not in motions:
            inner.fault(motion, "The deck has no such motion.")
        ways = inner.nested(motion)
        given = [way for way in BEARINGS if ways.has(way)]
        if len(given) != 1:
            inner.fault(motion, f"Write exactly one of {', '.join(BEARINGS)}, with its warrant.")
        found += [Bearing(motion, way, ways.line(way, 240)) for way in given]
        ways.close()
    if not inner.names() and fields.has("bearings"):
        fields.fault("bearings", "A card bears on at least one motion.")
    return tuple(found)
