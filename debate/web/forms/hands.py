"""Shape of a private note on a card."""

from flask_wtf import FlaskForm
from wtforms import TextAreaField


class NoteForm(FlaskForm):
    """A note; its length is checked by the service, which keeps what was typed."""

    text = TextAreaField("Your note")
