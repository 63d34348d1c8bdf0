"""Reads of sittings: the list of mine, and one with its rooms and people.

Belongs here: what staff are shown of a meeting. Does not belong here: the set-up page (`formats`
holds its choices), a seat's own pages (`seats`), the console (`moderation`).
"""

from collections import Counter
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from debate.domain.debates import SHADOW
from debate.domain.events import MODERATORS
from debate.domain.permissions import MODERATORS as MODERATING
from debate.domain.permissions import OWNERS
from debate.domain.steps import Format
from debate.domain.visibility import label
from debate.models.courses import Course, CourseMember, Student
from debate.models.debates import Debate
from debate.models.decks import Deck
from debate.models.seats import Presence, Seat
from debate.models.sittings import Sitting
from debate.queries.deadlines import over_days
from debate.queries.debates import parse_format

HERE_MS = 60_000
"""Who was heard of within this time counts as here."""


class SittingLine(NamedTuple):
    """A sitting in a list. `at_ms`: when it ended, opened, or was planned."""

    slug: str
    title: str
    state: str
    code: str
    course_title: str
    role: str
    rooms: int
    people: int
    at_ms: int

    @property
    def moderates(self) -> bool:
        """Whether the reader may open the console."""
        return self.role in MODERATING


class Home(NamedTuple):
    """The sittings of an account's classes, the newest first in each group."""

    running: tuple[SittingLine, ...]
    upcoming: tuple[SittingLine, ...]
    ended: tuple[SittingLine, ...]
    can_plan: bool  # has a class in which sittings can be made
    has_courses: bool


class Person(NamedTuple):
    """A seat as staff see it, by name. `here`: its browser was heard of a moment ago."""

    id: int
    number: int
    generation: int
    name: str
    code_name: str
    student_id: int | None
    debate_id: int | None
    role: str
    side: str | None
    position: int | None
    how: str
    claimed: bool
    confirmed: bool
    absent: bool
    here: bool
    shadow: bool = False  # judges for practice: the ballot does not count
    apart: str = ""  # where another has the same name: the id, else the section

    @property
    def status(self) -> str:
        """What to say of the seat now, in a word or two."""
        if self.absent:
            return "absent"
        if not self.claimed:
            return "not yet here"
        if not self.confirmed:
            return "to confirm"
        return "here" if self.here else "seat taken"


class Room(NamedTuple):
    """One debate of a sitting with its people."""

    id: int
    slug: str
    number: int
    started: bool
    ended: bool
    over_days: bool
    teams: tuple[tuple[str, str, tuple[Person, ...]], ...]  # its key, its name, its seats
    judges: tuple[Person, ...]
    audience: tuple[Person, ...]


class Overview(NamedTuple):
    """A sitting with all that staff need before it starts."""

    slug: str
    title: str
    state: str
    code: str
    seed: str
    course_slug: str
    course_title: str
    motion: str
    deck_title: str
    format_title: str
    room_labels: str
    judge_labels: str
    staff_labels: str
    names_hidden: bool  # names are the instructors' alone, and who asks is none
    created_ms: int
    opened_ms: int | None
    ended_ms: int | None
    rooms: tuple[Room, ...]
    waiting: tuple[Person, ...]  # claimed, and without a room
    people: tuple[Person, ...]  # everybody, by number
    unseated: tuple[tuple[int, str], ...]  # students of the class without a claimed seat
    moderates: bool
    owns: bool

    @property
    def unconfirmed(self) -> tuple[Person, ...]:
        """Seats taken by code that nobody has confirmed."""
        return tuple(person for person in self.people if person.claimed and not person.confirmed)

    @property
    def arrived(self) -> int:
        """How many have taken their seat."""
        return sum(person.claimed for person in self.people)

    @property
    def absent(self) -> int:
        """How many are marked absent."""
        return sum(person.absent for person in self.people)

    def person(self, number: int) -> Person | None:
        """The seat with this number, if it is somebody's."""
        return next((person for person in self.people if person.number == number), None)

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """Where a seat can be brought: the value of the choice and its words."""
        return tuple(
            (f"{room.number}.{value}", f"Room {room.number}: {words}" if self.many else words)
            for room in self.rooms
            for value, words in (
                *((side, name) for side, name, _ in room.teams),
                ("judge", "Judge"),
                (SHADOW, "Shadow judge"),
                ("audience", "Audience"),
            )
        )

    @property
    def many(self) -> bool:
        """Whether there is more than one room, so that rooms need saying."""
        return len(self.rooms) > 1

    def value_of(self, person: Person) -> str:
        """The place of a person as a value of `places`; "" without a room."""
        room = self.room_of(person)
        if room is None:
            return ""
        role = SHADOW if person.shadow else person.role
        team = next((key for key, _, team in room.teams if person in team), role)
        return f"{room.number}.{team}"

    def place_of(self, person: Person) -> str:
        """The place of a person in words."""
        value = self.value_of(person)
        words = dict(self.places).get(value, "no room yet")
        nth = person.position
        for room in self.rooms:
            for key, _, team in room.teams:
                if len(key) > 1 and person in team:
                    nth = team.index(person) + 1
        return f"{words}, speaker {nth}" if nth else words

    def room_of(self, person: Person) -> Room | None:
        """The room in which a person sits."""
        return next((room for room in self.rooms if room.id == person.debate_id), None)


