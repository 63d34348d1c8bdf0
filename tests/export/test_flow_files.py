"""The flow as files, each read back by a program that knows nothing of ours."""

import csv
import io
import json
import re
import zipfile
from datetime import UTC, datetime
from typing import TypeGuard

import openpyxl
import pytest

from debate.export import drawings, flow, flow_drawing, flow_png, flow_xlsx
from debate.export.drawings_text import measured
from debate.export.flow import FlowCopy
from debate.queries import debates, transcripts_copies
from debate.queries.transcripts_copies import Copy
from tests.export import golden
from tests.export.played import Play


def copy(play: Play, view: str = "moderators") -> FlowCopy:
    here = debates.load(play.session, play.slug, view, play.now)
    assert here is not None
    return flow.read(play.session, here, Copy(True))


@pytest.fixture
def found(finished: Play) -> FlowCopy:
    return copy(finished)


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def is_start(shape: drawings.Shape) -> TypeGuard[drawings.Words]:
    """Whether it is a line of text that begins at its place."""
    return isinstance(shape, drawings.Words) and shape.anchor == "start" and not shape.left


def test_the_files_are_as_they_were(found: FlowCopy) -> None:
    svg = drawings.svg(flow_drawing.drawing(found))
    assert golden.same("flow.svg", svg)
    assert golden.same("flow.csv", flow.csv(found).decode("utf-8-sig"))


def test_the_csv_has_a_row_for_each_thing_in_a_cell(found: FlowCopy) -> None:
    rows = read_csv(flow.csv(found))
    assert tuple(rows[0]) == flow.COLUMNS
    by_address = {(row["address"], row["kind"]): row for row in rows}
    answer = by_address["O1.1", "point"]
    assert (answer["line"], answer["speech"], answer["links"]) == ("P1.1", "O1", "answers P1.1")
    assert answer["author"] == "Priya Nair"
    assert by_address["P1.2", "dropped"]["owed_by"] == "O"
    assert by_address["P1.3", "out"]["notes"] == "hidden"
    assert by_address["X1.1q", "question"]["line"] == ""
    assert by_address["P1.1", "point"]["cards"].split()


def test_no_cell_of_the_csv_is_a_formula(found: FlowCopy) -> None:
    rows = read_csv(flow.csv(found))
    claims = {row["claim"] for row in rows} | {row["line_name"] for row in rows}
    assert "'=Non-alliance is a policy" in claims
    assert not [one for one in claims if one.startswith(("=", "+", "-", "@"))]


def test_the_workbook_has_the_sheet_as_it_is_read_and_the_rows_of_the_csv(found: FlowCopy) -> None:
    book = openpyxl.load_workbook(io.BytesIO(flow_xlsx.file(found)))
    heads = [str(cell.value).split()[0] for cell in book["flow"][1]]
    assert heads == ["Line", *(column.address for column in found.sheet.columns)]
    first = [cell.value for cell in book["flow"][2]]
    assert first[0] == "Sanctions push the two together\nfrom P1.1"
    assert "P1.1, No. " in str(first[1])
    assert str(first[2]).startswith("O1.1, answers P1.1, Priya Nair\nBeijing never pledged")
    assert first[3] == "Dropped by P\nO1.1 stands unanswered"
    assert book["flow"].cell(2, 4).fill.patternType == "lightUp"
    listed = [[cell.value or "" for cell in row] for row in book["list"].iter_rows()]
    plain = [list(row.values()) for row in read_csv(flow.csv(found))]
    assert [[str(one) for one in row] for row in listed[1:]] == [
        [one.removeprefix("'") for one in row] for row in plain
    ]


def test_the_same_flow_at_the_same_time_gives_the_same_bytes(found: FlowCopy) -> None:
    first = flow_xlsx.file(found)
    with zipfile.ZipFile(io.BytesIO(first)) as book:
        assert {one.date_time[:5] for one in book.infolist()} == {
            datetime.fromtimestamp(found.here.now / 1000, UTC).timetuple()[:5]
        }
        assert datetime.now(UTC).strftime("%Y-%m-%d").encode() not in book.read("docProps/core.xml")


