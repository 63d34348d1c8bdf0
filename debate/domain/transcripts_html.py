"""Comparing an HTML transcript with the JSON file of the same debate, part by part.

Belongs here: the parts of the file and their digests, which the exporter writes and the check works
out again, and what is compared with the records. Does not belong here: the markup (templates).
Nothing but the standard library.

A part begins with a tag that has `data-at`, its name, and lasts until the next one. The list of
digests at the end finds any edit; whoever knows how can write another list. So the words of points,
speakers, motion, announcements, ballots and marks are compared with the records too, against which
no list helps.
"""

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any, NamedTuple

from debate.domain.transcripts import Report, Unreadable
from debate.domain.transcripts_compared import (
    Altered,
    Moment,
    Row,
    check_turns,
    expected,
    judged,
    moment_of,
    outcome,
)
from debate.domain.transcripts_markdown import letters, shows
from debate.domain.transcripts_turns import Turn, labels, moment

TOP = "the top of the page"
MARK_DIGITS = 16
MOST_OPEN = 20_000
"""Elements inside one another: Markdown of 20,000 bytes, the most there is, has half as many."""

_AT = re.compile(r"<[a-z0-9]+\b[^<>]*?\bdata-at=\"([^\"]*)\"")
_LIST = re.compile(r'<data class="digests" value="([^"]*)"></data>')
_COPY = re.compile(r'data-copy="([^"]*)"')
_HEAD = re.compile(r'class="seal">([0-9a-f]{64})<')
_MS = re.compile("[0-9]{1,15}", re.ASCII)
_BODY_END = "</body>"
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_MARKED = ("claim", "reasons")
_SILENT = ("<style>", "<script>", "<template>")


class Part(NamedTuple):
    """A stretch of the file; `name` as its `data-at` has it, or TOP."""

    name: str
    markup: str

    @property
    def digest(self) -> str:
        """Of the markup, without regard to how lines are broken."""
        words = " ".join(self.markup.split())
        return sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:MARK_DIGITS]


def with_digests(chunks: Iterable[str]) -> Iterator[str]:
    """A page, in any pieces, with the list of its parts' digests at the end of its body."""
    digests, name, waiting, looked = [], TOP, "", 1
    for chunk in chunks:
        waiting += chunk
        while (match := _AT.search(waiting, looked)) is not None:
            part = Part(name, waiting[: match.start()])
            digests.append(part.digest)
            yield part.markup
            name, waiting, looked = _name(match), waiting[match.start() :], 1
        looked = max(1, waiting.rfind("<"))  # a tag may go on in the next piece
    digests.append(Part(name, waiting).digest)
    listed = f'<data class="digests" value="{" ".join(digests)}"></data>'
    yield waiting.replace(_BODY_END, listed + _BODY_END, 1)


def compare(data: bytes, document: Mapping[str, Any]) -> Report:
    """Compare an HTML file with a JSON document. Raises Unreadable for a file that is none of ours.

    The sentence names the first part that differs: the address of a point, or the name of a part.
    """
    text = _text(data)
    return judged(document, lambda: _compared(text, document))


def _compared(text: str, document: Mapping[str, Any]) -> Report:
    parts, listed = _parts(text)
    copy, head = _COPY.search(text), _HEAD.search(text)
    if copy is None:
        raise Unreadable("This is no transcript that Clashroom wrote.")
    found = moment_of(document, head[1] if head else "", html.unescape(copy[1]))
    read = [(part, _read(part.markup)) for part in parts]
    points = [(part, texts) for part, texts in read if texts.version]
    wanted = expected(document, found)
    narrow = [_narrow(turn) for turn in wanted]
    withheld = check_turns(narrow, [_row(part, texts) for part, texts in points], found)
    _check_words(wanted, [texts for _, texts in points])
    _check_digests(parts, listed)
    if not found.since:
        _check_rest(document, found, {part.name: letters(texts.all) for part, texts in read})
    return outcome(found, len(wanted), withheld, head[1] if head else "")


class _Texts(NamedTuple):
    """The visible words of a part, and of a point its own words apart."""

    all: str
    claim: str
    reasons: str
    version: str  # "" where the part is no point
    speech: str
    sent_at: str


