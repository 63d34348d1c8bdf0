"""Preparation time over HTTP, from a debater's own page."""

from flask import Blueprint

from debate.services import preparations
from debate.web.access import access as may
from debate.web.answers import now_ms
from debate.web.offers import Answer, once

pages = Blueprint("preparations", __name__)


@pages.post("/debates/<slug>/<int:number>/preparation")
@may("preparations.take")
def take(slug: str, number: int) -> Answer:
    """The side about to speak takes preparation time."""
    now = now_ms()
    return once(
        slug,
        number,
        "preparations.take",
        "clock",
        lambda session, actor, debate: preparations.take(session, actor, debate, now),
    )


@pages.post("/debates/<slug>/<int:number>/preparation/end")
@may("preparations.take")
def end(slug: str, number: int) -> Answer:
    """The side that prepares is ready."""
    now = now_ms()
    return once(
        slug,
        number,
        "preparations.end",
        "clock",
        lambda session, actor, debate: preparations.end(session, actor, debate, now),
    )