def test_text_that_looks_like_a_formula_is_text_in_the_workbook(found: FlowCopy) -> None:
    book = openpyxl.load_workbook(io.BytesIO(flow_xlsx.file(found)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert "=Non-alliance is a policy" in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} == {"s"}


def test_a_workbook_drops_signs_that_it_cannot_hold_and_cuts_what_is_too_long(
    found: FlowCopy,
) -> None:
    line = found.sheet.lines[0]._replace(name="a\x0bb" + "c" * 40_000)
    odd = found._replace(sheet=found.sheet._replace(lines=(line,)))
    book = openpyxl.load_workbook(io.BytesIO(flow_xlsx.file(odd)))
    cell = str(book["flow"].cell(2, 1).value)
    assert cell.startswith("abc")
    assert len(cell) == 32_767


def test_the_drawing_is_read_without_colours(found: FlowCopy) -> None:
    shapes = flow_drawing.drawing(found).shapes
    squares = [one for one in shapes if isinstance(one, drawings.Rect) and one.width == 8]
    discs = [one for one in shapes if isinstance(one, drawings.Disc)]
    dashed = [one for one in shapes if isinstance(one, drawings.Rect) and one.dash]
    words = [one.text for one in shapes if isinstance(one, drawings.Words)]
    assert squares
    assert discs
    # Each duty that was not met, and the two samples of the legend.
    unmet = sum(entry.kind == "dropped" for line in found.sheet.lines for entry in line.entries)
    assert len(dashed) == unmet + 2
    assert words.count("Dropped by O") + words.count("Dropped by P") == unmet
    assert any("a square, its edge on the left" in one for one in words)


def test_a_long_flow_goes_on_on_further_sheets_of_a3_with_the_speeches_on_each(
    found: FlowCopy,
) -> None:
    long = found._replace(sheet=found.sheet._replace(lines=found.sheet.lines * 12))
    drawn = flow_drawing.drawing(long)
    sheets = round(drawn.height / flow_drawing.A3[1])
    words = [one for one in drawn.shapes if isinstance(one, drawings.Words)]
    assert sheets > 3
    assert abs(drawn.height - sheets * flow_drawing.A3[1]) < 1
    assert sum(one.text == "Line of argument" for one in words) == sheets
    assert any(one.text == f"Sheet {sheets} of {sheets}" for one in words)
    # Nothing stands across the end of a sheet.
    for one in words:
        within = one.y % flow_drawing.A3[1]
        assert flow_drawing.MARGIN <= within <= flow_drawing.A3[1] - flow_drawing.MARGIN + 10


def test_a_flow_of_many_speeches_goes_on_on_sheets_of_their_own(found: FlowCopy) -> None:
    columns = tuple(
        column._replace(address=f"{column.address}{n}")
        for n in range(3)
        for column in found.sheet.columns
    )
    drawn = flow_drawing.drawing(found._replace(sheet=found.sheet._replace(columns=columns)))
    words = [one.text for one in drawn.shapes if isinstance(one, drawings.Words)]
    assert drawn.width == flow_drawing.A3[0]
    for column in columns:
        assert sum(one.startswith(f"{column.address} ") for one in words) == 1
    right = [one.x + measured(one.text, one.size) for one in drawn.shapes if is_start(one)]
    assert max(right) <= flow_drawing.A3[0]


@pytest.mark.parametrize(("sheets", "fits"), [(1, True), (8, True), (40, True), (80, False)])
def test_a_picture_stays_within_its_pixels_or_is_refused(sheets: int, fits: bool) -> None:
    drawn = drawings.Drawing(flow_drawing.A3[0], flow_drawing.A3[1] * sheets, "", "", ())
    if not fits:
        with pytest.raises(flow_png.TooLarge):
            flow_png.resolution(drawn)
        return
    ppi = flow_png.resolution(drawn)
    assert drawn.width * drawn.height / 72**2 * ppi**2 <= flow_png.PIXELS_MOST
    assert ppi == 150 or sheets > 5


def test_a_copy_with_codes_holds_no_name(finished: Play) -> None:
    opened = transcripts_copies.load(finished.session, finished.slug, finished.now, names=False)
    assert opened is not None
    found = flow.read(finished.session, *opened)
    book = openpyxl.load_workbook(io.BytesIO(flow_xlsx.file(found)))
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    files = flow.csv(found).decode() + drawings.svg(flow_drawing.drawing(found)) + str(cells)
    assert "Heron" in files
    for name in ("Amara", "Tomás", "Priya", "Jonas"):
        assert not re.search(rf"\b{name}\b", files)


def test_what_was_hidden_is_a_gap_in_a_view_of_the_room(finished: Play) -> None:
    seen = json.dumps(list(flow.rows(copy(finished, "room"))), ensure_ascii=False)
    assert '"P1.3"' in seen
    assert "A remark about a person" not in seen