class _Reader(HTMLParser):
    """Gathers the words that a page shows, and apart those within marked elements."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, list[str]] = {"all": [], "claim": [], "reasons": []}
        self.data: dict[str, str] = {}
        self._open: list[tuple[str, str]] = []
        self._within: Counter[str] = Counter()  # how many of each tag and mark are open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what is open; the first tag carries the part's own attributes."""
        values = {name: value or "" for name, value in attrs}
        if not self.data:
            self.data = values
        if tag in _VOID:
            return
        if len(self._open) == MOST_OPEN:
            raise Unreadable("Its elements are nested deeper than those of any transcript.")
        words = values.get("data-words")
        mark = words if words in _MARKED else ""
        self._open.append((tag, mark))
        self._within.update((f"<{tag}>", mark))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """As in a drawing: nothing inside."""

    def handle_endtag(self, tag: str) -> None:
        """Close up to the tag; a stray end closes nothing."""
        while self._within[f"<{tag}>"]:
            last, mark = self._open.pop()
            self._within.subtract((f"<{last}>", mark))
            if last == tag:
                return

    def handle_data(self, data: str) -> None:
        """Words, unless nobody sees them."""
        if any(self._within[tag] for tag in _SILENT):
            return
        self.found["all"].append(data)
        for mark in _MARKED:
            if self._within[mark]:
                self.found[mark].append(data)


def _read(markup: str) -> _Texts:
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    words = {name: " ".join("".join(found).split()) for name, found in reader.found.items()}
    at = reader.data
    return _Texts(
        words["all"],
        words["claim"],
        words["reasons"],
        at.get("data-version", ""),
        at.get("data-speech", ""),
        at.get("data-sent", ""),
    )


_SHOWN = ("speech", "version", "sent_at", "claim")


def _row(part: Part, texts: _Texts) -> Row:
    sent = int(texts.sent_at) if _MS.fullmatch(texts.sent_at) else None
    cells = {"speech": texts.speech, "version": texts.version, "sent_at": moment(sent)}
    return Row(f"The turn {part.name}", cells | {"claim": texts.claim})


def _narrow(turn: Turn) -> Turn:
    """A turn with the cells that a page shows, spaced as a page shows them."""
    shown = ((cell, turn.cells[cell]) for cell in _SHOWN)
    return turn._replace(
        cells={cell: told if told is None else " ".join(told.split()) for cell, told in shown}
    )


def _check_words(wanted: Sequence[Turn], shown: Sequence[_Texts]) -> None:
    for turn, texts in zip(wanted, shown, strict=True):
        told = turn.cells["reasons"]
        if told is not None and not shows(told, texts.reasons):
            raise Altered(
                f"{turn.name} was altered: its reasons are not those of record {turn.record}."
            )


def _check_digests(parts: Sequence[Part], listed: Sequence[str]) -> None:
    for part, digest in zip(parts, listed, strict=False):
        if part.digest != digest:
            raise Altered(f"The part “{part.name}” was altered after the export.")
    if len(parts) != len(listed):
        raise Altered("A part of the page was added or taken out.")


def _check_rest(document: Mapping[str, Any], found: Moment, shown: Mapping[str, str]) -> None:
    """Compare what stands outside the points with the records, where this copy has it."""
    for where, words in _claims(document, found):
        if where in shown and words and not shows(words, shown[where], anywhere=True):
            raise Altered(f"The part “{where}” was altered: it lacks words of the records.")


def _claims(document: Mapping[str, Any], found: Moment) -> Iterator[tuple[str, str]]:
    """(part, words that it must show) for motion, speakers, announcements, ballots and marks."""
    for record in document["records"]:
        content = record["payload"].get("content")
        kind = (record["facts"].get("content") or {}).get("kind")
        if not isinstance(content, dict):
            continue
        if kind == "debate_created":
            yield "the head of the page", str(content.get("motion", ""))
        elif kind == "announcement" and found.choice.moderation:
            yield "How it ran", str(content.get("text", ""))
    shown = labels(document)
    for line in document["speeches"]:
        yield line["address"], shown.get(str(line["seat"]), "")
    for person in document["people"]:
        if found.choice.whole:
            yield "People", shown.get(str(person["seat"]), "")
    yield from _judged(document, found, shown)


def _judged(
    document: Mapping[str, Any], found: Moment, shown: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    if not (found.choice.whole and found.choice.marks):
        return
    for ballot in document.get("ballots", ()):
        content = document["records"][ballot["record"] - 1]["payload"].get("content") or {}
        yield "Ballots and marks", str(content.get("reason", ""))
    for score in document.get("scores", ()):
        total = score["total"]
        written = "" if total is None else f"{total // 100}.{total % 100:02}"
        yield f"the mark of {shown.get(str(score['seat']))}", written


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("This is not an HTML file in UTF-8.") from error


def _parts(text: str) -> tuple[list[Part], list[str]]:
    lists = _LIST.findall(text)
    if len(lists) != 1:
        raise Unreadable("It has no list of digests, so this is no transcript to compare.")
    bare = _LIST.sub("", text)
    starts = list(_AT.finditer(bare, 1))
    cuts = [*(match.start() for match in starts), len(bare)]
    parts = [Part(TOP, bare[: cuts[0]])]
    parts += [
        Part(_name(match), bare[match.start() : end])
        for match, end in zip(starts, cuts[1:], strict=True)
    ]
    return parts, lists[0].split()


def _name(match: re.Match[str]) -> str:
    return html.unescape(match[1])
