"""A debate of any format played by script, through the services: everybody does what a step asks.

Belongs here: the acts of the people, step by step, and the time that goes by between them.
Does not belong here: what must come of it (`test_formats`).
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache

import pytest
from sqlalchemy.orm import Session

from debate.db import transaction
from debate.domain.events import MODERATORS
from debate.domain.formats import Format
from debate.domain.permissions import Actor
from debate.domain.refusals import Refused
from debate.domain.rubrics import as_data
from debate.domain.speeches import Words, answering
from debate.domain.steps import SIDES, Step, Turn, other_side
from debate.models.courses import Student
from debate.models.debates import Debate
from debate.models.offers import Offer
from debate.models.seats import Seat
from debate.queries import agreements as agreement_reads
from debate.queries import debates as reads
from debate.queries.debates import DebateNow, SpeechLine
from debate.services import (
    agreements,
    controls,
    debates,
    exchanges,
    floor,
    offers,
    passes,
    polls,
    seats,
    sittings,
    speeches,
)
from tests import cast
from tests.cast import NOW, Cast

S = 1000
PIECE_S = 30


@cache
def rubric() -> str:
    return json.dumps(as_data(cast.read_rubric()))


@dataclass
class Play:
    """A debate and its people: the teams in order, one judge, one listener."""

    session: Session
    people: Cast
    fmt: Format
    debate: Debate
    seats: dict[int, Seat]
    now: int
    said: dict[str, str] = field(default_factory=dict)  # address of a point → its words
    words: list[str] = field(default_factory=list)  # what else was written
    points: dict[str, list[int]] = field(default_factory=lambda: {"P": [], "O": []})

    @contextmanager
    def locked(self) -> Iterator[Debate]:
        self.now += S
        with transaction(self.session):
            yield debates.lock(self.session, self.debate.id)

    @property
    def moderator(self) -> Actor:
        return Actor("owner", account_id=self.people.owner.id)

    def actor(self, seat_id: int) -> Actor:
        seat = self.seats[seat_id]
        return Actor(
            seat.role,
            seat_id=seat.id,
            seat_number=seat.number,
            side=seat.side,
            debate_id=self.debate.id,
        )

    def here(self) -> DebateNow:
        found = reads.load(self.session, self.debate.id, MODERATORS, self.now)
        assert found is not None
        return found

    def control(self, kind: str, value: int = 0) -> None:
        with self.locked() as debate:
            controls.act(self.session, self.moderator, debate, kind, value, now=self.now)

    def beat(self) -> None:
        """A sign of life of the server."""
        with transaction(self.session):
            controls.beat(self.session, self.now)

    def send(self, seat_id: int, address: str, claim: str, *answers: int) -> int:
        """A point into a speech; its id."""
        with self.locked() as debate:
            sent = speeches.send_point(
                self.session,
                self.actor(seat_id),
                debate,
                address,
                Words(claim, "Because *so*.", (), answering(*answers)),
                now=self.now,
                arrival=self.now,
            )
        assert sent.kind == "sent", sent
        self.said[sent.address] = claim
        return sent.point_id

    def run(self) -> None:
        """From the first vote to the end."""
        if self.fmt.opens_with_vote:
            self._vote(self.fmt.steps[0])
        self.control("start")
        if self.fmt.prep_bank_s:
            self._prepare()
        while (step := self.here().reading.step) is not None:
            self.enter(step)
            self.leave(step)

    def _prepare(self) -> None:
        """Each side takes its thinking time in two pieces, while the clock of the step stands."""
        left = self.here().reading.left_ms
        for value in (0, 1, 0, 1):
            self.control("prep_on", value)
            self.now += PIECE_S * S
            self.control("prep_off")
        gone = left - self.here().reading.left_ms
        assert gone < PIECE_S * S

    def enter(self, step: Step) -> None:
        """What people do in a step. One act a kind of entry."""
        lines = self.here().speeches_of(step.index)
        if step.entry == "vote":
            self._vote(step)
        elif step.entry == "reflection":
            self._reflect(step)
        elif step.entry == "exchange" and step.asker:
            self._ask(lines[0])
        elif step.entry == "exchange":
            self._cross(step, lines[0])
        elif step.entry == "check":
            self._check(step, lines[0])
        elif step.entry == "statement":
            self._agree(lines[0])
        elif step.entry == "points" and step.turns:
            self._speak(step, lines)
        elif step.entry == "points" and step.side_clocks:
            self._pass_the_turn(lines[0])
        elif step.entry == "points":
            self._take_the_floor(step, lines[0])

    def leave(self, step: Step) -> None:
        """The time of the step goes by, unless all handed in before, and then what ends it."""
        reading = self.here().reading
        if reading.step_index != step.index or reading.state == "finished":
            return
        self.now = max(self.now, reading.ends_ms or 0)
        if not step.by_time:
            self.control("finish" if reading.is_last else "next")
            return
        self.beat()

    def _speak(self, step: Step, lines: Sequence[SpeechLine]) -> None:
        earlier = {side: list(points) for side, points in self.points.items()}
        holders = [line.seat_id for line in lines]
        for line in lines:
            assert line.seat_id is not None
            assert line.side is not None
            self._refused(next(one for one in self.seats if one not in holders), line.address)
            answers = earlier[other_side(line.side)][-1:] if step.links else []
            if step.poi:
                self._interrupt(step, line.seat_id, line.address)
            sent = self.send(line.seat_id, line.address, f"Held in {line.address}", *answers)
            self.points[line.side].append(sent)
            if step.advance == "handed_in":
                with self.locked() as debate:
                    actor = self.actor(line.seat_id)
                    speeches.hand_in(
                        self.session, actor, debate, line.address, now=self.now, arrival=self.now
                    )

    def _refused(self, seat_id: int, address: str) -> None:
        with pytest.raises(Refused, match="not your turn"), self.locked() as debate:
            speeches.send_point(
                self.session,
                self.actor(seat_id),
                debate,
                address,
                Words("Out of turn"),
                now=self.now,
                arrival=self.now,
            )

    def _ask(self, line: SpeechLine) -> None:
        assert line.seat_id is not None
        assert line.answerer_id is not None
        self.send(line.seat_id, line.address, f"Why so, in {line.address}?")
        self.send(line.answerer_id, line.address, f"For this reason, in {line.address}")

    def _cross(self, step: Step, line: SpeechLine) -> None:
        """Each side asks once and is answered."""
        first = {turn.side: self._seat_at(turn) for turn in reversed(step.turns)}
        for number, side in enumerate(SIDES, start=1):
            self.send(first[side], line.address, f"Why so, {side}, in {line.address}?")
            self._reply(first[other_side(side)], line.address, number)

    def _reply(self, seat_id: int, address: str, number: int) -> None:
        words = f"For reason {number} in {address}"
        with self.locked() as debate:
            sent = exchanges.answer(
                self.session,
                self.actor(seat_id),
                debate,
                address,
                number,
                words,
                now=self.now,
                arrival=self.now,
            )
        self.said[sent.address] = words

    def _interrupt(self, step: Step, speaker: int, address: str) -> None:
        """A point of information, in time: offered, accepted, put and answered."""
        assert step.poi is not None
        self.now = max(self.now, (self.here().reading.step_started_ms or 0) + step.poi.open_s * S)
        other = next(
            one
            for one, seat in self.seats.items()
            if seat.side == other_side(self.seats[speaker].side or "")
        )
        with self.locked() as debate:
            actor = self.actor(other)
            offers.make(self.session, actor, debate, address, now=self.now, arrival=self.now)
        [offer] = self.session.query(Offer).filter_by(debate_id=self.debate.id, outcome="").all()
        with self.locked() as debate:
            actor = self.actor(speaker)
            offers.accept(self.session, actor, debate, offer.id, now=self.now, arrival=self.now)
        words = f"Does that hold, in {address}?"
        with self.locked() as debate:
            actor = self.actor(other)
            sent = offers.ask(
                self.session, actor, debate, offer.id, words, now=self.now, arrival=self.now
            )
        self.said[sent.address] = words
        self._reply(speaker, address, 1)

    def _pass_the_turn(self, line: SpeechLine) -> None:
        """Each side speaks on its turn, and the first gives it to the other."""
        for side in SIDES:
            seat_id = next(one for one, seat in self.seats.items() if seat.side == side)
            self.send(seat_id, line.address, f"{side} on its turn, in {line.address}")
            with self.locked() as debate:
                passes.give(self.session, self.actor(seat_id), debate, self.now)

    def _seat_at(self, turn: Turn) -> int:
        team = [one for one, seat in self.seats.items() if seat.side == turn.side]
        return team[turn.speaker - 1]

    def _take_the_floor(self, step: Step, line: SpeechLine) -> None:
        group = {"debaters": "debater", "audience": "audience", "judges": "judge"}
        for role in (group[one] for one in step.open_to):
            seat_id = next(one for one, seat in self.seats.items() if seat.role == role)
            with self.locked() as debate:
                floor.give_floor(self.session, self.moderator, debate, seat_id, now=self.now)
            self.send(seat_id, line.address, f"From the floor: a {role} in {line.address}")

    def _check(self, step: Step, line: SpeechLine) -> None:
        """Something is missing from each speech, is added, and then it is accepted."""
        for speech in agreement_reads.checked(self.here(), step):
            assert speech.seat_id is not None
            asked = agreement_reads.asked(self.here(), speech)
            words = f"The part about trade is missing in {speech.address}"
            self._answer(asked[0], speech.address, words)
            self.words.append(words)
            self.send(speech.seat_id, line.address, f"Trade, which {speech.address} left out")
            for seat_id in asked:
                self._answer(seat_id, speech.address)

    def _agree(self, line: SpeechLine) -> None:
        """One writes a line of the joint statement, and all others accept it."""
        author = next(one for one, seat in self.seats.items() if seat.role == "debater")
        self.send(author, line.address, f"What all of us can say in {line.address}")
        for seat_id in agreement_reads.asked(self.here(), line, author):
            self._answer(seat_id, f"{line.address}.1")

    def _answer(self, seat_id: int, address: str, missing: str = "") -> None:
        with self.locked() as debate:
            agreements.give(
                self.session,
                self.actor(seat_id),
                debate,
                address,
                not missing,
                missing,
                now=self.now,
                arrival=self.now,
            )

    def _vote(self, step: Step) -> None:
        for seat_id in self._open_to(step):
            with self.locked() as debate:
                polls.vote(
                    self.session,
                    self.actor(seat_id),
                    debate,
                    step.poll or "",
                    "P",
                    3,
                    now=self.now,
                    arrival=self.now,
                )

    def _reflect(self, step: Step) -> None:
        for seat_id in self._open_to(step):
            words = f"Seat {self.seats[seat_id].number} would now define the term first."
            with self.locked() as debate:
                late = polls.reflect(
                    self.session,
                    self.actor(seat_id),
                    debate,
                    words,
                    now=self.now,
                    arrival=self.now,
                )
            assert not late
            self.words.append(words)

    def _open_to(self, step: Step) -> list[int]:
        groups = {"debater": "debaters", "audience": "audience", "judge": "judges"}
        return [one for one, seat in self.seats.items() if groups[seat.role] in step.open_to]


def set_up(session: Session, fmt: Format) -> Play:
    """A session of one room with full teams, a judge and a listener, all there."""
    people = cast.make(session)
    owner = Actor("owner", account_id=people.owner.id)
    places = [("debater", side) for side in SIDES for _ in range(fmt.team_seats)]
    places += [("judge", None), ("audience", None)]
    with transaction(session):
        students = [
            Student(course_id=people.course.id, position=n, name=f"Student {n}", added_ms=NOW)
            for n in range(10, 10 + len(places))
        ]
        session.add_all(students)
        session.flush()
        settings = debates.Settings(people.deck.id, "alliance-likely", fmt, rubric(), dealt=False)
        plan = sittings.Plan(
            course_id=people.course.id,
            settings=settings,
            team_seats=fmt.team_seats,
            student_ids=[student.id for student in students],
            placements={
                student.id: (1, *place) for student, place in zip(students, places, strict=True)
            },
        )
        sitting = sittings.create(session, owner, plan, NOW)
        sittings.open_joining(session, owner, sitting, NOW)
        taken = session.query(Seat).filter_by(sitting_id=sitting.id).order_by(Seat.number).all()
        for seat in taken:
            seats.claim_by_link(session, seat.id, seat.generation, NOW)
    debate = session.query(Debate).filter_by(sitting_id=sitting.id).one()
    return Play(session, people, fmt, debate, {seat.id: seat for seat in taken}, NOW)
