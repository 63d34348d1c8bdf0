"""Reads of what was said: speeches with their points, citations and links, as one view sees them.

The same rows serve the page, a frame, catch-up, the transcript and the projector.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import Row
from sqlalchemy.orm import Session

from debate.db import read
from debate.domain import events, visibility
from debate.domain.speeches import point_address
from debate.queries import debates_teams
from debate.queries.cards import CardLine, for_debate
from debate.queries.challenges_cards import as_cited, cite
from debate.queries.deadlines import missed
from debate.queries.debates import DebateNow, SpeechLine
from debate.queries.speeches_rows import OUTS, StoredLink, StoredPoint, statements

OUT = ("returned", "hidden", "struck")


class LinkLine(NamedTuple):
    """A link from a point to an earlier one."""

    kind: str
    address: str
    claim: str  # "" where the view does not see the target's text


class PointRow(NamedTuple):
    """A point as a view sees it. `level` is visibility's "full" or "gap"."""

    id: int
    address: str
    speech: str
    number: int
    half: str
    side: str | None
    author: str
    level: str
    state: str
    revised: bool
    late: bool  # it came after the due date
    entered_by: str  # who typed it for its author, or ""
    question: int | None  # of an answer: the number of its question
    new: bool  # an argument that is new where none belongs
    claim: str
    reasons_html: str
    note: str
    sent_ms: int
    out_ms: int | None  # when a moderator took it out, if it is out
    replaces_id: int | None  # the version that it replaces, or will once it is approved
    cards: tuple[CardLine, ...]
    links: tuple[LinkLine, ...]


class SpeechBlock(NamedTuple):
    """One speech with its points. `status` is done, now or next."""

    address: str
    step_index: int
    step_name: str
    entry: str
    side: str | None
    speaker: str
    answerer: str
    status: str
    sealed: bool  # its points are not revealed yet
    handed_in: bool
    missed: bool  # over days: nothing was handed in
    points: tuple[PointRow, ...]
    team: str = ""  # of four teams the name of the one that speaks


class Shown(NamedTuple):
    """What a view sees of what was said, and what is looked up in it for each seat."""

    rows: tuple[PointRow, ...]  # in order of speech and number
    ids: Mapping[int, frozenset[int]]  # of the points, by the seat that said them
    apart: frozenset[int]  # seats that see more of their own: held, returned, sealed, a note
    cited: frozenset[int]  # numbers of the cards in points that stand before the room


@dataclass(frozen=True)
class Said:
    """What was said, as it is stored; `rows` is what the view `here.view` sees of it."""

    here: DebateNow
    points: Sequence[StoredPoint]
    cards: Mapping[int, tuple[CardLine, ...]]
    links: Mapping[int, Sequence[StoredLink]]
    outs: Mapping[int, int]

    @cached_property
    def shown(self) -> Shown:
        """What the view sees of it."""
        levels = [(point, _level(self.here, point, 0)) for point in self.points]
        ids: dict[int, set[int]] = {}
        for point in self.points:
            ids.setdefault(point.seat_id, set()).add(point.id)
        return Shown(
            _rows(self, levels, 0),
            {seat_id: frozenset(own) for seat_id, own in ids.items()},
            frozenset(
                point.seat_id
                for point, level in levels
                if level != visibility.FULL or _reads_note(point)
            ),
            frozenset(
                card.number
                for point in self.points
                if point.id in self.cards and point.state == "sent"
                if not self.here.is_sealed(self.here.speech_of[point.speech_id].step_index)
                for card in self.cards[point.id]
            ),
        )

    @property
    def rows(self) -> tuple[PointRow, ...]:
        """The points that the view may know of, in order of speech and number."""
        return self.shown.rows

    def rows_of(self, seat_id: int) -> tuple[PointRow, ...]:
        """The same with what only the author `seat_id` sees: held, returned, sealed."""
        if seat_id not in self.shown.apart:
            return self.rows
        levels = [(point, _level(self.here, point, seat_id)) for point in self.points]
        return _rows(self, levels, seat_id)

    def ids_of(self, seat_id: int) -> frozenset[int]:
        """The ids of what a seat said."""
        return self.shown.ids.get(seat_id, frozenset())

    @property
    def ids(self) -> frozenset[int]:
        """The ids of all that was said."""
        return frozenset().union(*self.shown.ids.values())

    @property
    def cited(self) -> frozenset[int]:
        """The numbers of the cards in points that stand before the room."""
        return self.shown.cited

    @cached_property
    def known_cards(self) -> Mapping[int, CardLine]:
        """The cards that were cited, by number."""
        return {card.number: card for found in self.cards.values() for card in found}


