"""What travels on a stream: frames, batches, and the callables that `live` is handed.

Only shapes and their spelling on the wire. Who may see what is decided by those who make frames.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

Key = tuple[int, str]
"""One view of one debate: (debate id, view), written "12.room" on the wire."""

MAX_VIEWS = 64
"""Views that one stream may carry: the console of a session has one for each of its debates."""

_POSITION = re.compile(r"([1-9][0-9]{0,17})\.([a-z][a-z0-9]{0,19}):([0-9]{1,15})")


@dataclass(frozen=True)
class Frame:
    """One changed row as it is shown to one view.

    `number` is gapless per debate and view, from 1. `target` is the id of the element on the page,
    `into` the id of the list it joins when it is absent ("" means replace only).
    """

    debate_id: int
    view: str
    number: int
    target: str
    into: str
    html: str


@dataclass(frozen=True)
class Batch:
    """What changed in one view since a number, as it stands now.

    `last` is the view's last number, read in the same transaction. `reload` means that too much
    changed and the page reads that part again. `taken_back` means that something was hidden,
    struck or erased: nothing rendered before may be sent any more.
    """

    last: int
    frames: tuple[Frame, ...]
    reload: bool
    taken_back: bool


Reader = Callable[[Mapping[Key, int]], Mapping[Key, Batch]]
"""Present state of what changed in each view since a number. Blocks; called in a worker thread."""

Changed = Callable[[Collection[int]], Mapping[int, int]]
"""The last event number of each debate asked for, in one statement. Blocks."""

Alive = Callable[[Collection[tuple[int, int]]], set[tuple[int, int]]]
"""Which of these (seat id, generation) still hold; accounts are (-account id, 0). Blocks."""


class BadPositions(ValueError):
    """The positions in an address cannot be read."""


def view_name(key: Key) -> str:
    """A view as written on the wire: "12.room"."""
    return f"{key[0]}.{key[1]}"


def parse_positions(text: str) -> dict[Key, int]:
    """Read "12.room:5,13.room:7". Raises BadPositions when it is spelled otherwise."""
    parts = [part for part in text.split(",") if part]
    if len(parts) > MAX_VIEWS:
        raise BadPositions("too many views")
    positions: dict[Key, int] = {}
    for part in parts:
        found = _POSITION.fullmatch(part)
        if found is None:
            raise BadPositions("a position reads 12.room:5")
        positions[int(found[1]), found[2]] = int(found[3])
    return positions


def named(positions: Mapping[Key, int]) -> dict[str, int]:
    """Positions as they stand in JSON: {"12.room": 5}."""
    return {view_name(key): number for key, number in positions.items()}


def as_data(frame: Frame) -> dict[str, str | int]:
    """One frame as it stands in JSON, on the stream and in the polled answer alike."""
    return {
        "v": view_name((frame.debate_id, frame.view)),
        "n": frame.number,
        "target": frame.target,
        "into": frame.into,
        "html": frame.html,
    }


def newest(frames: Iterable[Frame]) -> list[Frame]:
    """The newest frame of each row, in the order of their numbers."""
    by_target: dict[str, Frame] = {}
    for frame in sorted(frames, key=lambda frame: frame.number):
        by_target.pop(frame.target, None)
        by_target[frame.target] = frame
    return list(by_target.values())


def message(event: str, data: object, at: str = "") -> bytes:
    """One server-sent event; `at` ("12.room:7") is where the view stands once it was taken in."""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    position = f"id: {at}\n" if at else ""
    return f"{position}event: {event}\ndata: {body}\n\n".encode()


HEARTBEAT = b": still here\n\n"
