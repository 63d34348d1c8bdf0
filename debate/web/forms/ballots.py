"""Shapes of a ballot and a mark: their levels stand in fields named after seat and criterion.

Speaker points stand in fields named after the speech: "score-P1", and "why-P1" for the reason.
"""

from collections.abc import Mapping

from flask import request
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField

from debate.domain.ballots_points import scored
from debate.domain.rubrics import Rubric
from debate.domain.steps import FOUR_TEAMS, Format
from debate.web.forms.speeches import one_newline

TYPED_MAX = 20  # of a score: a longer one is no number


class BallotForm(FlaskForm):
    """The decision and its reason; `levels` or `points` read the rest."""

    decision = HiddenField()
    reason = TextAreaField("Reason for your decision")
    act = HiddenField()


class ReopenForm(FlaskForm):
    """Why ballots are opened again."""

    reason = TextAreaField("Why they are opened again")


def levels(rubric: Rubric, seats: list[int]) -> dict[int, dict[str, int]]:
    """Seat number → criterion → level, from fields named "3-evidence"; else left out."""
    return {seat: _levels(rubric, f"{seat}-") for seat in seats}


def points(fmt: Format) -> dict[str, tuple[str, str]]:
    """Address of a speech → its score and the reason for it, as typed; without empty pairs."""
    given = {
        slot.address: (
            request.form.get(f"score-{slot.address}", "").strip()[:TYPED_MAX],
            one_newline(request.form.get(f"why-{slot.address}")),
        )
        for slot in scored(fmt)
    }
    return {address: pair for address, pair in given.items() if any(pair)}


def ranks() -> dict[str, int]:
    """Team → rank, from fields named "rank-PA"; without empty ones. 0 is no rank."""
    typed = {team: request.form.get(f"rank-{team}", "").strip() for team in FOUR_TEAMS}
    return {
        team: int(text) if text in {"1", "2", "3", "4"} else 0
        for team, text in typed.items()
        if text
    }


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
