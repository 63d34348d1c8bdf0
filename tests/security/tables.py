"""All rows of the database: their fingerprint, and bringing them back as they were."""

import sqlite3
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table, select

from debate.db import Base, db, sqlite_module


def fingerprint(session: Any) -> dict[str, str]:
    """Table → all its rows."""
    return rows(session, whole)


def whole(table: Table) -> Sequence[Any]:
    """Every column."""
    return tuple(table.columns)


def rows(session: Any, chosen: Callable[[Table], Sequence[Any]]) -> dict[str, str]:
    """Table → what is `chosen` of each row, as the driver reads it."""
    session.rollback()
    cursor = session.connection().connection.cursor()
    found = {}
    for name, statement in _statements(session.get_bind().dialect, chosen):
        cursor.execute(statement)
        found[name] = repr(cursor.fetchall())
    cursor.close()
    session.rollback()
    return found


@cache
def _statements(
    dialect: Any, chosen: Callable[[Table], Sequence[Any]]
) -> tuple[tuple[str, str], ...]:
    """Table and SQL. This is read after every request: SQLAlchemy would take ten times as long."""
    return tuple(
        (
            table.name,
            str(
                select(*chosen(table)).order_by(*table.primary_key.columns).compile(dialect=dialect)
            ),
        )
        for table in Base.metadata.sorted_tables
    )


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """The tables that differ."""
    return {name for name, value in after.items() if before[name] != value}


class Copy:
    """A SQLite database as it was when this was made."""

    def __init__(self) -> None:
        self._kept: sqlite3.Connection = sqlite_module.connect(":memory:", check_same_thread=False)
        with _connection() as own:
            own.backup(self._kept)

    def restore(self) -> None:
        """Bring it back."""
        db.session.rollback()
        db.session.expire_all()
        with _connection() as own:
            self._kept.backup(own)

    def close(self) -> None:
        self._kept.close()


class _connection:  # noqa: N801  # reads as a verb
    """The driver's own connection of the present application's engine."""

    def __enter__(self) -> Any:
        self._pooled = db.engine.raw_connection()
        return self._pooled.dbapi_connection

    def __exit__(self, *error: object) -> None:
        self._pooled.close()