def home(session: Session, account_id: int) -> Home:
    """The sittings that an account may see; two statements."""
    roles = session.scalars(
        select(CourseMember.role).where(CourseMember.account_id == account_id)
    ).all()
    rooms = select(func.count(Debate.id)).where(Debate.sitting_id == Sitting.id)
    people = select(func.count(Seat.id)).where(Seat.sitting_id == Sitting.id)
    rows = session.execute(
        select(
            Sitting.slug,
            Sitting.title,
            Sitting.state,
            Sitting.code,
            func.coalesce(Sitting.ended_ms, Sitting.opened_ms, Sitting.created_ms).label("at_ms"),
            Course.title.label("course_title"),
            CourseMember.role,
            rooms.scalar_subquery().label("rooms"),
            people.scalar_subquery().label("people"),
        )
        .join(Course, Course.id == Sitting.course_id)
        .join(CourseMember, CourseMember.course_id == Course.id)
        .where(CourseMember.account_id == account_id)
        .order_by(Sitting.created_ms.desc(), Sitting.id.desc())
    )
    lines = [
        SittingLine(
            slug=row.slug,
            title=row.title,
            state=row.state,
            code=row.code or "",
            course_title=row.course_title,
            role=row.role,
            rooms=row.rooms,
            people=row.people,
            at_ms=row.at_ms,
        )
        for row in rows
    ]
    return Home(
        running=tuple(line for line in lines if line.state in ("open", "closed")),
        upcoming=tuple(line for line in lines if line.state == "planned"),
        ended=tuple(line for line in lines if line.state == "ended"),
        can_plan=any(role in OWNERS for role in roles),
        has_courses=bool(roles),
    )


def overview(session: Session, slug: str, role: str, now: int) -> Overview | None:
    """One sitting as staff with `role` in its class see it; four statements."""
    head = session.execute(
        select(Sitting, Course.slug.label("course_slug"), Course.title.label("course_title"))
        .join(Course, Course.id == Sitting.course_id)
        .where(Sitting.slug == slug)
    ).one_or_none()
    if head is None:
        return None
    sitting = head.Sitting
    rows = session.execute(
        select(Debate, Deck.title.label("deck_title"))
        .join(Deck, Deck.id == Debate.deck_id)
        .where(Debate.sitting_id == sitting.id)
        .order_by(Debate.number)
    ).all()
    hidden = sitting.staff_labels == "codes" and role not in OWNERS
    people = _people(session, sitting.id, now, "codes" if hidden else "names")
    first = rows[0]
    fmt = parse_format(first.Debate.format_json)
    return Overview(
        slug=sitting.slug,
        title=sitting.title,
        state=sitting.state,
        code=sitting.code or "",
        seed=sitting.seed,
        course_slug=head.course_slug,
        course_title=head.course_title,
        motion=first.Debate.motion_text,
        deck_title=first.deck_title,
        format_title=fmt.title,
        room_labels=sitting.room_labels,
        judge_labels=sitting.judge_labels,
        staff_labels=sitting.staff_labels,
        names_hidden=hidden,
        created_ms=sitting.created_ms,
        opened_ms=sitting.opened_ms,
        ended_ms=sitting.ended_ms,
        rooms=tuple(_room(row.Debate, people) for row in rows),
        waiting=tuple(one for one in people if one.debate_id is None),
        people=people,
        unseated=() if hidden else _unseated(session, sitting, people),
        moderates=role in MODERATING,
        owns=role in OWNERS,
    )


