"""Paragraphs of a PDF. Runs in the child process of `texts_reading`.

A PDF has no paragraphs, only pieces of lines at places of a page. Belongs here: putting lines
together again from their gaps, indents and lengths, and leaving out what repeats on the pages.
The result is a proposal that a person corrects in the preview.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from math import hypot
from statistics import median
from typing import Any

from pypdf import PageObject, PdfReader

from debate.domain.refusals import Refused
from debate.seeding.texts import Gathering

LOCKED = (
    "The PDF is protected by encryption. Save it without, for example by printing it to a new PDF,"
    " or paste the text."
)
SCANNED = (
    "The PDF holds pictures of pages and no text. Have its text recognised first (OCR), or paste"
    " the text."
)
UNREADABLE = (
    "The PDF does not say which letters its signs are. Open it, copy the text and paste it here."
)

_EDGE = 2  # lines at the head and at the foot of a page that may be running heads
_NUMBER = re.compile(r"(?:page\s*)?[-–—|]?\s*\d{1,4}\s*(?:(?:/|of)\s*\d{1,4}\s*)?[-–—|]?", re.I)
_CLOSED = re.compile(r"[.!?…:][\"'’”)\]\d]*$")
_ITEM = re.compile(r"[•▪◦‣]\s")
_UNMAPPED = re.compile(r"/(?:g|gid|c|cid|uni|G|C)\d{1,5}|\(cid:\d+\)|[\ufffd\ue000-\uf8ff]")
_UNMAPPED_SHARE = 0.1
_LIGATURES = {
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    "ﬅ": "ft",
    "ﬆ": "st",
    # What is drawn is a hyphen, whatever the font calls it.
    "\u00ad": "-",
    "\u2010": "-",
}
_SIGNS = str.maketrans(_LIGATURES)
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_HALVES = re.compile(r"([^\W\d_]+)-$")
# First and second halves of compounds that keep their hyphen wherever the line ends.
_SECONDS = frozenset(
    "armed backed based born bound building controlled driven free held led like long made makers"
    " making minded off offs old owned range ranking related run scale sharing sided state style"
    " term wide year years".split()
)
_COMPOUNDS = frozenset(
    "all anti cross ex half high long low mid multi near non post pre pro quasi self semi short"
    " so well".split()
)
_ENDINGS = frozenset(
    "able al ally ance ed ence er ers ful ible ing ings ion ism ist ists ities ity ive ize ization"
    " less ly ment ments ness or ors ous ship sion sions tion tions ward wards".split()
)
_WIDE_GAP, _SHORT_LINE, _INDENT, _LARGER = 1.3, 0.8, 5.0, 1.08


@dataclass(frozen=True)
class Line:
    """A line of a page: where it begins, in points from the page's lower left, and letter size."""

    text: str
    x: float = 0.0
    y: float = 0.0
    size: float = 10.0


def read_pdf(data: bytes, gathering: Gathering) -> None:
    """The text of a PDF, without headings. Raises Refused, or pypdf's errors for a damaged one."""
    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted:
        raise Refused(LOCKED)
    pages = without_running_heads([lines(page) for page in reader.pages])
    text = "".join(line.text for page in pages for line in page)
    if not any(sign.isalpha() for sign in text):
        raise Refused(SCANNED)
    if sum(map(len, _UNMAPPED.findall(text))) > _UNMAPPED_SHARE * len(text):
        raise Refused(UNREADABLE)
    for paragraph in joined(pages):
        gathering.add(paragraph)


def lines(page: PageObject) -> list[Line]:
    """The lines of a page in the order in which they were drawn."""
    found: list[Line] = []
    parts: list[str] = []
    start: tuple[float, float, float] | None = None

    def end() -> None:
        nonlocal start
        text = " ".join("".join(parts).translate(_SIGNS).split())
        if text and start:
            found.append(Line(text, *start))
        parts.clear()
        start = None

    def visit(text: str, page_matrix: Any, matrix: Any, font: Any, size: float) -> None:
        nonlocal start
        for n, part in enumerate(text.split("\n")):
            if n:
                end()
            if part.strip() and start is None:
                start = _place(page_matrix, matrix, size)
            parts.append(part)

    page.extract_text(visitor_text=visit)
    end()
    return found


