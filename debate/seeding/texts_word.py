"""Paragraphs of a Word file (.docx). Runs in the child process of `texts_reading`.

A Word file is a zip of XML parts. Only three are read, as streams: nothing is unpacked to disk, no
tree is built, and a part that declares a document type is refused (bombs, foreign files).
"""

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Protocol

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from debate.domain.refusals import Refused
from debate.seeding.texts import DAMAGED, OLD_WORD, Gathering

MEMBERS_MAX = 500
BYTES_MAX = 20_000_000
RATIO_MAX = 100
"""What a Word file may unpack to: members, bytes in all, bytes for each packed byte."""
_SMALL = 1_000_000  # below that no ratio is suspicious
_CHUNK = 64 * 1024

ZIP_TRICK = (
    "The Word file unpacks to far more than a text needs, or is packed in a way that Word does not"
    " use. Save the commentary alone in a new file, or paste the text."
)
NOT_WORD = (
    "There is no Word text in the file, whatever its name says. Save it as .docx in Word, or"
    " paste the text."
)
ENTITIES = (
    "The Word file declares a document type or entities, which Word never does. Save it anew in"
    " Word, or paste the text."
)

_CONTENT_TYPES = "[Content_Types].xml"
_WORD = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
}
_OTHERS = {
    "http://schemas.openxmlformats.org/package/2006/content-types": "package:",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "compatibility:",
}
_HEADING_NAME = re.compile(r"(?:heading [1-9]|title|subtitle)")
# Text that was deleted or moved, a style that was changed, a drawing's copy for older programs.
_UNSEEN = {"del", "moveFrom", "pPrChange", "compatibility:Fallback"}
_SIGNS = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-"}


class _Target(Protocol):
    def start(self, tag: str, values: Mapping[str, str]) -> None: ...
    def end(self, tag: str) -> None: ...
    def data(self, text: str) -> None: ...
    def close(self) -> None: ...


def read_word(data: bytes, gathering: Gathering) -> None:
    """The text as a reader of the file sees it, headings by their style. Raises Refused."""
    with _opened(data) as archive:
        parts = _Parts()
        _parse(archive, _CONTENT_TYPES, parts)
        if parts.document is None:
            raise Refused(NOT_WORD)
        styles = _Styles()
        if parts.styles is not None:
            _parse(archive, parts.styles, styles)
        _parse(archive, parts.document, _Body(gathering, styles))


def _opened(data: bytes) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise Refused(DAMAGED) from None
    members = archive.infolist()
    names = [one.filename for one in members]
    if any(one.flag_bits & 0x1 for one in members):
        raise Refused(OLD_WORD)
    if (
        len(members) > MEMBERS_MAX
        or len(set(map(str.casefold, names))) < len(names)
        or any(name.startswith("/") or ".." in name.split("/") or "\\" in name for name in names)
        or sum(one.file_size for one in members) > BYTES_MAX
        or any(_swells(one.file_size, one.compress_size) for one in members)
    ):
        raise Refused(ZIP_TRICK)
    if _CONTENT_TYPES not in names:
        raise Refused(NOT_WORD)
    return archive


def _swells(size: int, packed: int) -> bool:
    return size > _SMALL and size > RATIO_MAX * packed


def _parse(archive: zipfile.ZipFile, name: str, target: _Target) -> None:
    """Stream one part through a target; what comes out is counted, whatever the zip declares."""
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    streamed = 0
    try:
        with archive.open(name) as part:
            packed = archive.getinfo(name).compress_size
            while chunk := part.read(_CHUNK):
                streamed += len(chunk)
                if streamed > BYTES_MAX or _swells(streamed, packed):
                    raise Refused(ZIP_TRICK)
                parser.feed(chunk)
        parser.close()
    except DefusedXmlException:
        raise Refused(ENTITIES) from None


def _short(tag: str) -> str:
    """Word's own names bare, those of two other vocabularies with a prefix, all others as none."""
    space, _, name = tag.removeprefix("{").rpartition("}")
    if space in _WORD:
        return name
    return f"{_OTHERS[space]}{name}" if space in _OTHERS else ""


