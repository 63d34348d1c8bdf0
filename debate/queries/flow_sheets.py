"""Reads of the flow sheet: speeches across, lines of argument down, as one view sees them.

One sheet serves the page, its parts, the projector, print and the exports. All that is in it is
alike for everybody in a view. Does not belong here: where a point stands (`domain.flow_lines`),
what became of duties (`flow`), which lines somebody asked for (`flow_choices`).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from debate.db import read
from debate.domain import flow_lines
from debate.domain.flow import DROPPED
from debate.domain.flow_lines import OUT, POINT, Mark, Place
from debate.domain.speeches import point_address
from debate.models.flow import FlowLine
from debate.models.speeches import Point
from debate.queries import debates_teams
from debate.queries.debates import DebateNow, SpeechLine
from debate.queries.flow import DutyLine
from debate.queries.rooms import Room
from debate.queries.speeches import PointRow

QUESTION = "question"
ANSWER = "answer"


class Column(NamedTuple):
    """A speech that takes points. `status` is done, now or next."""

    address: str  # P1
    step_index: int
    side: str | None
    name: str  # of its step
    speaker: str  # as the view names them; "" in an open floor
    team: str  # of four teams the one that speaks, else ""
    status: str


class Entry(NamedTuple):
    """One thing in a cell.

    `kind`: point; out (struck, hidden, returned: a gap); also (it stands in another line, `line`);
    question or answer (in `Sheet.asked`); dropped, answer_out, owed, open (a duty not met, in the
    column that owes the answer: `address` and `claim` are of the point that waits for it, `side` is
    the side that owes).
    """

    kind: str
    address: str
    side: str | None
    claim: str  # "" where the view does not see it
    author: str  # as the view names them; "" of a duty
    by: str  # address of the author's first point on the sheet: who it is, without a name
    marks: tuple[Mark, ...]  # links; `domain.flow_lines.mark_words` says them
    cards: tuple[int, ...]  # numbers of the cards it cites
    state: str  # sent | returned | hidden | struck; "" of a duty
    notes: tuple[str, ...]  # revised, late, new, struck, hidden, returned
    line: str

    @property
    def arrow(self) -> Mark | None:
        """The link that an arrow from the cell before shows."""
        return next((mark for mark in self.marks if mark.arrow), None)

    @property
    def words(self) -> tuple[str, ...]:
        """Links that no arrow shows, then what else is said of it, in words."""
        links = (flow_lines.mark_words(mark) for mark in self.marks if not mark.arrow)
        return (*links, *self.notes)

    @property
    def label(self) -> str:
        """The cards and the words, as they stand beside the address."""
        cards = (f"No. {', '.join(map(str, self.cards))}",) if self.cards else ()
        return ", ".join((*cards, *self.words))

    @property
    def duty(self) -> tuple[str, str]:
        """Of a duty: “Dropped by O”, and “P1.2 stands unanswered”."""
        return flow_lines.duty_words(Place(self.kind, self.address, owed_by=self.side or ""))


class Cell(NamedTuple):
    """What stands in one column of a line. Empty cells are left out."""

    column: int  # index of `Sheet.columns`
    entries: tuple[Entry, ...]


class Line(NamedTuple):
    """A line of argument. Its address is that of its first point."""

    address: str
    name: str  # given by a moderator, else its first claim
    named: bool
    side: str | None
    cells: tuple[Cell, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything in it, from left to right."""
        return tuple(entry for cell in self.cells for entry in cell.entries)

    def holds(self, address: str) -> bool:
        """Whether this point stands in it, and not only a reference to it."""
        return any(one.address == address and one.kind in (POINT, OUT) for one in self.entries)


