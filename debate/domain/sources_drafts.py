"""Drafts of sources: a text in blocks that become passages, headings, or nothing.

Belongs here: merging, splitting and naming blocks, and the source that comes out. Does not belong
here: reading uploads (seeding) and what a citation must be (`citations`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from debate.domain import citations, passages, sources
from debate.domain.citations import CitationField
from debate.domain.refusals import Refused
from debate.domain.sources import Source

PASSAGE, HEADING, SKIP = "passage", "heading", "skip"
KINDS = (PASSAGE, HEADING, SKIP)
SHORT_MAX = 80
HEADING_MAX = 120
FIELD_MAX = 300


@dataclass(frozen=True)
class Block:
    """A paragraph on its way: what it is to become, and our gist of it."""

    kind: str
    text: str
    gist: str = ""


@dataclass(frozen=True)
class Head:
    """What is said of the source as a whole. `shared`: its licence lets the text go along."""

    short: str
    kind: str
    citation: Mapping[str, CitationField]
    shared: bool


def merge(blocks: Sequence[Block], n: int) -> tuple[Block, ...]:
    """Join block `n` (from 0) to the one before it; both gists are kept. Raises Refused."""
    if not 0 < n < len(blocks):
        raise Refused("There is no paragraph before this one to join it to.")
    before, own = blocks[n - 1], blocks[n]
    gist = " ".join(part for part in (before.gist, own.gist) if part)
    joined = Block(before.kind, f"{before.text} {own.text}", gist[: sources.GIST_MAX])
    return (*blocks[: n - 1], joined, *blocks[n + 1 :])


def split(blocks: Sequence[Block], n: int, after: int) -> tuple[Block, ...]:
    """Part block `n` (from 0) after its sentence `after` (from 1). Raises Refused."""
    parts = passages.sentences(blocks[n].text) if 0 <= n < len(blocks) else []
    if not 0 < after < len(parts):
        raise Refused("A paragraph is parted between two of its sentences.")
    own = blocks[n]
    first = replace(own, text=" ".join(parts[:after]))
    second = Block(own.kind, " ".join(parts[after:]))
    return (*blocks[:n], first, second, *blocks[n + 1 :])


def name(blocks: Sequence[Block], n: int, kind: str) -> tuple[Block, ...]:
    """Make block `n` (from 0) a passage, a heading, or skip it. Raises Refused."""
    if not 0 <= n < len(blocks) or kind not in KINDS:
        raise Refused("There is no such paragraph any more.")
    if kind == HEADING and len(blocks[n].text) > HEADING_MAX:
        raise Refused(f"A heading has at most {HEADING_MAX} characters.")
    return (*blocks[:n], replace(blocks[n], kind=kind), *blocks[n + 1 :])


def numbers(blocks: Sequence[Block]) -> tuple[int | None, ...]:
    """The number that each block has as a passage, from 1; None for the others."""
    found: list[int | None] = []
    count = 0
    for block in blocks:
        count += block.kind == PASSAGE
        found.append(count if block.kind == PASSAGE else None)
    return tuple(found)


def faults(head: Head, blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """What is still missing before the source can be saved: a field's name, and a sentence."""
    if not head.short or len(head.short) > SHORT_MAX:
        yield "short", "Say how it is cited, such as Gabuev 2024: at most 80 characters."
    if head.kind not in sources.KINDS:
        yield "kind", "Choose what sort of text it is."
    for field in citations.unsettled(head.citation):
        yield field, "Give it, or tick that the source does not."
    for problem in citations.check_citation(head.citation):
        yield problem.field, problem.message
    for n, (block, number) in enumerate(zip(blocks, numbers(blocks), strict=True)):
        if number and not block.gist:
            yield f"gist-{n}", f"¶ {number} has no gist yet: one sentence on what it says."
        if number and len(block.text) > sources.PASSAGE_MAX:
            yield f"gist-{n}", f"¶ {number} is longer than a paragraph can be. Part it."
    if not any(numbers(blocks)):
        yield "", "A source has at least one paragraph."


def source(slug: str, position: int, head: Head, blocks: Sequence[Block]) -> Source:
    """The source that a draft without faults becomes."""
    found: list[sources.Passage] = []
    heading = ""
    for block in blocks:
        if block.kind == HEADING:
            heading = block.text
        elif block.kind == PASSAGE:
            found.append(sources.passage_of(len(found) + 1, block.gist, block.text, heading))
            heading = ""
    return Source(
        slug=slug,
        position=position,
        kind=head.kind,
        short=head.short,
        citation=head.citation,
        passages=tuple(found),
        text=sources.INCLUDED if head.shared else sources.KEPT,
    )
