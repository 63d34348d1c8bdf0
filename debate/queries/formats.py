"""Reads for setting a session up: classes, motions, formats and rubrics, and what a choice means.

Belongs here: everything that the set-up page shows, worked out anew from what was chosen so far.
Does not belong here: making the session (`services.sittings`), which decides by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from debate.domain import formats, hands, sittings, steps
from debate.domain.debates import SHADOW, Place
from debate.domain.permissions import OWNERS
from debate.domain.refusals import Refused
from debate.models.courses import Course, CourseMember, Student
from debate.models.decks import Deck
from debate.models.formats import Format
from debate.queries import decks, motions, rubrics
from debate.queries.debates import parse_format
from debate.queries.motions import MotionLine
from debate.queries.rubrics import RubricLine


@dataclass(frozen=True)
class Wish:
    """What was chosen so far; empty or None where nothing was. `motion` is "deck/motion"."""

    course: str = ""
    motion: str = ""
    fmt: str = ""
    lengths: Mapping[tuple[str, int], str] = field(default_factory=dict)  # as typed
    fit_minutes: int | None = None
    start: str = ""
    rooms: int = 1
    team_seats: int | None = None
    rest: str = "judges"
    by_hand: bool = False
    seed: str = ""
    present: frozenset[int] | None = None  # students; None: everybody
    chosen: Mapping[int, tuple[int, str, str | None]] = field(default_factory=dict)
    exclusive: bool = True
    hand_size: int = 4


class CourseChoice(NamedTuple):
    """A class in which the account may make sittings."""

    id: int
    slug: str
    title: str
    time_zone: str


class DeckChoice(NamedTuple):
    """A deck and its motions, with how many cards bear on each."""

    id: int
    slug: str
    title: str
    motions: tuple[MotionLine, ...]


@dataclass(frozen=True)
class StepLine:
    """A step to be edited: `typed` is the length as it stands in the field."""

    index: int
    slug: str
    name: str
    side: str | None
    seconds: int
    timed: bool
    typed: str
    note: str
    problem: str
    state: str  # "ahead" in a format that is not chosen: drawn in outline


class FormatChoice(NamedTuple):
    """A format with its lengths as edited. `seconds` is 0 where it has due dates only.

    `own`: it belongs to the class.
    """

    fmt: formats.Format
    lines: tuple[StepLine, ...]
    seconds: int
    hours: int
    speaking: Mapping[str, int]
    problem: str
    own: bool

    @property
    def length(self) -> str:
        """How long it takes, in words."""
        if self.seconds:
            return f"{-(-self.seconds // 60)} min"
        return f"{-(-self.hours // 24)} days"

    @property
    def sound(self) -> bool:
        """Whether every length makes sense."""
        return not self.problem and not any(line.problem for line in self.lines)


class StudentChoice(NamedTuple):
    """A student of the class: whether there, and where they sit so far."""

    id: int
    name: str
    detail: str
    present: bool
    place: str  # "1.P", as the choice by hand has it
    words: str


class SetUp(NamedTuple):
    """The set-up page."""

    courses: tuple[CourseChoice, ...]
    course: CourseChoice | None
    decks: tuple[DeckChoice, ...]
    deck: DeckChoice | None
    motion: MotionLine | None
    formats: tuple[FormatChoice, ...]
    format: FormatChoice | None
    rubrics: tuple[RubricLine, ...]
    students: tuple[StudentChoice, ...]
    team_seats: int
    seats: str  # what the draw or the choice came to, in a sentence
    seats_problem: str
    pile_problem: str
    offer_shared: bool
    extra: int  # the largest extra-time factor of those who take part, in percent
    ends_at: str  # of the room that takes longest
    places: tuple[tuple[str, str], ...]  # choices by hand: value, words

    @property
    def default_rubric(self) -> str:
        """The one that is chosen where nothing is: the first."""
        return self.rubrics[0].slug if self.rubrics else ""

    @property
    def present(self) -> int:
        """How many students take part."""
        return sum(student.present for student in self.students)


def setup(session: Session, account_id: int, wish: Wish) -> SetUp:
    """What can be chosen, and what the choices so far come to."""
    courses = _courses(session, account_id)
    course = next((one for one in courses if one.slug == wish.course), None)
    deck_list = _decks(session, courses)
    deck, motion = _motion(deck_list, wish.motion)
    rows = _students(session, course.id) if course else []
    present = [row[0] for row in rows if wish.present is None or row[0] in wish.present]
    extra = session.scalar(select(func.max(Student.factor)).where(Student.id.in_(present))) or 100
    if wish.fit_minutes is not None:
        # The longest room ends in time: where somebody has extra time, steps last longer.
        wish = replace(wish, fit_minutes=wish.fit_minutes * 100 // extra)
    choices = _formats(session, wish, course)
    chosen = next((one for one in choices if one.fmt.slug == wish.fmt), None)
    team_seats = wish.team_seats or (chosen.fmt.team_seats if chosen else 2)
    fmt = chosen.fmt if chosen else None
    places, seats_problem = _place(present, team_seats, wish, fmt.half if fmt else 0)
    pile = _pile_problem(motion, places, team_seats, wish)
    start = sittings.read_clock(wish.start)
    return SetUp(
        courses=courses,
        course=course,
        decks=deck_list,
        deck=deck,
        motion=motion,
        formats=choices,
        format=chosen,
        rubrics=rubrics.to_choose(session, course.id if course else None),
        students=_student_lines(rows, set(present), places, wish, fmt),
        team_seats=team_seats,
        seats=_seats_sentence(places, wish.rooms),
        seats_problem=seats_problem,
        pile_problem=pile.message if pile else "",
        offer_shared=pile is not None and pile.offer_shared,
        extra=extra,
        ends_at=sittings.ends_at(start, -(-chosen.seconds * extra // 100))
        if start is not None and chosen and chosen.seconds
        else "",
        places=_place_choices(wish.rooms, chosen),
    )


def _courses(session: Session, account_id: int) -> tuple[CourseChoice, ...]:
    rows = session.execute(
        select(Course.id, Course.slug, Course.title, Course.time_zone)
        .join(CourseMember, CourseMember.course_id == Course.id)
        .where(CourseMember.account_id == account_id, CourseMember.role.in_(OWNERS))
        .order_by(Course.created_ms.desc(), Course.id.desc())
    )
    return tuple(CourseChoice(*row) for row in rows)


def _decks(session: Session, courses: tuple[CourseChoice, ...]) -> tuple[DeckChoice, ...]:
    ours = Deck.course_id.in_([course.id for course in courses])
    rows = session.execute(
        select(Deck.id, Deck.slug, Deck.title)
        .where(Deck.version > 0, or_(Deck.course_id.is_(None), ours))
        .order_by(Deck.title, Deck.id)
    ).all()
    versions = {row.id: decks.version_of(session, row.id) for row in rows}
    return tuple(
        DeckChoice(*row, motions.lines(session, version))
        for row in rows
        if (version := versions[row.id]) is not None
    )


def _motion(
    choices: tuple[DeckChoice, ...], wanted: str
) -> tuple[DeckChoice | None, MotionLine | None]:
    deck_slug, _, slug = wanted.partition("/")
    for deck in choices:
        for line in deck.motions:
            if deck.slug == deck_slug and line.slug == slug:
                return deck, line
    return None, None


def _formats(session: Session, wish: Wish, course: CourseChoice | None) -> tuple[FormatChoice, ...]:
    """The class's own formats, the newest first, and those that came with files."""
    bundled = Format.course_id.is_(None)
    rows = session.execute(
        select(Format.definition, Format.course_id)
        .where(or_(bundled, Format.course_id == course.id) if course else bundled)
        .order_by(bundled, Format.position, Format.id.desc())
    )
    return tuple(
        _format(parse_format(row.definition), wish, row.course_id is not None) for row in rows
    )


