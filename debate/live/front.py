"""The front: what the server hands every request to. Streams are held here, pages go to the bridge.

Also the access log: method, path and status, never a query, a token or an address of a person.
"""

import logging
import re
import time
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import parse_qs

from debate.live import tickets
from debate.live.asgi import CLOSE, Receive, Refused, Scope, Send, header, refuse
from debate.live.bridge import Bridge
from debate.live.frames import BadPositions, parse_positions
from debate.live.hub import Full, Hub
from debate.live.tickets import BadTicket

STREAM_PATH = b"/stream"

_log = logging.getLogger("debate.access")
# Personal links and invitations carry their secret in the path.
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,}")


class Front:
    """The ASGI application of `serve`."""

    def __init__(self, bridge: Bridge, hub: Hub) -> None:
        self._bridge = bridge
        self._hub = hub

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or follow the server's start and stop."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            event = await receive()
            if event["type"] == "lifespan.startup":
                await self._hub.start()
                await send({"type": "lifespan.startup.complete"})
            elif event["type"] == "lifespan.shutdown":
                await self._hub.close()
                self._bridge.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        arrival_ms = int(time.time() * 1000)
        began = time.perf_counter()
        status = 0

        async def noted(event: MutableMapping[str, Any]) -> None:
            nonlocal status
            status = event.get("status", status)
            await send(event)

        try:
            _check(scope)
            if _wants_stream(scope):
                self._hold(scope)
                status = 200
            else:
                await self._bridge(scope, receive, noted, arrival_ms)
        except Refused as refused:
            await refuse(noted, refused)
        finally:
            path = _TOKEN.sub("…", scope["raw_path"].decode("latin-1"))
            took_ms = round((time.perf_counter() - began) * 1000)
            _log.info("%s %s %s %s ms", scope["method"], path, status or "-", took_ms)

    def _hold(self, scope: Scope) -> None:
        """Hand the connection of GET /stream?ticket=…&at=12.room:5 over to a stream.

        Raises Refused: 403 for a bad ticket, 400 for bad positions, 503 when none can be opened.
        """
        query = parse_qs(scope["query_string"].decode("latin-1"))
        try:
            claim = tickets.read(self._hub.secret, query.get("ticket", [""])[0], int(time.time()))
            stream = self._hub.open(claim, parse_positions(query.get("at", [""])[0]))
        except BadTicket as error:
            raise Refused(403, "This ticket is too old. Reload the page.") from error
        except BadPositions as error:
            raise Refused(400, "This address cannot be read. Reload the page.") from error
        except Full as error:
            raise Refused(503, "The server is busy. Try again.", (b"retry-after", b"2")) from error
        scope["state"]["hand_over"](stream)


def _check(scope: Scope) -> None:
    """Refuse what two programs could read differently (request smuggling)."""
    names = [name for name, _ in scope["headers"]]
    both = b"transfer-encoding" in names and b"content-length" in names
    if both or not scope["raw_path"].startswith(b"/"):
        raise Refused(400, "This request cannot be read.", CLOSE)


def _wants_stream(scope: Scope) -> bool:
    asked = scope["method"] == "GET" and scope["raw_path"] == STREAM_PATH
    return asked and b"text/event-stream" in header(scope, b"accept")
