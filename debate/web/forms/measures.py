"""Shapes of what moderators post about a person, and of which rounds are held."""

from flask import request
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField


class MeasureForm(FlaskForm):
    """The reason of a measure, and how long a mute lasts."""

    note = TextAreaField("Reason")
    until = StringField()


def chosen_steps() -> list[int]:
    """The rounds that were ticked; what is no number counts as one that there is not."""
    ticked = request.form.getlist("steps")
    return [int(one) if one.isascii() and one.isdigit() and len(one) < 4 else -1 for one in ticked]
