"""Shapes of what a seat posts: points, questions and answers, drafts."""

import re
from collections.abc import Iterator
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectMultipleField, StringField, TextAreaField

from debate.domain.speeches import Words, answering

KIND_MAX = 16


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
    revises = HiddenField()
    key = HiddenField()

    def words(self) -> Words:
        """What was typed and ticked."""
        return Words(
            claim=one_newline(self.claim.data),
            reasons=one_newline(self.reasons.data),
            cards=tuple(dict.fromkeys(self.cards.data or ())),
            links=tuple(dict.fromkeys((*answering(*(self.answers.data or ())), *_chosen()))),
        )

    def revised(self) -> int | None:
        """The id of the sent point that the words are to take the place of, if any."""
        return _number(self.revises.data or "")


def _chosen() -> Iterator[tuple[str, int]]:
    """What else the point does to others, from a list for each: "does-12" is "cross-applies"."""
    for name, word in request.form.items():
        target = _number(name.removeprefix("does-")) if name.startswith("does-") else None
        if word and target is not None:
            yield word.replace("-", "_")[:KIND_MAX], target


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


class KeyForm(FlaskForm):
    """An act without words of its own."""

    key = HiddenField()
