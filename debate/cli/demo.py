"""`demo`: the sample class on this machine, in a folder and database of its own."""

import argparse
import io
import os
import secrets
import sys
import threading
from pathlib import Path
from typing import Any

from flask import Flask

from debate import config
from debate.cli import database, fonts
from debate.cli.wiring import as_line, lan_address, run, say_database
from debate.config import SettingError
from debate.db import clock_ms, db, transaction
from debate.factory import create_app
from debate.live.server import CannotListen, bind
from debate.seeding import bundled, demo
from debate.seeding.faults import FilesRefused

LOOPBACK, EVERYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104  # the network only with --lan
ROLES = {
    "instructor": "Instructor",
    "student_p": "Proposition",
    "student_o": "Opposition",
    "judge": "Judge",
    "audience": "Audience",
    "projector": "Projector",
}


def main(argv: list[str]) -> int:
    """Serve until stopped; 1 with a sentence when that is not possible."""
    options = _options(argv)
    try:
        with bind(EVERYWHERE if options.lan else LOOPBACK, options.port) as listener:
            app = _make(options.reset)
            run(app, sockets=[listener], on_ready=lambda port: _tell(app, options, port))
    except (CannotListen, SettingError, database.CannotPrepare, FilesRefused, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m debate demo")
    parser.add_argument("--port", type=int, default=8000, help="0: any free one")
    parser.add_argument("--lan", action="store_true", help="serve to the network, not only here")
    parser.add_argument("--no-browser", action="store_true", help="open no browser")
    parser.add_argument("--json", action="store_true", help="print the links as one JSON line")
    parser.add_argument("--reset", action="store_true", help="begin with a fresh sample class")
    return parser.parse_args(argv)


def _make(reset: bool) -> Flask:
    """The application on the demo's own database, with the sample class in it."""
    # With a key given, none is made in the folder of a real instance.
    home = Path(config.load({"SECRET_KEY": "unused"})["INSTANCE_PATH"]) / "demo"
    if reset:
        _forget(home)
    fonts.ensure(home / "fonts")
    app = create_app(
        {
            "INSTANCE_PATH": str(home),
            "DATABASE_URL": "",
            "SECRET_KEY": "",
            "PUBLIC_URL": "",
            "STREAMS": True,
            "DEMO_TOKEN": secrets.token_urlsafe(18),
        }
    )
    database.prepare(app)
    database.tidy(app)
    with app.app_context():
        bundled.load(db.session(), clock_ms(), home)
        with transaction(db.session()) as session:
            demo.prepare(session, clock_ms())
    return app


def _forget(home: Path) -> None:
    try:
        for path in home.glob("clashroom.sqlite3*"):
            path.unlink()
    except OSError as error:
        raise SettingError(
            f"{error.filename} cannot be removed ({error.strerror}). Stop the other demo first."
        ) from error


def _tell(app: Flask, options: argparse.Namespace, port: int) -> None:
    """Print where everything is, and open the browser at the instructor's link."""
    found = _found(app, f"http://{lan_address() if options.lan else LOOPBACK}:{port}")
    print(as_line(found) if options.json else _greeting(app, found), flush=True)
    if not options.no_browser and _has_display():
        _open(found["links"]["instructor"])


def _found(app: Flask, address: str) -> dict[str, Any]:
    """What `--json` prints: the address, a link for each role, sessions with their codes."""
    with app.app_context():
        sample = demo.find(db.session())
        assert sample is not None
        return {
            "address": address,
            "links": app.extensions["demo_links"](sample, address),
            "sessions": {
                name: {"address": f"{address}/sittings/{slug}/", "code": code}
                for name, (slug, code) in sample.sessions.items()
            },
        }


def _greeting(app: Flask, found: dict[str, Any]) -> str:
    lines = [f"Clashroom’s demo is at {found['address']}", say_database(app), ""]
    if sys.stdout.isatty():
        lines.append(_qr(found["address"]))
    lines += [f"  {ROLES[role]:12} {link}" for role, link in found["links"].items()]
    return "\n".join(
        [*lines, "", "Each link works in a tab of its own. Stop with Ctrl+C; --reset begins anew."]
    )


def _qr(address: str) -> str:
    import segno

    picture = io.StringIO()
    segno.make(address).terminal(picture, compact=True)
    return picture.getvalue()


def _has_display() -> bool:
    """Whether a browser would open in a window, and not take the terminal."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _open(link: str) -> None:
    """Open the browser beside the server: some take their time to come back."""
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(link,), daemon=True).start()