def _people(session: Session, sitting_id: int, now: int, labels: str) -> tuple[Person, ...]:
    rows = session.execute(_seats(sitting_id)).all()
    same = Counter(row.name for row in rows)
    return tuple(
        Person(
            id=row.id,
            number=row.number,
            generation=row.generation,
            name=label(row.number, row.name, row.code_name, MODERATORS, "", "", labels),
            code_name=row.code_name,
            student_id=row.student_id,
            debate_id=row.debate_id,
            role=row.role,
            side=row.side,
            position=row.position,
            how=row.how,
            claimed=row.claimed,
            confirmed=row.confirmed,
            absent=row.absent,
            here=now - row.seen_ms < HERE_MS,
            shadow=row.shadow,
            apart=row.apart if same[row.name] > 1 and labels == "names" else "",
        )
        for row in rows
        if row.name  # a seat that lost its student to another one is nobody's
    )


def _seats(sitting_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Seat.id,
            Seat.number,
            Seat.generation,
            func.coalesce(Student.name, Seat.typed_name).label("name"),
            Seat.code_name,
            func.coalesce(
                func.nullif(Student.external_id, ""), func.nullif(Student.section, ""), ""
            ).label("apart"),
            Seat.student_id,
            Seat.debate_id,
            Seat.role,
            Seat.shadow,
            Seat.side,
            Seat.position,
            Seat.claimed_how.label("how"),
            Seat.claimed_ms.is_not(None).label("claimed"),
            Seat.confirmed_ms.is_not(None).label("confirmed"),
            Seat.absent_ms.is_not(None).label("absent"),
            func.coalesce(Presence.seen_ms, 0).label("seen_ms"),
        )
        .outerjoin(Student, Student.id == Seat.student_id)
        .outerjoin(Presence, Presence.seat_id == Seat.id)
        .where(Seat.sitting_id == sitting_id)
        .order_by(Seat.number)
    )


def _room(debate: Debate, people: tuple[Person, ...]) -> Room:
    mine = [person for person in people if person.debate_id == debate.id]
    fmt = parse_format(debate.format_json)
    return Room(
        id=debate.id,
        slug=debate.slug,
        number=debate.number,
        started=debate.started_ms is not None,
        ended=debate.ended_ms is not None,
        over_days=over_days(fmt),
        teams=tuple((key, name, _team(fmt, mine, key)) for key, name in fmt.parts.items()),
        judges=tuple(person for person in mine if person.role == "judge"),
        audience=tuple(person for person in mine if person.role == "audience"),
    )


def _team(fmt: Format, people: list[Person], key: str) -> tuple[Person, ...]:
    team = [one for one in people if one.side and fmt.team(one.side, one.position or 1) == key]
    return tuple(sorted(team, key=lambda person: person.position or 0))


def _unseated(
    session: Session, sitting: Sitting, people: tuple[Person, ...]
) -> tuple[tuple[int, str], ...]:
    taken = {person.student_id for person in people if person.claimed}
    rows = session.execute(
        select(Student.id, Student.name, Student.external_id)
        .where(Student.course_id == sitting.course_id, Student.removed_ms.is_(None))
        .order_by(Student.position, Student.id)
    )
    return tuple(
        (row.id, f"{row.name} ({row.external_id})" if row.external_id else row.name)
        for row in rows
        if row.id not in taken
    )
