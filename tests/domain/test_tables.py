"""Reading and writing tables: encodings, separators, and cells as they were."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debate.domain import tables
from debate.domain.tables import TableRefused, cell, decode, encode, read, sniff, written

LIST = "Name;Émail\nZoë Müller;x\n"


@pytest.mark.parametrize(
    "data",
    [
        LIST.encode(),
        LIST.encode("utf-8-sig"),
        LIST.encode("utf-16"),
        LIST.encode("utf-16-le"),
        LIST.encode("utf-16-be"),
        b"\xfe\xff" + LIST.encode("utf-16-be"),
        LIST.encode("cp1252"),
    ],
)
def test_a_file_is_read_in_its_encoding(data: bytes) -> None:
    assert decode(data).text == LIST


@pytest.mark.parametrize("data", [b"PK\x03\x04x", b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1"])
def test_a_workbook_is_refused_with_what_to_do(data: bytes) -> None:
    with pytest.raises(TableRefused, match="Save the list as CSV"):
        decode(data)


@given(st.binary(max_size=60))
@settings(max_examples=60)
def test_a_file_is_read_and_written_back_byte_for_byte_or_refused(data: bytes) -> None:
    try:
        found = decode(data)
    except TableRefused:
        return
    assert encode(found.text, found) == data


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"Name,x\n\0nn", tables.NULS),
        ("Name\n".encode("utf-16-le") + b"x", tables.NULS),
        ("é".encode("utf-16-le") + b"\0\0", tables.NULS),
        (b"\xff\xfe\0\0", tables.NULS),
        ("Zo\u00eb".encode() + b" M\xfcller", tables.MIXED),
        (b"\x81\x8d", tables.UNKNOWN),
        (b"\xff\xfea", tables.UNKNOWN),
    ],
)
def test_a_file_in_no_encoding_says_what_to_do(data: bytes, said: str) -> None:
    with pytest.raises(TableRefused) as refusal:
        decode(data)
    assert refusal.value.sentence == said


def test_what_an_encoding_lacks_is_named() -> None:
    like = decode("Zoë".encode("cp1252"))
    with pytest.raises(TableRefused, match="has no “Ł”"):
        encode("Łukasz", like)


def texts(text: str, delimiter: str = ",") -> list[list[str]]:
    return [record.texts for record in read(text, delimiter)]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", []),
        ("a,b", [["a", "b"]]),
        ("a,b\r\n", [["a", "b"]]),
        ("a,\n,b", [["a", ""], ["", "b"]]),
        ('"a,b",c', [["a,b", "c"]]),
        ('"a ""b""",c', [['a "b"', "c"]]),
        ('"a\nb",c\rd', [["a\nb", "c"], ["d"]]),
        (' "a" ,b', [["a", "b"]]),
        ('a"b,c', [['a"b', "c"]]),
        ("  a , b", [["  a ", " b"]]),
    ],
)
def test_cells_are_read_as_csv_says(text: str, cells: list[list[str]]) -> None:
    assert texts(text) == cells


def test_a_quotation_mark_that_is_not_closed_is_told() -> None:
    (first, second) = read('"a\nb', ",")
    assert (first.cells[0].text, first.cells[0].sound) == ('"a', False)
    assert second.cells[0].sound
    assert not read('"a"b,c', ",")[0].cells[0].sound
    assert len(read('"' + "x\n" * tables.CELL_LINES + '"', ",")) > 1


def test_rows_know_their_lines() -> None:
    found = read('a\n"b\nc"\n\nd', ",", line=5)
    assert [(one.line, one.lines) for one in found] == [(5, 1), (6, 2), (8, 1), (9, 1)]


@given(
    st.text(st.sampled_from('ab,;\t"\r\n é\u200d=') | st.characters(codec="utf-8"), max_size=80),
    st.sampled_from(tables.DELIMITERS),
)
@settings(max_examples=80)
def test_what_nobody_touches_is_written_as_it_was(text: str, delimiter: str) -> None:
    assert written(read(text, delimiter), delimiter) == text


@given(st.lists(st.lists(st.text(max_size=8), min_size=2, max_size=3), min_size=1, max_size=4))
@settings(max_examples=60)
def test_new_cells_are_read_back(rows: list[list[str]]) -> None:
    text = "\r\n".join(",".join(cell(one, ",", quoted=False).raw for one in row) for row in rows)
    assert texts(text) == rows
    assert texts(tables.csv_text(rows)) == rows


def test_a_cell_is_quoted_where_its_neighbours_are() -> None:
    assert cell("17.5", ",", quoted=True).raw == '"17.5"'
    assert cell("17.5", ",", quoted=False).raw == "17.5"


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2", ","),
        ("a;b\n1,5;2", ";"),
        ('"a;b"\t"c"\n1\t2', "\t"),
        ("a,b;c\n1;2", ";"),
        ("alone", ","),
        ("", ","),
    ],
)
def test_the_separator_is_the_one_that_cuts_rows_alike(text: str, delimiter: str) -> None:
    assert sniff(text) == delimiter


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("," * 501, tables.TOO_WIDE),
        (("," * 500 + "\n"), tables.TOO_WIDE),
        ("a\n" * 51, tables.TOO_LONG),
        (("," * 99 + "\n") * 11, tables.TOO_LARGE),
    ],
)
def test_a_table_beyond_its_limits_is_refused(
    text: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "ROWS_LIMIT", 50)
    monkeypatch.setattr(tables, "CELLS_LIMIT", 1_000)
    with pytest.raises(TableRefused) as refusal:
        read(text, ",")
    assert refusal.value.sentence == said
