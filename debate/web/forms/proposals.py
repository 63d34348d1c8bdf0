"""Shape of a proposed card, as its author and as staff type it."""

from dataclasses import replace

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField

from debate.domain.cards import KINDS, LEVELS
from debate.domain.proposals import Proposed
from debate.domain.refusals import Refused, RefusedFields
from debate.web.forms.accounts import PlainForm
from debate.web.forms.speeches import one_newline

WAYS = {"supports": "Supports it", "opposes": "Opposes it", "both": "Cuts both ways"}
WORDS = ("tag", "body", "kind", "hedge", "holder", "bears", "warrant")


class ProposalForm(PlainForm):
    """A card without a number: its passage, its words, and how it bears on the debate's motion."""

    source = HiddenField()
    passage = HiddenField()
    key = HiddenField()
    tag = StringField("Tag")
    body = TextAreaField("Body")
    kind = SelectField("Kind", choices={one: one.capitalize() for one in KINDS})
    hedge = StringField("The author’s own words of doubt")
    holder = StringField("Whose view it is", default="author")
    bears = RadioField("How it bears on the motion", choices=WAYS)
    warrant = StringField("Why, in one line")

    def proposed(self) -> Proposed:
        """What was typed; the motion is the debate's."""
        words = {name: one_newline(self[name].data) for name in WORDS}
        passage = self.passage.data or ""
        number = int(passage) if passage.isascii() and passage.isdecimal() else 0
        return Proposed(
            source=one_newline(self.source.data), passage=min(number, 9999), motion="", **words
        )

    def show(self, proposed: Proposed) -> None:
        """Fill the fields with a proposed card."""
        for name in WORDS:
            self[name].data = getattr(proposed, name)

    def tell_all(self, refused: Refused) -> None:
        """Put each sentence at its field."""
        for name, sentence in getattr(refused, "faults", ()):
            self[name].errors = [*self[name].errors, sentence]
        if not isinstance(refused, RefusedFields):
            self.tell(refused)


class DecisionForm(ProposalForm):
    """The card as staff accept it: into which deck, and how hard it is to use."""

    deck = SelectField("Deck that takes it", choices={})
    level = SelectField("Level", choices={one: one.capitalize() for one in LEVELS})

    def proposed(self) -> Proposed:
        """What was typed, with the level."""
        return replace(super().proposed(), level=self.level.data or "")

    def show(self, proposed: Proposed) -> None:
        """Fill the fields with a proposed card and its level."""
        super().show(proposed)
        self.level.data = proposed.level


class DeclineForm(PlainForm):
    """Why a proposal is turned down."""

    reason = TextAreaField("Why not")
