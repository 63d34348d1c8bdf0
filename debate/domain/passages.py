"""Passages: a text as numbered paragraphs and sentences, and what tells one wording from another.

Belongs here: cutting a text into paragraphs, sentences and words, the normal form in which two
copies are compared, and hashes of it. Does not belong here: which words a card rests on (`spans`),
the citation of a source (`citations`). The cut is part of the deck format: a deck names sentences
and words by their numbers, so a change of these rules makes every bundled hash untrue.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

HASH_DIGITS = 16
"""Digits of a sentence's or span's hash: 64 bits, far more than one text could confuse."""

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
_QUOTES = dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u2032"), "'")
_DOUBLE = dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"), '"')
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_SAME = _DASHES | _QUOTES | _DOUBLE

# A full stop after these ends no sentence; single letters ("J. Smith", "U.S.") neither.
_SHORT = frozenset(
    "mr mrs ms dr prof st gen col lt sgt sen rep gov no vs etc jr sr inc ltd co corp approx"
    " e.g i.e cf al fig vol pp ed eds jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_END = re.compile(r"[.!?\u2026]+[\"'\u2019\u201d)\]]*$")
_OPENING = "\"'\u2018\u201c(["


@dataclass(frozen=True)
class Mark:
    """What a deck keeps of a sentence instead of its words: their number, and a hash."""

    words: int
    hash: str


def words(text: str) -> list[str]:
    """The words of a text, as written: what white space parts once the unseen signs are gone."""
    return unicodedata.normalize("NFC", text.translate(_UNSEEN)).split()


def normal(text: str) -> str:
    """The form in which copies are compared: case, quotation marks, dashes and spaces are one."""
    folded = unicodedata.normalize("NFKC", text.translate(_UNSEEN)).translate(_SAME)
    return " ".join(folded.casefold().split())


def digest(text: str) -> str:
    """SHA-256 of a text's normal form, 64 hexadecimal digits."""
    return hashlib.sha256(normal(text).encode()).hexdigest()


def short_hash(text: str) -> str:
    """The first HASH_DIGITS of `digest`: what sentences and spans are known by."""
    return digest(text)[:HASH_DIGITS]


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph, in order; together they are all of its words.

    One ends at . ! ? or … (and closing quotes or brackets) when the next word begins with a
    capital, a digit or an opening quote, unless it is a common abbreviation or a single letter.
    """
    found: list[list[str]] = [[]]
    every = words(text)
    for n, word in enumerate(every):
        found[-1].append(word)
        if n + 1 < len(every) and _ends(word, every[n + 1]):
            found.append([])
    return [" ".join(one) for one in found if one]


def marks(text: str) -> tuple[Mark, ...]:
    """Length and hash of each sentence of a paragraph."""
    return tuple(Mark(len(one.split()), short_hash(one)) for one in sentences(text))


def mark_text(mark: Mark) -> str:
    """A mark in the notation of deck files: "23 9af31c05d2e84b67"."""
    return f"{mark.words} {mark.hash}"


def read_mark(text: str) -> Mark | None:
    """The mark that `mark_text` wrote; None for anything else."""
    match = re.fullmatch(rf"([1-9][0-9]{{0,3}}) ([0-9a-f]{{{HASH_DIGITS}}})", text)
    return Mark(int(match[1]), match[2]) if match else None


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a plain text: blocks between empty lines, or else its lines.

    Lines of a block are one paragraph when the text is wrapped: when most lines but the last of
    their block end without closing a sentence. Otherwise each line stands alone.
    """
    lines = [" ".join(line.split()) for line in text.replace("\r\n", "\n").split("\n")]
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    inner = [line for block in blocks for line in block[:-1]]
    wrapped = sum(1 for line in inner if not _END.search(line)) * 2 > len(inner)
    if wrapped and len([block for block in blocks if block]) > 1:
        return [" ".join(block) for block in blocks if block]
    return [line for block in blocks for line in block]


def words_from(marked: Sequence[Mark]) -> list[int]:
    """The number, from 1, of the first word of each sentence; one more for the end."""
    starts = [1]
    for mark in marked:
        starts.append(starts[-1] + mark.words)
    return starts


def _ends(word: str, after: str) -> bool:
    end = _END.search(word)
    if end is None:
        return False
    first = after.lstrip(_OPENING)[:1]
    if not (first.isupper() or first.isdigit() or after[:1] in _OPENING or not first.isascii()):
        return False
    if end[0].startswith(".") and not end[0].startswith("..."):
        stem = word[: end.start()].lstrip(_OPENING).casefold()
        inner = stem.rsplit(".", 1)[-1]
        return not (stem in _SHORT or (len(inner) == 1 and inner.isalpha()))
    return True
