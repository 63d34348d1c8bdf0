"""All rows of the database: their fingerprint, and bringing them back as they were."""

import hashlib
import sqlite3
from typing import Any

from sqlalchemy import select

from debate.db import Base, db, sqlite_module


def fingerprint(session: Any) -> dict[str, str]:
    """Table → a hash of all its rows."""
    session.rollback()
    found = {}
    for table in Base.metadata.sorted_tables:
        rows = session.execute(select(table).order_by(*table.primary_key.columns)).all()
        found[table.name] = hashlib.sha256(repr(rows).encode()).hexdigest()
    session.rollback()
    return found


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
