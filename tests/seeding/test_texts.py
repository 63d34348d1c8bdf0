"""Texts: what an upload or a paste yields, and the sentence by which a bad one is refused."""

import io
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from pypdf import PdfWriter, generic

from debate.domain.refusals import Refused
from debate.seeding import bounded, texts, texts_pdf, texts_word
from debate.seeding.texts import Paragraph, Text
from tests.seeding.written_texts import (
    TRADE,
    TYPES,
    WAR,
    W,
    down,
    lines_of,
    pdf,
    refusal,
    small_word,
    word,
)

ROOT = Path(__file__).resolve().parents[2]


def test_a_paste_is_cut_into_paragraphs_and_its_first_line_named_as_title() -> None:
    text = texts.from_paste(f"Closer by necessity\n\n{TRADE}\n\n{WAR}\n")
    assert text == Text(
        (Paragraph("Closer by necessity"), Paragraph(TRADE), Paragraph(WAR)), "Closer by necessity"
    )


def test_a_paste_that_begins_with_a_sentence_has_no_title() -> None:
    assert texts.from_paste(f"{TRADE}\n\n{WAR}").title == ""


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\x0b"])
def test_line_ends_of_all_systems_are_line_ends(end: str) -> None:
    assert lines_of(texts.from_paste(f"{TRADE}{end}{end}{WAR}")) == [TRADE, WAR]


def test_signs_that_nobody_sees_are_left_out_of_a_paste() -> None:
    assert lines_of(texts.from_paste("Tra\x00de\x07 grew\ud800.")) == ["Trade grew."]


@pytest.mark.parametrize("text", ["", " \n\u2028\t "])
def test_a_paste_without_words_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="no text in it") as caught:
        texts.from_paste(text)
    assert caught.value.field == "text"


@pytest.mark.parametrize(
    "text", ["x " * 200_001, "One.\n\n" * 2_001, "x" * 2_000_001, "x" * 10_000_000]
)
def test_a_text_that_is_too_long_is_refused(text: str) -> None:
    with pytest.raises(Refused, match=r"longer than 2,000 paragraphs or 200,000 words"):
        texts.from_paste(text)


@pytest.mark.parametrize("text", ["x " * 200_000, "One.\n\n" * 2_000])
def test_a_text_may_be_as_long_as_the_limits(text: str) -> None:
    assert texts.from_paste(text).paragraphs


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp1250"])
def test_a_text_file_is_read_in_its_encoding(encoding: str) -> None:
    assert lines_of(texts.read(f"{TRADE}\n\n{WAR}".encode(encoding), "a.TXT")) == [TRADE, WAR]


def test_a_russian_text_in_the_older_encoding_is_read() -> None:
    sentence = "Россия и Китай сближаются, говорит он, и торговля между ними выросла."
    assert lines_of(texts.read(sentence.encode("cp1251"), "a.txt")) == [sentence]


@pytest.mark.parametrize(
    "data",
    [
        "café".encode("cp1252"),
        TRADE.encode("utf-16")[:-1],
        bytes(range(128, 256)) * 9,
        f"{WAR} {WAR} {WAR}".encode() + b"\xff",
        b"\xff\xfe",
    ],
)
def test_an_encoding_that_is_not_certain_is_refused(data: bytes) -> None:
    assert refusal(data, "a.txt") == texts.NO_TEXT
    assert "UTF-8" in texts.NO_TEXT


def test_what_holds_nul_is_no_text() -> None:
    assert refusal(TRADE.encode("utf-16-le"), "a.txt") == texts.BINARY
    assert refusal("a\0b".encode("utf-16"), "a.md") == texts.BINARY


@pytest.mark.parametrize(
    ("filename", "said"), [("a.doc", "“.doc”"), ("a.xlsx", "“.xlsx”"), ("notes", "“notes”")]
)
def test_another_kind_of_file_is_refused_by_name(filename: str, said: str) -> None:
    sentence = refusal(b"text", filename)
    assert said in sentence
    assert ".docx or .pdf" in sentence


@pytest.mark.parametrize(
    ("data", "filename", "said"),
    [
        (b"%PDF-1.4 and so on", "a.txt", "ends in .txt, but it is a PDF inside"),
        (b"PK\x03\x04", "a.html", "a Word or zip file"),
        (b"{\\rtf1 x}", "a.docx", "rich text"),
        (b"\x89PNG\r\n", "a.pdf", "a picture"),
        (b"Just words.", "a.docx", "no such file"),
        (b"Just words.", "a.pdf", "no such file"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    data: bytes, filename: str, said: str
) -> None:
    assert said in refusal(data, filename)


@pytest.mark.parametrize("filename", ["a.txt", "a.md", "a.html", "a.docx", "a.pdf"])
def test_an_empty_file_and_a_large_one_are_refused(filename: str) -> None:
    assert refusal(b" \n", filename) == texts.EMPTY
    assert refusal(b"x" * 5_000_001, filename) == texts.TOO_LARGE


def test_a_word_file_with_a_password_is_refused() -> None:
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "a.docx") == texts.OLD_WORD


def test_each_kind_goes_through_the_child() -> None:
    page = f"<title>Closer</title><h2>By need</h2><p>{TRADE}</p>".encode("utf-16")
    assert texts.read(page, "a.html") == Text(
        (Paragraph("By need", True), Paragraph(TRADE)), "Closer"
    )
    marked = texts.read(f"# Closer\n\n{WAR}\n".encode(), "a.md")
    assert marked == Text((Paragraph("Closer", True), Paragraph(WAR)), "Closer")
    assert lines_of(texts.read(word(lambda new: new.add_paragraph(WAR)), "a.docx")) == [WAR]
    assert lines_of(texts.read(pdf(down(72, 700, TRADE)), "a.pdf")) == [TRADE]


@pytest.mark.parametrize("data", [b"PK\x03\x04 and no more", b"%PDF-1.7\n%%EOF"])
def test_a_damaged_file_is_refused(data: bytes) -> None:
    assert refusal(data, "a.pdf" if data[:1] == b"%" else "a.docx") == texts.DAMAGED


def test_what_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "WALL_SECONDS", 0)
    assert refusal(b"<p>One.</p>", "a.html") == texts.TOO_HEAVY


