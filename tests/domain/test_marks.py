"""Cells that no spreadsheet takes for a formula, and hundredths as decimals."""

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debate.domain.marks import csv_cell, csv_text, decimal

NASTY = st.text(
    st.sampled_from("=+-@'\t\r\n\0 \u00a0\ufeff\u200b＝＋－＠﹦⁺ax1") | st.characters(codec="utf-8")
)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\0=1",
        "\tx",
        "\0x",
        " =1",
        "\u00a0\u2003=1",
        "\ufeff=1",
        "\u200b-1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "﹦1",
        "⁺1",
        "'=1",
        "''=1",
        "' '=1",
        '=HYPERLINK("https://evil.example","x")',
    ],
)
def test_what_reads_as_a_formula_begins_with_an_apostrophe(text: str) -> None:
    assert csv_cell(text) == "'" + text


@pytest.mark.parametrize(
    "text", ["", "Ann", "'Abd al-Karim", "a=b", "5 - 3", "P1.2", "  x", "'", "¶ 9"]
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert csv_cell(text) == text


@given(NASTY)
def test_no_cell_starts_a_formula_and_each_reads_back(text: str) -> None:
    cell = csv_cell(text)
    assert csv_text(cell) == text
    visible = [sign for sign in cell if not sign.isspace()]
    visible = [sign for sign in visible if unicodedata.category(sign) not in ("Cc", "Cf")]
    assert not visible or unicodedata.normalize("NFKC", visible[0])[0] not in "=+-@"
    assert not cell.startswith(("\t", "\r", "\n", "\0"))


@given(st.lists(NASTY, min_size=1))
def test_a_quoted_file_reads_back_cell_by_cell(texts: list[str]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerow([csv_cell(text) for text in texts])
    file.seek(0)
    assert [csv_text(cell) for cell in next(csv.reader(file))] == texts


@pytest.mark.parametrize(
    ("hundredths", "written"),
    [
        (0, "0"),
        (5, "0.05"),
        (50, "0.5"),
        (100, "1"),
        (1000, "10"),
        (1750, "17.5"),
        (1733, "17.33"),
        (-5, "-0.05"),
        (-1200, "-12"),
    ],
)
def test_hundredths_are_written_in_their_shortest_form(hundredths: int, written: str) -> None:
    assert decimal(hundredths) == written
