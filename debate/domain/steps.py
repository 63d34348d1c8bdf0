"""The records of a format: its steps, turns and bells, and the sums over them.

Belongs here: what a step is and what follows from one step alone. The engine looks at `entry` and
the fields beside it, never at a format's name, a step's slug or its `kind`.
Does not belong here: reading, checking and changing a format (`debate.domain.formats`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from debate.domain.datafiles import Problem

SIDES = ("P", "O")
ENTRIES = ("points", "exchange", "vote", "reflection", "check", "statement", "none")
GROUPS = ("debaters", "audience", "judges")
ADVANCES = ("act", "time", "handed_in")
DECISIONS = ("judges", "swing", "ranks", "none")
LATE = ("refuse", "mark", "grace")
FOUR_TEAMS = ("PA", "OA", "PB", "OB")
# What a point may do to an earlier one. The first three take up one of the other side, the last two
# one of its own.
LINK_KINDS = ("answers", "concedes", "turns", "extends", "cross_applies")
OWN_LINKS = ("extends", "cross_applies")
SCORED = ("whole", "half")
SECONDS_MAX = 4 * 3600
DUE_HOURS_MAX = 90 * 24
SEATS_MAX = 8
CLAIM_MAX = 120
GRACE_S_MAX = 120
TURN_LEAST_S = 10
LATE_HOURS_MAX = 30 * 24


class FormatError(ValueError):
    """A format that cannot be used; `problems` holds every fault found, in reading order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.path}: {p.message}".lstrip(": ") for p in self.problems))


@dataclass(frozen=True)
class Turn:
    """A speaker's place: side "P" or "O", and which seat of that team, from 1."""

    side: str
    speaker: int


@dataclass(frozen=True)
class Bell:
    """A bell `at_s` elapsed seconds into the step as planned, rung `count` times.

    When the step runs longer (time added, extra time) a bell keeps its distance from the end.
    """

    at_s: int
    count: int


@dataclass(frozen=True)
class Window:
    """When points of information may be offered: elapsed seconds of the speech, from and until."""

    open_s: int
    close_s: int


@dataclass(frozen=True)
class Step:
    """One item of a format; durations in seconds or, for deadlines over days, in hours."""

    index: int
    slug: str
    name: str
    kind: str  # a label only
    entry: str  # points | exchange | vote | reflection | check | statement | none
    seconds: int | None  # exactly one of seconds and due_hours
    due_hours: int | None
    # One: alone. Two or more: at the same time; in an exchange all of them ask and answer
    # (crossfire), the first one first. None: open floor, votes.
    turns: tuple[Turn, ...]
    open_to: tuple[str, ...]  # debaters | audience | judges: who may take the floor or vote
    asker: Turn | None
    answerer: Turn | None
    sealed: bool  # nobody sees it before the step ends
    poll: str | None  # before | after
    # act: a moderator moves on; time: when its time is up; handed_in: when all have handed in, at
    # the latest when its time is up.
    advance: str
    points_max: int | None  # points of a speech, questions of an exchange
    claim_max: int  # characters
    reasons_max: int  # characters; also of a question, an answer, a reflection
    cards_min: int  # cards a point cites
    cards_max: int | None
    links: tuple[str, ...]
    answer_by: str | None  # slug of the step by whose end a point made here must be answered
    bells: tuple[Bell, ...]
    hint: str  # one sentence: what to do in this step
    scored: str | None = None  # whole | half: its speech earns speaker points, or half as many
    reversed: bool = False  # each team argues the other team's side
    grace_s: int = 0  # after the bell: the speaker may finish, and what is sent still counts
    new_arguments: bool = True  # False: a point without a link is marked as new
    poi: Window | None = None  # points of information
    # A free debate: each side has a clock of its own, half the step, which runs while it has the
    # turn; a turn of `turn_seconds` (None: no limit) passes to the other side when it is used up.
    side_clocks: bool = False
    turn_seconds: int | None = None
    # What comes after a due date: refused, let in and marked, or let in unmarked, for `late_hours`.
    late: str = "refuse"
    late_hours: int = 0
    of: tuple[str, ...] = ()  # a check: slugs of the steps whose speeches the other team checks

    @property
    def takes_points(self) -> bool:
        """Whether points are made here: in speeches, on a floor, towards a joint statement."""
        return self.entry in ("points", "check", "statement")

    @property
    def crossfire(self) -> bool:
        """Whether all who have a turn ask and answer each other."""
        return self.entry == "exchange" and bool(self.turns)

    @property
    def by_time(self) -> bool:
        """Whether it moves on when its time is up."""
        return self.advance != "act"

    @property
    def sides(self) -> frozenset[str]:
        """The sides that are argued in its turns."""
        return frozenset(self.argues(turn) for turn in self.turns)

    def argues(self, turn: Turn) -> str:
        """The side that this speaker argues here."""
        return other_side(turn.side) if self.reversed else turn.side

    @property
    def own_end(self) -> bool:
        """Whether each seat has its own end here: voting, sealed and written steps."""
        return self.sealed or self.due_hours is not None or self.entry in ("vote", "reflection")


