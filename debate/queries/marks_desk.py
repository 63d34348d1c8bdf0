"""Reads of the marking desk: who is to be marked, and one student's work with all beside it.

Belongs here: what a marker has before them, and facts about it that are never a score. Does not
belong here: what counts for a student (`marks`) and what students are shown (`packets`).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from debate.domain import ballots
from debate.domain.events import MODERATORS
from debate.domain.flow import ANSWERS, DROPPED
from debate.domain.replay import Replay
from debate.domain.steps import linked_word
from debate.domain.visibility import label
from debate.models.courses import Student
from debate.models.debates import Debate
from debate.models.marks import Mark, MarkDraft
from debate.models.moderation import FloorTurn
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.queries import comments, flow, marks, notes, polls, questions, releases, speeches
from debate.queries.comments import CommentLine
from debate.queries.debates import DebateNow, SeatLine, parse_rubric
from debate.queries.marks import ScoreLine
from debate.queries.notes import Marked, NoteLine, Written
from debate.queries.questions import Thread
from debate.queries.speeches import PointRow, SpeechBlock

MARKED, BEGUN = "marked", "begun"


class QueueLine(NamedTuple):
    """Somebody of the session in the order of marking. `state`: marked | begun | ""."""

    debate: str  # slug
    room: int
    seat: int
    label: str
    role: str
    side: str | None
    absent: bool
    state: str

    @property
    def address(self) -> str:
        """The page on which this student is marked."""
        return f"/debates/{self.debate}/marks/{self.seat}"

    @property
    def is_open(self) -> bool:
        """Whether this is a debater who is there and has no complete mark yet."""
        return self.role == "debater" and self.state != MARKED and not self.absent


class Neighbour(NamedTuple):
    """A point that takes up one of the student's. `how`: answered, conceded, extended and so on."""

    address: str
    author: str
    claim: str
    how: str


class DeskPoint(NamedTuple):
    """A point in the work. `own`: the student's; of others there are questions and answers only."""

    row: PointRow
    own: bool
    text: Marked
    answered_by: tuple[Neighbour, ...]


class DeskSpeech(NamedTuple):
    """A speech in which the student said something."""

    block: SpeechBlock
    points: tuple[DeskPoint, ...]


class Facts(NamedTuple):
    """What was done, beside the work and never as a score. `dropped`: addresses."""

    points: int
    questions: int
    answers: int
    dropped: tuple[str, ...]
    late: tuple[str, ...]  # addresses of points that came after the due date
    missed: tuple[str, ...]  # addresses of speeches over days that were not handed in
    cards: int
    words: int
    spoken_ms: int


class Draft(NamedTuple):
    """What this account is writing about the student."""

    levels: Mapping[str, int]
    comment: str
    revision: int
    saved_ms: int


class Desk(NamedTuple):
    """One student before a marker. `version` is that of the mark, 0 before the first."""

    queue: tuple[QueueLine, ...]
    at: int  # place in the queue
    line: ScoreLine
    version: int
    marked_by: str
    draft: Draft | None
    speeches: tuple[DeskSpeech, ...]
    elsewhere: tuple[NoteLine, ...]  # notes on versions of points that were replaced
    facts: Facts
    reflection: str | None
    bank: tuple[CommentLine, ...]
    questions: tuple[Thread, ...]
    released_ms: int | None

    @property
    def before(self) -> QueueLine | None:
        """Who comes before this student."""
        return self.queue[self.at - 1] if self.at else None

    @property
    def after(self) -> QueueLine | None:
        """Who comes after this student."""
        return self.queue[self.at + 1] if self.at + 1 < len(self.queue) else None

    @property
    def to_do(self) -> int:
        """How many of the debaters have no mark yet."""
        return sum(line.is_open for line in self.queue)

    @property
    def own_points(self) -> tuple[PointRow, ...]:
        """The points that a note may stand on."""
        return tuple(item.row for one in self.speeches for item in one.points if item.own)


