"""The application of most tests: made once in a process, and lent to one test after the other.

Reading all routes, compiling templates and compiling statements take longer than most tests do.
Not here: which database a test gets (`conftest`).
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import event
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.util import LRUCache
from werkzeug.security import generate_password_hash

SETTINGS = {
    "SECRET_KEY": "test",
    "TESTING": True,
    # Tests of rules post plainly; tests/security switches the tokens on.
    "WTF_CSRF_ENABLED": False,
}
QUICK = partial(generate_password_hash, method="scrypt:1024:8:1")
STATEMENTS = 2_000  # compiled ones that are kept for each kind of database

_spoken: dict[str, tuple[Dialect, "LRUCache[Any, Any]"]] = {}


class Compiled(BytecodeCache):
    """Templates as one application has compiled them, for those that are made after it."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


class Lent:
    """One application, which is as it was made whenever it is taken."""

    # Functions that a test may have put in the way of its requests.
    HOOKS = ("before_request_funcs", "after_request_funcs", "teardown_appcontext_funcs")

    def __init__(self) -> None:
        self._app: Any = None
        self._is_out = False
        self._config: dict[str, Any] = {}
        self._extensions: dict[str, Any] = {}
        self._hooks: dict[str, Any] = {}

    def take(self, settings: Mapping[str, Any]) -> Any:
        """The application with these settings over `SETTINGS`; None while somebody has it."""
        if self._is_out:
            return None
        if self._app is None:
            self._app = create(settings)
            self._remember()
        else:
            self._renew(settings)
        self._is_out = True
        return self._app

    def give_back(self, app: Any) -> None:
        """Have it back, when it is the one that was lent."""
        if app is self._app:
            self._is_out = False

    def _remember(self) -> None:
        self._config = dict(self._app.config)
        self._extensions = dict(self._app.extensions)
        # Its engine is the first test's: `db.init_app` makes them new.
        for name in ("sqlalchemy", "sqlite_hooks", "write_turn"):
            self._extensions.pop(name, None)
        self._hooks = {name: _copied(getattr(self._app, name)) for name in self.HOOKS}

    def _renew(self, settings: Mapping[str, Any]) -> None:
        from debate import config, db, factory

        app = self._app
        for values, as_made in (
            (app.config, self._config | config.load({**SETTINGS, **settings})),
            (app.extensions, self._extensions),
        ):
            values.clear()
            values.update(as_made)
        for name, functions in self._hooks.items():
            setattr(app, name, _copied(functions))
        app.instance_path = app.config["INSTANCE_PATH"]
        app._got_first_request = False
        db.init_app(app)
        factory._connect(app)
        _hurry(app)


def create(settings: Mapping[str, Any]) -> Any:
    """A new application with these settings over `SETTINGS`."""
    from debate.factory import create_app

    _hash_quickly()
    app = create_app({**SETTINGS, **settings})
    app.jinja_env.bytecode_cache = COMPILED
    # The session fixture keeps a context open, which requests of a test would otherwise share.
    app.before_request_funcs.setdefault(None, []).insert(0, _fresh_g)
    _hurry(app)
    return app


def _hash_quickly() -> None:
    """Hashing a password takes a tenth of a second by design: here a fiftieth of that.

    A hash names its cost, so that comparing takes what storing took. Real servers, which `whole`
    and `browser` talk to, take their time.
    """
    from debate.services import accounts, passwords

    for module in (accounts, passwords):
        vars(module)["generate_password_hash"] = QUICK


def learn(app: Any) -> None:
    """Have later applications share what is compiled for this kind of database.

    Compiled statements belong to a dialect, of which every engine has one of its own. This one's is
    passed on: it must have been connected.
    """
    engine = _engine(app)
    _spoken.setdefault(engine.dialect.name, (engine.dialect, LRUCache(STATEMENTS)))


def close(app: Any) -> None:
    """Give every connection back: psycopg warns of those that are forgotten."""
    from debate.db import db

    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _engine(app: Any) -> Engine:
    from debate.db import db

    with app.app_context():
        return db.engine


def _hurry(app: Any) -> None:
    engine = _engine(app)
    if engine.dialect.name in _spoken:
        engine.dialect, engine._compiled_cache = _spoken[engine.dialect.name]
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _unsafe)


def _unsafe(connection: Any, record: Any) -> None:
    """No test outlives a loss of power, so that nothing waits for the disk."""
    connection.execute("PRAGMA synchronous=OFF")


def _copied(functions: Any) -> Any:
    """A list of functions, or lists of them in a dictionary of the same kind."""
    if isinstance(functions, list):
        return list(functions)
    copy = functions.copy()
    copy.update({name: list(own) for name, own in functions.items()})
    return copy


def _fresh_g() -> None:
    from flask import g

    for name in list(g):
        g.pop(name)
