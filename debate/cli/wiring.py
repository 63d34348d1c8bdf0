"""What the commands share: an application that holds streams, and the server around it."""

import gc
import json
import socket
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask

from debate.db import db, sqlite_version
from debate.live import server
from debate.live.hub import Hub
from debate.live.notices import Listener
from debate.live.server import Background
from debate.live.worker import Heartbeat, Worker


def run(
    app: Flask,
    *,
    sockets: list[socket.socket],
    on_ready: Callable[[int], None],
) -> None:
    """Serve `app` with its streams, its heartbeat and its work until a signal ends it."""
    # What the start made stays until the end: collections need not look at it again.
    gc.freeze()
    # A page makes some ten thousand objects and hardly any cycle: to look after every 700 took a
    # tenth of its time.
    gc.set_threshold(20_000, 20, 20)
    gc.enable()
    wires = app.extensions["live"]
    hub = Hub(wires.reader, wires.changed, wires.alive, secret=app.config["SECRET_KEY"])
    app.extensions["deliver"] = hub.deliver
    background: list[Background] = [Heartbeat(wires.beat), Worker(wires.work)]
    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            background.append(Listener(app.config["DATABASE_URL"], hub))
    server.serve(
        app.wsgi_app,
        hub,
        sockets=sockets,
        forwarded_allow_ips=app.config["FORWARDED_ALLOW_IPS"],
        max_body=app.config["MAX_CONTENT_LENGTH"],
        background=background,
        on_ready=on_ready,
    )


def site_address(app: Flask, host: str, port: int) -> str:
    """Where people reach a server that listens on `host`: the public address where one is set."""
    shown = lan_address() if host in ("0.0.0.0", "::", "") else host  # noqa: S104
    return str(app.config["PUBLIC_URL"]).rstrip("/") or f"http://{shown}:{port}"


def lan_address() -> str:
    """The address by which this machine is reached on its network; loopback when it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: connecting a datagram socket only picks the route.
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def say_database(app: Flask) -> str:
    """One line about the database: its kind, and a warning for an SQLite with the WAL bug."""
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            return f"Database: {db.engine.dialect.name}."
    version, sound = sqlite_version()
    if sound:
        return f"Database: SQLite {version}."
    return (
        f"Database: SQLite {version}, which can lose the last writes after a crash in rare cases; "
        "keep to one process, and prefer a Python with SQLite 3.51.3 or newer."
    )


def as_line(links: Mapping[str, Any]) -> str:
    """Links as one JSON line."""
    return json.dumps(dict(links), ensure_ascii=False)