def _format(fmt: formats.Format, wish: Wish, own: bool) -> FormatChoice:
    typed = {index: text for (slug, index), text in wish.lengths.items() if slug == fmt.slug}
    edited, problems = sittings.edit_lengths(fmt, typed)
    problem = ""
    state = "" if wish.fmt == fmt.slug else "ahead"
    if wish.fit_minutes is not None and wish.fmt == fmt.slug:
        try:
            # From its own lengths: scaled from a tight fit, every step would come out equal.
            edited = formats.fit(fmt, wish.fit_minutes)
            typed, problems = {}, {}
        except formats.FormatError as error:
            problem = error.problems[0].message
    return FormatChoice(
        fmt=edited,
        lines=tuple(_line(step, typed, problems, state) for step in edited.steps),
        seconds=formats.total_seconds(edited),
        hours=sittings.total_hours(edited),
        speaking=formats.speaking_seconds(edited),
        problem=problem,
        own=own,
    )


def _line(
    step: formats.Step, typed: Mapping[int, str], problems: Mapping[int, str], state: str
) -> StepLine:
    seconds = step.seconds if step.seconds is not None else (step.due_hours or 0) * 60
    shown = (
        f"{seconds // 60}:{seconds % 60:02}" if step.seconds is not None else str(step.due_hours)
    )
    sides = step.sides | ({step.asker.side} if step.asker else set())
    return StepLine(
        index=step.index,
        slug=step.slug,
        name=step.name,
        side=next(iter(sides)) if len(sides) == 1 else None,
        seconds=seconds,
        timed=step.seconds is not None,
        typed=typed.get(step.index, shown) if step.index in problems else shown,
        note=_note(step),
        problem=problems.get(step.index, ""),
        state=state,
    )


