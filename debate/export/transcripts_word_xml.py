"""Pieces of WordprocessingML: paragraphs, runs, tables, styles, as text.

Belongs here: the notation of Word, one paragraph at a time, quick enough for a long debate. Does
not belong here: which blocks a file has, nor its package (`transcripts_word`).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from debate.export.transcripts_prose import Words

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
SIDES = {"P": ("left", "1A4C98"), "O": ("right", "AD430A")}
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Linked = Callable[[str], str]
"""Gives the id of a relationship to an address."""


class Look(NamedTuple):
    """How a paragraph stands: its style, the side whose edge it has, indents in twips."""

    style: str = ""
    side: str = ""
    indent: int = 0
    hanging: int = 0
    keep: bool = False  # with the next paragraph


def text(words: str) -> str:
    """Text as XML content, without the signs that XML cannot hold."""
    return escape(_ILLEGAL.sub("", words))


def attribute(value: str) -> str:
    """Text as an attribute with its quotes."""
    return quoteattr(_ILLEGAL.sub("", value))


def runs_left(words: str) -> bool:
    """Whether a text runs from right to left: its first letter with a direction does."""
    for sign in words:
        direction = unicodedata.bidirectional(sign)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def paragraph(inner: str, look: Look, *, rtl: bool = False) -> str:
    """A paragraph around its runs."""
    inside = f'<w:pStyle w:val="{look.style}"/>' if look.style else ""
    inside += "<w:keepNext/>" if look.keep else ""
    if look.side in SIDES:
        edge, colour = SIDES[look.side]
        inside += (
            f'<w:pBdr><w:{edge} w:val="single" w:sz="18" w:space="8" w:color="{colour}"/></w:pBdr>'
        )
    inside += "<w:bidi/>" if rtl else ""
    if look.indent or look.hanging:
        hanging = f' w:hanging="{look.hanging}"' if look.hanging else ""
        inside += f'<w:ind w:left="{look.indent}"{hanging}/>'
    return f"<w:p>{f'<w:pPr>{inside}</w:pPr>' if inside else ''}{inner}</w:p>"


def run(words: str, style: str = "", *, rtl: bool = False) -> str:
    """A run; `style` is that of `Words`. Line breaks in the text become breaks."""
    marks = "".join(_MARKS[mark] for mark in _MARKS if mark in style)
    marks += "<w:rtl/>" if rtl else ""
    properties = f"<w:rPr>{marks}</w:rPr>" if marks else ""
    lines = text(words).split("\n")
    inner = "<w:br/>".join(f'<w:t xml:space="preserve">{one}</w:t>' if one else "" for one in lines)
    return f"<w:r>{properties}{inner}</w:r>"


def runs(words: Iterable[Words], linked: Linked, extra: str = "") -> str:
    """Styled words, each in the direction of its own letters."""
    made = []
    for piece in words:
        href = piece.href
        style = piece.style + extra + ("u" if href else "")
        inner = run(piece.text, style, rtl=runs_left(piece.text))
        if href:
            inner = f'<w:hyperlink r:id="{linked(href)}" w:history="1">{inner}</w:hyperlink>'
        made.append(inner)
    return "".join(made)


def bookmarked(inner: str, number: int) -> str:
    """Runs that the contents can point to."""
    return (
        f'<w:bookmarkStart w:id="{number}" w:name="_Toc{number:06}"/>{inner}'
        f'<w:bookmarkEnd w:id="{number}"/>'
    )


def commented(inner: str, number: int) -> str:
    """Runs with the comment of this number on them."""
    return (
        f'<w:commentRangeStart w:id="{number}"/>{inner}<w:commentRangeEnd w:id="{number}"/>'
        f'<w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr>'
        f'<w:commentReference w:id="{number}"/></w:r>'
    )


def contents(entries: Sequence[tuple[int, str]]) -> str:
    """A field of contents, filled with links; Word adds page numbers when it is updated."""
    if not entries:
        return ""
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> '
        'TOC \\o "1-1" \\h \\z \\u </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    made = []
    for place, (number, title) in enumerate(entries):
        link = f'<w:hyperlink w:anchor="_Toc{number:06}" w:history="1">{run(title)}</w:hyperlink>'
        first, last = place == 0, place + 1 == len(entries)
        inner = f"{begin if first else ''}{link}{end if last else ''}"
        made.append(paragraph(inner, Look("TOC1")))
    return "".join(made)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], numeric: Iterable[int]) -> str:
    """A table whose header stands on each of its pages."""
    right = frozenset(numeric)
    head = _row(columns, right, header=True)
    body = "".join(_row(row, right) for row in rows)
    grid = '<w:gridCol w:w="1000"/>' * len(columns)
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="RecordTable"/><w:tblW w:w="5000" w:type="pct"/>'
        '<w:tblLook w:val="0020" w:firstRow="1"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>" + paragraph("", Look("RecordSmall"))
    )


def _row(cells: Sequence[str], right: frozenset[int], *, header: bool = False) -> str:
    made = []
    for place, cell in enumerate(cells):
        rtl = runs_left(cell)
        inner = run(cell, "b" if header else "", rtl=rtl)
        style = "RecordCellNumber" if place in right else "RecordCell"
        made.append(f"<w:tc>{paragraph(inner, Look(style), rtl=rtl)}</w:tc>")
    mark = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if header else ""
    return f"<w:tr>{mark or '<w:trPr><w:cantSplit/></w:trPr>'}{''.join(made)}</w:tr>"


# In the order that the schema asks for.
_MARKS = {
    "c": '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Courier New"/>',
    "b": "<w:b/><w:bCs/>",
    "i": "<w:i/><w:iCs/>",
    "s": "<w:strike/>",
    "u": '<w:u w:val="single"/>',
}


class StyleLine(NamedTuple):
    """A style of paragraphs. Sizes in half points, spaces in twentieths of a point."""

    id: str
    name: str
    size: int
    before: int = 0
    after: int = 80
    sans: bool = False
    bold: bool = False
    colour: str = "14181B"
    outline: int | None = None
    extra: str = ""
    aligned: str = ""


def style(line: StyleLine) -> str:
    """A style as XML; headings stay with what follows and stand in the navigation."""
    fonts = SANS if line.sans else SERIF
    outline = "" if line.outline is None else f'<w:outlineLvl w:val="{line.outline}"/>'
    keep = "" if line.outline is None else "<w:keepNext/><w:keepLines/>"
    aligned = f'<w:jc w:val="{line.aligned}"/>' if line.aligned else ""
    based = "" if line.id == "Normal" else '<w:basedOn w:val="Normal"/>'
    default = ' w:default="1"' if line.id == "Normal" else ""
    return (
        f'<w:style {NAMESPACES} w:type="paragraph"{default} w:styleId="{line.id}">'
        f'<w:name w:val="{line.name}"/>{based}<w:qFormat/>'
        f'<w:pPr>{keep}{line.extra}<w:spacing w:before="{line.before}" w:after="{line.after}"/>'
        f"{aligned}{outline}</w:pPr><w:rPr>{fonts}{'<w:b/><w:bCs/>' if line.bold else ''}"
        f'<w:color w:val="{line.colour}"/><w:sz w:val="{line.size}"/>'
        f'<w:szCs w:val="{line.size}"/></w:rPr></w:style>'
    )


# Faces that come with Word; it looks for others itself where these lack a sign.
SERIF = '<w:rFonts w:ascii="Georgia" w:hAnsi="Georgia" w:eastAsia="SimSun" w:cs="Times New Roman"/>'
SANS = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="SimHei" w:cs="Arial"/>'
_RULE = '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="3" w:color="C8CECB"/></w:pBdr>'
STYLES = (
    StyleLine("Normal", "Normal", 21),
    StyleLine("Title", "Title", 44, 0, 160),
    StyleLine("Heading1", "heading 1", 24, 400, 100, True, True, outline=0, extra=_RULE),
    StyleLine("Heading2", "heading 2", 24, 200, 40, False, True, outline=1),
    StyleLine("TOCHeading", "TOC Heading", 24, 240, 80, True, True),
    StyleLine("TOC1", "toc 1", 19, 0, 20, True),
    StyleLine("ListBullet", "List Bullet", 21, 0, 40),
    StyleLine("Quote", "Quote", 21, 0, 80, colour="454D53"),
    StyleLine("RecordBrand", "Record brand", 20, 0, 120, True, True),
    StyleLine("RecordQuiet", "Record quiet", 19, 0, 80, True, colour="454D53"),
    StyleLine("RecordSmall", "Record small", 18, 0, 40, True, colour="454D53"),
    StyleLine("RecordBold", "Record name", 20, 120, 40, True, True),
    StyleLine("RecordSeal", "Record seal", 16, 0, 80),
    StyleLine("RecordCell", "Record cell", 18, 20, 20, True),
    StyleLine("RecordCellNumber", "Record number", 18, 20, 20, True, aligned="right"),
    StyleLine("CommentText", "annotation text", 20, 0, 0, True),
    StyleLine("Header", "header", 17, 0, 0, True, colour="454D53"),
    StyleLine("Footer", "footer", 17, 0, 0, True, colour="454D53"),
)
OTHER_STYLES = (
    f'<w:style {NAMESPACES} w:type="character" w:styleId="CommentReference">'
    '<w:name w:val="annotation reference"/><w:rPr><w:sz w:val="16"/></w:rPr></w:style>',
    f'<w:style {NAMESPACES} w:type="table" w:styleId="RecordTable"><w:name w:val="Record table"/>'
    '<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>'
    '<w:bottom w:val="single" w:sz="4" w:space="0" w:color="C8CECB"/>'
    '<w:insideH w:val="single" w:sz="4" w:space="0" w:color="C8CECB"/></w:tblBorders>'
    '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
    "</w:tblPr></w:style>",
)
