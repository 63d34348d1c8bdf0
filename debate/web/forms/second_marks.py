"""Shapes of second marking: whom to ask, a second mark, and how a difference is settled."""

from collections.abc import Mapping

from flask import request
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField

from debate.domain import grades_reading
from debate.domain.marks import decimal
from debate.domain.refusals import Refused
from debate.domain.rubrics import Rubric
from debate.domain.second_marks import ALL, SAMPLE, SEATS, THRESHOLD
from debate.services.second_marks import Wish
from debate.web.forms.accounts import PlainForm
from debate.web.forms.grades import whole

HOW = {ALL: "Everybody’s", SAMPLE: "A sample, drawn at random", SEATS: "Those chosen below"}
SETTLE = {
    "first": "Keep the first",
    "second": "Take the second",
    "mean": "The mean, halves up",
    "agreed": "An agreed mark",
}


class AskForm(PlainForm):
    """Whom to ask and for whose work."""

    marker = SelectField("Second marker", validate_choice=False)
    how = RadioField("Whose work", choices=HOW, default=ALL, validate_choice=False)
    n = StringField("How many")
    seed = StringField("Seed")
    threshold = StringField("Threshold in percent", default=decimal(THRESHOLD))
    key = HiddenField()

    def chosen(self) -> list[int]:
        """The seats that were ticked, by number."""
        return [whole(one) for one in request.form.getlist("seats")]

    def wish(self) -> Wish:
        """What was asked for; raises Refused for a threshold that is none."""
        threshold = grades_reading.share(self.threshold.data or "", "threshold")
        if threshold is None:
            raise Refused("Type a threshold from 0 to 100 %.", "threshold")
        return Wish(
            marker_id=whole(self.marker.data),
            how=self.how.data or "",
            n=whole((self.n.data or "").strip()),
            seats=self.chosen(),
            seed=(self.seed.data or "")[:32],
            threshold=threshold,
        )


class SecondMarkForm(PlainForm):
    """A comment on the work; `ballots.mark_levels` reads the levels. `act`: keep | hand_in."""

    comment = TextAreaField("Comment")
    act = HiddenField()


class SettleForm(PlainForm):
    """How two marks are settled."""

    how = HiddenField()
    reason = StringField("Reason")


def agreed(rubric: Rubric) -> Mapping[str, int]:
    """Criterion → level, from fields named "agreed-evidence"."""
    slugs = [criterion.slug for criterion in rubric.criteria]
    found = {slug: whole(request.form.get(f"agreed-{slug}")) for slug in slugs}
    return {slug: level for slug, level in found.items() if level}
