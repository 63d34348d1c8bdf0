"""A real server in a process of its own, and real browsers.

Run by itself (`pytest tests/browser`): sync Playwright leaves a running loop behind.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from debate.cli import check
from tests.serving import ROOT, Server

__all__ = ["Server"]

expect.set_options(timeout=15_000)  # two cores may have more than this to do


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """`serve` on an empty database."""
    yield from _served(Server(tmp_path))


@pytest.fixture
def shiftable(tmp_path: Path) -> Iterator[Server]:
    """The same, with a time that the test can move."""
    yield from _served(Server(tmp_path, shiftable=True))


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
        page.set_default_timeout(20_000)
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


def _served(server: Server) -> Iterator[Server]:
    fonts = ROOT / "instance" / "fonts"
    if fonts.exists():
        shutil.copytree(fonts, server.instance / "fonts")
    server.start()
    yield server
    server.stop()
