"""The database's hooks: what every connection is given, and statements that pass by the ORM."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError, InvalidRequestError
from sqlalchemy.orm import Session

from debate.db import db, read, transaction, write
from debate.models.events import ActKey

KEPT = {"actor": "seat:1", "act": "send", "target": "", "body_hash": "", "answer": "", "at_ms": 1}
ADD = insert(ActKey)
KEYS = select(ActKey.key, ActKey.target).order_by(ActKey.key)
ONE_KEY = KEYS.where(ActKey.key == bindparam("key"))


def keys(session: Session) -> list[str]:
    return [row.key for row in read(session, KEYS, {})]


def test_a_statement_is_planned_once_however_many_others_its_connection_has_run(
    make_app: Callable[..., Any], migrated_file: Path, tmp_path: Path
) -> None:
    """Two newcomers on a connection that has run 300 others already are planned once each."""
    planned: list[int] = []

    def note(*asked: object) -> int:
        planned.append(1)
        return 0

    app = make_app(f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'test.sqlite3')}")
    with app.app_context(), db.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        for n in range(300):
            driver.execute(f"SELECT {n} FROM seats").fetchall()
        driver.set_authorizer(note)
        counts = []
        for _ in range(3):
            for name in ("debates", "points"):
                driver.execute(f"SELECT count(*) FROM {name}").fetchall()
            counts.append(len(planned))
        driver.set_authorizer(None)
    assert counts[0] > 0
    assert counts == [counts[0]] * 3


@pytest.mark.both_databases
def test_one_statement_serves_one_row_and_many_and_other_columns(session: Session) -> None:
    with transaction(session):
        write(session, ADD, [KEPT | {"key": "a"}])
        write(session, ADD, [KEPT | {"key": "b"}, KEPT | {"key": "c"}])
        write(session, ADD, [KEPT | {"id": 77, "key": "d"}])
        write(session, ADD, [KEPT | {"key": "e"}])
    assert keys(session) == ["a", "b", "c", "d", "e"]
    for key in "da":
        assert read(session, ONE_KEY, {"key": key}).scalar_one() == key
    found = session.scalars(select(ActKey.key).where(ActKey.id == 77)).all()
    assert found == ["d"]


@pytest.mark.both_databases
def test_what_is_written_within_a_savepoint_goes_with_it(session: Session) -> None:
    with transaction(session):
        write(session, ADD, [KEPT | {"key": "before"}])
        with session.begin_nested() as savepoint:
            write(session, ADD, [KEPT | {"key": "within"}])
            assert keys(session) == ["before", "within"]
            savepoint.rollback()
        write(session, ADD, [KEPT | {"key": "later"}])
        with session.begin_nested():
            write(session, ADD, [KEPT | {"key": "well"}])
    assert keys(session) == ["before", "later", "well"]


@pytest.mark.both_databases
def test_nothing_is_read_or_written_after_a_flush_that_failed(session: Session) -> None:
    """The transaction is over, and what came now would stand in none."""
    with transaction(session):
        write(session, ADD, [KEPT | {"key": "a"}])
        session.add(ActKey(**KEPT, key="a"))
        with pytest.raises(IntegrityError):
            session.flush()
        with pytest.raises(InvalidRequestError):
            read(session, KEYS, {})
        with pytest.raises(InvalidRequestError):
            write(session, ADD, [KEPT | {"key": "b"}])
    assert keys(session) == []


@pytest.mark.both_databases
def test_a_read_after_a_transaction_is_a_new_one(session: Session) -> None:
    with transaction(session):
        write(session, ADD, [KEPT | {"key": "a"}])
    assert keys(session) == ["a"]
    session.close()
    with db.engine.connect() as other:
        assert [row.key for row in other.execute(KEYS)] == ["a"]
    assert keys(session) == ["a"]
