"""Each revision goes up from the one before it with rows in the tables, on both databases."""

import json
from collections.abc import Callable
from typing import Any

import flask_migrate
import pytest
from alembic import command
from flask import current_app

from debate.cli import database
from debate.db import Base, db
from tests.migrations import rows
from tests.migrations.conftest import NEXT, upgrade_to

REVISIONS = database.revisions()
# Tables that others point to: rebuilding one must not take those rows with it.
PARENTS = ("accounts", "courses", "sittings", "debates", "seats", "points", "events", "decks")


def counts() -> dict[str, int]:
    with db.engine.connect() as connection:
        return rows.counts(connection)


def revision() -> str | None:
    with db.engine.connect() as connection:
        found: str | None = connection.exec_driver_sql(
            "SELECT version_num FROM alembic_version"
        ).scalar()
        return found


def fill() -> None:
    with db.engine.begin() as connection:
        rows.fill(connection)


@pytest.mark.parametrize("number", range(len(REVISIONS)), ids=REVISIONS)
def test_each_revision_goes_up_with_a_row_in_every_table(bare: Any, number: int) -> None:
    if number:
        upgrade_to(bare, REVISIONS[number - 1])
    with bare.app_context():
        fill()
        before = counts()
        upgrade_to(bare, REVISIONS[number])
        after = counts()
        assert revision() == REVISIONS[number]
        assert {name: after[name] for name in before if name in after} == {
            name: before[name] for name in before if name in after
        }


def test_tables_and_migrations_agree(full: Any) -> None:
    """Raises what differs: a column, a type, an index or a constraint."""
    with full.app_context():
        command.check(current_app.extensions["migrate"].migrate.get_config())


def test_there_is_a_row_for_every_table(full: Any) -> None:
    """So that the other tests here look at all of them."""
    with full.app_context():
        fill()
        assert counts() == {table.name: 1 for table in Base.metadata.sorted_tables}


def test_going_down_to_nothing_and_up_again_ends_with_the_same_tables(full: Any) -> None:
    with full.app_context():
        fill()
        flask_migrate.downgrade(revision="base")
        assert counts() == {}
        upgrade_to(full, "head")
        assert set(counts()) == {table.name for table in Base.metadata.sorted_tables}
        command.check(current_app.extensions["migrate"].migrate.get_config())


def test_what_drafts_answer_becomes_links_and_back(bare: Any) -> None:
    upgrade_to(bare, "0018")
    with bare.app_context():
        fill()
        with db.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE drafts SET answers = '[7, 8]'")
        upgrade_to(bare, "0019")
        assert _told("SELECT links FROM drafts") == [["answers", 7], ["answers", 8]]
        with db.engine.begin() as connection:
            changed = '[["answers", 7], ["extends", 9]]'
            connection.exec_driver_sql(f"UPDATE drafts SET links = '{changed}'")
        flask_migrate.downgrade(revision="0018")
        assert _told("SELECT answers FROM drafts") == [7]


def _told(query: str) -> Any:
    with db.engine.connect() as connection:
        found = connection.exec_driver_sql(query).scalar()
    return json.loads(found) if isinstance(found, str) else found


def test_rebuilding_a_table_keeps_the_rows_that_point_to_it(
    full: Any, add_revision: Callable[..., None]
) -> None:
    """SQLite rebuilds a table to change it; under its foreign keys that would empty others."""
    lines = []
    for parent in PARENTS:
        lines += [
            f'with op.batch_alter_table("{parent}", recreate="auto") as batch:',
            '    batch.add_column(sa.Column("extra", sa.Integer(), nullable=True))',
            f'with op.batch_alter_table("{parent}", recreate={RECREATE}) as batch:',
            '    batch.alter_column("extra", existing_type=sa.Integer(), type_=sa.BigInteger())',
        ]
    with full.app_context():
        fill()
        before = counts()
        add_revision(full, lines)
        upgrade_to(full, "head")
        assert revision() == NEXT
        assert counts() == before
        if db.engine.dialect.name == "sqlite":
            with db.engine.connect() as connection:
                assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
                assert not connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_a_revision_that_fails_leaves_all_as_it_was(
    full: Any, add_revision: Callable[..., None]
) -> None:
    with full.app_context():
        fill()
        before, known = counts(), revision()
        add_revision(
            full,
            [
                'op.create_table("half", sa.Column("id", sa.Integer(), primary_key=True))',
                'op.execute("DELETE FROM votes")',
                'raise RuntimeError("in the midst of it")',
            ],
        )
        with pytest.raises((RuntimeError, SystemExit)):
            upgrade_to(full, "head")
        assert revision() == known
        assert counts() == before


def test_rows_that_point_nowhere_stop_a_revision(
    full: Any, add_revision: Callable[..., None]
) -> None:
    """SQLite would take them while its foreign keys are off; PostgreSQL refuses by itself."""
    with full.app_context():
        fill()
        before, known = counts(), revision()
        add_revision(full, ['op.execute("UPDATE votes SET seat_id = 99")'])
        with pytest.raises((Exception, SystemExit)):  # each database’s own
            upgrade_to(full, "head")
        assert (revision(), counts()) == (known, before)


RECREATE = '"always" if op.get_bind().dialect.name == "sqlite" else "auto"'
