"""Reads for the record: a whole debate with everything that was said, done and decided in it.

Belongs here: the transcript's page objects. Does not belong here: what a copy shows of names
(`transcripts_copies`), the reads of what was said (`transcripts_steps`), the chain (`events`), one
student's packet (`packets`), and how files look (export).
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import moderation
from debate.domain.transcripts_choice import Choice
from debate.models.accounts import Account
from debate.models.debates import Control
from debate.models.seats import Seat
from debate.models.sittings import Announcement
from debate.models.speeches import Reflection
from debate.queries import (
    ballots,
    challenges,
    marks,
    moderation_log,
    polls,
    questions,
    releases,
)
from debate.queries import flow as flow_reads
from debate.queries.challenges import ChallengeLine
from debate.queries.debates import DebateNow
from debate.queries.moderation_log import LogLine
from debate.queries.questions import Thread
from debate.queries.transcripts_agreements import agreed
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
from debate.queries.transcripts_steps import (
    PointLine,
    ReflectionLine,
    StepPart,
    Steps,
    skeleton,
)


class RunLine(NamedTuple):
    """Something that moved the clock, an announcement, or an act on a person or the whole room.

    `kind` and `value` are those of the clock's control events; of the others "announcement" or one
    of `domain.moderation.ACTS`, and 0. `by` is "" where nobody did it; `text` what was announced,
    or why. Acts on points stand with the points.
    """

    kind: str
    value: int
    at_ms: int
    by: str
    words: str
    text: str = ""
    about: str = ""
    person: str = ""
    seat: int | None = None  # its number

    @property
    def said(self) -> str:
        """The line in words, without time and who did it."""
        return moderation.told(self.words, self.about, self.person, self.text)


PRACTICE = "practice, not counted"
"""What is said of a shadow judge's ballot."""


class Judgement(NamedTuple):
    """Ballots and scores; only ever made after the release.

    Ballots of shadow judges stand last and say so; `practising` are the numbers of their seats.
    """

    outcome: ballots.Outcome
    ballots: tuple[ballots.BallotPage, ...]
    scores: tuple[marks.ScoreLine, ...]
    practising: frozenset[int] = frozenset()


class Transcript(NamedTuple):
    """A whole debate in one copy."""

    here: DebateNow
    copy: Copy
    choice: Choice  # what of the record is in it; `transcripts_parts` makes it so
    head: Head
    people: tuple[PersonLine, ...]
    steps: Iterable[StepPart]  # can be gone through more than once
    duties: tuple[flow_reads.DutyLine, ...]
    run: tuple[RunLine, ...]
    challenges: tuple[ChallengeLine, ...]
    polls: polls.PollResults
    cited: tuple[CitedCard, ...]
    judgement: Judgement | None
    questions: tuple[Thread, ...] = ()  # about marks; in copies with names alone

    @property
    def points(self) -> Iterator[PointLine]:
        """All points in order of their speeches, earlier versions before later ones."""
        return (point for step in self.steps for part in step.speeches for point in part.points)


def transcript(session: Session, slug: str, now: int, *, names: bool) -> Transcript | None:
    """The record of a debate; None if there is none. A fixed number of statements a page."""
    found = streamed(session, slug, now, names=names)
    return found and found._replace(steps=tuple(found.steps))


def streamed(session: Session, slug: str, now: int, *, names: bool) -> Transcript | None:
    """The same with steps that are read while one goes through them, as long as `session` lasts."""
    opened = load(session, slug, now, names=names)
    return None if opened is None else of_copy(session, *opened)


def of_copy(session: Session, here: DebateNow, copy: Copy) -> Transcript:
    """The record as a copy has it, of a debate with the labels of that copy."""
    bare = skeleton(session, here)
    reflections = _reflections(session, here) if copy.names else ()
    released = here.released_ms
    made = tuple(_in_copy(one, copy) for one in challenges.of_debate(session, here))
    return Transcript(
        here=here,
        copy=copy,
        choice=Choice(names=copy.names),
        head=head(session, here, copy),
        people=people(session, here),
        steps=agreed(session, here, copy, Steps(session, here, copy, bare.duties, reflections)),
        duties=bare.duties,
        run=_run_lines(session, here, copy, made),
        challenges=made,
        polls=polls.results(session, here),
        cited=cited(session, here, bare.cited),
        judgement=None if released is None else _judgement(session, here, copy, released),
        questions=questions.of_debate(session, here.id) if released and copy.names else (),
    )


def _reflections(session: Session, here: DebateNow) -> tuple[ReflectionLine, ...]:
    rows = session.execute(
        select(Reflection.seat_id, Reflection.html)
        .join(Seat, Seat.id == Reflection.seat_id)
        .where(Reflection.debate_id == here.id)
        .order_by(Seat.number)
    )
    return tuple(ReflectionLine(row.seat_id, here.label(row.seat_id), row.html) for row in rows)


def _in_copy(line: ChallengeLine, copy: Copy) -> ChallengeLine:
    """A challenge with what was typed as the copy has it."""
    ruled = line.ruled
    return line._replace(
        point=copy.plain(line.point),
        claim=line.claim and line.claim._replace(text=copy.plain(line.claim.text)),
        answer=line.answer and line.answer._replace(text=copy.plain(line.answer.text)),
        ruled=ruled
        and ruled._replace(reason=copy.plain(ruled.reason), reversal=copy.plain(ruled.reversal)),
    )


def _run_lines(
    session: Session, here: DebateNow, copy: Copy, made: Sequence[ChallengeLine]
) -> tuple[RunLine, ...]:
    stops = {one.stopped_n: f"card No. {one.card} was challenged" for one in made}
    controls = session.execute(
        select(Control.n, Control.kind, Control.value, Control.at_ms, Account.name)
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
    sides, announced = here.fmt.sides, moderation.ANNOUNCEMENT
    lines = [
        RunLine(
            row.kind,
            row.value,
            row.at_ms,
            row.name or "",
            moderation.said(row.kind, row.value, sides),
            about=stops.get(row.n, ""),
        )
        for row in controls
    ]
    lines += [
        RunLine(
            announced,
            0,
            row.at_ms,
            row.name or "",
            moderation.said(announced, 0, sides),
            copy.plain(row.text),
        )
        for row in told
    ]
    lines += map(_acted, moderation_log.apart_from_points(session, here))
    if not copy.names:
        # What is between a moderator and one person is in no copy that others read; nor is why.
        lines = [
            line._replace(by="", text=line.text if line.kind == announced else "")
            for line in lines
            if not moderation.is_private(line.kind)
        ]
    return tuple(sorted(lines, key=lambda line: line.at_ms))


def _acted(line: LogLine) -> RunLine:
    return RunLine(
        line.kind, 0, line.at_ms, line.by, line.words, line.why, line.about, line.person, line.seat
    )


def _judgement(session: Session, here: DebateNow, copy: Copy, released_ms: int) -> Judgement:
    """Scores as of the last release of everything, as the records of judging are shown."""
    given, practice = ballots.given(session, here)
    shown = (*given, *(one._replace(judge=f"{one.judge} ({PRACTICE})") for one in practice))
    out = releases.of_everything(released_ms)
    scores = marks.sheet(session, here, given, out, as_released=True)
    return Judgement(
        outcome=ballots.outcome(here, given),
        ballots=tuple(one._replace(reason=copy.plain(one.reason)) for one in shown),
        scores=tuple(
            line._replace(
                comment=copy.plain(line.comment),
                comment_html=copy.html(line.comment, line.comment_html),
            )
            for line in scores
        ),
        practising=frozenset(line.number for line in here.seats if line.shadow),
    )
