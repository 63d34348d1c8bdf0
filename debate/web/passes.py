"""Passing the turn of a free debate, from a debater's own page."""

from flask import Blueprint

from debate.services import passes
from debate.web.access import access as may
from debate.web.answers import now_ms
from debate.web.offers import Answer, once

pages = Blueprint("passes", __name__)


@pages.post("/debates/<slug>/<int:number>/turn/pass")
@may("passes.give")
def give(slug: str, number: int) -> Answer:
    """Give the turn to the other side."""
    return once(
        slug,
        number,
        "passes.give",
        "turn",
        lambda session, actor, debate: passes.give(session, actor, debate, now_ms()),
    )
