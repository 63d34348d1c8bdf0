"""Texts: an upload or a paste becomes plain paragraphs, or a sentence says why it cannot.

Belongs here: what a file is, its size and its encoding, plain text, and asking the child process.
Does not belong here: what takes a format apart (`texts_reading`, `texts_pdf`: in the child, where
time and memory have an end), and numbering, gists and hashes of passages.
"""

import re
import threading
from dataclasses import dataclass
from pathlib import PurePath

from debate.domain import passages
from debate.domain.refusals import Refused
from debate.seeding import bounded

MAX_BYTES = 5_000_000
MAX_PARAGRAPHS = 2_000
MAX_WORDS = 200_000
MAX_SIGNS = 2_000_000
TITLE_SIGNS = 200
PATIENCE_SECONDS = 3.0
turns = threading.BoundedSemaphore(2)
"""Files that this process has taken apart at once; a third waits PATIENCE_SECONDS."""

KINDS = {
    ".txt": "txt",
    ".md": "md",
    ".html": "html",
    ".htm": "html",
    ".docx": "docx",
    ".pdf": "pdf",
}
_DECODED = {"txt", "md", "html"}

UNKNOWN = (
    "A file whose name ends in “{}” cannot be read. Choose a .txt, .md, .html, .docx or .pdf file,"
    " or paste the text."
)
MISNAMED = (
    "The file’s name ends in {}, but {} inside. Choose the right file, correct its name, or paste"
    " the text."
)
_SEEN = {
    "text": "it is no such file",
    "pdf": "it is a PDF",
    "docx": "it is a Word or zip file",
    "old": "it is a Word file of the old kind",
    "rtf": "it is a rich text file",
    "picture": "it is a picture",
}
EMPTY = "There is no text in it. Choose a file that holds the commentary, or paste the text."
TOO_LARGE = (
    "The file is larger than 5 MB. Take out its pictures, or paste the text of the commentary."
)
TOO_LONG = (
    "The text is longer than 2,000 paragraphs or 200,000 words. Take the commentary alone, or make"
    " several sources of it."
)
NO_TEXT = (
    "The file is not text in an encoding that can be told for certain. Save it as UTF-8, or paste"
    " the text."
)
BINARY = "The file holds signs that no text has. Save it as UTF-8 text, or paste the text."
DAMAGED = (
    "The file is damaged or not what its name says. Open it, save it anew and upload that, or"
    " paste the text."
)
TOO_HEAVY = (
    "Reading the file takes more time or memory than a text should. Save the commentary alone in a"
    " new file, or paste the text."
)
BUSY = "Two files are being read already. Try again in a few seconds."
OLD_WORD = (
    "This is a Word file of the old kind or one with a password. Save it as .docx without a"
    " password, or paste the text."
)

_READER = "debate.seeding.texts_reading"

# How files begin that have another kind than text; b"PK" also begins .xlsx, .epub and .zip.
_SIGNATURES = {
    b"%PDF-": "pdf",
    b"PK\x03\x04": "docx",
    b"\xd0\xcf\x11\xe0": "old",
    b"{\\rtf": "rtf",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
}
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# One of each script: the encodings in which older Windows programs save text.
_OLDER = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "gb18030", "big5", "cp932", "euc_kr"]
_MESS_MAX, _LANGUAGE_MIN = 0.1, 0.1
_SAMPLE = 100_000
_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Paragraph:
    """One paragraph without line ends; `heading` where the format says that it is one."""

    text: str
    heading: bool = False


@dataclass(frozen=True)
class Text:
    """The paragraphs of a text in order, and what is probably its title ("" for none)."""

    paragraphs: tuple[Paragraph, ...]
    title: str


class Gathering:
    """Takes paragraphs one by one, drops empty ones, and stops at the limits."""

    def __init__(self) -> None:
        self.paragraphs: list[Paragraph] = []
        self.title = ""
        self._words = 0
        self._signs = 0

    def add(self, text: str, heading: bool = False) -> None:
        """Add a paragraph. Raises Refused where the text becomes longer than a source may be."""
        found = _UNWANTED.sub("", text).split()
        if not found:
            return
        line = " ".join(found)
        self._words += len(found)
        self._signs += len(line)
        self.paragraphs.append(Paragraph(line, heading))
        if (
            self._words > MAX_WORDS
            or self._signs > MAX_SIGNS
            or len(self.paragraphs) > MAX_PARAGRAPHS
        ):
            raise Refused(TOO_LONG)


