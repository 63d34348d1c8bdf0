"""The server of `serve`: one process, one event loop, uvicorn around our front.

Binds the address, guards connections that say nothing, and stops within seconds. What is served is
handed in.
"""

import asyncio
import errno
import logging
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any, Protocol

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from debate.live.bridge import MAX_BODY, Bridge, WsgiApp
from debate.live.front import Front
from debate.live.hub import MAX_STREAMS, Hub

HEAD_S = 30.0
"""How long a connection may stay open without a complete request on it."""

STOP_S = 3
"""How long stopping waits for answers that are on their way."""

FILES = MAX_STREAMS + 1_000
"""Open files that a full server takes; systems allow a process 256 or 1,024 until it asks."""

PORT_MAX = 65_535
BACKLOG = 512

_log = logging.getLogger(__name__)


class CannotListen(Exception):
    """The address cannot be used; the message is a sentence for the person who started us."""


class PortTaken(CannotListen):
    """Another program listens on the port."""


class Background(Protocol):
    """Something that runs beside the server for as long as it does."""

    async def run(self) -> None:
        """Run until cancelled."""


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 means any free one. Raises PortTaken or CannotListen."""
    if not 0 <= port <= PORT_MAX:  # the system would take it modulo 65,536
        raise CannotListen(f"{port} is not a port. Choose one from 1 to {PORT_MAX}.")
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise CannotListen(f"The host “{host}” is not an address of this machine.") from error
    listener = socket.socket(family, kind, proto)
    try:
        # On Windows this option would let two programs share the port.
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise _sentence(error, host, port) from error
    listener.setblocking(False)
    return listener


def serve(
    wsgi_app: WsgiApp,
    hub: Hub,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    sockets: Sequence[socket.socket] | None = None,
    forwarded_allow_ips: str = "",
    max_body: int = MAX_BODY,
    background: Sequence[Background] = (),
    on_ready: Callable[[int], None] | None = None,
) -> None:
    """Serve until a signal ends it. `on_ready` is called with the port once requests are answered.

    `forwarded_allow_ips` names the proxies whose forwarding headers are believed, comma separated;
    empty means none. Raises PortTaken or CannotListen.
    """
    _allow_files()
    listeners = list(sockets) if sockets else [bind(host, port)]
    prepare(
        wsgi_app,
        hub,
        forwarded_allow_ips=forwarded_allow_ips,
        max_body=max_body,
        background=background,
        on_ready=on_ready,
    ).run(listeners)


def prepare(
    wsgi_app: WsgiApp,
    hub: Hub,
    *,
    forwarded_allow_ips: str = "",
    max_body: int = MAX_BODY,
    body_s: float = 30.0,
    background: Sequence[Background] = (),
    on_ready: Callable[[int], None] | None = None,
) -> "Server":
    """A server that is not running yet: `run(sockets)` in any thread, `should_exit` to stop it."""
    config = uvicorn.Config(
        Front(Bridge(wsgi_app, max_body=max_body, body_s=body_s), hub),
        loop="asyncio",
        http=Connection,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(forwarded_allow_ips),
        forwarded_allow_ips=forwarded_allow_ips,
        timeout_graceful_shutdown=STOP_S,
    )
    return Server(config, hub, background, on_ready)


class Connection(H11Protocol):
    """uvicorn's connection, cut when it stays without a complete request head for HEAD_S seconds.

    It also gives the front `cut`, so that a reader who stands still can be dropped, and
    `hand_over`, by which a stream takes the connection for itself.
    """

    _guard: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Start to wait for the first request."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "cut": transport.abort, "hand_over": self._hand_over}
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        if self._guard is not None:
            self._guard.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Start to wait for the next request."""
        super().on_response_complete()
        self._watch()

    def _hand_over(self, stream: asyncio.Protocol) -> None:
        """Leave the connection to a stream, as uvicorn leaves one to a web socket.

        What h11 and uvicorn keep of a request is more than all that a stream needs.
        """
        if self.cycle.disconnected:
            stream.connection_lost(None)
            return
        transport = self.transport
        if self.flow.write_paused:
            stream.pause_writing()
        self.flow.resume_reading()
        if self._guard is not None:
            self._guard.cancel()
        self.connections.discard(self)
        # For uvicorn the reader has left, so that it expects no answer from the application.
        self.cycle.disconnected = True
        # Nobody calls this object again, and its parts hold each other.
        vars(self).clear()
        transport.set_protocol(stream)
        stream.connection_made(transport)

    def _watch(self) -> None:
        if self._guard is not None:
            self._guard.cancel()
        self._guard = self.loop.call_later(HEAD_S, self._cut_if_idle)

    def _cut_if_idle(self) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self.transport.abort()


class Server(uvicorn.Server):
    """uvicorn's server, with background tasks, and streams that end before it waits for them."""

    def __init__(
        self,
        config: uvicorn.Config,
        hub: Hub,
        background: Sequence[Background],
        on_ready: Callable[[int], None] | None,
    ) -> None:
        super().__init__(config)
        self._hub = hub
        self._background = background
        self._on_ready = on_ready
        self._tasks: list[asyncio.Task[None]] = []

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, start what runs beside, and say so."""
        await super().startup(sockets)
        self._tasks = [asyncio.create_task(_run(part)) for part in self._background]
        if self._on_ready is not None:
            self._on_ready(self.servers[0].sockets[0].getsockname()[1])

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams first: uvicorn waits for open answers, and a stream never ends."""
        await self._hub.close()
        for task in self._tasks:
            task.cancel()
        await super().shutdown(sockets)
        for connection in tuple(self.server_state.connections):
            # Clients that stood still: what waits for them is thrown away.
            connection.transport.abort()
        self._hub.cut()
        await asyncio.sleep(0)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop at the first signal, at once at the second Ctrl+C; unlike uvicorn's own, the signal
        is not raised again afterwards, so that `serve` returns to its caller."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True


async def _run(part: Background) -> None:
    try:
        await part.run()
    except Exception:  # noqa: BLE001  # pages and streams do without it
        _log.exception("%s ended", type(part).__name__)


def _allow_files() -> None:
    """Raise the process's own limit of open files, as far as the system lets it."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError):
        _log.warning("only %d files may be open: more pages than that cannot be live", soft)


def _sentence(error: OSError, host: str, port: int) -> CannotListen:
    code: Any = error.errno
    if code == errno.EADDRINUSE or getattr(error, "winerror", 0) == 10048:
        return PortTaken(
            f"Port {port} is taken by another program. Stop it, or choose another with --port."
        )
    if code == errno.EACCES:
        return CannotListen(f"Port {port} needs more rights. Choose one from 1024 on with --port.")
    return CannotListen(f"The host “{host}” is not an address of this machine.")
