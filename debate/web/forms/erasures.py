"""Shapes of what is posted about erasing and keeping records."""

from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import Optional

from debate.web.forms.accounts import PlainForm


class EraseForm(PlainForm):
    """The name that is to be erased, typed once more."""

    name = StringField("Type the name to confirm")


class RetentionForm(PlainForm):
    """How long names and texts are kept; empty for good."""

    months = IntegerField("Months after a session", [Optional()])
    automatic = BooleanField("Erase sessions by themselves on their day")
