"""Screens that hold a stream, and how long a point takes to the last of them.

All screens live in one event loop of this process; what that costs is inside every figure.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

PIECE = 40  # a token may be cut in two by the network


class Screen(asyncio.Protocol):
    """One open stream; notes when it read each token."""

    def __init__(self, request: bytes, seen: dict[bytes, list[float]]) -> None:
        self.request, self.seen = request, seen
        self.tail = b""
        self.answered: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        if not self.answered.done():
            self.answered.set_result(data)
        text = self.tail + data
        for token, times in self.seen.items():
            if token in text:
                times.append(now)
                text = text.replace(token, b"")
        self.tail = text[-PIECE:]

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.answered.done():
            self.answered.set_exception(ConnectionError("closed before it was answered"))


@dataclass(frozen=True)
class Delays:
    """Publish to last screen, in ms; `lost` deliveries never came."""

    p50: float
    p99: float
    lost: int


async def measure(
    port: int,
    paths: Sequence[str],
    publish: Callable[[str], Awaitable[None]],
    *,
    events: int = 30,
    pause_s: float = 0.3,
    when_open: Callable[[], None] = lambda: None,
) -> Delays:
    """Open a stream for each path, then publish `events` times a text with a token in it."""
    loop = asyncio.get_running_loop()
    seen: dict[bytes, list[float]] = {}
    screens = []
    for path in paths:
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/event-stream\r\n\r\n"
        _, screen = await loop.create_connection(
            lambda head=head: Screen(head.encode(), seen), "127.0.0.1", port
        )
        screens.append(screen)
    for screen in screens:
        answer = await asyncio.wait_for(screen.answered, 30)
        assert b" 200 " in answer.split(b"\r\n", 1)[0], answer[:200]
    await asyncio.sleep(2)
    when_open()
    lasts, lost = [], 0
    for number in range(events):
        token = f"token-{number:04d}-end"
        times = seen[token.encode()] = []
        began = time.perf_counter()
        await publish(token)
        until = time.perf_counter() + 10
        while len(times) < len(screens) and time.perf_counter() < until:
            await asyncio.sleep(0.002)
        lost += len(screens) - len(times)
        if len(times) == len(screens):
            lasts.append((max(times) - began) * 1000)
        del seen[token.encode()]
        await asyncio.sleep(pause_s)
    for screen in screens:
        if screen.transport is not None:
            screen.transport.close()
    lasts.sort()
    return Delays(
        statistics.median(lasts), lasts[min(len(lasts) - 1, int(len(lasts) * 0.99))], lost
    )
