"""The tail of a view: its latest frames, kept so that streams need not ask the database.

Lives in the event loop only; no locks. What a tail no longer holds is read from the database.
"""

from collections import deque

from debate.live.frames import Batch, Frame, Key, as_data, message, newest, view_name

MAX_FRAMES = 200
MAX_CHARACTERS = 500_000


class Tail:
    """What changed in a view after `floor` and up to `last`.

    `epoch` grows each time that something was taken back: what was read from the database before
    may still hold it, and is thrown away.
    """

    def __init__(self, key: Key, last: int) -> None:
        self.floor = last
        self.last = last
        self.epoch = 0
        self._name = view_name(key)
        self._batches: deque[Batch] = deque()
        self._messages: dict[int, bytes] = {}

    def append(self, batch: Batch) -> bool:
        """Take in what the pump read from `last` on; whether there was anything new."""
        if batch.taken_back:
            self.epoch += 1
            self._empty(self.last)
        if batch.last <= self.last:
            return False
        self._messages.clear()
        self.last = batch.last
        if batch.reload:
            self._empty(batch.last)
            return True
        self._batches.append(batch)
        while self._too_long():
            self.floor = self._batches.popleft().last
        return True

    def message_since(self, position: int) -> bytes:
        """One event with all after `position`, which is not below `floor`; made once for all."""
        if position not in self._messages:
            frames = [f for batch in self._batches for f in batch.frames if f.number > position]
            self._messages[position] = _frames_message(self._name, frames, self.last)
        return self._messages[position]

    def _empty(self, floor: int) -> None:
        self.floor = floor
        self._batches.clear()
        self._messages.clear()

    def _too_long(self) -> bool:
        frames = [frame for batch in self._batches for frame in batch.frames]
        return len(frames) > MAX_FRAMES or sum(len(f.html) for f in frames) > MAX_CHARACTERS


def caught_up(key: Key, since: int, batch: Batch) -> bytes:
    """The event for pages that stand at `since`, made of what was read; empty when all is known."""
    name = view_name(key)
    # A page ahead of the database was made before a restore from a copy.
    if batch.reload or batch.last < since:
        return message("reload", {"v": name, "n": batch.last}, at=f"{name}:{batch.last}")
    if batch.last > since:
        return _frames_message(name, list(batch.frames), batch.last)
    return b""


def _frames_message(name: str, frames: list[Frame], last: int) -> bytes:
    """The event that carries frames of one view and leaves it at `last`."""
    return message("frame", [as_data(f) for f in newest(frames)], at=f"{name}:{last}")
