"""Extra time: whoever has it, the others receive the same to the byte.

One debate is played twice by the same script over HTTP. Once amara's seat has half as much time
again, once priya's. The clock of the application stands where the script puts it, so no time is
masked; salts, hashes, keys and tickets are.
"""

import csv
import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient
from openpyxl import load_workbook

from debate.db import db, transaction
from debate.domain import formats
from debate.services import debates
from debate.web import links
from tests import cast
from tests.cast import MINUTE, NOW

PEERS = ("tomas", "jonas", "mei", "kofi")
S = 1000
RANDOM = (
    (re.compile(r'("(?:salt|hash|head|chain_head)": ?")[^"]*"'), r'\1~"'),
    (re.compile(r"\b(?:[0-9a-f]{16}|[0-9a-f]{64})\b"), "~"),
    (re.compile(r'name="(?:key|csrf_token)" value="[^"]*"'), "key"),
    (re.compile(r'csrf-token" content="[^"]*"'), "token"),
    (re.compile(r'"ticket": ?"[^"]*"'), "~"),
    (re.compile(r"/(?:static|style)/[0-9a-f]{12}\b"), "/static"),
)


def written() -> formats.Format:
    """A vote, a case, questions, sealed rebuttals of both sides, a vote, a reflection."""
    data = formats.as_data(cast.read_format("seminar"))
    steps: Any = {step["slug"]: step for step in data["steps"]}  # type: ignore[attr-defined]
    sealed = steps["p-rebuttal"] | {"turns": ["P2", "O2"], "sealed": True, "answer_by": None}
    shorter = {"answer_by": None}
    order = [steps["opening-vote"], steps["p-constructive"] | shorter, steps["p-questions"]]
    order += [sealed, steps["closing-vote"], steps["reflection"]]
    return formats.read(data | {"decision": "judges", "steps": order})


