"""The cards of a deck as a table, CSV or XLSX: a row for each card, two columns for each motion.

Columns are described in README.md beside this file. No words of a source's text stand in it.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from debate.domain import spans
from debate.domain.cards import Card
from debate.domain.citations import citation_text
from debate.domain.decks import Content
from debate.export.tables import Cell, csv_file

if TYPE_CHECKING:
    from openpyxl import Workbook

COLUMNS = (
    "number",
    "source",
    "passage",
    "spans",
    "kind",
    "level",
    "tag",
    "body",
    "hedge",
    "holder",
    "provenance",
)
_WIDTHS = {"tag": 44, "body": 80, "warrant": 44, "citation": 90}
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def csv(content: Content) -> bytes:
    """The bytes of the CSV file."""
    return csv_file(columns(content), rows(content))


def xlsx(content: Content) -> bytes:
    """The bytes of the XLSX file: the cards, and the sources with their citations.

    Every text is a text cell, so that nothing in it is a formula.
    """
    from openpyxl import Workbook  # here: a start would read all of it

    book = Workbook(write_only=True)
    _sheet(book, "Cards", columns(content), rows(content))
    cited = ([one.slug, one.short, citation_text(one.citation)] for one in content.sources)
    _sheet(book, "Sources", ("source", "short", "citation"), cited)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def columns(content: Content) -> list[str]:
    """The names of the columns; those of a motion are its slug."""
    pairs = ((motion.slug, f"{motion.slug} warrant") for motion in content.motions)
    return [*COLUMNS, *(name for pair in pairs for name in pair)]


def rows(content: Content) -> Iterator[list[Cell]]:
    """The cells of each card, in order of number; empty ones where it does not bear."""
    for card in sorted(content.cards, key=lambda one: one.number):
        bearings = {one.motion: (one.bears, one.warrant) for one in card.bearings}
        row = _row(card)
        for motion in content.motions:
            row += bearings.get(motion.slug, (None, None))
        yield row


def _row(card: Card) -> list[Cell]:
    return [
        card.number,
        card.source,
        card.passage,
        spans.ranges_text([(one.first, one.last) for one in card.spans]),
        card.kind,
        card.level,
        card.tag,
        card.body,
        card.hedge,
        card.holder,
        card.provenance,
    ]


def _sheet(
    book: "Workbook", title: str, names: Sequence[str], lines: Iterable[Sequence[Cell]]
) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for n, name in enumerate(names, start=1):
        if width := _WIDTHS.get(name.rpartition(" ")[2]):
            sheet.column_dimensions[get_column_letter(n)].width = width
    for line in (names, *lines):
        cells = [WriteOnlyCell(sheet, _storable(value)) for value in line]
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"
        sheet.append(cells)


def _storable(value: Cell) -> Cell:
    """Without the signs that no XLSX can hold."""
    return _UNSEEN.sub("", value) if isinstance(value, str) else value