@dataclass(frozen=True)
class Format:
    """A whole format. Speaker points are in hundredths of a point; no points: all three None.

    With points, judges score speeches instead of a rubric's criteria; a score below `usual_min` or
    above `usual_max` needs a reason, and unless `low_point_win` the winner of a ballot must have
    the higher total. As a grade the lowest score is worth `lowest_percent`, the highest 100.
    """

    slug: str
    title: str
    summary: str
    sides: Mapping[str, str] = field(hash=False)  # names of "P" and "O"
    team_seats: int
    decision: str  # judges | swing | ranks (judges rank four teams) | none
    points_min: int | None
    points_max: int | None
    points_step: int | None
    prep_bank_s: int  # thinking time of each side, in seconds
    steps: tuple[Step, ...]
    usual_min: int | None = None
    usual_max: int | None = None
    low_point_win: bool = False
    lowest_percent: int = 0
    # With four teams, two on a side: the names of FOUR_TEAMS. The first half of a side's seats is
    # its opening team (A), the second half its closing team (B).
    teams: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def half(self) -> int:
        """How many speakers each of a side's two teams has; 0 where a side is one team."""
        return self.team_seats // 2 if self.teams else 0

    @property
    def parts(self) -> Mapping[str, str]:
        """The names of the teams by key: P and O, or FOUR_TEAMS."""
        return self.teams or self.sides

    def team(self, side: str, position: int) -> str:
        """The key of the team that the nth seat (from 1) of a side belongs to: P, O, PA .. OB."""
        if not self.teams:
            return side
        return f"{side}{'A' if position <= self.half else 'B'}"

    def in_team(self, turn: Turn) -> Turn:
        """A speaker's place within their own team: its key as side, and which seat of it."""
        if not self.teams:
            return turn
        return Turn(self.team(turn.side, turn.speaker), (turn.speaker - 1) % self.half + 1)

    def team_name(self, key: str) -> str:
        """The name of a team by its key."""
        return self.parts[key]

    def place_name(self, side: str, position: int) -> str:
        """A seat of a side in words: "Proposition, speaker 2", "Closing Government, speaker 1"."""
        place = self.in_team(Turn(side, position))
        return f"{self.team_name(place.side)}, speaker {place.speaker}"

    @property
    def by_points(self) -> bool:
        """Whether judges give speaker points."""
        return self.points_min is not None

    @property
    def opens_with_vote(self) -> bool:
        """Whether the first step is a “before” poll, which runs up to the start without a clock.

        Its `seconds` then only plan the meeting. A first poll with a due date has a clock.
        """
        return self.steps[0].poll == "before" and self.steps[0].seconds is not None

    @property
    def first_timed(self) -> int:
        """Index of the step that `start` begins."""
        return 1 if self.opens_with_vote else 0

    def step_named(self, slug: str) -> Step:
        """The step with this slug, which must exist."""
        return next(step for step in self.steps if step.slug == slug)


def default_bells(seconds: int) -> tuple[Bell, ...]:
    """One ring with a minute left, two at the end."""
    early = (Bell(seconds - 60, 1),) if seconds > 60 else ()
    return (*early, Bell(seconds, 2))


def total_seconds(fmt: Format) -> int:
    """Planned seconds of all timed steps, an opening vote included, preparation not."""
    return sum(step.seconds or 0 for step in fmt.steps)


def speaking_seconds(fmt: Format) -> Mapping[str, int]:
    """Planned speaking time in seconds of "P", "O" and the "room" (steps with an open floor).

    Side by side both sides have the whole step; of an exchange or free debate each has half.
    """
    spoken = {"P": 0, "O": 0, "room": 0}
    for step in fmt.steps:
        seconds = step.seconds or 0
        if step.asker and step.answerer:
            spoken[step.asker.side] += seconds // 2
            spoken[step.answerer.side] += seconds - seconds // 2
        elif step.turns:
            for side in step.sides:
                spoken[side] += seconds // 2 if step.entry == "exchange" else seconds
        elif step.side_clocks:
            for side in SIDES:
                spoken[side] += seconds // 2
        elif step.takes_points:
            spoken["room"] += seconds
    return spoken


def may_answer(step: Step, side: str) -> bool:
    """Whether `side` can answer a point in this step."""
    speaks = side in step.sides or "debaters" in step.open_to
    return step.entry == "points" and "answers" in step.links and speaks


def link_word(kind: str) -> str:
    """A kind of link as a page or file says it, before the target's address: "cross-applies"."""
    return kind.replace("_", "-")


def linked_word(kind: str) -> str:
    """What a link of this kind did to its target, before "by": "conceded"."""
    return _LINKED[kind]


_LINKED = {
    "answers": "answered",
    "concedes": "conceded",
    "turns": "turned",
    "extends": "extended",
    "cross_applies": "cross-applied",
}


def other_side(side: str) -> str:
    """ "O" for "P" and the other way round."""
    return "O" if side == "P" else "P"
