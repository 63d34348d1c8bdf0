"""The shapes of a question that was offered as a point of information, and of an answer."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField

from debate.web.forms.speeches import one_newline


class HalfForm(FlaskForm):
    """A question or an answer, and the key of the post."""

    words = TextAreaField("Words")
    key = HiddenField()

    def text(self) -> str:
        """What was typed."""
        return one_newline(self.words.data)
