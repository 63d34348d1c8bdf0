"""Shapes of what is posted about formats: a new one, and the editor.

The editor's fields of a step are named after its short name ("p-rebuttal.seconds"), so that they
keep their names when it moves; the hidden fields "step" give the order.
"""

import re

from flask import request
from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, StringField, TextAreaField

from debate.domain.formats_editing import STEPS_MAX
from debate.domain.formats_typed import STEP_FIELDS, TOP_FIELDS, Typed, TypedStep
from debate.web.forms.accounts import PlainForm
from debate.web.forms.speeches import one_newline

# What the button for a new step reads beside the format's own fields.
ADDING = ("add", "add_after")
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_SLUG_MAX = 60


class FormatForm(PlainForm):
    """A new format: its class, its title, and the format, file or text that it comes from."""

    course = SelectField("Class", validate_choice=False)
    title = StringField("Title")
    like = HiddenField()
    file = FileField("File")
    text = TextAreaField("Or its text")


def typed() -> Typed:
    """The editor as it was posted; one step too many is kept, so that it can be refused."""
    named = [slug for slug in request.form.getlist("step") if _is_slug(slug)]
    steps = tuple(
        TypedStep(slug, {name: _text(f"{slug}.{name}") for name in STEP_FIELDS})
        for slug in list(dict.fromkeys(named))[: STEPS_MAX + 1]
    )
    return Typed({name: _text(name) for name in (*TOP_FIELDS, *ADDING)}, steps)


def seen() -> int:
    """The version of the format that the writer began with; 0 where it is no number."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _text(name: str) -> str:
    """One line; of a field that stands there several times, all that is ticked."""
    return " ".join(" ".join(one_newline(one) for one in request.form.getlist(name)).split())


def _is_slug(text: str) -> bool:
    return len(text) <= _SLUG_MAX and _SLUG.fullmatch(text) is not None
