"""A whole debate played through the services, with everything that a record can hold.

Times are fixed; salts, slugs and join codes are not, and code names are set so that files compare.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from debate.db import transaction
from debate.domain.permissions import Actor
from debate.domain.rubrics import as_data
from debate.domain.speeches import Words, answering
from debate.models.debates import Debate
from debate.models.hands import Draw
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.models.speeches import Draft, Point
from debate.services import (
    ballots,
    controls,
    debates,
    floor,
    marks,
    moderation,
    polls,
    releases,
    seats,
    sittings,
    speeches,
)
from tests import cast
from tests.cast import MINUTE, NOW, Cast

S = 1000
CODES = ("Heron", "Teal", "Quartz", "Larch", "Puffin", "Schist")
PLACES = {
    "amara": ("debater", "P"),
    "tomas": ("debater", "P"),
    "priya": ("debater", "O"),
    "jonas": ("debater", "O"),
    "mei": ("judge", None),
    "kofi": ("audience", None),
}
MARK_COMMENT = "Weigh your evidence, Amara; your close was *strong*."
REASON = "Opposition answered more of what mattered."
HIDDEN = "A remark about a person"
HELD = "A point nobody decided on"
REFLECTION = "The best case of the other side is cost."


@dataclass
class Play:
    """The debate, its people, and the time on its clock."""

    session: Session
    people: Cast
    sitting: Sitting
    debate: Debate
    seats: dict[str, Seat]
    now: int
    app: Any = None  # what renders its pages, where a test wants them

    @property
    def slug(self) -> str:
        return self.debate.slug

    @contextmanager
    def locked(self) -> Iterator[Debate]:
        with transaction(self.session):
            yield debates.lock(self.session, self.debate.id)

    def actor(self, who: str) -> Actor:
        seat = self.seats[who]
        return Actor(
            seat.role,
            seat_id=seat.id,
            seat_number=seat.number,
            side=seat.side,
            debate_id=self.debate.id,
        )

    @property
    def moderator(self) -> Actor:
        return Actor("owner", account_id=self.people.owner.id)

    def act(self, verb: Callable[..., Any], *values: Any, after: int = 10 * S) -> Any:
        """Something a moderator does, some seconds on."""
        self.now += after
        with self.locked() as debate:
            return verb(self.session, self.moderator, debate, *values, now=self.now)

    def send(self, who: str, address: str, claim: str, reasons: str = "", **words: Any) -> int:
        """A point, half a minute on; returns its id."""
        self.now += 30 * S
        with self.locked() as debate:
            links = (*answering(*words.get("answers", ())), *words.get("links", ()))
            written = Words(claim, reasons, words.get("cards", ()), links)
            actor = self.actor(who)
            sent = speeches.send_point(
                self.session, actor, debate, address, written, now=self.now, arrival=self.now
            )
        assert sent.kind in ("sent", "held"), sent
        return sent.point_id

    def resend(self, claim: str) -> None:
        """The returned point in other words, from its draft."""
        self.now += 20 * S
        with self.locked() as debate:
            draft = self.session.query(Draft).filter(Draft.returned_point_id.is_not(None)).one()
            draft.claim = claim
            point = self.session.get_one(Point, draft.returned_point_id)
            who = next(name for name, seat in self.seats.items() if seat.id == point.seat_id)
            speeches.send_prepared(
                self.session, self.actor(who), debate, draft.id, now=self.now, arrival=self.now
            )

    def vote(self, who: str, poll: str, choice: str, sure: int | None) -> None:
        self.now += S
        with self.locked() as debate:
            actor = self.actor(who)
            polls.vote(
                self.session, actor, debate, poll, choice, sure, now=self.now, arrival=self.now
            )

    def card(self, who: str, n: int = 1) -> int:
        """The number of somebody's nth card."""
        draw = self.session.query(Draw).filter_by(seat_id=self.seats[who].id, n=n).one()
        return draw.card_number

    def next(self) -> None:
        """One step on, two minutes after the last thing."""
        self.act(controls.act, "next", after=2 * MINUTE)