def test_a_third_file_at_once_is_asked_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "PATIENCE_SECONDS", 0.0)
    with texts.turns, texts.turns, pytest.raises(Refused) as caught:
        texts.read(b"<p>One.</p>", "a.html")
    assert (caught.value.sentence, caught.value.status) == (texts.BUSY, 429)
    assert lines_of(texts.read(b"<p>One.</p>", "a.html")) == ["One."]


def test_the_child_gets_no_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import os, pathlib\n"
        "pathlib.Path(__file__).with_name('seen').write_text(' '.join(os.environ))\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("SECRET_KEY", "not for the child")
    texts.read(b"<p>One.</p>", "a.html")
    assert "SECRET_KEY" not in (tmp_path / "seen").read_text().split()


@pytest.mark.parametrize(
    ("start", "never"),
    [
        (
            "import debate.factory, debate.seeding.texts",
            {"pypdf", "docx", "lxml", "defusedxml", "charset_normalizer"},
        ),
        (
            "from debate.seeding import texts_reading, texts_pages, texts_pdf, texts_word",
            {"flask", "werkzeug", "jinja2", "sqlalchemy", "wtforms", "lxml"},
        ),
    ],
)
def test_the_app_starts_without_the_readers_and_they_without_the_app(
    start: str, never: set[str]
) -> None:
    loaded = _python(f"import sys; {start}; print(*sys.modules)").split()
    assert not never & set(loaded)


WEIGHED = """\
import resource, sys
from pathlib import Path
from debate.domain.refusals import Refused
from debate.seeding import texts
try:
    texts.read(Path(sys.argv[1]).read_bytes(), sys.argv[1])
except Refused as refused:
    print(refused.sentence)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def weighed(data: bytes, path: Path) -> tuple[str, int]:
    """The refusal of a file and the most MB that its child took, asked by a fresh process.

    A child counts what its parent held when it was started, and pytest holds much.
    """
    pytest.importorskip("resource")
    path.write_bytes(data)
    sentence, most = _python(WEIGHED, str(path)).splitlines()
    return sentence, int(most) // (1024 * (1024 if sys.platform == "darwin" else 1))


def test_a_word_bomb_is_refused_before_it_swells(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        with archive.open("word/document.xml", "w") as part:
            part.write(f"<w:document {W}>".encode())
            for _ in range(100):
                part.write(b"<w:p/>" * 170_000)
    assert len(file.getvalue()) < 1_000_000
    sentence, megabytes = weighed(file.getvalue(), tmp_path / "bomb.docx")
    assert sentence == texts_word.ZIP_TRICK
    assert megabytes < 150


def test_a_word_bomb_below_the_bounds_of_the_zip_takes_little_memory(tmp_path: Path) -> None:
    ids = "".join(f'<w:p w:rsidR="{n * 2654435761 % 2**32:08X}"/>' for n in range(150_000))
    data = small_word(ids)
    sentence, megabytes = weighed(data, tmp_path / "many.docx")
    assert sentence == texts.EMPTY
    assert megabytes < 150


def test_a_pdf_bomb_is_refused_within_the_bounds_of_the_child(tmp_path: Path) -> None:
    packer = zlib.compressobj()
    swollen = b"".join(packer.compress(b"(a) Tj\n" * 150_000) for _ in range(100))
    stream = generic.EncodedStreamObject()
    stream._data = swollen + packer.flush()
    stream[generic.NameObject("/Filter")] = generic.NameObject("/FlateDecode")
    writer = PdfWriter()
    writer.add_blank_page(595, 842)[generic.NameObject("/Contents")] = writer._add_object(stream)
    file = io.BytesIO()
    writer.write(file)
    assert len(file.getvalue()) < 1_500_000
    sentence, megabytes = weighed(file.getvalue(), tmp_path / "bomb.pdf")
    assert sentence in (texts.TOO_HEAVY, texts.DAMAGED, texts_pdf.SCANNED)
    assert megabytes < 600


def _python(code: str, *more: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *more], capture_output=True, cwd=ROOT, check=True, text=True
    )
    return done.stdout
