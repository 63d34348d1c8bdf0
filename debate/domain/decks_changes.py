"""What changed between two versions of a deck, part by part and field by field.

Belongs here: comparing two contents, and each field as the words that a reader is shown. Does not
belong here: which versions there are (queries), and what content must be (`decks`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from debate.domain import spans
from debate.domain.cards import Card
from debate.domain.citations import CitationField
from debate.domain.clashes import KINDS, Entry, cards_of, entries, line_of
from debate.domain.decks import Content
from debate.domain.motions import Motion
from debate.domain.sources import Passage, Source

SOURCE, MOTION, CARD, CLASH = "source", "motion", "card", "clash"
PARTS = (SOURCE, MOTION, CARD, CLASH)

_ENTRY = {"clashes": "Clash of", "common_ground": "Common ground of", "overtaken": "Overtaken:"}
_BEARS = {"supports": "Supports", "opposes": "Opposes", "both": "Cuts both ways"}
_SIDES = {"P": "Proposition", "O": "Opposition"}


@dataclass(frozen=True)
class Field:
    """A field that differs; "" where there was, or is, nothing."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """A source, motion, card or clash that came, went or changed. `fields`: only if it changed."""

    part: str  # one of PARTS
    key: str  # slug or number; of a clash, what it is
    words: str  # what it says, in a line
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Changes:
    """What came, changed and went, each in the deck's order."""

    added: tuple[Change, ...]
    changed: tuple[Change, ...]
    removed: tuple[Change, ...]


@dataclass(frozen=True)
class _Item:
    part: str
    key: str
    words: str
    fields: Mapping[str, str]


def changes(before: Content, after: Content) -> Changes:
    """What `after` says otherwise than `before`."""
    old, new = ({(one.part, one.key): one for one in _items(side)} for side in (before, after))
    changed = (
        Change(new[key].part, new[key].key, new[key].words, fields)
        for key in new
        if key in old and (fields := tuple(_differences(old[key].fields, new[key].fields)))
    )
    return Changes(
        tuple(_told(one) for key, one in new.items() if key not in old),
        tuple(changed),
        tuple(_told(one) for key, one in old.items() if key not in new),
    )


def _told(item: _Item) -> Change:
    return Change(item.part, item.key, item.words)


def _differences(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Field]:
    for name in dict.fromkeys((*new, *old)):
        field = Field(name, old.get(name, ""), new.get(name, ""))
        if field.before != field.after:
            yield field


def _items(content: Content) -> Iterator[_Item]:
    for source in content.sources:
        yield _Item(SOURCE, source.slug, source.short, dict(_of_source(source)))
    for motion in content.motions:
        yield _Item(MOTION, motion.slug, motion.text, dict(_of_motion(motion)))
    for card in content.cards:
        yield _Item(CARD, str(card.number), card.tag, dict(_of_card(card)))
    for kind in KINDS:
        yield from _of_entries(kind, entries(content.clashes, kind))


def _of_source(source: Source) -> Iterator[tuple[str, str]]:
    yield "Place in the deck", str(source.position)
    yield "Kind", source.kind
    yield "Short name", source.short
    for name, field in source.citation.items():
        yield name.capitalize(), _citation(field)
    yield "Text", source.text
    for passage in source.passages:
        yield f"Gist of ¶ {passage.number}", passage.gist
        yield f"Heading of ¶ {passage.number}", passage.heading
        yield f"Text of ¶ {passage.number}", _text(passage)


def _citation(field: CitationField) -> str:
    return f"{field.value or field.missing}{' (from outside)' if field.supplied else ''}"


def _text(passage: Passage) -> str:
    """The text, or where the deck comes without it what it is known by."""
    return passage.text or f"{passage.words} words, fingerprint {passage.sha256[:16]}"


def _of_motion(motion: Motion) -> Iterator[tuple[str, str]]:
    yield "Place in the deck", str(motion.position)
    yield "Text", motion.text
    yield "Type", motion.type
    yield "Difficulty", motion.difficulty
    yield from ((f"Term “{term}”", words) for term, words in motion.definitions.items())
    yield from ((f"Burden of {_SIDES[side]}", words) for side, words in motion.burdens.items())
    yield from ((f"Question to {_SIDES[side]}", words) for side, words in motion.questions.items())
    yield "Note", motion.note


def _of_card(card: Card) -> Iterator[tuple[str, str]]:
    yield "Source", card.source
    yield "Passage", f"¶ {card.passage}"
    yield "Kind", card.kind
    yield "Tag", card.tag
    yield "Body", card.body
    yield "Hedge", card.hedge
    yield "Holder", card.holder
    yield "Level", card.level
    yield "Words it rests on", spans.ranges_text([(one.first, one.last) for one in card.spans])
    yield "Their fingerprints", ", ".join(one.hash for one in card.spans)
    yield "Read aloud", spans.ranges_text(card.read)
    yield "Provenance", card.provenance
    for one in card.bearings:
        yield f"Bearing on {one.motion}", f"{_BEARS[one.bears]}: {one.warrant}"


def _of_entries(kind: str, found: Iterable[Entry]) -> Iterator[_Item]:
    """The entries by the cards they name: the same cards with another line is a change."""
    seen: dict[str, int] = {}
    for entry in found:
        join = " by " if kind == "overtaken" else " and "
        key = f"{_ENTRY[kind]} {join.join(f'No. {number}' for number in cards_of(entry))}"
        seen[key] = seen.get(key, 0) + 1
        key += f" ({seen[key]})" if seen[key] > 1 else ""
        yield _Item(CLASH, key, line_of(entry), {"Line": line_of(entry)})
