"""Debates that were played once, for tests that only read them."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from debate.db import db
from debate.factory import create_app
from tests.export import played
from tests.export.played import Play


@pytest.fixture(scope="session")
def finished(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    """A debate at its end, judged and marked, and not released."""
    with _played(played.finished, migrated_file, tmp_path_factory.mktemp("finished")) as play:
        yield play


@pytest.fixture(scope="session")
def released(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    """The same debate after its release."""
    with _played(played.released, migrated_file, tmp_path_factory.mktemp("released")) as play:
        yield play


@contextmanager
def _played(moment: Callable[..., Play], migrated_file: Path, folder: Path) -> Iterator[Play]:
    path = folder / "test.sqlite3"
    shutil.copy(migrated_file, path)
    settings = {"DATABASE_URL": f"sqlite:///{path}", "INSTANCE_PATH": str(folder)}
    app = create_app(settings | {"SECRET_KEY": "test", "TESTING": True})
    with app.app_context():
        engine = db.engine
        # Bound by itself, since other tests have an application of their own meanwhile.
        with Session(engine) as session:
            play = moment(session)
            play.app = app
            yield play
        engine.dispose()