def _place(page: Sequence[float], text: Sequence[float], size: float) -> tuple[float, float, float]:
    """Where a piece begins and how large its letters are, from two matrices [a b c d e f]."""
    x = text[4] * page[0] + text[5] * page[2] + page[4]
    y = text[4] * page[1] + text[5] * page[3] + page[5]
    return x, y, size * hypot(text[2], text[3]) * hypot(page[2], page[3])


def without_running_heads(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Pages without their numbers and what stands at the edge of two pages in five (left, right).

    Digits count as equal, so that a head with its page number repeats.
    """
    edges = [_edge_lines(page) for page in pages]
    often = Counter(key for page in edges for key in {_key(line) for line in page})
    repeated = {key for key, count in often.items() if count > 1 and count * 5 >= len(pages) * 2}
    return [
        [
            line
            for line in page
            if not (line in edge and (_key(line) in repeated or _NUMBER.fullmatch(line.text)))
        ]
        for page, edge in zip(pages, edges, strict=True)
    ]


def _edge_lines(page: Sequence[Line]) -> set[Line]:
    by_height = sorted(page, key=lambda line: line.y)
    return {*page[:_EDGE], *page[-_EDGE:], *by_height[:_EDGE], *by_height[-_EDGE:]}


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text.casefold())


def joined(pages: Sequence[Sequence[Line]]) -> Iterator[str]:
    """The paragraphs that lines make. A paragraph may go on from one page to the next."""
    every = [line for page in pages for line in page]
    firsts = {id(page[0]) for page in pages if page}
    gaps = [one.y - two.y for page in pages for one, two in pairwise(page) if one.y > two.y]
    usual_gap = median(gaps) if gaps else 0.0
    usual_length = median(len(line.text) for line in every)
    starts = [0]
    for n in range(1, len(every)):
        before, line = every[n - 1], every[n]
        after = every[n + 1] if n + 1 < len(every) else None
        moved = id(line) in firsts or line.y > before.y
        ended = _CLOSED.search(before.text) and len(before.text) < _SHORT_LINE * usual_length
        if ended or _begins(line, before, after, usual_gap, moved):
            starts.append(n)
    known = _vocabulary(every)
    for start, stop in zip(starts, [*starts[1:], len(every)], strict=True):
        yield _one_text(every[start:stop], known)


def _begins(line: Line, before: Line, after: Line | None, usual_gap: float, moved: bool) -> bool:
    """Whether a line looks like the first of a paragraph: gap, size, bullet or indent."""
    if _ITEM.match(line.text):
        return True
    larger, smaller = max(line.size, before.size), min(line.size, before.size)
    if larger > _LARGER * smaller:
        return True
    if not moved and before.y - line.y > _WIDE_GAP * usual_gap:
        return True
    hangs = after is not None and after.y <= line.y and line.x - after.x >= _INDENT
    if moved:
        return hangs and bool(_CLOSED.search(before.text))
    return hangs or line.x - before.x >= _INDENT


def _vocabulary(every: Sequence[Line]) -> frozenset[str]:
    """The words that stand whole within lines: they tell a hyphen from a hyphenation."""
    found: set[str] = set()
    divided = False
    for line in every:
        words = _WORD.findall(line.text.casefold())
        following, divided = divided, _HALVES.search(line.text) is not None
        for word in words[following : len(words) - divided]:
            found |= {word, *word.split("-")}
    return frozenset(found)


def _one_text(part: Sequence[Line], known: frozenset[str]) -> str:
    text = part[0].text
    for line in part[1:]:
        halves = _HALVES.search(text)
        if halves is None:
            attached = text.endswith("-") or (text.endswith(("—", "–")) and text[-2:-1] != " ")
            text += line.text if attached else f" {line.text}"
        elif _is_hyphenation(halves[1], line.text, known):
            text = text[:-1] + line.text
        else:
            text += line.text
    return text


def _is_hyphenation(first: str, line: str, known: frozenset[str]) -> bool:
    """Whether a hyphen at a line's end only divides a word; in doubt it stays.

    It does where the whole word stands elsewhere in the text, and where its first half is neither
    a word of the text nor usual in compounds, unless a mere ending follows.
    """
    match = _WORD.match(line)
    if match is None or not match[0][0].islower() or not first[-1].islower():
        return False
    first, second = first.casefold(), match[0].casefold()
    if first + second in known:
        return True
    if f"{first}-{second}" in known or first in _COMPOUNDS or second in _SECONDS:
        return False
    return first not in known or second in _ENDINGS
