"""Shapes of a vote and of a reflection."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, TextAreaField


class VoteForm(FlaskForm):
    """Where one stands, and how surely."""

    choice = RadioField("Where do you stand?", choices=[], validate_choice=False)
    confidence = RadioField(
        "How sure are you?",
        choices=[(str(n), str(n)) for n in range(1, 6)],
        validate_choice=False,
    )

    def sure(self) -> int | None:
        """The confidence as a number, or None when left out or not a number."""
        text = self.confidence.data or ""
        return int(text) if text.isascii() and text.isdigit() else None


class ReflectionForm(FlaskForm):
    """What one wrote after the debate."""

    text = TextAreaField("Your reflection")
    act = HiddenField()
