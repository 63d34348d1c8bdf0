"""Shape of the word list of a class."""

from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField

EFFECTS = {
    "warn": "Ask the writer before it is sent. They may change it, or send it as it is",
    "hold": "Let it wait for a moderator, who sees which words were found",
}


class WordlistForm(FlaskForm):
    """Entries, one a line, and what happens when one is found."""

    words = TextAreaField("Words and phrases")
    effect = RadioField("When one is found", choices=EFFECTS, validate_choice=False)
