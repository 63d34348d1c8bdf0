"""Safe HTML as paragraphs of styled words, for files that have no HTML: PDF, Word, Markdown.

Belongs here: reading the few elements that `domain.text` lets through. Does not belong here: how a
file writes them, nor what is safe.
"""

from html.parser import HTMLParser
from typing import NamedTuple

STYLES = {"strong": "b", "em": "i", "s": "s", "code": "c"}


class Words(NamedTuple):
    """A piece of text; `style` has any of b (bold), i (italic), s (struck), c (code)."""

    text: str
    style: str = ""
    href: str = ""


class Paragraph(NamedTuple):
    """A block of text. `kind`: p | item | quote | code; `marker` before an item: "•" or "3."."""

    words: tuple[Words, ...]
    kind: str = "p"
    depth: int = 0
    marker: str = ""

    @property
    def text(self) -> str:
        """The block without its styles."""
        return "".join(piece.text for piece in self.words)


def paragraphs(html: str) -> tuple[Paragraph, ...]:
    """The blocks of a stored text in order; line breaks stand as "\\n" inside them."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return tuple(reader.found)


def plain(text: str) -> tuple[Paragraph, ...]:
    """Text without markup, such as a judge's reason: a block for each of its paragraphs."""
    parts = (part.strip() for part in text.replace("\r\n", "\n").split("\n\n"))
    return tuple(Paragraph((Words(part),)) for part in parts if part)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Paragraph] = []
        self._words: list[Words] = []
        self._styles: list[str] = []
        self._hrefs: list[str] = []
        self._lists: list[int | None] = []  # the next number of an ordered one
        self._quotes = 0
        self._code = False
        self._marker = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "br":
            self._words.append(Words("\n"))
        elif tag == "a":
            self._hrefs.append(values.get("href") or "")
        elif tag in STYLES and not self._code:
            self._styles.append(STYLES[tag])
        elif tag in ("ul", "ol"):
            self.end_block()
            start = values.get("start") or "1"
            self._lists.append(int(start) if tag == "ol" else None)
        elif tag == "li":
            self.end_block()
            self._marker = self._next_marker()
        elif tag in ("p", "blockquote", "pre"):
            self.end_block()
            self._quotes += tag == "blockquote"
            self._code = self._code or tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._hrefs:
            self._hrefs.pop()
        elif tag in STYLES and not self._code and STYLES[tag] in self._styles:
            self._styles.remove(STYLES[tag])
        elif tag in ("p", "li", "ul", "ol", "blockquote", "pre"):
            self.end_block()
            self._quotes -= tag == "blockquote"
            self._code = self._code and tag != "pre"
            if tag in ("ul", "ol") and self._lists:
                self._lists.pop()

    def handle_data(self, data: str) -> None:
        text = data.rstrip("\n") if self._code else data.replace("\n", " ")
        if not self._code and not self._words:
            text = text.lstrip(" ")
        if self._words and self._words[-1].text.endswith("\n") and not self._code:
            text = text.lstrip(" ")
        if text:
            style = "".join(sorted(set(self._styles)))
            self._words.append(Words(text, style, self._hrefs[-1] if self._hrefs else ""))

    def end_block(self) -> None:
        """Close the block that is open, if it holds anything."""
        if not self._code and self._words:
            self._words[-1] = self._words[-1]._replace(text=self._words[-1].text.rstrip())
        self._words = [piece for piece in self._words if piece.text]
        if not self._words:
            return
        kind = "p"
        if self._code:
            kind = "code"
        elif self._lists:
            kind = "item"
        elif self._quotes:
            kind = "quote"
        depth = max(0, len(self._lists) - 1) if self._lists else self._quotes
        self.found.append(Paragraph(tuple(self._words), kind, depth, self._marker))
        self._words, self._marker = [], ""

    def _next_marker(self) -> str:
        if not self._lists or self._lists[-1] is None:
            return "•"
        number = self._lists[-1]
        self._lists[-1] = number + 1
        return f"{number}."
