"""Preparation time over HTTP, from a debater's own page."""

from collections.abc import Callable

from flask import Blueprint, Response
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.permissions import Actor
from debate.models.debates import Debate
from debate.services import debates as debate_writes
from debate.services import keys, preparations
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, wants_fragment, writing
from debate.web.debates import load, own_part, seat_base
from debate.web.forms.speeches import KeyForm

pages = Blueprint("preparations", __name__)

Answer = Response | BaseResponse


@pages.post("/debates/<slug>/<int:number>/preparation")
@may("preparations.take")
def take(slug: str, number: int) -> Answer:
    """The side about to speak takes preparation time."""
    return _act(slug, number, "preparations.take", preparations.take)


@pages.post("/debates/<slug>/<int:number>/preparation/end")
@may("preparations.take")
def end(slug: str, number: int) -> Answer:
    """The side that prepares is ready."""
    return _act(slug, number, "preparations.end", preparations.end)


def _act(
    slug: str, number: int, name: str, do: Callable[[Session, Actor, Debate, int], None]
) -> Answer:
    key, now = KeyForm().key.data or "", now_ms()
    with writing() as session:
        debate = debate_writes.lock(session, slug)
        actor = access.seat(session, slug, number)
        if keys.first_answer(session, actor.ref, name, "clock", key, {}) is None:
            do(session, actor, debate, now)
            keys.remember(session, actor.ref, name, "clock", key, {}, {"done": True}, now)
    if not wants_fragment():
        return see_other(seat_base(slug, number))
    session = reading()
    here = load(session, slug, actor.view)
    return page("speeches/_turn_answer.html", keeps_words=True, **own_part(session, here, actor))
