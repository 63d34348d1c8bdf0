"""Every script, direction and kind of markup comes through every format as it was typed."""

import io
import re
import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from markdown_it import MarkdownIt
from pypdf import PdfReader
from sqlalchemy.orm import Session

from debate.db import db
from debate.export import (
    transcripts_document,
    transcripts_markdown,
    transcripts_pdf,
    transcripts_word,
    transcripts_xlsx,
    typesetting,
)
from debate.factory import create_app
from debate.queries.transcripts import Transcript
from tests.export import extreme, files


@pytest.fixture(scope="module")
def record(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Transcript]:
    path = tmp_path_factory.mktemp("extreme") / "test.sqlite3"
    shutil.copy(migrated_file, path)
    settings = {"DATABASE_URL": f"sqlite:///{path}", "INSTANCE_PATH": str(path.parent)}
    app = create_app(settings | {"SECRET_KEY": "test", "TESTING": True})
    with app.app_context():
        with Session(db.engine) as session:
            yield files.record(extreme.debate(session))
        db.engine.dispose()


@pytest.fixture(scope="module")
def printed(record: Transcript) -> str:
    data = transcripts_pdf.file(transcripts_document.document(record))
    reader = PdfReader(io.BytesIO(data))
    return " ".join(page.extract_text() for page in reader.pages)


@pytest.fixture(scope="module")
def word(record: Transcript) -> docx.document.Document:
    data = transcripts_word.file(transcripts_document.document(record))
    return docx.Document(io.BytesIO(data))


def letters(text: str) -> str:
    """What of a text a printed page keeps: no spaces, no signs without a form."""
    return "".join(
        sign for sign in text if not sign.isspace() and unicodedata.category(sign) != "Cf"
    )


def test_a_pdf_holds_each_text_as_it_was_typed(printed: str) -> None:
    found = letters(printed)
    texts = [one for one in extreme.TEXTS if one not in (extreme.ARABIC, extreme.EMOJI)]
    assert not [text for text in texts if letters(text) not in found]


def test_a_pdf_holds_arabic_and_emoji(printed: str) -> None:
    assert set(letters(extreme.ARABIC)) <= set(printed)
    assert {"🙂", "👩", "👍", "🇨"} <= set(printed)


def test_a_sign_that_no_font_has_is_named_and_never_an_empty_box(printed: str) -> None:
    assert "[U+12000]" in printed
    assert "fonts of this file lack some signs of the text, U+12000;" in " ".join(printed.split())


def test_all_scripts_that_are_promised_have_a_font() -> None:
    asian = "中國俄罗斯 日本語ひらがな 한국어 हिन्दी ไทย"
    european = "Привет Ελλάδα ñŁő €–’…"
    others = "العربية עברית 🙂👩‍👩‍👧‍👦👍🏽🇨🇳"
    assert typesetting.unprintable(asian + european + others) == []
    assert typesetting.unprintable("a𒀀b") == ["𒀀"]


def test_a_word_file_holds_each_text_as_it_was_typed(word: docx.document.Document) -> None:
    lines = [paragraph.text for paragraph in word.paragraphs]
    for text in extreme.TEXTS:
        claim = [line for line in lines if line.endswith(f"  {text[:120]}")]
        assert len(claim) == 1
    shown = "\n".join(lines)
    for text in (extreme.CHINESE, extreme.ARABIC, extreme.EMOJI, extreme.LONG):
        assert f"\n{text}." in shown
    assert extreme.UNPRINTABLE in shown


def test_in_word_right_to_left_is_a_property_of_arabic_paragraphs_alone(
    word: docx.document.Document,
) -> None:
    for paragraph in word.paragraphs:
        arabic = any(unicodedata.bidirectional(sign) == "AL" for sign in paragraph.text)
        properties = paragraph._p.pPr
        marked = properties is not None and properties.find(qn("w:bidi")) is not None
        assert marked == arabic
        for run in paragraph.runs if arabic else ():
            own = any(unicodedata.bidirectional(sign) == "AL" for sign in run.text)
            has = run._r.rPr is not None and run._r.rPr.find(qn("w:rtl")) is not None
            assert has == own


def test_markdown_shows_each_text_as_it_was_typed(record: Transcript) -> None:
    data = transcripts_markdown.file(transcripts_document.document(record)).decode()
    html = MarkdownIt("commonmark").enable("table").render(data)
    heads = re.findall("<h3>(.*?)</h3>", html)
    claims = [head.partition(": ")[2] for head in heads]
    escape = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
    assert claims[: len(extreme.TEXTS)] == [text[:120].translate(escape) for text in extreme.TEXTS]
    assert "<ul>\n<li>one</li>\n<li>two</li>\n</ul>" in html
    assert "<blockquote>\n<p>quoted</p>\n</blockquote>" in html
    assert "<pre><code>a = 1\n  b\n</code></pre>" in html
    assert '<li><strong>three</strong> <a href="https://example.org/a?b=1&amp;c=2">here' in html


def test_a_workbook_holds_each_text_as_text(record: Transcript) -> None:
    book = openpyxl.load_workbook(io.BytesIO(transcripts_xlsx.file(record)))
    claims = [row[10].value for row in book["turns"].iter_rows(min_row=2)]
    assert claims[: len(extreme.TEXTS)] == [text[:120] for text in extreme.TEXTS]
    assert "f" not in {cell.data_type for row in book["turns"].iter_rows() for cell in row}
