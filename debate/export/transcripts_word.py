"""Transcripts and packets as Word files: headings, contents, running heads, feedback as comments.

Belongs here: the package, and which block becomes which paragraph. Does not belong here: the words
(`transcripts_document`) and the notation (`transcripts_word_xml`).
"""

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from debate.export.transcripts_blocks import (
    Block,
    Comment,
    Document,
    PointBlock,
    Prose,
    Section,
    Source,
    Table,
    Text,
)
from debate.export.transcripts_prose import Paragraph
from debate.export.transcripts_word_xml import (
    NAMESPACES,
    OTHER_STYLES,
    STYLES,
    Look,
    bookmarked,
    commented,
    contents,
    paragraph,
    run,
    runs,
    runs_left,
    style,
    table,
)

if TYPE_CHECKING:
    from docx.document import Document as Package

_LOOKS = {
    "quiet": "RecordQuiet",
    "small": "RecordSmall",
    "bold": "RecordBold",
    "seal": "RecordSeal",
    "cards": "RecordSmall",
}
INDENT = 360


def file(document: Document) -> bytes:
    """The bytes of the file."""
    import docx

    package = docx.Document()
    _set_styles(package)
    _set_properties(package, document)
    _set_pages(package, document)
    _Body(package, document).write()
    out = io.BytesIO()
    package.save(out)
    return out.getvalue()


class _Body:
    """The paragraphs of one file; links, comments and bookmarks are numbered as they come."""

    def __init__(self, package: "Package", document: Document) -> None:
        self._package = package
        self._document = document
        self._links: dict[str, str] = {}
        self._side = ""

    def write(self) -> None:
        """Put all of it before the section's own properties."""
        from docx.oxml import parse_xml

        body: Any = self._package.element.body
        for child in [one for one in body if not one.tag.endswith("}sectPr")]:
            body.remove(child)
        pieces = [self._front()]
        for number, section in enumerate(self._document.sections, start=1):
            pieces.append(self._section(section, number))
        for piece in pieces:
            made = parse_xml(f"<w:body {NAMESPACES}>{piece}</w:body>")
            for child in list(made):
                body.insert(len(body) - 1, child)

    def _front(self) -> str:
        whole = self._document
        made = paragraph(run(f"Clashroom. {whole.when}"), Look("RecordBrand"))
        made += self._plain(whole.title, Look("Title"))
        for letter, name, people in whole.sides:
            inner = run(f"{letter}  {name}: ", "b") + run(people, rtl=runs_left(people))
            made += paragraph(inner, Look("RecordQuiet", letter))
        made += "".join(self._block(block) for block in whole.top)
        entries = [
            (number, f"{section.address} {section.title}".strip())
            for number, section in enumerate(whole.sections, start=1)
        ]
        made += paragraph(run("Contents"), Look("TOCHeading", keep=True)) + contents(entries)
        return made

    def _section(self, section: Section, number: int) -> str:
        title = f"{section.address} {section.title}".strip()
        inner = self._comments(bookmarked(run(title), number), section.comments)
        self._side = section.side
        made = paragraph(inner, Look("Heading1"), rtl=runs_left(section.title))
        if section.time:
            made += self._plain(section.time, Look("RecordSmall", section.side))
        made += "".join(self._block(block) for block in section.blocks)
        self._side = ""
        return made

    def _block(self, block: Block) -> str:
        match block:
            case Text():
                said = "".join(piece.text for piece in block.words)
                look = Look(_LOOKS.get(block.look, ""), self._side)
                return paragraph(runs(block.words, self._linked), look, rtl=runs_left(said))
            case Prose():
                return "".join(self._prose(one) for one in block.paragraphs)
            case Table():
                return table(block.columns, block.rows, block.numeric)
            case Source():
                return self._source(block)
            case PointBlock():
                return self._point(block)

    def _point(self, block: PointBlock) -> str:
        side = self._side
        rtl = runs_left(block.claim)
        style = "s" if block.look == "struck" else ""
        claim = run(f"{block.number}  ") + run(block.claim or block.gap, style, rtl=rtl)
        made = paragraph(self._comments(claim, block.comments), Look("Heading2", side), rtl=rtl)
        for before in block.before:
            made += paragraph(runs(before, self._linked), Look("RecordSmall", side, keep=True))
        made += "".join(self._prose(one) for one in block.paragraphs)
        if block.cards:
            cited = "; ".join(f"[{number}] {cite}" for number, cite in block.cards)
            made += self._plain(cited, Look("RecordSmall", side))
        if block.after:
            made += self._plain(" ".join(block.after), Look("RecordSmall", side))
        return made

    def _prose(self, block: Paragraph) -> str:
        rtl, side = runs_left(block.text), self._side
        inner = runs(block.words, self._linked, "c" if block.kind == "code" else "")
        if block.kind == "item":
            depth = INDENT * (block.depth + 1)
            marker = f"{run(block.marker)}<w:r><w:tab/></w:r>" if block.marker else ""
            return paragraph(marker + inner, Look("ListBullet", side, depth, INDENT), rtl=rtl)
        if block.kind == "quote":
            return paragraph(inner, Look("Quote", side, INDENT * max(1, block.depth)), rtl=rtl)
        return paragraph(inner, Look("", side), rtl=rtl)

    def _source(self, block: Source) -> str:
        made = self._plain(f"[{block.number}]  {block.tag}", Look("RecordBold", keep=True))
        return made + "".join(self._plain(said, Look("RecordSmall")) for said in block.lines)

    def _plain(self, words: str, look: Look) -> str:
        rtl = runs_left(words)
        return paragraph(run(words, rtl=rtl), look, rtl=rtl)

    def _comments(self, inner: str, comments: tuple[Comment, ...]) -> str:
        for comment in comments:
            made = self._package.comments.add_comment(
                comment.text, author=comment.author, initials=_initials(comment.author)
            )
            _stamp(made, self._document.made_ms)
            inner = commented(inner, made.comment_id)
        return inner

    def _linked(self, address: str) -> str:
        from docx.opc.constants import RELATIONSHIP_TYPE

        if address not in self._links:
            self._links[address] = self._package.part.relate_to(
                address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
            )
        return self._links[address]


