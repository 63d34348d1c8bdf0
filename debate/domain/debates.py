"""Debates of a sitting: drawing students into rooms, sides and roles at random, and in balance.

Belongs here: who goes where. Whoever draws keeps the seed: the same seed and students give the
same rooms, whatever order the students came in.
Does not belong here: changing a seat by hand afterwards (services).
"""

from collections.abc import Collection
from dataclasses import dataclass
from random import Random

from debate.domain.steps import SEATS_MAX, SIDES

ROOMS_MAX = 20


@dataclass(frozen=True)
class Place:
    """Where a student sits. Rooms and speakers count from 1; only debaters have side, speaker."""

    student: int
    room: int
    role: str  # debater | judge | audience
    side: str | None = None
    speaker: int | None = None


def check_rooms(students: int, rooms: int, seats_per_team: int) -> str | None:
    """A sentence that says what is wrong with such rooms for so many present students, or None."""
    if not 1 <= rooms <= ROOMS_MAX:
        return f"Choose from 1 to {ROOMS_MAX} rooms."
    if not 1 <= seats_per_team <= SEATS_MAX:
        return f"A team has from 1 to {SEATS_MAX} seats."
    if students < 2 * rooms:
        return (
            f"There are {students} students; each room needs at least two, so {2 * rooms} in all."
        )
    return None


def assign(
    students: Collection[int],
    rooms: int,
    seats_per_team: int,
    rng: Random,
    judges_per_room: int | None = 0,
    absent: Collection[int] = (),
) -> tuple[Place, ...]:
    """Draw the students who are not absent into rooms, in order of room, role and speaker.

    Debaters are dealt out one by one, side after side and room after room, so teams differ by at
    most one seat. Then each room gets its judges (None: all who are left), and the rest go to the
    audiences, always to a room that has fewest people. Raises ValueError when `check_rooms` finds
    something wrong.
    """
    present = sorted(set(students) - set(absent))
    wrong = check_rooms(len(present), rooms, seats_per_team)
    if wrong:
        raise ValueError(wrong)
    # Python promises the same sequence for a seed from random(), not from shuffle().
    drawn = sorted(present, key=lambda _: rng.random())
    seats = [
        (room, side, speaker)
        for speaker in range(1, seats_per_team + 1)
        for side in _sides_in_turn(speaker)
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
    order = ("debater", "judge", "audience")
    return tuple(
        sorted(
            places,
            key=lambda place: (
                place.room,
                order.index(place.role),
                place.side != "P",
                place.speaker or 0,
            ),
        )
    )


def _sides_in_turn(speaker: int) -> tuple[str, ...]:
    """Side to side, then back, so that no side has the better chance of the last seat."""
    return SIDES if speaker % 2 else SIDES[::-1]
