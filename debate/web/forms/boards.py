"""Shapes of what is posted on the board of rooms."""

from collections.abc import Mapping

from wtforms import IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import NumberRange, Optional

from debate.web.forms.accounts import PlainForm
from debate.web.forms.seats import read_place

ROOM_DIGITS = 2
ID_DIGITS = 18


class TogetherForm(PlainForm):
    """A control for rooms: their numbers, and the step each was shown at, as "3.4"."""

    kind = StringField()
    value = IntegerField(validators=[Optional()])
    room = SelectMultipleField(validate_choice=False)
    step = SelectMultipleField(validate_choice=False)
    named = SelectMultipleField(validate_choice=False)

    def rooms(self) -> list[int]:
        """The numbers of the chosen rooms, in order; what can be no number is left out."""
        return sorted({int(text) for text in self.room.data or () if _number(text, ROOM_DIGITS)})

    def steps(self) -> Mapping[int, int]:
        """The step that each chosen room was shown at."""
        pairs = [text.partition(".") for text in self.step.data or ()]
        sound = [pair for pair in pairs if all(_number(pair[at], ROOM_DIGITS) for at in (0, 2))]
        found = {int(room): int(step) for room, _, step in sound}
        return {room: step for room, step in found.items() if room in self.rooms()}

    def points(self) -> list[int]:
        """Ids of the undecided points that were named."""
        return sorted({int(text) for text in self.named.data or () if _number(text, ID_DIGITS)})


class MoveForm(PlainForm):
    """A seat by its number, and where to: "2.P", "2.judge", or a seat to change with: "seat.7"."""

    seat = IntegerField("Who moves", [Optional(), NumberRange(1, 9999)])
    place = SelectField("Where to", validate_choice=False)

    def chosen(self) -> tuple[int, int, str, str | None]:
        """The other seat's number (0: none), room (0: none), role and side."""
        kind, _, number = (self.place.data or "").partition(".")
        if kind == "seat":
            return int(number) if _number(number, 4) else 0, 0, "", None
        return 0, *read_place(self.place.data or "")


def _number(text: str, digits: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= digits
