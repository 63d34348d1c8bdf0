"""Writing outlines: lines saved as they are typed, added, moved, removed and put back.

The debate's row is locked by the caller, so that lines are ordered by one at a time. A text is
never overwritten by who has not seen it: it stays, and the other one stands below it. No event is
written; the pages that have the outline open are told that it changed, without its content.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from debate.domain import outlines
from debate.domain.outlines import Line, Prepared
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.speeches import Words
from debate.models.debates import Debate
from debate.models.outlines import OutlineLine
from debate.models.seats import Seat
from debate.queries import outlines as reads
from debate.queries.outlines import Scope
from debate.services import drafts, events

TAB_MAX = 40
TWICE = 2 * outlines.LINES_MAX  # a line that two wrote at once is kept twice, in a full outline too


class Typed(NamedTuple):
    """A line as it stands in a form, the revision that the form began with, and its mark."""

    line_id: int
    text: str
    revision: int
    mark: str


def save(
    session: Session, debate: Debate, scope: Scope, typed: Sequence[Typed], tab: str, now: int
) -> dict[int, int]:
    """Keep what was typed; by its id, each line that another page had changed: where the words are.

    `tab` tells pages apart: the page that saved a line last may always save it again, another one
    only from the newest revision. Raises Refused after the end, for a line that is too long, or
    beyond two hundred lines.
    """
    _check_open(debate)
    rows = _rows(session, scope)
    twins: dict[int, int] = {}
    changed = False
    for one in typed:
        text = outlines.one_line(one.text)
        row = next((row for row in rows if row.id == one.line_id), None)
        if outlines.mark(text) == one.mark or (row and row.text == text and not row.removed_ms):
            continue
        outlines.check_text(text)
        changed = True
        if row is None:
            if text:
                _check_room(rows)
                rows.append(_new(session, scope, text, 1, len(rows) + 1, tab, now))
        elif row.revision == one.revision or (tab and row.tab == tab):
            _write(row, scope, text, tab, now)
        else:
            twins[row.id] = _twin(session, scope, rows, row, text, tab, now)
    if changed:
        _tell(session, scope)
    return twins


def add(
    session: Session,
    debate: Debate,
    scope: Scope,
    text: str,
    level: int,
    tab: str,
    now: int,
    *,
    after: int | None = None,
) -> int:
    """Add a line at the end, or right below the line `after`; its id.

    Raises NotFound for a line that is not there, Refused after the end, for one that is too long,
    or beyond two hundred lines.
    """
    _check_open(debate)
    text = outlines.one_line(text)
    outlines.check_text(text)
    rows = _rows(session, scope)
    _check_room(rows)
    level = min(max(level, 1), len(outlines.LEVELS))
    line = _new(session, scope, text, level, len(rows) + 1, tab, now)
    if after is not None:
        rows.insert(rows.index(_find(rows, after)) + 1, line)
        _number(rows)
    _tell(session, scope)
    return line.id


def line(session: Session, scope: Scope, line_id: int) -> OutlineLine:
    """A line of the outline. Raises NotFound."""
    return _find(reads.stored(session, scope), line_id)


def move(session: Session, debate: Debate, scope: Scope, line_id: int, down: bool) -> None:
    """Move a line and what is under it. Raises NotFound, Refused after the end."""
    _arrange(session, debate, scope, line_id, lambda lines: outlines.moved(lines, line_id, down))


def shift(session: Session, debate: Debate, scope: Scope, line_id: int, deeper: bool) -> None:
    """Put a line, and what is under it, a level deeper or less deep; raises as `move`."""
    _arrange(
        session, debate, scope, line_id, lambda lines: outlines.shifted(lines, line_id, deeper)
    )


def remove(session: Session, debate: Debate, scope: Scope, line_id: int, now: int) -> None:
    """Take a line out; what stands under it stays. Raises NotFound, Refused after the end."""
    _check_open(debate)
    row = _find(_rows(session, scope), line_id)
    if row.removed_ms is None:
        row.removed_ms = now
        _tell(session, scope)


def put_back(session: Session, debate: Debate, scope: Scope, line_id: int) -> None:
    """Undo a removal. Raises NotFound, Refused after the end."""
    _check_open(debate)
    row = _find(_rows(session, scope), line_id)
    if row.removed_ms is not None:
        row.removed_ms = None
        _tell(session, scope)


def keep_both(session: Session, debate: Debate, scope: Scope, line_id: int) -> None:
    """Let both texts stand as lines of their own. Raises NotFound, Refused after the end."""
    _check_open(debate)
    _find(_rows(session, scope), line_id).twin_id = None
    _tell(session, scope)


def prepare(
    session: Session,
    actor: Actor,
    debate: Debate,
    scope: Scope,
    line_id: int,
    step_index: int,
    citable: Sequence[int],
    now: int,
) -> Prepared:
    """Lay a line aside as a prepared point of the actor for a step, with what stands under it.

    `citable`: numbers of cards. Raises NotFound, and Refused for a line without words.
    """
    rows = [row for row in reads.stored(session, scope) if row.removed_ms is None]
    _find(rows, line_id)
    made = outlines.as_point(_lines(rows), line_id, citable)
    if not made.claim:
        raise Refused("This line has no words of its own yet. Write what it holds first.", "text")
    words = Words(claim=made.claim, reasons=made.reasons, cards=made.cards)
    drafts.lay_aside(session, actor, debate, step_index, words, now)
    return made


def follow(session: Session, seat: Seat) -> None:
    """Bring along what only a debater's people shared in rooms that none of them sits in any more.

    Lines of a team stay in a room while one of those who shared them does: `outlines.whose`.
    """
    rows = session.scalars(
        select(OutlineLine)
        .join(Debate, Debate.id == OutlineLine.debate_id)
        .where(
            Debate.sitting_id == seat.sitting_id,
            OutlineLine.debate_id != seat.debate_id,
            OutlineLine.team != "",
            OutlineLine.shared_with.contains(outlines.written_seats([seat.id])),
        )
    ).all()
    known = {one for row in rows for one in outlines.read_seats(row.shared_with)}
    places = select(Seat.id, Seat.debate_id).where(Seat.id.in_(known))
    rooms = {row.id: row.debate_id for row in session.execute(places)} if rows else {}
    for row in rows:
        if row.debate_id not in {rooms.get(one) for one in outlines.read_seats(row.shared_with)}:
            row.debate_id = seat.debate_id or row.debate_id
    session.flush()


def forget_removed(session: Session, *debate_ids: int) -> None:
    """Delete the lines that were taken out, of these rooms and of who sits in them.

    At the end nothing can be put back any more, and no record holds them.
    """
    seated = select(Seat.id).where(Seat.debate_id.in_(debate_ids))
    session.execute(
        delete(OutlineLine).where(
            OutlineLine.removed_ms.is_not(None),
            OutlineLine.debate_id.in_(debate_ids) | OutlineLine.seat_id.in_(seated),
        )
    )


def _rows(session: Session, scope: Scope) -> list[OutlineLine]:
    """The lines of the outline; what came with other people is this team's from now on."""
    rows = list(reads.stored(session, scope))
    if any(row.team != scope.team for row in rows):
        for row in rows:
            row.team = scope.team
        _number(rows)
    return rows