_NOTES = {
    "vote": "vote",
    "reflection": "in writing",
    "points": "points",
    "check": "the other team accepts, or says what is missing",
    "statement": "one text that all agree to",
}


def _note(step: formats.Step) -> str:
    if step.entry == "exchange":
        return f"up to {step.points_max} questions" if step.points_max else "questions and answers"
    if step.takes_points and step.points_max:
        return f"up to {step.points_max} point{'s' if step.points_max > 1 else ''}"
    return _NOTES.get(step.entry, "")


def _students(session: Session, course_id: int) -> list[tuple[int, str, str]]:
    rows = session.execute(
        select(Student.id, Student.name, Student.external_id, Student.section)
        .where(Student.course_id == course_id, Student.removed_ms.is_(None))
        .order_by(Student.position, Student.id)
    )
    return [
        (row.id, row.name, ", ".join(filter(None, (row.external_id, row.section)))) for row in rows
    ]


def _place(
    present: list[int], team_seats: int, wish: Wish, half: int
) -> tuple[dict[int, Place], str]:
    if not present or not 1 <= wish.rooms <= sittings.ROOMS_MAX:
        return {}, ""
    try:
        if wish.by_hand and wish.chosen:
            found = sittings.by_hand(present, wish.rooms, wish.chosen, half)
        else:
            found = sittings.draw(present, wish.rooms, team_seats, wish.rest, wish.seed, half=half)
    except Refused as wrong:
        return {}, wrong.sentence
    return {place.student: place for place in found}, ""


def _pile_problem(
    motion: MotionLine | None, places: Mapping[int, Place], team_seats: int, wish: Wish
) -> hands.Problem | None:
    if motion is None:
        return None
    sizes = {"P": motion.supports + motion.both, "O": motion.opposes + motion.both}
    for side, size in sizes.items():
        teams: dict[int, int] = {}
        for place in places.values():
            if place.side == side:
                teams[place.room] = teams.get(place.room, 0) + 1
        seats = max(teams.values(), default=team_seats)
        problem = hands.check_deal(size, seats, wish.hand_size, wish.exclusive)
        if problem is not None:
            return problem
    return None


def _student_lines(
    rows: list[tuple[int, str, str]],
    present: set[int],
    places: Mapping[int, Place],
    wish: Wish,
    fmt: formats.Format | None,
) -> tuple[StudentChoice, ...]:
    lines = []
    for student, name, detail in rows:
        place = places.get(student)
        value = place.value(fmt) if place else ""
        if place is None and student in wish.chosen:
            room, role, side = wish.chosen[student]
            value = f"{room}.{side or role}"
        words = place.words(wish.rooms, fmt) if place else ""
        lines.append(StudentChoice(student, name, detail, student in present, value, words))
    return tuple(lines)


def _seats_sentence(places: Mapping[int, Place], rooms: int) -> str:
    if not places:
        return ""
    counts = dict.fromkeys(("debater", "judge", SHADOW, "audience"), 0)
    for place in places.values():
        counts[place.role] += 1
    verbs = {
        "debater": "debate",
        "judge": "judge",
        SHADOW: "judge for practice",
        "audience": "listen",
    }
    people = ", ".join(f"{counts[role]} {verb}" for role, verb in verbs.items() if counts[role])
    return f"{people}, in {rooms} rooms" if rooms > 1 else people


def _place_choices(rooms: int, chosen: FormatChoice | None) -> tuple[tuple[str, str], ...]:
    sides = dict(chosen.fmt.parts) if chosen else {side: side for side in steps.SIDES}
    roles = [
        *sides.items(),
        ("judge", "Judge"),
        (SHADOW, "Shadow judge"),
        ("audience", "Audience"),
    ]
    return tuple(
        (f"{room}.{value}", f"Room {room}: {words}" if rooms > 1 else words)
        for room in range(1, min(rooms, sittings.ROOMS_MAX) + 1)  # a typed number may be any
        for value, words in roles
    )
