"""A real server in a process of its own, and real browsers.

Run by itself (`pytest tests/browser`): sync Playwright leaves a running loop behind.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from debate.cli import check
from tests import serving
from tests.serving import ROOT, Server
from tests.whole.teaching import Instructor, Session

__all__ = ["Server"]

PLACES = {
    "Amara Diallo": "1.P",
    "Priya Nair": "1.O",
    "Mei Tanaka": "1.judge",
    "Kofi Mensah": "1.audience",
}

THIRTY = [f"Student {n:02}" for n in range(1, 31)]

expect.set_options(timeout=30_000)  # two cores may have more than this to do


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """`serve` on an empty database."""
    yield from _served(Server(tmp_path))


@pytest.fixture
def shiftable(tmp_path: Path) -> Iterator[Server]:
    """The same, with a time that the test can move."""
    yield from _served(Server(tmp_path, shiftable=True))


@dataclass
class School:
    """A server with Dr Ansah's class, and herself over HTTP, to set sessions up quickly."""

    server: Server
    ansah: Instructor

    def session(self, places: Mapping[str, str] = PLACES, **choice: str) -> Session:
        """A session of the class that is open: one room, one debater a side."""
        return self.ansah.open_session(places, **({"team_seats": "1"} | choice))


@pytest.fixture(scope="session")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    """One server for all tests that bring their own session."""
    for server in _served(Server(tmp_path_factory.mktemp("school"))):
        yield _with_class(server)


@pytest.fixture(scope="session")
def school_of_thirty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    """A server of its own with thirty students in the class, for tests that need many."""
    for server in _served(Server(tmp_path_factory.mktemp("thirty"))):
        yield _with_class(server, THIRTY)


@pytest.fixture
def shiftable_school(shiftable: Server) -> School:
    """The same with a server of its own, whose time can be moved."""
    return _with_class(shiftable)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What `demo --json` printed; it serves for as long as the tests of one file run."""
    instance = tmp_path_factory.mktemp("demo")
    _copy_fonts(instance / "demo")
    with serving.demo(instance) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or check.chromium()
    if not path:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        yield playwright.chromium.launch(executable_path=str(path), args=arguments)


@dataclass
class Person:
    """Somebody with a browser of their own; what its console complains of fails the test."""

    context: BrowserContext
    page: Page
    complaints: list[str]


@pytest.fixture
def person(browser: Browser) -> Iterator[Callable[..., Person]]:
    """Make people: `person(scripts=False)` has JavaScript switched off, `phone=True` is small."""
    made: list[Person] = []

    def make(*, scripts: bool = True, phone: bool = False) -> Person:
        size = {"width": 375, "height": 812} if phone else {"width": 1440, "height": 900}
        context = browser.new_context(java_script_enabled=scripts, viewport=size)
        page = context.new_page()
        page.set_default_timeout(30_000)
        someone = Person(context, page, [])
        page.on("pageerror", lambda error: someone.complaints.append(str(error)))
        page.on("console", lambda said: _listen(someone, said))
        made.append(someone)
        return someone

    yield make
    complaints = [line for one in made for line in one.complaints]
    for one in made:
        one.context.close()
    assert complaints == []


def _listen(someone: Person, said: object) -> None:
    text = getattr(said, "text", "")
    # A refused form, a lost connection and a server that is away are what some tests are about.
    if getattr(said, "type", "") == "error" and "Failed to load resource" not in text:
        someone.complaints.append(text)


def _with_class(server: Server, names: Sequence[str] = tuple(PLACES)) -> School:
    ansah = Instructor(server.address, "Dr Ansah")
    ansah.begin(server.welcome)
    ansah.make_class(names)
    return School(server, ansah)


def _served(server: Server) -> Iterator[Server]:
    _copy_fonts(server.instance)
    server.start()
    yield server
    server.stop()


def _copy_fonts(instance: Path) -> None:
    """Making them takes seconds."""
    made = ROOT / "instance" / "fonts"
    if made.exists():
        shutil.copytree(made, instance / "fonts")
