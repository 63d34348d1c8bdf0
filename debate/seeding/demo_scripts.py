"""What a script of `seeds/demo` means: one session, played through the services.

Services take `now`, so a session is played at times that are made up, and its events and chain are
those of a class. Belongs here: the keys of the script files. Does not belong here: which sessions
the demo has, and what becomes of them later (`demo`).
"""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.config import ROOT
from debate.domain.permissions import Actor
from debate.domain.speeches import Words, needs_floor, number_speeches
from debate.domain.steps import LINK_KINDS, Step
from debate.models.courses import Course, Student
from debate.models.decks import Deck
from debate.models.formats import Format
from debate.models.hands import Draw
from debate.models.seats import Seat
from debate.queries import cards
from debate.queries.debates import parse_format, parse_rubric
from debate.queries.rubrics import definition
from debate.seeding import files
from debate.services import (
    ballots,
    controls,
    debates,
    drafts,
    events,
    floor,
    marks,
    moderation,
    polls,
    releases,
    seats,
    sittings,
    speeches,
)

SEEDS = ROOT / "seeds" / "demo"
SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
DAY = 24 * HOUR

Script = Mapping[str, Any]


class Play:
    """One session, played from its script."""

    def __init__(self, session: Session, staff: Actor, name: str, seed: str) -> None:
        self.session, self.staff, self.name, self.seed = session, staff, name, seed
        self.script = read(name)
        self.seats: dict[str, Actor] = {}  # student → actor
        self.points: dict[str, int] = {}  # address → id

    def run(self, now: int) -> None:
        """Play it all. The last step's end is `now`, or the script says when it started."""
        start = self._starts(now)
        self._set_up(start)
        if not self.seats:
            return
        self._gather(start - 9 * MINUTE)
        self._vote("before", start - 4 * MINUTE, 10 * SECOND)
        end = self._speak(start)
        for line in self.script.get("drafts", ()):
            step = self.fmt.step_named(line["step"])
            author = self.seats[line["by"]]
            drafts.keep(self.session, author, self.debate, step.index, self._words(line), end)
        for name in self.script.get("freed", ()):
            seats.release(self.session, self.staff, self._seat(name), end)
        if "marks" in self.script:
            self._judge(end)

    def _starts(self, now: int) -> int:
        started = self.script.get("started")
        if started is None:
            return now - sum(_ms(step["took"]) for step in self.script.get("steps", ()))
        hour = _ms(started["at"]) * 60
        return now - now % DAY - int(started["days_ago"]) * DAY + hour

    def _set_up(self, start: int) -> None:
        """Make the session and open it; with `places`, people and hands are those of the script."""
        script, session = self.script, self.session
        fmt = session.scalars(
            select(Format.definition).where(Format.slug == script["format"])
        ).one()
        deck_id = session.scalars(select(Deck.id).where(Deck.slug == script["deck"])).one()
        course = session.scalars(select(Course).order_by(Course.id).limit(1)).one()
        rubric = definition(session, script["rubric"], course.id) or ""
        self.fmt, self.rubric = parse_format(fmt), parse_rubric(rubric)
        students = {
            student.name: student.id
            for student in session.scalars(
                select(Student).where(Student.course_id == course.id, Student.removed_ms.is_(None))
            )
        }
        plan = sittings.Plan(
            course_id=course.id,
            title=script["title"],
            settings=debates.Settings(
                deck_id,
                script["motion"],
                self.fmt,
                rubric,
                hand_size=int(script["hand_size"]),
            ),
            rooms=int(script.get("rooms", 1)),
            rest="both",
            student_ids=list(students.values()),
            placements=_placements(script["places"], students) if "places" in script else None,
            seed=self.seed,
        )
        self.sitting = sittings.create(session, self.staff, plan, start - DAY)
        if "places" in script:
            self._take_places(students)
            self._deal(start - 10 * MINUTE)
        sittings.open_joining(session, self.staff, self.sitting, start - 10 * MINUTE)

    def _take_places(self, students: Mapping[str, int]) -> None:
        self.debate = debates.lock_all(self.session, self.sitting)[0]
        names = {student_id: name for name, student_id in students.items()}
        rows = self.session.scalars(select(Seat).where(Seat.debate_id == self.debate.id))
        for seat in rows:
            self.seats[names[seat.student_id or 0]] = Actor(
                seat.role,
                seat_id=seat.id,
                seat_number=seat.number,
                side=seat.side,
                debate_id=self.debate.id,
            )

    def _deal(self, now: int) -> None:
        """The hands of the script. Rows are written here, for a lot would not deal what is cited.

        The event is the one that dealing writes, so the record holds together.
        """
        version = debates.pin_deck(self.session, self.debate)
        lines = cards.for_debate(self.session, version, self.debate.motion_slug)
        ids = {line.number: line.id for line in lines}
        hands = {self.seats[name]: numbers for name, numbers in self.script["hands"].items()}
        for actor, numbers in hands.items():
            self.session.add_all(
                Draw(
                    debate_id=self.debate.id,
                    seat_id=actor.seat_id,
                    n=n,
                    pile=actor.side,
                    card_id=ids[int(number)],
                    card_number=int(number),
                    exclusive=True,
                    drawn_ms=now,
                )
                for n, number in enumerate(numbers, start=1)
            )
        dealt = {str(actor.seat_number): list(map(int, given)) for actor, given in hands.items()}
        events.record(self.session, self.debate, "cards_dealt", now=now, payload={"hands": dealt})

    def _gather(self, at: int) -> None:
        """People take their seats by their links, one every fifteen seconds."""
        away = {*self.script.get("late", ()), *self.script.get("absent", ())}
        for name in self.seats:
            if name not in away:
                seat = self._seat(name)
                seats.claim_by_link(self.session, seat.id, seat.generation, at)
                at += 15 * SECOND
        if "walk_in" in self.script:
            sittings.lock(self.session, self.sitting.id)
            seats.claim_by_code(self.session, self.sitting, self.script["walk_in"], at)
        for name in self.script.get("absent", ()):
            seats.set_absent(self.session, self.staff, self._seat(name), at)

    def _vote(self, poll: str, at: int, every: int) -> None:
        for n, (name, typed) in enumerate(self.script["votes"].get(poll, {}).items()):
            choice, _, sure = typed.partition(" ")
            now = at + n * every
            polls.vote(
                self.session,
                self.seats[name],
                self.debate,
                poll,
                choice,
                int(sure) if sure else None,
                now=now,
                arrival=now,
            )

    def _speak(self, start: int) -> int:
        """All steps of the script in turn; the instant at which the last one stands."""
        at = start
        for n, part in enumerate(self.script["steps"]):
            step = self.fmt.steps[self.fmt.first_timed + n]
            controls.act(self.session, self.staff, self.debate, "next" if n else "start", now=at)
            if step.poll:
                self._vote(step.poll, at + 5 * SECOND, 6 * SECOND)
            for post in part["posts"]:
                self._post(step, post, at + _ms(post["at"]))
            at += _ms(part["took"])
        return at

    def _post(self, step: Step, post: Script, now: int) -> None:
        session, debate = self.session, self.debate
        if "announce" in post:
            moderation.announce(session, self.staff, self.sitting, post["announce"], now=now)
            return
        author = self.seats[post["by"]]
        if "hand" in post:
            floor.raise_hand(session, author, debate, now=now)
        elif "text" in post:
            polls.reflect(session, author, debate, post["text"], now=now, arrival=now)
        elif needs_floor(step):
            floor.raise_hand(session, author, debate, now=now - 40 * SECOND)
            floor.give_floor(session, self.staff, debate, author.seat_id, now=now - 30 * SECOND)
            self._send(step, author, post, now)
            floor.end_floor(session, self.staff, debate, now=now + 5 * SECOND)
        else:
            self._send(step, author, post, now)

    def _send(self, step: Step, author: Actor, post: Script, now: int) -> None:
        speech = next(slot for slot in number_speeches(self.fmt) if slot.step_index == step.index)
        sent = speeches.send_point(
            self.session,
            author,
            self.debate,
            speech.address,
            self._words(post),
            now=now,
            arrival=now,
        )
        if sent.kind != "sent":
            raise ValueError(f"{self.name}, {speech.address}: {sent.sentence}")
        self.points[sent.address] = sent.point_id

    def _words(self, line: Script) -> Words:
        return Words(
            line["claim"],
            line.get("reasons", ""),
            tuple(map(int, line.get("cards", ()))),
            tuple(
                (kind, self.points[address])
                for kind in LINK_KINDS
                for address in line.get(kind, ())
            ),
        )

    def _judge(self, end: int) -> None:
        """The end, ballots soon after it, marks and their release on the next day."""
        session, debate = self.session, self.debate
        controls.act(session, self.staff, debate, "finish", now=end)
        for line in self.script["ballots"]:
            levels = {
                self.seats[name].seat_number: self._levels(typed)
                for name, typed in line["levels"].items()
            }
            sheet = ballots.Sheet(levels, line["decision"], line["reason"])
            judge, now = self.seats[line["by"]], end + _ms(line["after"])
            ballots.save(session, judge, debate, sheet, act=ballots.HAND_IN, now=now)
        sittings.end(session, self.staff, self.sitting, end + 20 * MINUTE)
        released = end + int(self.script["released_after"]) * HOUR
        given = released - HOUR
        for n, line in enumerate(self.script["marks"]):
            number = self.seats[line["seat"]].seat_number
            marks.give(
                session,
                self.staff,
                debate,
                number,
                self._levels(line["levels"]),
                line["comment"],
                now=given + n * 8 * MINUTE,
            )
        releases.release(session, self.staff, debate, released)

    def _levels(self, typed: str) -> dict[str, int]:
        slugs = [criterion.slug for criterion in self.rubric.criteria]
        return dict(zip(slugs, map(int, typed.split()), strict=True))

    def _seat(self, name: str) -> Seat:
        return self.session.get_one(Seat, self.seats[name].seat_id)


def _placements(
    places: Mapping[str, list[str]], students: Mapping[str, int]
) -> dict[int, tuple[int, str, str | None]]:
    found: dict[int, tuple[int, str, str | None]] = {}
    for group, names in places.items():
        place = (1, "debater", group) if group in ("P", "O") else (1, group, None)
        found |= dict.fromkeys((students[name] for name in names), place)
    return found


def read(name: str) -> Script:
    """A script file. Raises files.FilesRefused."""
    return cast(Script, files.read(SEEDS / f"{name}.yaml", f"demo/{name}.yaml").data)


def _ms(typed: str) -> int:
    """Minutes and seconds as typed, "3:50"."""
    minutes, seconds = typed.split(":")
    return int(minutes) * MINUTE + int(seconds) * SECOND
