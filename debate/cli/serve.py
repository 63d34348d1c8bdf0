"""`serve`: the server for a class, on the network; at first with a link for its instructor."""

import argparse
import sys
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from debate.cli import database
from debate.cli.wiring import run, say_database, site_address
from debate.config import SettingError
from debate.db import clock_ms, db, transaction
from debate.factory import create_app
from debate.live.server import CannotListen, bind
from debate.models.accounts import Account
from debate.seeding import bundled
from debate.seeding.faults import FilesRefused
from debate.services import accounts


def main(argv: list[str]) -> int:
    """Serve until stopped; 1 with a sentence when that is not possible."""
    parser = argparse.ArgumentParser(prog="python3 -m debate serve")
    parser.add_argument("--host", default="0.0.0.0", help="address to listen on")  # noqa: S104
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--public-url", default="", help="the address that people type or scan")
    options = parser.parse_args(argv)
    overrides: dict[str, Any] = {"STREAMS": True}
    if options.public_url:
        overrides["PUBLIC_URL"] = options.public_url
    try:
        with bind(options.host, options.port) as listener:
            app = _make(overrides)
            with database.one_key(app):
                run(app, sockets=[listener], on_ready=lambda port: _tell(app, options.host, port))
    except (CannotListen, SettingError, database.CannotPrepare, FilesRefused) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _make(overrides: dict[str, Any]) -> Flask:
    app = create_app(overrides)
    with database.alone(app), app.app_context():
        database.prepare(app)
        database.tidy(app)
        bundled.load(db.session(), clock_ms(), Path(app.config["INSTANCE_PATH"]))
    return app


def _tell(app: Flask, host: str, port: int) -> None:
    print(_greeting(app, host, port), flush=True)


def _greeting(app: Flask, host: str, port: int) -> str:
    address = site_address(app, host, port)
    lines = [f"Clashroom is at {address}", say_database(app)]
    token = _first_link(app)
    if token:
        lines += [
            "There is no instructor yet. This link makes the first account, once, within a day:",
            f"  {address}/welcome/{token}",
        ]
    return "\n".join([*lines, "Stop with Ctrl+C."])


def _first_link(app: Flask) -> str:
    """The token of the link for the first instructor; "" once there is one."""
    with app.app_context():
        if db.session().scalar(select(Account.id).limit(1)) is not None:
            return ""
        with transaction(db.session()) as session:
            return accounts.setup_link(session, clock_ms())
