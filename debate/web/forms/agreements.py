"""The shape of a word given on a speech or a line."""

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField

from debate.web.forms.speeches import one_newline


class AgreementForm(FlaskForm):
    """To accept, or what is missing."""

    agrees = StringField("Accept")
    words = TextAreaField("What is missing")

    def accepts(self) -> bool:
        """Whether the button to accept was pressed."""
        return self.agrees.data == "1"

    def missing(self) -> str:
        """What was typed."""
        return one_newline(self.words.data)
