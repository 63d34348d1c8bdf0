"""Cards: which side one helps, what one must have, and how a citation reads.

Belongs here: what a card must have (read from a parsed data file, with every fault named), and what
follows from a card alone.
Does not belong here: dealing (`hands`), which cards a seat may cite (`queries.hands`), and the
source's own citation (`decks`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from debate.domain import spans
from debate.domain.datafiles import Fields, Problem
from debate.domain.passages import HASH_DIGITS
from debate.domain.sources import Passage
from debate.domain.spans import Span

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
LEVELS = ("easy", "medium", "hard")
PROVENANCES = ("imported", "instructor", "student", "generated")
"""Where a card came from. One that a file says nothing of was imported with that file."""
TAG_MAX = 120
BODY_MAX = 1200
WARRANT_MAX = 240
HOLDER_MAX = 120
HEDGE_MAX = 80
OWN = "author"
"""The holder of a card that says what its author says."""


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
    level: str = "medium"
    spans: tuple[Span, ...] = ()
    read: tuple[tuple[int, int], ...] = ()  # the words of the spans to read aloud; () for all
    provenance: str = "imported"


def read(
    data: object,
    problems: list[Problem],
    source: str,
    passages: Sequence[Passage] | None,
    motions: Collection[str] | None,
    taken: Collection[int],
) -> tuple[Card, ...]:
    """The cards in the parsed file of `source`, a list of mappings; faults go to `problems`.

    `passages`: those of the source; `motions`: the deck's slugs; None where these are not known
    because their own file is at fault. `taken`: card numbers of the deck's other files.
    """
    if not isinstance(data, list) or not data:
        problems.append(Problem("", "This file must be a list of cards."))
        return ()
    found: list[Card] = []
    for n, item in enumerate(data):
        fields = Fields(item, f"[{n}]", problems)
        card = _read_one(fields, source, passages, motions)
        if card.number in taken or card.number in {other.number for other in found}:
            fields.fault("number", f"Another card of the deck is No. {card.number}.")
        if passages is not None and card.passage > len(passages):
            fault = f"{source} has {len(passages)} passages, and no ¶ {card.passage}."
            fields.fault("passage", fault)
        fields.close()
        found.append(card)
    return tuple(found)


def citation(short: str, passage: int) -> str:
    """How a card is cited in a point: "Gabuev 2024, ¶ 9". `short` comes from the source."""
    return f"{short}, ¶ {passage}"


def _read_one(
    fields: Fields,
    source: str,
    passages: Sequence[Passage] | None,
    motions: Collection[str] | None,
) -> Card:
    hedge, holder = fields.line("hedge", HEDGE_MAX), fields.line("holder", HOLDER_MAX)
    number, passage = fields.number("number", 1, 999_999), fields.number("passage", 1, 9999)
    here = passages[passage - 1] if passages and passage <= len(passages) else None
    found = _spans(fields, here)
    return Card(
        number=number,
        source=source,
        passage=passage,
        kind=fields.choice("kind", KINDS),
        tag=fields.line("tag", TAG_MAX),
        body=fields.text("body", BODY_MAX),
        hedge="" if hedge == "none" else hedge,
        holder="" if holder == OWN else holder,
        bearings=_bearings(fields, motions),
        level=fields.choice("level", LEVELS),
        spans=found,
        read=_read_aloud(fields, found),
        provenance=fields.choice("provenance", PROVENANCES, default=PROVENANCES[0]),
    )


def _spans(fields: Fields, passage: Passage | None) -> tuple[Span, ...]:
    found = [_span(part, passage) for part in fields.each("spans")]
    if not spans.apart([(span.first, span.last) for span in found]):
        fields.fault("spans", "Spans stand in order and share no word.")
    return tuple(found)


def _span(fields: Fields, passage: Passage | None) -> Span:
    named, own = spans.read_range(fields.text("words", 9)), fields.text("hash", 64, default="")
    fields.close()
    if named is None:
        fields.fault("words", "Write the first and the last word, such as 12-58.")
        return Span(1, 1)
    if passage and named[1] > passage.words:
        fields.fault("words", f"¶ {passage.number} has {passage.words} words.")
    if passage and passage.text:
        right = spans.of_text(passage.text, *named)
        if own and own != right.hash:
            fields.fault("hash", "The text has other words here. Leave the hash out, or mend it.")
        return right
    if not spans.is_hash(own):
        fields.fault("hash", f"This must be the first {HASH_DIGITS} digits of the words' SHA-256.")
    return Span(*named, own)


def _read_aloud(fields: Fields, found: Sequence[Span]) -> tuple[tuple[int, int], ...]:
    text = fields.line("read", 200, default="")
    ranges = spans.read_ranges(text) if text else ()
    if ranges is None:
        fields.fault("read", "Write words in order, such as 14-30, 41-58.")
    elif not all(spans.within(one, found) for one in ranges):
        fields.fault("read", "Only words of the card's own spans are read aloud.")
    return ranges or ()


def _bearings(fields: Fields, motions: Collection[str] | None) -> tuple[Bearing, ...]:
    if not fields.has("bearings"):
        return ()
    inner = fields.nested("bearings")
    found = []
    for motion in inner.names():
        if motions is not None and motion not in motions:
            inner.fault(motion, "The deck has no such motion.")
        ways = inner.nested(motion)
        given = [way for way in BEARINGS if ways.has(way)]
        if len(given) != 1:
            inner.fault(motion, f"Write exactly one of {', '.join(BEARINGS)}, with its warrant.")
        found += [Bearing(motion, way, ways.line(way, WARRANT_MAX)) for way in given]
        ways.close()
    return tuple(found)
