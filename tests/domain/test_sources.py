"""Sources: what a commentary must have in a deck file."""

from copy import deepcopy
from typing import Any

import pytest

from debate.domain import citations, passages, sources
from debate.domain.citations import CitationField
from debate.domain.datafiles import Problem
from debate.domain.passages import Mark

NOT_GIVEN = {"missing": "not given by the source"}
SHA = "0123456789abcdef" * 4
SENTENCES = {"sentences": [f"30 {'a' * 16}", f"60 {'b' * 16}"]}
GOOD: dict[str, Any] = {
    "slug": "marlowe-2024",
    "kind": "article",
    "short": "Marlowe 2024",
    "citation": {
        **dict.fromkeys(citations.FIELDS, NOT_GIVEN),
        "author": {"value": "C. Marlowe"},
        "title": {"value": "Closer by Necessity", "supplied": "true"},
    },
    "text": "not shipped",
    "passages": [
        {"number": "1", "gist": "The first gist.", "words": "90", "sha256": SHA, **SENTENCES},
        {
            "number": "2",
            "gist": "The second gist.",
            "words": "90",
            "sha256": SHA,
            "heading": "Later",
            **SENTENCES,
        },
    ],
}


def read(data: object) -> tuple[sources.Source, list[Problem]]:
    problems: list[Problem] = []
    return sources.read(data, problems, slug="marlowe-2024", position=3), problems


def test_a_source_is_read_whole() -> None:
    source, problems = read(GOOD)
    assert not problems
    assert (source.slug, source.position, source.short) == ("marlowe-2024", 3, "Marlowe 2024")
    assert source.citation["title"] == CitationField("Closer by Necessity", supplied=True)
    assert source.citation["pages"] == CitationField(missing=sources.NOT_GIVEN)
    assert [passage.gist for passage in source.passages] == ["The first gist.", "The second gist."]
    assert source.passages[1].sentences == (Mark(30, "a" * 16), Mark(60, "b" * 16))
    assert [passage.heading for passage in source.passages] == ["", "Later"]


def test_a_source_with_its_text_needs_no_hashes() -> None:
    text = "One  paragraph.\nOf two sentences."
    data = GOOD | {"text": "included", "passages": [{"number": "1", "gist": "G.", "text": text}]}
    source, problems = read(data)
    assert not problems
    passage = source.passages[0]
    assert passage.text == "One paragraph. Of two sentences."
    assert (passage.words, [mark.words for mark in passage.sentences]) == (5, [2, 3])
    assert passage.sha256 == passages.digest(text)


@pytest.mark.parametrize(
    ("path", "value", "at"),
    [
        (("slug",), "other-2024", "slug"),
        (("kind",), "rumour", "kind"),
        (("short",), "Two\nlines", "short"),
        (("short",), "", "short"),
        (("text",), "elsewhere", "text"),
        (("text",), sources.KEPT, "text"),
        (("text",), "included", "passages[0].text"),
        (("text",), "included", "passages[0].words"),
        (("extra",), "x", "extra"),
        (("citation",), "", "citation"),
        (("citation", "pages"), "", "citation.pages"),
        (("citation", "pages"), {"supplied": "true"}, "citation.pages"),
        (("citation", "pages"), {**NOT_GIVEN, "supplied": "true"}, "citation.pages.supplied"),
        (("citation", "pages"), {"missing": "lost"}, "citation.pages.missing"),
        (("citation", "pages"), {"value": "3", "note": "x"}, "citation.pages.note"),
        (("citation", "publisher"), {"value": "x"}, "citation.publisher"),
        (("citation", "published"), {"value": "2024-13"}, "citation.published"),
        (("passages",), [], "passages"),
        (("passages", 1, "number"), "3", "passages[1].number"),
        (("passages", 1, "gist"), "", "passages[1].gist"),
        (("passages", 0, "words"), "many", "passages[0].words"),
        (("passages", 0, "sha256"), "00", "passages[0].sha256"),
        (("passages", 0, "text"), "whole", "passages[0].text"),
        (("passages", 0, "heading"), "x" * 121, "passages[0].heading"),
        (("passages", 0, "sentences"), [], "passages[0].sentences"),
        (("passages", 0, "sentences"), [f"90 {'a' * 15}"], "passages[0].sentences"),
        (("passages", 0, "sentences"), [f"89 {'a' * 16}"], "passages[0].sentences"),
    ],
)
def test_each_fault_is_named_where_it_stands(path: tuple[Any, ...], value: Any, at: str) -> None:
    data = deepcopy(GOOD)
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert at in {problem.path for problem in read(data)[1]}


def test_a_stored_citation_is_read_back_as_it_was() -> None:
    citation = read(GOOD)[0].citation
    stored = sources.as_stored(citation)
    assert stored["title"] == {"value": "Closer by Necessity", "supplied": "true"}
    assert stored["url"] == NOT_GIVEN
    assert sources.from_stored(stored) == citation
