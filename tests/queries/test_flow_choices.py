"""Parts of a flow sheet: what a wall has room for, and sheets of paper."""

from debate.domain.flow_lines import Mark
from debate.queries import flow_choices
from debate.queries.flow_sheets import Cell, Column, Entry, Line, Sheet


def entry(text: str, kind: str = "point") -> Entry:
    """“O1.1 P1.1”: O1.1, with an arrow that says that it answers P1.1."""
    address, *targets = text.split()
    marks = tuple(Mark("answers", target, arrow=True) for target in targets)
    return Entry(kind, address, address[0], "A claim", "", "", marks, (), "sent", (), "")


def line(*cells: tuple[int, Entry]) -> Line:
    found = tuple(Cell(column, (one,)) for column, one in cells)
    return Line(cells[0][1].address, "A line", False, "P", found)


SHEET = Sheet(
    columns=tuple(
        Column(f"{side}{n}", 2 * n, side, "A speech", "", "", "done")
        for n in (1, 2, 3)
        for side in "PO"
    ),
    lines=(
        line((0, entry("P1.1")), (1, entry("O1.1 P1.1")), (2, entry("P2.1 O1.1"))),
        line((0, entry("P1.2")), (5, entry("P1.2", "open"))),
        line((3, entry("O2.1")), (4, entry("P3.1 O2.1"))),
    ),
    asked=(Cell(4, (entry("P3.2q", "question"),)),),
    drops=(),
    people=(),
    cards=(),
    ends_ms=None,
)


def words(sheet: Sheet) -> list[list[str]]:
    return [[" ".join((one.address, *one.words)) for one in found.entries] for found in sheet.lines]


def test_sheets_of_paper_are_about_as_wide_and_hold_the_lines_that_reach_them() -> None:
    found = list(flow_choices.papers(SHEET, SHEET.lines, 4))
    assert [[column.address for column in one.columns] for one in found] == [
        ["P1", "O1", "P2"],
        ["O2", "P3", "O3"],
    ]
    assert words(found[0]) == [["P1.1", "O1.1", "P2.1"], ["P1.2"]]
    assert words(found[1]) == [["P1.2"], ["O2.1", "P3.1"]]
    assert found[0].asked == ()
    assert found[1].asked[0].column == 1


def test_where_paper_ends_an_arrow_becomes_words() -> None:
    found = list(flow_choices.papers(SHEET, SHEET.lines, 2))
    assert words(found[0]) == [["P1.1", "O1.1"], ["P1.2"]]
    assert words(found[1]) == [["P2.1 answers O1.1"], ["O2.1"]]
    assert words(found[2]) == [["P1.2"], ["P3.1 answers O2.1"]]


def test_a_flow_in_which_nobody_spoke_needs_no_paper() -> None:
    empty = SHEET._replace(columns=(), lines=(), asked=())
    assert list(flow_choices.papers(empty, (), 4)) == []


class Row:
    """As much of a point as the wall asks for."""

    def __init__(self, address: str) -> None:
        self.address = address


def test_a_wall_has_the_newest_lines_and_the_last_columns_in_which_they_say_something() -> None:
    rows = [Row(one) for one in ("P1.1", "P1.2", "O1.1", "O2.1", "P2.1")]
    wall = flow_choices.latest(SHEET, rows, lines=2, columns=3)  # type: ignore[arg-type]
    assert [one.address for one in wall.lines] == ["P1.1", "O2.1"]
    assert [one.address for one in wall.columns] == ["P2", "O2", "P3"]
    assert wall.earlier == 1
    few = flow_choices.latest(SHEET, rows[:2], lines=2, columns=3)  # type: ignore[arg-type]
    assert [one.address for one in few.columns] == ["P1", "O1", "P2"]
