"""The tail of a view: its latest frames, kept so that streams need not ask the database.

Lives in the event loop only; no locks. What a tail no longer holds is read from the database.
"""

from collections import deque

from debate.live.asgi import chunk
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
        self._chunks: dict[int, bytes] = {}

    def append(self, batch: Batch) -> bool:
        """Take in what the pump read from `last` on; whether there was anything new."""
        if batch.taken_back:
            self.epoch += 1
            self._empty(self.last)
        if batch.last <= self.last:
            return False
        self._forget()
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
            self._messages[position] = frames_message(self._name, frames, self.last)
        return self._messages[position]

    def chunk_since(self, position: int) -> bytes:
        """The same, framed to be written to a socket."""
        if position not in self._chunks:
            self._chunks[position] = chunk(self.message_since(position))
        return self._chunks[position]

    def _forget(self) -> None:
        self._messages.clear()
        self._chunks.clear()

    def _empty(self, floor: int) -> None:
        self.floor = floor
        self._batches.clear()
        self._forget()

    def _too_long(self) -> bool:
        frames = [frame for batch in self._batches for frame in batch.frames]
        return len(frames) > MAX_FRAMES or sum(len(f.html) for f in frames) > MAX_CHARACTERS


def frames_message(name: str, frames: list[Frame], last: int) -> bytes:
    """The event that carries frames of one view and leaves it at `last`."""
    return message("frame", [as_data(f) for f in newest(frames)], at=f"{name}:{last}")
