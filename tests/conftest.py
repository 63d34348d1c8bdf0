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

from tests import applications, postgres

TESTS = Path(__file__).parent
ON_BOTH = ("services", "races", "migrations")
# A running loop stays behind playwright, and the bench is no test: both run only when named.
ONLY_WHEN_NAMED = ("browser", "bench")
# What takes longest is begun first: at the end, one core would work while the others have nothing.
LONGEST = (
    *("whole", "security", "faults"),
    *("test_axe.py", "test_whole_loop.py", "test_written.py", "test_crash.py", "test_marking.py"),
)
TEMPLATE = "template_clashroom"

# Importing makes no garbage worth looking for; see `pytest_collection_finish` for the rest.
gc.set_threshold(100_000, 20, 50)

hypothesis.settings.register_profile("clashroom", deadline=None)
hypothesis.settings.load_profile("clashroom")


LENT = applications.Lent()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the folders out that run by themselves, unless the command names them."""
    if collection_path.parent != TESTS or collection_path.name not in ONLY_WHEN_NAMED:
        return None
    named = [config.invocation_params.dir / argument.split("::")[0] for argument in config.args]
    return None if any(path.is_relative_to(collection_path) for path in named) else True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, by folder or file."""
    places = {name: place for place, name in enumerate(LONGEST)}

    def place(item: pytest.Item) -> int:
        parts = item.path.relative_to(TESTS).parts
        return min(places.get(name, len(LONGEST)) for name in (parts[0], parts[-1]))

    items.sort(key=place)


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
) -> Iterator[postgres.Template]:
    """A PostgreSQL database with all migrations and no rows, and copies of it."""
    server = _required(postgres_server)
    name = f"{TEMPLATE}_{uuid4().hex[:8]}"
    _migrate(server.create(name), tmp_path_factory.mktemp("template"))
    template = postgres.Template(server, name)
    yield template
    template.drop()


@pytest.fixture
def empty_database_url(
    dialect: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The address of a database without tables, for the tests of migrations."""
    if dialect == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    server = _required(request.getfixturevalue("postgres_server"))
    name = f"test_{uuid4().hex}"
    yield server.create(name)
    server.drop(name)


@pytest.fixture
def database_url(dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a migrated database without rows, of this test's own."""
    if dialect == "sqlite":
        path = tmp_path / "test.sqlite3"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        yield f"sqlite:///{path}"
        return
    template: postgres.Template = request.getfixturevalue("migrated_template")
    # A test of migrations may leave other tables behind than it found.
    again = request.node.path.parent.name != "migrations"
    name = template.take(again)
    yield template.server.address(name)
    template.give_back(name, again)


@pytest.fixture
def make_app(tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Make applications on a database's address; their connections are closed at the end."""
    made = []

    def make(url: str, **overrides: Any) -> Any:
        settings = _settings(url, tmp_path) | overrides
        app = None if overrides else LENT.take(settings)
        made.append(app or applications.create(settings))
        return made[-1]

    yield make
    for app in made:
        applications.close(app)
        LENT.give_back(app)


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


def _required(server: postgres.Server | None) -> postgres.Server:
    if server is None:
        pytest.skip("PostgreSQL is not installed")
    return server


def _settings(url: str, instance: Path) -> dict[str, Any]:
    return {"DATABASE_URL": url, "INSTANCE_PATH": str(instance)}


def _migrate(url: str, instance: Path) -> None:
    import flask_migrate

    from debate.db import init_migrations

    app = applications.create(_settings(url, instance))
    init_migrations(app)
    with app.app_context():
        flask_migrate.upgrade()
    applications.learn(app)
    applications.close(app)
