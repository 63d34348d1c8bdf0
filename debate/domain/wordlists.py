"""Word lists of a class: how entries are written, and which words of a text they find.

Belongs here: reading a list, and looking for its entries. Does not belong here: what follows from a
find (`services.wordlists`). An entry is a word or a phrase; whole words count, without regard to
case, accents, punctuation and line breaks. `*` at its end stands for any further letters. Scripts
without spaces between words (Chinese, Japanese) are read sign by sign. Letters of another script
that only look alike, letters with signs between them and misspellings are not found: a list is a
help for those who did not mean to, and no lock.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from debate.domain.refusals import Refused

WARN, HOLD = EFFECTS = ("warn", "hold")
ENTRIES_MAX = 300
ENTRY_MAX = 60
FOUND_MAX = 5
"""How many finds are named: enough to know what is meant."""

# Letters that Unicode does not take apart into a letter and its accent. A dotless i counts as an i.
_PLAIN = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h"}
)
# Accents of Latin, Greek and Cyrillic; points of Hebrew; vowel signs of Arabic. In other scripts
# such signs are letters of their own.
_ACCENTS = ((0x300, 0x36F), (0x591, 0x5C7), (0x64B, 0x65F), (0x670, 0x670))
_SIGNS = ((0x3040, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))


class Word(NamedTuple):
    """A word of a text in its plain form, and where it stands there."""

    plain: str
    start: int
    end: int


@dataclass(frozen=True)
class Wordlist:
    """A list, arranged so that looking costs the same however many entries begin alike.

    `whole`: entries as their words in plain form. `open`: the words before the last of entries
    whose last word may go on, with the beginnings of that word. `lengths` in words, the longest
    first.
    """

    whole: frozenset[tuple[str, ...]]
    open: Mapping[tuple[str, ...], tuple[str, ...]]
    lengths: tuple[int, ...]


def clean(text: str) -> str:
    """A typed list as it is kept: one entry a line, without empty lines and repetitions.

    Raises Refused, naming the line, for an entry without letters, one that is too long, a `*` that
    is not at the end, and for too many entries.
    """
    lines: dict[str, int] = {}
    for number, raw in enumerate(text.splitlines(), start=1):
        line = " ".join(raw.split())
        if line:
            lines.setdefault(line, number)
    # Before they are read: a long text is refused at once.
    if len(lines) > ENTRIES_MAX:
        raise Refused(f"At most {ENTRIES_MAX} entries. These are {len(lines)}.", "words")
    for line, number in lines.items():
        _check(number, line)
    return "\n".join(lines)


@lru_cache(maxsize=64)
def read(text: str) -> Wordlist:
    """The list that `clean` gave."""
    whole, beginnings = set(), dict[tuple[str, ...], tuple[str, ...]]()
    for line in text.splitlines():
        words = tuple(word.plain for word in _words(line))
        if line.endswith("*"):
            before = words[:-1]
            beginnings[before] = (*beginnings.get(before, ()), words[-1])
        else:
            whole.add(words)
    lengths = {len(words) for words in whole} | {len(before) + 1 for before in beginnings}
    return Wordlist(frozenset(whole), beginnings, tuple(sorted(lengths, reverse=True)))


def find(listed: Wordlist, *texts: str) -> tuple[str, ...]:
    """What the entries find in the texts, as it is written there; up to FOUND_MAX, each once."""
    found: dict[str, None] = {}
    for text in texts:
        words = tuple(_words(text))
        plain = tuple(word.plain for word in words)
        for at, word in enumerate(words):
            length = _length(listed, plain, at)
            if length:
                found[text[word.start : words[at + length - 1].end]] = None
    return tuple(found)[:FOUND_MAX]


def warning(found: Sequence[str]) -> str:
    """What the writer is asked before it is sent."""
    return (
        f"Your class asks you to think about {_quoted(found)}. "
        "Change it, or send it as it is: nobody has seen it yet."
    )


def about_names(found: Sequence[str], *, waits: bool = True) -> str:
    """The same where people go by code names, and the text seems to hold a name.

    `waits`: what is sent as it is waits for a moderator; else it stands at once.
    """
    then = "then a moderator reads it first" if waits else "nobody has seen it yet"
    return (
        f"Names are not shown in this session, and this seems to hold one: {_quoted(found)}. "
        f"Take it out, or send it as it is: {then}."
    )


def _quoted(found: Sequence[str]) -> str:
    words = [f"“{one}”" for one in found]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _length(listed: Wordlist, plain: tuple[str, ...], at: int) -> int:
    """How many words from `at` the longest entry covers; 0: none does."""
    for length in listed.lengths:
        here = plain[at : at + length]
        if len(here) == length and (
            here in listed.whole or here[-1].startswith(listed.open.get(here[:-1], ()))
        ):
            return length
    return 0


def _check(number: int, line: str) -> None:
    if len(line) > ENTRY_MAX:
        raise Refused(f"Line {number} is longer than {ENTRY_MAX} characters. Shorten it.", "words")
    if "*" in line.removesuffix("*"):
        raise Refused(f"Line {number}: * may stand at the end only.", "words")
    if not any(_words(line)):
        raise Refused(f"Line {number} holds no word. Take it out.", "words")


def _words(text: str) -> Iterator[Word]:
    """The words of a text in order."""
    plain, start, end = "", 0, 0
    for at, sign in enumerate(text):
        folded = _folded(sign)
        if folded is None:  # an accent, or a sign that is not seen
            end = at + 1 if plain else end
            continue
        alone = _is_among(ord(sign), _SIGNS)
        if plain and (alone or not folded):
            yield Word(plain, start, end)
            plain = ""
        if alone:
            yield Word(folded, at, at + 1)
        elif folded:
            start, end = (start if plain else at), at + 1
            plain += folded
    if plain:
        yield Word(plain, start, end)


@lru_cache(maxsize=4096)
def _folded(sign: str) -> str | None:
    """A character in plain form; "" for one that parts words, None for one that is passed over."""
    if _is_among(ord(sign), _ACCENTS) or unicodedata.category(sign) == "Cf":
        return None
    apart = unicodedata.normalize("NFKD", sign.casefold()).casefold().translate(_PLAIN)
    kept = "".join(one for one in apart if not _is_among(ord(one), _ACCENTS))
    is_word = all(one.isalnum() or unicodedata.category(one)[0] == "M" for one in kept)
    return kept if is_word else ""


def _is_among(code: int, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(first <= code <= last for first, last in ranges)
