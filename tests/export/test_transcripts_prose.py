"""Safe HTML as paragraphs of styled words."""

import pytest

from debate.domain.text import render_safe
from debate.export.transcripts_markdown import escaped
from debate.export.transcripts_prose import Paragraph, Words, paragraphs, plain


@pytest.mark.parametrize(
    ("markdown", "found"),
    [
        ("", ()),
        ("one\ntwo", [Paragraph((Words("one"), Words("\n"), Words("two")))]),
        (
            "a **b *c*** ~~d~~ `e`",
            [
                Paragraph(
                    (
                        Words("a "),
                        Words("b ", "b"),
                        Words("c", "bi"),
                        Words(" "),
                        Words("d", "s"),
                        Words(" "),
                        Words("e", "c"),
                    )
                )
            ],
        ),
        (
            "[here](https://x.org) <b>",
            [Paragraph((Words("here", "", "https://x.org"), Words(" <b>")))],
        ),
        (
            "3. one\n4. two\n   - three",
            [
                Paragraph((Words("one"),), "item", 0, "3."),
                Paragraph((Words("two"),), "item", 0, "4."),
                Paragraph((Words("three"),), "item", 1, "•"),
            ],
        ),
        ("> said", [Paragraph((Words("said"),), "quote", 1)]),
        ("```\na *b*\n c\n```", [Paragraph((Words("a *b*\n c"),), "code")]),
    ],
)
def test_each_element_becomes_a_block_or_a_style(markdown: str, found: list[Paragraph]) -> None:
    assert paragraphs(render_safe(markdown)) == tuple(found)


def test_plain_text_has_a_block_for_each_of_its_paragraphs() -> None:
    assert [one.text for one in plain("a *b*\nc\r\n\r\n\r\nd")] == ["a *b*\nc", "d"]


@pytest.mark.parametrize(
    "text",
    [
        "*a*",
        "_a_",
        "[a](b)",
        "<b>",
        "# a",
        "- a",
        "1. a",
        "a | b",
        "`a`",
        "\\*",
        "~~a~~",
        "&amp;",
        "> a",
        "= a",
    ],
)
def test_signs_that_were_typed_are_no_markup(text: str) -> None:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(escaped(text))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    assert "".join(child.content for child in children) == text
