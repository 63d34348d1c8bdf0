"""What stands in the cells of a drawn flow: points, gaps, references, duties that were not met.

Belongs here: one block of shapes each, from its own left upper corner. Does not belong here: where
blocks stand (`flow_drawing`).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from debate.domain.flow import ANSWER_OUT, DROPPED
from debate.domain.flow_lines import ALSO, OUT, UNMET
from debate.export.drawings import Disc, Path, Rect, Shape, Words, lines, moved
from debate.export.drawings_text import measured, wrapped
from debate.queries.flow_sheets import ANSWER, QUESTION, Column, Entry, Line

INK, QUIET, EDGE, HAIR, PAPER = "#14181b", "#454d53", "#737c82", "#c8cecb", "#ffffff"
SIDES = {"P": "#1a4c98", "O": "#ad430a"}
NOW = "#ffd43b"
PAD = 8.0
SIZE, LEAD = 9.5, 12.0
SMALL, SMALL_LEAD = 8.5, 10.5
NAME, NAME_LEAD = 10.5, 12.5
BAR = 3.0
APART = 7.0


class Block(NamedTuple):
    """Shapes from a corner at 0, 0, and how high they are together."""

    shapes: tuple[Shape, ...]
    height: float


def cell(entries: Sequence[Entry], width: float, speaker: str) -> Block:
    """The entries of a cell below each other; `speaker` is who speaks in its column."""
    return _below((_entry(entry, width, speaker) for entry in entries), APART)


def line_name(line: Line, width: float) -> Block:
    """The name of a line, and the address it begins at."""
    name = plain_name(line.name, width)
    begins = Words(0, name.height + SMALL, f"from {line.address}", SMALL, QUIET)
    return Block((*name.shapes, begins), name.height + SMALL_LEAD)


def plain_name(text: str, width: float) -> Block:
    """The name of a row."""
    said = wrapped(text, width, NAME)
    return Block(
        lines(0, NAME, said, NAME_LEAD, width, Words(0, 0, "", NAME, INK, "serif")),
        NAME_LEAD * len(said),
    )


def column_head(column: Column, width: float) -> Block:
    """A speech: mark, address, step, who speaks."""
    bold = Words(0, 0, "", SIZE, INK, bold=True)
    name = wrapped(f"{column.address} {column.name}", width - 14, SIZE * 1.05)
    shapes: list[Shape] = [*_mark(column.side, 0, 1)]
    shapes += lines(14, SIZE, name, LEAD, width - 14, bold)
    y = LEAD * len(name)
    for text in (column.team, column.speaker):
        said = wrapped(text, width - 14, SMALL)
        shapes += lines(14, y + SMALL, said, SMALL_LEAD, width - 14, Words(0, 0, "", SMALL, QUIET))
        y += SMALL_LEAD * len(said)
    return Block(tuple(shapes), y)


def legend(sides: Mapping[str, str], width: float) -> Block:
    """How the drawing is read, in rows as wide as the sheet."""
    words = Words(0, 0, "", SMALL, QUIET)
    samples: list[tuple[Sequence[Shape], str]] = [
        (_mark("P", 8, 0), f"{sides['P']}: a square, its edge on the left"),
        (_mark("O", 8, 0), f"{sides['O']}: a disc, its edge on the right"),
        (_arrow(5, 5), "answers the point in the cell before; other links stand in words"),
        (
            (Rect(0, -1, 24, 12, "", INK, 0.75, dash=True), *_hatching(0, -1, 24, 12)),
            "dropped: no answer by the end of this speech",
        ),
        ((Rect(0, -1, 24, 12, "", EDGE, 0.75, dash=True),), "an answer is still to come"),
        ((words._replace(x=2, y=8, text="abc", strike=True),), "taken out by a moderator"),
    ]
    shapes: list[Shape] = []
    x, y = 0.0, 4.0
    for sample, text in samples:
        space = 32 + measured(text, SMALL) + 18
        if x and x + space > width:
            x, y = 0.0, y + 18
        shapes += [*moved(sample, x, y), words._replace(x=x + 32, y=y + 8, text=text)]
        x += space
    return Block(tuple(shapes), y + 18)


def _entry(entry: Entry, width: float, speaker: str) -> Block:
    if entry.kind in UNMET:
        return _duty(entry, width)
    if entry.kind == ALSO:
        return _reference(entry, width)
    return _point(entry, width, speaker)


def _point(entry: Entry, width: float, speaker: str) -> Block:
    """A point, question or answer; one that was taken out keeps its place, its words struck."""
    out = entry.kind == OUT
    colour = SIDES.get(entry.side or "", INK)
    left, room = (9.0, width - 9) if entry.side == "P" else (0.0, width - 9)
    head = Words(left + 12, SIZE, entry.address, SIZE, colour, bold=True)
    cited = f"No. {', '.join(map(str, entry.cards))}" if entry.cards else ""
    start = 12 + measured(entry.address, SIZE * 1.05) + 6
    beside = bool(cited) and measured(cited, SMALL) <= room - start
    shapes: list[Shape] = [*_mark(entry.side, left, 1.5), head]
    if beside:
        shapes.append(Words(left + start, SIZE, cited, SMALL, QUIET))
    said = [] if beside or not cited else [cited]
    said += [*entry.words, *([entry.author] if entry.author != speaker else [])]
    if entry.kind in (QUESTION, ANSWER):
        said.insert(0, entry.kind)
    notes = wrapped("; ".join(said), room, SMALL)
    shapes += lines(left, LEAD + SMALL, notes, SMALL_LEAD, room, Words(0, 0, "", SMALL, QUIET))
    y = LEAD + SMALL_LEAD * len(notes)
    claim = wrapped(entry.claim, room, SIZE)
    like = Words(0, 0, "", SIZE, QUIET if out else INK, strike=out)
    shapes += lines(left, y + SIZE, claim, LEAD, room, like)
    y += LEAD * len(claim) + 2
    if entry.side in SIDES:
        shapes.append(Rect(0 if entry.side == "P" else width - BAR, 0, BAR, y, colour))
    if any(mark.arrow for mark in entry.marks):
        shapes += _arrow(-PAD - 7, 5.5)
    return Block(tuple(shapes), y)


def _reference(entry: Entry, width: float) -> Block:
    """A point that stands in another line."""
    words = ", ".join((*entry.words, f"see the line from {entry.line}"))
    said = wrapped(words, width, SMALL)
    colour = SIDES.get(entry.side or "", INK)
    head = Words(12, SIZE, entry.address, SIZE, colour, bold=True)
    rest = lines(0, LEAD + SMALL, said, SMALL_LEAD, width, Words(0, 0, "", SMALL, QUIET))
    return Block((*_mark(entry.side, 0, 1.5), head, *rest), LEAD + SMALL_LEAD * len(said) + 2)


def _duty(entry: Entry, width: float) -> Block:
    """What was not answered, in the column that owed it: hatched where it was dropped."""
    head, below = entry.duty
    room = width - 14
    title = wrapped(head, room - 8, SIZE * 1.05)
    said = wrapped(below, room, SMALL)
    missed = entry.kind in (DROPPED, ANSWER_OUT)
    title_h, said_h = LEAD * len(title) + 4, SMALL_LEAD * len(said)
    height = title_h + said_h + 14
    shapes: list[Shape] = [Rect(0, 0, width, height, "", INK if missed else EDGE, 0.75, dash=True)]
    if missed:
        shapes += _hatching(0, 0, width, height)
        shapes.append(Rect(5, 6 + title_h, width - 10, said_h + 3, PAPER))
    if entry.kind == DROPPED:
        wide = max(measured(text, SIZE * 1.05) for text in title) + 8
        shapes.append(Rect(6, 5, min(wide, width - 12), title_h, INK))
    elif missed:
        shapes.append(Rect(6, 5, width - 12, title_h, PAPER))
    like = Words(0, 0, "", SIZE, PAPER if entry.kind == DROPPED else INK, bold=True)
    shapes += lines(10, 5 + SIZE + 1, title, LEAD, room - 8, like)
    quiet = Words(0, 0, "", SMALL, INK)
    shapes += lines(7, 7 + title_h + SMALL, said, SMALL_LEAD, room, quiet)
    return Block(tuple(shapes), height)


def _below(blocks: Iterable[Block], apart: float) -> Block:
    shapes: list[Shape] = []
    y = 0.0
    for block in blocks:
        y += apart if shapes else 0
        shapes += moved(block.shapes, 0, y)
        y += block.height
    return Block(tuple(shapes), y)


def _mark(side: str | None, x: float, y: float) -> tuple[Shape, ...]:
    """A square or a disc, eight points wide; an open square for who has no side."""
    if side == "O":
        return (Disc(x + 4, y + 4, 4, SIDES["O"]),)
    if side == "P":
        return (Rect(x, y, 8, 8, SIDES["P"]),)
    return (Path((((x + 4, y), (x + 8, y + 4), (x + 4, y + 8), (x, y + 4)),), fill=INK),)


def _arrow(x: float, y: float) -> tuple[Shape, ...]:
    head = ((x + 13, y), (x + 8, y - 3), (x + 8, y + 3))
    return (Path((((x, y), (x + 9, y)),), INK, 1.2), Path((head,), fill=INK))


def _hatching(x: float, y: float, width: float, height: float) -> tuple[Shape, ...]:
    """Slanted lines inside a box."""
    found = []
    start = -height
    while start < width:
        x1, x2 = max(start, 0), min(start + height, width)
        found.append(((x + x1, y + height - (x1 - start)), (x + x2, y + height - (x2 - start))))
        start += 8
    return (Path(tuple(found), EDGE, 0.4),)
