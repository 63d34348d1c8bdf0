"""Spans: which words of a passage a card rests on, and how far they have been held against a text.

Belongs here: reading and writing spans, the badge that follows from them, and which words to show
marked. Does not belong here: cutting and comparing texts (`passages`), and warnings about how a
card reads (`checks`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from debate.domain import passages
from debate.domain.passages import HASH_DIGITS, Mark

VERIFIED, NEAR, LOCATED, UNVERIFIED = "verified", "near", "located", "unverified"
BADGES = (VERIFIED, NEAR, LOCATED, UNVERIFIED)

_WORDS = re.compile(r"([1-9][0-9]{0,3})(?:-([1-9][0-9]{0,3}))?")
_HASH = re.compile(rf"[0-9a-f]{{{HASH_DIGITS}}}")


@dataclass(frozen=True)
class Span:
    """Words `first` to `last` of a passage, from 1, both counted, and their hash."""

    first: int
    last: int
    hash: str = ""


@dataclass(frozen=True)
class Held:
    """A sentence of a deck's passage held against an attached text.

    `text`: what stands there in the attached text, "" where nothing does. `equal`: it is the same.
    """

    text: str
    equal: bool


@dataclass(frozen=True)
class Badge:
    """How far a card's words are known, and in one sentence why."""

    name: str
    why: str


def of_text(text: str, first: int, last: int) -> Span:
    """The span of these words of a passage whose text is known."""
    return Span(first, last, passages.short_hash(quote(text, first, last)))


def quote(text: str, first: int, last: int) -> str:
    """The words `first` to `last` of a passage."""
    return " ".join(passages.words(text)[first - 1 : last])


def read_range(text: str) -> tuple[int, int] | None:
    """The first and last word that "12-58" or "12" names; None for anything else."""
    match = _WORDS.fullmatch(text.strip().replace("–", "-"))
    if match is None:
        return None
    first, last = int(match[1]), int(match[2] or match[1])
    return (first, last) if first <= last else None


def read_ranges(text: str) -> tuple[tuple[int, int], ...] | None:
    """The ranges of "14-30, 41-58", in order and apart from each other; None for anything else."""
    found = [read_range(part) for part in text.split(",") if part.strip()]
    if not found or None in found:
        return None
    ranges = tuple(one for one in found if one)
    return ranges if apart(ranges) else None


def range_text(first: int, last: int) -> str:
    """A range in the notation of deck files."""
    return f"{first}-{last}" if first < last else str(first)


def ranges_text(ranges: Sequence[tuple[int, int]]) -> str:
    """Ranges in the notation that `read_ranges` reads."""
    return ", ".join(range_text(*one) for one in ranges)


def apart(ranges: Sequence[tuple[int, int]]) -> bool:
    """Whether ranges stand in order and share no word."""
    return all(one[1] < other[0] for one, other in pairwise(ranges))


def within(inner: tuple[int, int], spans: Sequence[Span]) -> bool:
    """Whether a range of words lies inside one of the spans."""
    return any(span.first <= inner[0] and inner[1] <= span.last for span in spans)


def is_hash(text: str) -> bool:
    """Whether this could be the hash of a span."""
    return bool(_HASH.fullmatch(text))


def touched(marks: Sequence[Mark], spans: Sequence[Span]) -> tuple[int, ...]:
    """The sentences, from 0, that the spans touch."""
    starts = passages.words_from(marks)
    return tuple(
        n
        for n in range(len(marks))
        if any(span.first < starts[n + 1] and span.last >= starts[n] for span in spans)
    )


def badge(
    marks: Sequence[Mark] | None, spans: Sequence[Span], held: Sequence[Held] | None, attached: bool
) -> Badge:
    """What can be said of a card. It is computed, never set by hand.

    `marks`: the sentences of its passage, None where it names no passage of the source. `held`:
    what an attached text says at each of them, None where the text does not hold that passage.
    `attached`: whether any text is attached to the source at all.
    """
    if marks is None:
        return Badge(UNVERIFIED, "It names no passage of its source.")
    if not attached:
        return Badge(LOCATED, "Its passage is named; no text is attached to hold it against.")
    if held is None:
        return Badge(UNVERIFIED, "The attached text does not hold this passage.")
    if not spans:
        return Badge(LOCATED, "Its passage is in the attached text; the card names no words of it.")
    differ = [n + 1 for n in touched(marks, spans) if not held[n].equal]
    if differ:
        names = ", ".join(map(str, differ))
        noun = "Sentence" if len(differ) == 1 else "Sentences"
        verb = "differs" if len(differ) == 1 else "differ"
        return Badge(NEAR, f"{noun} {names} of the passage {verb} in the attached text.")
    return Badge(VERIFIED, "Every sentence it rests on is in the text, word for word.")
