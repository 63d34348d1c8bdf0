"""The database's hooks: what every connection is given."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from debate.db import db


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
