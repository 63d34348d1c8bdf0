"""Word files: which paragraphs and headings they yield, and which tricks are refused."""

import io
import zipfile
import zlib

import docx
import pytest
from docx.oxml import parse_xml

from debate.seeding import texts, texts_word
from debate.seeding.texts import Paragraph, Text
from tests.seeding.written_texts import (
    MAIN,
    TRADE,
    TYPES,
    WAR,
    W,
    packed,
    refusal,
    refused_apart,
    small_word,
    taken_apart,
    word,
)


@pytest.mark.parametrize(
    "data",
    [
        small_word("", "", ("word/document.xml".upper(), "twice")),
        small_word("", "", ("../../etc/passwd", "x")),
        small_word("", "", ("/etc/passwd", "x")),
        small_word("", "", ("word\\..\\x", "x")),
        small_word("", "", *[(f"media/{n}", "x") for n in range(499)]),
        small_word("", "", ("media/1", b"\0" * 1_100_000)),
        packed(("[Content_Types].xml", TYPES + " " * 1_100_000)),
    ],
    ids=["twice", "upward", "absolute", "backslash", "members", "ratio", "types"],
)
def test_zip_tricks_are_refused(data: bytes) -> None:
    assert refused_apart("docx", data) == texts_word.ZIP_TRICK


def test_a_word_file_may_not_unpack_to_more_than_20_mb() -> None:
    noise = b"".join(zlib.crc32(bytes([n % 256, n >> 8])).to_bytes(4) for n in range(25_000))
    members = [(f"media/{n}", noise * 10) for n in range(21)]
    assert refused_apart("docx", small_word("", "", *members)) == texts_word.ZIP_TRICK


def test_a_zip_that_lies_about_its_sizes_is_no_way_round_them() -> None:
    data = small_word("<w:p/>" * 5_000_000)
    size = zipfile.ZipFile(io.BytesIO(data)).getinfo("word/document.xml").file_size
    lying = data.replace(size.to_bytes(4, "little"), (900).to_bytes(4, "little"))
    assert lying != data
    assert refusal(lying, "a.docx") == texts.DAMAGED


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]>',
    ],
    ids=["file", "address", "laughs"],
)
def test_a_word_file_with_entities_is_refused(head: str) -> None:
    data = small_word("<w:p><w:r><w:t>x</w:t></w:r></w:p>", head)
    assert refused_apart("docx", data) == texts_word.ENTITIES


def test_a_zip_without_word_in_it_is_no_word_file() -> None:
    assert (
        refused_apart("docx", packed(("mimetype", "application/epub+zip"))) == texts_word.NOT_WORD
    )
    assert refused_apart("docx", packed(("[Content_Types].xml", "<Types/>"))) == texts_word.NOT_WORD


def test_a_zip_that_breaks_off_is_damaged() -> None:
    assert refused_apart("docx", small_word("")[:-9]) == texts.DAMAGED


def test_a_locked_member_of_a_word_file_is_named_so() -> None:
    data = bytearray(small_word(""))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert refused_apart("docx", bytes(data)) == texts.OLD_WORD


def test_headings_of_a_word_file_are_known_by_style() -> None:
    def fill(new: docx.document.Document) -> None:
        new.add_heading("Closer by necessity", 0)
        new.add_paragraph("A commentary", style="Subtitle")
        new.add_heading("By need", 2)
        own = new.styles.add_style("House head", 1)
        own.base_style = new.styles["Heading 3"]
        new.add_paragraph("By choice", style="House head")
        new.add_paragraph(TRADE)
        new.add_paragraph("")
        new.add_paragraph(WAR, style="List Bullet")

    assert texts.read(word(fill), "a.docx") == Text(
        (
            Paragraph("Closer by necessity", True),
            Paragraph("A commentary", True),
            Paragraph("By need", True),
            Paragraph("By choice", True),
            Paragraph(TRADE),
            Paragraph(WAR),
        ),
        "Closer by necessity",
    )


def test_a_heading_may_be_known_by_its_level_alone() -> None:
    level = '<w:p><w:pPr><w:outlineLvl w:val="{}"/></w:pPr><w:r><w:t>By need</w:t></w:r></w:p>'
    found = taken_apart("docx", small_word(level.format(0) + level.format(9)))
    assert found == [("By need", True), ("By need", False)]


def test_a_style_that_is_its_own_parent_is_no_heading() -> None:
    styles = (
        f'<w:styles {W}><w:style w:styleId="A"><w:basedOn w:val="B"/></w:style>'
        '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>'
        '<w:style w:styleId="C"><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
        '<w:style w:styleId="D"><w:name w:val="toc 1"/></w:style></w:styles>'
    )
    kind = MAIN.replace("document.main", "styles")
    types = TYPES.replace(
        "</Types>", f'<Override PartName="/word/s.xml" ContentType="{kind}"/></Types>'
    )
    line = '<w:p><w:pPr><w:pStyle w:val="{0}"/></w:pPr><w:r><w:t>{0}</w:t></w:r></w:p>'
    body = "".join(map(line.format, "ACDE"))
    document = f"<w:document {W}>{body}</w:document>"
    data = packed(
        ("[Content_Types].xml", types), ("word/document.xml", document), ("word/s.xml", styles)
    )
    assert taken_apart("docx", data) == [("A", False), ("C", True), ("E", False)]


def test_a_word_file_is_read_as_its_reader_sees_it() -> None:
    def fill(new: docx.document.Document) -> None:
        paragraph = new.add_paragraph("Trade")
        for piece in (
            "<w:ins {}><w:r><w:t> between</w:t></w:r></w:ins>",
            "<w:del {}><w:r><w:delText> gone</w:delText></w:r></w:del>",
            "<w:moveFrom {}><w:r><w:t> moved</w:t></w:r></w:moveFrom>",
            "<w:hyperlink {}><w:r><w:t> both</w:t></w:r></w:hyperlink>",
            "<w:r {}><w:tab/><w:t>long</w:t><w:noBreakHyphen/><w:t>term</w:t><w:br/></w:r>",
        ):
            paragraph._p.append(parse_xml(piece.format(W)))
        paragraph.add_run("doubled.")
        new.add_table(1, 2).cell(0, 1).text = "36 %"

    assert taken_apart("docx", word(fill)) == [
        ("Trade between both long-term doubled.", False),
        ("36 %", False),
    ]


def test_a_text_box_is_read_once_and_before_what_stands_around_it() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:txbxContent>"
    both = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{box.format('Boxed.')}</mc:Choice>"
        f"<mc:Fallback>{box.format('Again.')}</mc:Fallback></mc:AlternateContent>"
    )
    body = f"<w:p><w:r><w:t>Around</w:t>{both}</w:r><w:r><w:t> it.</w:t></w:r></w:p>"
    assert taken_apart("docx", small_word(body)) == [("Boxed.", False), ("Around it.", False)]
