"""The little of ASGI that the front, the bridge and the streams share: types, refusals, patience.

Refusals are made before the application has seen the request, so they are plain sentences.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

_REFUSAL_HEADERS: Headers = [
    (b"content-type", b"text/plain; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"same-origin"),
]


class Refused(Exception):
    """A request that is answered without the application: a status and one sentence."""

    def __init__(self, status: int, sentence: str, *headers: tuple[bytes, bytes]) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.headers = headers


CLOSE = (b"connection", b"close")
"""Ends the connection after the answer, because the rest of the request was not read."""


async def refuse(send: Send, refused: Refused) -> None:
    """Send a refusal."""
    body = refused.sentence.encode() + b"\n"
    length = (b"content-length", str(len(body)).encode())
    headers = [*_REFUSAL_HEADERS, length, *refused.headers]
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def send_or_drop(send: Send, scope: Scope, body: bytes, *, more: bool, wait_s: float) -> bool:
    """Send a piece of a body; False when the reader took none of it for `wait_s` seconds.

    The connection of such a reader is cut, where the server lets us, so that it holds no memory.
    """
    try:
        async with asyncio.timeout(wait_s):
            await send({"type": "http.response.body", "body": body, "more_body": more})
    except TimeoutError:
        cut = scope.get("state", {}).get("cut")
        if cut is not None:
            cut()
        return False
    return True


def header(scope: Scope, name: bytes) -> bytes:
    """The first header of that name, in lower case; empty when there is none."""
    return next((value for key, value in scope["headers"] if key == name), b"")