def _arrange(
    session: Session,
    debate: Debate,
    scope: Scope,
    line_id: int,
    rearranged: Callable[[Sequence[Line]], tuple[Line, ...]],
) -> None:
    _check_open(debate)
    rows = [row for row in _rows(session, scope) if row.removed_ms is None]
    _find(rows, line_id)
    by_id = {row.id: row for row in rows}
    lines = rearranged(_lines(rows))
    for line in lines:
        by_id[line.id].level = line.level
    _number([by_id[line.id] for line in lines])
    _tell(session, scope)


def _lines(rows: Sequence[OutlineLine]) -> tuple[Line, ...]:
    return tuple(Line(row.id, row.level, row.text) for row in rows)


def _number(rows: Sequence[OutlineLine]) -> None:
    for place, row in enumerate(rows, start=1):
        if row.position != place:
            row.position = place


def _write(row: OutlineLine, scope: Scope, text: str, tab: str, now: int) -> None:
    """Put the words into a line; one that was removed meanwhile is there again."""
    row.text, row.tab = text, tab[:TAB_MAX]
    row.editor_id, row.saved_ms = scope.seat_id, now
    row.shared_with = _shared(scope)
    row.revision += 1
    row.removed_ms = None


def _twin(
    session: Session,
    scope: Scope,
    rows: list[OutlineLine],
    row: OutlineLine,
    text: str,
    tab: str,
    now: int,
) -> int:
    """Keep a text beside the one that another page gave the line meanwhile; the id of its line.

    Where this page's words stand in such a line already, they go on there.
    """
    for other in rows:
        if tab and other.twin_id == row.id and other.tab == tab:
            if other.text != text or other.removed_ms is not None:
                _write(other, scope, text, tab, now)
            return other.id
    _check_room(rows, TWICE)
    line = _new(session, scope, text, row.level, row.position, tab, now)
    line.twin_id = row.id
    rows.insert(rows.index(row) + 1, line)
    _number(rows)
    session.flush()
    return line.id


def _new(
    session: Session, scope: Scope, text: str, level: int, position: int, tab: str, now: int
) -> OutlineLine:
    line = OutlineLine(
        debate_id=scope.debate_id,
        team=scope.team,
        seat_id=scope.seat_id,
        editor_id=scope.seat_id,
        shared_with=_shared(scope),
        position=position,
        level=level,
        text=text,
        tab=tab[:TAB_MAX],
        revision=1,
        saved_ms=now,
    )
    session.add(line)
    session.flush()
    return line


def _shared(scope: Scope) -> str:
    return outlines.written_seats(scope.seats) if scope.team else ""


def _find(rows: Sequence[OutlineLine], line_id: int) -> OutlineLine:
    for row in rows:
        if row.id == line_id:
            return row
    raise NotFound("That line is not in the outline any more.")


def _check_open(debate: Debate) -> None:
    if debate.ended_ms is not None:
        raise Refused("The debate is over, so the outline stays as it is.", status=409)


def _check_room(rows: Sequence[OutlineLine], most: int = outlines.LINES_MAX) -> None:
    if sum(row.removed_ms is None for row in rows) >= most:
        raise Refused(f"There are {most} lines. Remove one first.", "new")


def _tell(session: Session, scope: Scope) -> None:
    session.flush()
    for seat_id in scope.seats:
        events.hint(session, scope.debate_id, "outline", f"seat:{seat_id}")
