"""Shapes of what is posted about deadlines: a date to move to, the time zone of a class."""

from typing import Self

from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from debate.domain import deadlines
from debate.web.forms.accounts import PlainForm


class DateForm(PlainForm):
    """A local date and time; `step` is the one that the moderator was looking at."""

    date = StringField("Date")
    time = StringField("Time")
    step = IntegerField(validators=[Optional()], widget=HiddenInput())


class ZoneForm(PlainForm):
    """The time zone of a class."""

    time_zone = SelectField("Time zone of the class", validate_choice=False)

    def offer(self) -> Self:
        """The form with the zones in its list."""
        self.time_zone.choices = [(zone, zone) for zone in deadlines.zones()]
        return self
