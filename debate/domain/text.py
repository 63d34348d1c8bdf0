"""Markdown that people write, as HTML that is safe to show and as plain text.

Belongs here: the one place where text of users becomes HTML. Does not belong here: names and other
single lines, which templates escape. It alone in `domain` uses installed packages; the sanitiser
(bleach) stands behind one function, so that another can take its place. Both libraries are imported
when the first text comes: they would be a tenth of every start.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from debate.domain.refusals import Refused

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

SIZE_LIMIT = 20_000
"""Longest text, in bytes of UTF-8."""

TAGS = frozenset({"p", "br", "em", "strong", "s", "blockquote", "ul", "ol", "li"}) | frozenset(
    {"code", "pre", "a"}
)
REL = "nofollow noopener noreferrer"
SCHEMES = frozenset({"https", "mailto"})

# Switched off, so that the signs stay as typed: headings and rules have no place inside a point;
# a definition of a reference would vanish; indented prose is no program; pictures are not shown.
_PLAIN_SIGNS = ("heading", "lheading", "hr", "reference", "code", "image", "html_block")

_SAFE_URL = re.compile(
    r"https://[a-z0-9.-]+(?::[0-9]{1,5})?(?:[/?#].*)?|mailto:[^@?\s]+@[a-z0-9.-]+", re.IGNORECASE
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

_WORDS = r"(?:[^<>&\x00-\x08\x0b-\x1f\x7f-\x9f]|&(?:amp|lt|gt|quot);)*+"
# Paragraphs of words, with emphasis that holds words alone: no attribute, nothing inside another.
_CLEAN = re.compile(
    rf"(?:<p>{_WORDS}(?:(?:<br>|<(em|strong|s|code)>{_WORDS}</\1>){_WORDS})*+</p>\n)*+"
)


class TextTooLong(Refused):
    """A text over SIZE_LIMIT; `sentence` says so."""


def render_safe(markdown: str) -> str:
    """Give the HTML of a text: paragraphs, emphasis, lists, quotations, code and links.

    HTML in the text is shown as typed. Links go to https and mailto only; any other stays as
    typed. Raises TextTooLong.
    """
    html = _parser().render(_tidied(markdown))
    return html if is_clean(html) else clean_html(html)


def is_clean(html: str) -> bool:
    """Whether it is plain paragraphs, of which `clean_html` changes nothing.

    Most points are, and to parse them once more is most of what it takes to make one safe.
    """
    return _CLEAN.fullmatch(html) is not None


def clean_html(html: str) -> str:
    """Take out of HTML all that is not on the short list. The second wall, behind the parser."""
    import bleach

    return bleach.clean(
        html, tags=TAGS, attributes=is_allowed, protocols=SCHEMES, strip=True, strip_comments=True
    )


def is_allowed(tag: str, name: str, value: str) -> bool:
    """Say whether an element on the list may carry this attribute with this value."""
    if (tag, name) == ("a", "href"):
        return _SAFE_URL.fullmatch(value) is not None
    if (tag, name) == ("ol", "start"):
        return re.fullmatch("[0-9]{1,9}", value) is not None
    return (tag, name, value) == ("a", "rel", REL)


def plain(markdown: str) -> str:
    """Give a text without its markup: a line for each block, link targets in brackets.

    Raises TextTooLong.
    """
    lines = []
    marker = ""
    for token in _parser().parse(_tidied(markdown)):
        if token.type == "list_item_open":
            marker = f"{token.info}{token.markup} "
        elif token.type in ("inline", "fence"):
            inside = token.content.rstrip("\n") if token.children is None else ""
            lines.append(marker + inside + _inline_text(token.children or ()))
            marker = ""
    return "\n".join(lines)


def listed(words: Sequence[str]) -> str:
    """Words as a sentence lists them: "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def in_line(title: str) -> str:
    """A title inside a sentence: "opening vote", but "Prime Minister" keeps its capitals."""
    return title.lower() if title[1:].islower() else title


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML

    class Renderer(RendererHTML):
        def link_open(
            self,
            tokens: "Sequence[Token]",
            idx: int,
            options: "OptionsDict",
            env: "EnvType",
        ) -> str:
            tokens[idx].attrSet("rel", REL)
            return self.renderToken(tokens, idx, options, env)

    class Markdown(MarkdownIt):
        def normalizeLink(self, url: str) -> str:  # noqa: N802 (the library's name)
            visible = "".join(
                sign for sign in url if unicodedata.category(sign) not in ("Cc", "Cf")
            )
            return "" if "\\" in visible else super().normalizeLink(visible)

        def validateLink(self, url: str) -> bool:  # noqa: N802 (the library's name)
            return _SAFE_URL.fullmatch(url) is not None

    options = {"html": False, "breaks": True, "xhtmlOut": False}
    parser = Markdown("commonmark", options, renderer_cls=Renderer)
    return parser.enable("strikethrough").disable(_PLAIN_SIGNS)


def _tidied(markdown: str) -> str:
    """Bring line ends to one form, and leave out what no page or file can hold."""
    data = markdown.encode("utf-8", "replace")
    if len(data) > SIZE_LIMIT:
        raise TextTooLong(f"Shorten this text: it takes {len(data):,} of {SIZE_LIMIT:,} bytes.")
    text = data.decode().replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", text)


def _inline_text(tokens: "Sequence[Token]") -> str:
    text, target, start = "", "", 0
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            text += "\n"
        elif token.type == "link_open":
            target, start = str(token.attrGet("href")), len(text)
        elif token.type == "link_close" and target and not target.endswith(text[start:]):
            text += f" ({target})"
        else:
            text += token.content
    return text
