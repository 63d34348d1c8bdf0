"""Shapes of what a seat posts: points, questions and answers, drafts."""

import re
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectMultipleField, StringField, TextAreaField

from debate.domain.speeches import Words


class AnyNumbers(SelectMultipleField):
    """Whole numbers from checkboxes; which of them count is decided by the service."""

    def __init__(self, label: str = "", **kwargs: Any) -> None:
        super().__init__(label, coerce=int, choices=(), validate_choice=False, default=(), **kwargs)


_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]|[\ud800-\udfff]")


def one_newline(text: str | None) -> str:
    """Text with LF alone: a plain post ends lines with CR LF, a script's with LF.

    Control signs and halves of signs, which PostgreSQL and files cannot hold, are left out.
    """
    return _CONTROLS.sub("", (text or "").replace("\r\n", "\n").replace("\r", "\n"))


class WordsForm(FlaskForm):
    """One point as it stands in the composer."""

    claim = StringField("Claim")
    reasons = TextAreaField("Reasons")
    cards = AnyNumbers("Cards")
    answers = AnyNumbers("Answers")
    draft = HiddenField()
    key = HiddenField()

    def words(self) -> Words:
        """What was typed and ticked."""
        return Words(
            claim=one_newline(self.claim.data),
            reasons=one_newline(self.reasons.data),
            cards=tuple(dict.fromkeys(self.cards.data or ())),
            answers=tuple(dict.fromkeys(self.answers.data or ())),
        )


class KeyForm(FlaskForm):
    """An act without words of its own."""

    key = HiddenField()
