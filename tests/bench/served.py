"""Servers in processes of their own, and what they cost: CPU and memory from /proc (Linux)."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench import scene

ROOT = Path(__file__).resolve().parents[2]
SERVE = "import sys; from debate.cli.serve import main; sys.exit(main(sys.argv[1:]))"
TICK = os.sysconf("SC_CLK_TCK")
START_S = 60


@dataclass
class Server:
    """A running server. `cpu_s` counts all its threads."""

    port: int
    pid: int

    def cpu_s(self) -> float:
        """User and system time so far."""
        text = Path(f"/proc/{self.pid}/stat").read_text()
        fields = text[text.rindex(")") + 2 :].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def private_kib(self) -> int:
        """Memory that belongs to this process alone."""
        text = Path(f"/proc/{self.pid}/smaps_rollup").read_text()
        return sum(int(found) for found in re.findall(r"Private_\w+:\s+(\d+)", text))


@contextmanager
def running(command: list[str], port: int, **environment: str) -> Iterator[Server]:
    """A command that serves on `port`, once something listens there; stopped at the end."""
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Until a page is answered; a fault when the process ends or a minute has gone."""
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.005)
    raise RuntimeError("the server did not start")


@contextmanager
def ours(instance: Path) -> Iterator[Server]:
    """`serve` on an instance folder that the scene was made in."""
    port = free_port()
    command = ["-c", SERVE, "--host", "127.0.0.1", "--port", str(port)]
    keys = {"INSTANCE_PATH": str(instance), "SECRET_KEY": scene.SECRET}
    with running(command, port, **keys) as server:
        yield server


@contextmanager
def hello() -> Iterator[Server]:
    """The Flask hello behind the same front, bridge and server."""
    port = free_port()
    with running(["-m", "tests.bench.hello_server", str(port)], port) as server:
        yield server


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Client:
    """A browser on one kept connection."""

    def __init__(self, server: Server, token: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self.cookies = {"clashroom-seat": token} if token else {}

    def ask(
        self, method: str, path: str, body: str = "", headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Status and body of one request."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Cookie": cookie, **(headers or {})}
        if body:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, path, body or None, sent)
            answer = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):  # was idle for too long
            self.connection.close()
            self.connection.request(method, path, body or None, sent)
            answer = self.connection.getresponse()
        data = answer.read()
        for value in answer.headers.get_all("Set-Cookie") or ():
            name, _, rest = value.partition("=")
            self.cookies[name] = rest.split(";")[0]
        return answer.status, data

    def token(self, path: str) -> str:
        """The CSRF token of a page."""
        status, body = self.ask("GET", path)
        found = re.search(rb'name="csrf-token" content="([^"]+)"', body)
        assert found, (status, body[:300])
        return found[1].decode()
