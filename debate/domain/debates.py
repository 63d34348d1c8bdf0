"""Debates of a sitting: drawing students into rooms, sides and roles at random, and in balance.

Belongs here: who goes where. Whoever draws keeps the seed: the same seed and students give the
same rooms, whatever order the students came in.
Does not belong here: changing a seat by hand afterwards (services).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from random import Random

from debate.domain.steps import SEATS_MAX, SIDES, Format, Turn

ROOMS_MAX = 20
SHADOW = "shadow"
"""A judge for practice, as a place; the seat is a judge, and says so beside."""


@dataclass(frozen=True)
class Place:
    """Where a student sits. Rooms and speakers count from 1; only debaters have side, speaker."""

    student: int
    room: int
    role: str  # debater | judge | shadow | audience
    side: str | None = None
    speaker: int | None = None

    def value(self, fmt: Format | None) -> str:
        """The place as the value of a choice: "1.P", "1.judge", with four teams "1.PB"."""
        team = fmt.team(self.side, self.speaker or 1) if fmt and self.side else self.side
        return f"{self.room}.{team or self.role}"

    def words(self, rooms: int, fmt: Format | None) -> str:
        """The place in words: "Room 2, P, speaker 1"; the room where there are several."""
        what = "shadow judge" if self.role == SHADOW else self.role
        if self.side:
            place = Turn(self.side, self.speaker or 1)
            place = fmt.in_team(place) if fmt else place
            name = fmt.teams[place.side] if fmt and fmt.teams else self.side
            what = f"{name}, speaker {place.speaker}"
        return f"Room {self.room}, {what}" if rooms > 1 else what[:1].upper() + what[1:]


def seated(role: str) -> tuple[str, bool]:
    """The role that a place gives a seat, and whether it judges for practice alone."""
    return ("judge", True) if role == SHADOW else (role, False)


def check_rooms(students: int, rooms: int, seats_per_side: int, half: int = 0) -> str | None:
    """A sentence that says what is wrong with such rooms for so many present students, or None.

    `half`: how many speakers each of a side's two teams has in the format; 0: the side is one team.
    """
    if not 1 <= rooms <= ROOMS_MAX:
        return f"Choose from 1 to {ROOMS_MAX} rooms."
    if not 1 <= seats_per_side <= SEATS_MAX:
        return f"A team has from 1 to {SEATS_MAX} seats."
    if half and (seats_per_side % 2 or seats_per_side > 2 * half):
        return f"With four teams a side has an even number of seats, at most {2 * half}."
    least, word = (4, "four") if half else (2, "two")
    if students < least * rooms:
        needed = f"each room needs at least {word}, so {least * rooms} in all"
        return f"There are {students} students; {needed}."
    return None


def assign(
    students: Collection[int],
    rooms: int,
    seats_per_side: int,
    rng: Random,
    judges_per_room: int | None = 0,
    absent: Collection[int] = (),
    *,
    half: int = 0,
) -> tuple[Place, ...]:
    """Draw the students who are not absent into rooms, in order of room, role and speaker.

    Debaters are dealt out one by one, team after team and room after room, so teams differ by at
    most one seat; of four teams (`half`, as in `check_rooms`) both of a side fill up alike. Then
    each room gets its judges (None: all who are left), and the rest go to the audiences, always to
    a room that has fewest people. Raises ValueError when `check_rooms` finds something wrong.
    """
    present = sorted(set(students) - set(absent))
    wrong = check_rooms(len(present), rooms, seats_per_side, half)
    if wrong:
        raise ValueError(wrong)
    # Python promises the same sequence for a seed from random(), not from shuffle().
    drawn = sorted(present, key=lambda _: rng.random())
    seats = [
        (room, side, speaker)
        for side, speaker in places_in_turn(seats_per_side, half)
        for room in range(1, rooms + 1)
    ]
    places = [
        Place(student, room, "debater", side, speaker)
        for student, (room, side, speaker) in zip(drawn, seats, strict=False)
    ]
    sizes = [sum(place.room == room for place in places) for room in range(1, rooms + 1)]
    judges = len(drawn) if judges_per_room is None else judges_per_room * rooms
    for count, student in enumerate(drawn[len(seats) :]):
        room = sizes.index(min(sizes)) + 1
        sizes[room - 1] += 1
        places.append(Place(student, room, "judge" if count < judges else "audience"))
    return tuple(sorted(places, key=_order))


def places_in_turn(seats_per_side: int, half: int) -> tuple[tuple[str, int], ...]:
    """Side and speaker in the order in which places are filled.

    From side to side, then back, so that no side has the better chance of the last seat. Of four
    teams each gets its first speaker before any gets its second.
    """
    rounds = range(1, (seats_per_side // 2 if half else seats_per_side) + 1)
    return tuple(
        (side, nth + first)
        for nth in rounds
        for first in ((0, half) if half else (0,))
        for side in (SIDES if nth % 2 else SIDES[::-1])
    )


def _order(place: Place) -> tuple[int, int, bool, int]:
    role = ("debater", "judge", SHADOW, "audience").index(place.role)
    return (place.room, role, place.side != "P", place.speaker or 0)


def free_place(taken: Collection[int | None], team: str, half: int) -> int | None:
    """The first free speaker's place on a side for its team by key (P, of four PA, PB); None: full.

    With four teams a place given for a whole side goes to the team that has fewer.
    """
    if not half:
        span: Sequence[int] = range(1, SEATS_MAX + 1)
    elif team[1:]:
        first = 1 if team[1:] == "A" else half + 1
        span = range(first, first + half)
    else:
        span = [speaker for side, speaker in places_in_turn(2 * half, half) if side == team]
    return next((speaker for speaker in span if speaker not in taken), None)
