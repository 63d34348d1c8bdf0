"""Drafts of sources: what may become of a block, and the source that comes out."""

import pytest

from debate.domain import sources, sources_drafts
from debate.domain.citations import FIELDS, CitationField
from debate.domain.refusals import Refused
from debate.domain.sources_drafts import Block, Head

TITLE = Block("heading", "Trains of the night")
FIRST = Block("passage", "The train left at ten. It was full.", "A full train left.")
SECOND = Block("passage", "Nobody had expected that.", "It surprised.")
NOTE = Block("skip", "Photograph: the station")
BLOCKS = (TITLE, FIRST, SECOND, NOTE)
KNOWN = dict.fromkeys(FIELDS, CitationField(missing=sources.NOT_GIVEN))
HEAD = Head(
    short="Halvorsen 2025",
    kind="article",
    citation=KNOWN | {"title": CitationField("Trains of the night")},
    shared=False,
)


def test_joining_keeps_both_texts_and_both_gists() -> None:
    joined = sources_drafts.merge(BLOCKS, 2)
    assert joined[1].text == f"{FIRST.text} {SECOND.text}"
    assert joined[1].gist == "A full train left. It surprised."
    assert len(joined) == 3


def test_parting_keeps_every_word_and_the_gist_at_the_first_part() -> None:
    parted = sources_drafts.split(BLOCKS, 1, 1)
    assert [block.text for block in parted[1:3]] == ["The train left at ten.", "It was full."]
    assert [block.gist for block in parted[1:3]] == ["A full train left.", ""]


@pytest.mark.parametrize("n", [0, -1, 4])
def test_there_must_be_a_paragraph_to_join_to(n: int) -> None:
    with pytest.raises(Refused):
        sources_drafts.merge(BLOCKS, n)


@pytest.mark.parametrize(("n", "after"), [(1, 0), (1, 2), (2, 1), (9, 1)])
def test_a_paragraph_is_parted_between_two_of_its_sentences(n: int, after: int) -> None:
    with pytest.raises(Refused):
        sources_drafts.split(BLOCKS, n, after)


def test_only_passages_have_numbers() -> None:
    assert sources_drafts.numbers(BLOCKS) == (None, 1, 2, None)
    named = sources_drafts.name(BLOCKS, 1, "skip")
    assert sources_drafts.numbers(named) == (None, None, 1, None)


@pytest.mark.parametrize(("n", "kind"), [(9, "skip"), (1, "title")])
def test_a_block_becomes_a_paragraph_a_heading_or_nothing(n: int, kind: str) -> None:
    with pytest.raises(Refused):
        sources_drafts.name(BLOCKS, n, kind)


def test_a_long_paragraph_is_no_heading() -> None:
    with pytest.raises(Refused, match="at most 120"):
        sources_drafts.name([Block("passage", "word " * 40)], 0, "heading")


def test_a_whole_draft_has_no_fault() -> None:
    assert not list(sources_drafts.faults(HEAD, BLOCKS))


@pytest.mark.parametrize(
    ("head", "blocks", "field", "part"),
    [
        (Head("", "article", KNOWN, False), BLOCKS, "short", "how it is cited"),
        (Head("A 2025", "song", KNOWN, False), BLOCKS, "kind", "what sort of text"),
        (Head("A 2025", "article", {}, False), BLOCKS, "author", "tick that the source"),
        (
            Head("A 2025", "article", KNOWN | {"published": CitationField("June")}, False),
            BLOCKS,
            "published",
            "Write a date as",
        ),
        (HEAD, (Block("passage", "No gist."),), "gist-0", "¶ 1 has no gist yet"),
        (HEAD, (Block("passage", "word " * 4001, "Long."),), "gist-0", "Part it"),
        (HEAD, (TITLE, NOTE), "", "at least one paragraph"),
    ],
)
def test_what_is_missing_is_named_at_its_field(
    head: Head, blocks: tuple[Block, ...], field: str, part: str
) -> None:
    found = dict(sources_drafts.faults(head, blocks))
    assert part in found[field]


def test_a_heading_stands_above_the_next_passage_and_the_text_stays_with_the_class() -> None:
    made = sources_drafts.source("halvorsen-2025", 1, HEAD, BLOCKS)
    assert [(one.number, one.heading) for one in made.passages] == [
        (1, "Trains of the night"),
        (2, ""),
    ]
    assert made.passages[0].text == FIRST.text
    assert made.passages[0].words == 8
    assert made.text == sources.KEPT
    shared = Head(HEAD.short, HEAD.kind, HEAD.citation, shared=True)
    assert sources_drafts.source("a", 1, shared, BLOCKS).text == sources.INCLUDED
