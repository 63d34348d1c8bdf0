"""Shape of a line's name."""

from flask_wtf import FlaskForm
from wtforms import StringField


class NameForm(FlaskForm):
    """What a line of argument is called; empty: by its first claim."""

    name = StringField("Name")
