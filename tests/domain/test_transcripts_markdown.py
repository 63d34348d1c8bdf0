"""Whether a page shows a text's words: never a false alarm on what is rendered, and every edit."""

import random
import re
from html import unescape

import pytest

from debate.domain.text import render_safe
from debate.domain.transcripts import Unreadable
from debate.domain.transcripts_markdown import shows

TEXTS = (
    "Each round **moved trade** east.",
    'See [the treaty](https://example.org/a_(b)?x=1 "Article 5") and <https://example.org/%C3%A9>.',
    "[no link](javascript:alert(1)) stays as typed",
    "1. First\n2. Second\n\n7) Seventh\n   - inside *that*",
    "> 3. quoted\n> more",
    "```python\nprint(1)\n```\n\n~~~\nplain\n~~~",
    "AT&amp;T, caf&eacute;, &#65;mara and `&eacute;`",
    "<b>typed</b> 5 < 6 > 4 & a \\* b \\_ c ~~gone~~",
    "* * *\n\nTitle\n=====\n\n    indented words",
    "你好，俄罗斯 Привет مرحبا 🙂 naïve",
    "![picture](https://example.org/x.png) and mail <a@example.org>",
    "2026. A year at the start of a line",
    "",
)


def visible(markdown: str) -> str:
    return unescape(re.sub("<[^>]*>", "", render_safe(markdown)))


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_rendered_shows_its_text(text: str) -> None:
    assert shows(text, visible(text))
    assert shows(text, f"before {visible(text)} after", anywhere=True)


@pytest.mark.parametrize("text", [text for text in TEXTS if text])
def test_an_edited_added_or_missing_word_is_found(text: str) -> None:
    words = visible(text).split()
    for place in (n for n, word in enumerate(words) if any(sign.isalnum() for sign in word)):
        without = [*words[:place], *words[place + 1 :]]
        edited = [*words[:place], f"un{words[place]}", *words[place + 1 :]]
        added = [*words[:place], "never", *words[place:]]
        for changed in (without, edited, added):
            assert not shows(text, " ".join(changed)), changed


def test_rendered_pieces_of_markup_in_any_order_show_their_text() -> None:
    rng = random.Random(3)
    for _ in range(300):
        text = "\n\n".join(rng.sample(TEXTS, 3))
        assert shows(text, visible(text)), text


def test_a_text_that_can_be_shown_in_very_many_ways_is_decided_at_once() -> None:
    # Each of these could be the word or the sign: 2^40 ways, tried together and not one by one.
    text = "&amp;" * 40 + "x"
    for anywhere in (False, True):
        assert not shows(text, "amp" * 20 + "y", anywhere=anywhere)
        assert shows(text, "amp & " * 20 + "x", anywhere=anywhere)
    assert not shows(text, "amp" * 41 + "x")
    assert shows(text, "amp" * 41 + "x", anywhere=True)


def test_blank_lines_are_gone_through_once() -> None:
    assert shows("\n" * 200_000 + "One", "One")


@pytest.mark.parametrize("text", ["1.\n" * 3000 + "x" + "&amp;" * 30_000, "a" * 30_000 + "&amp;y"])
@pytest.mark.no_cover
def test_what_would_take_long_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Unreadable, match="more markup than can be compared"):
        shows(text, "x" + "amp" * 60_000 + "a" * 60_000, anywhere=True)
