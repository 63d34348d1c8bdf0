"""Reading workbooks that strangers made."""

import datetime
import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook

from debate.domain.tables import TOO_LARGE, TOO_LONG, TOO_WIDE, TableRefused
from debate.seeding import workbooks


def saved(rows: list[list[Any]], **cells: Any) -> bytes:
    """A workbook with these rows, and single cells by their address."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for address, value in cells.items():
        sheet[address] = value
    return _bytes(book)


def _bytes(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_cells_are_read_as_they_are_shown() -> None:
    day = datetime.datetime(2026, 11, 22, 10, 0)  # noqa: DTZ001  # a sheet knows no zone
    data = saved([["Name", "ID"], ["Bo\nKim", 12.0, 1.25, True, False, day], []], A5="last")
    assert workbooks.is_workbook(data)
    assert workbooks.read(data).rows == [
        ["Name", "ID"],
        ["Bo\nKim", "12", "1.25", "TRUE", "FALSE", "2026-11-22 10:00:00"],
        [],
        [],
        ["last"],
    ]


def test_ids_keep_the_zeros_that_their_format_shows() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = 42
    sheet["A1"].number_format = "00000"
    assert workbooks.read(_bytes(book)).rows == [["00042"]]


def test_the_first_sheet_with_anything_in_it_is_read() -> None:
    book = Workbook()
    book.create_sheet("Class")["A1"] = "Ann"
    found = workbooks.read(_bytes(book))
    assert (found.name, found.rows, found.others) == ("Class", [["Ann"]], ("Sheet",))
    with pytest.raises(TableRefused, match="nothing in this workbook"):
        workbooks.read(saved([]))


def test_a_formula_is_read_as_its_value() -> None:
    assert workbooks.read(saved([["Ann", "=1+1", "x"]])).rows == [["Ann", "", "x"]]


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04", workbooks.DAMAGED),
        (archive(a=b"x"), workbooks.DAMAGED),
        (archive(a=bytes(workbooks.UNPACKED_LIMIT + 1)), workbooks.TOO_HEAVY),
        (archive(**{f"p{n}": b"" for n in range(workbooks.PARTS_LIMIT + 1)}), workbooks.TOO_HEAVY),
        (b"PK\x03\x04" + bytes(workbooks.MAX_BYTES), workbooks.TOO_HEAVY),
        (saved([["x"] * 501]), TOO_WIDE),
        (saved([["Ann"]], ALL1="far"), TOO_WIDE),
        (saved([["Ann"]], A6000="far"), TOO_LONG),
    ],
)
def test_a_workbook_that_cannot_be_read_says_what_to_do(data: bytes, said: str) -> None:
    with pytest.raises(TableRefused) as refusal:
        workbooks.read(data)
    assert refusal.value.sentence == said


def test_a_workbook_beyond_its_limits_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "ROWS_LIMIT", 3)
    monkeypatch.setattr(workbooks, "CELLS_LIMIT", 6)
    monkeypatch.setattr(workbooks, "SEEN_LIMIT", 20)
    endless = [["a"], *[[]] * 10, ["b"]]
    for rows, said in (
        ([["a"]] * 4, TOO_LONG),
        ([["a", "b", "c"]] * 3, TOO_LARGE),
        (endless, TOO_LONG),
        ([[None] * 20 + ["a"]], TOO_LARGE),
    ):
        with pytest.raises(TableRefused) as refusal:
            workbooks.read(saved(rows))
        assert refusal.value.sentence == said
    assert len(workbooks.read(saved([["a"]] * 3)).rows) == 3


def test_many_sheets_with_nothing_but_a_far_row_are_refused_as_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workbooks, "SEEN_LIMIT", 20)
    book = Workbook()
    for number in range(4):
        book.create_sheet(f"Far {number}").cell(9, 1).number_format = "00"
    with pytest.raises(TableRefused) as refusal:
        workbooks.read(_bytes(book))
    assert refusal.value.sentence == TOO_LARGE
