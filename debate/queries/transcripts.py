"""Reads for the record: a whole debate with everything that was said, done and decided in it.

Belongs here: the transcript's page objects. Does not belong here: what a copy shows of names
(`transcripts_copies`), the chain (`events`), one student's packet (`packets`), and how files look
(export).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import flow, visibility
from debate.domain.ballots import Panel
from debate.domain.replay import Replay
from debate.models.accounts import Account
from debate.models.debates import Control
from debate.models.moderation import ModerationAct
from debate.models.seats import Seat
from debate.models.sittings import Announcement
from debate.models.speeches import Point, Reflection
from debate.queries import ballots, marks, polls, speeches
from debate.queries import flow as flow_reads
from debate.queries.cards import CardLine
from debate.queries.debates import DebateNow, SpeechLine
from debate.queries.speeches import PointRow
from debate.queries.transcripts_copies import (
    CitedCard,
    Copy,
    Head,
    PersonLine,
    cited,
    head,
    load,
    people,
)


class ActLine(NamedTuple):
    """What a moderator did with a point; `kind`: approve | return | hide | restore."""

    point_id: int
    kind: str
    at_ms: int
    by: str
    note: str


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
    handed_in_ms: int | None
    points: tuple[PointLine, ...]
    cards: tuple[CardLine, ...]
    dropped: tuple[str, ...]


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
    reflections: tuple[tuple[str, str], ...]  # label, safe HTML


class RunLine(NamedTuple):
    """Something that moved the clock, or an announcement (its `text`); `by` is "" where nobody did.

    `kind` and `value` are those of the clock's control events, or "announcement" and 0.
    """

    kind: str
    value: int
    at_ms: int
    by: str
    text: str = ""


class Judgement(NamedTuple):
    """Ballots and scores; only ever made after the release."""

    panel: Panel
    ballots: tuple[ballots.BallotPage, ...]
    scores: tuple[marks.ScoreLine, ...]


class Transcript(NamedTuple):
    """A whole debate in one copy."""

    here: DebateNow
    copy: Copy
    head: Head
    people: tuple[PersonLine, ...]
    steps: tuple[StepPart, ...]
    duties: tuple[flow_reads.DutyLine, ...]
    run: tuple[RunLine, ...]
    polls: polls.PollResults
    cited: tuple[CitedCard, ...]
    judgement: Judgement | None

    @property
    def points(self) -> tuple[PointLine, ...]:
        """All points in order of their speeches, earlier versions before later ones."""
        return tuple(
            point for step in self.steps for part in step.speeches for point in part.points
        )


def transcript(session: Session, slug: str, now: int, *, names: bool) -> Transcript | None:
    """The record of a debate; None if there is none. A fixed number of statements."""
    opened = load(session, slug, now, names=names)
    if opened is None:
        return None
    here, copy = opened
    points = _points(session, here, copy)
    rows = [point.row for point in points if point.current]
    duties = flow_reads.duties(here, rows)
    return Transcript(
        here=here,
        copy=copy,
        head=head(session, here, copy),
        people=people(session, here),
        steps=_steps(session, here, copy, points, duties),
        duties=duties,
        run=_run_lines(session, here, copy),
        polls=polls.results(session, here),
        cited=cited(session, here, {card.number for row in rows for card in row.cards}),
        judgement=_judgement(session, here, copy) if here.released_ms is not None else None,
    )


def point_lines(
    session: Session,
    here: DebateNow,
    rows: Iterable[PointRow],
    copy: Copy,
    acts: Mapping[int, tuple[ActLine, ...]],
) -> tuple[PointLine, ...]:
    """What the record adds to points as a view sees them; one statement."""
    facts = {
        row.id: row
        for row in session.execute(
            select(
                Point.id,
                Point.seat_id,
                Seat.number,
                Point.version,
                Point.current,
                Point.reasons,
                Point.sent_ms,
                Point.visible_ms,
            )
            .join(Seat, Seat.id == Point.seat_id)
            .where(Point.debate_id == here.id)
        )
    }
    found = []
    for row in rows:
        fact = facts[row.id]
        reasons = fact.reasons if row.level == visibility.FULL else ""
        found.append(
            PointLine(
                _written(row, reasons, copy),
                fact.seat_id,
                fact.number,
                fact.version,
                fact.current,
                copy.plain(reasons),
                fact.sent_ms,
                fact.visible_ms,
                acts.get(row.id, ()),
            )
        )
    return tuple(found)


def _points(session: Session, here: DebateNow, copy: Copy) -> tuple[PointLine, ...]:
    """Every version of every point that the copy knows of; those without a number come last."""
    rows = speeches.point_rows(session, here, every_version=True)
    lines = point_lines(session, here, rows, copy, _acts(session, here, copy))
    order = {line.address: position for position, line in enumerate(here.speeches)}
    return tuple(sorted(lines, key=lambda line: (order[line.row.speech], line.row.number == 0)))


def _written(row: PointRow, reasons: str, copy: Copy) -> PointRow:
    links = tuple(link._replace(claim=copy.plain(link.claim)) for link in row.links)
    return row._replace(
        claim=copy.plain(row.claim),
        reasons_html=copy.html(reasons, row.reasons_html),
        note=row.note if copy.names else "",
        links=links,
    )


def _acts(session: Session, here: DebateNow, copy: Copy) -> Mapping[int, tuple[ActLine, ...]]:
    found: dict[int, list[ActLine]] = {}
    for row in session.execute(
        select(
            ModerationAct.point_id,
            ModerationAct.kind,
            ModerationAct.at_ms,
            ModerationAct.note,
            Account.name,
        )
        .join(Account, Account.id == ModerationAct.account_id)
        .where(ModerationAct.debate_id == here.id)
        .order_by(ModerationAct.id)
    ):
        by, note = (row.name, row.note) if copy.names else ("", "")
        line = ActLine(row.point_id, row.kind, row.at_ms, by, note)
        found.setdefault(row.point_id, []).append(line)
    return {point_id: tuple(lines) for point_id, lines in found.items()}


def _steps(
    session: Session,
    here: DebateNow,
    copy: Copy,
    points: Sequence[PointLine],
    duties: Sequence[flow_reads.DutyLine],
) -> tuple[StepPart, ...]:
    run = _run(here)
    reflections = _reflections(session, here) if copy.names else ()
    return tuple(
        StepPart(
            number=step.index + 1,
            name=step.name,
            slug=step.slug,
            entry=step.entry,
            poll=step.poll,
            planned_s=step.seconds,
            due_hours=step.due_hours,
            start_ms=run.spans[step.index].start_ms,
            end_ms=run.spans[step.index].end_ms,
            used_ms=_used(run, step.index),
            speeches=tuple(
                _speech(here, line, points, duties) for line in here.speeches_of(step.index)
            ),
            reflections=reflections if step.entry == "reflection" else (),
        )
        for step in here.fmt.steps
    )


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


def _speech(
    here: DebateNow,
    line: SpeechLine,
    points: Sequence[PointLine],
    duties: Sequence[flow_reads.DutyLine],
) -> SpeechPart:
    own = tuple(point for point in points if point.row.speech == line.address)
    cited_here = {card.number: card for point in own for card in point.row.cards}
    return SpeechPart(
        address=line.address,
        side=line.side,
        speaker=here.label(line.seat_id) if line.seat_id or line.side else "",
        answerer=here.label(line.answerer_id) if line.answerer_id else "",
        handed_in_ms=line.handed_in_ms,
        points=own,
        cards=tuple(cited_here[number] for number in sorted(cited_here)),
        dropped=tuple(
            duty.address
            for duty in duties
            if duty.status == flow.DROPPED
            and duty.due_step == line.step_index
            and line.side in (None, duty.owed_by)
        ),
    )


def _reflections(session: Session, here: DebateNow) -> tuple[tuple[str, str], ...]:
    rows = session.execute(
        select(Reflection.seat_id, Reflection.html)
        .join(Seat, Seat.id == Reflection.seat_id)
        .where(Reflection.debate_id == here.id)
        .order_by(Seat.number)
    )
    return tuple((here.label(row.seat_id), row.html) for row in rows)


def _run_lines(session: Session, here: DebateNow, copy: Copy) -> tuple[RunLine, ...]:
    controls = session.execute(
        select(Control.kind, Control.value, Control.at_ms, Account.name)
        .outerjoin(Account, Account.id == Control.account_id)
        .where(Control.debate_id == here.id)
        .order_by(Control.n)
    )
    told = session.execute(
        select(Announcement.at_ms, Announcement.text, Account.name)
        .outerjoin(Account, Account.id == Announcement.account_id)
        .where(Announcement.sitting_id == here.sitting_id)
        .order_by(Announcement.id)
    )
    lines = [RunLine(row.kind, row.value, row.at_ms, row.name or "") for row in controls]
    lines += [
        RunLine("announcement", 0, row.at_ms, row.name or "", copy.plain(row.text)) for row in told
    ]
    if not copy.names:
        lines = [line._replace(by="") for line in lines]
    return tuple(sorted(lines, key=lambda line: line.at_ms))


def _judgement(session: Session, here: DebateNow, copy: Copy) -> Judgement:
    given = ballots.handed_in(session, here)
    scores = marks.sheet(session, here, given)
    return Judgement(
        panel=marks.panel(given),
        ballots=tuple(one._replace(reason=copy.plain(one.reason)) for one in given),
        scores=tuple(
            line._replace(
                comment=copy.plain(line.comment),
                comment_html=copy.html(line.comment, line.comment_html),
            )
            for line in scores
        ),
    )
