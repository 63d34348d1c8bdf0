"""Names of people found in text, and a mark in their place.

Belongs here: what of a name is looked for, where it counts as found, and the random codes of one
export. Does not belong here: spellings of one word (`pseudonyms_letters`), labels in a view
(`seats`), and whose names are looked for (queries).

What is found: full names in either order and run together; each part of three letters or more, in
any case, with or without accents, in the plural or with a possessive, in Latin, Cyrillic or Greek
letters; in Chinese, Japanese, Korean and other scripts without spaces the name and what follows a
family name of one sign; addresses of e-mail and @handles of anybody; the ids that are handed in.
What is not: nicknames, initials alone, parts of one or two letters alone, and a name spelt in
another script than those. Who passes a copy on reads it first.
"""

import html
import random
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator

from debate.domain import pseudonyms_letters as letters

NAME_MARK = "[name]"
"""What stands where somebody typed a name, an address of e-mail or an id."""

ID_LENGTH = 4
"""Shortest id that is looked for; a shorter one could be any number."""

PART_LENGTH = 3
"""Fewest letters of a part of a name that is looked for by itself."""

_WORD = re.compile("a[ai]*a|a")
_BETWEEN = re.compile(r"[\s.,'’‘ʼʻ`´_·•‐‑–—-]{1,3}")
_ONE_GAP = re.compile(r"[\s_·‐‑–—-]{1,2}")
_INITIALS = re.compile(r"(?:\b[^\W\d_]\.\s?)+$")
# 64 is the longest there may be before the @; without a bound a long word costs its square.
_ADDRESS = re.compile(
    r"(?:mailto:)?[^\s@<>(),;:\"\[\]]{1,64}@[\w-]+(?:\.[\w-]+)+|(?<!\w)@\w[\w.-]*\w"
)
_FAMILY_FIRST = re.compile("[\u3400-\u9fff\uac00-\ud7a3]{3,4}")
_RUN = re.compile("[^\\s·•・.]+")
_TITLES = frozenset("dr mr mrs ms mx prof professor sir dame miss jr sr".split())
# Names that are ordinary words as well: these count with a capital letter only.
_ORDINARY = frozenset(
    "art may will can mark grace hope rose dean frank rich bill pat sue guy drew chase chance faith"
    " joy sky summer autumn april june august dawn eve page reed stone wood woods hill field fields"
    " long short young old king price law case power powers cost day west north south east brown"
    " white black green gray grey gold best good new little small strong savage rice bush the and"
    " for but not you she her his him who any all one two out how now did get let low say see man"
    " has had was are our own end van von der den del las los dos bin park bell ball bond bridge"
    " banks bishop church cook carter cross drake english french german london english ford fox"
    " free friend gates glass hand hands head house hunt hunter judge knight lane light love major"
    " march marsh mason miller moon moss noble pace peace penny pope post potter rain rivers rule"
    " sage sharp shepherd singer smith spring star steel sterling street swift taylor turner union"
    " victor victory walker ward waters way wells winter wise world worth".split()
)


