"""Notes: remarks that stand on a point, or on words of it.

Belongs here: finding the words that somebody selected or typed in a point as it was written,
checking what a note says, and putting marks and letters into safe HTML. Does not belong here: who
may read a note (releases), and its versions (services).

Words are compared by their letters and digits alone, whatever their case: a selection on a page has
neither the signs of Markdown nor the line ends of the text as written.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import NamedTuple

from debate.domain.refusals import Refused

COMMENT_MAX = 2_000
QUOTE_MAX = 1_000
PARTS = ("claim", "reasons")

_TOKEN = re.compile(r"<[^>]*>|&#?\w+;|.", re.DOTALL)


@dataclass(frozen=True)
class Anchor:
    """Where a note stands: code points of one part of a point as written; "" for the whole point.

    `quote` is what stood there.
    """

    part: str = ""
    begins: int | None = None
    ends: int | None = None
    quote: str = ""


@dataclass(frozen=True)
class Passage:
    """Words to be marked: the `nth` time (from 0) that they stand in a text, and their letter."""

    letter: str
    quote: str
    nth: int


class _Signs(NamedTuple):
    """What of a text counts when words are compared, and where each sign stands."""

    text: str
    at: tuple[int, ...]


def find(claim: str, reasons: str, quote: str, part: str = "", near: int | None = None) -> Anchor:
    """The place of `quote` in a point; the whole point where it is empty.

    `part`: "claim" or "reasons", "" for either. `near`: code points before the words, as a page
    counted them; it chooses where they stand more than once. Raises Refused with the field "quote".
    """
    if not quote.strip():
        return Anchor()
    if len(quote) > QUOTE_MAX:
        raise Refused(f"Choose at most {QUOTE_MAX} characters of the point.", "quote")
    texts = {"claim": claim, "reasons": reasons}
    found = [
        Anchor(name, begins, ends, texts[name][begins:ends])
        for name in PARTS
        if part in ("", name)
        for begins, ends in occurrences(texts[name], quote)
    ]
    if not found:
        raise Refused(
            "These words do not stand in that point. Copy them from it, or leave the field empty to"
            " comment on the whole point.",
            "quote",
        )
    if near is None and len(found) > 1:
        raise Refused("These words stand there more than once. Add a word that follows.", "quote")
    return min(found, key=lambda one: abs((one.begins or 0) - (near or 0)))


def occurrences(text: str, quote: str) -> tuple[tuple[int, int], ...]:
    """Each place of `quote` in `text`, as begin and end in code points."""
    letters = bool(_signs(quote, letters=True).text)
    signs, sought = _signs(text, letters=letters), _signs(quote, letters=letters).text
    found: dict[tuple[int, int], None] = {}  # a letter may be two signs at one place
    at = signs.text.find(sought) if sought else -1
    while at >= 0:
        found[signs.at[at], signs.at[at + len(sought) - 1] + 1] = None
        at = signs.text.find(sought, at + 1)
    return tuple(found)


def ordinal(text: str, anchor: Anchor) -> int:
    """How often the words of an anchor stand before it in the text that it counts in."""
    places = [begins for begins, _ in occurrences(text, anchor.quote)]
    return sum(begins < (anchor.begins or 0) for begins in places)


def check(
    comment: str, criterion: str, level: int | None, criteria: Collection[str], top: int
) -> None:
    """Whether a note can be kept: `criteria` are the slugs of the rubric, `top` its highest level.

    Raises Refused with the field at fault.
    """
    if not comment.strip() and level is None:
        raise Refused("Write what the student is to read about these words.", "note")
    if len(comment) > COMMENT_MAX:
        raise Refused(f"A note has at most {COMMENT_MAX} characters. Shorten it.", "note")
    if criterion and criterion not in criteria:
        raise Refused("The rubric has no such criterion.", "criterion")
    if level is not None and not criterion:
        raise Refused("Choose the criterion that this level is for.", "criterion")
    if level is not None and not 1 <= level <= top:
        raise Refused(f"Choose a level from 1 to {top}.", "at_level")


def letter(n: int) -> str:
    """The letter of the nth note on a page, from 0: a to z, then aa."""
    rest = ""
    while n >= 0:
        n, sign = divmod(n, 26)
        rest = chr(ord("a") + sign) + rest
        n -= 1
    return rest


def marked(html: str, passages: Sequence[Passage]) -> str:
    """Safe HTML with the words of each passage marked, and its letter behind them.

    Words that are not there (any more) are left out; no mark ever crosses a tag.
    """
    tokens = _TOKEN.findall(html)
    shown = [n for n, token in enumerate(tokens) if not token.startswith("<")]
    text = "".join(_visible(tokens[n]) for n in shown)
    covered: set[int] = set()
    behind: dict[int, list[str]] = {}
    for passage in passages:
        places = occurrences(text, passage.quote)
        if not places:
            continue
        begins, ends = places[min(passage.nth, len(places) - 1)]
        covered.update(shown[begins:ends])
        behind.setdefault(shown[ends - 1], []).append(passage.letter)
    return "".join(_with_marks(tokens, covered, behind))


def _with_marks(
    tokens: Sequence[str], covered: Collection[int], behind: dict[int, list[str]]
) -> Iterator[str]:
    is_open = False
    for n, token in enumerate(tokens):
        if is_open and n not in covered:
            yield "</mark>"
        elif n in covered and not is_open:
            yield "<mark>"
        is_open = n in covered
        yield token
        if n in behind:
            yield "</mark>"
            is_open = False
            yield from (f' <b class="anchor">{letters}</b>' for letters in behind[n])


def _visible(token: str) -> str:
    """One sign of text, for one token: an entity stands for one."""
    return (unescape(token) if len(token) > 1 else token)[:1]


def _signs(text: str, *, letters: bool) -> _Signs:
    """The letters and digits of a text, or, where it has none to compare, all that is no space."""
    signs, at = [], []
    for n, sign in enumerate(text):
        if sign.isalnum() if letters else not sign.isspace():
            for folded in sign.casefold():
                signs.append(folded)
                at.append(n)
    return _Signs("".join(signs), tuple(at))