def set_up(session: Session) -> Play:
    """A session of one room, opened, its six seats taken by personal link."""
    people = cast.make(session)
    actor = Actor("owner", account_id=people.owner.id)
    placements = {people.students[who].id: (1, role, side) for who, (role, side) in PLACES.items()}
    settings = debates.Settings(
        people.deck.id,
        "alliance-likely",
        cast.read_format(),
        json.dumps(as_data(cast.read_rubric())),
    )
    plan = sittings.Plan(
        course_id=people.course.id,
        title="Week 3",
        settings=settings,
        student_ids=[student.id for student in people.students.values()],
        placements=placements,
        seed="42",
    )
    with transaction(session):
        sitting = sittings.create(session, actor, plan, NOW)
        taken = session.query(Seat).filter_by(sitting_id=sitting.id).order_by(Seat.number).all()
        for seat, code in zip(taken, CODES, strict=True):
            seat.code_name = code
        sittings.open_joining(session, actor, sitting, NOW + S)
    with transaction(session):
        for seat in taken:
            seats.claim_by_link(session, seat.id, seat.generation, NOW + 2 * S)
    by_student = {seat.student_id: seat for seat in taken}
    own = {who: by_student[people.students[who].id] for who in PLACES}
    debate = session.query(Debate).filter_by(sitting_id=sitting.id).one()
    return Play(session, people, sitting, debate, own, NOW + MINUTE)


def first_half(session: Session) -> Play:
    """Up to the rebuttals: votes, cases, questions, and everything a moderator does with points."""
    play = set_up(session)
    for who, choice, sure in (("kofi", "O", 2), ("mei", "U", None), ("amara", "P", 5)):
        play.vote(who, "before", choice, sure)
    play.act(controls.act, "start")
    first = play.send(
        "amara",
        "P1",
        "Sanctions push the two together",
        "Each round **moved trade** east.",
        cards=(play.card("amara"), play.card("tomas")),
    )
    play.send("amara", "P1", "=Non-alliance is a policy", "As Tomás Rivera says, it can change.")
    hidden = play.send("amara", "P1", HIDDEN)
    play.act(moderation.hide, hidden, "Not about the motion")
    play.next()
    play.send("jonas", "X1", "Would Beijing sign, Amara?")
    play.send("amara", "X1", "When the price is right.")
    play.next()
    play.send("priya", "O1", "Beijing never pledged to fight", "Four years.", answers=(first,))
    returned = play.send("priya", "O1", "Silence is no pledge")
    play.act(moderation.return_point, returned, "Say whose silence.")
    play.resend("Beijing’s silence is no pledge")
    play.next()
    return play


def finished(session: Session) -> Play:
    """The same debate to its end, judged and marked, and not released."""
    play = first_half(session)
    play.act(controls.act, "pause")
    play.act(controls.act, "resume")
    play.act(controls.act, "add", 30)
    play.next()
    play.act(moderation.set_hold, True)
    waits = play.send("tomas", "P2", "Pledges follow interests")
    play.act(moderation.approve, waits)
    play.send("tomas", "P2", HELD)
    play.act(moderation.set_hold, False)
    play.next()
    play.next()
    with play.locked() as debate:
        floor.raise_hand(session, play.actor("kofi"), debate, now=play.now + S)
    play.act(floor.give_floor, play.seats["kofi"].id)
    play.send("kofi", "F1", "What would China gain?")
    for _ in range(3):
        play.next()
    for who, choice, sure in (("kofi", "P", 4), ("mei", "O", 3), ("amara", "P", 5)):
        play.vote(who, "after", choice, sure)
    play.next()
    with play.locked() as debate:
        actor = play.actor("amara")
        polls.reflect(session, actor, debate, REFLECTION, now=play.now + S, arrival=play.now + S)
    with transaction(session):
        sitting = sittings.lock(session, play.sitting.id)
        moderation.announce(session, play.moderator, sitting, "Hand in, then go.", now=play.now + S)
    with play.locked() as debate:
        controls.act(
            session, play.moderator, debate, "finish", now=play.now + MINUTE, confirmed=True
        )
    play.now += 2 * MINUTE
    _judge(play)
    return play


def released(session: Session) -> Play:
    """The same debate with its marks and ballots released."""
    play = finished(session)
    play.act(releases.release)
    return play


def _judge(play: Play) -> None:
    rubric = [criterion.slug for criterion in cast.read_rubric().criteria]
    debaters = [seat.number for seat in play.seats.values() if seat.side]
    levels = {number: dict.fromkeys(rubric, 3) for number in debaters}
    sheet = ballots.Sheet(levels, "O", REASON)
    with play.locked() as debate:
        ballots.save(
            play.session, play.actor("mei"), debate, sheet, act=ballots.HAND_IN, now=play.now
        )
    number = play.seats["amara"].number
    with play.locked() as debate:
        marks.give(
            play.session,
            play.moderator,
            debate,
            number,
            dict.fromkeys(rubric, 4),
            MARK_COMMENT,
            now=play.now + S,
        )
