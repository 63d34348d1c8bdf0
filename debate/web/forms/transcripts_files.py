"""Shapes of what is posted to check or import a transcript."""

from flask_wtf.file import FileField, MultipleFileField
from wtforms import SelectField, StringField

from debate.web.forms.accounts import PlainForm


class CheckForm(PlainForm):
    """One JSON file, or two files of one debate."""

    files = MultipleFileField("Files")


class ImportForm(PlainForm):
    """A transcript, and the class that keeps it."""

    course = SelectField("Class", choices=[])
    title = StringField("Title")
    file = FileField("JSON file")
