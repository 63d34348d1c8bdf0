"""Files that tests of texts upload, made on the spot, and what the readers make of them."""

import io
import json
import zipfile
from collections.abc import Callable, Sequence

import docx
import pytest
from pypdf import PdfWriter, generic

from debate.domain.refusals import Refused
from debate.seeding import texts, texts_reading
from debate.seeding.texts import Text

TRADE = "Trade between the two countries has doubled within ten years."
WAR = "The war may have hastened it – “perhaps” – by forcing a choice."
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>'
)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def taken_apart(kind: str, data: bytes) -> list[tuple[str, bool]]:
    """What the child would answer, without a child."""
    answer = json.loads(json.dumps(texts_reading.taken_apart(kind, data)))
    return [(text, heading) for text, heading in answer["paragraphs"]]


def lines_of(text: Text) -> list[str]:
    return [paragraph.text for paragraph in text.paragraphs]


def refusal(data: bytes, filename: str) -> str:
    with pytest.raises(Refused) as caught:
        texts.read(data, filename)
    assert caught.value.field == "file"
    return caught.value.sentence


def refused_apart(kind: str, data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        taken_apart(kind, data)
    return caught.value.sentence


def word(fill: Callable[[docx.document.Document], object]) -> bytes:
    document = docx.Document()
    fill(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def packed(*members: tuple[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


def small_word(body: str, head: str = "", *more: tuple[str, str | bytes]) -> bytes:
    document = f"{head}<w:document {W}><w:body>{body}</w:body></w:document>"
    return packed(("[Content_Types].xml", TYPES), ("word/document.xml", document), *more)


def pdf(*pages: Sequence[tuple[float, float, str]], password: str = "") -> bytes:
    """A PDF whose pages hold lines, each at x and y in points."""
    writer = PdfWriter()
    for page in pages:
        drawn = "".join(f"1 0 0 1 {x} {y} Tm ({text}) Tj\n" for x, y, text in page)
        stream = generic.DecodedStreamObject()
        stream.set_data(f"BT /F1 10 Tf\n{drawn}ET".encode("cp1252"))
        font = generic.DictionaryObject(
            {
                generic.NameObject("/Type"): generic.NameObject("/Font"),
                generic.NameObject("/Subtype"): generic.NameObject("/Type1"),
                generic.NameObject("/BaseFont"): generic.NameObject("/Helvetica"),
                generic.NameObject("/Encoding"): generic.NameObject("/WinAnsiEncoding"),
            }
        )
        fonts = generic.DictionaryObject({generic.NameObject("/F1"): font})
        added = writer.add_blank_page(595, 842)
        added[generic.NameObject("/Resources")] = generic.DictionaryObject(
            {generic.NameObject("/Font"): fonts}
        )
        added[generic.NameObject("/Contents")] = writer._add_object(stream)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def down(x: float, y: float, *text: str) -> list[tuple[float, float, str]]:
    """Lines below one another, 12 points apart."""
    return [(x, y - 12 * n, line) for n, line in enumerate(text)]