def read(data: bytes, filename: str) -> Text:
    """The text of an uploaded .txt, .md, .html, .htm, .docx or .pdf file of up to MAX_BYTES.

    Headings are known from HTML, Markdown and Word styles. HTML, Markdown, Word and PDF are taken
    apart in a child process with 10 s of processor time, 15 s in all and 512 MB (`texts_reading`).
    Raises Refused (field "file") when the file cannot be read; its status is 429 where others are
    being read.
    """
    try:
        kind = _kind(data, filename)
        if kind == "txt":
            return _plain(_decoded(data))
        return _in_child(kind, _decoded(data).encode() if kind in _DECODED else data)
    except Refused as refused:
        raise Refused(refused.sentence, "file", refused.status) from None


def from_paste(text: str) -> Text:
    """The text that somebody pasted. Raises Refused (field "text")."""
    try:
        if len(text) > MAX_BYTES:
            raise Refused(TOO_LONG)
        return _plain(text)
    except Refused as refused:
        raise Refused(refused.sentence, "text", refused.status) from None


def _kind(data: bytes, filename: str) -> str:
    """What a file is, of KINDS. Raises Refused unless name, size and content allow reading it."""
    suffix = PurePath(filename).suffix.casefold()
    kind = KINDS.get(suffix, "")
    seen = next((name for start, name in _SIGNATURES.items() if data.startswith(start)), "text")
    if not kind:
        raise Refused(UNKNOWN.format(suffix[:12] or PurePath(filename).name[-12:]))
    if not data.strip():
        raise Refused(EMPTY)
    if len(data) > MAX_BYTES:
        raise Refused(TOO_LARGE)
    if seen == "old" and kind == "docx":
        raise Refused(OLD_WORD)
    if kind == "pdf" and b"%PDF-" in data[:1024]:
        return kind
    if seen != ("text" if kind in _DECODED else kind):
        raise Refused(MISNAMED.format(suffix, _SEEN[seen]))
    return kind


def _decoded(data: bytes) -> str:
    """The signs of a text file: UTF-8, UTF-16 with a byte order mark, or what is told for certain.

    Raises Refused (BINARY, NO_TEXT).
    """
    encoding = next((name for bom, name in _BOMS.items() if data.startswith(bom)), "utf-8")
    if encoding == "utf-8" and b"\0" in data:
        raise Refused(BINARY)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = _guessed(data) if encoding == "utf-8" else ""
    if not text.strip():
        raise Refused(NO_TEXT)
    if "\0" in text:
        raise Refused(BINARY)
    return text


def _guessed(data: bytes) -> str:
    """A text in one of the older encodings, or "" unless one language shows in it plainly."""
    # Only here: the library would be part of every start.
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE], cp_isolation=_OLDER).best()
    if best is None or best.chaos > _MESS_MAX or best.coherence < _LANGUAGE_MIN:
        return ""
    return data.decode(best.encoding, errors="replace")


def _plain(text: str) -> Text:
    """Paragraphs of a plain text, none of them a heading. Raises Refused (EMPTY, TOO_LONG)."""
    if len(text.split(maxsplit=MAX_WORDS)) > MAX_WORDS:
        raise Refused(TOO_LONG)
    gathering = Gathering()
    for paragraph in passages.paragraphs(_NEWLINES.sub("\n", text)):
        gathering.add(paragraph)
    return _text(gathering)


def _in_child(kind: str, data: bytes) -> Text:
    """Have a file taken apart where a bomb does no harm; the answer is data or a sentence.

    Raises Refused: what the child says, TOO_HEAVY when it was stopped, DAMAGED when it broke.
    """
    if not turns.acquire(timeout=PATIENCE_SECONDS):
        raise Refused(BUSY, status=429)
    try:
        answer = bounded.ask(_READER, [kind], [data])
    except bounded.Stopped:
        raise Refused(TOO_HEAVY) from None
    except bounded.Broken:
        raise Refused(DAMAGED) from None
    finally:
        turns.release()
    if "refused" in answer:
        raise Refused(str(answer["refused"]))
    gathering = Gathering()
    for text, heading in answer["paragraphs"]:
        gathering.add(text, heading)
    gathering.title = answer["title"]
    return _text(gathering)


def _text(gathering: Gathering) -> Text:
    if not gathering.paragraphs:
        raise Refused(EMPTY)
    title = " ".join(gathering.title.split()) or _first_as_title(gathering.paragraphs[0])
    return Text(tuple(gathering.paragraphs), title[:TITLE_SIGNS])


def _first_as_title(first: Paragraph) -> str:
    """The first paragraph where it is a heading or a short line that closes no sentence."""
    short = len(first.text) <= TITLE_SIGNS and not first.text.endswith((".", "!", "…", ":", ","))
    return first.text if first.heading or short else ""
