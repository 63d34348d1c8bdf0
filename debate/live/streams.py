"""Streams as people's browsers see them: the event stream, and the same frames as JSON.

What is sent is decided by the reader and by the ticket; here is the order in which it goes out.
"""

import asyncio
import time
from collections.abc import Collection, Mapping
from email.utils import formatdate
from typing import Any, Protocol

from debate.live.frames import HEARTBEAT, Key, Reader, as_data, message, named, newest
from debate.live.tails import Tail
from debate.live.tickets import Claim

MAX_HINTS = 32
HEARTBEAT_S = 15.0
STALLED_S = 20.0

LEFT = "left"
"""How a stream ends whose reader went away: without a word."""

_HEAD = (
    "HTTP/1.1 200 OK\r\n"
    "Date: {date}\r\n"
    "Content-Type: text/event-stream; charset=utf-8\r\n"
    "Cache-Control: no-store\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    # A proxy that collects an answer before passing it on would silence the stream.
    "X-Accel-Buffering: no\r\n"
    # The body has no length and no chunks: it ends where the connection ends.
    "Connection: close\r\n\r\n"
)


class Source(Protocol):
    """What a stream asks of the hub that holds it."""

    def tail(self, key: Key) -> Tail | None:
        """The tail of a view, once a stream has read it for the first time."""

    async def catch_up(self, key: Key, since: int) -> tuple[int, bytes]:
        """What a view has since a number, and the number that it leads to, from the database."""

    def leave(self, stream: "Stream") -> None:
        """Forget a stream whose connection is gone."""


class Stream(asyncio.Protocol):
    """One open page: its place in each view, and its connection, which the server gave away to it.

    While it waits it holds no task, no request and no buffer; three hundred of them are a list of
    sockets. Bounded by design: what a reader does not take stays in the tail or the database, and
    one who takes nothing for STALLED_S seconds is cut.
    """

    __slots__ = (
        "_hints",
        "_paused",
        "_reading",
        "_sent_at",
        "_source",
        "_transport",
        "claim",
        "ending",
        "positions",
    )
    _transport: asyncio.Transport

    def __init__(self, source: Source, claim: Claim, positions: Mapping[Key, int]) -> None:
        self.claim = claim
        self.positions = dict(positions)
        self.ending = ""
        self._source = source
        self._paused = False
        self._reading: asyncio.Task[None] | None = None
        self._sent_at = 0.0
        self._hints: dict[bytes, None] = {}

    # What the connection tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Answer the request, and begin with what the page does not know yet."""
        assert isinstance(transport, asyncio.Transport)  # for the types: a socket's
        self._transport = transport
        head = _HEAD.format(date=formatdate(usegmt=True)).encode()
        self._send(head + message("hello", {"positions": named(self.positions)}))
        ahead = [key for key, number in self.positions.items() if self._is_ahead(key, number)]
        if ahead:
            self._read(ahead)
        else:
            self.go(self.positions)

    def connection_lost(self, exc: Exception | None) -> None:
        """The page left, or was cut."""
        self.ending = self.ending or LEFT
        self._stop_reading()
        self._source.leave(self)

    def pause_writing(self) -> None:
        """The reader is slow: nothing more is written until it has taken what there is."""
        self._paused = True

    def resume_writing(self) -> None:
        """The reader has caught up with what was written."""
        self._paused = False
        self._sent_at = time.monotonic()
        self.go(self.positions)

    # What the hub tells

    def go(self, keys: Collection[Key]) -> None:
        """Send what is new in these views, and what else waits, as far as the reader takes it.

        What stands in the tails is written at once. Only a stream that is older than a tail takes
        a task, to read from the database; whatever comes meanwhile follows when that is done.
        """
        if self.ending or self._reading is not None:
            return
        behind = []
        for key in keys:
            if self._paused:
                return
            tail, position = self._source.tail(key), self.positions[key]
            if tail is None or position < tail.floor:
                behind.append(key)
            elif position < tail.last:
                self.positions[key] = tail.last
                self._send(tail.message_since(position))
        if behind:
            self._read(behind)
        elif self._hints and not self._paused:
            waiting = b"".join(self._hints)
            self._hints.clear()
            self._send(waiting)

    def hint(self, piece: bytes) -> None:
        """Have the page ask for a part again, at the next `go`; the same hint waits only once."""
        if len(self._hints) < MAX_HINTS:
            self._hints[piece] = None

    def look(self, now: float) -> None:
        """Cut a reader who stands still; give a sign of life after a heartbeat's silence."""
        silent_s = now - self._sent_at
        if self._paused or self.ending:
            if silent_s > STALLED_S:
                self.cut()
        elif silent_s >= HEARTBEAT_S:
            self._send(HEARTBEAT)

    def end(self, how: str) -> None:
        """End with a last event: `replaced`, `gone` or `bye`; the first call counts."""
        if not self.ending:
            self.ending = how
            self._stop_reading()
            self._send(message(how, {}))
            self._transport.close()

    def cut(self) -> None:
        """Close the connection, and throw away what waits for its reader."""
        self._transport.abort()

    def _is_ahead(self, key: Key, number: int) -> bool:
        """Whether a page is newer than the tail: the database knows if it was restored since."""
        tail = self._source.tail(key)
        return tail is not None and number > tail.last

    def _read(self, keys: Collection[Key]) -> None:
        self._reading = asyncio.create_task(self._catch_up(keys))

    async def _catch_up(self, keys: Collection[Key]) -> None:
        for key in keys:
            last, piece = await self._source.catch_up(key, self.positions[key])
            self.positions[key] = last
            if piece:
                self._send(piece)
            if self._paused:
                break
        self._reading = None
        self.go(self.positions)

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.cancel()

    def _send(self, piece: bytes) -> None:
        self._sent_at = time.monotonic()
        self._transport.write(piece)


def answer_json(reader: Reader, claim: Claim, positions: Mapping[Key, int]) -> dict[str, Any]:
    """The frames since `positions` for pages without a stream, of the claim's views only.

    The answer is {"positions": {"12.room": 7}, "frames": [...], "reload": bool}.
    """
    since = {key: positions.get(key, 0) for key in claim.views}
    batches = reader(since)
    frames: list[dict[str, str | int]] = []
    for batch in batches.values():
        frames += map(as_data, newest(batch.frames))
    return {
        "positions": named({key: batch.last for key, batch in batches.items()}),
        "frames": frames,
        "reload": any(b.reload or b.last < since[key] for key, b in batches.items()),
    }
