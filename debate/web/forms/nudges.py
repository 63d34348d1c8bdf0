"""Shape of a nudge."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField

from debate.domain.nudges import OWN, SENTENCES


class NudgeForm(FlaskForm):
    """One of the sentences, or a moderator's own words."""

    choice = RadioField(
        "What this person is to read",
        choices={**SENTENCES, OWN: "In my own words, below"},
        validate_choice=False,
    )
    own = StringField("My own words")
    key = HiddenField()
