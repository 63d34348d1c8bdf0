"""Shapes of what is posted to take, confirm and move a seat."""

from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import Length, Optional

from debate.domain.debates import SHADOW
from debate.domain.steps import FOUR_TEAMS, SIDES
from debate.web.forms.accounts import PlainForm

CODE_LIMIT = 60
NAME_LIMIT = 640
ID_MAX = 2**31


class CodeForm(PlainForm):
    """The code on the board. Any spelling is read; what it opens is decided by the service."""

    code = StringField("Room code", [Length(max=CODE_LIMIT)])


class JoinForm(PlainForm):
    """The name typed after a right code."""

    name = StringField("Your name", [Length(max=NAME_LIMIT)])
    key = HiddenField()


class ActForm(PlainForm):
    """A button: nothing but the token."""


class AbsentForm(PlainForm):
    """Whether a person is there."""

    absent = BooleanField()


class ConfirmForm(PlainForm):
    """Who a seat's holder is: as it stands, or a student of the class ("" for a guest)."""

    student = IntegerField("Student on the list", [Optional()])

    def chosen(self) -> int | None:
        """The student's id, None for a guest; 0 (nobody) for what can be no id."""
        number = self.student.data
        return number if number is None or 0 < number < ID_MAX else 0


class PlaceForm(PlainForm):
    """A room and a role in one choice: "2.P", "2.O", "2.judge", "2.audience", or "" for no room."""

    place = SelectField("Place", validate_choice=False)

    def chosen(self) -> tuple[int, str, str | None]:
        """Room number (0: none), role and side; the role is "" where the choice makes no sense."""
        return read_place(self.place.data or "")


def read_place(text: str) -> tuple[int, str, str | None]:
    """Room number (0: none), role and side or team of a choice: "1.O", "1.PB" or "2.judge"."""
    room, _, role = text.partition(".")
    if not text:
        return 0, "audience", None
    if not room.isdecimal() or len(room) > 2:
        return 0, "", None
    if role in (*SIDES, *FOUR_TEAMS):
        return int(room), "debater", role
    return int(room), role if role in ("judge", SHADOW, "audience") else "", None
