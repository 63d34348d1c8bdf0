"""Shapes of what is posted about rubrics: a new one, and the editor with its numbered fields."""

from collections.abc import Mapping

from flask import request
from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, StringField

from debate.domain.rubrics import CRITERIA_MAX, LEVELS_MOST
from debate.domain.rubrics_editing import Typed, TypedCriterion
from debate.web.forms.accounts import PlainForm
from debate.web.forms.speeches import one_newline


class RubricForm(PlainForm):
    """A new rubric: its class, its title, and the rubric or the file that it copies."""

    course = SelectField("Class", validate_choice=False)
    title = StringField("Title")
    like = HiddenField()
    file = FileField("Or a rubric that was exported")


def typed() -> Typed:
    """The editor as it was posted: as many levels and criteria as have a field."""
    given: Mapping[str, str] = request.form
    levels = tuple(given[f"level-{n}"] for n in range(LEVELS_MOST) if f"level-{n}" in given)
    criteria = tuple(
        TypedCriterion(
            slug=given.get(f"slug-{at}", ""),
            name=given[f"name-{at}"].strip(),
            weight=given.get(f"weight-{at}", "").strip(),
            descriptors=tuple(
                " ".join(given.get(f"descriptor-{at}-{n}", "").split()) for n in range(len(levels))
            ),
        )
        for at in range(CRITERIA_MAX)
        if f"name-{at}" in given
    )
    return Typed(
        title=given.get("title", "").strip(),
        note=one_newline(given.get("note")).strip(),
        levels=tuple(level.strip() for level in levels),
        criteria=criteria,
    )


def seen() -> int:
    """The version of the rubric that the writer began with; 0 where it is no number."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
