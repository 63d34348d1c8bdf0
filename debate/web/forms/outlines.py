"""Shape of what is posted from an outline, a note on the flow, or a block."""

import re
from typing import NamedTuple

from flask import request
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import Optional

from debate.services.outlines import Typed
from debate.web.forms.speeches import one_newline

_FIELD = re.compile(r"text-(\d{1,9})")
_SEEN = re.compile(r"(\d{1,9}) ([0-9a-f]{12})")
_ACT = re.compile(r"([a-z]{1,8})\.(\d{1,9})")


class Act(NamedTuple):
    """A button of an outline: what it does, and to which line or card."""

    verb: str = ""
    target: int = 0


class OutlineForm(FlaskForm):
    """All lines of an outline, or those that were changed, and the button that was pressed."""

    new = StringField("A new line")
    level = IntegerField("What it is", validators=[Optional()])
    tab = HiddenField()
    team = HiddenField()
    key = HiddenField()
    act = HiddenField()

    def typed(self) -> tuple[Typed, ...]:
        """The lines as they stand in the form."""
        found = []
        for name, value in request.form.items():
            if field := _FIELD.fullmatch(name):
                seen = _SEEN.fullmatch(request.form.get(f"seen-{field[1]}", ""))
                revision, mark = (int(seen[1]), seen[2]) if seen else (0, "")
                found.append(Typed(int(field[1]), one_newline(value), revision, mark))
        return tuple(found)

    def new_line(self) -> str:
        """The words of a line to add, or ""."""
        return one_newline(self.new.data).strip()

    def pressed(self) -> Act:
        """The button; saving is none."""
        found = _ACT.fullmatch(self.act.data or "")
        return Act(found[1], int(found[2])) if found else Act()


class JottingForm(FlaskForm):
    """A note on the flow; its length is checked by the service."""

    text = TextAreaField("Your note")
    revision = IntegerField(validators=[Optional()])
    tab = HiddenField()
