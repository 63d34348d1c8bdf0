"""The cards as a table: what stands in which column, and that no text is a formula."""

import csv
import io
from dataclasses import replace
from pathlib import Path

from openpyxl import load_workbook

from debate.domain.decks import Content
from debate.export import cards
from tests import decks as small

README = Path(__file__).resolve().parents[2] / "debate" / "export" / "README.md"


def hostile() -> Content:
    """The small deck with a card that begins as a formula does."""
    content = small.content()
    first = replace(content.cards[0], tag="=HYPERLINK(1)", body="+1\x07 of them\nand more")
    return replace(content, cards=(first, *content.cards[1:]))


def table(content: Content) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(cards.csv(content).decode("utf-8-sig"))))


def test_each_card_is_a_row_in_order_of_number() -> None:
    content = small.content()
    lines = table(replace(content, cards=content.cards[::-1]))
    assert [line["number"] for line in lines] == ["301", "302", "401"]
    assert lines[1] == {
        "number": "302",
        "source": "marlowe-2024",
        "passage": "2",
        "spans": "1-3",
        "kind": "fact",
        "level": "hard",
        "tag": "Card 302",
        "body": "Moscow says it\nasked for none, reportedly.",
        "hedge": "says",
        "holder": "Moscow",
        "provenance": "imported",
        "vassal": "opposes",
        "vassal warrant": "It needs the market: none other is open.",
    }


def test_a_card_that_does_not_bear_on_a_motion_has_empty_cells_there() -> None:
    content = small.content()
    other = replace(small.VASSAL, slug="other", position=2)
    line = table(replace(content, motions=(*content.motions, other)))[0]
    assert (line["vassal"], line["other"], line["other warrant"]) == ("supports", "", "")


def test_no_text_of_either_file_is_a_formula() -> None:
    assert table(hostile())[0]["tag"] == "'=HYPERLINK(1)"
    sheet = load_workbook(io.BytesIO(cards.xlsx(hostile())))["Cards"]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s", "n"}
    assert sheet["G2"].value == "=HYPERLINK(1)"
    assert sheet["H2"].value == "+1 of them\nand more"
    assert sheet["A2"].value == 301


def test_the_workbook_has_the_same_table_and_the_citations() -> None:
    content = small.content()
    book = load_workbook(io.BytesIO(cards.xlsx(content)))
    rows = list(book["Cards"].iter_rows(values_only=True))
    assert list(rows[0]) == cards.columns(content)
    assert [list(row) for row in rows[1:]] == [
        [cell or None for cell in row] for row in cards.rows(content)
    ]
    assert book["Sources"]["C2"].value == "C. Marlowe, “Closer: by “Necessity””, April 2024"


def test_no_word_of_a_text_stands_in_the_table() -> None:
    assert b"route is short" not in cards.csv(small.content())


def test_every_column_is_described() -> None:
    text = README.read_text(encoding="utf-8")
    assert not [name for name in cards.COLUMNS if f"`{name}`" not in text]
