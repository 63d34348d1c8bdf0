"""Shapes of what moderators post: controls of the clock, notes, seats, announcements."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import Optional


class ControlForm(FlaskForm):
    """A control of the clock. A button gives `kind`; the rest stands in its address."""

    kind = StringField()
    value = IntegerField(validators=[Optional()])
    step = IntegerField(validators=[Optional()])
    confirmed = BooleanField()


class NoteForm(FlaskForm):
    """Why a point comes back or is hidden."""

    note = TextAreaField("Note to the author")


class RedactForm(FlaskForm):
    """Which words of a point go, and why."""

    passage = TextAreaField("Words to remove")
    note = TextAreaField("Why")


class HoldForm(FlaskForm):
    """Whether points wait for a moderator."""

    on = BooleanField()


class HandForm(FlaskForm):
    """What a hand is raised for, and the id of the point it is about."""

    intent = StringField()
    about = IntegerField(validators=[Optional()])


class SeatForm(FlaskForm):
    """A seat by its id; empty: nobody."""

    seat = IntegerField(validators=[Optional()])


class AnnouncementForm(FlaskForm):
    """A sentence to everyone."""

    text = StringField("To everyone")
