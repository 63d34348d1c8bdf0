"""The heartbeat, every two seconds whether or not anyone asks for a page, and the work beside it.

What a beat does, and what work there is, are handed in. One that fails is logged, and the next one
comes all the same. Long work comes in pieces: between them there is a pause at least as long as the
piece, so that pages stay quick, and a server that stops waits for one piece only.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable

EVERY_S = 2.0
PAUSE_S = 0.02

Beat = Callable[[int], None]
"""One beat, given the time in ms since 1970 UTC. Blocks; opens its own transaction."""

Work = Callable[[int], bool]
"""One piece of work, given the time in ms; whether there is more. Opens its own transactions."""

_log = logging.getLogger(__name__)


class Heartbeat:
    """Beats in the loop of `serve`, each beat in a thread, one at a time."""

    def __init__(self, beat: Beat, every_s: float = EVERY_S) -> None:
        self._beat = beat
        self._every_s = every_s

    async def run(self) -> None:
        """Beat at once and then for ever; ends by being cancelled."""
        while True:
            await asyncio.to_thread(_one, self._beat)
            await asyncio.sleep(self._every_s)


class Worker:
    """Works beside the heartbeat of `serve`, piece by piece, each in a thread."""

    def __init__(self, work: Work, every_s: float = EVERY_S) -> None:
        self._work = work
        self._every_s = every_s

    async def run(self) -> None:
        """Work, and look for more for ever; ends by being cancelled."""
        while True:
            pause_s = await asyncio.to_thread(_piece, self._work, self._every_s)
            await asyncio.sleep(pause_s)


def start_threads(beat: Beat, work: Work, every_s: float = EVERY_S) -> threading.Event:
    """Beat and work in daemon threads, for servers that are not ours; set the event to stop them.

    Call it from a process's first request, not at import: a thread does not survive a fork.
    """
    stop = threading.Event()

    def beating() -> None:
        while not stop.is_set():
            _one(beat)
            stop.wait(every_s)

    def working() -> None:
        while not stop.is_set():
            stop.wait(_piece(work, every_s))

    for name, loop in (("heartbeat", beating), ("work", working)):
        threading.Thread(target=loop, name=name, daemon=True).start()
    return stop


def _one(beat: Beat) -> None:
    try:
        beat(_now())
    except Exception:  # noqa: BLE001  # the next beat must come
        _log.exception("the heartbeat failed; it is tried again")


def _piece(work: Work, every_s: float) -> float:
    """Do one piece; how long to wait before the next, in seconds."""
    began = time.monotonic()
    try:
        more = work(_now())
    except Exception:  # noqa: BLE001  # other work must go on
        _log.exception("a piece of background work failed; it is tried again")
        more = False
    return max(PAUSE_S, time.monotonic() - began) if more else every_s


def _now() -> int:
    return int(time.time() * 1000)
