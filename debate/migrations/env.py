"""Runs migrations, one transaction each. On SQLite foreign keys are off while a table is rebuilt
(a rebuild under enforcement would delete the rows that point to it) and are checked after each.
"""

import logging
from collections.abc import Collection, Mapping
from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext, MigrationInfo
from flask import current_app
from sqlalchemy import Connection, MetaData

log = logging.getLogger("alembic.env")


def run() -> None:
    """Migrate the database of the current application."""
    migrate = current_app.extensions["migrate"]
    _tell_postgresql(migrate.db.metadata)
    engine = migrate.db.engine
    with engine.connect() as connection:
        sqlite = engine.dialect.name == "sqlite"
        if sqlite:
            _foreign_keys(connection, on=False)
        try:
            context.configure(
                connection=connection,
                target_metadata=migrate.db.metadata,
                render_as_batch=True,
                compare_type=True,
                transactional_ddl=True,
                transaction_per_migration=True,
                on_version_apply=_check_foreign_keys,
            )
            with context.begin_transaction():
                context.run_migrations()
        finally:
            if sqlite:
                connection.rollback()
                _foreign_keys(connection, on=True)


def _tell_postgresql(metadata: MetaData) -> None:
    """Give partial indexes their condition for PostgreSQL too. The tables name it for SQLite alone:
    its dialect would be loaded at every start.
    """
    for table in metadata.tables.values():
        for index in table.indexes:
            condition = index.dialect_kwargs.get("sqlite_where")
            if condition is not None:
                index.dialect_kwargs["postgresql_where"] = condition


def _foreign_keys(connection: Connection, *, on: bool) -> None:
    # On the raw connection: inside a transaction the pragma does nothing.
    raw = connection.connection.dbapi_connection
    assert raw is not None
    raw.cursor().execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def _check_foreign_keys(
    ctx: MigrationContext,
    step: MigrationInfo,
    heads: Collection[Any],
    run_args: Mapping[str, Any],
) -> None:
    del step, heads, run_args  # alembic hands them by name
    if ctx.dialect.name != "sqlite" or ctx.connection is None:
        return
    broken = ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"the migration leaves rows that point nowhere: {broken[:5]}")


run()
