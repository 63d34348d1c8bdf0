"""Decks: all that one says, how far its sources are covered, and what makes it unfit to print.

Belongs here: a deck's content as one value, its coverage, and the rules over several of its parts.
Does not belong here: what a source, motion or card must be by itself (`sources`, `motions`,
`cards`), files (seeding), and advice to whoever cuts a card (`checks`).
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from debate.domain.cards import Card
from debate.domain.clashes import Clashes
from debate.domain.motions import Motion
from debate.domain.sources import Source


@dataclass(frozen=True)
class Content:
    """All that a deck says, checked part by part."""

    slug: str
    title: str
    summary: str
    licence: str
    language: str
    sources: tuple[Source, ...]
    motions: tuple[Motion, ...]
    cards: tuple[Card, ...]
    clashes: Clashes = field(default_factory=Clashes)


@dataclass(frozen=True)
class Covered:
    """How far one source is covered: passages, those with a card, and its cards."""

    source: str
    passages: int
    with_cards: int
    without: tuple[int, ...]  # numbers of the passages that no card was cut from
    cards: int


@dataclass(frozen=True)
class Balance:
    """A motion's cards by how they bear on it, and by source for each side ("both" in both)."""

    motion: str
    supports: int
    both: int
    opposes: int
    sources: dict[str, dict[str, int]]  # side → source → cards


def in_order(content: Content) -> Content:
    """The same with its sources in the order of their files, which is how a deck is read."""
    ordered = sorted(content.sources, key=lambda source: f"{source.slug}.yaml")
    numbered = (replace(source, position=n) for n, source in enumerate(ordered, 1))
    return replace(content, sources=tuple(numbered))


def coverage(content: Content) -> tuple[Covered, ...]:
    """Each source's passages with and without cards."""
    cut = Counter((card.source, card.passage) for card in content.cards)
    found = []
    for source in content.sources:
        bare = tuple(one.number for one in source.passages if not cut[source.slug, one.number])
        cards = sum(card.source == source.slug for card in content.cards)
        total = len(source.passages)
        found.append(Covered(source.slug, total, total - len(bare), bare, cards))
    return tuple(found)


def balances(content: Content) -> tuple[Balance, ...]:
    """Each motion's cards by side and source."""
    found = []
    for motion in content.motions:
        ways: Counter[str] = Counter()
        sides: dict[str, Counter[str]] = {"P": Counter(), "O": Counter()}
        for card in content.cards:
            for bearing in card.bearings:
                if bearing.motion == motion.slug:
                    ways[bearing.bears] += 1
                    for side in {"supports": "P", "opposes": "O", "both": "PO"}[bearing.bears]:
                        sides[side][card.source] += 1
        by_side = {side: dict(sorted(counts.items())) for side, counts in sides.items()}
        found.append(Balance(motion.slug, ways["supports"], ways["both"], ways["opposes"], by_side))
    return tuple(found)


def faults(content: Content) -> Iterator[str]:
    """What must be mended before a deck is handed on, a sentence each, by card number.

    A card without words of its passage or without a motion; a holder other than the author that
    neither tag nor body names; a hedge that both have lost; a motion that no card of a side bears
    on.
    """
    for card in content.cards:
        words = f"{card.tag} {card.body}"
        if not card.spans:
            yield f"Card No. {card.number}: it names no words of its passage."
        if not card.bearings:
            yield f"Card No. {card.number}: it bears on no motion."
        if card.holder and not _names(words, card.holder):
            yield f"Card No. {card.number}: tag and body do not name {card.holder}, who holds this."
        for hedge in filter(None, map(str.strip, card.hedge.split(";"))):
            if not _stands(words, hedge):
                yield f"Card No. {card.number}: tag and body have lost the hedge “{hedge}”."
    for balance in balances(content):
        for side in ("P", "O"):
            if not balance.sources[side]:
                yield f"Motion {balance.motion}: no card helps side {side}."


def _names(words: str, holder: str) -> bool:
    """Whether a word of the holder's name stands in the words."""
    return any(
        _stands(words, part) for part in re.findall(r"\w+", holder) if part[:1].isupper()
    ) or _stands(words, holder)


def _stands(words: str, part: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(part.casefold())}(?!\w)", words.casefold()))