class Replacer:
    """Text in, the same text with NAME_MARK for each name out. Made by `replacer`.

    `kept` are parts that are not looked for by themselves, since they are words of the debate.
    """

    def __init__(self, names: Iterable[str], words: Iterable[str], ids: Iterable[str]) -> None:
        known = {word for text in words for word in _plain_words(text)}
        self.kept: tuple[str, ...] = ()
        self._parts: set[str] = set()
        self._stems: set[str] = set()
        self._rows: dict[str, set[tuple[frozenset[str], ...]]] = {}
        self._runs: set[str] = set()
        for name in names:
            self._add(unicodedata.normalize("NFC", name), known)
        self._literals = _literals(ids, self._runs)
        self._found: dict[str, bool] = {}

    def __call__(self, text: str) -> str:
        """The text in NFC without the names."""
        text = unicodedata.normalize("NFC", text)
        if "&" in text and (shown := html.unescape(text)) != text:
            # Markdown shows &#65; as A, so a name may be typed that way.
            text = max(text, shown, key=lambda way: len(list(self._spans(way))))
        parts, end = [], 0
        for start, stop in self._spans(text):
            parts += [text[end:start], NAME_MARK]
            end = stop
        return "".join([*parts, text[end:]])

    def finds(self, text: str) -> bool:
        """Whether there is a name in the text."""
        return self(text) != unicodedata.normalize("NFC", text)

    def found(self, text: str) -> tuple[str, ...]:
        """The names in the text as they are written there, each once, in order."""
        text = unicodedata.normalize("NFC", text)
        return tuple(dict.fromkeys(text[start:stop] for start, stop in self._spans(text)))

    def _add(self, name: str, known: Collection[str]) -> None:
        for run in _RUN.findall(name):
            if letters.unspaced(run):
                self._add_unspaced(run, name, known)
        words = [word for word in _words(name) if letters.plain(word) not in _TITLES]
        for word in words:
            plain = letters.plain(word)
            if len(plain) < PART_LENGTH:
                continue
            if plain in known:
                self.kept = (*self.kept, *([word] if word not in self.kept else []))
                continue
            self._parts |= {way for way in letters.spellings(word) if len(way) >= PART_LENGTH}
            stem = letters.stem(plain)
            self._stems |= {stem or plain} if len(stem or plain) >= PART_LENGTH else set()
        self._add_rows(words, known)

    def _add_rows(self, words: list[str], known: Collection[str]) -> None:
        """Whole names, in the orders in which people write them, apart and run together."""
        if len(words) < 2:
            return
        spelt = [letters.spellings(word) for word in words]
        orders = {tuple(range(len(words))), (len(words) - 1, *range(len(words) - 1))}
        orders |= {(0, len(words) - 1), (len(words) - 1, 0)}
        orders |= {(at, at + 1) for at in range(len(words) - 1) if len(words[at]) < PART_LENGTH}
        for order in orders:
            row = tuple(spelt[at] for at in order)
            for way in row[0]:
                self._rows.setdefault(way, set()).add(row[1:])
            joined = "".join(letters.plain(words[at]) for at in order)
            if len(joined) > PART_LENGTH and joined not in known:
                self._parts.add(joined)

    def _add_unspaced(self, run: str, name: str, known: Collection[str]) -> None:
        """A name in a script without spaces: whole, and without a family name of one sign."""
        whole = "".join(part for part in _RUN.findall(name) if letters.unspaced(part))
        given = run[-2:] if _FAMILY_FIRST.fullmatch(run) else ""
        self._runs |= {part for part in (whole, run, given) if len(part) > 1 and part not in known}

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where names stand, in order; what only a gap or a hyphen parts is one."""
        spans = [match.span() for match in _ADDRESS.finditer(text)]
        if self._literals is not None:
            spans += [match.span() for match in self._literals.finditer(text)]
        spans += self._word_spans(text)
        if not spans:
            return
        spans.sort()
        start, end = spans[0]
        for begin, stop in spans[1:]:
            if begin <= end or _ONE_GAP.fullmatch(text, end, begin):
                end = max(end, stop)
            else:
                yield start, end
                start, end = begin, stop
        yield start, end

    def _word_spans(self, text: str) -> list[tuple[int, int]]:
        tokens = [match.span() for match in _WORD.finditer(letters.shape(text))]
        found = []
        for at, (start, end) in enumerate(tokens):
            last = self._row_at(text, tokens, at) if self._rows else -1
            if last >= at:
                found.append((_with_initials(text, start), tokens[last][1]))
            elif self._is_part(text[start:end]):
                found.append((_with_initials(text, start), end))
        return found

    def _row_at(self, text: str, tokens: list[tuple[int, int]], at: int) -> int:
        """The last token of the longest whole name that begins with this token, or -1."""
        last = -1
        for way in letters.spellings(text[slice(*tokens[at])]):
            for row in self._rows.get(way, ()):
                stop = at + len(row)
                if stop > last and stop < len(tokens) and self._follows(text, tokens, at, row):
                    last = stop
        return last

    def _follows(
        self, text: str, tokens: list[tuple[int, int]], at: int, row: tuple[frozenset[str], ...]
    ) -> bool:
        return all(
            _BETWEEN.fullmatch(text, tokens[at + n][1], tokens[at + n + 1][0])
            and not spelt.isdisjoint(_with_plural(text[slice(*tokens[at + n + 1])]))
            for n, spelt in enumerate(row)
        )

    def _is_part(self, word: str) -> bool:
        if word not in self._found:
            self._found[word] = self._tells(word)
        return self._found[word]

    def _tells(self, word: str) -> bool:
        plain = letters.plain(word)
        if plain in _ORDINARY and word == word.lower():
            return False
        if not self._parts.isdisjoint(_with_plural(word)):
            return True
        return not self._stems.isdisjoint(letters.cases(plain))


def replacer(names: Iterable[str], words: Iterable[str] = (), ids: Iterable[str] = ()) -> Replacer:
    """Give the function that takes these people's names out of text.

    `words` is text of the debate itself, such as its motion and its cards: a part of a name that
    stands there ("Jordan") is no name by itself, and the mark in its place would tell it. `ids` are
    other things that point at a person, such as a number of the class list or an e-mail address;
    those shorter than ID_LENGTH are left out.
    """
    return Replacer(names, words, ids)


def export_codes(count: int, rng: random.Random) -> list[str]:
    """Draw different codes for the people of one export, "Person 4170" and the like.

    They follow from `rng` alone and are numbers, so that nobody takes them for the code names that
    a room was shown.
    """
    digits = max(4, len(str(count * 10)))
    drawn = rng.sample(range(10 ** (digits - 1), 10**digits), count)
    return [f"Person {number}" for number in drawn]


def _words(text: str) -> list[str]:
    return [text[slice(*match.span())] for match in _WORD.finditer(letters.shape(text))]


def _plain_words(text: str) -> set[str]:
    """The words of a text, as parts of names are compared with them."""
    return {letters.plain(word) for word in _words(unicodedata.normalize("NFC", text))}


def _with_plural(word: str) -> frozenset[str]:
    """A word's spellings, and without the s of "the Okafors" or a possessive without its sign."""
    found = letters.spellings(word)
    return found | {way[:-1] for way in found if way.endswith("s") and len(way) > PART_LENGTH}


def _with_initials(text: str, start: int) -> int:
    """Where a name begins with the initials before it: "A. B. Okafor"."""
    before = _INITIALS.search(text, max(0, start - 12), start)
    return before.start() if before else start


def _literals(ids: Iterable[str], runs: Iterable[str]) -> re.Pattern[str] | None:
    """The pattern of ids, whole, and of names in scripts without spaces, anywhere."""
    patterns = {
        rf"(?<!\w){re.escape(one)}(?!\w)"
        for one in (unicodedata.normalize("NFC", given).strip() for given in ids)
        if len(one) >= ID_LENGTH
    }
    between = "[\\s·•・\u200b-\u200d\u2060]*"
    patterns |= {between.join(map(re.escape, run)) for run in runs}
    if not patterns:
        return None
    longest_first = sorted(patterns, key=lambda one: (-len(one), one))
    return re.compile("|".join(longest_first), re.IGNORECASE)
