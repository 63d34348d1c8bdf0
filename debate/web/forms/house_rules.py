"""Shape of the house rules of a class."""

from flask_wtf import FlaskForm
from wtforms import TextAreaField


class HouseRulesForm(FlaskForm):
    """A short note."""

    text = TextAreaField("House rules")
