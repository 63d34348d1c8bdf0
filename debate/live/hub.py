"""The hub: which streams are open, and what wakes them.

One pump task per debate is its only regular reader: it clears the flag before it reads, appends to
the tails, then tells the streams. A stream reads the tail, or the database when it is older than
the tail. The hub renders nothing and decides no rights: it is handed callables that block, and runs
them in its own threads. Everything but `wake`, `wake_all` and `deliver` belongs to the event loop.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from debate.domain.events import Wake
from debate.live.frames import Alive, Batch, Changed, Key, Reader, message
from debate.live.streams import Stream
from debate.live.tails import Tail, caught_up
from debate.live.tickets import Claim

THREADS = 4
STREAMS_PER_SEAT = 4
MAX_STREAMS = 3000
CHANGED_EVERY_S = 0.2
ALIVE_EVERY_S = 1.0
RETRY_S = 1.0
LOOK_EVERY_S = 1.0

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class Full(Exception):
    """No stream can be opened now: too many are open, or the server is closing."""


class _Room:
    """One debate with open streams."""

    def __init__(self) -> None:
        self.flag = asyncio.Event()
        self.number = -1
        self.viewers: dict[Key, dict[Stream, None]] = {}
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
        self._reads: dict[tuple[Key, int, int], asyncio.Task[tuple[int, bytes]]] = {}
        self._polls: list[asyncio.Task[None]] = []
        self._threads: ThreadPoolExecutor | None = None

    # From any thread

    def wake(self, debate_id: int) -> None:
        """Something numbered changed in a debate."""
        self.deliver([Wake(debate_id)])

    def deliver(self, wakes: Iterable[Wake]) -> None:
        """Act on what a commit left, or on what another process tells."""
        loop = self._loop
        if loop is None:
            return
        try:
            loop.call_soon_threadsafe(self._heed, tuple(dict.fromkeys(wakes)))
        except RuntimeError:
            _log.debug("the loop has closed: nobody listens any more")

    def wake_all(self) -> None:
        """Look at every debate again, after wake-ups may have been missed."""
        self.deliver(map(Wake, tuple(self._rooms)))

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

    def cut(self) -> None:
        """Cut the streams whose readers did not take the goodbye."""
        for stream in self._streams():
            stream.cut()

    def open(self, claim: Claim, positions: Mapping[Key, int]) -> Stream:
        """Open a stream on the views of a claim; one too many of a seat replaces its oldest.

        Views without a position start at 0. Raises Full when there is no room for it.
        """
        if self._threads is None or sum(map(len, self._seats.values())) >= MAX_STREAMS:
            raise Full
        stream = Stream(self, claim, {key: positions.get(key, 0) for key in claim.views})
        of_seat = self._seats.setdefault(claim.seat_id, {})
        staying = [other for other in of_seat if not other.ending]
        for oldest in staying[: max(0, len(staying) + 1 - STREAMS_PER_SEAT)]:
            oldest.end("replaced")
        of_seat[stream] = None
        for key in stream.positions:
            room = self._rooms.setdefault(key[0], _Room())
            room.viewers.setdefault(key, {})[stream] = None
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
            del room.viewers[key][stream]
            if not room.viewers[key]:
                del room.viewers[key]
                room.tails.pop(key, None)
            if not room.viewers:
                del self._rooms[key[0]]
                if room.pump is not None:
                    room.pump.cancel()

    def tail(self, key: Key) -> Tail | None:
        """The tail of a view, once a stream has read it for the first time."""
        return self._rooms[key[0]].tails.get(key)

    async def catch_up(self, key: Key, since: int) -> tuple[int, bytes]:
        """Read a view from the database for streams older than its tail, once for all at `since`.

        Answers the number that the view has come to, and the event that leads there. What was read
        while something was taken back is read again; a database that is away is tried again.
        """
        while True:
            tail = self.tail(key)
            epoch = tail.epoch if tail else 0
            try:
                last, piece = await self._shared_read(key, since, epoch)
            except Exception:  # noqa: BLE001  # whatever the reader raises
                # Already logged, once for all streams: their pages stay, and hear more later.
                await asyncio.sleep(RETRY_S)
                continue
            tail = self.tail(key)
            if tail is None:
                self._begin_tail(key, last)
            if tail is None or tail.epoch == epoch:
                return last, piece

    def _begin_tail(self, key: Key, last: int) -> None:
        room = self._rooms[key[0]]
        room.tails[key] = Tail(key, last)
        # What came between that read and now had no tail to go to.
        room.flag.set()

    async def _shared_read(self, key: Key, since: int, epoch: int) -> tuple[int, bytes]:
        same = key, since, epoch
        if same not in self._reads:
            task = asyncio.create_task(self._read_one(key, since))
            task.add_done_callback(lambda _: self._reads.pop(same, None))
            self._reads[same] = task
        return await asyncio.shield(self._reads[same])

    async def _read_one(self, key: Key, since: int) -> tuple[int, bytes]:
        try:
            batches = await self._in_thread(self._reader, {key: since})
        except Exception:
            _log.exception("a view could not be read; its streams try again")
            raise
        batch = batches.get(key) or Batch(since, (), reload=False, taken_back=False)
        return batch.last, caught_up(key, since, batch)

    async def _pump(self, room: _Room) -> None:
        while True:
            await room.flag.wait()
            room.flag.clear()
            try:
                await self._spread(room)
            except Exception:  # noqa: BLE001  # the room goes on when the database does
                _log.exception("a debate could not be read; trying again")
                await asyncio.sleep(RETRY_S)
                room.flag.set()

    async def _spread(self, room: _Room) -> None:
        """Read what is new in the views that somebody looks at, and tell their streams."""
        since = {key: tail.last for key, tail in room.tails.items()}
        if not since:
            return
        batches = await self._in_thread(self._reader, since)
        tails = room.tails
        grown = [k for k, batch in batches.items() if k in tails and tails[k].append(batch)]
        for key in grown:
            for stream in room.viewers[key]:
                stream.go((key,))

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

    def _heed(self, wakes: Iterable[Wake]) -> None:
        hinted: dict[Stream, None] = {}
        for wake in wakes:
            for stream in tuple(self._seats.get(wake.close_seat, ())):
                stream.end("gone")
            if wake.hint:
                piece = message("hint", {"noun": wake.hint, "debate": wake.debate_id})
                for stream in self._meant(wake):
                    stream.hint(piece)
                    hinted[stream] = None
            elif wake.debate_id in self._rooms:
                self._rooms[wake.debate_id].flag.set()
        for stream in hinted:
            stream.go(())

    def _meant(self, wake: Wake) -> Iterable[Stream]:
        """Whom a hint is for: all views of a debate (""), one view, or one seat ("seat:5")."""
        if wake.target.startswith("seat:"):
            return self._seats.get(int(wake.target.removeprefix("seat:")), {})
        room = self._rooms.get(wake.debate_id)
        if room is None:
            return ()
        if wake.target:
            return room.viewers.get((wake.debate_id, wake.target), {})
        return (stream for viewers in room.viewers.values() for stream in viewers)

    async def _in_thread(self, act: Callable[[Any], _T], argument: object) -> _T:
        if self._threads is None:
            raise Full
        return await asyncio.get_running_loop().run_in_executor(self._threads, act, argument)
