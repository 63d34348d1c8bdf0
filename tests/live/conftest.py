"""A real server on a free port, around a small application and a small reader."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from debate.live import server
from debate.live.hub import Hub
from debate.live.notices import Listener
from tests.live.stage import SECRET, Running, Stage, toy_app


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def start(stage: Stage) -> Iterator[Callable[..., Running]]:
    """Start a server in a thread, with the options of `server.prepare`."""
    started: list[Running] = []

    def begin(app: Any = toy_app, listen: str = "", **options: Any) -> Running:
        ready = threading.Event()
        hub = Hub(stage.read, stage.changed, stage.alive, secret=SECRET)
        if listen:
            options["background"] = [Listener(listen, hub)]
        running = server.prepare(app, hub, on_ready=lambda _: ready.set(), **options)
        listener = server.bind("127.0.0.1", 0)
        port = listener.getsockname()[1]
        thread = threading.Thread(target=running.run, args=([listener],))
        thread.start()
        assert ready.wait(10)
        started.append(Running(port, hub, running, thread))
        return started[-1]

    yield begin
    for one in started:
        one.stop()
        one.close_pages()


@pytest.fixture
def live(start: Callable[..., Running]) -> Running:
    return start()
