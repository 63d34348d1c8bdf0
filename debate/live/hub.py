"""The hub: which streams are open, and what wakes them.

One pump task per debate is its only regular reader: it clears the flag before it reads, appends to
the tails, then wakes the streams. A stream reads the tail, or the database when it is older than
the tail. The hub renders nothing and decides no rights: it is handed callables that block, and runs
them in its own threads. Everything but `wake`, `hint`, `close_seat` and `deliver` belongs to the
event loop.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from debate.domain.events import Wake
from debate.live.frames import Alive, Batch, Changed, Key, Reader
from debate.live.tails import Tail
from debate.live.tickets import Claim

THREADS = 4
STREAMS_PER_SEAT = 4
MAX_STREAMS = 3000
MAX_HINTS = 32
CHANGED_EVERY_S = 0.2
ALIVE_EVERY_S = 1.0
RETRY_S = 1.0
LOOK_EVERY_S = 1.0
HEARTBEAT_S = 15.0
STALLED_S = 20.0

LEFT = "left"
"""How a stream ends whose reader went away: without a word."""

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class Full(Exception):
    """No stream can be opened now: too many are open, or the server is closing."""


class Stream:
    """One open page: its place in each view, and what is waiting for it. Bounded by design.

    `sent_at` is when something was last taken by the socket (monotonic seconds), `sending` whether
    a send waits for the reader; `cut` ends the connection of a reader who stands still. While it is
    `idle`, what is new may go to its socket at once by `pour`, which says whether it was taken.
    """

    def __init__(self, claim: Claim, positions: Mapping[Key, int]) -> None:
        self.claim = claim
        self.positions = dict(positions)
        self.awake = asyncio.Event()
        self.ending = ""
        self.sent_at = time.monotonic()
        self.sending = False
        self.cut: Callable[[], object] | None = None
        self.idle = False
        self.pour: Callable[[bytes], bool] | None = None
        self._hints: dict[tuple[int, str], None] = {}

    def look(self, now: float) -> None:
        """Drop a reader who stands still; wake a stream that was silent for a heartbeat's time."""
        silent_s = now - self.sent_at
        if self.sending and silent_s > STALLED_S:
            self.end(LEFT)
            if self.cut is not None:
                self.cut()
        elif not self.sending and silent_s >= HEARTBEAT_S:
            self.awake.set()

    def offer(self, key: Key, tail: Tail) -> None:
        """Hand over what is new in a view: at once where nothing else waits, else by waking.

        To wake three hundred tasks costs ten times as much as to write to their sockets.
        """
        position = self.positions[key]
        free = self.idle and not self.ending and tail.floor <= position < tail.last
        if free and self.pour is not None and self.pour(tail.chunk_since(position)):
            self.positions[key] = tail.last
            self.sent_at = time.monotonic()
        else:
            self.awake.set()

    def hint(self, debate_id: int, noun: str) -> None:
        """Have the page ask for a part again; the same hint waits only once."""
        if len(self._hints) < MAX_HINTS:
            self._hints[debate_id, noun] = None
        self.awake.set()

    def take_hints(self) -> list[tuple[int, str]]:
        """The hints (debate id, noun) that wait, once."""
        waiting = list(self._hints)
        self._hints.clear()
        return waiting

    def end(self, how: str) -> None:
        """End with a last event (`replaced`, `gone`, `bye`) or LEFT; the first call counts."""
        self.ending = self.ending or how
        self.awake.set()


class _Room:
    """One debate with open streams."""

    def __init__(self) -> None:
        self.flag = asyncio.Event()
        self.number = -1
        self.streams: dict[Stream, None] = {}
        self.viewers: Counter[Key] = Counter()
        self.tails: dict[Key, Tail] = {}
        self.pump: asyncio.Task[None] | None = None


