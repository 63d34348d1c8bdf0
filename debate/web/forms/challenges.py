"""Shapes of what is posted in an evidence challenge: the challenge, a statement, a ruling."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, TextAreaField
from wtforms.validators import Optional

from debate.domain.challenges import (
    AUTHOR,
    CHALLENGER,
    EACH_MAX,
    GROUNDS,
    NOBODY,
    REMEDIES,
    STATEMENT_MAX,
    Ruling,
)


class ChallengeForm(FlaskForm):
    """What is wrong with a citation, and why."""

    ground = RadioField(
        "Ground",
        choices={ground.slug: ground.name for ground in GROUNDS.values()},
        validate_choice=False,
    )
    statement = TextAreaField("Your statement", render_kw={"maxlength": STATEMENT_MAX * 2})
    key = HiddenField()


class StatementForm(FlaskForm):
    """What the other side says."""

    statement = TextAreaField("Your statement", render_kw={"maxlength": STATEMENT_MAX * 2})
    key = HiddenField()


class RulingForm(FlaskForm):
    """A moderator's decision."""

    upheld = RadioField(
        "Ruling",
        choices={"yes": "Upheld", "no": "Dismissed"},
        validate_choice=False,
    )
    remedy = RadioField(
        "Remedy",
        choices={remedy.slug: remedy.name for remedy in REMEDIES.values()},
        default="none",
        validate_choice=False,
    )
    reason = TextAreaField("Reason")
    warned = RadioField(
        "Warning",
        choices={
            NOBODY: "Nobody is warned",
            AUTHOR: "Warn who cited it",
            CHALLENGER: "Warn who challenged it",
        },
        default=NOBODY,
        validate_choice=False,
    )
    resume = RadioField(
        "The clock",
        choices={"yes": "goes on", "no": "stays stopped"},
        default="yes",
        validate_choice=False,
    )

    def ruling(self) -> Ruling:
        """What was decided; a ruling that was not chosen is caught by the view."""
        return Ruling(
            upheld=self.upheld.data == "yes",
            remedy=self.remedy.data or "none",
            reason=self.reason.data or "",
            warned=self.warned.data if self.warned.data in (AUTHOR, CHALLENGER) else NOBODY,
            resume=self.resume.data != "no",
        )


class ReversalForm(FlaskForm):
    """Why a ruling is taken back."""

    reason = TextAreaField("Reason")


class EachForm(FlaskForm):
    """How many challenges a debater may make."""

    each = IntegerField(
        "Challenges a debater may make",
        validators=[Optional()],
        render_kw={"min": 0, "max": EACH_MAX},
    )
