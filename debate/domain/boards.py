"""The board of a session's rooms: what needs a moderator first, and what is said of an act on many.

Belongs here: the needs of one room from plain facts, the order of rooms, and the sentences about
rooms in which an act was possible or was not. Does not belong here: the clock (`clock`), who sits
where (`seats`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

PAUSED_LONG_MS = 120_000
"""From here on a pause is something to look at."""

TOGETHER = ("start", "pause", "resume", "add", "next", "back", "finish")
"""Controls that may be given to several rooms at once."""

# The most urgent first: what has stopped by itself, who cannot go on, what waits for a decision,
# who asks, what is only worth a look.
_RANKS = (
    "interrupted",
    "time_up",
    "vacant",
    "challenged",
    "reports",
    "undecided",
    "held",
    "hands",
    "empty",
    "paused",
    "vacant_next",
    "unconfirmed",
)
_CALM = len(_RANKS)


@dataclass(frozen=True)
class Facts:
    """One room at one instant: its clock as `clock.Reading` has it, and counts. Times in ms.

    `vacant` and `vacant_next`: addresses of speeches of the step that runs, and of the one after
    it, in which somebody is missing. `paused_ms`: for how long the clock has stood, preparation
    apart.
    """

    state: str
    interrupted: bool = False
    is_last: bool = False
    over_days: bool = False
    paused_ms: int = 0
    held: int = 0
    hands: int = 0
    here: int = 0
    expected: int = 0
    unconfirmed: int = 0
    vacant: tuple[str, ...] = ()
    vacant_next: tuple[str, ...] = ()
    reports: int = 0  # by students, not decided on
    challenged: int = 0  # number of the card of the challenge that is open


@dataclass(frozen=True)
class Need:
    """One thing in a room that waits for a moderator, in words with its count."""

    kind: str
    words: str


@dataclass(frozen=True)
class Done:
    """What became of an act: the numbers of the rooms it moved, and why others stayed.

    A reason is a key of `REASONS`, or a whole sentence.
    """

    kind: str
    moved: tuple[int, ...]
    stayed: Mapping[int, str]
    value: int = 0


REASONS = {
    "moved": ("has moved on already", "have moved on already"),
    "ready": ("has not started", "have not started"),
    "started": ("has started already", "have started already"),
    "finished": ("is over", "are over"),
    "paused": ("is paused already", "are paused already"),
    "running": ("runs already", "run already"),
    "preparing": ("has preparation time running", "have preparation time running"),
    "last": ("is in its last round", "are in their last round"),
    "first": ("has no round to go back to", "have no round to go back to"),
    "points": (
        "has points that came in after you looked",
        "have points that came in after you looked",
    ),
}
_MOVED = {
    "start": ("has started", "have started"),
    "pause": ("is paused", "are paused"),
    "resume": ("goes on", "go on"),
    "next": ("moved on", "moved on"),
    "back": ("went back", "went back"),
    "finish": ("has ended", "have ended"),
}


def needs(facts: Facts) -> tuple[Need, ...]:
    """What waits for a moderator in a room, the most urgent first; once it is over, reports."""
    reported = f"{_some(facts.reports, 'report')} to decide" if facts.reports else ""
    if facts.state == "finished":
        return (Need("reports", reported),) if reported else ()
    meets = facts.state != "ready" and not facts.over_days
    found = {
        "interrupted": "Interrupted: the server was away" if facts.interrupted else "",
        "time_up": "Time is up" if facts.state == "over" else "",
        "vacant": _vacant("", facts.vacant),
        "challenged": f"Card No. {facts.challenged} is challenged" if facts.challenged else "",
        "reports": reported,
        "undecided": _held(facts.held, "before the end") if facts.is_last else "",
        "held": "" if facts.is_last else _held(facts.held, "for you"),
        "hands": f"{_some(facts.hands, 'hand')} up" if facts.hands else "",
        "empty": "Nobody is here" if meets and facts.expected and not facts.here else "",
        "paused": _paused(facts),
        "vacant_next": _vacant("Next, ", facts.vacant_next),
        "unconfirmed": f"{facts.unconfirmed} to confirm" if facts.unconfirmed else "",
    }
    return tuple(Need(kind, found[kind]) for kind in _RANKS if found[kind])


def order(rooms: Mapping[int, tuple[str, Sequence[Need]]]) -> tuple[int, ...]:
    """Rooms by number → (state, needs), put in order: the most urgent need first.

    Rooms with the same need stand by their numbers, calm ones after those, and the ones that are
    over at the end, so that the order depends on nothing that ticks.
    """

    def place(number: int) -> tuple[bool, int, int]:
        state, waiting = rooms[number]
        rank = _RANKS.index(waiting[0].kind) if waiting else _CALM
        return state == "finished", rank, number

    return tuple(sorted(rooms, key=place))


def reason(kind: str, state: str, allowed: Collection[str], preparing: bool) -> str:
    """Why a control cannot be given to a room now: a key of `REASONS`, "" where it can.

    `state` and `allowed` are those of `clock.Reading` and `clock.allowed_controls`.
    """
    if kind in allowed:
        return ""
    if state == "finished":
        return "finished"
    if kind == "start":
        return "started"
    if state == "ready":
        return "ready"
    if preparing:
        return "preparing"
    return {"pause": "paused", "resume": "running", "next": "last"}.get(kind, "first")


def said(done: Done) -> str:
    """An act on several rooms in words: what moved, then who stayed and why, by reason."""
    sentences = [_moved(done)] if done.moved else []
    for why in dict.fromkeys(done.stayed.values()):
        numbers = [number for number, own in done.stayed.items() if own == why]
        if why in REASONS:
            sentences.append(f"{rooms_text(numbers)} {REASONS[why][len(numbers) > 1]}.")
        else:
            sentences.append(f"{rooms_text(numbers)}: {why}")
    return " ".join(sentences)


def rooms_text(numbers: Sequence[int], count_from: int = 99) -> str:
    """Rooms by number: "Room 3", "Rooms 3, 5 and 7"; "9 rooms" from `count_from` of them on."""
    if len(numbers) >= count_from:
        return f"{len(numbers)} rooms"
    *most, last = (str(number) for number in numbers)
    return f"Rooms {', '.join(most)} and {last}" if most else f"Room {last}"


def _moved(done: Done) -> str:
    many = len(done.moved) > 1
    if done.kind == "add":
        verb = ("gets" if not many else "get") if done.value > 0 else ("loses", "lose")[many]
        words = f"{verb} {_added(abs(done.value))}{' more' if done.value > 0 else ''}"
    else:
        words = _MOVED[done.kind][many]
    return f"{rooms_text(done.moved, 4)} {words}."


def _added(seconds: int) -> str:
    if seconds % 86_400 == 0:
        return _some(seconds // 86_400, "day")
    return f"{seconds} s" if seconds % 60 else f"{seconds // 60} min"


def _paused(facts: Facts) -> str:
    standing = facts.state == "paused" and not facts.interrupted
    long = standing and facts.paused_ms >= PAUSED_LONG_MS
    return f"Paused for {facts.paused_ms // 60_000} min" if long else ""


def _held(count: int, what: str) -> str:
    if not count:
        return ""
    verb = ("waits", "wait")[count > 1] if what == "for you" else "to decide"
    return f"{_some(count, 'point')} {verb} {what}"


def _vacant(when: str, addresses: Sequence[str]) -> str:
    if not addresses:
        return ""
    *most, last = addresses
    names = f"{', '.join(most)} and {last}" if most else last
    return f"{when}{names} {('has', 'have')[len(addresses) > 1]} no speaker"


def _some(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
