"""People before a real server that dies: browsers of sockets that keep cookies and try again."""

import http.client
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.live.stage import Page
from tests.serving import Server

WAIT_S = 60


def until(happened: Callable[[], Any]) -> Any:
    """Wait for another process to have done something; what `happened` gives then."""
    last = time.monotonic() + WAIT_S
    while not (found := happened()):
        assert time.monotonic() < last, "it did not happen"
        time.sleep(0.02)
    return found


@dataclass
class Person:
    """A browser without scripts, at the address of its seat (or of its account)."""

    server: Server
    base: str
    cookies: dict[str, str]
    token: str = ""  # of the page's forms
    positions: dict[str, int] = field(default_factory=dict)

    def get(self, path: str = "") -> str:
        """A page; its form token is kept."""
        status, text = self.ask("GET", path)
        assert status == 200, f"{status} for {path}"
        found = re.search(r'name="csrf-token" content="([^"]+)"', text)
        self.token = found[1] if found else self.token
        return text

    def post(self, path: str, **fields: Any) -> int:
        """A post as a script sends it; its status."""
        body = urlencode({"csrf_token": self.token, **fields})
        return self.ask("POST", path, body)[0]

    def insist(self, path: str, **fields: Any) -> int:
        """Post until there is an answer of the application, as often as that takes."""

        def answered() -> int:
            try:
                status = self.post(path, **fields)
            except (OSError, http.client.HTTPException):
                return 0
            return 0 if status == 503 else status

        return int(until(answered))

    def stream(self) -> Page:
        """The stream of one's view, from where one was."""
        status, text = self.ask("POST", "stream/ticket", urlencode({"csrf_token": self.token}))
        assert status == 200, status
        told = json.loads(text)
        self.positions = self.positions or told["positions"]
        at = ",".join(f"{view}:{number}" for view, number in self.positions.items())
        return Page(self.server.port, urlencode({"ticket": told["ticket"], "at": at}))

    def hear(self, page: Page, target: str) -> list[dict[str, Any]]:
        """All frames up to one of `target`; one's positions go along."""
        heard: list[dict[str, Any]] = []
        while target not in {frame["target"] for frame in heard}:
            for frame in page.next():
                assert frame["n"] > self.positions[frame["v"]], "told twice"
                heard.append(frame)
            for frame in heard:
                self.positions[frame["v"]] = max(self.positions[frame["v"]], frame["n"])
        return heard

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        """One request on a connection of its own. Raises OSError, HTTPException."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-Fragment": "1"}
        try:
            connection.request(method, self.base + path, body, headers)
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie") or ():
                name, _, rest = line.partition("=")
                self.cookies[name] = rest.partition(";")[0]
            return answer.status, answer.read().decode()
        finally:
            connection.close()