def transcript(session: Session, here: DebateNow) -> tuple[SpeechBlock, ...]:
    """All speeches that have begun, in order, with what the view `here.view` sees of them."""
    return blocks(here, point_rows(session, here))


def blocks(here: DebateNow, rows: Sequence[PointRow]) -> tuple[SpeechBlock, ...]:
    """The same from points that were read already."""
    spoken = {row.speech for row in rows if row.number}  # after a “back” its points stay
    begun = [
        line for line in here.speeches if _status(here, line) != "next" or line.address in spoken
    ]
    return tuple(_block(here, line, rows) for line in begun)


def speech(session: Session, here: DebateNow, address: str) -> SpeechBlock | None:
    """One speech with its points; None where there is no such speech or it has not begun."""
    line = here.speech(address)
    if line is None:
        return None
    rows = point_rows(session, here, speech_id=line.id)
    if _status(here, line) == "next" and not any(row.number for row in rows):
        return None
    return _block(here, line, rows)


def point(session: Session, here: DebateNow, address: str) -> PointRow | None:
    """One point as the view sees it; None when it may not know of it."""
    speech_address, _, rest = address.partition(".")
    line, number = here.speech(speech_address), rest.rstrip("qa")
    if line is None or not number.isdecimal():
        return None
    rows = point_rows(session, here, speech_id=line.id, number=int(number))
    return next((row for row in rows if row.address == address), None)


def point_rows(
    session: Session,
    here: DebateNow,
    *,
    speech_id: int | None = None,
    number: int | None = None,
    seat_id: int = 0,
    every_version: bool = False,
) -> tuple[PointRow, ...]:
    """The points that the view may know of, in order of speech and number.

    `seat_id` adds what only its author sees (held, returned); leave it out in what all share.
    `every_version` adds what was replaced since, each before its next version.
    """
    found = said(session, here, speech_id=speech_id, number=number, every_version=every_version)
    return found.rows_of(seat_id)


def said(
    session: Session,
    here: DebateNow,
    *,
    speech_id: int | None = None,
    number: int | None = None,
    every_version: bool = False,
) -> Said:
    """What was said in a debate, in one speech of it, or at one number; five statements at most."""
    chosen = statements(speech_id is not None, number is not None, every_version)
    values = {"debate": here.id, "speech": speech_id, "number": number}
    points = [StoredPoint(*row) for row in read(session, chosen.points, values)]
    if not points:
        return Said(here, (), {}, {}, {})
    links: dict[int, list[StoredLink]] = {}
    for row in read(session, chosen.links, values):
        links.setdefault(row.point_id, []).append(StoredLink(*row))
    return Said(
        here,
        points,
        _cards(session, here, read(session, chosen.citations, values).all()),
        links,
        _outs(session, [row.id for row in points if row.state in OUT]),
    )


def _rows(
    found: Said, levels: Sequence[tuple[StoredPoint, str]], seat_id: int
) -> tuple[PointRow, ...]:
    rows = [
        _row(found, point, level, seat_id) for point, level in levels if level != visibility.NONE
    ]
    return tuple(sorted(rows, key=in_order(found.here)))


def in_order(here: DebateNow) -> Callable[[PointRow], tuple[int, int, bool]]:
    """The place of a point among all: by its speech, its number, a question before its answer."""
    order = {line.address: position for position, line in enumerate(here.speeches)}
    return lambda row: (order[row.speech], row.number, row.half == "a")


def _level(here: DebateNow, found: StoredPoint | StoredLink, seat_id: int) -> str:
    step_index = here.speech_of[found.speech_id].step_index
    sealed = here.fmt.steps[step_index].sealed
    facts = visibility.PointFacts(
        state=found.state,
        seat_id=found.seat_id,
        numbered=found.number is not None,
        sealed=sealed,
        sealed_until_ms=here.ends[step_index].end_ms if sealed else None,
    )
    return visibility.of_point(facts, here.view, seat_id, here.now)


