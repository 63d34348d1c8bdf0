"""The flow sheet: speeches across, lines of argument down, and where each point stands.

Belongs here: which line a point belongs to, its cell, its marks, and the words for them.
Does not belong here: what became of a duty to answer (`flow`), who sees a point (`visibility`;
callers hand in what a view may know), what the cells look like.

The rules, as readers of a flow expect them:
- A point with no link begins a line. Every other point stands in its own speech's column, in the
  line of the point it is linked to. With several links the line is that of the first answer, else
  the first turn, extension, concession, cross-application (`HOME_FIRST`).
- The lines that its other links lead to show it there too, as a reference ("also").
- Lines are in the order of their first points: by column, then by number.
- A duty that was not met stands in the column of the speech that owed the answer.
- What was taken out keeps its place as a gap, and what is linked to it stays in its line.
- An arrow means: answers the one point in the cell before. Where that is not so, and for every
  other kind of link, words say which point is meant.
- Two points may come to name each other when one is revised; the first in order begins the line.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from debate.domain.flow import ANSWER_OUT, DROPPED, OPEN, OWED
from debate.domain.steps import link_word

HOME_FIRST = ("answers", "turns", "extends", "concedes", "cross_applies")

POINT = "point"
OUT = "out"  # struck, hidden or returned: a gap
ALSO = "also"  # stands in another line, and is linked to this one
UNMET = (DROPPED, ANSWER_OUT, OWED, OPEN)  # of a duty, in the column that owes the answer


class Column(NamedTuple):
    """A speech that takes points. `side`: None of an open floor."""

    address: str
    step_index: int
    side: str | None


class LinePoint(NamedTuple):
    """A point of one view. `links`: (kind, address), in the order they were made."""

    address: str
    speech: str
    side: str | None
    links: tuple[tuple[str, str], ...] = ()
    stands: bool = True  # False: struck, hidden or returned


class Duty(Protocol):
    """What `flow` says of the duty to answer a point."""

    @property
    def address(self) -> str: ...
    @property
    def owed_by(self) -> str: ...
    @property
    def due_step(self) -> int: ...
    @property
    def status(self) -> str: ...
    @property
    def late(self) -> tuple[str, ...]: ...


class Mark(NamedTuple):
    """A link as the sheet shows it. `arrow`: an arrow from the cell before says it without words.

    `late`: it answers what was dropped by then.
    """

    kind: str
    address: str
    arrow: bool = False
    late: bool = False


class Place(NamedTuple):
    """One thing in a cell: a point, a gap, a reference to a point, or a duty that is not met.

    `address` is the point's, of a duty that of the point that waits for its answer. `owed_by` is
    set of duties. `line`, of a reference: the address of the line that the point stands in.
    """

    kind: str
    address: str
    marks: tuple[Mark, ...] = ()
    owed_by: str = ""
    line: str = ""


class Line(NamedTuple):
    """One line of argument, by its first point; `cells` are (index of the column, places)."""

    address: str
    cells: tuple[tuple[int, tuple[Place, ...]], ...]


def lines(
    columns: Sequence[Column], points: Sequence[LinePoint], duties: Iterable[Duty]
) -> tuple[Line, ...]:
    """The lines of a sheet with these columns.

    `points` are in order of column and number, each in one of the columns.
    """
    owed = list(duties)
    homes = _homes(points)
    cells: dict[str, dict[int, list[Place]]] = {first: {} for first in homes.values()}
    column_of = {column.address: index for index, column in enumerate(columns)}
    sheet = _Sheet(
        homes,
        {point.address: column_of[point.speech] for point in points},
        Counter((homes[point.address], column_of[point.speech]) for point in points),
        {(late, duty.address) for duty in owed for late in duty.late},
    )
    for point in points:
        for line, place in sheet.places(point):
            cells[line].setdefault(sheet.column_of[point.address], []).append(place)
    unmet = [duty for duty in owed if duty.status in UNMET and duty.address in homes]
    dues = {(duty.due_step, duty.owed_by) for duty in unmet}
    owes = {due: owing_column(columns, *due) for due in dues}
    for duty in unmet:
        owing = owes[duty.due_step, duty.owed_by]
        if owing is not None:
            place = Place(duty.status, duty.address, owed_by=duty.owed_by)
            cells[homes[duty.address]].setdefault(owing, []).append(place)
    order = (point.address for point in points if point.address in cells)
    return tuple(Line(first, _in_order(cells[first])) for first in order)


def owing_column(columns: Sequence[Column], due_step: int, side: str) -> int | None:
    """The column of the speech by whose end `side` owes an answer; None where none is shown."""
    due = [n for n, column in enumerate(columns) if column.step_index == due_step]
    own = [n for n in due if columns[n].side in (side, None)]
    return next(iter(own or due), None)


def mark_words(mark: Mark) -> str:
    """A link in words: “answers P1.3”, “extends O1.2”, “answers P1.2 too late”."""
    return f"{link_word(mark.kind)} {mark.address}{' too late' if mark.late else ''}"


def duty_words(place: Place) -> tuple[str, str]:
    """What stands in the cell of a duty that is not met: a head, and a line below it."""
    if place.kind == DROPPED:
        return f"Dropped by {place.owed_by}", f"{place.address} stands unanswered"
    if place.kind == ANSWER_OUT:
        return "Answer taken out", f"{place.address} does not count as dropped"
    if place.kind == OWED:
        return "Owed now", f"{place.address} is still open"
    return "Open", f"{place.address} is to be answered here"


class _Sheet(NamedTuple):
    """What the places of points are worked out from."""

    homes: Mapping[str, str]  # point → the first point of its line
    column_of: Mapping[str, int]
    crowds: Mapping[tuple[str, int], int]  # how many points, gaps included, a cell holds
    late: Collection[tuple[str, str]]  # (answer, what it answers)

    def places(self, point: LinePoint) -> Iterator[tuple[str, Place]]:
        """Where a point stands, by line: at home, and as a reference where its links lead."""
        home = self.homes[point.address]
        if not point.stands:
            yield home, Place(OUT, point.address)
            return
        marks = tuple(self._mark(point, *link) for link in point.links if link[1] in self.homes)
        yield home, Place(POINT, point.address, marks)
        lines = {self.homes[mark.address]: None for mark in marks}
        for line in lines:
            if line != home:
                there = tuple(mark for mark in marks if self.homes[mark.address] == line)
                yield line, Place(ALSO, point.address, there, line=home)

    def _mark(self, point: LinePoint, kind: str, target: str) -> Mark:
        line, before = self.homes[target], self.column_of[point.address] - 1
        beside = line == self.homes[point.address] and self.column_of[target] == before
        late = (point.address, target) in self.late
        arrow = kind == "answers" and beside and self.crowds[line, before] == 1 and not late
        return Mark(kind, target, arrow, late)


def _homes(points: Sequence[LinePoint]) -> Mapping[str, str]:
    """Address → address of the first point of the line that it stands in."""
    order = {point.address: place for place, point in enumerate(points)}
    above = {point.address: _above(point, order) for point in points}
    homes: dict[str, str] = {}
    for point in points:
        path: dict[str, None] = {}
        here: str | None = point.address
        while here is not None and here not in path and here not in homes:
            path[here] = None
            here = above[here]
        if here is None:
            first = next(reversed(path))
        elif here in homes:
            first = homes[here]
        else:  # they name each other
            ring = list(path)
            first = min(ring[ring.index(here) :], key=order.__getitem__)
        homes |= dict.fromkeys(path, first)
    return homes


def _above(point: LinePoint, known: Collection[str]) -> str | None:
    links = [link for link in point.links if link[1] in known]
    return min(links, key=lambda link: HOME_FIRST.index(link[0]))[1] if links else None


def _in_order(
    cells: Mapping[int, Sequence[Place]],
) -> tuple[tuple[int, tuple[Place, ...]], ...]:
    """From left to right; in a cell points and gaps, then references, then duties."""
    rank = {POINT: 0, OUT: 0, ALSO: 1}
    return tuple(
        (column, tuple(sorted(cells[column], key=lambda place: rank.get(place.kind, 2))))
        for column in sorted(cells)
    )
