"""The heartbeat: what must happen every two seconds whether or not anyone asks for a page.

What a beat does is handed in. A beat that fails is logged, and the next one comes all the same.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable

EVERY_S = 2.0

Beat = Callable[[int], None]
"""One beat, given the time in ms since 1970 UTC. Blocks; opens its own transaction."""

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


def start_thread(beat: Beat, every_s: float = EVERY_S) -> threading.Event:
    """Beat in a daemon thread, for servers that are not ours; set the event to stop it.

    Call it from a process's first request, not at import: a thread does not survive a fork.
    """
    stop = threading.Event()

    def loop() -> None:
        while not stop.is_set():
            _one(beat)
            stop.wait(every_s)

    threading.Thread(target=loop, name="heartbeat", daemon=True).start()
    return stop


def _one(beat: Beat) -> None:
    try:
        beat(int(time.time() * 1000))
    except Exception:  # noqa: BLE001  # the next beat must come
        _log.exception("the heartbeat failed; it is tried again")
