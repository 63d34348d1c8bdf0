"""Shape of a card as it is typed, with its spans and bearings under numbered and named fields."""

from collections.abc import Mapping

from flask import request
from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField

from debate.domain.cards import KINDS, LEVELS
from debate.domain.cards_editing import NO_BEARING, SPANS_MAX, Typed
from debate.domain.refusals import Refused, RefusedFields
from debate.web.forms.accounts import PlainForm
from debate.web.forms.speeches import one_newline

WAYS = {
    NO_BEARING: "Does not bear on it",
    "supports": "Supports",
    "opposes": "Opposes",
    "both": "Cuts both ways",
}

Pairs = tuple[tuple[str, str], ...]


class CutForm(PlainForm):
    """One card. Spans, words read aloud and bearings are read from the request itself."""

    passage = IntegerField(default=0)
    card = IntegerField(default=0)
    row = HiddenField()
    act = HiddenField()
    tag = StringField("Tag")
    body = TextAreaField("Body")
    kind = SelectField("Kind", choices={one: one.capitalize() for one in KINDS})
    level = SelectField("Level", choices={one: one.capitalize() for one in LEVELS})
    hedge = StringField("The author’s own words of doubt")
    holder = StringField("Whose view it is")

    def typed(self) -> Typed:
        """What was typed."""
        return Typed(
            tag=one_newline(self.tag.data),
            body=one_newline(self.body.data),
            kind=self.kind.data or "",
            level=self.level.data or "",
            hedge=one_newline(self.hedge.data),
            holder=one_newline(self.holder.data),
            spans=_pairs("span"),
            read=_pairs("read"),
            bearings=bearings(),
        )

    def show(self, values: Typed) -> None:
        """Fill the fields with a card."""
        self.tag.data, self.body.data = values.tag, values.body
        self.kind.data, self.level.data = values.kind, values.level
        self.hedge.data, self.holder.data = values.hedge, values.holder

    def tell_all(self, refused: Refused) -> dict[str, list[str]]:
        """Put each sentence at its field; those of spans and bearings by their names."""
        known = refused.faults if isinstance(refused, RefusedFields) else ()
        others: dict[str, list[str]] = {}
        for name, sentence in known or ((refused.field, refused.sentence),):
            if name in self:
                self[name].errors = [*self[name].errors, sentence]
            else:
                others.setdefault(name, []).append(sentence)
        return others


def bearings() -> Mapping[str, tuple[str, str]]:
    """How the card bears, as posted: "bears-<motion>" and "warrant-<motion>"."""
    return {
        name.removeprefix("bears-"): (
            way,
            one_newline(request.form.get(f"warrant-{name.removeprefix('bears-')}")),
        )
        for name, way in request.form.items()
        if name.startswith("bears-")
    }


def _pairs(name: str) -> Pairs:
    firsts = request.form.getlist(f"{name}-first")[: SPANS_MAX * 2]
    lasts = request.form.getlist(f"{name}-last")[: SPANS_MAX * 2]
    return tuple(zip(firsts, lasts, strict=False))
