"""Which lines of a flow sheet are shown: those somebody asked for, the latest, sheets of paper.

Works on a sheet that was read already. Does not belong here: the sheet itself (`flow_sheets`).
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from debate.domain.flow import DROPPED, OPEN, OWED
from debate.domain.flow_lines import ALSO
from debate.queries.flow_sheets import Cell, Column, Entry, Line, Sheet
from debate.queries.speeches import PointRow

SHOWN = {"": frozenset[str](), "open": frozenset((OPEN, OWED)), "dropped": frozenset((DROPPED,))}
"""Lines by what is not met in them; "": all."""


class Choice(NamedTuple):
    """What somebody asked for. Of one kind any value will do, of several kinds each must hold.

    `sides`: who began the line. `cards` and `people` (`Entry.by`): one point has both.
    """

    sides: tuple[str, ...] = ()
    cards: tuple[int, ...] = ()
    people: tuple[str, ...] = ()
    show: str = ""

    def finds(self, entry: Entry) -> bool:
        """Whether this is a point with a chosen card, by a chosen person."""
        return (
            bool(self.cards or self.people)
            and entry.kind != ALSO
            and (not self.cards or not set(self.cards).isdisjoint(entry.cards))
            and (not self.people or entry.by in self.people)
        )


class Chosen(NamedTuple):
    """A line that is shown, and the addresses of the points in it that were looked for."""

    line: Line
    found: frozenset[str] = frozenset()


class Wall(NamedTuple):
    """What of a sheet can be read from ten metres; `earlier`: lines that are left out."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    earlier: int


def chosen(sheet: Sheet, choice: Choice) -> tuple[Chosen, ...]:
    """The lines that fit, in their order."""
    found = []
    for line in sheet.lines:
        if choice.sides and line.side not in choice.sides:
            continue
        kinds = SHOWN.get(choice.show) or frozenset()
        if kinds and kinds.isdisjoint(entry.kind for entry in line.entries):
            continue
        points = frozenset(one.address for one in line.entries if choice.finds(one))
        if points or not (choice.cards or choice.people):
            found.append(Chosen(line, points))
    return tuple(found)


def latest(sheet: Sheet, rows: Sequence[PointRow], lines: int, columns: int) -> Wall:
    """The lines in which something was said last, the newest first, with the last columns of them.

    `rows`: the points that stand, in the order they were sent. The speech that runs is always in.
    """
    newest: dict[str, Line] = {}
    for row in reversed(rows):
        line = sheet.line_of(row.address) if len(newest) < lines else None
        if line is not None:
            newest.setdefault(line.address, line)
    kept = list(newest.values())
    used = {cell.column for line in kept for cell in line.cells if any(map(_is_said, cell.entries))}
    used |= {index for index, column in enumerate(sheet.columns) if column.status == "now"}
    last = sorted(used)[-columns:]
    return Wall(
        tuple(sheet.columns[index] for index in last),
        tuple(_narrowed(line, last) for line in kept),
        len(sheet.lines) - len(kept),
    )


def papers(sheet: Sheet, lines: Sequence[Line], columns: int) -> Iterator[Sheet]:
    """The sheet cut into sheets of so many columns at most, each with the lines that reach it."""
    count = max(1, -(-len(sheet.columns) // columns))
    wide = -(-len(sheet.columns) // count)  # as evenly as it goes
    for start in range(0, len(sheet.columns), wide or 1):
        indexes = range(start, min(start + wide, len(sheet.columns)))
        cut = [_narrowed(line, indexes) for line in lines]
        yield sheet._replace(
            columns=sheet.columns[start : start + wide],
            lines=tuple(line for line in cut if line.cells),
            asked=_cells(sheet.asked, indexes),
        )


def _is_said(entry: Entry) -> bool:
    """Whether it is more than a reference, or a duty that nobody owes yet."""
    return entry.kind not in (ALSO, OPEN)


def _narrowed(line: Line, indexes: Sequence[int]) -> Line:
    return line._replace(cells=_cells(line.cells, indexes))


def _cells(cells: Sequence[Cell], indexes: Sequence[int]) -> tuple[Cell, ...]:
    """Those in these columns, by their place among them; arrows from outside become words."""
    place = {index: n for n, index in enumerate(indexes)}
    found = []
    for cell in cells:
        if cell.column in place:
            entries = cell.entries
            if cell.column - 1 not in place:
                entries = tuple(_without_arrows(entry) for entry in entries)
            found.append(Cell(place[cell.column], entries))
    return tuple(found)


def _without_arrows(entry: Entry) -> Entry:
    return entry._replace(marks=tuple(mark._replace(arrow=False) for mark in entry.marks))
