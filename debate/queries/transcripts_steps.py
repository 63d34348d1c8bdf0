"""Reads of the steps of a record: their speeches with all points and versions, page by page.

Belongs here: what was said, as the record has it, and what it left unanswered. Does not belong
here: people, votes, judgement and the rest of a record (`transcripts`), and what a part of a record
leaves out (`transcripts_parts`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from debate.db import read
from debate.domain import flow, moderation, visibility
from debate.domain.replay import Replay
from debate.queries import cards, deadlines, debates_teams
from debate.queries import flow as flow_reads
from debate.queries import transcripts_rows as statements
from debate.queries.agreements import Line
from debate.queries.cards import CardLine
from debate.queries.challenges_cards import as_cited, cite
from debate.queries.debates import DebateNow, SpeechLine
from debate.queries.speeches import PointRow, Said
from debate.queries.speeches_rows import StoredLink, StoredPoint
from debate.queries.transcripts_copies import Copy

PAGE = 40  # speeches that are read at a time: what a long debate takes of memory
BATCH = 200  # points without their words that are read at a time


class ActLine(NamedTuple):
    """What a moderator did with a point; `kind` is one of `domain.moderation.ACTS`."""

    point_id: int
    kind: str
    at_ms: int
    by: str
    note: str

    @property
    def words(self) -> str:
        """The act in words."""
        return moderation.said(self.kind, 0, {})


class PointLine(NamedTuple):
    """A version of a point as the record has it. `row.number` 0: the room never saw it."""

    row: PointRow
    seat_id: int
    seat: int
    version: int
    current: bool
    reasons: str  # as written
    sent_ms: int
    visible_ms: int | None
    acts: tuple[ActLine, ...]


class SpeechPart(NamedTuple):
    """A speech with its points, the cards they cite and what it left unanswered."""

    address: str
    side: str | None
    speaker: str
    answerer: str
    seat_id: int | None
    answerer_id: int | None
    handed_in_ms: int | None
    missed: bool  # over days: nothing was handed in
    points: tuple[PointLine, ...]
    cards: tuple[CardLine, ...]
    dropped: tuple[flow_reads.DutyLine, ...]
    standing: tuple[Line, ...] = ()  # of a check or joint statement: what the others accept


class StepPart(NamedTuple):
    """A step as planned, in seconds or hours, and as it ran, in ms (None: not begun)."""

    number: int  # from 1
    name: str
    slug: str
    entry: str
    poll: str | None
    planned_s: int | None
    due_hours: int | None
    start_ms: int | None
    end_ms: int | None
    used_ms: int | None
    speeches: tuple[SpeechPart, ...]
    reflections: tuple["ReflectionLine", ...]


class ReflectionLine(NamedTuple):
    """What a seat wrote after the debate, as safe HTML."""

    seat_id: int
    label: str
    html: str


class Skeleton(NamedTuple):
    """All points of a debate without their words: duties, and the cards that are cited."""

    duties: tuple[flow_reads.DutyLine, ...]
    cited: frozenset[int]


@dataclass(frozen=True)
class Steps:
    """The steps of a record. Each pass reads them anew, so that no pass holds more than a page."""

    session: Session
    here: DebateNow
    copy: Copy
    duties: Sequence[flow_reads.DutyLine]
    reflections: tuple[ReflectionLine, ...]

    def __iter__(self) -> Iterator[StepPart]:
        run = _run(self.here)
        dropped = _dropped(self.duties)
        lines: dict[int, list[SpeechLine]] = {}
        for line in self.here.speeches:
            lines.setdefault(line.step_index, []).append(line)
        known: dict[int, CardLine] = {}
        for page in _pages(len(self.here.fmt.steps), lines):
            chosen = [line for index in page for line in lines.get(index, ())]
            points = self._points(chosen, known)
            for index in page:
                speeches = tuple(
                    _speech(self.here, line, points.get(line.address, ()), dropped)
                    for line in lines.get(index, ())
                )
                yield self._step(index, run, speeches)

    def _points(
        self, lines: Sequence[SpeechLine], known: dict[int, CardLine]
    ) -> Mapping[str, Sequence[PointLine]]:
        """By speech; those without a number come last."""
        if not lines:
            return {}
        values = {"debate": self.here.id, "speeches": [line.id for line in lines]}
        stored = list(read(self.session, statements.POINTS, values))
        links = _links(read(self.session, statements.LINKS, values))
        cited = _cards(
            self.session, self.here, read(self.session, statements.CITED, values).all(), known
        )
        said = Said(self.here, [StoredPoint(*row[3:]) for row in stored], cited, links, {})
        acts = _acts(self.session, values, self.copy)
        facts = {row[3]: row for row in stored}
        found: dict[str, list[PointLine]] = {}
        for row in said.rows:
            line = _line(row, facts[row.id], self.copy, acts.get(row.id, ()))
            found.setdefault(row.speech, []).append(line)
        for own in found.values():
            own.sort(key=lambda line: line.row.number == 0)
        return found

    def _step(self, index: int, run: Replay, speeches: tuple[SpeechPart, ...]) -> StepPart:
        step = self.here.fmt.steps[index]
        return StepPart(
            number=index + 1,
            name=step.name,
            slug=step.slug,
            entry=step.entry,
            poll=step.poll,
            planned_s=step.seconds,
            due_hours=step.due_hours,
            start_ms=run.spans[index].start_ms,
            end_ms=run.spans[index].end_ms,
            used_ms=_used(run, index),
            speeches=speeches,
            reflections=self.reflections if step.entry == "reflection" else (),
        )


def skeleton(session: Session, here: DebateNow) -> Skeleton:
    """Duties and cited cards of a whole debate; four statements, a batch of rows at a time."""
    values = {"debate": here.id}
    links = _links(read(session, statements.BARE_LINKS, values))
    outs = {row[0]: row[1] for row in read(session, statements.OUTS, values) if row[0] is not None}
    rows: list[PointRow] = []
    found = read(session, statements.BARE, values)
    while batch := found.fetchmany(BATCH):
        stored = [StoredPoint(**row._mapping, claim="", reasons_html="", note="") for row in batch]
        rows += Said(here, stored, {}, links, outs).rows
    order = {line.address: position for position, line in enumerate(here.speeches)}
    rows.sort(key=lambda row: (order[row.speech], row.number, row.half == "a"))
    shown = {row.id for row in rows if row.level == visibility.FULL}
    cited = (row for row in read(session, statements.NUMBERS, values) if row[0] in shown)
    return Skeleton(flow_reads.duties(here, rows), frozenset(row[1] for row in cited))


def point_lines(
    session: Session, here: DebateNow, rows: Iterable[PointRow], copy: Copy
) -> tuple[PointLine, ...]:
    """What the record adds to points as a view sees them, without acts; one statement."""
    stored = {row[3]: row for row in read(session, statements.ALL_POINTS, {"debate": here.id})}
    return tuple(_line(row, stored[row.id], copy, ()) for row in rows)


def _line(row: PointRow, fact: Any, copy: Copy, acts: tuple[ActLine, ...]) -> PointLine:
    """`fact` is a row of `statements.ALL_POINTS`."""
    seat, current, written, *columns = fact
    stored = StoredPoint(*columns)
    reasons = written if row.level == visibility.FULL else ""
    return PointLine(
        _written(row, reasons, copy),
        stored.seat_id,
        seat,
        stored.version,
        current,
        copy.plain(reasons),
        stored.sent_ms,
        stored.visible_ms,
        acts,
    )


def _written(row: PointRow, reasons: str, copy: Copy) -> PointRow:
    if copy.names:
        return row
    links = tuple(link._replace(claim=copy.plain(link.claim)) for link in row.links)
    return row._replace(
        claim=copy.plain(row.claim),
        reasons_html=copy.html(reasons, row.reasons_html),
        note="",
        links=links,
    )


def _pages(steps: int, lines: Mapping[int, Sequence[SpeechLine]]) -> Iterator[range]:
    """Step numbers, so many at a time that their speeches fill a page."""
    first = speeches = 0
    for index in range(steps):
        speeches += len(lines.get(index, ()))
        if speeches >= PAGE or index + 1 == steps:
            yield range(first, index + 1)
            first, speeches = index + 1, 0


def _run(here: DebateNow) -> Replay:
    """The clock as it ran until now, without what is still to come."""
    run = Replay(here.fmt, here.factors or 100)
    run.apply(here.controls)
    run.run_to(here.now)
    return run


def _used(run: Replay, index: int) -> int | None:
    if run.started is None or run.spans[index].start_ms is None:
        return None
    if index == run.index:
        return run.used
    return run.kept[index].used if index in run.kept else None


def _dropped(duties: Iterable[flow_reads.DutyLine]) -> Mapping[int, Sequence[flow_reads.DutyLine]]:
    """By the step in which they were due."""
    found: dict[int, list[flow_reads.DutyLine]] = {}
    for duty in duties:
        if duty.status == flow.DROPPED:
            found.setdefault(duty.due_step, []).append(duty)
    return found


def _speech(
    here: DebateNow,
    line: SpeechLine,
    points: Sequence[PointLine],
    dropped: Mapping[int, Sequence[flow_reads.DutyLine]],
) -> SpeechPart:
    cited_here = {card.number: card for point in points for card in point.row.cards}
    return SpeechPart(
        address=line.address,
        side=line.side,
        speaker=debates_teams.speaker(here, line),
        answerer=here.label(line.answerer_id) if line.answerer_id else "",
        seat_id=line.seat_id,
        answerer_id=line.answerer_id,
        handed_in_ms=line.handed_in_ms,
        missed=deadlines.missed(here, line) and not points,
        points=tuple(points),
        cards=tuple(cited_here[number] for number in sorted(cited_here)),
        dropped=tuple(
            duty for duty in dropped.get(line.step_index, ()) if line.side in (None, duty.owed_by)
        ),
    )


def _links(rows: Iterable[Any]) -> Mapping[int, Sequence[StoredLink]]:
    found: dict[int, list[StoredLink]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(StoredLink(*row))
    return found


def _cards(
    session: Session, here: DebateNow, rows: Sequence[Any], known: dict[int, CardLine]
) -> Mapping[int, tuple[CardLine, ...]]:
    """The cards of each point as cited: with the badge of then, and how far they were read."""
    if not rows or here.deck_version_id is None:
        return {}
    missing = {row[1] for row in rows} - known.keys()
    if missing:
        lines = cards.for_debate(session, here.deck_version_id, here.motion_slug, missing)
        known |= {line.number: line for line in lines}
    cited = as_cited(session, here, known, {cite(row) for row in rows})
    found: dict[int, list[CardLine]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(cited[cite(row)])
    return {point_id: tuple(items) for point_id, items in found.items()}


def _acts(
    session: Session, values: Mapping[str, Any], copy: Copy
) -> Mapping[int, tuple[ActLine, ...]]:
    found: dict[int, list[ActLine]] = {}
    for row in read(session, statements.ACTS, values):
        by, note = (row.name, row.note) if copy.names else ("", "")
        line = ActLine(row.point_id, row.kind, row.at_ms, by, note)
        found.setdefault(row.point_id, []).append(line)
    return {point_id: tuple(lines) for point_id, lines in found.items()}
