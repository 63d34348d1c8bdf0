"""Transcripts and packets as Markdown (CommonMark with tables), for notes and version control.

Belongs here: the notation, and keeping signs that people typed from becoming markup. Does not
belong here: the words (`transcripts_document`).
"""

import re
from collections.abc import Iterable, Iterator

from debate.export.transcripts_blocks import (
    Block,
    Document,
    PointBlock,
    Prose,
    Section,
    Source,
    Table,
    Text,
)
from debate.export.transcripts_prose import Paragraph, Words

_SPECIAL = re.compile(r"([\\`*_\[\]<>&|~])")
_AT_START = re.compile(r"^(\s*)([#+=-]+|\d{1,9}(?=[.)](?:\s|$)))", re.MULTILINE)
_STYLES = {"b": "**", "i": "*", "s": "~~"}


def file(document: Document) -> bytes:
    """The bytes of the file: UTF-8, lines end in LF, a blank line between blocks."""
    return ("\n\n".join(_document(document)) + "\n").encode()


def escaped(text: str) -> str:
    """Text that Markdown shows as it is. A backslash before a sign keeps it from being markup."""
    text = _SPECIAL.sub(r"\\\1", text)
    return _AT_START.sub(lambda found: f"{found[1]}{_kept(found[2])}", text)


def _kept(start: str) -> str:
    return f"{start}\\" if start[0].isdigit() else f"\\{start}"


def _document(document: Document) -> Iterator[str]:
    yield f"# {escaped(document.title)}"
    yield escaped(document.when)
    for letter, name, people in document.sides:
        yield f"**{letter} {escaped(name)}:** {escaped(people)}"
    for block in document.top:
        yield from _block(block)
    for section in document.sections:
        yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    address = f"{section.address} " if section.address else ""
    yield f"## {address}{escaped(section.title)}"
    if section.time:
        yield escaped(section.time)
    for block in section.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Text():
            yield _words(block.words, "b" if block.look == "bold" else "")
        case Prose():
            yield from _prose(block.paragraphs)
        case Table():
            yield _table(block)
        case Source():
            yield "\n".join(_source(block))
        case PointBlock():
            yield from _point(block)


def _point(block: PointBlock) -> Iterator[str]:
    claim = f": {escaped(block.claim)}" if block.claim else ""
    if block.look == "struck":
        claim = f": ~~{escaped(block.claim)}~~"
    yield f"### {block.address or 'Not shown to the room'}{claim}"
    for words in block.before:
        yield _words(words)
    if block.gap:
        yield escaped(block.gap)
    yield from _prose(block.paragraphs)
    if block.cards:
        yield "; ".join(f"**\\[{number}\\]** {escaped(cite)}" for number, cite in block.cards)
    if block.after:
        yield f"*{' '.join(map(escaped, block.after))}*"
    for comment in block.comments:
        yield f"> **{escaped(comment.author)}:** {_lines(escaped(comment.text), '> ')}"


def _prose(paragraphs: Iterable[Paragraph]) -> Iterator[str]:
    """Items that follow each other stand in one block, so that they are one list."""
    items: list[str] = []
    depth = 0
    for paragraph in paragraphs:
        if paragraph.kind == "item":
            indent = "   " * paragraph.depth
            marker = paragraph.marker.replace("•", "-") or " "
            if items and (depth != paragraph.depth or not paragraph.marker):
                items.append("")  # only a list that begins with 1 may follow a line at once
            depth = paragraph.depth
            items.append(f"{indent}{marker} {_lines(_words(paragraph.words), indent + '   ')}")
            continue
        if items:
            yield "\n".join(items)
            items = []
        if paragraph.kind == "code":
            yield _fenced(paragraph.text)
        elif paragraph.kind == "quote":
            marks = "> " * max(1, paragraph.depth)
            yield marks + _lines(_words(paragraph.words), marks)
        else:
            yield _words(paragraph.words)
    if items:
        yield "\n".join(items)


def _fenced(text: str) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def _source(block: Source) -> Iterator[str]:
    yield f"- **{block.number}** {escaped(block.tag)}  "
    yield "  \n".join(f"  {escaped(said)}" for said in block.lines)


def _table(block: Table) -> str:
    rows = [block.columns, *block.rows]
    cells = [" | ".join(escaped(cell).replace("\n", " ") for cell in row) for row in rows]
    rule = " | ".join("---:" if n in block.numeric else "---" for n in range(len(block.columns)))
    return "\n".join(f"| {row} |" for row in (cells[0], rule, *cells[1:]))


def _words(words: Iterable[Words], extra: str = "") -> str:
    pieces = [_piece(piece, extra) for piece in words]
    return "".join(pieces).strip().replace("\n", "  \n")


def _piece(piece: Words, extra: str) -> str:
    """Marks stand close to the words, since Markdown reads none beside a space."""
    inner = piece.text.strip()
    if not inner:
        return piece.text
    before, _, after = piece.text.partition(inner)
    shown = _code(inner) if "c" in piece.style else escaped(inner)
    for style in sorted({*piece.style, *extra} & _STYLES.keys()):
        shown = f"{_STYLES[style]}{shown}{_STYLES[style]}"
    if piece.href:
        shown = f"[{shown}](<{piece.href}>)"
    return f"{before}{shown}{after}"


def _code(text: str) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    gap = " " if "`" in text else ""
    return f"{fence}{gap}{text}{gap}{fence}"


def _lines(text: str, indent: str) -> str:
    return text.replace("\n", f"\n{indent}")
