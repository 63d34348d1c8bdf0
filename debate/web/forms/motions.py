"""Shapes of what is posted about motions: one motion, and the cards that bear on it."""

from collections.abc import Mapping

from flask import request
from wtforms import HiddenField, SelectField, StringField, TextAreaField

from debate.domain.motions import DIFFICULTIES, SIDES, TYPES, Typed
from debate.domain.refusals import Refused, RefusedFields
from debate.web.forms.accounts import PlainForm
from debate.web.forms.speeches import one_newline


class MotionForm(PlainForm):
    """One motion."""

    row = HiddenField()
    text = StringField("Motion")
    type = SelectField("Type", choices={one: one.capitalize() for one in TYPES})
    difficulty = SelectField("Difficulty", choices={one: one.capitalize() for one in DIFFICULTIES})
    definitions = TextAreaField("Terms")
    burden_P = TextAreaField("Proposition must show")  # noqa: N815  # P is the side's own name
    burden_O = TextAreaField("Opposition must show")  # noqa: N815
    question_P = TextAreaField("A question to Proposition")  # noqa: N815
    question_O = TextAreaField("A question to Opposition")  # noqa: N815
    note = TextAreaField("Note on what the texts carry")

    def typed(self) -> Typed:
        """What was typed."""
        return Typed(
            text=one_newline(self.text.data),
            type=self.type.data or "",
            difficulty=self.difficulty.data or "",
            definitions=one_newline(self.definitions.data),
            burdens={side: one_newline(self[f"burden_{side}"].data) for side in SIDES},
            questions={side: one_newline(self[f"question_{side}"].data) for side in SIDES},
            note=one_newline(self.note.data),
        )

    def show(self, values: Typed) -> None:
        """Fill the fields with a motion."""
        for name in ("text", "type", "difficulty", "definitions", "note"):
            self[name].data = getattr(values, name)
        for side in SIDES:
            self[f"burden_{side}"].data = (values.burdens or {}).get(side, "")
            self[f"question_{side}"].data = (values.questions or {}).get(side, "")

    def tell_all(self, refused: Refused) -> None:
        """Put each sentence at its field."""
        if not isinstance(refused, RefusedFields):
            self.tell(refused)
            return
        for name, sentence in refused.faults:
            self[name].errors = [*self[name].errors, sentence]


def links() -> Mapping[int, tuple[str, str]]:
    """How cards bear, as posted: "bears-<number>" and "warrant-<number>"."""
    names = (name.removeprefix("bears-") for name in request.form if name.startswith("bears-"))
    return {
        int(number): (
            request.form[f"bears-{number}"],
            one_newline(request.form.get(f"warrant-{number}")),
        )
        for number in names
        if number.isascii() and number.isdecimal() and len(number) < 7
    }
