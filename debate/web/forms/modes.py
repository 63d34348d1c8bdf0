"""Shapes of what is posted about modes: the mode, scribes, points that somebody said, readings."""

from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.validators import Optional

from debate.web.forms.speeches import WordsForm


class ModeForm(FlaskForm):
    """How a debate is held."""

    mode = StringField()


class ScribeForm(FlaskForm):
    """Who enters points, and whose; no side: all speeches."""

    seat = IntegerField(validators=[Optional()])
    side = StringField()


class EntryForm(WordsForm):
    """A point that somebody said, and who; `half` in a crossfire."""

    speaker = IntegerField(validators=[Optional()])
    half = StringField()


class ReadingForm(FlaskForm):
    """After how many words reading stopped; empty: all was read."""

    words = IntegerField(validators=[Optional()])
