"""Reads for one student's packet: their own turns with what stood beside them, cards, mark.

Belongs here: what a student may keep, as their own view saw it, and never more. Does not belong
here: the whole record (`transcripts`). Votes stand in the student's own copy alone: the room was
told that only totals are shown. Mark and ballots are not even read before the release.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import visibility
from debate.domain.debates import SHADOW
from debate.domain.events import MODERATORS
from debate.domain.permissions import view_of
from debate.domain.steps import linked_word
from debate.models.ballots import Ballot
from debate.models.courses import Student
from debate.models.debates import Debate
from debate.models.hands import Draw
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.models.speeches import Reflection
from debate.queries import (
    ballots,
    challenges,
    debates,
    debates_teams,
    flow,
    marks,
    marks_own,
    polls,
    questions,
    releases,
    speeches,
)
from debate.queries.ballots import BallotPage
from debate.queries.challenges import ChallengeLine
from debate.queries.deadlines import missed
from debate.queries.debates import DebateNow, SpeechLine
from debate.queries.notes import Marked
from debate.queries.questions import Thread
from debate.queries.releases import Out
from debate.queries.transcripts_copies import CitedCard, Copy, Head, cited, head
from debate.queries.transcripts_steps import PointLine, point_lines

_ACTS = {"returned": "Returned", "hidden": "Hidden", "struck": "Struck"}


class Neighbour(NamedTuple):
    """A point beside one's own: what it takes up, or what takes it up; `kind` is the link's."""

    address: str
    author: str
    claim: str  # "" where it was taken out
    kind: str

    @property
    def how(self) -> str:
        """What it did to one's own, as a sentence begins: "Answered by"."""
        return f"{linked_word(self.kind).capitalize()} by"


class PacketPoint(NamedTuple):
    """A point of one's own turn. `status`: what became of the duty to answer it, "" without one."""

    line: PointLine
    own: bool
    answers: tuple[Neighbour, ...]
    answered_by: tuple[Neighbour, ...]
    status: str
    due: str  # by the end of which step
    afterwards: str  # of a drop: answered too late, extended
    noted: Marked | None  # with the released notes set in, where there are any

    @property
    def act(self) -> str:
        """What a moderator did with it, where the note says why; a sentence begins with it."""
        return _ACTS.get(self.line.row.state, "Passage removed")


class Turn(NamedTuple):
    """A speech that was one's own, or in which one said something."""

    address: str
    step_name: str
    side: str | None
    entry: str
    points: tuple[PacketPoint, ...]
    missed: bool  # over days: nothing was handed in


class PacketCard(NamedTuple):
    """A card of one's hand, or cited from elsewhere (`n` None). `back`: it was swapped away."""

    n: int | None
    back: bool
    cited: CitedCard
    cited_in: tuple[str, ...]


class GivenBallot(NamedTuple):
    """A judge's ballot on this student; judges are numbered, not named."""

    judge: int
    said: str  # the decision or the ranks in words
    reason: str
    levels: Mapping[str, int]
    scores: str  # speaker points, "P1 70"; "" where there are none


class OwnJudgement(NamedTuple):
    """What was released: the score, where it is from, ballots on this student, and one's own."""

    score: marks.ScoreLine
    ballots: tuple[GivenBallot, ...]
    written: BallotPage | None  # of a judge: the ballot they handed in
    marked: bool  # the mark and the notes were released
    judged: bool  # the ballots were


class Packet(NamedTuple):
    """One student's packet. `votes` is None in a copy that is not the student's own."""

    here: DebateNow
    head: Head
    number: int
    name: str
    label: str
    role: str  # debater | judge | shadow | audience
    side: str | None
    team: str  # a debater's, "" for others
    joined: str
    absent: bool
    turns: tuple[Turn, ...]
    cards: tuple[PacketCard, ...]
    votes: tuple[tuple[str, str, int | None], ...] | None  # poll, choice, how sure
    reflection_html: str
    counts: Mapping[str, int]
    judgement: OwnJudgement | None
    threads: tuple[Thread, ...]  # questions about the mark
    challenges: tuple[ChallengeLine, ...]  # made, answered, or about a point of one's own


class PacketSeat(NamedTuple):
    """A seat that a packet can be made for, and the view in which it takes part."""

    debate: str  # slug
    room: int
    number: int
    seat_id: int
    name: str
    view: str