def queue(session: Session, sitting_slug: str, account_id: int) -> tuple[QueueLine, ...]:
    """Everybody of a session, debaters first, by room and place; one statement.

    Begun is a mark without all its levels, or a draft of this account.
    """
    rows = session.execute(
        select(
            Debate.slug,
            Debate.number.label("room"),
            Debate.rubric_json,
            Seat.number,
            Seat.role,
            Seat.side,
            Seat.position,
            Seat.absent_ms,
            Seat.typed_name,
            Student.name,
            Mark.levels,
            MarkDraft.id.label("draft"),
        )
        .join(Debate, Debate.id == Seat.debate_id)
        .outerjoin(Student, Student.id == Seat.student_id)
        .outerjoin(Mark, (Mark.debate_id == Debate.id) & (Mark.seat_id == Seat.id) & Mark.current)
        .outerjoin(
            MarkDraft,
            (MarkDraft.debate_id == Debate.id)
            & (MarkDraft.seat_id == Seat.id)
            & (MarkDraft.account_id == account_id),
        )
        .join(Sitting, Sitting.id == Debate.sitting_id)
        .where(Sitting.slug == sitting_slug)
    ).all()
    order = {"debater": 0, "judge": 1, "audience": 2}
    places = (
        (order[row.role], row.room, row.side == "O", row.position or row.number, row.number)
        for row in rows
    )
    return tuple(line for _, line in sorted(zip(places, map(_queued, rows), strict=True)))


def next_open(lines: Sequence[QueueLine], debate: str, seat: int) -> QueueLine | None:
    """Who is to be marked next: the first open one behind this one, then from the top."""
    at = _place(lines, debate, seat)
    return next((one for one in (*lines[at + 1 :], *lines[:at]) if one.is_open), None)


def desk(session: Session, here: DebateNow, seat: int, account_id: int) -> Desk | None:
    """The desk with one student on it; None where nobody here has that seat.

    A fixed number of statements, whatever was said and however many are marked.
    """
    out = releases.of_debate(session, here.id, here.released_ms)
    scores = marks.sheet(session, here, out=out)
    line = next((line for line in scores if line.seat.number == seat), None)
    if line is None:
        return None
    lines = queue(session, here.sitting_slug, account_id)
    rows = speeches.point_rows(session, here)
    texts = notes.written(session, here.id, line.seat.id)
    found = notes.of_seat(session, here.id, line.seat.id)
    work, elsewhere = _work(here, rows, texts, found)
    version, marked_by = marks.version(session, here.id, line.seat.id)
    return Desk(
        queue=lines,
        at=_place(lines, here.slug, seat),
        line=line,
        version=version,
        marked_by=marked_by,
        draft=draft(session, here.id, line.seat.id, account_id),
        speeches=work,
        elsewhere=elsewhere,
        facts=_facts(here, rows, texts, line.seat, _floor_ms(session, here.id, line.seat.id)),
        reflection=polls.own_reflection(session, here.id, line.seat.id),
        bank=comments.of_course(session, here.course_id),
        questions=questions.of_seat(session, here.id, line.seat.id),
        released_ms=out.marks_ms(line.seat.id),
    )


def draft(session: Session, debate_id: int, seat_id: int, account_id: int) -> Draft | None:
    """What an account has written about a seat and not kept yet; one statement."""
    row = session.execute(
        select(MarkDraft.levels, MarkDraft.comment, MarkDraft.revision, MarkDraft.saved_ms).where(
            MarkDraft.debate_id == debate_id,
            MarkDraft.seat_id == seat_id,
            MarkDraft.account_id == account_id,
        )
    ).one_or_none()
    return None if row is None else Draft(*row)


def _queued(row: Row[*tuple[Any, ...]]) -> QueueLine:
    return QueueLine(
        row.slug,
        row.room,
        row.number,
        label(row.number, row.name or row.typed_name, "", MODERATORS, "", ""),
        row.role,
        row.side,
        row.absent_ms is not None,
        _state(row.rubric_json, row.levels, row.draft),
    )


def _place(lines: Sequence[QueueLine], debate: str, seat: int) -> int:
    return next(n for n, one in enumerate(lines) if (one.debate, one.seat) == (debate, seat))


def _state(rubric: str, levels: Mapping[str, int] | None, draft_id: int | None) -> str:
    if (
        draft_id is None
        and levels is not None
        and not ballots.missing(parse_rubric(rubric), levels)
    ):
        return MARKED
    return BEGUN if levels is not None or draft_id is not None else ""


