"""Shapes of a ballot and a mark: their levels stand in fields named after seat and criterion."""

from collections.abc import Mapping

from flask import request
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField

from debate.domain.ballots import Rubric


class BallotForm(FlaskForm):
    """The decision and its reason; `levels` reads the rest."""

    decision = HiddenField()
    reason = TextAreaField("Reason for your decision")
    act = HiddenField()


class MarkForm(FlaskForm):
    """The comment on one student; `mark_levels` reads the rest."""

    comment = TextAreaField("Comment")


def levels(rubric: Rubric, seats: list[int]) -> dict[int, dict[str, int]]:
    """Seat number → criterion → level, from fields named "3-evidence"; else left out."""
    return {seat: _levels(rubric, f"{seat}-") for seat in seats}


def mark_levels(rubric: Rubric) -> Mapping[str, int]:
    """Criterion → level, from fields named after the criteria."""
    return _levels(rubric, "")


def _levels(rubric: Rubric, prefix: str) -> dict[str, int]:
    found = {}
    for criterion in rubric.criteria:
        text = request.form.get(prefix + criterion.slug, "")
        if text.isascii() and text.isdigit() and len(text) < 4:
            found[criterion.slug] = int(text)
    return found
