"""Deadlines over days: instants in a class's time zone, what a seat owes by when, a reminder.

Belongs here: dates in words and from words, who has to hand in what, what a late policy says.
Does not belong here: when a step is due (`clock.dues`), calendar files (`export.deadlines`).

Hours of a step are hours that go by: over a change of clocks a due date moves on the wall, not in
length. Zones are named as in the IANA database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from debate.domain.refusals import Refused
from debate.domain.steps import Step

DEFAULT_ZONE = "UTC"
ZONE_MAX = 64
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Other names of zones that stand in the list by their place.
_ALIASES = (
    "Etc/",
    "posix/",
    "right/",
    "SystemV/",
    "US/",
    "Brazil/",
    "Canada/",
    "Chile/",
    "Mexico/",
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_YEARS = range(2000, 2200)
_ALONE = ("vote", "reflection")


@dataclass(frozen=True)
class Deadline:
    """What one seat hands in by one instant (ms). `address`: of its speech, "" for all else."""

    step: Step
    address: str
    opens_ms: int | None
    due_ms: int

    @property
    def asked(self) -> bool:
        """Whether this seat by itself has to hand something in; an open floor is an offer."""
        return bool(self.address and self.step.turns) or self.step.entry in _ALONE

    @property
    def late_until_ms(self) -> int:
        """Until when it is still let in."""
        return self.due_ms + self.step.late_hours * 3_600_000


class Owing(NamedTuple):
    """Somebody who has not handed in yet: a label, what, until when."""

    label: str
    what: str
    due_ms: int


@cache
def zones() -> tuple[str, ...]:
    """The zones that a class can choose, in alphabetical order; UTC first."""
    named = (
        zone for zone in available_timezones() if "/" in zone and not zone.startswith(_ALIASES)
    )
    return (DEFAULT_ZONE, *sorted(named))


def read_zone(name: str) -> str:
    """A zone that was chosen. Raises Refused for one that there is not."""
    if name not in zones():
        raise Refused("Choose a time zone from the list.", field="time_zone")
    return name


def said(ms: int, zone: str) -> str:
    """An instant in words: "Thu 26 Nov 2026, 14:05 CET". Seconds are left out, never rounded up."""
    at = _local(ms, zone)
    day = f"{_DAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]} {at.year}"
    return f"{day}, {at:%H:%M} {zone_mark(at)}"


def zone_mark(at: datetime) -> str:
    """The short name of a zone at that time, "UTC+5:30" where it has none."""
    name = at.tzname() or ""
    if name.isalpha():
        return name
    minutes = int((at.utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def fields(ms: int, zone: str) -> tuple[str, str]:
    """An instant as the fields for a date and a time take it."""
    at = _local(ms, zone)
    return f"{at:%Y-%m-%d}", f"{at:%H:%M}"


def instant(day: str, hour: str, zone: str) -> int:
    """The instant (ms) of a local date and time as those fields give them.

    Raises Refused for what is no date or time, for a time that clocks leave out where they go
    forward, and for one that comes twice where they go back.
    """
    wanted = datetime.combine(_read_day(day), _read_hour(hour))
    first, second = (wanted.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        shown = f"{_DAYS[wanted.weekday()]} {wanted.day} {_MONTHS[wanted.month - 1]} {wanted.year}"
        back = first.astimezone(UTC).astimezone(first.tzinfo)
        if back.replace(tzinfo=None) == wanted:
            raise Refused(
                f"{hour} comes twice on {shown} in {zone}, where clocks go back. "
                "Choose another time.",
                "time",
            )
        raise Refused(
            f"There is no {hour} on {shown} in {zone}: clocks go forward then. "
            "Choose another time.",
            "time",
        )
    return (first.astimezone(UTC) - _EPOCH) // timedelta(milliseconds=1)


def seconds_to_add(wanted_ms: int, due_ms: int, now: int) -> int:
    """How much time moves a due date to an instant, in seconds, below 0 to take time away.

    A part of a second is rounded up, so that the date is never shown a minute earlier.
    Raises Refused for an instant that is past, and where nothing would move.
    """
    if wanted_ms <= now:
        raise Refused("That time is past. Choose one to come.", "time")
    if wanted_ms // 60_000 == due_ms // 60_000:
        raise Refused("It is due at that time already.", "time")
    return -((due_ms - wanted_ms) // 1000)


def of_seat(
    steps: Sequence[Step],
    opens: Sequence[int | None],
    dues: Sequence[int | None],
    group: str,
    held: Mapping[int, Sequence[str]],
) -> tuple[Deadline, ...]:
    """What one seat hands in, in order.

    `opens`, `dues`: of each step in ms, None: not known. `group`: debaters, judges or audience.
    `held`: index of a step → addresses of the seat's speeches in it.
    """
    found = []
    for step, start, due in zip(steps, opens, dues, strict=True):
        if due is None or step.entry == "none":
            continue
        mine: Sequence[str] = held.get(step.index, ())
        if not mine and not step.turns and group in step.open_to:
            mine = ("",)
        found += [Deadline(step, address, start, due) for address in mine]
    return tuple(found)


def missed(step: Step, over: bool, handed_in_ms: int | None) -> bool:
    """Whether a speech over days was not handed in, once its step is `over`."""
    return bool(step.due_hours and step.turns) and over and handed_in_ms is None


def policy(step: Step) -> str:
    """What becomes of what comes after the due date, in a sentence."""
    hours = f"{step.late_hours} hours" if step.late_hours != 1 else "one hour"
    return {
        "refuse": "Nothing can be handed in after that.",
        "mark": f"For {hours} more it can still be handed in, and is marked as late.",
        "grace": f"For {hours} more it can still be handed in.",
    }[step.late]


def reminder(title: str, motion: str, owing: Sequence[Owing], zone: str, now: int) -> str:
    """A text to copy that names who owes what by when; "" where nobody owes anything."""
    groups: dict[tuple[str, int], list[str]] = {}
    for one in owing:
        groups.setdefault((one.what, one.due_ms), []).append(one.label)
    if not groups:
        return ""
    lines = [title, motion]
    for (what, due), labels in groups.items():
        lines += ["", f"{what}, {'due' if due > now else 'was due'} {said(due, zone)}:"]
        lines += [f"- {label}" for label in labels]
    return "\n".join([*lines, "", f"Times are those of {zone}."])


def _local(ms: int, zone: str) -> datetime:
    return (_EPOCH + timedelta(milliseconds=ms)).astimezone(ZoneInfo(zone))


def _read_day(text: str) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise Refused("Write the date as year, month and day: 2026-11-26.", "date") from error
    if day.year not in _YEARS:
        raise Refused(f"Choose a year from {_YEARS[0]} to {_YEARS[-1]}.", "date")
    return day


def _read_hour(text: str) -> time:
    try:
        return datetime.strptime(text.strip()[:5], "%H:%M").time()  # noqa: DTZ007  # a wall clock
    except ValueError as error:
        raise Refused("Write the time as hours and minutes: 14:05.", "time") from error