class World:
    """One application with the class in it; `now` is the time that it goes by."""

    def __init__(self, app: Any, favoured: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.app, self.now = app, NOW
        self.seen: dict[str, str] = {}
        for place in ("answers", "frames"):
            monkeypatch.setattr(f"debate.web.{place}.clock_ms", lambda: self.now)
        self.people = cast.make(db.session(), NOW, fmt=written())
        with transaction(db.session()) as session:
            self.people.debate.slug, self.people.sitting.slug = "the-debate", "the-session"
            if favoured:
                self.people.students[favoured].factor = 150
                session.flush()
                debates.refresh_factor(session, self.people.debate, NOW)
        self.clients: dict[str, FlaskClient] = {name: app.test_client() for name in ("owner",)}
        cast.as_account(db.session(), self.clients["owner"], self.people.owner)
        for name, seat in self.people.seats.items():
            self.clients[name] = app.test_client()
            cast.as_seat(db.session(), self.clients[name], seat)
        with app.test_request_context():
            self.screen = f"/screens/{links.screen_token(self.people.debate.id)}"

    def post(self, who: str, path: str, status: int = 303, **data: str) -> None:
        """Something that a seat or the owner does; `path` begins at their own address."""
        number = self.people.seats[who].number if who != "owner" else 0
        at = f"/debates/the-debate/{number}/{path}" if number else f"/debates/the-debate/{path}"
        answer = self.ask(who, "post", at, data=data)
        assert answer.status_code == status, f"{who} {path}: {answer.status_code} {answer.text}"

    def control(self, kind: str, **data: str) -> None:
        self.post("owner", "controls", kind=kind, **data)

    def look(self, name: str) -> None:
        """What each peer and the projector receive now: pages, parts, catch-up."""
        for who in PEERS:
            at = f"/debates/the-debate/{self.people.seats[who].number}/"
            over = ("results",) if name == "released" else ()
            for part in ("", "parts/floor", "parts/turn", "parts/actions", *over):
                self._keep(f"{name}: {who} {part}", self.ask(who, "get", at + part))
            self._stream(f"{name}: {who}", who, at)
        for part in ("", "/stage", "/table"):
            self._keep(f"{name}: projector {part}", self.ask("kofi", "get", self.screen + part))
        self._stream(f"{name}: projector", "kofi", f"{self.screen}/")

    def files(self) -> None:
        """The copies that are made afterwards, and what each peer takes home."""
        for ending in ("html", "md", "csv", "json"):
            found = self.ask("owner", "get", f"/debates/the-debate/transcript.{ending}")
            self._keep(f"transcript.{ending}", found)
        self._keep("scores.csv", self.ask("owner", "get", "/debates/the-debate/scores.csv"))
        book = self.ask("owner", "get", "/debates/the-debate/transcript.xlsx")
        for sheet in load_workbook(io.BytesIO(book.data)):
            rows = list(sheet.iter_rows(values_only=True))
            self.seen[f"transcript.xlsx {sheet.title}"] = masked(json.dumps(rows))
        for who in PEERS:
            at = f"/debates/the-debate/{self.people.seats[who].number}/packet.html"
            self._keep(f"packet of {who}", self.ask(who, "get", at))

    def ask(self, who: str, method: str, path: str, **more: Any) -> Any:
        g.__dict__.clear()  # the context of `db.session()` goes on; what a request left does not
        return getattr(self.clients[who], method)(path, **more)

    def _stream(self, name: str, who: str, at: str) -> None:
        ticket = json.loads(self.ask(who, "post", f"{at}stream/ticket").data)
        self.seen[f"{name} ticket"] = masked(json.dumps(ticket))
        query = {"ticket": ticket["ticket"], "at": ""}
        self._keep(f"{name} stream", self.ask(who, "get", "/stream", query_string=query))

    def _keep(self, name: str, answer: Any) -> None:
        assert answer.status_code == 200, f"{name}: {answer.status_code}"
        self.seen[name] = masked(answer.get_data(as_text=True))


def masked(text: str) -> str:
    for pattern, by in RANDOM:
        text = pattern.sub(by, text)
    return text


def play(world: World) -> dict[str, str]:
    """The script: the same acts at the same times, and what the others see at each turn."""
    for who, choice in (("kofi", "P"), ("tomas", "P"), ("priya", "O"), ("amara", "P")):
        world.post(who, "polls/before", choice=choice, confidence="3")
    world.now += MINUTE
    world.control("start")
    world.look("the first speech begins")
    world.now += 5 * MINUTE  # past the four minutes that the format has
    world.post("amara", "speeches/P1/points", claim="It is likely", reasons="They trade.")
    world.look("in the extra time of a speech")
    world.control("pause")
    world.now += 20 * S
    world.look("paused")
    world.control("resume")
    world.control("add", value="30")
    world.control("next")
    world.post("jonas", "speeches/X1/points", claim="How likely?")
    world.post("amara", "speeches/X1/points", claim="Very.")
    world.control("next")
    world.now += 2 * MINUTE
    world.post("tomas", "speeches/P2/points", claim="Sealed case", reasons="Because.")
    world.post("jonas", "speeches/O1/points", claim="Sealed answer", reasons="No.")
    world.now += 2 * MINUTE + 10 * S  # their own time is up; the step waits for the last
    world.post("tomas", "speeches/P2/points", claim="Too late", reasons="For me.")
    world.look("a sealed step in its extra time")
    world.now += 2 * MINUTE
    world.look("the sealed step is over")
    world.control("next")
    world.now += 30 * S
    for who, choice in (("kofi", "O"), ("tomas", "P"), ("priya", "O"), ("amara", "P")):
        world.post(who, "polls/after", choice=choice, confidence="4")
    world.now += 2 * MINUTE
    world.look("a vote in its extra time")
    world.control("next")
    world.post("kofi", "reflection", text="Their best case is cost.", act="hand-in")
    world.now += 6 * MINUTE
    world.look("a reflection in its extra time")
    world.control("finish")
    world.post("mei", "ballot", **BALLOT)
    world.now += MINUTE
    world.post("owner", "release", what="both")
    world.look("released")
    world.files()
    return world.seen


BALLOT = {
    f"{seat}-{part.slug}": "3" for seat in (1, 2, 3, 4) for part in cast.read_rubric().criteria
} | {"decision": "P", "reason": "They said why.", "act": "hand-in"}


@pytest.fixture
def played(
    make_app: Callable[..., Any],
    migrated_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[str], dict[str, str]]:
    """What the others receive in a debate where this seat has extra time; "" for nobody."""

    @contextmanager
    def on_its_own(name: str) -> Iterator[Any]:
        path = tmp_path / f"{name}.sqlite3"
        shutil.copy(migrated_file, path)
        one = make_app(f"sqlite:///{path}")
        with one.app_context():
            yield one

    def play_with(favoured: str) -> dict[str, str]:
        with on_its_own(favoured or "nobody") as one:
            return play(World(one, favoured, monkeypatch))

    return play_with


def test_nothing_that_others_receive_tells_who_has_extra_time(
    played: Callable[[str], dict[str, str]],
) -> None:
    one, other = played("amara"), played("priya")
    assert one.keys() == other.keys()
    told = [name for name in one if one[name] != other[name]]
    assert not told, f"these tell of it: {told}; {difference(one, other, told)}"
    said = list(csv.DictReader(io.StringIO(one["transcript.csv"].removeprefix("\ufeff"))))
    assert {"Sealed case", "Too late"} & {row["claim"] for row in said} == {"Sealed case"}
    assert "6:00" in one["the first speech begins: kofi parts/floor"], "four minutes and a half"


def difference(one: dict[str, str], other: dict[str, str], told: list[str]) -> str:
    """The first place where they differ, for the message of a failing test."""
    if not told:
        return ""
    first, second = one[told[0]], other[told[0]]
    at = next((n for n, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), 0)
    return f"{first[max(0, at - 80) : at + 80]!r} against {second[max(0, at - 80) : at + 80]!r}"
