"""Shape of a block as posted: a title, and of each answer claim-0, reasons-0, deck-0, cards-0."""

from flask import request
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import Optional

from debate.web.forms.speeches import one_newline

COLUMNS = ("claim", "reasons", "deck", "cards")
ROWS_MAX = 60


class TitleForm(FlaskForm):
    """A block to begin."""

    title = StringField("What it answers")
    key = HiddenField()


class BlockForm(FlaskForm):
    """A block with its answers, and the button that was pressed."""

    title = StringField("What it answers")
    revision = IntegerField(validators=[Optional()])
    tab = HiddenField()
    key = HiddenField()
    act = HiddenField()

    def rows(self) -> list[tuple[str, str, str, str]]:
        """Claim, reasons, deck and cards of each answer, as typed."""
        found = []
        for place in range(ROWS_MAX):
            texts = [request.form.get(f"{name}-{place}") for name in COLUMNS]
            if texts[0] is None:
                break
            claim, reasons, deck, cards = map(one_newline, texts)
            found.append((claim, reasons, deck[:80], cards))
        return found

    def prepares(self) -> int | None:
        """The place of the answer to prepare a point of, or None."""
        verb, _, place = (self.act.data or "").partition(".")
        return int(place) if verb == "prepare" and place.isdigit() and len(place) < 4 else None
