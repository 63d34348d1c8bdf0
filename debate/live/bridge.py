"""The bridge from the event loop to a WSGI application in a pool of threads.

The loop reads the whole body before a thread sees the request, and sends the whole answer after
the thread is done: a slow person holds a file, never a thread. Knows nothing of the application.
"""

import asyncio
import io
import logging
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from debate.live.asgi import (
    CLOSE,
    Headers,
    Receive,
    Refused,
    Scope,
    Send,
    header,
    send_or_drop,
)

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

THREADS = 8
MAX_WAITING = 300
MAX_BODY = 6_000_000
BODY_S = 30.0
STALLED_S = 30.0
IN_MEMORY = 256_000
PIECE = 65_536
# A body above the limit is read and thrown away up to this many times the limit, because a browser
# that is still sending does not see the answer.
DISCARD = 16

_NO_BODY = (204, 304)
_HOP_BY_HOP = ("connection", "transfer-encoding", "keep-alive")

_log = logging.getLogger(__name__)


def _file() -> IO[bytes]:
    """Bytes in memory, on disk from IN_MEMORY on. Whoever takes it over closes it."""
    return SpooledTemporaryFile(IN_MEMORY)


class Gone(Exception):
    """The person left before the request was complete."""


@dataclass
class _Answer:
    status: int = 500
    headers: Headers = field(default_factory=list)
    body: IO[bytes] = field(default_factory=_file)


class Bridge:
    """Runs a WSGI application for an ASGI server. `max_body` is in bytes, `body_s` in seconds."""

    def __init__(self, app: WsgiApp, *, max_body: int = MAX_BODY, body_s: float = BODY_S) -> None:
        self._app = app
        self._max_body = max_body
        self._body_s = body_s
        self._inside = 0
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="page")

    def close(self) -> None:
        """Take no more requests; those inside are finished."""
        self._threads.shutdown(wait=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send, arrival_ms: int) -> None:
        """Answer one request, whose head arrived at `arrival_ms`. Raises Refused."""
        try:
            body = await self._read_body(scope, receive)
        except Gone:
            return
        with body:
            if self._inside >= THREADS + MAX_WAITING:
                raise Refused(503, "The server is busy. Try again.", (b"retry-after", b"2"))
            environ = _environ(scope, body, arrival_ms)
            loop = asyncio.get_running_loop()
            self._inside += 1
            try:
                answer = await loop.run_in_executor(self._threads, _run, self._app, environ)
            except RuntimeError as error:
                raise Refused(503, "The server is stopping. Try again.") from error
            finally:
                self._inside -= 1
        with answer.body:
            await _send_answer(scope, send, answer)

    async def _read_body(self, scope: Scope, receive: Receive) -> IO[bytes]:
        declared = header(scope, b"content-length")
        too_large = declared.isdigit() and int(declared) > self._max_body
        if too_large and header(scope, b"expect"):
            raise self._too_large()
        body = _file()
        try:
            async with asyncio.timeout(self._body_s):
                await self._fill(body, receive)
        except TimeoutError as error:
            body.close()
            raise Refused(408, "The request took too long to arrive.", CLOSE) from error
        except BaseException:
            body.close()
            raise
        body.seek(0)
        return body

    async def _fill(self, body: IO[bytes], receive: Receive) -> None:
        size, more = 0, True
        while more:
            event = await receive()
            if event["type"] == "http.disconnect":
                raise Gone
            piece = event.get("body", b"")
            more = event.get("more_body", False)
            size += len(piece)
            if size <= self._max_body:
                body.write(piece)
            elif size > self._max_body * DISCARD:
                break
        if size > self._max_body:
            raise self._too_large()

    def _too_large(self) -> Refused:
        megabytes = self._max_body / 1_000_000
        return Refused(413, f"That is too large: the limit is {megabytes:g} MB.", CLOSE)


def _environ(scope: Scope, body: IO[bytes], arrival_ms: int) -> dict[str, Any]:
    """The WSGI environment. Headers with an underscore are dropped: they could pose as others."""
    length = body.seek(0, io.SEEK_END)
    body.seek(0)
    host, port = scope.get("server") or ("localhost", 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope.get("root_path", ""),
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "REQUEST_URI": scope["raw_path"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "clashroom.arrival_ms": arrival_ms,
    }
    if length or header(scope, b"content-length"):
        environ["CONTENT_LENGTH"] = str(length)
    for raw_name, raw_value in scope["headers"]:
        name = raw_name.decode("latin-1")
        if "_" in name or name in ("content-length", "transfer-encoding", "proxy", "expect"):
            continue
        key = name.upper().replace("-", "_")
        key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
        value = raw_value.decode("latin-1")
        joint = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value
    return environ


def _run(app: WsgiApp, environ: dict[str, Any]) -> _Answer:
    """Run the application to its end, in a thread. A failure becomes a bare 500."""
    answer = _Answer()

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        answer.status = int(status.split(" ", 1)[0])
        answer.headers = [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in headers]
        return answer.body.write

    try:
        pieces = app(environ, start_response)
        try:
            for piece in pieces:
                answer.body.write(piece)
        finally:
            getattr(pieces, "close", lambda: None)()
    except Exception:  # noqa: BLE001  # whatever it was, the person gets an answer
        _log.exception("the application failed")
        answer.body.close()
        plain = [(b"content-type", b"text/plain; charset=utf-8")]
        answer = _Answer(500, plain)
        answer.body.write(b"Something went wrong.\n")
    return answer


async def _send_answer(scope: Scope, send: Send, answer: _Answer) -> None:
    length = answer.body.seek(0, io.SEEK_END)
    answer.body.seek(0)
    silent = scope["method"] == "HEAD" or answer.status in _NO_BODY
    headers = [pair for pair in answer.headers if pair[0].decode("latin-1") not in _HOP_BY_HOP]
    if answer.status in _NO_BODY or not silent:
        headers = [pair for pair in headers if pair[0] != b"content-length"]
    if not silent:
        headers.append((b"content-length", str(length).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    piece = b"" if silent else answer.body.read(PIECE)
    left = 0 if silent else length - len(piece)
    while await send_or_drop(send, scope, piece, more=left > 0, wait_s=STALLED_S) and left > 0:
        await asyncio.sleep(0)
        piece = answer.body.read(PIECE)
        left -= len(piece)
