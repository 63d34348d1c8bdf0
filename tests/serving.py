"""A real server in a process of its own, for tests that talk to it over HTTP or with browsers.

Its time can be moved: `later` lets minutes or days pass. That is done around the product, before
any of it is imported; the product knows nothing of it.
"""

import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
SERVE = "import sys; from debate.cli.serve import main; sys.exit(main(sys.argv[1:]))"
DEMO = SERVE.replace("cli.serve", "cli.demo")
SHIFT = """
import sys, time
real, offset = time.time, sys.argv.pop(1)
def shifted():
    with open(offset) as file:
        return real() + float(file.read())
time.time = shifted
"""
START_S = 60


@dataclass
class Server:
    """`serve` on loopback with a folder of its own; `shiftable`: its time can be moved."""

    instance: Path
    shiftable: bool = False
    port: int = 0
    process: "subprocess.Popen[str] | None" = None
    welcome: str = ""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, or start again on the same port; returns once it serves."""
        log = self.instance / "serve.log"
        with log.open("w") as out:
            self.process = subprocess.Popen(
                [*self._command(), "--host", "127.0.0.1", "--port", str(self.port)],
                cwd=ROOT,
                env=os.environ | {"INSTANCE_PATH": str(self.instance)},
                stdout=out,
                stderr=subprocess.STDOUT,
                text=True,
            )
        until = time.monotonic() + START_S
        while "Stop with Ctrl+C" not in (text := log.read_text()):
            if self.process.poll() is not None or time.monotonic() > until:
                pytest.fail(f"the server did not start:\n{text}")
            time.sleep(0.05)
        found = re.search(r"http://127\.0\.0\.1:(\d+)", text)
        assert found
        self.port = int(found[1])
        link = re.search(r"http://\S+/welcome/\S+", text)
        self.welcome = link[0] if link else ""

    def kill(self) -> None:
        """`kill -9`."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=10)

    @property
    def now_ms(self) -> int:
        """The server's time."""
        return int((time.time() + self._ahead()) * 1000)

    def later(self, seconds: float) -> None:
        """Let time pass. A server that runs has noticed when this returns."""
        fresh = self.instance / "ahead.new"
        fresh.write_text(str(self._ahead() + seconds))
        fresh.replace(self._offset)
        if self.process and self.process.poll() is None:
            self._await_beat(self.now_ms)

    def beat_ms(self) -> int:
        """The last sign of life in the database."""
        path = self.instance / "clashroom.sqlite3"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            row = database.execute("SELECT at_ms FROM heartbeats").fetchone()
        return int(row[0]) if row else 0

    @property
    def _offset(self) -> Path:
        return self.instance / "ahead"

    def _ahead(self) -> float:
        return float(self._offset.read_text()) if self._offset.exists() else 0.0

    def _await_beat(self, since_ms: int) -> None:
        until = time.monotonic() + START_S
        while self.beat_ms() < since_ms:
            assert time.monotonic() < until, "the heartbeat stands still"
            time.sleep(0.05)

    def _command(self) -> list[str]:
        if not self.shiftable:
            return [sys.executable, "-c", SERVE]
        if not self._offset.exists():
            self._offset.write_text("0")
        return [sys.executable, "-c", SHIFT + SERVE, str(self._offset)]


@contextmanager
def demo(instance: Path) -> Iterator[dict[str, Any]]:
    """`demo --json` on loopback; yields the line that it prints once it serves."""
    process = subprocess.Popen(
        [sys.executable, "-c", DEMO, "--port", "0", "--no-browser", "--json"],
        cwd=ROOT,
        env=os.environ | {"INSTANCE_PATH": str(instance)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()


@contextmanager
def out_of_service(port: int) -> Iterator[list[str]]:
    """Something on the port that answers 503 to everything; yields the paths it was asked for."""
    asked: list[str] = []

    class Away(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(503)

        do_POST = do_GET  # noqa: N815  # the name is the library's

        def log_message(self, *said: object) -> None:
            del said

    stub = ThreadingHTTPServer(("127.0.0.1", port), Away)
    stub.daemon_threads = True
    thread = Thread(target=stub.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield asked
    finally:
        stub.shutdown()
        stub.server_close()
        thread.join()
