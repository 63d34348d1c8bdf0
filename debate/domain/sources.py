"""Sources: what a commentary must have in a deck, and its citation as stored data.

Belongs here: reading a source with its numbered passages from a parsed data file, with every fault
named. Does not belong here: what makes a citation complete and how it reads (`decks`), and the
cards cut from a source (`cards`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from debate.domain import citations, passages
from debate.domain.citations import CitationField
from debate.domain.datafiles import Fields, Problem
from debate.domain.passages import Mark

KINDS = ("article", "report", "paper", "chapter", "book", "speech", "interview")
NOT_GIVEN = "not given by the source"
NOT_SHIPPED, INCLUDED, KEPT = "not shipped", "included", "kept here"
TEXTS = (NOT_SHIPPED, INCLUDED)
"""Whether the text stands in the deck's files. KEPT: in this instance, never in its files."""
GIST_MAX = 400
PASSAGE_MAX = 20_000  # signs of one passage

_UNSETTLED = f"Give a value, or write “missing: {NOT_GIVEN}”."
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Passage:
    """A numbered paragraph: our gist of it, its length in words, and hashes of its text.

    `text` is "" where the deck comes without it. `heading`: the section heading right above it.
    """

    number: int
    gist: str
    words: int
    sha256: str
    sentences: tuple[Mark, ...] = ()
    heading: str = ""
    text: str = ""


@dataclass(frozen=True)
class Source:
    """A commentary. `short` is how it is named in citations: "Gabuev 2024"."""

    slug: str
    position: int  # in the deck, from 1
    kind: str
    short: str
    citation: Mapping[str, CitationField]
    passages: tuple[Passage, ...]
    text: str = NOT_SHIPPED


def passage_of(number: int, gist: str, text: str, heading: str = "") -> Passage:
    """A passage whose text is known, with its length and hashes."""
    own = " ".join(passages.words(text))
    return Passage(
        number, gist, len(own.split()), passages.digest(own), passages.marks(own), heading, own
    )


def read(data: object, problems: list[Problem], slug: str, position: int) -> Source:
    """The source in a parsed file called `slug`; faults are added to `problems`."""
    top = Fields(data, "", problems)
    if top.slug("slug") != slug:
        top.fault("slug", f"This must be the file's own name, {slug}.")
    text = top.choice("text", TEXTS)
    reader = _read_included if text == INCLUDED else _read_passage
    source = Source(
        slug=slug,
        position=position,
        kind=top.choice("kind", KINDS),
        short=top.line("short", 80),
        citation=_read_citation(top, problems),
        passages=tuple(reader(part, n) for n, part in enumerate(top.each("passages"), 1)),
        text=text,
    )
    if not source.passages:
        top.fault("passages", "A source has at least one passage.")
    top.close()
    return source


def as_stored(citation: Mapping[str, CitationField]) -> dict[str, dict[str, str]]:
    """A citation as the data that the database keeps, in the notation of deck files."""
    stored = {}
    for name, field in citation.items():
        stored[name] = {"value": field.value} if field.value else {"missing": field.missing}
        if field.supplied:
            stored[name]["supplied"] = "true"
    return stored


def from_stored(stored: Mapping[str, Mapping[str, str]]) -> dict[str, CitationField]:
    """The citation that `as_stored` wrote."""
    return {
        name: CitationField(
            field.get("value", ""), field.get("missing", ""), field.get("supplied") == "true"
        )
        for name, field in stored.items()
    }


def _read_citation(top: Fields, problems: list[Problem]) -> dict[str, CitationField]:
    if not top.has("citation"):
        top.fault("citation", "This is missing.")
        return {}
    fields = top.nested("citation")
    found = {name: _read_field(fields, name) for name in citations.FIELDS}
    fields.close()
    problems.extend(
        Problem(f"citation.{problem.field}", problem.message)
        for problem in citations.check_citation(found)
    )
    return found


def _read_field(citation: Fields, name: str) -> CitationField:
    if not citation.has(name):
        citation.fault(name, _UNSETTLED)
        return CitationField()
    fields = citation.nested(name)
    field = CitationField(
        value=" ".join(
            part for key in ("value", "rest") if (part := fields.line(key, 300, default=""))
        ),
        missing=fields.choice("missing", (NOT_GIVEN,), default=""),
        supplied=fields.flag("supplied"),
    )
    if not (field.value or field.missing):
        fields.fault("", _UNSETTLED)
    if field.missing and field.supplied:
        fields.fault("supplied", "What is missing was supplied by nobody.")
    fields.close()
    return field


def _read_included(fields: Fields, expected: int) -> Passage:
    passage = passage_of(
        _read_number(fields, expected),
        fields.line("gist", GIST_MAX),
        fields.text("text", PASSAGE_MAX),
        fields.line("heading", 120, default=""),
    )
    fields.close()
    return passage


def _read_passage(fields: Fields, expected: int) -> Passage:
    number = _read_number(fields, expected)
    found = [passages.read_mark(text) for text in fields.texts("sentences")]
    passage = Passage(
        number=number,
        gist=fields.line("gist", GIST_MAX),
        words=fields.number("words", 1, 9999),
        sha256=fields.text("sha256", 64),
        sentences=tuple(mark for mark in found if mark),
        heading=fields.line("heading", 120, default=""),
    )
    if not _SHA256.fullmatch(passage.sha256):
        fields.fault("sha256", "This must be a SHA-256 of 64 digits, 0 to 9 and a to f.")
    if not found or None in found:
        fields.fault("sentences", "Each sentence is its words and its hash: 23 9af31c05d2e84b67.")
    elif sum(mark.words for mark in passage.sentences) != passage.words:
        fields.fault("sentences", f"Their words must add up to {passage.words}.")
    fields.close()
    return passage


def _read_number(fields: Fields, expected: int) -> int:
    number = fields.number("number", 1, 9999)
    if number != expected:
        fields.fault("number", f"Passages are numbered in order; this must be {expected}.")
    return number
