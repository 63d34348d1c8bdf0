"""Shapes of what is posted about sittings: the set-up page, and drawing a class into rooms."""

import re
import secrets
from collections.abc import Mapping

from flask import request
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from debate.domain.refusals import Refused
from debate.domain.sittings import HAND_MAX, ROOMS_MAX, SWAPS_MAX, TITLE_MAX
from debate.domain.steps import SEATS_MAX
from debate.queries.formats import SetUp, Wish
from debate.services.debates import Settings
from debate.services.sittings import SEED_BYTES, Plan
from debate.web.forms.accounts import PlainForm
from debate.web.forms.seats import read_place

SEED_MAX = 32
_LENGTH_NAME = re.compile(r"length-([a-z0-9-]{1,60})-([0-9]{1,2})")
_PLACE_NAME = re.compile(r"place-([0-9]{1,9})")
_REST = {"judges": "Judge", "audience": "Listen", "both": "Half and half"}
_LABELS = {"names": "Names", "codes": "Code names"}


def _number(label: str, least: int, most: int, default: int) -> IntegerField:
    message = f"Choose from {least} to {most}."
    checks = [InputRequired(message), NumberRange(least, most, message)]
    return IntegerField(label, checks, default=default)


class SeatClassForm(PlainForm):
    """Who is there, and what those do who do not debate."""

    present = SelectMultipleField("Who is there", coerce=int, validate_choice=False)
    rest = RadioField("The others", choices=_REST, default="both")


class SetUpForm(PlainForm):
    """The set-up page, but for lengths and places by hand, whose names carry what they are of."""

    key = HiddenField()
    course = SelectField("Class", validate_choice=False)
    motion = StringField("Motion")
    format = StringField("Format", default="")
    title = StringField("Title", [Length(max=TITLE_MAX)])
    fit = IntegerField("Fit to minutes", [Optional(), NumberRange(1, 600)])
    start = StringField("Starts at", [Length(max=8)])
    rooms = _number("Debates at the same time", 1, ROOMS_MAX, 1)
    team_seats = _number("Seats a team", 1, SEATS_MAX, 2)
    seats_of = HiddenField()  # the format whose number of speakers stands in the field
    rest = RadioField("The others", choices=_REST, default="both")
    seating = RadioField(
        "Sides", choices={"lot": "Drawn at random", "hand": "Chosen by hand"}, default="lot"
    )
    seed = HiddenField()
    listed = HiddenField()
    present = SelectMultipleField("Students", coerce=int, validate_choice=False)
    dealt = RadioField(
        "Hands",
        choices={"dealt": "Dealt at the start", "drawn": "Drawn card by card"},
        default="dealt",
    )
    exclusive = RadioField(
        "Cards",
        choices={"exclusive": "One holder a card", "shared": "Shared by the team"},
        default="exclusive",
    )
    hand_size = _number("Cards a hand", 1, HAND_MAX, 4)
    swaps = _number("Swaps a student", 0, SWAPS_MAX, 1)
    hold = BooleanField("Read every point before the room does")
    mode = RadioField(
        "How it is held",
        choices={"typed": "Typed", "spoken": "Spoken", "mixed": "Mixed"},
        default="typed",
    )
    room_labels = RadioField("The room sees", choices=_LABELS, default="names")
    judge_labels = RadioField("Judges see", choices=_LABELS, default="names")
    staff_labels = RadioField(
        "Assistants and markers see", choices=_LABELS, default="names", validate_choice=False
    )
    rubric = SelectField("Rubric", validate_choice=False)

    @property
    def another_format(self) -> bool:
        """Whether the format was chosen after the number of seats stood in its field."""
        return bool(self.format.data) and self.seats_of.data != self.format.data

    def wish(self, action: str = "") -> Wish:
        """What was chosen so far. `action` "fit" scales the steps, "redraw" takes a new seed,
        "share" gives each team one pile. Another format brings its own number of seats, but for
        "create", which takes what is typed.
        """
        if action == "redraw" or not 0 < len(self.seed.data or "") <= SEED_MAX:
            self.seed.data = secrets.token_hex(SEED_BYTES)
        if action == "share":
            self.exclusive.data = "shared"
        everybody = self.listed.data != self.course.data
        kept = action == "create" or not self.another_format
        return Wish(
            course=self.course.data or "",
            motion=self.motion.data or "",
            fmt=self.format.data or "",
            lengths=_lengths(),
            fit_minutes=self.fit.data if action == "fit" and not self.fit.errors else None,
            start=self.start.data or "",
            rooms=self.rooms.data or 1,
            team_seats=self.team_seats.data if kept else None,
            rest=self.rest.data or "",
            by_hand=self.seating.data == "hand",
            seed=self.seed.data or "",
            present=None if everybody else frozenset(self.present.data or ()),
            chosen={} if everybody else _chosen(),
            exclusive=self.exclusive.data == "exclusive",
            hand_size=self.hand_size.data or 4,
        )

    def plan(self, page: SetUp, rubric_json: str | None) -> Plan:
        """What to make of it. Raises Refused for what is still missing."""
        if page.deck is None or page.motion is None:
            raise Refused("Choose a motion.", field="motion")
        if page.format is None or not page.format.sound:
            raise Refused("Choose a format and mend its minutes.", field="format")
        if page.course is None:
            raise Refused("Choose a class.", field="course")
        if rubric_json is None:
            raise Refused("Choose a rubric of the list.", field="rubric")
        by_hand = self.seating.data == "hand"
        present = [student for student in page.students if student.present]
        return Plan(
            course_id=page.course.id,
            title=self.title.data or "",
            settings=Settings(
                deck_id=page.deck.id,
                motion_slug=page.motion.slug,
                fmt=page.format.fmt,
                rubric_json=rubric_json,
                dealt=self.dealt.data == "dealt",
                exclusive=self.exclusive.data == "exclusive",
                hand_size=self.hand_size.data or 0,
                swaps=self.swaps.data or 0,
                hold=bool(self.hold.data),
                mode=self.mode.data or "typed",
            ),
            rooms=self.rooms.data or 0,
            team_seats=self.team_seats.data or 0,
            rest=self.rest.data or "",
            student_ids=[student.id for student in present],
            placements={student.id: read_place(student.place) for student in present}
            if by_hand
            else None,
            seed=self.seed.data or "",
            room_labels=self.room_labels.data or "",
            judge_labels=self.judge_labels.data or "",
            staff_labels=self.staff_labels.data or "names",
        )


def _lengths() -> Mapping[tuple[str, int], str]:
    """Lengths as typed, by format and step: "length-seminar-3"."""
    found = ((_LENGTH_NAME.fullmatch(name), text) for name, text in request.form.items())
    return {(name[1], int(name[2])): text for name, text in found if name}


def _chosen() -> Mapping[int, tuple[int, str, str | None]]:
    """Places chosen by hand, by student: "place-12"; without those that make no sense."""
    found = ((_PLACE_NAME.fullmatch(name), text) for name, text in request.form.items())
    places = {int(name[1]): read_place(text) for name, text in found if name}
    return {student: place for student, place in places.items() if place[0] and place[1]}
