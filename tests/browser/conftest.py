"""A real server in a process of its own, and real browsers.

Run by itself (`pytest tests/browser`): sync Playwright leaves a running loop behind.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from debate.cli import check

ROOT = Path(__file__).resolve().parents[2]
COMMAND = "import sys; from debate.cli.serve import main; sys.exit(main(sys.argv[1:]))"
START_S = 60


@dataclass
class Server:
    """`serve` on loopback with an instance folder of its own."""

    instance: Path
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
                [sys.executable, "-c", COMMAND, "--host", "127.0.0.1", "--port", str(self.port)],
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
        assert self.process
        self.process.terminate()
        self.process.wait(timeout=10)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    fonts = ROOT / "instance" / "fonts"
    if fonts.exists():
        shutil.copytree(fonts, tmp_path / "fonts")
    made = Server(tmp_path)
    made.start()
    yield made
    if made.process and made.process.poll() is None:
        made.stop()


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
        page.set_default_timeout(10_000)
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
