"""Shape of an entry of a deck's clashes as it is typed."""

from wtforms import StringField

from debate.domain.refusals import Refused, RefusedFields
from debate.web.forms.accounts import PlainForm
from debate.web.forms.speeches import one_newline

NAMES = ("cards", "card", "by", "line")


class ClashForm(PlainForm):
    """Which cards, and one line: "cards" in a row, or one "card" that is overtaken "by" another."""

    cards = StringField("Cards")
    card = StringField("Card that is overtaken")
    by = StringField("Card of the later text")
    line = StringField("In one line")

    def typed(self) -> dict[str, str]:
        """What was typed."""
        return {name: one_newline(self[name].data) for name in NAMES}

    def tell_all(self, refused: Refused) -> None:
        """Put each sentence at its field."""
        for name, sentence in getattr(refused, "faults", ()):
            self[name].errors = [*self[name].errors, sentence]
        if not isinstance(refused, RefusedFields):
            self.tell(refused)
