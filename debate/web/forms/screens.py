"""The shape of what is chosen for a projector."""

from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.validators import Optional


class ScreenForm(FlaskForm):
    """A view, and for the card the number of one; a button gives one of them, the rest stands in
    its address.
    """

    view = StringField()
    card = IntegerField(validators=[Optional()])
