"""What a browser would send of a form, read from the page."""

from html.parser import HTMLParser

from werkzeug.datastructures import MultiDict


def fields(page: str, action: str) -> MultiDict[str, str]:
    """Names and values of the last form with this action, as it stands; without its buttons."""
    reader = _Reader(action)
    reader.feed(page)
    assert reader.found is not None, f"the page has no form for {action}"
    return reader.found


class _Reader(HTMLParser):
    """Collects the fields of a form."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.found: MultiDict[str, str] | None = None
        self._action = action
        self._inside = False
        self._area = ""
        self._select = ""
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = have.get("action") == self._action
            self.found = MultiDict() if self._inside else self.found
        elif self._inside and self.found is not None:
            self._field(tag, have)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea" and self.found is not None and self._area:
            text = self.found.pop(self._area, "")
            self.found.add(self._area, text.replace("\r\n", "\n").removeprefix("\n"))
            self._area = ""
        elif tag == "select" and self.found is not None and self._select:
            chosen = [value for value, on in self._options if on] or [self._options[0][0]]
            self.found.setlist(self._select, chosen[-1:])
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area and self.found is not None:
            self.found[self._area] = self.found.get(self._area, "") + data

    def _field(self, tag: str, have: dict[str, str]) -> None:
        assert self.found is not None
        name, kind = have.get("name", ""), have.get("type", "text")
        if tag == "textarea":
            self._area = name
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option" and self._select:
            self._options.append((have.get("value", ""), "selected" in have))
        elif tag == "input" and name and kind not in ("submit", "file"):
            self._input(name, kind, have)

    def _input(self, name: str, kind: str, have: dict[str, str]) -> None:
        if self.found is not None and (kind not in ("checkbox", "radio") or "checked" in have):
            self.found.add(name, have.get("value", "on"))