class Hub:
    """All streams of this process. Does nothing, at no cost, until `start` was called."""

    def __init__(self, reader: Reader, changed: Changed, alive: Alive, *, secret: str) -> None:
        self.secret = secret
        self._reader = reader
        self._changed = changed
        self._alive = alive
        self._loop: asyncio.AbstractEventLoop | None = None
        self._rooms: dict[int, _Room] = {}
        self._seats: dict[int, dict[Stream, None]] = {}
        self._reads: dict[tuple[Key, int, int], asyncio.Task[Batch]] = {}
        self._polls: list[asyncio.Task[None]] = []
        self._threads: ThreadPoolExecutor | None = None

    # From any thread

    def wake(self, debate_id: int) -> None:
        """Something numbered changed in a debate."""
        self._in_loop(self._raise_flag, debate_id)

    def hint(self, debate_id: int, target: str, noun: str) -> None:
        """Have pages ask for a part: of all views (""), of one view, or of one seat ("seat:5")."""
        self._in_loop(self._hint, debate_id, target, noun)

    def close_seat(self, seat_id: int) -> None:
        """End the streams of a seat that was released."""
        self._in_loop(self._end_seat, seat_id)

    def deliver(self, wakes: Iterable[Wake]) -> None:
        """Act on what a commit left, or on what another process tells."""
        for wake in wakes:
            if wake.close_seat:
                self.close_seat(wake.close_seat)
            if wake.hint:
                self.hint(wake.debate_id, wake.target, wake.hint)
            elif wake.debate_id:
                self.wake(wake.debate_id)

    def wake_all(self) -> None:
        """Look at every debate again, after wake-ups may have been missed."""
        for debate_id in tuple(self._rooms):
            self.wake(debate_id)

    # In the event loop

    async def start(self) -> None:
        """Begin to poll; from here on wake-ups are heard."""
        self._loop = asyncio.get_running_loop()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="live-read")
        self._polls = [
            asyncio.create_task(self._every(CHANGED_EVERY_S, self._poll_changed)),
            asyncio.create_task(self._every(ALIVE_EVERY_S, self._poll_alive)),
            asyncio.create_task(self._every(LOOK_EVERY_S, self._look)),
        ]

    async def close(self) -> None:
        """Say goodbye to every stream and stop; calling it again does nothing."""
        threads, self._threads = self._threads, None
        self._loop = None
        for stream in self._streams():
            stream.end("bye")
        for task in self._polls:
            task.cancel()
        if threads is not None:
            threads.shutdown(wait=False, cancel_futures=True)

    def open(self, claim: Claim, positions: Mapping[Key, int]) -> Stream:
        """Open a stream on the views of a claim; one too many of a seat replaces its oldest.

        Views without a position start at 0. Raises Full when there is no room for it.
        """
        if self._threads is None or sum(map(len, self._seats.values())) >= MAX_STREAMS:
            raise Full
        stream = Stream(claim, {key: positions.get(key, 0) for key in claim.views})
        of_seat = self._seats.setdefault(claim.seat_id, {})
        staying = [other for other in of_seat if not other.ending]
        for oldest in staying[: max(0, len(staying) + 1 - STREAMS_PER_SEAT)]:
            oldest.end("replaced")
        of_seat[stream] = None
        for key in stream.positions:
            room = self._rooms.setdefault(key[0], _Room())
            room.streams[stream] = None
            room.viewers[key] += 1
            room.pump = room.pump or asyncio.create_task(self._pump(room))
        return stream

    def leave(self, stream: Stream) -> None:
        """Forget a stream; a debate without streams costs nothing."""
        of_seat = self._seats[stream.claim.seat_id]
        del of_seat[stream]
        if not of_seat:
            del self._seats[stream.claim.seat_id]
        for key in stream.positions:
            room = self._rooms[key[0]]
            room.viewers[key] -= 1
            if not room.viewers[key]:
                room.tails.pop(key, None)
        for debate_id in {key[0] for key in stream.positions}:
            room = self._rooms[debate_id]
            room.streams.pop(stream, None)
            if not room.streams:
                del self._rooms[debate_id]
                if room.pump is not None:
                    room.pump.cancel()

    def tail(self, key: Key) -> Tail | None:
        """The tail of a view, once a stream has read it for the first time."""
        return self._rooms[key[0]].tails.get(key)

    async def catch_up(self, key: Key, since: int) -> Batch:
        """Read a view from the database for streams older than its tail, once for all at `since`.

        What was read while something was taken back is read again.
        """
        while True:
            tail = self.tail(key)
            epoch = tail.epoch if tail else 0
            batch = await self._shared_read(key, since, epoch)
            tail = self.tail(key)
            if tail is None:
                self._begin_tail(key, batch.last)
                return batch
            if tail.epoch == epoch:
                return batch

    def _begin_tail(self, key: Key, last: int) -> None:
        room = self._rooms[key[0]]
        room.tails[key] = Tail(key, last)
        # What came between that read and now had no tail to go to.
        room.flag.set()

    async def _shared_read(self, key: Key, since: int, epoch: int) -> Batch:
        same = key, since, epoch
        if same not in self._reads:
            task = asyncio.create_task(self._read_one(key, since))
            task.add_done_callback(lambda _: self._reads.pop(same, None))
            self._reads[same] = task
        return await asyncio.shield(self._reads[same])

    async def _read_one(self, key: Key, since: int) -> Batch:
        try:
            batches = await self._in_thread(self._reader, {key: since})
        except Exception:
            _log.exception("a view could not be read; its streams try again")
            raise
        return batches.get(key) or Batch(since, (), reload=False, taken_back=False)

    async def _pump(self, room: _Room) -> None:
        while True:
            await room.flag.wait()
            room.flag.clear()
            since = {key: tail.last for key, tail in room.tails.items()}
            if not since:
                continue
            try:
                batches = await self._in_thread(self._reader, since)
            except Exception:  # noqa: BLE001  # the room goes on when the database does
                _log.exception("a debate could not be read; trying again")
                await asyncio.sleep(RETRY_S)
                room.flag.set()
                continue
            tails = room.tails
            grown = {k for k, batch in batches.items() if k in tails and tails[k].append(batch)}
            for stream in room.streams:
                for key in grown.intersection(stream.positions):
                    stream.offer(key, tails[key])

    async def _poll_changed(self) -> None:
        """The safety net for wake-ups that were lost or came from another process."""
        if not self._rooms:
            return
        latest = await self._in_thread(self._changed, tuple(self._rooms))
        for debate_id, number in latest.items():
            room = self._rooms.get(debate_id)
            if room is not None and room.number != number:
                room.number = number
                room.flag.set()

    async def _poll_alive(self) -> None:
        asked = {(s.claim.seat_id, s.claim.generation) for s in self._streams()}
        if not asked:
            return
        lost = asked - await self._in_thread(self._alive, asked)
        for stream in self._streams():
            if (stream.claim.seat_id, stream.claim.generation) in lost:
                stream.end("gone")

    async def _look(self) -> None:
        now = time.monotonic()
        for stream in self._streams():
            stream.look(now)

    async def _every(self, pause_s: float, act: Callable[[], Awaitable[None]]) -> None:
        while True:
            await asyncio.sleep(pause_s)
            try:
                await act()
            except Exception:  # noqa: BLE001  # the net must not tear
                _log.exception("the safety poll failed; trying again")
                await asyncio.sleep(RETRY_S)

    def _streams(self) -> list[Stream]:
        return [stream for of_seat in self._seats.values() for stream in of_seat]

    def _raise_flag(self, debate_id: int) -> None:
        if debate_id in self._rooms:
            self._rooms[debate_id].flag.set()

    def _hint(self, debate_id: int, target: str, noun: str) -> None:
        if target.startswith("seat:"):
            for stream in self._seats.get(int(target.removeprefix("seat:")), ()):
                stream.hint(debate_id, noun)
        elif debate_id in self._rooms:
            for stream in self._rooms[debate_id].streams:
                if not target or (debate_id, target) in stream.positions:
                    stream.hint(debate_id, noun)

    def _end_seat(self, seat_id: int) -> None:
        for stream in self._seats.get(seat_id, ()):
            stream.end("gone")

    def _in_loop(self, act: Callable[..., None], *arguments: object) -> None:
        loop = self._loop
        if loop is None:
            return
        try:
            loop.call_soon_threadsafe(act, *arguments)
        except RuntimeError:
            _log.debug("the loop has closed: nobody listens any more")

    async def _in_thread(self, act: Callable[[Any], _T], argument: object) -> _T:
        if self._threads is None:
            raise Full
        return await asyncio.get_running_loop().run_in_executor(self._threads, act, argument)
