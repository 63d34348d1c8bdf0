"""Whether a page shows the words of a text, without a Markdown reader: letters and digits in order.

Belongs here: what of a text's markup a page does not show. Does not belong here: rendering (`text`,
which needs an installed package that the command has not).
"""

import html
import re
from collections.abc import Iterator, Set
from urllib.parse import unquote

from debate.domain.transcripts import Unreadable

# What a page may show, show otherwise, or leave out; the first that fits counts.
_MARKUP = re.compile(
    r"""
    (?P<target>(?<=\])\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\))   # of a link
    | (?P<entity>&(?:[a-z][a-z0-9]{1,31}|\#[0-9]{1,7}|\#x[0-9a-f]{1,6});)
    | (?P<number>(?:^|(?<=\n))(?:[^\S\n]|[>*+-])*[0-9]{1,9}[.)](?=\s|$))     # of a list
    | (?P<fence>(?:^|(?<=\n))(?:[^\S\n]|[>*+-])*(?:`{3,}|~{3,})[^\n]*)       # name of a language
    | (?P<address><[^<>\s]+>)
    """,
    re.VERBOSE | re.IGNORECASE,
)

MOST_STEPS = 3_000_000
"""Tries of one way at one place, and some for long ways; what is beyond is no text of a debate."""

_SIGNS_A_STEP = 16


def shows(markdown: str, shown: str, *, anywhere: bool = False) -> bool:
    """Whether these visible words are the text's: all of it, or with `anywhere` among others.

    Raises Unreadable for a text with so many ways to be shown that it would take long.
    """
    search = _Search(letters(shown))
    at: Set[int] | None = None if anywhere else {0}
    for ways in _pieces(markdown):
        at = search.after(ways, at)
        if at is not None and not at:
            return False
    return at is None or anywhere or len(search.letters) in at


class _Search:
    """All places that can be reached, piece by piece: nothing is tried twice, whatever the text."""

    def __init__(self, letters: str) -> None:
        self.letters = letters
        self._left = MOST_STEPS

    def after(self, ways: Set[str], at: Set[int] | None) -> Set[int] | None:
        """Where a piece can end that begins at one of these places; None is every place."""
        if at is None and "" in ways:
            return None
        return {start + len(way) for way in ways for start in self._starts(way, at)}

    def _starts(self, way: str, at: Set[int] | None) -> Iterator[int]:
        if at is None:
            start = self.letters.find(way)
            while start >= 0:
                self._step(way)
                yield start
                start = self.letters.find(way, start + 1)
            return
        for start in at:
            self._step(way)
            if self.letters.startswith(way, start):
                yield start

    def _step(self, way: str) -> None:
        self._left -= 1 + len(way) // _SIGNS_A_STEP
        if self._left < 0:
            raise Unreadable("It has words with more markup than can be compared.")


def _pieces(markdown: str) -> Iterator[Set[str]]:
    """The text in order, each piece as the letters and digits that a page may show of it."""
    end = 0
    for match in _MARKUP.finditer(markdown):
        yield {letters(markdown[end : match.start()])}
        yield _ways(match)
        end = match.end()
    yield {letters(markdown[end:])}


def _ways(match: re.Match[str]) -> Set[str]:
    as_typed = match[0]
    ways = {letters(as_typed), letters(html.unescape(as_typed)), letters(unquote(as_typed))}
    if match.lastgroup in ("target", "number", "fence"):
        ways.add("")
    return ways


def letters(text: str) -> str:
    """What is compared of a text; of what this gave before it gives the same at once."""
    return text if text.isalnum() else "".join(sign for sign in text if sign.isalnum())