def _value(values: Mapping[str, str], wanted: str) -> str:
    return next((text for name, text in values.items() if _short(name) == wanted), "")


class _Parts:
    """Where in the zip the text and the styles stand."""

    def __init__(self) -> None:
        self.document: str | None = None
        self.styles: str | None = None

    def start(self, tag: str, values: Mapping[str, str]) -> None:
        if _short(tag) == "package:Override":
            kind = values.get("ContentType", "")
            name = values.get("PartName", "").removeprefix("/")
            if kind.endswith(".wordprocessingml.document.main+xml"):
                self.document = name
            elif kind.endswith(".wordprocessingml.styles+xml"):
                self.styles = name

    def end(self, tag: str) -> None: ...

    def data(self, text: str) -> None: ...

    def close(self) -> None: ...


class _Styles:
    """Which paragraph styles are headings: by name (English in every Word), level or parent."""

    def __init__(self) -> None:
        self._style = ""
        self._parents: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._headings: set[str] = set()

    def start(self, tag: str, values: Mapping[str, str]) -> None:
        name = _short(tag)
        if name == "style":
            self._style = _value(values, "styleId")
        elif name == "name" and self._style:
            self._names[self._style] = _value(values, "val").casefold()
        elif name == "basedOn" and self._style:
            self._parents[self._style] = _value(values, "val")
        elif name == "outlineLvl" and self._style and _is_level(values):
            self._headings.add(self._style)

    def end(self, tag: str) -> None:
        if _short(tag) == "style":
            self._style = ""

    def data(self, text: str) -> None: ...

    def close(self) -> None: ...

    def is_heading(self, style: str) -> bool:
        seen: set[str] = set()
        while style and style not in seen:
            seen.add(style)
            if style in self._headings or _HEADING_NAME.fullmatch(self._names.get(style, "")):
                return True
            style = self._parents.get(style, "")
        return False

    def is_title(self, style: str) -> bool:
        return self._names.get(style) == "title"

    def is_contents(self, style: str) -> bool:
        """Whether lines of this style belong to a table of contents."""
        return self._names.get(style, "").startswith("toc ")


def _is_level(values: Mapping[str, str]) -> bool:
    """Levels 0 to 8 are headings, 9 is body text."""
    return _value(values, "val") in set("012345678")


class _Paragraph:
    def __init__(self) -> None:
        self.text: list[str] = []
        self.style = ""
        self.heading = False


class _Body:
    """Hands each paragraph on as it ends; one in a text box ends before the one around it."""

    def __init__(self, gathering: Gathering, styles: _Styles) -> None:
        self._gathering = gathering
        self._styles = styles
        self._open: list[_Paragraph] = []
        self._unseen = 0
        self._in_text = False

    def start(self, tag: str, values: Mapping[str, str]) -> None:
        name = _short(tag)
        if self._unseen or name in _UNSEEN:
            self._unseen += 1
        elif name == "p":
            self._open.append(_Paragraph())
        elif self._open and name == "pStyle":
            self._open[-1].style = _value(values, "val")
        elif self._open and name == "outlineLvl":
            self._open[-1].heading = _is_level(values)
        elif self._open and name in _SIGNS:
            self._open[-1].text.append(_SIGNS[name])
        self._in_text = name == "t" and not self._unseen

    def end(self, tag: str) -> None:
        self._in_text = False
        if self._unseen:
            self._unseen -= 1
        elif _short(tag) == "p" and self._open:
            self._hand_on(self._open.pop())

    def data(self, text: str) -> None:
        if self._in_text and self._open:
            self._open[-1].text.append(text)

    def close(self) -> None: ...

    def _hand_on(self, paragraph: _Paragraph) -> None:
        if self._styles.is_contents(paragraph.style):
            return
        text = "".join(paragraph.text)
        heading = paragraph.heading or self._styles.is_heading(paragraph.style)
        if not self._gathering.title and self._styles.is_title(paragraph.style):
            self._gathering.title = text
        self._gathering.add(text, heading)
