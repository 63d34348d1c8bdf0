"""A running debate in a folder of its own, served by a process that can be killed."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from debate.db import clock_ms, db
from debate.models.accounts import Account
from debate.models.seats import Seat
from tests import cast
from tests.faults.people import Person
from tests.serving import Server


@dataclass
class Class:
    """The cast before a server. `app` reads the same database, from this process."""

    server: Server
    app: Any
    people: cast.Cast
    slug: str
    sitting: str
    persons: list[Person] = field(default_factory=list)

    def seat(self, name: str) -> Person:
        """A browser that holds the seat."""
        seat = self.people.seats[name]
        return self._person(f"/debates/{self.slug}/{seat.number}/", cast.as_seat, seat)

    def owner(self) -> Person:
        """A browser where the instructor is signed in."""
        return self._person("/", cast.as_account, self.people.owner)

    def _person(self, base: str, enter: Callable[..., None], who: Seat | Account) -> Person:
        client = self.app.test_client()
        enter(db.session(), client, who, clock_ms())
        db.session.rollback()
        cookie = client.get_cookie("clashroom-seat")
        return Person(self.server, base, {"clashroom-seat": cookie.value})


@pytest.fixture
def here(tmp_path: Path, migrated_file: Path, make_app: Callable[..., Any]) -> Iterator[Class]:
    """The first speech runs, of any number of points; the server is not started yet."""
    path = tmp_path / "clashroom.sqlite3"
    shutil.copy(migrated_file, path)
    fmt = cast.read_format()
    fmt = replace(fmt, steps=tuple(replace(step, points_max=None) for step in fmt.steps))
    server = Server(tmp_path, shiftable=True)
    app = make_app(f"sqlite:///{path}")
    with app.app_context():
        people = cast.make(db.session(), clock_ms(), fmt=fmt)
        cast.start(db.session(), people, clock_ms())
        yield Class(server, app, people, people.slug, people.sitting.slug)
        server.stop()
