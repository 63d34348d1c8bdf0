"""Shapes of a vote and of a reflection."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField


class VoteForm(FlaskForm):
    """Where one stands, and how surely; the template draws both as radio buttons."""

    choice = StringField("Where do you stand?")
    confidence = StringField("How sure are you?")

    def sure(self) -> int | None:
        """The confidence as a number, or None when left out or not a number."""
        text = self.confidence.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


class MovedByForm(FlaskForm):
    """Which point moved one: an address, or "none"; the template draws radio buttons."""

    point = StringField("Which point moved you most?")


class ReflectionForm(FlaskForm):
    """What one wrote after the debate; `act` is "hand-in", "keep", or "" as one types."""

    text = TextAreaField("Your reflection")
    act = HiddenField()
