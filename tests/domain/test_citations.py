"""Decks: how complete a written citation is, and how it reads."""

import pytest

from debate.domain import citations
from debate.domain.citations import CitationField, Problem

NOT_GIVEN = CitationField(missing="not given by the source")
GABUEV = {
    **dict.fromkeys(citations.FIELDS, NOT_GIVEN),
    "author": CitationField("Alexander Gabuev", supplied=True),
    "title": CitationField("Putin and Xi’s Unholy Alliance"),
    "publication": CitationField("Foreign Affairs"),
    "published": CitationField("2024-04"),
}


def field(name: str, value: str) -> dict[str, CitationField]:
    return {**GABUEV, name: CitationField(value)}


def test_a_citation_is_complete_when_each_field_has_a_value_or_a_reason() -> None:
    assert citations.grade(GABUEV) == "complete"
    assert citations.unsettled(GABUEV) == ()


def test_a_citation_with_an_open_field_is_partial() -> None:
    without = {name: one for name, one in GABUEV.items() if name != "pages"}
    open_url = {**without, "url": CitationField()}
    assert citations.grade(open_url) == "partial"
    assert citations.unsettled(open_url) == ("url", "pages")


def test_a_citation_by_which_nobody_finds_the_source_is_missing() -> None:
    assert citations.grade({}) == "missing"
    assert citations.grade(dict.fromkeys(citations.FIELDS, NOT_GIVEN)) == "missing"
    assert citations.grade({"url": CitationField("https://example.org")}) == "missing"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("published", "2024"),
        ("published", "2024-02-29"),
        ("url", "https://www.example.org/a?b=1"),
        ("url", "http://example.org"),
        ("accessed", "2024-04"),
        ("accessed", "2024-04-01"),
        ("accessed", "2024"),
    ],
)
def test_values_that_are_right_have_no_problem(name: str, value: str) -> None:
    assert citations.check_citation(field(name, value)) == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("published", "April 2024"),
        ("published", "2024-13"),
        ("published", "2023-02-29"),
        ("published", "0000"),
        ("accessed", "24-04"),
        ("url", "example.org"),
        ("url", "javascript:alert(1)"),
        ("url", "https://example.org/a b"),
        ("accessed", "2024-03"),
        ("accessed", "2023"),
    ],
)
def test_values_that_are_wrong_are_named(name: str, value: str) -> None:
    assert [problem.field for problem in citations.check_citation(field(name, value))] == [name]


def test_unknown_fields_and_values_called_missing_are_named() -> None:
    fields = {"editor": CitationField("X"), "title": CitationField("T", "not given")}
    assert citations.check_citation(fields) == (
        Problem("editor", "A citation has no such field."),
        Problem("title", "Give a value or say why it is missing, not both."),
    )


def test_a_citation_reads_as_one_line_of_what_is_known() -> None:
    short = "Alexander Gabuev, “Putin and Xi’s Unholy Alliance”, Foreign Affairs, April 2024"
    assert citations.citation_text(GABUEV) == short
    whole = {
        **GABUEV,
        "pages": CitationField("12–19"),
        "url": CitationField("https://example.org/x"),
        "accessed": CitationField("2026-06-03"),
    }
    rest = "pp. 12–19, https://example.org/x, accessed 3 June 2026"
    assert citations.citation_text(whole) == f"{short}, {rest}"
    assert citations.citation_text({}) == ""


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2024", "2024"),
        ("2024-04", "April 2024"),
        ("2024-04-09", "9 April 2024"),
        ("spring 2023", "spring 2023"),
    ],
)
def test_dates_are_written_in_words(value: str, words: str) -> None:
    assert citations.date_text(value) == words
