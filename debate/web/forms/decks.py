"""Shape of what is posted about decks as a whole."""

from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, StringField, TextAreaField

from debate.web.forms.accounts import PlainForm


class DeckForm(PlainForm):
    """A new deck: its class, its title, and the deck that it copies, if any."""

    course = SelectField("Class", validate_choice=False)
    title = StringField("Title")
    like = HiddenField()
    file = FileField("Or a deck that was exported")


class DescriptionForm(PlainForm):
    """What is said of a deck as a whole."""

    title = StringField("Title")
    summary = TextAreaField("What it is about")
    licence = StringField("Licence")
