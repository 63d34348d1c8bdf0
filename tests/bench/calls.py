"""CPU and SQL statements of one request, called as WSGI in this process: no server, no network."""

import io
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from debate.db import db

ROUNDS = 9


def hello() -> Flask:
    """The reference: the smallest Flask application there is."""
    app = Flask("hello")
    app.add_url_rule("/", "hello", lambda: "hello")
    return app


class Caller:
    """A browser with one cookie that calls a WSGI application directly."""

    def __init__(self, app: Any, token: str = "") -> None:
        self.app = app
        self.cookies = {"clashroom-seat": token} if token else {}
        self.csrf = ""

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        return self._call("GET", path, b"", headers)

    def post(self, path: str, body: str, **headers: str) -> tuple[int, bytes]:
        return self._call("POST", path, body.encode(), headers)

    def meet(self, path: str) -> str:
        """Open a page and keep its CSRF token."""
        status, body = self.get(path)
        assert status == 200, (status, body[:500])
        found = re.search(rb'name="csrf-token" content="([^"]+)"', body)
        self.csrf = found[1].decode() if found else ""
        return self.csrf

    def _call(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1:8000",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        if body:
            environ["CONTENT_LENGTH"] = str(len(body))
            environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
        environ |= {f"HTTP_{name}": value for name, value in headers.items()}
        answer: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], info: Any = None) -> Any:
            answer[:] = [int(status[:3]), headers]
            return lambda data: None

        pieces = self.app.wsgi_app(environ, start)
        text = b"".join(pieces)
        pieces.close()
        for name, value in answer[1]:
            if name == "Set-Cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        return answer[0], text


def cpu_ms(call: Callable[[], object], seconds: float = 0.15) -> float:
    """CPU of this thread in ms for one call, over as many as fit into `seconds` of it."""
    began = time.thread_time()
    count = 0
    while count < 3 or time.thread_time() - began < seconds:
        call()
        count += 1
    return (time.thread_time() - began) * 1000 / count


def compare(calls: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """CPU in ms of each, taken in turn: the round that neighbours disturbed least."""
    found: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        call()
    for _ in range(ROUNDS):
        for name, call in calls.items():
            found[name].append(cpu_ms(call))
    return {name: min(values) for name, values in found.items()}


@contextmanager
def statements(app: Any) -> Iterator[list[str]]:
    """The SQL of what happens inside."""
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
