"""Shapes of what is posted about texts."""

from flask_wtf.file import FileField
from wtforms import SelectField, TextAreaField

from debate.web.forms.accounts import PlainForm


class TextForm(PlainForm):
    """A text, pasted or as a file, and the class that it is for."""

    course = SelectField("Class", choices=[])
    text = TextAreaField("Paste the text")
    file = FileField("Or a file")
