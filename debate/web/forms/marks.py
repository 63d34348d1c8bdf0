"""Shapes of a mark, its draft, a note, a release, a question and a comment of the bank."""

from dataclasses import asdict
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField

from debate.services.marks_drafts import TAB_MAX, Seen
from debate.services.notes import Chosen, Remark
from debate.web.forms.speeches import one_newline


class MarkForm(FlaskForm):
    """The comment on one student, and what stood on the page; `ballots.mark_levels` reads the rest.

    `insert` is the id of a comment of the bank, `save` asks to put this one there, `act` is
    "discard" for a draft that is to go.
    """

    comment = TextAreaField("Comment")
    seen = HiddenField()
    revision = HiddenField()
    tab = HiddenField()
    insert = HiddenField()
    save = HiddenField()
    act = HiddenField()

    def written(self) -> str:
        """The comment with plain line ends."""
        return one_newline(self.comment.data)

    def stood(self) -> Seen:
        """What the page showed when it was opened."""
        tab = one_newline(self.tab.data)[:TAB_MAX]
        return Seen(number(self.seen.data), number(self.revision.data), tab)


class NoteForm(FlaskForm):
    """A note: the point and its words, what is said of them, and a criterion with a level."""

    point = StringField("Point")
    quote = TextAreaField("Its words")
    part = HiddenField()
    near = HiddenField()
    note = TextAreaField("Note")
    criterion = StringField("Criterion")
    at_level = StringField("Level")
    key = HiddenField()

    def chosen(self) -> Chosen:
        """The words that the note is about."""
        part = self.part.data if self.part.data in ("claim", "reasons") else ""
        quote = one_newline(self.quote.data)
        return Chosen(number(self.point.data) or 0, quote, part or "", number(self.near.data))

    def remark(self) -> Remark:
        """What is said of them."""
        level = number(self.at_level.data)
        return Remark(one_newline(self.note.data), self.criterion.data or "", level)

    def fields(self) -> dict[str, Any]:
        """All of it, as an idempotency key is held to it."""
        return asdict(self.chosen()) | asdict(self.remark())


class ReleaseForm(FlaskForm):
    """What to release: everything unless it says so."""

    what = StringField("What")
    key = HiddenField()


class QuestionForm(FlaskForm):
    """A word in a thread; without a number it opens one. With `decision` it ends one."""

    text = TextAreaField("Your question")
    question = HiddenField()
    decision = StringField("Decision")
    key = HiddenField()


class CommentForm(FlaskForm):
    """A comment of the bank."""

    comment = TextAreaField("Comment")


def number(text: str | None) -> int | None:
    """A whole number of at most nine digits, else None."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
