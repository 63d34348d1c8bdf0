"""What every template may use: filters for times, the form key, who is signed in."""

from collections.abc import Callable, MutableMapping
from datetime import UTC, datetime
from functools import lru_cache
from types import NoneType
from typing import Any

from flask import Flask, g, has_request_context, request
from flask.sansio.app import App
from flask.templating import Environment
from jinja2.environment import Template, TemplateModule
from markupsafe import Markup

from debate.domain import deadlines
from debate.domain.datafiles import decimal_text
from debate.domain.steps import link_word
from debate.domain.text import in_line, listed
from debate.queries.accounts import NOBODY, Browser
from debate.queries.polls_words import gain_text, points_text, record_lines
from debate.services import keys
from debate.web import links
from debate.web.answers import now_ms

# Macros whose HTML follows from their arguments alone.
PLAIN = {
    "macros/forms.html": ("button", "link_button"),
    "macros/icons.html": ("icon",),
    "macros/sides.html": ("ref", "side_mark"),
}
PLAIN_MAX = 1000
_PLAIN_TYPES = {str, Markup, int, bool, NoneType}


class Macros(Template):
    """A template whose plain macros are worked out once for the same words.

    A button or an address says no more than it is given, and a room has fifty of them.
    """

    def make_module(self, *given: Any, **named: Any) -> TemplateModule:
        """What the template exports."""
        module = super().make_module(*given, **named)
        for name in PLAIN.get(self.name or "", ()):
            setattr(module, name, _remembered(getattr(module, name)))
        return module


def _remembered(macro: Callable[..., str]) -> Callable[..., str]:
    # Typed: a text that is marked as safe is not that text, and 1 is not True.
    once = lru_cache(maxsize=PLAIN_MAX, typed=True)(macro)

    @lru_cache(maxsize=PLAIN_MAX, typed=True)
    def with_attrs(attrs: tuple[tuple[str, type, Any], ...], *given: Any, **named: Any) -> str:
        return macro(*given, **named, attrs={name: value for name, _, value in attrs})

    def call(*given: Any, **named: Any) -> str:
        attrs = named.get("attrs")
        if type(attrs) is dict:
            rest = {name: value for name, value in named.items() if name != "attrs"}
            if _PLAIN_TYPES.issuperset(map(type, (*given, *rest.values(), *attrs.values()))):
                known = tuple((name, type(value), value) for name, value in attrs.items())
                return with_attrs(known, *given, **rest)
        plain = _PLAIN_TYPES.issuperset(map(type, (*given, *named.values())))
        return once(*given, **named) if plain else macro(*given, **named)

    return call


class Templates(Environment):
    """Flask's environment, with the globals of a template as one plain mapping.

    They are complete before the first page. Looking through Jinja's chain of mappings at each
    import of macros took a tenth of the time of a room. Templates that were met are at hand: Jinja
    asks its own memory under a lock, for each of the fifty pieces of a room.
    """

    template_class = Macros

    def __init__(self, app: App, **options: Any) -> None:
        super().__init__(app, **options)
        self._met: dict[str, Template] = {}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002  # its name in Jinja
    ) -> Template:
        """The template of this name; where files are looked at again, as they are now."""
        if self.auto_reload or globals is not None or not isinstance(name, str):
            return super().get_template(name, parent, globals)
        if name not in self._met:
            self._met[name] = super().get_template(name, parent)
        return self._met[name]

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The environment's globals and those of one template."""
        return {**self.globals, **(d or {})}


def init_app(app: Flask) -> None:
    """Register filters, globals and the context of pages."""
    app.add_template_filter(clock_text, "clock_text")
    app.add_template_filter(minutes_text, "minutes_text")
    app.add_template_filter(day_time, "day_time")
    app.add_template_filter(iso_time, "iso_time")
    app.add_template_filter(deadlines.said, "due_text")
    app.add_template_filter(stored_html, "stored_html")
    app.add_template_filter(in_line, "in_line")
    app.add_template_filter(listed, "listed")
    app.add_template_filter(link_word, "link_word")
    app.add_template_filter(decimal_text, "decimal")
    app.add_template_filter(gain_text, "gain_text")
    app.add_template_filter(points_text, "points_text")
    app.add_template_filter(record_lines, "vote_lines")
    app.add_template_global(keys.fresh, "fresh_key")
    app.context_processor(_context)


def clock_text(ms: int) -> str:
    """Milliseconds as a clock shows them: "4:05", "+0:12" when the time is over."""
    seconds = -(-ms // 1000) if ms >= 0 else -ms // 1000
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
    return text if ms >= 0 else f"+{text}"


def minutes_text(seconds: int) -> str:
    """Seconds as a length in minutes: "5:00"."""
    return f"{seconds // 60}:{seconds % 60:02}"


def day_time(ms: int | None) -> str:
    """A time in words for records: "21 Nov 2026, 14:05 UTC"; "" for None."""
    if ms is None:
        return ""
    moment = datetime.fromtimestamp(ms / 1000, UTC)
    return f"{moment.day} {moment:%b %Y, %H:%M} UTC"


def iso_time(ms: int | None) -> str:
    """A time as `<time datetime>` wants it; a script shows it in the reader's own zone."""
    if ms is None:
        return ""
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stored_html(text: str) -> Markup:
    """HTML that `domain.text.render_safe` made when it was sent: the only HTML we trust."""
    return Markup(text)  # noqa: S704


def _context() -> dict[str, Any]:
    if not has_request_context():
        return {"browser": NOBODY, "now_ms": 0, "in_the_clear": False}
    browser: Browser = g.get("browser", NOBODY)
    return {
        "browser": browser,
        "now_ms": now_ms(),
        "path": request.path,
        # It is told to who is signed in.
        "in_the_clear": bool(browser.account_id)
        and not request.is_secure
        and not links.only_here(),
    }
