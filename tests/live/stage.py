"""The cast of these tests: a reader in memory, a small application, a browser of sockets."""

import http.client
import json
import threading
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from debate.live import tickets
from debate.live.frames import Batch, Frame, Key
from debate.live.hub import Hub
from debate.live.server import Server
from debate.live.tickets import Claim

SECRET = "a secret of these tests, long enough"
ROOM: Key = (12, "room")


@dataclass
class Row:
    number: int
    html: str
    taken_back: bool = False


@dataclass
class Stage:
    """What a database would hold: the newest state of each row of each view."""

    rows: dict[Key, dict[str, Row]] = field(default_factory=dict)
    numbers: dict[Key, int] = field(default_factory=dict)
    seqs: dict[int, int] = field(default_factory=dict)
    released: set[tuple[int, int]] = field(default_factory=set)
    reads: list[dict[Key, int]] = field(default_factory=list)
    broken: bool = False
    odd: list[Any] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)
    slow: tuple[int, threading.Event] | None = None
    held: threading.Event = field(default_factory=threading.Event)

    def put(self, target: str, html: str, key: Key = ROOM, *, taken_back: bool = False) -> int:
        """Change a row; as quiet as a commit in another process."""
        with self.lock:
            number = self.numbers.get(key, 0) + 1
            self.numbers[key] = number
            self.rows.setdefault(key, {})[target] = Row(number, html, taken_back)
            self.seqs[key[0]] = self.seqs.get(key[0], 0) + 1
            return number

    def read(self, since: Mapping[Key, int]) -> dict[Key, Batch]:
        with self.lock:
            self.reads.append(dict(since))
            self._fail_if_broken()
            if self.odd:
                return dict.fromkeys(since, self.odd.pop())
            answer = {key: self._batch(key, number) for key, number in since.items()}
        if self.slow is not None and self.slow[0] in since.values():
            self.held.set()
            assert self.slow[1].wait(10)
        return answer

    def _fail_if_broken(self) -> None:
        if self.broken:
            raise OSError("the database is away")

    def hold(self, since: int) -> threading.Event:
        """Hold up the answer of reads from that number until the event is set."""
        self.slow = since, threading.Event()
        return self.slow[1]

    def _batch(self, key: Key, since: int) -> Batch:
        rows = self.rows.get(key, {})
        new = {target: row for target, row in rows.items() if row.number > since}
        frames = tuple(Frame(*key, row.number, t, "list", row.html) for t, row in new.items())
        last = self.numbers.get(key, 0)
        back = any(row.taken_back for row in new.values())
        if len(new) > 50:
            return Batch(last, (), reload=True, taken_back=back)
        return Batch(last, frames, reload=False, taken_back=back)

    def changed(self, debate_ids: Collection[int]) -> dict[int, int]:
        with self.lock:
            self._fail_if_broken()
            return {debate_id: self.seqs.get(debate_id, 0) for debate_id in debate_ids}

    def alive(self, held: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
        with self.lock:
            return set(held) - self.released


def ticket(seat_id: int = 5, *views: Key, generation: int = 0, issued_s: int | None = None) -> str:
    now_s = int(time.time()) if issued_s is None else issued_s
    return tickets.issue(SECRET, Claim(seat_id, generation, views or (ROOM,), now_s))


class Page:
    """A browser's stream: events as (kind, data) pairs."""

    def __init__(self, port: int, query: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self.connection.request("GET", f"/stream?{query}", headers={"Accept": "text/event-stream"})
        self.response = self.connection.getresponse()
        self.status = self.response.status

    def next(self, kind: str = "frame") -> Any:
        """The data of the next event of that kind; others before it are passed over."""
        while True:
            seen, data = self._event()
            assert seen, f"the stream ended before any {kind}"
            if seen == kind:
                return data

    def html(self, count: int) -> list[str]:
        """The texts of the next frames, until there are `count`."""
        texts: list[str] = []
        while len(texts) < count:
            texts += [frame["html"] for frame in self.next()]
        return texts

    def rest(self) -> list[str]:
        """The kinds of all events until the server ends the stream."""
        kinds = []
        while True:
            kind, _ = self._event()
            if not kind:
                return kinds
            kinds.append(kind)

    def _event(self) -> tuple[str, Any]:
        kind, data = "", None
        while raw := self.response.readline():
            line = raw.decode().rstrip("\n")
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data: "):
                data = json.loads(line.removeprefix("data: "))
            elif not line and kind:
                return kind, data
        return "", None

    def close(self) -> None:
        self.response.close()
        self.connection.close()


@dataclass
class Running:
    port: int
    hub: Hub
    server: Server
    thread: threading.Thread
    pages: list[Page] = field(default_factory=list)

    def page(self, seat_id: int = 5, at: str = "12.room:0", *views: Key, **claim: Any) -> Page:
        text = quote(ticket(seat_id, *views, **claim))
        page = Page(self.port, f"ticket={text}&at={at}")
        self.pages.append(page)
        return page

    def ask(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            fields = {name.lower(): value for name, value in response.getheaders()}
            return response.status, fields, response.read()
        finally:
            connection.close()

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)
        assert not self.thread.is_alive()

    def close_pages(self) -> None:
        for page in self.pages:
            page.close()


def toy_app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Says what it was asked."""
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "application/json")])
    seen = {
        name: value
        for name, value in environ.items()
        if isinstance(value, (str, int)) and not name.startswith("wsgi.")
    }
    return [json.dumps({"body": body.decode("latin-1"), **seen}).encode()]
