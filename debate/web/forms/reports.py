"""Shapes of reports, and of how one ends."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, TextAreaField

from debate.domain.reports import DECISIONS, REASONS


class ReportForm(FlaskForm):
    """A point by its address, or a person by the number of the seat; a reason, and words."""

    at = HiddenField()
    about = SelectField("Whom is it about", coerce=str, choices={}, validate_choice=False)
    reason = RadioField("What is wrong", choices=dict(REASONS), validate_choice=False)
    words = TextAreaField("In your words")
    key = HiddenField()

    def person(self) -> int | None:
        """The number of the seat that was chosen."""
        chosen = self.about.data or ""
        return int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 7 else None


class DecisionForm(FlaskForm):
    """What a moderator found."""

    decision = RadioField("How it ends", choices=dict(DECISIONS), validate_choice=False)
    note = TextAreaField("What you found")
