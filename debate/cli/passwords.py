"""`password EMAIL`: a one-time link for a new password, from the machine that serves.

It stands for the owner of the site, whom nobody else lets in again. Whether the server runs does
not matter to the command; the link opens while it does. Not here: what a link is (services).
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import inspect
from sqlalchemy.exc import DatabaseError

from debate.cli import database
from debate.cli.wiring import site_address
from debate.config import SettingError
from debate.db import clock_ms, db, transaction
from debate.domain.accounts import clean_email
from debate.domain.refusals import Refused
from debate.factory import create_app
from debate.queries import accounts
from debate.services import passwords

SERVE = "python3 -m debate serve"


def main(argv: list[str]) -> int:
    """Print the link; 1 with a sentence when there is none to make."""
    parser = argparse.ArgumentParser(prog="python3 -m debate password")
    parser.add_argument("email", metavar="EMAIL", help="what the person signs in with")
    parser.add_argument("--host", default="0.0.0.0", help="as given to serve")  # noqa: S104
    parser.add_argument("--port", type=int, default=8000, help="as given to serve")
    parser.add_argument("--public-url", default="", help="as given to serve")
    options = parser.parse_args(argv)
    overrides: dict[str, Any] = {"PUBLIC_URL": options.public_url} if options.public_url else {}
    try:
        email = clean_email(options.email)
        app = create_app(overrides)
        token = _make(app, email)
    except (database.CannotPrepare, SettingError, Refused, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(
        f"This link sets a new password for {email}, once, within a day, while the server runs:\n"
        f"  {site_address(app, options.host, options.port)}/passwords/{token}\n"
        "An earlier link for this account no longer works. If serve was given --port, --host or"
        " --public-url, give this command the same."
    )
    return 0


def _make(app: Flask, email: str) -> str:
    """The link's token. Raises CannotPrepare, Refused where there is no such account."""
    with app.app_context():
        _refuse_none_yet()
        with database.alone(app):
            database.prepare(app)
        with transaction(db.session()) as session:
            account_id = accounts.by_email(session, email)
            if account_id:
                return passwords.make_link(session, account_id, clock_ms(), owner_id=None)
            owner = accounts.owner_email(session)
    if not owner:
        raise Refused(
            f"There is no account yet. When {SERVE} starts, it prints a link that makes one."
        )
    raise Refused(f"Nobody signs in here as {email}. The owner of this site signs in as {owner}.")


def _refuse_none_yet() -> None:
    """Raise CannotPrepare where there is no database: looking must not make one."""
    url = db.engine.url
    try:
        there = (
            Path(url.database or "").exists()
            if db.engine.dialect.name == "sqlite"
            else inspect(db.engine).has_table("alembic_version")
        )
    except DatabaseError:
        return  # `prepare` says what is wrong with it
    if not there:
        shown = url.database if db.engine.dialect.name == "sqlite" else url.render_as_string()
        raise database.CannotPrepare(f"There is no database yet at {shown}. {SERVE} makes it.")