def seats(
    session: Session, *, sitting: str = "", debate: str = "", number: int = 0
) -> tuple[PacketSeat, ...]:
    """The seats of a session, or one seat of a debate, by room and number; one statement."""
    query = (
        select(Seat, Debate.slug, Debate.number.label("room"), Student.name)
        .join(Debate, Debate.id == Seat.debate_id)
        .join(Sitting, Sitting.id == Debate.sitting_id)
        .outerjoin(Student, Student.id == Seat.student_id)
        .order_by(Debate.number, Seat.number)
    )
    if sitting:
        query = query.where(Sitting.slug == sitting)
    else:
        query = query.where(Debate.slug == debate, Seat.number == number)
    return tuple(
        PacketSeat(
            row.slug,
            row.room,
            row.Seat.number,
            row.Seat.id,
            visibility.label(
                row.Seat.number, row.name or row.Seat.typed_name, "", MODERATORS, "", ""
            ),
            view_of(row.Seat.role, row.Seat.side),
        )
        for row in session.execute(query)
    )


def packet(session: Session, here: DebateNow, seat: PacketSeat, *, own: bool) -> Packet | None:
    """The packet of a seat; None when it does not sit in this debate.

    `here` is the debate as the seat's own view sees it. `own`: it is made for the student.
    """
    me = here.seat(seat.seat_id)
    if me is None:
        return None
    copy = Copy(True)
    rows = speeches.point_rows(session, here, seat_id=me.id, every_version=True)
    known = point_lines(session, here, rows, copy)
    lines = [line for line in known if line.current or line.seat_id == me.id]
    mine = [line for line in lines if line.current and line.seat_id == me.id]
    out = releases.of_debate(session, here.id, here.released_ms)
    noted = _noted(session, here, me.id, lines, out)
    joined = session.scalar(select(Seat.claimed_how).where(Seat.id == me.id)) or ""
    return Packet(
        here=here,
        head=head(session, here, copy),
        number=me.number,
        name=seat.name,
        label=me.label,
        role=SHADOW if me.shadow else me.role,
        side=me.side,
        team=debates_teams.part(here, me) if me.side else "",
        joined=joined,
        absent=me.absent,
        turns=_turns(here, me.id, lines, noted),
        cards=_cards(session, here, me.id, mine),
        votes=_votes(session, here, me.id) if own else None,
        reflection_html=_reflection(session, here, me.id),
        counts=_counts(mine),
        judgement=_judgement(session, here, me.id, out),
        threads=questions.of_seat(session, here.id, me.id),
        challenges=tuple(
            line for line in challenges.of_debate(session, here) if _concerns(line, me.id)
        ),
    )


def load(session: Session, seat: PacketSeat, now: int) -> DebateNow | None:
    """The debate as this seat's view sees it."""
    return debates.load(session, seat.debate, seat.view, now)


def _concerns(line: ChallengeLine, me: int) -> bool:
    """Whether one made the challenge, spoke in it, or wrote the point that it is about."""
    said = {one.seat_id for one in (line.claim, line.answer) if one}
    return me in {line.seat_id, line.author_id, *said}


def _noted(
    session: Session, here: DebateNow, me: int, lines: Sequence[PointLine], out: Out
) -> Mapping[int, Marked]:
    """Point id → its text with the notes that were released."""
    until = out.marks_ms(me)
    if until is None:
        return {}
    rows = [line.row for line in lines]
    found = marks_own.in_place(session, here, me, rows, until)
    return {one.row.id: one.text for one in found}


def _turns(
    here: DebateNow, me: int, lines: Sequence[PointLine], noted: Mapping[int, Marked]
) -> tuple[Turn, ...]:
    duties = {
        duty.address: duty for duty in flow.duties(here, [one.row for one in lines if one.current])
    }
    authors, answers = {one.row.address: one.row.author for one in lines}, _answers(lines)
    turns = []
    for speech in here.speeches:
        chosen = _chosen(here, speech, me, lines)
        if not chosen and me not in (speech.seat_id, speech.answerer_id):
            continue
        step = here.fmt.steps[speech.step_index]
        points = tuple(
            _point(line, me, duties, authors, answers)._replace(noted=noted.get(line.row.id))
            for line in chosen
        )
        none = missed(here, speech) and not points
        turns.append(Turn(speech.address, step.name, speech.side, step.entry, points, none))
    return tuple(turns)


