"""Sources: what a commentary must have in a deck, and its citation as stored data.

Belongs here: reading a source with its numbered passages from a parsed data file, with every fault
named. Does not belong here: what makes a citation complete and how it reads (`decks`), and the
cards cut from a source (`cards`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from debate.domain import decks
from debate.domain.datafiles import Fields, Problem
from debate.domain.decks import CitationField

KINDS = ("article", "report", "paper", "chapter", "book", "speech", "interview")
NOT_GIVEN = "not given by the source"
TEXTS = ("not shipped",)
"""Whether the text itself stands in the deck. Passages have gists of ours instead."""

_UNSETTLED = f"Give a value, or write “missing: {NOT_GIVEN}”."
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Passage:
    """A numbered paragraph: our gist of it, its length in words, and the hash of its text."""

    number: int
    gist: str
    words: int
    sha256: str


@dataclass(frozen=True)
class Source:
    """A commentary. `short` is how it is named in citations: "Gabuev 2024"."""

    slug: str
    position: int  # in the deck, from 1
    kind: str
    short: str
    citation: Mapping[str, CitationField]
    passages: tuple[Passage, ...]


def read(data: object, problems: list[Problem], slug: str, position: int) -> Source:
    """The source in a parsed file called `slug`; faults are added to `problems`."""
    top = Fields(data, "", problems)
    if top.slug("slug") != slug:
        top.fault("slug", f"This must be the file's own name, {slug}.")
    top.choice("text", TEXTS)
    source = Source(
        slug=slug,
        position=position,
        kind=top.choice("kind", KINDS),
        short=top.line("short", 80),
        citation=_read_citation(top, problems),
        passages=tuple(_read_passage(part, n) for n, part in enumerate(top.each("passages"), 1)),
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
    found = {name: _read_field(fields, name) for name in decks.FIELDS}
    fields.close()
    problems.extend(
        Problem(f"citation.{problem.field}", problem.message)
        for problem in decks.check_citation(found)
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


def _read_passage(fields: Fields, expected: int) -> Passage:
    passage = Passage(
        number=fields.number("number", 1, 9999),
        gist=fields.line("gist", 400),
        words=fields.number("words", 1, 9999),
        sha256=fields.text("sha256", 64),
    )
    if passage.number != expected:
        fields.fault("number", f"Passages are numbered in order; this must be {expected}.")
    if not _SHA256.fullmatch(passage.sha256):
        fields.fault("sha256", "This must be a SHA-256 of 64 digits, 0 to 9 and a to f.")
    fields.close()
    return passage
