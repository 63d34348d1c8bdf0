"""The application factory: wires settings, database, pages and streams. Nothing imports it but
`wsgi.py`, the commands and the tests.
"""

import importlib
import pkgutil
import threading
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from flask import Blueprint, Flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.routing import Rule

import debate.web
from debate import config, db, models
from debate.live.wires import Wires
from debate.live.worker import start_threads
from debate.services import controls
from debate.web import browsers, errors, frames, rendering, security, styles, work

csrf = CSRFProtect()


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """An application with the given settings over those of the environment (`debate.config`)."""
    settings = config.load(overrides)
    version = styles.version()
    app = Flask(
        "debate",
        instance_path=settings["INSTANCE_PATH"],
        template_folder=str(config.ROOT / "templates"),
        static_folder=str(config.ROOT / "static"),
        # Scripts import each other by relative addresses, so the version stands in the path.
        static_url_path=f"/static/{version}",
    )
    app.url_rule_class = LateRule
    app.config.update(settings)
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = styles.YEAR_S
    app.extensions["version"] = version
    app.jinja_environment = rendering.Templates
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    assert models.__all__  # importing the package is what registers the tables
    db.init_app(app)
    csrf.init_app(app)
    security.init_app(app)
    errors.init_app(app)
    rendering.init_app(app)
    styles.init_app(app)
    browsers.init_app(app)
    _connect(app)
    for module in _web_modules():
        pages = getattr(module, "pages", None)
        if isinstance(pages, Blueprint):
            app.register_blueprint(pages)
    return app


def _connect(app: Flask) -> None:
    """Fill the wires of streams, heartbeat and work; without `serve` threads do the last two."""

    def beat(now: int) -> None:
        with app.app_context(), db.transaction(db.db.session()) as session:
            controls.beat(session, now)

    wires = Wires(
        frames.reader(app), frames.changed(app), frames.alive(app), beat, work.worker(app)
    )
    app.extensions["live"] = wires
    if app.config["STREAMS"] or app.testing:
        return
    once = Once()

    @app.before_request
    def start_beating() -> None:
        if once.first():
            start_threads(wires.beat, wires.work)


class LateRule(Rule):
    """A route that works out how to write its address when one is first written: for all routes at
    once, that would be a good part of a start.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compile_now = super()._compile_builder
        made: list[Callable[..., tuple[str, str]]] = []

        def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
            if not made:
                made.append(compile_now(append_unknown))
            return made[0](rule, **values)

        return build


class Once:
    """Says yes once in a process, whichever thread asks first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._done = False

    def first(self) -> bool:
        """Whether this is the first call."""
        with self._lock:
            done, self._done = self._done, True
            return not done


def _web_modules() -> list[ModuleType]:
    names = sorted(
        item.name for item in pkgutil.iter_modules(debate.web.__path__) if not item.ispkg
    )
    return [importlib.import_module(f"debate.web.{name}") for name in names]