def _chosen(
    here: DebateNow, speech: SpeechLine, me: int, lines: Sequence[PointLine]
) -> list[PointLine]:
    """Of a speech of one's own all points; of an open floor one's own and those next to them."""
    crossfire = debates_teams.speakers(here, here.fmt.steps[speech.step_index])
    own_turn = me in (speech.seat_id, speech.answerer_id, *(line.id for line in crossfire))
    inside = [line for line in lines if line.row.speech == speech.address]
    if own_turn:
        return inside
    places = {place for place, line in enumerate(inside) if line.seat_id == me}
    near = {place + step for place in places for step in (-1, 0, 1)}
    return [line for place, line in enumerate(inside) if place in near]


def _answers(lines: Sequence[PointLine]) -> Mapping[str, tuple[Neighbour, ...]]:
    """Address → the points that take it up."""
    found: dict[str, list[Neighbour]] = {}
    for line in lines:
        if not line.current or not line.row.number:
            continue
        for link in line.row.links:
            near = Neighbour(line.row.address, line.row.author, line.row.claim, link.kind)
            found.setdefault(link.address, []).append(near)
    return {address: tuple(near) for address, near in found.items()}


def _point(
    line: PointLine,
    me: int,
    duties: Mapping[str, flow.DutyLine],
    authors: Mapping[str, str],
    answers: Mapping[str, tuple[Neighbour, ...]],
) -> PacketPoint:
    duty = duties.get(line.row.address) if line.current else None
    return PacketPoint(
        line,
        line.seat_id == me,
        tuple(
            Neighbour(link.address, authors[link.address], link.claim, link.kind)
            for link in line.row.links
        ),
        answers.get(line.row.address, ()) if line.current else (),
        duty.status if duty else "",
        duty.due if duty else "",
        duty.afterwards if duty else "",
        None,
    )


def _cards(
    session: Session, here: DebateNow, me: int, mine: Sequence[PointLine]
) -> tuple[PacketCard, ...]:
    draws = session.execute(
        select(Draw.n, Draw.card_number, Draw.returned_ms)
        .where(Draw.debate_id == here.id, Draw.seat_id == me)
        .order_by(Draw.n)
    ).all()
    uses: dict[int, list[str]] = {}
    for line in mine:
        for card in line.row.cards:
            uses.setdefault(card.number, []).append(line.row.address)
    drawn = {row.card_number for row in draws}
    found = {line.card.number: line for line in cited(session, here, drawn | uses.keys())}
    hand = [
        PacketCard(
            row.n,
            row.returned_ms is not None,
            found[row.card_number],
            tuple(uses.get(row.card_number, ())),
        )
        for row in draws
    ]
    others = sorted(uses.keys() - drawn)
    return (
        *hand,
        *(PacketCard(None, False, found[number], tuple(uses[number])) for number in others),
    )


def _votes(session: Session, here: DebateNow, me: int) -> tuple[tuple[str, str, int | None], ...]:
    found = []
    for poll in ("before", "after"):
        vote = polls.own_vote(session, here.id, poll, me)
        if vote is not None:
            found.append((poll, vote.choice, vote.confidence))
    return tuple(found)


def _reflection(session: Session, here: DebateNow, me: int) -> str:
    found = session.scalar(
        select(Reflection.html).where(Reflection.debate_id == here.id, Reflection.seat_id == me)
    )
    return found or ""


def _counts(mine: Sequence[PointLine]) -> Mapping[str, int]:
    sent = [line.row for line in mine if line.row.state == "sent"]
    return {
        "points": sum(not row.half for row in sent),
        "questions": sum(row.half == "q" for row in sent),
        "answers": sum(row.half == "a" for row in sent),
        "cards": len({card.number for row in sent for card in row.cards}),
    }


def _judgement(session: Session, here: DebateNow, me: int, out: Out) -> OwnJudgement | None:
    """Marks and ballots, each where it was released to this seat; None where neither was."""
    marked, judged = out.marks_ms(me) is not None, out.ballots_ms(me) is not None
    if not marked and not judged:
        return None
    given, practice = ballots.given(session, here) if judged else ((), ())
    scores = marks.sheet(session, here, given, out)
    score = next((line for line in scores if line.seat.id == me), None)
    if score is None:
        return None
    mine = set(session.scalars(select(Ballot.id).where(Ballot.seat_id == me)))
    about = (
        GivenBallot(number, one.said, one.reason, subject.levels, subject.scores)
        for number, one in enumerate(given, start=1)
        for subject in one.subjects
        if subject.seat.id == me
    )
    written = next((one for one in (*given, *practice) if one.id in mine), None)
    return OwnJudgement(score, tuple(about), written, marked, judged)
