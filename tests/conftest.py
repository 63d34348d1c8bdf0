"""What all tests share: a migrated database, SQLite or PostgreSQL, and the application on it.

Tests under `services`, `races` and `migrations`, and those marked `both_databases`, run on both;
those marked `one_database` run on SQLite alone unless they are marked for both.
"""

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import hypothesis
import pytest
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from tests import postgres

TESTS = Path(__file__).parent
ON_BOTH = ("services", "races", "migrations")
# A running loop stays behind playwright, and the bench is no test: both run only when named.
ONLY_WHEN_NAMED = ("browser", "bench")
TEMPLATE = "template_clashroom"

hypothesis.settings.register_profile("clashroom", deadline=None)
hypothesis.settings.load_profile("clashroom")


class Compiled(BytecodeCache):
    """Templates as one test has compiled them, for the applications of the next ones."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the folders out that run by themselves, unless the command names them."""
    if collection_path.parent != TESTS or collection_path.name not in ONLY_WHEN_NAMED:
        return None
    named = [config.invocation_params.dir / argument.split("::")[0] for argument in config.args]
    return None if any(path.is_relative_to(collection_path) for path in named) else True


def pytest_collection_finish() -> None:
    """Looking through all that was imported, again and again, took a third of the whole run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_report_header() -> str:
    missing = "" if postgres.available() else "; no PostgreSQL here: its half is skipped"
    return f"browser tests run by themselves: pytest tests/browser{missing}"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what belongs on both databases twice."""
    if "dialect" not in metafunc.fixturenames:
        return
    folder = metafunc.definition.path.relative_to(TESTS).parts[0]
    marked = metafunc.definition.get_closest_marker
    if marked("both_databases") or (folder in ON_BOTH and not marked("one_database")):
        second = pytest.param("postgresql", marks=pytest.mark.postgresql)
        metafunc.parametrize("dialect", ["sqlite", second])


@pytest.fixture
def dialect() -> str:
    """The database's kind; tests that run on both are given it as a parameter."""
    return "sqlite"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server | None]:
    server = postgres.server()
    yield server
    if server:
        server.close()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all migrations and no rows, to be copied."""
    path = tmp_path_factory.mktemp("template") / "clashroom.sqlite3"
    _migrate(f"sqlite:///{path}", path.parent)
    return path


@pytest.fixture(scope="session")
def migrated_template(
    postgres_server: postgres.Server | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The name of a PostgreSQL database with all migrations and no rows, to be copied."""
    if postgres_server is None:
        pytest.skip("PostgreSQL is not installed")
    name = f"{TEMPLATE}_{uuid4().hex[:8]}"
    _migrate(postgres_server.create(name), tmp_path_factory.mktemp("template"))
    yield name
    postgres_server.drop(name)


@pytest.fixture
def empty_database_url(
    dialect: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The address of a database without tables, for the tests of migrations."""
    if dialect == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    yield from _database(request.getfixturevalue("postgres_server"), None)


@pytest.fixture
def database_url(dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a migrated database of this test's own."""
    if dialect == "sqlite":
        path = tmp_path / "test.sqlite3"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        yield f"sqlite:///{path}"
        return
    template = request.getfixturevalue("migrated_template")
    yield from _database(request.getfixturevalue("postgres_server"), template)


@pytest.fixture
def make_app(tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Make applications on a database's address; their connections are closed at the end."""
    made = []

    def make(url: str, **overrides: Any) -> Any:
        made.append(_create(url, tmp_path, **overrides))
        return made[-1]

    yield make
    for app in made:
        _close(app)


@pytest.fixture
def app(database_url: str, make_app: Callable[..., Any]) -> Any:
    """The application on this test's own migrated database."""
    return make_app(database_url)


@pytest.fixture
def client(app: Any) -> Any:
    """A browser that holds nothing yet, without scripts."""
    return app.test_client()


@pytest.fixture
def session(app: Any) -> Iterator[Any]:
    """A database session within the application's context."""
    from debate.db import db

    with app.app_context():
        yield db.session()


def _database(server: postgres.Server | None, template: str | None) -> Iterator[str]:
    if server is None:
        pytest.skip("PostgreSQL is not installed")
    name = f"test_{uuid4().hex}"
    yield server.create(name, template)
    server.drop(name)


def _create(url: str, instance: Path, **overrides: Any) -> Any:
    from debate.factory import create_app

    settings = {
        "DATABASE_URL": url,
        "INSTANCE_PATH": str(instance),
        "SECRET_KEY": "test",
        "TESTING": True,
        # Tests of rules post plainly; tests/security switches the tokens on.
        "WTF_CSRF_ENABLED": False,
    }
    app = create_app(settings | overrides)
    app.jinja_env.bytecode_cache = COMPILED
    # The session fixture keeps a context open, which requests of a test would otherwise share.
    app.before_request_funcs.setdefault(None, []).insert(0, _fresh_g)
    return app


def _fresh_g() -> None:
    from flask import g

    for name in list(g):
        g.pop(name)


def _migrate(url: str, instance: Path) -> None:
    import flask_migrate

    from debate.db import init_migrations

    app = _create(url, instance)
    init_migrations(app)
    with app.app_context():
        flask_migrate.upgrade()
    _close(app)


def _close(app: Any) -> None:
    """Give every connection back: psycopg warns of those that are forgotten."""
    from debate.db import db

    with app.app_context():
        db.session.remove()
        db.engine.dispose()