def _cards(
    session: Session, here: DebateNow, rows: Sequence[Row[int, int, str, int | None, int]]
) -> Mapping[int, tuple[CardLine, ...]]:
    """The cards of each point as cited: with the badge of then, and how far they were read."""
    if not rows or here.deck_version_id is None:
        return {}
    numbers = {row.card_number for row in rows}
    lines = {
        line.number: line
        for line in for_debate(session, here.deck_version_id, here.motion_slug, numbers)
    }
    cited = as_cited(session, here, lines, {cite(row) for row in rows})
    found: dict[int, list[CardLine]] = {}
    for row in rows:
        found.setdefault(row.point_id, []).append(cited[cite(row)])
    return {point_id: tuple(items) for point_id, items in found.items()}


def _links(here: DebateNow, targets: Sequence[StoredLink], seat_id: int) -> tuple[LinkLine, ...]:
    found = []
    for target in targets:
        level = _level(here, target, seat_id)
        if level != visibility.NONE:
            speech = here.speech_of[target.speech_id].address
            address = point_address(speech, target.number or 0, target.half)
            claim = target.claim if level == visibility.FULL else ""
            found.append(LinkLine(target.kind, address, claim))
    return tuple(found)


def _outs(session: Session, ids: Sequence[int]) -> Mapping[int, int]:
    """When each of these points was taken out last."""
    rows = read(session, OUTS, {"ids": ids}) if ids else ()
    return {point: at_ms for point, at_ms in rows if point is not None}


def _row(stored: Said, found: StoredPoint, level: str, seat_id: int) -> PointRow:
    here, speech = stored.here, stored.here.speech_of[found.speech_id].address
    full = level == visibility.FULL
    to_author = seat_id == found.seat_id or here.view == events.MODERATORS
    return PointRow(
        id=found.id,
        address=point_address(speech, found.number or 0, found.half),
        speech=speech,
        number=found.number or 0,
        half=found.half,
        side=found.side,
        author=here.label(found.seat_id),
        level=level,
        state=found.state,
        revised=found.version > 1,
        late=found.late,
        entered_by=_scribe(here, found),
        question=found.question_number,
        new=_is_new(stored, found),
        claim=found.claim if full else "",
        reasons_html=found.reasons_html if full else "",
        note=found.note if full and (to_author or not _reads_note(found)) else "",
        sent_ms=found.visible_ms or found.sent_ms,
        out_ms=stored.outs.get(found.id),
        replaces_id=found.replaces_id,
        cards=stored.cards.get(found.id, ()) if full else (),
        # A gap keeps its links: the flow must know that an answer was there (“answer out”).
        links=_links(here, stored.links.get(found.id, ()), seat_id),
    )


def _reads_note(found: StoredPoint) -> bool:
    """Whether its note is for the author alone while all see the point: why a passage went."""
    return found.state == "sent" and bool(found.note)


def _is_new(stored: Said, found: StoredPoint) -> bool:
    """Whether a point takes up nothing that was said, in a step where nothing new belongs."""
    step = stored.here.fmt.steps[stored.here.speech_of[found.speech_id].step_index]
    return not (step.new_arguments or found.half or stored.links.get(found.id))


def _scribe(here: DebateNow, found: StoredPoint) -> str:
    named = here.label(found.entered_by_id) if found.entered_by_id else "a moderator"
    return named if found.by_scribe else ""


def _block(here: DebateNow, line: SpeechLine, rows: Sequence[PointRow]) -> SpeechBlock:
    step = here.fmt.steps[line.step_index]
    status = _status(here, line)
    points = tuple(row for row in rows if row.speech == line.address and row.number)
    return SpeechBlock(
        address=line.address,
        step_index=line.step_index,
        step_name=step.name,
        entry=step.entry,
        side=line.side,
        speaker=debates_teams.speaker(here, line),
        answerer=here.label(line.answerer_id) if step.asker else "",
        status=status,
        sealed=step.sealed and status == "now",
        handed_in=line.handed_in_ms is not None,
        missed=missed(here, line) and not points,
        points=points,
        team=debates_teams.of_step(here, step),
    )


def _status(here: DebateNow, line: SpeechLine) -> str:
    reading = here.reading
    if reading.state == "ready" or line.step_index > reading.step_index:
        return "next"
    if line.step_index == reading.step_index and reading.state != "finished":
        return "now"
    return "done"
