"""What a command does to the database before it serves: refuse, copy, migrate."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from debate.cli import database
from debate.db import Base, db
from tests.migrations import rows
from tests.migrations.conftest import NEXT


def versions(app: Any) -> list[str]:
    with app.app_context(), db.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
        return list(found.scalars())


def set_version(app: Any, version: str) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{version}'")


def fill(app: Any) -> dict[str, int]:
    with app.app_context(), db.engine.begin() as connection:
        rows.fill(connection)
        return rows.counts(connection)


def copies(app: Any) -> list[Path]:
    return sorted((Path(app.config["INSTANCE_PATH"]) / "before-migrations").glob("*.sqlite3"))


def test_an_empty_database_gets_all_tables_and_no_copy(bare: Any) -> None:
    database.prepare(bare)
    assert versions(bare) == [database.revisions()[-1]]
    with bare.app_context(), db.engine.connect() as connection:
        assert set(rows.counts(connection)) == {t.name for t in Base.metadata.sorted_tables}
    assert copies(bare) == []


def test_a_database_newer_than_the_code_is_refused_and_left_alone(full: Any) -> None:
    before = fill(full)
    set_version(full, "9998")
    with pytest.raises(database.CannotPrepare, match="made by a newer version of Clashroom"):
        database.prepare(full)
    assert versions(full) == ["9998"]
    with full.app_context(), db.engine.connect() as connection:
        assert rows.counts(connection) == before
    assert copies(full) == []


def test_a_database_of_the_present_revision_is_left_alone(full: Any) -> None:
    database.prepare(full)
    assert copies(full) == []


def test_a_copy_of_an_sqlite_file_is_kept_before_it_is_migrated(
    full: Any, add_revision: Callable[..., None]
) -> None:
    before, known = fill(full), versions(full)
    add_revision(full, ['op.execute("DELETE FROM votes")'])
    database.prepare(full)
    assert versions(full) == [NEXT]
    with full.app_context(), db.engine.connect() as connection:
        assert rows.counts(connection) == before | {"votes": 0}
        sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        assert copies(full) == []
        return
    (copy,) = copies(full)
    assert copy.stem.endswith(known[0])
    with closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("SELECT count(*) FROM votes").fetchone() == (1,)
        assert kept.execute("SELECT version_num FROM alembic_version").fetchall() == [(known[0],)]
        assert kept.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_only_the_last_copies_are_kept(full: Any, add_revision: Callable[..., None]) -> None:
    folder = Path(full.config["INSTANCE_PATH"]) / "before-migrations"
    folder.mkdir()
    for n in range(7):
        (folder / f"2020010{n}-000000-0001.sqlite3").write_bytes(b"")
    add_revision(full, ["pass"])
    database.prepare(full)
    with full.app_context():
        kept = database.COPIES_KEPT if db.engine.dialect.name == "sqlite" else 7
    assert len(copies(full)) == kept
    if kept < 7:
        assert "2020" not in copies(full)[-1].name


def test_a_file_that_is_no_database_is_named_in_a_sentence(
    make_app: Callable[..., Any], tmp_path: Path
) -> None:
    path = tmp_path / "notes.sqlite3"
    path.write_text("these are notes, and a long line of them at that " * 100)
    with pytest.raises(database.CannotPrepare, match="cannot be opened"):
        database.prepare(make_app(f"sqlite:///{path}"))
