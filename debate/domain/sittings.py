"""Sittings: what follows from the choices of a set-up, and how many wrong codes are too many.

Belongs here: the title a session gets when none was typed, people placed by hand or by lot, when it
ends, lengths as people type them, the states a sitting goes through. Does not belong here: the lot
itself (`debates`), the lengths of a format (`formats`), join codes (`seats`).
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from random import Random

from debate.domain import debates, formats
from debate.domain.debates import Place
from debate.domain.refusals import Refused
from debate.domain.steps import DUE_HOURS_MAX, SEATS_MAX, SECONDS_MAX, SIDES

ROOMS_MAX = debates.ROOMS_MAX
HAND_MAX = 12
SWAPS_MAX = 6
PEOPLE_MAX = 400
"""Most seats of one sitting, so that a shared code cannot fill the database."""

TITLE_MAX = 160
REST = ("judges", "audience", "both")
LABELS = ("names", "codes")

WRONG_CODES_OF_ADDRESS = 60
WRONG_CODES_OF_SITE = 1_000
WRONG_CODES_WITHIN_MS = 60_000

_PREFIX = re.compile(r"^This House (believes that|believes|would|supports|regrets)\s+", re.I)
_LENGTH = re.compile(r"(?:([0-9]{1,2}):)?([0-9]{1,3}):([0-5][0-9])|([0-9]{1,3})")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_HOURS = re.compile(r"[0-9]{1,4}")
_MOVES = {
    "open": ("planned", "closed"),
    "closed": ("open",),
    "ended": ("planned", "open", "closed"),
}

Chosen = Mapping[int, tuple[int, str, str | None]]
"""Student → (room, role, side), as chosen by hand; side is None but for debaters."""


def default_title(motion: str) -> str:
    """A title for a sitting on this motion, without "This House believes that"."""
    text = _PREFIX.sub("", motion.strip())
    return (text[:1].upper() + text[1:])[:TITLE_MAX]


def may_move(state: str, to: str) -> bool:
    """Whether a sitting in `state` may become `to`; closing may be undone, an end may not."""
    return state in _MOVES[to]


def has_code(room_labels: str) -> bool:
    """Whether one may join by code: with a typed name, so only where the room sees names."""
    return room_labels == "names"


def too_many_wrong(of_address: int, of_site: int) -> bool:
    """Whether no code is looked at now, given the wrong ones of the last minute."""
    return of_address >= WRONG_CODES_OF_ADDRESS or of_site >= WRONG_CODES_OF_SITE


def draw(
    students: Collection[int],
    rooms: int,
    team_seats: int,
    rest: str,
    seed: str,
    *,
    half: int = 0,
) -> tuple[Place, ...]:
    """People drawn into rooms at random and in balance; the same seed gives the same rooms.

    `rest`: those who do not debate are "judges", "audience", or "both" by halves. `half`: as in
    `debates.check_rooms`. Raises Refused.
    """
    wrong = debates.check_rooms(len(students), rooms, team_seats, half)
    if wrong:
        raise Refused(wrong, "rooms")
    left = max(0, len(students) - 2 * rooms * team_seats)
    judges = {"judges": None, "audience": 0}.get(rest, -(-left // (2 * rooms)))
    # A draw that anyone may repeat from the seed shown.
    rng = Random(seed)  # noqa: S311
    return debates.assign(students, rooms, team_seats, rng, judges, half=half)


def by_hand(
    students: Sequence[int], rooms: int, chosen: Chosen, half: int = 0
) -> tuple[Place, ...]:
    """People placed as chosen, speakers of a team in the order of the list; Refused if it fails.

    Who was given no place listens in the first room. Each room needs somebody on both sides. With
    four teams (`half`, as in `debates.check_rooms`) a place says a team or a side.
    """
    places = []
    taken: dict[tuple[int, str], list[int]] = {}
    for student in students:
        room, role, side = chosen.get(student, (1, "audience", None))
        if not 1 <= room <= rooms:
            raise Refused("Somebody was given a room that there is not.", "present")
        speaker = None
        if side is not None:
            team, side = side, side[0]
            mine = taken.setdefault((room, side), [])
            speaker = debates.free_place(mine, team, half)
            if speaker is None:
                raise Refused(f"A team has at most {half or SEATS_MAX} seats.", "present")
            mine.append(speaker)
        places.append(Place(student, room, role, side, speaker))
    for room in range(1, rooms + 1):
        if not all((room, side) in taken for side in SIDES):
            raise Refused(f"Room {room} has nobody on one side.", "present")
    return tuple(places)


def edit_lengths(
    fmt: formats.Format, typed: Mapping[int, str]
) -> tuple[formats.Format, dict[int, str]]:
    """The format with lengths as typed by step index, and what is wrong with them by step index.

    Minutes ("4:30") for timed steps, hours ("48") for those with a due date. A wrong one leaves its
    step as it was.
    """
    problems: dict[int, str] = {}
    seconds: list[int | None] = [None] * len(fmt.steps)
    steps = list(fmt.steps)
    for step in fmt.steps:
        text = typed.get(step.index)
        if text is None:
            continue
        if step.seconds is not None:
            length = read_length(text)
            if length is None or not 1 <= length <= SECONDS_MAX:
                problems[step.index] = "Write minutes and seconds, such as 4:30."
            else:
                seconds[step.index] = length
        elif not _HOURS.fullmatch(text.strip()) or not 1 <= int(text) <= DUE_HOURS_MAX:
            problems[step.index] = f"Write hours, from 1 to {DUE_HOURS_MAX}."
        else:
            steps[step.index] = replace(step, due_hours=int(text))
    return formats.with_seconds(replace(fmt, steps=tuple(steps)), seconds), problems


def total_hours(fmt: formats.Format) -> int:
    """Hours of all due dates, one after the other."""
    return sum(step.due_hours or 0 for step in fmt.steps)


def read_length(typed: str) -> int | None:
    """Seconds of a length as typed: "4", "4:30" or "1:05:00"; None when it is none."""
    found = _LENGTH.fullmatch(typed.strip())
    if found is None:
        return None
    hours, minutes, seconds, alone = found.groups()
    if alone is not None:
        return int(alone) * 60
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)


def read_clock(typed: str) -> int | None:
    """Minutes since midnight of a time of day as typed ("14:10"); None when it is none."""
    found = _CLOCK.fullmatch(typed.strip())
    return int(found[1]) * 60 + int(found[2]) if found else None


def ends_at(start: int, seconds: int) -> str:
    """The time of day, `seconds` after `start` (minutes since midnight), rounded up to a minute."""
    end = (start + -(-seconds // 60)) % (24 * 60)
    return f"{end // 60:02}:{end % 60:02}"