def _work(
    here: DebateNow,
    rows: Sequence[PointRow],
    texts: Mapping[int, Written],
    found: Iterable[NoteLine],
) -> tuple[tuple[DeskSpeech, ...], tuple[NoteLine, ...]]:
    """The speeches in which a seat said something, with its points and what belongs to them.

    Of an exchange both halves stay, since an answer says little without its question.
    """
    lines = notes.lettered(found, [row.id for row in rows])
    by_point: dict[int, list[NoteLine]] = {}
    for note in lines:
        by_point.setdefault(note.point_id, []).append(note)
    answers = _answers(rows)
    work = []
    for block in speeches.blocks(here, rows):
        numbers = {row.number for row in block.points if row.id in texts}
        points = tuple(
            DeskPoint(
                row,
                row.id in texts,
                notes.marked(
                    row.claim, row.reasons_html, texts.get(row.id), by_point.pop(row.id, ())
                ),
                answers.get(row.address, ()) if row.id in texts else (),
            )
            for row in block.points
            if row.id in texts or (row.half and row.number in numbers)
        )
        if points:
            work.append(DeskSpeech(block, points))
    return tuple(work), tuple(note for some in by_point.values() for note in some)


def _answers(rows: Iterable[PointRow]) -> Mapping[str, tuple[Neighbour, ...]]:
    """Address → the points that take it up."""
    found: dict[str, tuple[Neighbour, ...]] = {}
    for row in rows:
        for link in row.links if row.number else ():
            near = Neighbour(row.address, row.author, row.claim, linked_word(link.kind))
            found[link.address] = (*found.get(link.address, ()), near)
    return found


def _facts(
    here: DebateNow,
    rows: Sequence[PointRow],
    texts: Mapping[int, Written],
    seat: SeatLine,
    floor_ms: int,
) -> Facts:
    own = [row for row in rows if row.id in texts and row.state == "sent"]
    # The side that was argued: where sides are reversed, not the seat's own.
    mine = {
        line.step_index: line.side
        for line in here.speeches
        if line.seat_id == seat.id and line.side
    }
    dropped = [
        duty.address
        for duty in flow.duties(here, rows)
        if duty.status == DROPPED and duty.owed_by == mine.get(duty.due_step)
    ]
    return Facts(
        points=sum(not row.half for row in own),
        questions=sum(row.half == "q" for row in own),
        answers=sum(row.half == "a" for row in own)
        + sum(link.kind in ANSWERS for row in own for link in row.links),
        dropped=tuple(dropped),
        late=tuple(row.address for row in own if row.late and row.number),
        missed=_missed(here, rows, seat),
        cards=len({card.number for row in own for card in row.cards}),
        words=sum(len(f"{texts[row.id].claim} {texts[row.id].reasons}".split()) for row in own),
        spoken_ms=_spoken_ms(here, mine) + floor_ms,
    )


def _missed(here: DebateNow, rows: Sequence[PointRow], seat: SeatLine) -> tuple[str, ...]:
    own = {line.address for line in here.speeches if line.seat_id == seat.id}
    blocks = speeches.blocks(here, rows)
    return tuple(block.address for block in blocks if block.missed and block.address in own)


def _spoken_ms(here: DebateNow, steps: Iterable[int]) -> int:
    """How long the clock ran in these steps."""
    run = Replay(here.fmt, here.factors or 100)
    run.apply(here.controls)
    run.run_to(here.now)
    used = {index: kept.used for index, kept in run.kept.items()}
    if run.started is not None:
        used[run.index] = run.used
    timed = (index for index in steps if here.fmt.steps[index].seconds is not None)
    return sum(used.get(index, 0) for index in timed)


def _floor_ms(session: Session, debate_id: int, seat_id: int) -> int:
    """How long a seat was given the floor in open floors; one statement."""
    rows = session.execute(
        select(FloorTurn.given_ms, FloorTurn.ended_ms).where(
            FloorTurn.debate_id == debate_id,
            FloorTurn.seat_id == seat_id,
            FloorTurn.ended_ms.is_not(None),
        )
    )
    return sum(ended - given for given, ended in rows if ended is not None)
