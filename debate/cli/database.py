"""Bringing the database to the code's revision before a command serves, with a copy kept before.

Belongs here: migrating and backing up. Not here: what the tables are (`models`), first content
(`seeding`).
"""

import time
from contextlib import suppress
from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import upgrade
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from debate.config import ROOT
from debate.db import db

COPIES_KEPT = 5


class CannotPrepare(Exception):
    """The database cannot be used; the message is a sentence for the person who started us."""


def prepare(app: Flask) -> None:
    """Migrate the database to the newest revision; on SQLite a copy is made before.

    Raises CannotPrepare for a database of a newer version of the code, or one out of reach.
    """
    with app.app_context():
        try:
            found = _revision()
        except OperationalError as error:
            raise CannotPrepare(
                f"The database {db.engine.url.render_as_string()} cannot be opened: {error.orig}."
            ) from error
        scripts = ScriptDirectory.from_config(_config())
        if found == scripts.get_current_head():
            return
        if found is not None and found not in {item.revision for item in scripts.walk_revisions()}:
            raise CannotPrepare(
                "This database was made by a newer version of Clashroom. Start that version, or "
                "restore a copy made before it."
            )
        if found is not None:
            _copy_before(found)
        upgrade(directory=str(ROOT / "debate" / "migrations"))


def vacuum_into(target: Path) -> None:
    """A consistent copy of the running SQLite database. Raises CannotPrepare on PostgreSQL."""
    if db.engine.dialect.name != "sqlite":
        raise CannotPrepare("This database is PostgreSQL: copy it with pg_dump.")
    if target.exists():
        raise CannotPrepare(f"{target} exists already. Name another file.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("VACUUM INTO ?", (str(target),))


def _revision() -> str | None:
    with db.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "debate" / "migrations"))
    return config


def _copy_before(revision: str) -> None:
    """Keep the last few copies, named by the revision they are of."""
    if db.engine.dialect.name != "sqlite":
        return
    folder = Path(current_app.config["INSTANCE_PATH"]) / "before-migrations"
    vacuum_into(folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{revision}.sqlite3")
    for old in sorted(folder.glob("*.sqlite3"))[:-COPIES_KEPT]:
        with suppress(OSError):
            old.unlink()
