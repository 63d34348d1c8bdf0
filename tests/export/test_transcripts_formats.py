"""PDF, Word, Markdown and Excel of a played debate: kept files, and what each kind must have."""

import io
import re
import zipfile
from collections.abc import Iterator

import docx
import openpyxl
import pytest
from pypdf import PdfReader
from sqlalchemy.orm import Session

from debate.domain.transcripts_choice import Choice
from debate.export import (
    transcripts_document,
    transcripts_markdown,
    transcripts_pdf,
    transcripts_word,
    transcripts_xlsx,
)
from debate.queries.transcripts_parts import chosen
from tests.export import files, golden, played
from tests.export.played import Play

LEFT_OUT = (
    played.HIDDEN,
    played.HELD,
    played.REFLECTION,
    "Weigh your evidence",
    "Beijing never pledged to fight",  # the other side's
)
HEAD = re.compile("[0-9a-f]{64}|(?<=Chain head )[0-9a-f]{16}")


def blocks(play: Play, *, names: bool = True) -> transcripts_document.Document:
    record = files.record(play, names=names)
    # The head differs in each play, and with it where a printed line of it breaks.
    head = record.head._replace(chain_head="0123456789abcdef" * 4)
    return transcripts_document.document(record._replace(head=head))


def kept(text: str) -> str:
    """Without the head of the chain, which differs in each play."""
    return HEAD.sub("HEAD", text)


def xml_of(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name).decode()


@pytest.fixture(scope="module")
def pdf(released: Play) -> PdfReader:
    return PdfReader(io.BytesIO(transcripts_pdf.file(blocks(released))))


@pytest.mark.parametrize("names", [True, False])
def test_the_markdown_is_the_one_kept(released: Play, names: bool) -> None:
    data = transcripts_markdown.file(blocks(released, names=names))
    name = "transcript-names.md" if names else "transcript-codes.md"
    assert golden.same(name, kept(data.decode()))


def test_the_words_of_the_pdf_are_those_kept(pdf: PdfReader) -> None:
    text = "\f\n".join(page.extract_text() for page in pdf.pages)
    assert golden.same("transcript-pdf.txt", kept(text))


def test_the_body_of_the_word_file_is_the_one_kept(released: Play) -> None:
    xml = xml_of(transcripts_word.file(blocks(released)), "word/document.xml")
    body = xml[xml.index("<w:body>") : xml.index("<w:sectPr")]
    assert golden.same("transcript-word.xml", kept(body.replace("<w:p>", "\n<w:p>")))


def test_the_cells_of_the_workbook_are_those_kept(released: Play) -> None:
    assert golden.same("transcript-xlsx.txt", kept("\n".join(_cells(files.record(released)))))


def _cells(record: transcripts_xlsx.Transcript) -> Iterator[str]:
    book = openpyxl.load_workbook(io.BytesIO(transcripts_xlsx.file(record)))
    for sheet in book:
        yield f"== {sheet.title}"
        for row in sheet.iter_rows():
            yield " | ".join(f"{cell.value}" for cell in row)
            assert "f" not in {cell.data_type for cell in row}


def test_a_pdf_is_tagged_names_its_language_and_title_and_has_an_outline(pdf: PdfReader) -> None:
    root = pdf.trailer["/Root"].get_object()
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "This House believes that a formal China–Russia alliance is likely"
    assert "pdfuaid:part>1<" in pdf.xmp_metadata.rdf_root.toxml().replace(" ", "")
    titles = [entry.title for entry in pdf.outline]
    assert titles[1] == "P1 Proposition constructive, Amara Diallo"
    assert titles[-1] == "What this record proves"


def test_a_pdf_has_running_heads_and_numbers_on_its_pages(pdf: PdfReader) -> None:
    pages = [page.extract_text() for page in pdf.pages]
    for number, text in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in text
        assert ("Week 3, room 1" in text.splitlines()[0]) == (number > 1)


def test_a_pdf_is_of_the_time_of_its_record(released: Play, pdf: PdfReader) -> None:
    assert pdf.metadata is not None
    assert pdf.metadata.creation_date is not None
    assert int(pdf.metadata.creation_date.timestamp()) == released.now // 1000


def test_a_word_file_has_headings_contents_and_the_mark_as_a_comment(released: Play) -> None:
    data = transcripts_word.file(blocks(released))
    found = docx.Document(io.BytesIO(data))
    heads = [one.text for one in found.paragraphs if one.style and one.style.name == "Heading 1"]
    assert heads[:3] == [
        "Opening vote",
        "P1 Proposition constructive, Amara Diallo",
        "X1 Questions to Proposition: Jonas Weber asks Amara Diallo",
    ]
    assert 'TOC \\o "1-1"' in xml_of(data, "word/document.xml")
    [comment] = found.comments
    assert comment.author == "Dr Ansah"
    assert comment.text == f"Amara Diallo: 100.00 of 100. {played.MARK_COMMENT.replace('*', '')}"


def test_before_the_release_no_file_holds_a_mark(finished: Play) -> None:
    document = blocks(finished)
    package = transcripts_word.file(document)
    parts = zipfile.ZipFile(io.BytesIO(package)).namelist()
    whole = "".join(xml_of(package, name) for name in parts if name.endswith(".xml"))
    for text in (whole, transcripts_markdown.file(document).decode(), repr(document)):
        assert "Weigh your evidence" not in text
        assert played.REASON not in text


def test_a_copy_with_codes_holds_no_name_in_any_format(released: Play) -> None:
    document = blocks(released, names=False)
    package = transcripts_word.file(document)
    parts = zipfile.ZipFile(io.BytesIO(package)).namelist()
    book = transcripts_xlsx.file(files.record(released, names=False))
    cells = "".join(xml_of(book, name) for name in zipfile.ZipFile(io.BytesIO(book)).namelist())
    words = "".join(xml_of(package, name) for name in parts if name.endswith(".xml"))
    pdf = PdfReader(io.BytesIO(transcripts_pdf.file(document)))
    printed = "".join(page.extract_text() for page in pdf.pages) + str(pdf.metadata)
    for text in (words, cells, printed, transcripts_markdown.file(document).decode()):
        assert not [part for part in ("Amara", "Rivera", "Ansah", "Weber") if part in text]


def test_what_is_left_out_is_in_no_format(released: Play) -> None:
    choice = Choice(part="P", moderation=False, marks=False, reflections=False)
    record = chosen(files.record(released), choice)
    document = transcripts_document.document(record)
    for text in (repr(document), "\n".join(_cells(record))):
        assert not [words for words in LEFT_OUT if words in text]
        assert "Sanctions push the two together" in text
    assert "the turns of Proposition alone" in repr(document.top)


def test_before_anything_was_said_every_format_can_be_made(session: Session) -> None:
    play = played.set_up(session)
    document = blocks(play)
    assert "Transcript; not started" in transcripts_markdown.file(document).decode()
    assert docx.Document(io.BytesIO(transcripts_word.file(document))).paragraphs
    assert transcripts_pdf.file(document).startswith(b"%PDF")
    assert transcripts_xlsx.file(files.record(play)).startswith(b"PK")
