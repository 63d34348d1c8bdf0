"""A browser without scripts, windows or pictures: it follows links and fills in forms over HTTP."""

import html
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urljoin

Value = str | Sequence[str]
NOT_SENT = ("submit", "button", "image", "reset", "file")


@dataclass
class Button:
    """A button that sends a form."""

    text: str = ""
    name: str = ""
    value: str = ""
    action: str | None = None
    form: str = ""


@dataclass
class Form:
    """A form as it stands in the page: what it would send, and its buttons."""

    id: str
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)  # checkboxes and radios


class _Page(HTMLParser):
    """Forms, the base and the text of one page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.base = ""
        self.words: list[str] = []
        self._form: Form | None = None
        self._button: Button | None = None
        self._area: str | None = None
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._loose: list[Button] = []
        self.feed(text)
        for button in self._loose:
            for form in self.forms:
                if form.id == button.form:
                    form.buttons.append(button)

    def handle_starttag(self, tag: str, found: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in found}
        if tag == "base":
            self.base = have.get("href", "")
        elif tag == "form":
            self._form = Form(have.get("id", ""), have.get("action", ""))
            self.forms.append(self._form)
        elif tag == "button" and have.get("type", "submit") == "submit":
            self._begin_button(have)
        elif tag == "input" and self._form is not None:
            self._input(have)
        elif tag == "textarea":
            self._area = have.get("name", "")
            self.words.append("")
        elif tag == "select":
            self._select, self._options = have.get("name", ""), []
        elif tag == "option" and self._select is not None:
            self._options.append((have.get("value", ""), "selected" in have))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "button":
            self._button = None
        elif tag == "textarea" and self._area is not None:
            if self._form is not None:
                # A newline right after the tag is no part of the text.
                self._form.fields.append(
                    (self._area, self.words[-1].removeprefix("\r").removeprefix("\n"))
                )
            self._area = None
        elif tag == "select" and self._select is not None:
            chosen = [value for value, on in self._options if on] or [
                value for value, _ in self._options[:1]
            ]
            if self._form is not None:
                self._form.fields += [(self._select, value) for value in chosen]
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.words[-1] += data
        else:
            self.words.append(data)
        if self._button is not None:
            self._button.text += data

    def _begin_button(self, have: Mapping[str, str]) -> None:
        self._button = Button(
            have.get("aria-label", ""),
            have.get("name", ""),
            have.get("value", ""),
            have.get("formaction"),
            have.get("form", ""),
        )
        if self._button.form:
            self._loose.append(self._button)
        elif self._form is not None:
            self._form.buttons.append(self._button)

    def _input(self, have: Mapping[str, str]) -> None:
        assert self._form is not None
        kind, name, value = have.get("type", "text"), have.get("name", ""), have.get("value", "")
        if not name or kind in NOT_SENT:
            return
        if kind in ("checkbox", "radio"):
            self._form.choices.append((name, value or "on"))
            if "checked" not in have:
                return
        self._form.fields.append((name, value or ("on" if kind == "checkbox" else "")))


class Visitor:
    """Somebody with cookies of their own, on one page at a time."""

    def __init__(self, site: str, name: str = "") -> None:
        self.site, self.name = site, name
        self.url, self.status, self.body = site, 0, b""
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar()), urllib.request.ProxyHandler({})
        )
        self._read: _Page | None = None

    def get(self, address: str) -> "Visitor":
        """Open a page, by a whole address or one from the root; a refusal is a page too."""
        return self._open(urllib.request.Request(urljoin(self.site, address)))

    def press(self, words: str, form: str = "", to: str = "", **values: Value) -> "Visitor":
        """Press the button that begins with `words` in the form of that id, filled in like that.

        `to`: where the button leads, if several are alike. A list gives several values; a name's
        own values are replaced.
        """
        found, button = self._find(words, form, html.unescape(to))
        sent = [pair for pair in found.fields if pair[0] not in values]
        sent += [(name, one) for name, value in values.items() for one in _several(value)]
        if button.name:
            sent.append((button.name, button.value))
        action = found.action if button.action is None else button.action
        return self._open(
            urllib.request.Request(urljoin(self._base, action), urlencode(sent).encode())
        )

    def form(self, id: str) -> Form:  # noqa: A002  # as the page calls it
        """The form of that id on this page."""
        return next(form for form in self._page.forms if form.id == id)

    def choices(self, name: str) -> list[str]:
        """The values among which the page lets one choose."""
        return [v for form in self._page.forms for n, v in form.choices if n == name]

    def buttons(self) -> list[str]:
        """The words on all buttons."""
        return [button.text.strip() for form in self._page.forms for button in form.buttons]

    @property
    def html(self) -> str:
        return self.body.decode()

    @property
    def text(self) -> str:
        """What the page says, with single spaces."""
        return " ".join(" ".join(self._page.words).split())

    @property
    def _page(self) -> _Page:
        if self._read is None:
            self._read = _Page(self.html)
        return self._read

    @property
    def _base(self) -> str:
        return urljoin(self.url, self._page.base)

    def _find(self, words: str, form: str, to: str) -> tuple[Form, Button]:
        for one in self._page.forms:
            for button in one.buttons:
                named = button.text.strip().startswith(words)
                if (form in ("", one.id)) and named and to in ("", button.action):
                    return one, button
        raise AssertionError(f"{self.name}: no button “{words}” on {self.url}: {self.buttons()}")

    def _open(self, request: urllib.request.Request) -> "Visitor":
        try:
            answer = self._opener.open(request, timeout=30)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            self.url, self.status, self.body = answer.url, answer.status, answer.read()
        self._read = None
        return self


def _several(value: Value) -> Iterator[str]:
    yield from [value] if isinstance(value, str) else value