class Sheet(NamedTuple):
    """The flow as a view sees it. `asked`: questions and answers, by the speech they belong to."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    asked: tuple[Cell, ...]
    drops: tuple[DutyLine, ...]  # what was dropped, in order of the points
    people: tuple[tuple[str, str], ...]  # (`Entry.by`, name) of the authors, in order
    cards: tuple[int, ...]  # numbers of the cards that were cited
    ends_ms: int | None  # when the step that runs ends, as far as it is known

    def line_of(self, address: str) -> Line | None:
        """The line in which a point stands."""
        return next((line for line in self.lines if line.holds(address)), None)


def sheet(session: Session, here: DebateNow, known: Room) -> Sheet:
    """The flow sheet of a debate; one statement."""
    return of_rows(here, known.said.rows, known.duties, names(session, here))


def names(session: Session, here: DebateNow) -> Mapping[str, str]:
    """The names that moderators gave: address of the first point → name; one statement."""
    found = {}
    for speech_id, number, name in read(session, _NAMES, {"debate": here.id}):
        speech = here.speech_of.get(speech_id)
        if speech is not None and number is not None:
            found[point_address(speech.address, number)] = name
    return found


def of_rows(
    here: DebateNow,
    rows: Sequence[PointRow],
    duties: Sequence[DutyLine],
    given: Mapping[str, str],
) -> Sheet:
    """The same from what was read already: points as the view sees them, in their order."""
    shown = [row for row in rows if row.number]
    points = [row for row in shown if not row.half]
    authors: dict[str, str] = {}
    for row in shown:
        authors.setdefault(row.author, row.address)
    said = _Said({row.address: row for row in shown}, authors)
    columns = _columns(here, points, duties)
    placed = flow_lines.lines(
        [flow_lines.Column(one.address, one.step_index, one.side) for one in columns],
        [_placed(row) for row in points],
        duties,
    )
    return Sheet(
        columns=columns,
        lines=tuple(_line(line, said, given) for line in placed),
        asked=_asked(here, columns, said),
        drops=tuple(duty for duty in duties if duty.status == DROPPED),
        people=tuple((by, name) for name, by in authors.items()),
        cards=tuple(sorted({card.number for row in points for card in row.cards})),
        ends_ms=here.reading.ends_ms,
    )


def _placed(row: PointRow) -> flow_lines.LinePoint:
    links = tuple((link.kind, link.address) for link in row.links)
    return flow_lines.LinePoint(row.address, row.speech, row.side, links, row.state == "sent")


def _columns(
    here: DebateNow, made: Iterable[PointRow], duties: Sequence[DutyLine]
) -> tuple[Column, ...]:
    """Speeches that have begun or hold points, and those of steps in which an answer is due."""
    spoken = {row.speech for row in made}
    owing = {duty.due_step for duty in duties if duty.status in flow_lines.UNMET}
    return tuple(
        _column(here, line)
        for line in here.speeches
        if here.fmt.steps[line.step_index].takes_points
        and (
            line.address in spoken
            or line.step_index in owing
            or _status(here, line.step_index) != "next"
        )
    )


def _column(here: DebateNow, line: SpeechLine) -> Column:
    step = here.fmt.steps[line.step_index]
    return Column(
        line.address,
        step.index,
        line.side,
        step.name,
        debates_teams.speaker(here, line),
        debates_teams.of_step(here, step),
        _status(here, step.index),
    )


def _status(here: DebateNow, step_index: int) -> str:
    reading = here.reading
    if reading.state == "ready" or step_index > reading.step_index:
        return "next"
    return "now" if step_index == reading.step_index and reading.state != "finished" else "done"


class _Said(NamedTuple):
    """The points, questions and answers of a view, by address, and their authors' first ones."""

    rows: Mapping[str, PointRow]
    authors: Mapping[str, str]  # name → address

    def entry(self, kind: str, place: Place) -> Entry:
        row = self.rows[place.address]
        if place.kind in flow_lines.UNMET:
            return Entry(kind, row.address, place.owed_by, row.claim, "", "", (), (), "", (), "")
        return Entry(
            kind if row.state == "sent" else OUT,
            row.address,
            row.side,
            row.claim,
            row.author,
            self.authors[row.author],
            place.marks,
            tuple(card.number for card in row.cards),
            row.state,
            _notes(row),
            place.line,
        )


def _notes(row: PointRow) -> tuple[str, ...]:
    said = {"revised": row.revised, "late": row.late, "new": row.new and row.state == "sent"}
    notes = tuple(word for word, holds in said.items() if holds)
    return notes if row.state == "sent" else (row.state, *notes)


def _line(line: flow_lines.Line, said: _Said, given: Mapping[str, str]) -> Line:
    cells = tuple(
        Cell(column, tuple(said.entry(place.kind, place) for place in places))
        for column, places in line.cells
    )
    entries = [entry for cell in cells for entry in cell.entries]
    named = [given[entry.address] for entry in entries if entry.address in given]
    claims = [entry.claim for entry in entries if entry.kind == POINT and entry.claim]
    claims += [entry.claim for entry in entries if entry.claim]
    name = next(iter((*named[:1], *claims)), f"{line.address} was taken out")
    return Line(line.address, name, bool(named), said.rows[line.address].side, cells)


def _asked(here: DebateNow, columns: Sequence[Column], said: _Said) -> tuple[Cell, ...]:
    """Questions with their answers: of an exchange, in the column of the speech before it."""
    cells: dict[int, list[Entry]] = {}
    places = {column.address: index for index, column in enumerate(columns)}
    before: dict[str, int] = {}
    last = 0
    for line in here.speeches:
        last = before[line.address] = places.get(line.address, last)
    for row in said.rows.values():
        if row.half and columns:
            kind = QUESTION if row.half == "q" else ANSWER
            cells.setdefault(before[row.speech], []).append(
                said.entry(kind, Place(kind, row.address))
            )
    return tuple(Cell(column, tuple(cells[column])) for column in sorted(cells))


_NAMES = (
    select(Point.speech_id, Point.number, FlowLine.name)
    .join(Point, Point.id == FlowLine.point_id)
    .where(FlowLine.debate_id == bindparam("debate"), FlowLine.name != "")
    .order_by(FlowLine.id)
)