def _set_styles(package: "Package") -> None:
    from docx.oxml import parse_xml

    styles: Any = package.styles.element
    made = [parse_xml(xml) for xml in (*map(style, STYLES), *OTHER_STYLES)]
    own = {one.get(_w("styleId")) for one in made}
    for old in [one for one in styles if one.get(_w("styleId")) in own]:
        styles.remove(old)
    styles.extend(made)


def _set_properties(package: "Package", document: Document) -> None:
    made = datetime.fromtimestamp(document.made_ms / 1000, UTC).replace(tzinfo=None)
    core = package.core_properties
    core.title, core.subject = document.title[:255], document.subject
    core.author = core.last_modified_by = "Clashroom"
    core.created = core.modified = made
    core.language, core.comments, core.revision = "en", "", 1
    core.keywords = f"clashroom-head {document.head}" if document.head else ""


def _set_pages(package: "Package", document: Document) -> None:
    from docx.oxml import parse_xml
    from docx.shared import Mm

    page = package.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin = page.bottom_margin = Mm(22)
    page.different_first_page_header_footer = True
    tab = '<w:tabs><w:tab w:val="right" w:pos="9638"/></w:tabs>'
    across = "<w:r><w:tab/></w:r>"
    count = "".join(
        f'{run(said)}<w:fldSimple w:instr=" {field} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        for said, field in (("Page ", "PAGE"), (" of ", "NUMPAGES"))
    )
    motion, where = document.running
    foot = f"Chain head {document.head[:16]}…" if document.head else document.subject
    head = run(motion if len(motion) < 80 else f"{motion[:78]}…") + across + run(where)
    for part, style_name, inner in (
        (page.header, "Header", head),
        (page.footer, "Footer", run(foot) + across + count),
        (page.first_page_header, "Header", ""),
        (page.first_page_footer, "Footer", run(foot) + across + count),
    ):
        part.is_linked_to_previous = False
        xml = paragraph(inner, Look(style_name)).replace("</w:pPr>", f"{tab}</w:pPr>", 1)
        element: Any = part._element
        for old in list(element):
            element.remove(old)
        element.append(parse_xml(xml.replace("<w:p>", f"<w:p {NAMESPACES}>", 1)))


def _stamp(comment: Any, made_ms: int) -> None:
    """The time of the copy; the library would put the present there."""
    at = datetime.fromtimestamp(made_ms / 1000, UTC)
    comment._comment_elm.set(_w("date"), at.strftime("%Y-%m-%dT%H:%M:%SZ"))


def _initials(name: str) -> str:
    return "".join(part[0] for part in name.split())[:3].upper()


def _w(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{name}"
