"""Paragraphs of HTML pages and Markdown files. Runs in the child process of `texts_reading`."""

import re
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.token import Token

from debate.domain import passages
from debate.seeding.texts import Gathering

_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_DROPPED = frozenset(
    "script style nav header footer aside form noscript template svg math iframe object canvas"
    " button select textarea dialog".split()
)
_BLOCKS = _HEADINGS | frozenset(
    "address article blockquote body caption center dd details div dl dt fieldset figcaption figure"
    " hr html li main ol p pre section summary table tbody tfoot thead title tr ul".split()
)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.{0,4000}?\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)


def read_html(data: bytes, gathering: Gathering) -> None:
    """The text of a page in UTF-8, without scripts, menus, page heads, page feet and forms."""
    for dropped in (_DROPPED, _DROPPED - {"form"}):  # some pages are one form from end to end
        page = _Page(gathering, dropped)
        page.feed(data.decode())
        page.close()
        page.flush()
        gathering.title = gathering.title or page.names.get("h1") or page.names.get("title") or ""
        if gathering.paragraphs:
            break


def read_markdown(data: bytes, gathering: Gathering) -> None:
    """The text of a Markdown file in UTF-8, without its marks; HTML in it is read as HTML."""
    text = _FRONT_MATTER.sub("", data.decode().replace("\r\n", "\n"))
    cells: list[str] | None = None
    level = ""
    for token in MarkdownIt("commonmark", {"html": True}).enable("table").parse(text):
        if token.type in ("heading_open", "heading_close"):
            level = token.tag if token.type == "heading_open" else ""
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            gathering.add(" ".join(cells or ()))
            cells = None
        elif token.type == "html_block":
            read_html(token.content.encode(), gathering)
        elif token.type in ("fence", "code_block"):
            gathering.add(token.content)
        elif token.type == "inline" and cells is not None:
            cells.append(_unmarked(token))
        elif token.type == "inline":
            gathering.add(_unmarked(token), heading=bool(level))
            if level == "h1" and not gathering.title:
                gathering.title = _unmarked(token)


def _unmarked(token: Token) -> str:
    return "".join(
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for child in token.children or ()
        if child.type not in ("html_inline", "image")
    )


class _Page(HTMLParser):
    """Collects paragraphs; what stands in a dropped element counts for the page's name at most."""

    def __init__(self, gathering: Gathering, dropped: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.names: dict[str, str] = {}
        self._gathering = gathering
        self._dropped = dropped
        self._inside: list[str] = []  # dropped elements that are open
        self._text: list[str] = []
        self._heading = False
        self._pre = False
        self._broken = False  # a line break stands last
        self._naming = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("h1", "title") and tag not in self.names and "svg" not in self._inside:
            self._naming, self.names[tag] = tag, ""
        if tag == "main":  # what stays open before it was forgotten, and is not the text's fault
            self._inside.clear()
        if tag in self._dropped:
            self.flush()
            self._inside.append(tag)
        elif tag == "br":
            self._break()
        elif tag in _BLOCKS:
            self.flush()
            self._heading, self._pre = tag in _HEADINGS, tag == "pre"
        elif tag in ("td", "th"):
            self._text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._naming:
            self._naming = ""
        if tag in self._inside:
            while self._inside.pop() != tag:
                continue
        elif tag in _BLOCKS:
            self.flush()
            self._heading = self._pre = False

    def handle_data(self, data: str) -> None:
        if self._naming:
            self.names[self._naming] += data
        if not self._inside and self._naming != "title":
            self._text.append(data)
            self._broken = self._broken and not data.strip()

    def flush(self) -> None:
        """What was collected is a paragraph, or several where the page keeps its own lines."""
        text = "".join(self._text)
        self._text.clear()
        self._broken = False
        for paragraph in passages.paragraphs(text) if self._pre else (text,):
            self._gathering.add(paragraph, self._heading)

    def _break(self) -> None:
        """One line break is a space, two are the end of a paragraph."""
        if self._broken:
            self.flush()
        self._text.append("\n")
        self._broken = True
