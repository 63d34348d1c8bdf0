"""The database: the declarative base, the SQLite hooks, `transaction()` and what a commit wakes.

All times in the database are whole milliseconds since 1970, UTC. Every write happens inside
`transaction()`: BEGIN IMMEDIATE on SQLite, so that a read is never upgraded to a write; an ordinary
transaction on PostgreSQL, whose callers lock the root row first.
"""

import json
import os
import secrets
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, TypeVarTuple

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, Dialect, Engine, Executable, MetaData, Result, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import CoreExecuteOptionsParameter
from sqlalchemy.orm import (
    DeclarativeBase,
    ORMExecuteState,
    Session,
    SessionTransaction,
    mapped_column,
)
from sqlalchemy.sql.selectable import TypedReturnsRows

from debate.config import ROOT
from debate.domain.events import Wake

try:
    # The standard library's SQLite is often older than the fix of the WAL-reset bug.
    import pysqlite3 as sqlite_module
except ImportError:
    import sqlite3 as sqlite_module

NOTIFY_CHANNEL = "clashroom"
# PostgreSQL takes payloads below 8,000 bytes; a wake is under 120.
WAKES_A_NOTICE = 50
TURN_S = 30.0
REWRITE_WAITS_MS = 200
# The driver keeps those it has met oftenest; where there is no room left, what comes new is read
# and planned again each time, which costs more than running it.
STATEMENTS_KEPT = 600
# A page reads its rows and then the number where its stream begins: what is committed between two
# statements must be in both or in neither. SQLite's transactions are such snapshots by themselves.
SNAPSHOT = "REPEATABLE READ"
# A write waits for the root row and must then see what the one before it left.
PRESENT = "READ COMMITTED"
_STARTED = secrets.token_hex(8)

Ms = Annotated[int, mapped_column(BigInteger)]
Columns = TypeVarTuple("Columns")


class Base(DeclarativeBase):
    """Base of all tables, with names for constraints so that migrations can change them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True)


class ChangesOutside(RuntimeError):
    """A write was tried outside `transaction()`: a fault of the code, never of a person."""


class NotRewritten(RuntimeError):
    """The database's file could not be written: somebody else writes, or there is no room."""


def this_process() -> str:
    """What a notice is signed with: a process delivers its own wakes without being told of them."""
    return f"{_STARTED}-{os.getpid()}"


def clock_ms() -> int:
    """The time now, in ms since 1970 UTC."""
    return int(time.time() * 1000)


def init_app(app: Flask) -> None:
    """Attach the database to `app`; engine options depend on the kind of database."""
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(app.config["SQLALCHEMY_DATABASE_URI"])
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite" and not app.extensions.get("sqlite_hooks"):
            _hook(db.engine)
            app.extensions["sqlite_hooks"] = True
            app.extensions["write_turn"] = threading.Lock()


def init_migrations(app: Flask) -> None:
    """Attach Alembic to `app`, where one migrates: importing it would be a tenth of every start."""
    from flask_migrate import Migrate

    Migrate(app, db, directory=str(ROOT / "debate" / "migrations"), render_as_batch=True)


def engine_options(url: str) -> dict[str, Any]:
    """Options for `create_engine`: ten connections, and the newest SQLite there is."""
    options: dict[str, Any] = {"pool_size": 10, "max_overflow": 20}
    if url.startswith("sqlite"):
        kept = {"timeout": 5.0, "cached_statements": STATEMENTS_KEPT}
        options |= {"module": sqlite_module, "connect_args": kept}
    else:
        options |= {"pool_pre_ping": True, "isolation_level": SNAPSHOT}
    return options


def sqlite_version() -> tuple[str, bool]:
    """The version of SQLite in use, and whether it is free of the WAL-reset bug."""
    module: ModuleType = sqlite_module
    version: str = module.sqlite_version
    numbers = tuple(int(part) for part in version.split("."))
    return version, numbers >= (3, 51, 3)


@contextmanager
def transaction(session: Session) -> Iterator[Session]:
    """One write: everything inside is committed together, or nothing is when it raises.

    Raises ChangesOutside when something was changed before it began.
    """
    if session.in_transaction():
        if session.new or session.dirty or session.deleted:
            raise ChangesOutside("something was changed before the transaction began")
        session.rollback()
    session.info["writing"] = True
    try:
        with _turn(), session.begin():
            session.connection(execution_options=_options(session))
            yield session
    finally:
        session.info["writing"] = False


def _options(session: Session) -> dict[str, Any]:
    """How a connection writes."""
    postgresql = session.get_bind().dialect.name == "postgresql"
    return {"write": True} | ({"isolation_level": PRESENT} if postgresql else {})


@contextmanager
def _turn() -> Iterator[None]:
    """On SQLite one writer of this process at a time, in the order in which they came.

    SQLite's own wait looks again at growing intervals, so that of many threads some are passed over
    until `busy_timeout` ends; that is left for other processes.
    """
    turn: threading.Lock | None = current_app.extensions.get("write_turn")
    mine = turn is not None and turn.acquire(timeout=TURN_S)
    try:
        yield
    finally:
        if turn is not None and mine:
            turn.release()


