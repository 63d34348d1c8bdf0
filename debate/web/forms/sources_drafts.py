"""Shapes of what is posted about drafts of sources."""

from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import TextAreaField

from debate.domain.citations import FIELDS, CitationField
from debate.domain.sources import NOT_GIVEN
from debate.domain.sources_drafts import FIELD_MAX, SHORT_MAX, Head
from debate.services.sources_drafts import Words
from debate.web.forms.accounts import PlainForm

GISTS_MAX = 2_000


class NewSourceForm(PlainForm):
    """A text, pasted or as a file."""

    text = TextAreaField("Paste the text")
    file = FileField("Or a file")


def words(form: MultiDict[str, str]) -> Words:
    """What was typed on a draft's page; what is no number or too long is cut, never refused."""
    citation = {}
    for name in FIELDS:
        value = " ".join(form.get(f"citation-{name}", "").split())[:FIELD_MAX]
        missing = NOT_GIVEN if not value and form.get(f"missing-{name}") else ""
        supplied = bool(value and form.get(f"supplied-{name}"))
        citation[name] = CitationField(value, missing, supplied)
    head = Head(
        short=" ".join(form.get("short", "").split())[:SHORT_MAX],
        kind=form.get("kind", "")[:16],
        citation=citation,
        shared=bool(form.get("shared")),
    )
    gists = {
        n: " ".join(form[f"gist-{n}"].split()) for n in range(GISTS_MAX) if f"gist-{n}" in form
    }
    return Words(head, gists, _number(form.get("version", "")))


def act(text: str) -> tuple[str, int, str]:
    """What a button of the page says: "split:3:2" is ("split", 3, "2")."""
    kind, _, rest = text[:40].partition(":")
    place, _, more = rest.partition(":")
    return kind, _number(place), more


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else -1
