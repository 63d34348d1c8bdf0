"""Wake-ups from other processes: what a NOTIFY on PostgreSQL says, and who listens.

Sending is part of the commit (`debate.db`); SQLite has no such thing, there the poll serves.
"""

import asyncio
import json
import logging

from debate.db import NOTIFY_CHANNEL
from debate.domain.events import Wake
from debate.live.hub import Hub

RETRY_S = 2.0

_log = logging.getLogger(__name__)


def decode(payload: str) -> tuple[Wake, ...]:
    """The wakes in a payload. Raises ValueError when it is not ours."""
    try:
        return tuple(Wake(**fields) for fields in json.loads(payload))
    except TypeError as error:
        raise ValueError("this is no payload of ours") from error


class Listener:
    """Hears the notices of all processes on one PostgreSQL database, and tells the hub."""

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

        async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
            await connection.execute(f"LISTEN {NOTIFY_CHANNEL}")
            # What was said while nobody listened is lost.
            self._hub.wake_all()
            async for notice in connection.notifies():
                try:
                    self._hub.deliver(decode(notice.payload))
                except ValueError:
                    _log.warning("a notice could not be read")