def read(
    session: Session, statement: TypedReturnsRows[*Columns], values: Mapping[str, Any]
) -> Result[*Columns]:
    """The rows of a select of columns, read past the ORM, which would double its cost.

    The select is built once, at the top of its module: its SQL is kept for it. What the session has
    not written yet is written first, as the ORM does it.
    """
    if session.autoflush:
        session.flush()
    connection = _connection(session)
    kept = _kept(statement, connection.dialect)
    return connection.execute(statement, values, execution_options=kept)


def write(session: Session, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
    """Run an insert (of many rows at once) or a delete past the ORM.

    For rows that nobody holds as an entity. A statement that runs often is built once, as for
    `read`. Raises ChangesOutside outside of `transaction()`.
    """
    if not session.info.get("writing"):
        raise ChangesOutside("a statement wrote outside transaction()")
    session.flush()
    connection = _connection(session)
    kept = _kept(statement, connection.dialect)
    connection.execute(statement, rows, execution_options=kept)


class _Compiled(dict[Any, Any]):
    """One statement as one database's SQL, by the names of what is put in.

    SQLAlchemy's own memory is asked with the statement in all its parts, whose hash takes as long
    to work out as the statement takes to run. Here statement and dialect are known already.
    """

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key[2:], default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key[2:], value)


@lru_cache(maxsize=STATEMENTS_KEPT)
def _kept(statement: Executable, dialect: Dialect) -> CoreExecuteOptionsParameter:
    """The options by which SQLAlchemy finds this statement's SQL."""
    return {"compiled_cache": _Compiled()}


def _connection(session: Session) -> Connection:
    """The connection of the session's transaction, without asking for it each time."""
    kept: Connection | None = session.info.get("connection")
    return session.connection() if kept is None else kept


def rewrite(engine: Engine) -> None:
    """Write the database's file anew, into the log beside it, without what was deleted.

    Deleted rows are overwritten as they go, but copies of them may stay in the gaps of pages that
    were split before. On other databases than SQLite the files are the server's own, and this does
    nothing. Raises NotRewritten.
    """
    if engine.dialect.name == "sqlite":
        with _impatient(engine) as cursor, _turn():
            cursor.execute("VACUUM")


def empty_log(engine: Engine) -> bool:
    """Bring what stands in the log into the file, and empty it; False while somebody reads.

    Raises NotRewritten.
    """
    if engine.dialect.name != "sqlite":
        return True
    with _impatient(engine) as cursor:
        busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


@contextmanager
def _impatient(engine: Engine) -> Iterator[Any]:
    """A cursor that waits for others a moment only."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={REWRITE_WAITS_MS}")
        yield cursor
    except sqlite_module.OperationalError as error:
        raise NotRewritten(str(error)) from error
    finally:
        # This connection waits otherwise than the others: it does not go back to them.
        connection.invalidate()
        connection.close()


def private_file(path: str | Path) -> None:
    """Make an empty file that its owner alone reads, where there is none; SQLite fills it.

    What SQLite puts beside it (`-wal`, `-shm`) gets the same mode. A path that cannot be is left to
    SQLite, whose message says so.
    """
    with suppress(OSError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _hook(engine: Engine) -> None:
    @event.listens_for(engine, "do_connect")
    def make_private(dialect: Any, record: Any, args: list[Any], options: Any) -> None:
        del dialect, record, options
        if engine.url.database not in (None, "", ":memory:"):
            private_file(args[0])

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=5000",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN DEFERRED")


@event.listens_for(Session, "before_flush")
def _guard_flush(session: Session, context: object, instances: object) -> None:
    if (session.new or session.dirty or session.deleted) and not session.info.get("writing"):
        raise ChangesOutside("a change was flushed outside transaction()")


@event.listens_for(Session, "do_orm_execute")
def _guard_execute(state: ORMExecuteState) -> None:
    writes = state.is_insert or state.is_update or state.is_delete
    if writes and not state.session.info.get("writing"):
        raise ChangesOutside("a statement wrote outside transaction()")


@event.listens_for(Session, "after_begin")
def _keep_connection(
    session: Session, transaction: SessionTransaction, connection: Connection
) -> None:
    session.info["connection"] = connection


@event.listens_for(Session, "after_transaction_create")
def _ask_for_savepoint(session: Session, transaction: SessionTransaction) -> None:
    """A savepoint is set when the session is next asked for its connection."""
    if transaction.nested:
        session.info.pop("connection", None)


@event.listens_for(Session, "after_transaction_end")
def _drop_connection(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop("connection", None)


@event.listens_for(Session, "before_commit")
def _notify(session: Session) -> None:
    wakes = list(dict.fromkeys(session.info.get("wake", ())))
    if not wakes or session.get_bind().dialect.name != "postgresql":
        return
    for start in range(0, len(wakes), WAKES_A_NOTICE):
        part = wakes[start : start + WAKES_A_NOTICE]
        session.execute(
            text("SELECT pg_notify(:channel, :payload)"),
            {
                "channel": NOTIFY_CHANNEL,
                "payload": json.dumps([this_process(), [asdict(wake) for wake in part]]),
            },
        )


@event.listens_for(Session, "after_commit")
def _deliver(session: Session) -> None:
    wakes: list[Wake] = session.info.pop("wake", [])
    if wakes and current_app:
        deliver = current_app.extensions.get("deliver")
        if deliver is not None:
            deliver(wakes)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, previous: object) -> None:
    session.info.pop("wake", None)
    # After a flush that failed the session refuses to go on, and it alone knows.
    session.info.pop("connection", None)
