"""Bringing the database to the code's revision before a command serves, with a copy kept before.

Belongs here: migrating, backing up, forgetting what has expired. Not here: what the tables are
(`models`), first content (`seeding`).
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import DatabaseError

from debate.cli import bootstrap
from debate.config import ROOT
from debate.db import clock_ms, db, init_migrations, private_file, transaction
from debate.services import accounts, keys

VERSIONS = ROOT / "debate" / "migrations" / "versions"
COPIES_KEPT = 5
# Any number that no other lock of this database has.
STARTING = 0x436C6173
LOCK_FILE = "starting.lock"
_OTHER_KEYS = text(
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND classid = :here AND objid <> :mine"
)


class CannotPrepare(Exception):
    """The database cannot be used; the message is a sentence for the person who started us."""


@contextmanager
def alone(app: Flask) -> Iterator[None]:
    """Have other processes that start on this database wait: two would make the same tables.

    Raises CannotPrepare for a database out of reach.
    """
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            with bootstrap.alone(Path(app.config["INSTANCE_PATH"]) / LOCK_FILE):
                yield
            return
        try:
            connection = db.engine.connect()
        except DatabaseError as error:
            raise _out_of_reach(error) from error
        with connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(select(func.pg_advisory_lock(STARTING)))
            try:
                yield
            finally:
                # The lock is the connection's: it goes with it.
                connection.invalidate()


@contextmanager
def one_key(app: Flask) -> Iterator[None]:
    """Have other processes on this PostgreSQL know by which key this one signs, while it serves.

    Raises CannotPrepare where one signs by another: forms and links of the one would be refused by
    the other.
    """
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        yield
        return
    digest = sha256(app.config["SECRET_KEY"].encode()).digest()
    mine = int.from_bytes(digest[:4], "big") >> 1
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        try:
            connection.execute(select(func.pg_advisory_lock_shared(STARTING, mine)))
            if connection.scalar(_OTHER_KEYS, {"here": STARTING, "mine": mine}):
                raise CannotPrepare(
                    "Another process serves this database with another SECRET_KEY. Give all of "
                    "them the same, or the same INSTANCE_PATH."
                )
            yield
        finally:
            connection.invalidate()


def prepare(app: Flask) -> None:
    """Migrate the database to the newest revision; on SQLite a copy is made before.

    Raises CannotPrepare for a database of a newer version of the code, or one out of reach.
    """
    with app.app_context():
        try:
            found = _revision()
        except DatabaseError as error:
            raise _out_of_reach(error) from error
        known = revisions()
        if found == known[-1]:
            return
        if found is not None and found not in known:
            raise CannotPrepare(
                "This database was made by a newer version of Clashroom. Start that version, or "
                "restore a copy made before it."
            )
        if found is not None:
            _copy_before(found)
        _upgrade(app)


def tidy(app: Flask) -> None:
    """Forget what has expired: browsers whose cookie is gone, and keys of acts."""
    with app.app_context(), transaction(db.session()) as session:
        accounts.forget_browsers(session, clock_ms())
        keys.forget(session, clock_ms())


def revisions() -> list[str]:
    """The revisions that this code knows, oldest first, by the names of their files: "0001_…"."""
    return sorted(path.stem.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py"))


def vacuum_into(target: Path) -> None:
    """A consistent copy of the running SQLite database. Raises CannotPrepare on PostgreSQL."""
    if db.engine.dialect.name != "sqlite":
        raise CannotPrepare("This database is PostgreSQL: copy it with pg_dump.")
    if target.exists():
        raise CannotPrepare(f"{target} exists already. Name another file.")
    target.parent.mkdir(parents=True, exist_ok=True)
    private_file(target)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("VACUUM INTO ?", (str(target),))


def _revision() -> str | None:
    """The database's revision. Read here: importing Alembic for it would slow every start."""
    if not inspect(db.engine).has_table("alembic_version"):
        return None
    with db.engine.connect() as connection:
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def _out_of_reach(error: DatabaseError) -> CannotPrepare:
    shown = db.engine.url.render_as_string()
    return CannotPrepare(f"The database {shown} cannot be opened: {error.orig}.")


def _upgrade(app: Flask) -> None:
    from flask_migrate import upgrade

    init_migrations(app)
    upgrade()


def _copy_before(revision: str) -> None:
    """Keep the last few copies, named by the revision they are of."""
    if db.engine.dialect.name != "sqlite":
        return
    folder = Path(current_app.config["INSTANCE_PATH"]) / "before-migrations"
    vacuum_into(folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{revision}.sqlite3")
    for old in sorted(folder.glob("*.sqlite3"))[:-COPIES_KEPT]:
        with suppress(OSError):
            old.unlink()
