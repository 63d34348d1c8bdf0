"""Wake-ups from other processes: what a NOTIFY on PostgreSQL says, and who listens.

Sending is part of the commit (`debate.db`); SQLite has no such thing, there the poll serves.
"""

import asyncio
import json
import logging

from debate.db import NOTIFY_CHANNEL, this_process
from debate.domain.events import Wake
from debate.live.hub import Hub

RETRY_S = 2.0

_log = logging.getLogger(__name__)


def decode(payload: str) -> tuple[str, tuple[Wake, ...]]:
    """Which process sent a payload, and the wakes in it. Raises ValueError when it is not ours."""
    try:
        sender, wakes = json.loads(payload)
        return str(sender), tuple(Wake(**fields) for fields in wakes)
    except TypeError as error:
        raise ValueError("this is no payload of ours") from error


class Listener:
    """Hears the notices of other processes on one PostgreSQL database, and tells the hub."""

    def __init__(self, url: str, hub: Hub) -> None:
        self._url = url.replace("postgresql+psycopg:", "postgresql:", 1)
        self._hub = hub

    async def run(self) -> None:
        """Listen for ever; a lost connection is made again. Ends by being cancelled."""
        # Only those who use PostgreSQL have its driver.
        import psycopg

        while True:
            try:
                await self._listen()
            except psycopg.Error:
                _log.warning("the connection for notices was lost; making it again")
            await asyncio.sleep(RETRY_S)

    async def _listen(self) -> None:
        import psycopg

        # A network may forget a connection on which nothing is said, without a word to either side.
        async with await psycopg.AsyncConnection.connect(
            self._url,
            autocommit=True,
            keepalives_idle=30,
            keepalives_interval=10,
            keepalives_count=3,
        ) as connection:
            await connection.execute(f"LISTEN {NOTIFY_CHANNEL}")
            # What was said while nobody listened is lost.
            self._hub.wake_all()
            async for notice in connection.notifies():
                try:
                    sender, wakes = decode(notice.payload)
                    if sender != this_process():
                        self._hub.deliver(wakes)
                except ValueError:
                    _log.warning("a notice could not be read")
